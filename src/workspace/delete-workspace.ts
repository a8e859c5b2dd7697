import { changed, revisionLimits } from '../decision/change-set.js'
import { defineCommand } from '../decision/command.js'
import { refuse } from '../decision/refusal.js'
import * as fields from '../input/fields.js'
import { containerEvent, edgesAtOnce, edgesGone, movedFacts } from '../membership/container.js'
import { askIn, shownWorkspace, type Workspace } from './workspace.js'

interface Input {
  readonly workspaceId: string
  readonly reason?: string
}

/** One more than a batch can move away in the same revision: if any is left, one of those that were read is. */
const some = revisionLimits.operations + 1

/** Deletes a workspace that has no resources left, with all that is held there. */
export const deleteWorkspace = defineCommand<Input, Workspace, 'workspace/not-found' | 'workspace/has-resources'>({
  name: 'workspace.delete',
  input: fields.input({ workspaceId: fields.id, reason: fields.optional(fields.reason) }),
  needs: ({ workspaceId }) => [
    { get: 'workspace', ids: [workspaceId] },
    { get: 'records', kind: 'resource', by: 'workspaceId', keys: [workspaceId], limit: some },
    { get: 'records', kind: 'membership', by: 'containerId', keys: [workspaceId], limit: edgesAtOnce },
    { get: 'records', kind: 'assignment', by: 'scopeId', keys: [workspaceId], limit: edgesAtOnce },
  ],
  authorize: (slice, { workspaceId }) => askIn(slice, workspaceId, 'workspace:delete'),
  propose(slice, { workspaceId, reason }, { now }) {
    const before = slice.workspace(workspaceId)
    if (before === undefined) return refuse('workspace/not-found', { workspaceId })
    if (slice.by('resource', 'workspaceId', workspaceId).length > 0)
      return refuse('workspace/has-resources', { workspaceId })
    const { catalogue: _, ...rest } = before
    const after = { ...rest, status: 'deleted' as const, deletedAt: now, updatedAt: now }
    return {
      writes: [changed('workspace', after)],
      deletes: edgesGone(
        ['membership', slice.catalogue('membership').filter(({ containerId }) => containerId === workspaceId)],
        ['assignment', slice.catalogue('assignment').filter(({ scopeId }) => scopeId === workspaceId)],
        ['membership', slice.by('membership', 'containerId', workspaceId)],
        ['assignment', slice.by('assignment', 'scopeId', workspaceId)],
      ),
      events: [
        containerEvent('workspace.deleted', before, after, { ...movedFacts(['status'], before, after), reason }),
      ],
      ids: [workspaceId],
    }
  },
  presented: (ids) => [{ get: 'workspace', ids }],
  present: (slice, [id = '']) => shownWorkspace(slice, id),
})
