import { changed, revisionLimits } from '../decision/change-set.js'
import { defineCommand } from '../decision/command.js'
import { refuse } from '../decision/refusal.js'
import * as fields from '../input/fields.js'
import { containerEvent, edgesAtOnce, edgesGone, movedFacts } from '../membership/container.js'
import { askAt, shownTeam, type Team } from './team.js'

interface Input {
  readonly teamId: string
  readonly reason?: string
}

type Code = 'team/not-found' | 'team/has-children' | 'team/has-resources'

/** One more than a batch can take away in the same revision: if any is left, one of those that were read is. */
const some = revisionLimits.operations + 1

/** Deletes a team without teams below it or resources of its own, with all that is held in it or by it (S1-33, S4-17). */
export const deleteTeam = defineCommand<Input, Team, Code>({
  name: 'team.delete',
  input: fields.input({ teamId: fields.id, reason: fields.optional(fields.reason) }),
  needs: ({ teamId }) => [
    { get: 'team', ids: [teamId], follow: { assignments: {} } },
    { get: 'records', kind: 'team', by: 'parentId', keys: [teamId], limit: some },
    { get: 'records', kind: 'resource', by: 'ownerId', keys: [teamId], limit: some },
    { get: 'records', kind: 'assignment', by: 'scopeId', keys: [teamId], limit: edgesAtOnce },
    { get: 'records', kind: 'membership', by: 'containerId', keys: [teamId], limit: edgesAtOnce },
  ],
  authorize: (slice, { teamId }) => askAt(slice, teamId, 'team:delete'),
  propose(slice, { teamId, reason }, { now }) {
    const before = slice.team(teamId)
    if (before === undefined) return refuse('team/not-found', { teamId })
    if (slice.by('team', 'parentId', teamId).length > 0) return refuse('team/has-children', { teamId })
    if (slice.by('resource', 'ownerId', teamId).length > 0) return refuse('team/has-resources', { teamId })
    const after = { ...before, status: 'deleted' as const, deletedAt: now, updatedAt: now }
    const facts = movedFacts(['status'], before, after)
    return {
      writes: [changed('team', after)],
      deletes: edgesGone(
        ['assignment', slice.by('assignment', 'principalId', teamId)],
        ['assignment', slice.by('assignment', 'scopeId', teamId)],
        ['membership', slice.by('membership', 'containerId', teamId)],
      ),
      events: [containerEvent('team.deleted', before, after, { ...facts, reason })],
      ids: [teamId],
    }
  },
  presented: (ids) => [{ get: 'team', ids }],
  present: (slice, [id = '']) => shownTeam(slice, id),
})
