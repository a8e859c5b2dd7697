import { defineCommand } from '../decision/command.js'
import { refuse } from '../decision/refusal.js'
import * as fields from '../input/fields.js'
import { membershipsBetween, membersWithEdges } from '../membership/joining.js'
import { joined, type Memberships, memberIds, type Named, shownMemberships } from '../membership/members-join.js'
import { askAt, withAncestors } from './team.js'

interface Input extends Named {
  readonly teamId: string
  readonly role?: string
}

type Code = 'team/not-found' | 'member/not-found' | 'membership/other-role' | 'member/too-many-edges'

/**
 * Puts members of the organization into a team, pending ones too, all in the same role there, or all in none (S1-34..S1-36,
 * S3-20, S4-58). Whoever is in it already stays as they are, and whoever holds another role there is refused.
 */
export const addTeamMembers = defineCommand<Input, Memberships, Code>({
  name: 'team.addMembers',
  input: fields.input({
    teamId: fields.id,
    memberIds,
    role: fields.optional(fields.role),
    reason: fields.optional(fields.reason),
  }),
  needs: ({ teamId, memberIds }) => [
    { get: 'team', ids: [teamId], follow: withAncestors },
    ...membersWithEdges(memberIds),
    ...membershipsBetween([teamId], memberIds),
  ],
  authorize: (slice, { teamId }) => askAt(slice, teamId, 'team:add-member'),
  propose(slice, { teamId, role, ...named }, context) {
    if (slice.team(teamId) === undefined) return refuse('team/not-found', { teamId })
    const into = { kind: 'team' as const, id: teamId, event: 'team.member_added' as const }
    return joined(slice, role === undefined ? into : { ...into, role }, named, context)
  },
  presented: (ids) => [{ get: 'membership', ids }],
  present: (slice, ids) => shownMemberships(slice, ids),
})
