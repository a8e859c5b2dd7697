import { changed } from '../decision/change-set.js'
import { defineCommand } from '../decision/command.js'
import { refuse } from '../decision/refusal.js'
import * as fields from '../input/fields.js'
import type { Slice } from '../organization/slice.js'
import type { Delete } from '../storage.js'
import { askIn, shownWorkspace, type Workspace, workspaceEvent } from './workspace.js'

interface Input {
  readonly workspaceId: string
  readonly reason?: string
}

/** So many edges go with it at once; the others are dead, and count for nothing. */
const edgesAtOnce = 500

/** Deletes a workspace that has no resources left, with all that is held there. */
export const deleteWorkspace = defineCommand<Input, Workspace, 'workspace/not-found' | 'workspace/has-resources'>({
  name: 'workspace.delete',
  input: fields.input({ workspaceId: fields.id, reason: fields.optional(fields.reason) }),
  needs: ({ workspaceId }) => [
    { get: 'workspace', ids: [workspaceId] },
    { get: 'records', kind: 'resource', by: 'workspaceId', keys: [workspaceId], limit: 1 },
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
    const facts = { before: { status: before.status }, after: { status: after.status } }
    return {
      writes: [changed('workspace', after)],
      deletes: edgesOf(slice, workspaceId),
      events: [workspaceEvent('workspace.deleted', before, after, { ...facts, reason })],
      ids: [workspaceId],
    }
  },
  presented: (ids) => [{ get: 'workspace', ids }],
  present: (slice, [id = '']) => shownWorkspace(slice, id),
})

/** Edges that go with it: those of the catalogue first, which everybody's access would have to step over. */
function edgesOf(slice: Slice, workspaceId: string): Delete[] {
  const memberships = [
    ...slice.catalogue('membership').filter(({ containerId }) => containerId === workspaceId),
    ...slice.by('membership', 'containerId', workspaceId),
  ]
  const assignments = [
    ...slice.catalogue('assignment').filter(({ scopeId }) => scopeId === workspaceId),
    ...slice.by('assignment', 'scopeId', workspaceId),
  ]
  const all: Delete[] = [
    ...memberships.map(({ id }) => ({ kind: 'membership' as const, id })),
    ...assignments.map(({ id }) => ({ kind: 'assignment' as const, id })),
  ]
  const listed = new Set([...slice.catalogue('membership'), ...slice.catalogue('assignment')].map(({ id }) => id))
  const ordered = [...all.filter(({ id }) => listed.has(id)), ...all.filter(({ id }) => !listed.has(id))]
  return [...new Map(ordered.map((gone) => [gone.id, gone])).values()].slice(0, edgesAtOnce)
}
