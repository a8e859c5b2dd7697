import { changed } from '../decision/change-set.js'
import { defineCommand } from '../decision/command.js'
import { compact, patched } from '../decision/compact.js'
import { refuse } from '../decision/refusal.js'
import * as fields from '../input/fields.js'
import { sortKey } from '../input/text.js'
import { byKey, containerEvent, holderOfKey, movedFacts } from '../membership/container.js'
import type { Json } from '../storage.js'
import { askAt, shownTeam, type Team, type TeamRecord } from './team.js'

interface Input {
  readonly teamId: string
  readonly name?: string
  readonly key?: string | null
  readonly description?: string | null
  readonly capacity?: number | null
  readonly metadata?: { readonly [key: string]: Json }
  readonly reason?: string
}

/**
 * Changes a team, its name (S1-32) for example; null clears key, description and capacity. The capacity may fall below
 * use: nobody is thrown out.
 */
export const updateTeam = defineCommand<Input, Team, 'team/not-found' | 'team/key-taken'>({
  name: 'team.update',
  input: fields.input({
    teamId: fields.id,
    name: fields.optional(fields.name),
    key: fields.optional(fields.nullable(fields.key)),
    description: fields.optional(fields.nullable(fields.description)),
    capacity: fields.optional(fields.nullable(fields.capacity)),
    metadata: fields.optional(fields.metadata),
    reason: fields.optional(fields.reason),
  }),
  needs: ({ teamId, key }) => [{ get: 'team', ids: [teamId] }, ...byKey('team', key)],
  authorize: (slice, { teamId }) => askAt(slice, teamId, 'team:update'),
  propose(slice, { teamId, reason, ...change }, { now }) {
    const before = slice.team(teamId)
    if (before === undefined) return refuse('team/not-found', { teamId })
    const holder = holderOfKey(slice, 'team', change.key, teamId)
    if (holder !== undefined) return refuse('team/key-taken', { key: holder.key ?? '', teamId: holder.id })
    const { key: _, description: __, capacity: ___, ...rest } = before
    const name = change.name ?? before.name
    const after: TeamRecord = {
      ...rest,
      ...compact({
        key: patched(before.key, change.key),
        description: patched(before.description, change.description),
        capacity: patched(before.capacity, change.capacity),
      }),
      ...{ name, sortKey: sortKey(name), metadata: change.metadata ?? before.metadata, updatedAt: now },
    }
    const facts = movedFacts(['key', 'capacity'], before, after)
    return {
      writes: [changed('team', after)],
      events: [containerEvent('team.updated', before, after, { ...facts, reason })],
      ids: [teamId],
    }
  },
  presented: (ids) => [{ get: 'team', ids }],
  present: (slice, [id = '']) => shownTeam(slice, id),
})
