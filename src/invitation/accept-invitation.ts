import { changedInvitation, changedMember } from '../decision/change-set.js'
import { defineCommand } from '../decision/command.js'
import { compact } from '../decision/compact.js'
import { refuse } from '../decision/refusal.js'
import { internalFault } from '../errors.js'
import { canonicalEmail } from '../input/email.js'
import * as fields from '../input/fields.js'
import { type Member, memberEvent, memberView } from '../member/member.js'
import { withEdges } from '../organization/facts-of.js'
import { answered, inviteeOf, openByToken } from './invitation.js'

/** Those who vouch for what the invitee was given, with what they hold themselves. */
const granters = { granter: withEdges, permissionsGranter: withEdges } as const

interface Input {
  /** Takes an address that the application has not verified: only for those who know what R1 costs. */
  readonly allowUnverifiedEmail?: boolean
}

type Code =
  | 'invitation/not-valid'
  | 'invitation/already-member'
  | 'invitation/email-mismatch'
  | 'invitation/email-not-verified'

/**
 * Accepts an invitation: the pending member becomes this user, once, whoever races (S1-06, R3). The application brings a
 * proven user and address (R1, R2, R28); organization, role and address come from storage, never from the token (R13);
 * the granter's rights are judged again as they are now (R10).
 */
export const acceptInvitation = defineCommand<Input, Member, Code>({
  name: 'invitation.accept',
  organization: 'by-token',
  input: fields.input({ allowUnverifiedEmail: fields.optional(fields.flag) }),
  needs: (_, { tokenHash = '' }) => [{ get: 'invitation-by-token', hashes: [tokenHash], follow: { member: granters } }],
  authorize: () => 'by-token',
  propose(slice, { allowUnverifiedEmail = false }, { actor, now }, { tokenHash = '' }) {
    const invitation = openByToken(slice, tokenHash, now)
    if (invitation === undefined || 'system' in actor) return refuse('invitation/not-valid', {})
    const email = canonicalEmail(actor.email ?? '')
    if (!email.ok || email.value.key !== invitation.emailKey) return refuse('invitation/email-mismatch', {})
    if (actor.emailVerified !== true && !allowUnverifiedEmail) return refuse('invitation/email-not-verified', {})
    if (slice.memberOf(actor) !== undefined) return refuse('invitation/already-member', {})
    const before = inviteeOf(slice, invitation)
    const status = invitation.statusOnAcceptance
    const joined = {
      ...before,
      userId: actor.userId,
      status,
      joinedAt: now,
      updatedAt: now,
      ...compact({ deactivatedAt: status === 'deactivated' ? now : undefined }),
    }
    return {
      writes: [changedInvitation(answered(invitation, 'accepted', now), 'granter'), changedMember(joined, 'granter')],
      events: [memberEvent('invitation.accepted', before, joined, { invitationId: invitation.id })],
      ids: [joined.id],
    }
  },
  conceal: (refusal) => (isOfTheGranter(refusal.code) ? refuse('invitation/not-valid', {}) : refusal),
  presented: (ids) => [{ get: 'member', ids }],
  present: (slice, [id = '']) =>
    memberView(slice.organizationId, slice.member(id) ?? internalFault('a member is missing')),
})

/** What is wrong with what the granter gave is no business of the invitee's. */
function isOfTheGranter(code: string): boolean {
  return code.startsWith('role/') || code.startsWith('permission/') || code === 'organization/not-found'
}
