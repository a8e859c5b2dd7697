import { created } from '../decision/change-set.js'
import { ask, defineCommand } from '../decision/command.js'
import { compact } from '../decision/compact.js'
import { refuse } from '../decision/refusal.js'
import * as fields from '../input/fields.js'
import { sortKey } from '../input/text.js'
import { byKey, containerEvent, holderOfKey } from '../membership/container.js'
import type { Json } from '../storage.js'
import { type Group, type GroupRecord, shownGroup } from './group.js'

interface Input {
  readonly name: string
  readonly key?: string
  readonly description?: string
  readonly metadata?: { readonly [key: string]: Json }
  readonly reason?: string
}

/** Makes a group. Nobody is in it yet, and it holds nothing. */
export const createGroup = defineCommand<Input, Group, 'group/key-taken'>({
  name: 'group.create',
  input: fields.input({
    name: fields.name,
    key: fields.optional(fields.key),
    description: fields.optional(fields.description),
    metadata: fields.optional(fields.metadata),
    reason: fields.optional(fields.reason),
  }),
  needs: ({ key }) => byKey('group', key),
  authorize: () => ask('group:create'),
  propose(slice, { name, key, description, metadata = {}, reason }, { newId, now }) {
    const holder = holderOfKey(slice, 'group', key)
    if (holder !== undefined) return refuse('group/key-taken', { key: holder.key ?? '', groupId: holder.id })
    const group: GroupRecord = {
      ...{ id: newId('group'), name, memberCount: 0, metadata, status: 'active' },
      ...compact({ key, description }),
      ...{ sortKey: sortKey(name), createdAt: now, updatedAt: now },
    }
    return {
      writes: [created('group', group)],
      events: [containerEvent('group.created', undefined, group, { after: { key: key ?? null }, reason })],
      ids: [group.id],
    }
  },
  presented: (ids) => [{ get: 'group', ids }],
  present: (slice, [id = '']) => shownGroup(slice, id),
})
