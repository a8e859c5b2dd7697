import { defineCommand } from '../decision/command.js'
import { refuse } from '../decision/refusal.js'
import * as fields from '../input/fields.js'
import { membershipsBetween } from '../membership/joining.js'
import { left, memberIds, type Named } from '../membership/members-join.js'
import { askAt, shownTeam, type Team } from './team.js'

interface Input extends Named {
  readonly teamId: string
}

/** Takes members out of a team, who lose what they hold by it (S1-37, S4-59, S4-64). Whoever is not in it makes no difference. */
export const removeTeamMembers = defineCommand<Input, Team, 'team/not-found' | 'member/not-found'>({
  name: 'team.removeMembers',
  input: fields.input({ teamId: fields.id, memberIds, reason: fields.optional(fields.reason) }),
  needs: ({ teamId, memberIds }) => [
    { get: 'team', ids: [teamId] },
    { get: 'member', ids: memberIds },
    ...membershipsBetween([teamId], memberIds),
  ],
  authorize: (slice, { teamId }) => askAt(slice, teamId, 'team:remove-member'),
  propose(slice, { teamId, ...named }) {
    if (slice.team(teamId) === undefined) return refuse('team/not-found', { teamId })
    return left(slice, teamId, named, 'team.member_removed')
  },
  presented: (ids) => [{ get: 'team', ids }],
  present: (slice, [id = '']) => shownTeam(slice, id),
})
