import { isEmpty, minus } from '../access/rights.js'
import { changedMember } from '../decision/change-set.js'
import { ask, defineCommand } from '../decision/command.js'
import { compact } from '../decision/compact.js'
import { refuse } from '../decision/refusal.js'
import { internalFault } from '../errors.js'
import * as fields from '../input/fields.js'
import { withRole } from '../invitation/invitation.js'
import { withEdges } from '../organization/facts-of.js'
import { invitationsVouchedFor, type Member, memberEvent, memberView } from './member.js'

interface Input {
  readonly memberId: string
  readonly role: string
  readonly reason?: string
}

/**
 * Gives a member another role, at once (S4-33). A pending member's invitation offers the new role from then on. Nobody
 * changes their own role here, unless the policy lets them lower it (S4-80).
 */
export const changeMemberRole = defineCommand<Input, Member, 'member/not-found' | 'member/own-role'>({
  name: 'member.changeRole',
  input: fields.input({ memberId: fields.id, role: fields.role, reason: fields.optional(fields.reason) }),
  needs: ({ memberId }) => [{ get: 'member', ids: [memberId], follow: { invitation: {}, ...withEdges } }],
  authorize: () => ask('member:update-role'),
  impact: (_, { memberId }) => [invitationsVouchedFor(memberId)],
  propose(slice, { memberId, role, reason }, { actor, granter, now, policy }) {
    const before = slice.member(memberId)
    if (before === undefined || before.status === 'removed') return refuse('member/not-found', { memberId })
    if (before.role === role) return { writes: [], events: [], ids: [memberId] }
    const self = slice.memberOf(actor)
    const lowers = isEmpty(minus(policy.rightsOf(role), policy.rightsOf(before.role)))
    if (self?.id === memberId && lowers && policy.ownRole === 'fixed') return refuse('member/own-role', { memberId })
    const after = { ...before, role, roleGranter: granter, updatedAt: now }
    return {
      writes: [changedMember(after), ...withRole(slice, after, now)],
      events: [memberEvent('member.role_changed', before, after, compact({ reason }))],
      ids: [memberId],
    }
  },
  presented: (ids) => [{ get: 'member', ids }],
  present: (slice, [id = '']) =>
    memberView(slice.organizationId, slice.member(id) ?? internalFault('a member is missing')),
})
