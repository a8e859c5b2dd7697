import { defineCommand } from '../decision/command.js'
import { refuse } from '../decision/refusal.js'
import { internalFault } from '../errors.js'
import * as fields from '../input/fields.js'
import { withEdges } from '../organization/facts-of.js'
import { type Invitation, invitationView, inviteeOf, openByToken, removal } from './invitation.js'

interface Input {
  readonly reason?: string
}

/** Declines an invitation, by its token alone; the seat is free (S1-06, S2-24). */
export const declineInvitation = defineCommand<Input, Invitation, 'invitation/not-valid'>({
  name: 'invitation.decline',
  organization: 'by-token',
  actor: 'optional',
  input: fields.input({ reason: fields.optional(fields.reason) }),
  needs: (_, { tokenHash = '' }) => [
    { get: 'invitation-by-token', hashes: [tokenHash], follow: { member: { invitation: {}, ...withEdges } } },
  ],
  authorize: () => 'by-token',
  propose(slice, { reason }, { now }, { tokenHash = '' }) {
    const invitation = openByToken(slice, tokenHash, now)
    if (invitation === undefined) return refuse('invitation/not-valid', {})
    return removal(slice, inviteeOf(slice, invitation), 'invitation.declined', reason, now, 'granter')
  },
  presented: (ids) => [{ get: 'invitation', ids }],
  present: (slice, [id = ''], _, now) =>
    invitationView(slice.organizationId, slice.invitation(id) ?? internalFault('an invitation is missing'), now),
})
