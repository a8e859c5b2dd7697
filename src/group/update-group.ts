import { changed } from '../decision/change-set.js'
import { ask, defineCommand } from '../decision/command.js'
import { compact, patched } from '../decision/compact.js'
import { refuse } from '../decision/refusal.js'
import * as fields from '../input/fields.js'
import { sortKey } from '../input/text.js'
import { byKey, containerEvent, holderOfKey, movedFacts } from '../membership/container.js'
import { renamed } from '../membership/renamed.js'
import type { Json } from '../storage.js'
import { type Group, type GroupRecord, shownGroup } from './group.js'

interface Input {
  readonly groupId: string
  readonly name?: string
  readonly key?: string | null
  readonly description?: string | null
  readonly metadata?: { readonly [key: string]: Json }
  readonly reason?: string
}

/** Changes a group; null clears key and description. */
export const updateGroup = defineCommand<Input, Group, 'group/not-found' | 'group/key-taken'>({
  name: 'group.update',
  input: fields.input({
    groupId: fields.id,
    name: fields.optional(fields.name),
    key: fields.optional(fields.nullable(fields.key)),
    description: fields.optional(fields.nullable(fields.description)),
    metadata: fields.optional(fields.metadata),
    reason: fields.optional(fields.reason),
  }),
  needs: ({ groupId, key }) => [{ get: 'group', ids: [groupId] }, ...byKey('group', key)],
  authorize: () => ask('group:update'),
  propose(slice, { groupId, reason, ...change }, { now }) {
    const before = slice.group(groupId)
    if (before === undefined) return refuse('group/not-found', { groupId })
    const holder = holderOfKey(slice, 'group', change.key, groupId)
    if (holder !== undefined) return refuse('group/key-taken', { key: holder.key ?? '', groupId: holder.id })
    const { key: _, description: __, ...rest } = before
    const name = change.name ?? before.name
    const after: GroupRecord = {
      ...rest,
      ...compact({
        key: patched(before.key, change.key),
        description: patched(before.description, change.description),
      }),
      ...{ name, sortKey: sortKey(name), metadata: change.metadata ?? before.metadata, updatedAt: now },
    }
    const inWorkspaces = slice.catalogue('membership').filter(({ principalId }) => principalId === groupId)
    const facts = movedFacts(['key'], before, after)
    return {
      writes: [changed('group', after), ...renamed(inWorkspaces, after.sortKey)],
      events: [containerEvent('group.updated', before, after, { ...facts, reason })],
      ids: [groupId],
    }
  },
  presented: (ids) => [{ get: 'group', ids }],
  present: (slice, [id = '']) => shownGroup(slice, id),
})
