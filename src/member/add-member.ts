import { expandPermissions, type WrongPermissions } from '../access/expand-permissions.js'
import { newMember } from '../decision/change-set.js'
import { ask, defineCommand } from '../decision/command.js'
import { compact } from '../decision/compact.js'
import { isRefusal, refuse } from '../decision/refusal.js'
import { internalFault } from '../errors.js'
import * as fields from '../input/fields.js'
import { expiredToRecord, freeSeats } from '../invitation/free-seats.js'
import {
  hasRunOut,
  type InvitationRecord,
  inviteeOf,
  noEnding,
  openInvitationOf,
  recordExpiry,
} from '../invitation/invitation.js'
import { withEdges } from '../organization/facts-of.js'
import { defaultRoleOf } from '../organization/organization.js'
import type { Slice } from '../organization/slice.js'
import {
  type Member,
  memberEvent,
  memberRecord,
  memberView,
  missingFields,
  type Profile,
  withPermissions,
} from './member.js'

interface Input extends Profile {
  readonly userId: string
  readonly role?: string
  readonly status?: 'active' | 'deactivated'
  readonly permissions?: readonly string[]
  readonly reason?: string
}

/**
 * Adds a user as a member without an invitation. A removed person returns only by an invitation (S4-53), the system's
 * own hand excepted.
 */
export const addMember = defineCommand<
  Input,
  Member,
  | 'member/was-removed'
  | 'member/profile-incomplete'
  | 'member/duplicate-user'
  | 'member/duplicate-email'
  | WrongPermissions
>({
  name: 'member.add',
  input: fields.input({
    userId: fields.userId,
    ...fields.profile,
    role: fields.optional(fields.role),
    status: fields.optional(fields.oneOf(['active', 'deactivated'])),
    permissions: fields.optional(fields.permissions),
    reason: fields.optional(fields.reason),
  }),
  needs: ({ userId, email }, { now }) => [
    { get: 'member-by-user', keys: [userId], removed: true },
    ...(email === undefined
      ? []
      : [
          {
            get: 'member-by-email' as const,
            keys: [email.key],
            removed: true,
            follow: { invitation: {}, ...withEdges },
          },
        ]),
    expiredToRecord(now),
  ],
  authorize: () => ask('member:add'),
  propose(slice, { userId, role, status = 'active', permissions: entries = [], reason, ...profile }, context) {
    const { now, actor, policy } = context
    const lapsed = lapsedInvitation(slice, profile.email?.key, now)
    if (!('system' in actor)) {
      const byEmail = profile.email && slice.removedMember('email', profile.email.key)
      const gone = slice.removedMember('user', userId) ?? byEmail ?? (lapsed && inviteeOf(slice, lapsed))
      if (gone !== undefined) return refuse('member/was-removed', { memberId: gone.id })
    }
    const permissions = expandPermissions(policy, entries, 'organization')
    if (isRefusal(permissions)) return permissions
    const facts = {
      id: context.newId('member'),
      userId,
      role: role ?? defaultRoleOf(slice.organization, policy),
      roleGranter: context.granter,
      status,
    }
    const member = withPermissions(memberRecord(facts, profile, now), permissions, context.granter)
    const missing = missingFields(member, context.requiredProfile)
    if (missing.length > 0) return refuse('member/profile-incomplete', { missing })
    const expiry = lapsed === undefined ? noEnding : recordExpiry(slice, lapsed, now)
    const released = lapsed !== undefined && policy.takesSeat(lapsed.role, 'pending')
    const freed = freeSeats(slice, policy.takesSeat(facts.role, status) && !released ? 1 : 0, context)
    return {
      writes: [...expiry.writes, ...freed.writes, newMember(member)],
      deletes: [...expiry.deletes, ...freed.deletes],
      events: [...expiry.events, ...freed.events, memberEvent('member.added', undefined, member, compact({ reason }))],
      ids: [member.id],
    }
  },
  presented: (ids) => [{ get: 'member', ids }],
  present: (slice, [id = '']) =>
    memberView(slice.organizationId, slice.member(id) ?? internalFault('an added member is missing')),
})

/** An invitation to this address that has run out, recorded or not: its member is as good as removed. */
function lapsedInvitation(slice: Slice, emailKey: string | undefined, now: number): InvitationRecord | undefined {
  const [present] = emailKey === undefined ? [] : slice.membersWithEmail(emailKey)
  const open = present === undefined ? undefined : openInvitationOf(slice, present)
  return open !== undefined && hasRunOut(open, now) ? open : undefined
}
