import { expandPermissions, type WrongPermissions } from '../access/expand-permissions.js'
import { newInvitation, newMember } from '../decision/change-set.js'
import { ask, defineCommand, type ItemOutcome } from '../decision/command.js'
import { compact, isoTime } from '../decision/compact.js'
import { isRefusal, refuse } from '../decision/refusal.js'
import { internalFault } from '../errors.js'
import * as fields from '../input/fields.js'
import type { Invitee } from '../input/invitees.js'
import { sortKey } from '../input/text.js'
import { memberEvent, memberRecord, missingFields, withPermissions } from '../member/member.js'
import { withEdges } from '../organization/facts-of.js'
import { defaultRoleOf } from '../organization/organization.js'
import type { Slice } from '../organization/slice.js'
import type { Json } from '../storage.js'
import { expiredToRecord, freeSeats } from './free-seats.js'
import {
  hasRunOut,
  type Invitation,
  type InvitationRecord,
  invitationView,
  issued,
  lifetimeOf,
  noEnding,
  openInvitationOf,
  recordExpiry,
} from './invitation.js'

interface Input {
  readonly emails: readonly Invitee[]
  readonly role?: string
  readonly message?: string
  readonly metadata?: { readonly [key: string]: Json }
  readonly expiresAt?: number
  readonly statusOnAcceptance?: 'active' | 'deactivated'
  readonly permissions?: readonly string[]
  readonly reason?: string
}

/** What became of one address. */
export type InviteOutcome =
  | { readonly outcome: 'invited'; readonly email: string; readonly line: number; readonly invitation: Invitation }
  | {
      readonly outcome: 'already-member' | 'already-invited' | 'no-seat'
      readonly email: string
      readonly line: number
    }
  | { readonly outcome: 'invalid'; readonly email: string; readonly line: number; readonly problem: string }
  /** Not reached: what came before it is done, then the rest was refused as a whole. */
  | {
      readonly outcome: 'refused'
      readonly email: string
      readonly line: number
      readonly code: string
      readonly problem: string
    }

export interface Invited {
  /** One for each address given, in order. */
  readonly outcomes: readonly InviteOutcome[]
}

type Code =
  | 'invitation/already-member'
  | 'invitation/already-invited'
  | 'invitation/invalid-address'
  | 'invitation/expiry-passed'
  | 'member/profile-incomplete'
  | WrongPermissions

/**
 * Invites one person or many, each with an outcome of their own; whoever is invited is a pending member from that moment
 * (S0-25, S2-19, S3-16, S3-20). Addresses that cannot be invited are told apart and skipped; what is wrong with the role
 * refuses all.
 */
