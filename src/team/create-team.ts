import { created } from '../decision/change-set.js'
import { ask, defineCommand } from '../decision/command.js'
import { compact } from '../decision/compact.js'
import { isRefusal, refuse } from '../decision/refusal.js'
import * as fields from '../input/fields.js'
import { sortKey } from '../input/text.js'
import { byKey, containerEvent, holderOfKey } from '../membership/container.js'
import type { Json } from '../storage.js'
import { ancestorsUnder, asParent, atTeam, shownTeam, type Team, type TeamRecord } from './team.js'

interface Input {
  readonly name: string
  readonly key?: string
  readonly description?: string
  readonly parentId?: string
  readonly capacity?: number
  readonly metadata?: { readonly [key: string]: Json }
  readonly reason?: string
}

type Code = 'team/key-taken' | 'team/not-found' | 'team/too-deep' | 'team/too-many-children'

/** Makes a team, below another one or not (S1-21, S1-22, S4-17). Nobody is in it yet. */
export const createTeam = defineCommand<Input, Team, Code>({
  name: 'team.create',
  input: fields.input({
    name: fields.name,
    key: fields.optional(fields.key),
    description: fields.optional(fields.description),
    parentId: fields.optional(fields.id),
    capacity: fields.optional(fields.capacity),
    metadata: fields.optional(fields.metadata),
    reason: fields.optional(fields.reason),
  }),
  needs: ({ key, parentId }) => [...byKey('team', key), ...asParent(parentId)],
  authorize: (slice, { parentId }) => ask('team:create', atTeam(slice, parentId)),
  propose(slice, { name, key, description, parentId, capacity, metadata = {}, reason }, { newId, now }) {
    const holder = holderOfKey(slice, 'team', key)
    if (holder !== undefined) return refuse('team/key-taken', { key: holder.key ?? '', teamId: holder.id })
    const ancestors = ancestorsUnder(slice, parentId)
    if (isRefusal(ancestors)) return ancestors
    const team: TeamRecord = {
      ...{ id: newId('team'), name, ancestors, memberCount: 0, metadata, status: 'active' },
      ...compact({ key, description, parentId, capacity }),
      ...{ sortKey: sortKey(name), createdAt: now, updatedAt: now },
    }
    const after = { key: key ?? null, parentId: parentId ?? null, capacity: capacity ?? null }
    return {
      writes: [created('team', team)],
      events: [containerEvent('team.created', undefined, team, { after, reason })],
      ids: [team.id],
    }
  },
  presented: (ids) => [{ get: 'team', ids }],
  present: (slice, [id = '']) => shownTeam(slice, id),
})
