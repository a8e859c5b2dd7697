import { ask, defineCommand } from '../decision/command.js'
import { refuse } from '../decision/refusal.js'
import { internalFault } from '../errors.js'
import * as fields from '../input/fields.js'
import { withEdges } from '../organization/facts-of.js'
import { type Invitation, invitationView, inviteeOf, removal } from './invitation.js'

interface Input {
  readonly invitationId: string
  readonly reason?: string
}

/** Revokes an invitation, only while it is pending; its holder cannot join, and the seat is free (S1-09, S2-21, S2-22). */
export const revokeInvitation = defineCommand<Input, Invitation, 'invitation/not-found' | 'invitation/not-pending'>({
  name: 'invitation.revoke',
  input: fields.input({ invitationId: fields.id, reason: fields.optional(fields.reason) }),
  needs: ({ invitationId }) => [
    { get: 'invitation', ids: [invitationId], follow: { member: { invitation: {}, ...withEdges } } },
  ],
  authorize: () => ask('invitation:revoke'),
  propose(slice, { invitationId, reason }, { now }) {
    const invitation = slice.invitation(invitationId)
    if (invitation === undefined) return refuse('invitation/not-found', { invitationId })
    if (invitation.status !== 'pending')
      return refuse('invitation/not-pending', { invitationId, status: invitation.status })
    return removal(slice, inviteeOf(slice, invitation), 'invitation.revoked', reason, now)
  },
  presented: (ids) => [{ get: 'invitation', ids }],
  present: (slice, [id = ''], _, now) =>
    invitationView(slice.organizationId, slice.invitation(id) ?? internalFault('an invitation is missing'), now),
})
