/** The invitation: the offer that a pending member answers. */

import { milliseconds } from 'date-fns/milliseconds'
import type { DomainEvent, Gone, IssuedSecret, Proposal, Write } from '../decision/change-set.js'
import { changedInvitation, changedMember } from '../decision/change-set.js'
import { compact, isoTime, isoTimeOrAbsent } from '../decision/compact.js'
import type { Context, MintedSecret } from '../decision/context.js'
import { internalFault } from '../errors.js'
import { sortKey } from '../input/text.js'
import { type MemberRecord, memberEvent } from '../member/member.js'
import { withoutEdges } from '../membership/edges-of.js'
import type { Slice } from '../organization/slice.js'
import type { Json } from '../storage.js'

export const invitationStatuses = ['pending', 'accepted', 'declined', 'revoked', 'expired'] as const
export type InvitationStatus = (typeof invitationStatuses)[number]

/** An invitation, as it is stored. Times are milliseconds since 1970 (UTC); absent is a missing key. */
export interface InvitationRecord {
  readonly id: string
  /** The pending member who is to answer it. */
  readonly memberId: string
  readonly email: string
  /** The canonical form of the address. */
  readonly emailKey: string
  /** The role that it offers; while it is pending, also the role of its member. */
  readonly role: string
  readonly status: InvitationStatus
  /** SHA-256 of the secret, base64url; the secret itself is stored nowhere. Dropped when the invitation is answered. */
  readonly tokenHash?: string
  readonly message?: string
  readonly metadata: { readonly [key: string]: Json }
  /** The status that the member takes on acceptance. */
  readonly statusOnAcceptance: 'active' | 'deactivated'
  /** The address's canonical form, cut to 256 bytes: what lists are ordered by. */
  readonly sortKey: string
  readonly createdAt: number
  readonly updatedAt: number
  readonly expiresAt: number
  readonly sentAt: number
  readonly sentCount: number
  /** When it was accepted, declined, revoked, or recorded as expired. */
  readonly answeredAt?: number
}

/** An invitation, as people see it: never with its secret or the hash of it. Times are ISO 8601, UTC. */
export interface Invitation {
  readonly id: string
  readonly organizationId: string
  readonly memberId: string
  readonly email: string
  readonly role: string
  /** `expired` from the second it runs out, recorded or not. */
  readonly status: InvitationStatus
  readonly message?: string
  readonly metadata: { readonly [key: string]: Json }
  readonly statusOnAcceptance: 'active' | 'deactivated'
  readonly createdAt: string
  readonly updatedAt: string
  readonly expiresAt: string
  readonly sentAt: string
  readonly sentCount: number
  readonly answeredAt?: string
}

export function invitationView(organizationId: string, record: InvitationRecord, now: number): Invitation {
  const {
    tokenHash: _,
    emailKey: __,
    sortKey: ___,
    createdAt,
    updatedAt,
    expiresAt,
    sentAt,
    answeredAt,
    status,
    ...shown
  } = record
  return {
    organizationId,
    ...shown,
    status: status === 'pending' && hasRunOut(record, now) ? 'expired' : status,
    createdAt: isoTime(createdAt),
    updatedAt: isoTime(updatedAt),
    expiresAt: isoTime(expiresAt),
    sentAt: isoTime(sentAt),
    ...compact({ answeredAt: isoTimeOrAbsent(answeredAt) }),
  }
}

/** Whether its time is over; at the very millisecond of `expiresAt` it is. */
export function hasRunOut({ expiresAt }: InvitationRecord, now: number): boolean {
  return expiresAt <= now
}

/** An answered invitation: its secret is dead. */
export function answered(
  record: InvitationRecord,
  status: Exclude<InvitationStatus, 'pending'>,
  now: number,
): InvitationRecord {
  const { tokenHash: _, ...rest } = record
  return { ...rest, status, answeredAt: now, updatedAt: now }
}

/** The member, gone for good: the way back is a new invitation (S4-53, S4-54). */
export function removedMember(member: MemberRecord, now: number): MemberRecord {
  return { ...member, status: 'removed', removedAt: now, updatedAt: now }
}

/** The member whom an invitation is for. */
export function inviteeOf(slice: Slice, invitation: InvitationRecord): MemberRecord {
  return slice.member(invitation.memberId) ?? internalFault(`the invitation \`${invitation.id}\` has no member`)
}

/** What the end of an invitation takes with it. */
export interface Ending {
  readonly writes: readonly Write[]
  readonly deletes: readonly Gone[]
  readonly events: readonly DomainEvent[]
}