export const inviteMembers = defineCommand<Input, Invited, Code>({
  name: 'invitation.invite',
  input: fields.input({
    emails: fields.invitees,
    role: fields.optional(fields.role),
    message: fields.optional(fields.message),
    metadata: fields.optional(fields.metadata),
    expiresAt: fields.optional(fields.time),
    statusOnAcceptance: fields.optional(fields.oneOf(['active', 'deactivated'])),
    permissions: fields.optional(fields.permissions),
    reason: fields.optional(fields.reason),
  }),
  takesSecret: () => true,
  items: (input) => input.emails.map((invitee) => ({ ...input, emails: [invitee] })),
  skips: [
    'invitation/already-member',
    'invitation/already-invited',
    'invitation/invalid-address',
    'member/profile-incomplete',
    'organization/seat-limit',
  ],
  needs: ({ emails }, { now }) => [
    {
      get: 'member-by-email',
      keys: emails.flatMap(({ address }) => address?.key ?? []),
      follow: { invitation: {}, ...withEdges },
    },
    expiredToRecord(now),
  ],
  authorize: () => ask('invitation:create'),
  propose(slice, input, context, given) {
    const { now, policy } = context
    const [invitee] = input.emails
    if (invitee === undefined) return { writes: [], events: [], ids: [] }
    const { address, problem = 'not an address', line, profile } = invitee
    const expiresAt = input.expiresAt ?? now + lifetimeOf(slice, context)
    if (expiresAt <= now) return refuse('invitation/expiry-passed', { expiresAt: isoTime(expiresAt) })
    const permissions = expandPermissions(policy, input.permissions ?? [], 'organization')
    if (isRefusal(permissions)) return permissions
    if (address === undefined) return refuse('invitation/invalid-address', { email: invitee.given, problem, line })
    const [present] = slice.membersWithEmail(address.key)
    const open = present === undefined ? undefined : openInvitationOf(slice, present)
    if (present !== undefined && open === undefined) return refuse('invitation/already-member', {})
    if (present !== undefined && open !== undefined && !hasRunOut(open, now)) {
      return refuse('invitation/already-invited', { memberId: present.id, invitationId: open.id })
    }
    const lapsed = open === undefined ? noEnding : recordExpiry(slice, open, now)
    const statusOnAcceptance = input.statusOnAcceptance ?? 'active'
    const invitationId = context.newId('invitation')
    const facts = {
      id: context.newId('member'),
      role: invitee.role ?? input.role ?? defaultRoleOf(slice.organization, policy),
      roleGranter: context.granter,
      status: 'pending' as const,
      invitationId,
    }
    const offered = memberRecord(facts, { ...profile, email: address }, now)
    const member = withPermissions(offered, permissions, context.granter)
    const missing = missingFields(member, context.requiredProfile)
    if (missing.length > 0) return refuse('member/profile-incomplete', { missing })
    const { hash, secret } = given.secret
    const invitation: InvitationRecord = {
      ...compact({ message: input.message }),
      id: invitationId,
      memberId: member.id,
      email: address.email,
      emailKey: address.key,
      role: member.role,
      status: 'pending',
      tokenHash: hash,
      metadata: input.metadata ?? {},
      statusOnAcceptance,
      sortKey: sortKey(address.key),
      createdAt: now,
      updatedAt: now,
      expiresAt,
      sentAt: now,
      sentCount: 1,
    }
    // One that has run out to the same address gives its seat over.
    const released = open !== undefined && present !== undefined && policy.takesSeat(present.role, 'pending')
    const wanted = policy.takesSeat(member.role, 'pending') && !released ? 1 : 0
    const freed = freeSeats(slice, wanted, context)
    return {
      writes: [...lapsed.writes, ...freed.writes, newMember(member), newInvitation(invitation)],
      deletes: [...lapsed.deletes, ...freed.deletes],
      events: [
        ...lapsed.events,
        ...freed.events,
        memberEvent('invitation.created', undefined, member, {
          invitationId,
          ...compact({ reason: input.reason, message: input.message }),
        }),
      ],
      ids: [invitation.id],
      secrets: [issued(slice.organizationId, invitation, secret)],
    }
  },
  presented: (ids) => [{ get: 'invitation', ids }],
  present: (slice, ids, outcomes, now) => ({
    outcomes:
      outcomes.length > 0
        ? outcomes.map((outcome) => told(slice, outcome, now))
        : ids.map((id, index) => invited(slice, id, index + 1, now)),
  }),
  join: (results) => ({ outcomes: results.flatMap(({ outcomes }) => outcomes) }),
})

function invited(slice: Slice, id: string, line: number, now: number): InviteOutcome {
  const invitation = slice.invitation(id) ?? internalFault('an invitation is missing')
  return {
    outcome: 'invited',
    email: invitation.email,
    line,
    invitation: invitationView(slice.organizationId, invitation, now),
  }
}

function told(slice: Slice, outcome: ItemOutcome<Input>, now: number): InviteOutcome {
  const { given: email = '', line = 1 } = outcome.input.emails[0] ?? {}
  if (outcome.ok) return invited(slice, outcome.ids[0] ?? '', line, now)
  const { refusal } = outcome
  switch (refusal.code) {
    case 'invitation/already-member':
      return { outcome: 'already-member', email, line }
    case 'invitation/already-invited':
      return { outcome: 'already-invited', email, line }
    case 'organization/seat-limit':
      return { outcome: 'no-seat', email, line }
    case 'invitation/invalid-address':
      return { outcome: 'invalid', email, line, problem: refusal.details.problem }
    case 'member/profile-incomplete':
      return { outcome: 'invalid', email, line, problem: refusal.message }
    default:
      return { outcome: 'refused', email, line, code: refusal.code, problem: refusal.message }
  }
}
