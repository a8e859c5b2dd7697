import { changedMember } from '../decision/change-set.js'
import { ask, defineCommand } from '../decision/command.js'
import { compact } from '../decision/compact.js'
import { refuse } from '../decision/refusal.js'
import { internalFault } from '../errors.js'
import * as fields from '../input/fields.js'
import { memberEvent } from '../member/member.js'
import { withEdges } from '../organization/facts-of.js'
import { type Invitation, invitationView, inviteeOf, withRole } from './invitation.js'

interface Input {
  readonly invitationId: string
  readonly role: string
  readonly reason?: string
}

/** Changes the role that a pending invitation offers; its secret stays good. */
export const changeInvitationRole = defineCommand<Input, Invitation, 'invitation/not-found' | 'invitation/not-pending'>(
  {
    name: 'invitation.changeRole',
    input: fields.input({ invitationId: fields.id, role: fields.role, reason: fields.optional(fields.reason) }),
    needs: ({ invitationId }) => [
      { get: 'invitation', ids: [invitationId], follow: { member: { invitation: {}, ...withEdges } } },
    ],
    authorize: () => ask('invitation:update-role'),
    propose(slice, { invitationId, role, reason }, { granter, now }) {
      const invitation = slice.invitation(invitationId)
      if (invitation === undefined) return refuse('invitation/not-found', { invitationId })
      if (invitation.status !== 'pending')
        return refuse('invitation/not-pending', { invitationId, status: invitation.status })
      const before = inviteeOf(slice, invitation)
      if (before.role === role) return { writes: [], events: [], ids: [invitationId] }
      const member = { ...before, role, roleGranter: granter, updatedAt: now }
      return {
        writes: [changedMember(member), ...withRole(slice, member, now)],
        events: [memberEvent('invitation.role_changed', before, member, { invitationId, ...compact({ reason }) })],
        ids: [invitationId],
      }
    },
    presented: (ids) => [{ get: 'invitation', ids }],
    present: (slice, [id = ''], _, now) =>
      invitationView(slice.organizationId, slice.invitation(id) ?? internalFault('an invitation is missing'), now),
  },
)
