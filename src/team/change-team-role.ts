import { changed } from '../decision/change-set.js'
import { defineCommand } from '../decision/command.js'
import { compact } from '../decision/compact.js'
import { refuse } from '../decision/refusal.js'
import * as fields from '../input/fields.js'
import { membershipIn, membershipsBetween, membersWithEdges } from '../membership/joining.js'
import { belongingEvent, type Memberships, shownMemberships } from '../membership/members-join.js'
import { askAt } from './team.js'

interface Input {
  readonly teamId: string
  readonly memberId: string
  readonly role: string | null
  readonly reason?: string
}

/** Gives a member of a team another role there, or with null none: they belong to it all the same. */
export const changeTeamRole = defineCommand<Input, Memberships, 'team/not-found' | 'membership/not-found'>({
  name: 'team.changeRole',
  input: fields.input({
    teamId: fields.id,
    memberId: fields.id,
    role: fields.nullable(fields.role),
    reason: fields.optional(fields.reason),
  }),
  needs: ({ teamId, memberId }) => [
    { get: 'team', ids: [teamId] },
    ...membershipsBetween([teamId], [memberId]),
    ...membersWithEdges([memberId]),
  ],
  authorize: (slice, { teamId }) => askAt(slice, teamId, 'team:update-role'),
  propose(slice, { teamId, memberId, role, reason }, { granter, now }) {
    if (slice.team(teamId) === undefined) return refuse('team/not-found', { teamId })
    const before = membershipIn(slice, teamId, memberId)
    if (before === undefined) return refuse('membership/not-found', { containerId: teamId, principalId: memberId })
    if ((before.role ?? null) === role) return { writes: [], events: [], ids: [before.id] }
    const { role: _, ...rest } = before
    const after = { ...rest, ...compact({ role: role ?? undefined }), granter, updatedAt: now }
    return {
      writes: [changed('membership', after)],
      events: [belongingEvent('team.member_role_changed', before, after, reason)],
      ids: [before.id],
    }
  },
  presented: (ids) => [{ get: 'membership', ids }],
  present: (slice, ids) => shownMemberships(slice, ids),
})