export const noEnding: Ending = { writes: [], deletes: [], events: [] }

/** An invitation that has run out, recorded: it ends, and its pending member leaves their seat. */
export function recordExpiry(slice: Slice, invitation: InvitationRecord, now: number): Ending {
  const member = inviteeOf(slice, invitation)
  const gone = removedMember(member, now)
  return {
    writes: [changedInvitation(answered(invitation, 'expired', now), 'system'), changedMember(gone, 'system')],
    deletes: withoutEdges(slice, member.id),
    events: [memberEvent('invitation.expired', member, gone, { invitationId: invitation.id })],
  }
}

/** The way out of an organization, whichever door it is: the record stays, an open invitation is revoked with it. */
export function removal(
  slice: Slice,
  before: MemberRecord,
  type: 'member.removed' | 'member.left' | 'invitation.revoked' | 'invitation.declined',
  reason: string | undefined,
  now: number,
  authority: 'actor' | 'granter' = 'actor',
): Proposal {
  const gone = removedMember(before, now)
  const invitation = openInvitationOf(slice, before)
  const ending = type === 'invitation.declined' ? 'declined' : 'revoked'
  const writes = invitation === undefined ? [] : [changedInvitation(answered(invitation, ending, now), authority)]
  const extra = compact({ reason, invitationId: invitation?.id })
  return {
    writes: [changedMember(gone, authority), ...writes],
    deletes: withoutEdges(slice, before.id),
    events: [memberEvent(type, before, gone, extra)],
    ids: type.startsWith('member.') || invitation === undefined ? [before.id] : [invitation.id],
  }
}

/** The invitation that a pending member is to answer. */
export function openInvitationOf(slice: Slice, member: MemberRecord): InvitationRecord | undefined {
  if (member.status !== 'pending' || member.invitationId === undefined) return undefined
  const invitation = slice.invitation(member.invitationId)
  return invitation?.status === 'pending' ? invitation : undefined
}

/** While an invitation is pending it offers what its member holds: the write that keeps it so after a change of role. */
export function withRole(slice: Slice, member: MemberRecord, now: number): Write[] {
  const invitation = openInvitationOf(slice, member)
  return invitation === undefined ? [] : [changedInvitation({ ...invitation, role: member.role, updatedAt: now })]
}

/** The invitation sent once more, under a new secret: the old link is dead (R15). */
export function sentAgain(
  slice: Slice,
  invitation: InvitationRecord,
  lifetime: number,
  now: number,
  { hash, secret }: MintedSecret,
): { invitation: InvitationRecord; secret: IssuedSecret } {
  const expiresAt = now + lifetime
  const sent = {
    ...invitation,
    tokenHash: hash,
    sentAt: now,
    sentCount: invitation.sentCount + 1,
    expiresAt,
    updatedAt: now,
  }
  return { invitation: sent, secret: issued(slice.organizationId, sent, secret) }
}

/** The invitation under its member's new address, with a new secret and a new term. */
export function readdressed(
  slice: Slice,
  invitation: InvitationRecord,
  { email = invitation.email, emailKey = invitation.emailKey }: MemberRecord,
  context: Context,
  secret: MintedSecret,
): { invitation: InvitationRecord; secret: IssuedSecret } {
  return sentAgain(
    slice,
    { ...invitation, email, emailKey, sortKey: sortKey(emailKey) },
    lifetimeOf(slice, context),
    context.now,
    secret,
  )
}

/** A secret as it leaves the library: the token names the organization and carries no authority (R13). */
export function issued(
  organizationId: string,
  { id, memberId, email }: InvitationRecord,
  secret: string,
): IssuedSecret {
  return { invitationId: id, memberId, email, token: `${organizationId}.${secret}` }
}

/** How long invitations of this organization stay open, in milliseconds. */
export function lifetimeOf(slice: Slice, { invitationLifetime }: Context): number {
  const { invitationLifetimeDays } = slice.organization.settings
  return invitationLifetimeDays === undefined ? invitationLifetime : milliseconds({ days: invitationLifetimeDays })
}

/** The invitation that a token opens: pending, in time, in an organization that is still there. Anything else is one and the same no (R23). */
export function openByToken(slice: Slice, tokenHash: string, now: number): InvitationRecord | undefined {
  if (slice.head === undefined || slice.head.status === 'deleted') return undefined
  const invitation = slice.invitationByToken(tokenHash)
  return invitation?.status === 'pending' && !hasRunOut(invitation, now) ? invitation : undefined
}
