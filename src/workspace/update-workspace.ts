import { changed } from '../decision/change-set.js'
import { defineCommand } from '../decision/command.js'
import { compact, patched } from '../decision/compact.js'
import { refuse } from '../decision/refusal.js'
import * as fields from '../input/fields.js'
import { sortKey } from '../input/text.js'
import { byKey, containerEvent, holderOfKey, movedFacts } from '../membership/container.js'
import type { Json } from '../storage.js'
import { askIn, shownWorkspace, type Workspace } from './workspace.js'

interface Input {
  readonly workspaceId: string
  readonly name?: string
  readonly key?: string | null
  readonly description?: string | null
  readonly metadata?: { readonly [key: string]: Json }
  readonly reason?: string
}

/** Changes name, key, description (null clears those two) or metadata (as a whole). Its type stays. */
export const updateWorkspace = defineCommand<Input, Workspace, 'workspace/not-found' | 'workspace/key-taken'>({
  name: 'workspace.update',
  input: fields.input({
    workspaceId: fields.id,
    name: fields.optional(fields.name),
    key: fields.optional(fields.nullable(fields.key)),
    description: fields.optional(fields.nullable(fields.description)),
    metadata: fields.optional(fields.metadata),
    reason: fields.optional(fields.reason),
  }),
  needs: ({ workspaceId, key }) => [{ get: 'workspace', ids: [workspaceId] }, ...byKey('workspace', key)],
  authorize: (slice, { workspaceId }) => askIn(slice, workspaceId, 'workspace:update'),
  propose(slice, { workspaceId, name, key, description, metadata, reason }, { now }) {
    const before = slice.workspace(workspaceId)
    if (before === undefined) return refuse('workspace/not-found', { workspaceId })
    const other = holderOfKey(slice, 'workspace', key, workspaceId)
    if (key != null && other !== undefined) return refuse('workspace/key-taken', { key, workspaceId: other.id })
    const { key: _, description: __, ...rest } = before
    const after = {
      ...rest,
      ...compact({ key: patched(before.key, key), description: patched(before.description, description) }),
      name: name ?? before.name,
      metadata: metadata ?? before.metadata,
      sortKey: sortKey(name ?? before.name),
      updatedAt: now,
    }
    return {
      writes: [changed('workspace', after)],
      events: [containerEvent('workspace.updated', before, after, { ...movedFacts(['key'], before, after), reason })],
      ids: [workspaceId],
    }
  },
  presented: (ids) => [{ get: 'workspace', ids }],
  present: (slice, [id = '']) => shownWorkspace(slice, id),
})
