import { ask, defineCommand } from '../decision/command.js'
import { refuse } from '../decision/refusal.js'
import { internalFault } from '../errors.js'
import * as fields from '../input/fields.js'
import { removal } from '../invitation/invitation.js'
import { withEdges } from '../organization/facts-of.js'
import { invitationsVouchedFor, type Member, memberView } from './member.js'

interface Input {
  readonly memberId: string
  readonly reason?: string
}

/**
 * Removes a member at once and for good; the record stays, for attribution (S4-41, S4-42, S4-51). A pending member's
 * invitation is revoked with it.
 */
export const removeMember = defineCommand<Input, Member, 'member/not-found'>({
  name: 'member.remove',
  input: fields.input({ memberId: fields.id, reason: fields.optional(fields.reason) }),
  needs: ({ memberId }) => [{ get: 'member', ids: [memberId], follow: { invitation: {}, ...withEdges } }],
  authorize: () => ask('member:remove'),
  impact: (_, { memberId }) => [invitationsVouchedFor(memberId)],
  propose(slice, { memberId, reason }, { now }) {
    const before = slice.member(memberId)
    if (before === undefined || before.status === 'removed') return refuse('member/not-found', { memberId })
    return removal(slice, before, 'member.removed', reason, now)
  },
  presented: (ids) => [{ get: 'member', ids }],
  present: (slice, [id = '']) =>
    memberView(slice.organizationId, slice.member(id) ?? internalFault('a removed member is missing')),
})
