import { changedInvitation, changedMember } from '../decision/change-set.js'
import { ask, defineCommand } from '../decision/command.js'
import { compact } from '../decision/compact.js'
import { refuse } from '../decision/refusal.js'
import { internalFault } from '../errors.js'
import * as fields from '../input/fields.js'
import { readdressed } from '../invitation/invitation.js'
import { renamed } from '../membership/renamed.js'
import { withEdges } from '../organization/facts-of.js'
import {
  type Member,
  memberEvent,
  memberView,
  missingFields,
  type ProfileChange,
  vouchedBy,
  withProfile,
} from './member.js'

interface Input extends ProfileChange {
  readonly memberId: string
  readonly reason?: string
}

/**
 * Changes a member's profile; null clears a field (S0-28). A new address for a pending member goes to their invitation
 * too, with a new secret: the old link is dead.
 */
export const updateMember = defineCommand<Input, Member, 'member/not-found' | 'member/profile-incomplete'>({
  name: 'member.update',
  input: fields.input({ memberId: fields.id, ...fields.profileChange, reason: fields.optional(fields.reason) }),
  takesSecret: ({ email }) => email != null,
  needs: ({ memberId, email }) => [
    { get: 'member', ids: [memberId], follow: { invitation: {}, ...withEdges } },
    ...(email == null ? [] : [{ get: 'member-by-email' as const, keys: [email.key] }]),
  ],
  authorize: () => ask('member:update'),
  propose(slice, { memberId, reason, ...change }, context, { secret }) {
    const before = slice.member(memberId)
    if (before === undefined || before.status === 'removed') return refuse('member/not-found', { memberId })
    const after = withProfile(before, change, context.now)
    const lacked = missingFields(before, context.requiredProfile)
    const missing = missingFields(after, context.requiredProfile).filter((field) => !lacked.includes(field))
    if (before.status === 'pending' && after.email === undefined) missing.push('email')
    if (missing.length > 0) return refuse('member/profile-incomplete', { missing })
    const memberships = renamed(slice.by('membership', 'principalId', memberId), after.sortKey)
    const proposal = {
      writes: [changedMember(after), ...memberships],
      events: [memberEvent('member.updated', before, after, compact({ reason }))],
      ids: [memberId],
    }
    const invitation = before.invitationId === undefined ? undefined : slice.invitation(before.invitationId)
    if (invitation?.status !== 'pending' || after.emailKey === before.emailKey || after.email === undefined)
      return proposal
    const sent = readdressed(slice, invitation, after, context, secret)
    // Whoever sends the offer to somebody else answers for it from now on.
    const vouched = changedMember(vouchedBy(after, context.granter), 'vouching')
    const writes = [vouched, ...memberships, changedInvitation(sent.invitation)]
    return { ...proposal, writes, secrets: [sent.secret] }
  },
  presented: (ids) => [{ get: 'member', ids }],
  present: (slice, [id = '']) =>
    memberView(slice.organizationId, slice.member(id) ?? internalFault('an updated member is missing')),
})
