import { changedInvitation, changedMember } from '../decision/change-set.js'
import { ask, defineCommand } from '../decision/command.js'
import { compact } from '../decision/compact.js'
import { refuse } from '../decision/refusal.js'
import { internalFault } from '../errors.js'
import * as fields from '../input/fields.js'
import { memberEvent, vouchedBy } from '../member/member.js'
import { withEdges } from '../organization/facts-of.js'
import { type Invitation, invitationView, inviteeOf, lifetimeOf, sentAgain } from './invitation.js'

interface Input {
  readonly invitationId: string
  readonly reason?: string
}

/**
 * Sends a pending invitation again: a new secret, the old one dead, the time starts anew, also where it had run out
 * (S2-20, R15). Whoever resends vouches for what it offers, and is judged so.
 */
export const resendInvitation = defineCommand<Input, Invitation, 'invitation/not-found' | 'invitation/not-pending'>({
  name: 'invitation.resend',
  input: fields.input({ invitationId: fields.id, reason: fields.optional(fields.reason) }),
  takesSecret: () => true,
  needs: ({ invitationId }) => [{ get: 'invitation', ids: [invitationId], follow: { member: withEdges } }],
  authorize: () => ask('invitation:resend'),
  propose(slice, { invitationId, reason }, context, { secret }) {
    const invitation = slice.invitation(invitationId)
    if (invitation === undefined) return refuse('invitation/not-found', { invitationId })
    if (invitation.status !== 'pending')
      return refuse('invitation/not-pending', { invitationId, status: invitation.status })
    const before = inviteeOf(slice, invitation)
    const { now } = context
    const member = { ...vouchedBy(before, context.granter), updatedAt: now }
    const sent = sentAgain(slice, invitation, lifetimeOf(slice, context), now, secret)
    const facts = { invitationId, facts: { sentCount: sent.invitation.sentCount }, ...compact({ reason }) }
    return {
      writes: [changedInvitation(sent.invitation), changedMember(member, 'vouching')],
      events: [memberEvent('invitation.resent', before, member, facts)],
      ids: [invitationId],
      secrets: [sent.secret],
    }
  },
  presented: (ids) => [{ get: 'invitation', ids }],
  present: (slice, [id = ''], _, now) =>
    invitationView(slice.organizationId, slice.invitation(id) ?? internalFault('an invitation is missing'), now),
})
