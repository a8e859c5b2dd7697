/** The member: one person in one organization. */
import { changedFields, type DomainEvent } from '../decision/change-set.js'
import type { ImpactQuery } from '../decision/command.js'
import { compact, isoTime, isoTimeOrAbsent, patched } from '../decision/compact.js'
import type { ProfileField } from '../decision/context.js'
import type { CanonicalEmail } from '../input/email.js'
import { sortKey } from '../input/text.js'
import type { Json } from '../storage.js'

/** `pending` until the invitation is accepted; `removed` is final for the record, and keeps attribution. */
export const memberStatuses = ['pending', 'active', 'deactivated', 'removed'] as const
export type MemberStatus = (typeof memberStatuses)[number]

/** Who vouches for what a member was given: a member, or the system by name. */
export type Granter = { readonly memberId: string } | { readonly system: string }

/** A member, as it is stored. Times are milliseconds since 1970 (UTC); absent is a missing key. */
export interface MemberRecord {
  readonly id: string
  /** The app's user; absent while an invited person has not accepted. At most 255 bytes. */
  readonly userId?: string
  /** The address as it was given, for people to read and for mail to go to. */
  readonly email?: string
  /** Its canonical form, which every comparison uses. Present exactly when `email` is. */
  readonly emailKey?: string
  readonly name?: string
  readonly phone?: string
  readonly department?: string
  readonly jobTitle?: string
  readonly metadata: { readonly [key: string]: Json }
  /** The one organization role: a key of the policy's roles. */
  readonly role: string
  /** Who vouches for the role: whoever last set it. */
  readonly roleGranter: Granter
  /** Direct permissions beside the role, for the one-off (S0-22): names without wildcards. */
  readonly permissions?: readonly string[]
  /** Who vouches for the direct permissions: whoever last set them. Present exactly when they are. */
  readonly permissionsGranter?: Granter
  readonly status: MemberStatus
  /** The invitation that the member came in by, or is to answer. */
  readonly invitationId?: string
  /** What lists are ordered by: made from name, address or id; at most 256 bytes. */
  readonly sortKey: string
  readonly createdAt: number
  readonly updatedAt: number
  /** When the member first became active (or deactivated on arrival). */
  readonly joinedAt?: number
  readonly deactivatedAt?: number
  readonly removedAt?: number
}

/** A member, as people see it. Times are ISO 8601, UTC. */
export interface Member {
  readonly id: string
  readonly organizationId: string
  readonly userId?: string
  readonly email?: string
  readonly name?: string
  readonly phone?: string
  readonly department?: string
  readonly jobTitle?: string
  readonly metadata: { readonly [key: string]: Json }
  readonly role: string
  /** Who vouches for the role. */
  readonly roleGranter: Granter
  /** Direct permissions beside the role. */
  readonly permissions?: readonly string[]
  readonly permissionsGranter?: Granter
  readonly status: MemberStatus
  readonly invitationId?: string
  readonly createdAt: string
  readonly updatedAt: string
  readonly joinedAt?: string
  readonly deactivatedAt?: string
  readonly removedAt?: string
}

export function memberView(organizationId: string, record: MemberRecord): Member {
  const { emailKey: _, sortKey: __, createdAt, updatedAt, joinedAt, deactivatedAt, removedAt, ...shown } = record
  return {
    organizationId,
    ...shown,
    createdAt: isoTime(createdAt),
    updatedAt: isoTime(updatedAt),
    ...compact({
      joinedAt: isoTimeOrAbsent(joinedAt),
      deactivatedAt: isoTimeOrAbsent(deactivatedAt),
      removedAt: isoTimeOrAbsent(removedAt),
    }),
  }
}

/** The member, with one who answers anew for all that they were given: their role, and their direct permissions. */
export function vouchedBy(member: MemberRecord, granter: Granter): MemberRecord {
  const permissionsGranter = member.permissions === undefined ? undefined : granter
  return { ...member, roleGranter: granter, ...compact({ permissionsGranter }) }
}

/** The member with these direct permissions, or with none. */
export function withPermissions(
  { permissions: _, permissionsGranter: __, ...rest }: MemberRecord,
  permissions: readonly string[],
  granter: Granter,
): MemberRecord {
  return permissions.length === 0 ? rest : { ...rest, permissions, permissionsGranter: granter }
}

/** What a member says of themselves, or an application of them. */
export interface Profile {
  readonly email?: CanonicalEmail
  readonly name?: string
  readonly phone?: string
  readonly department?: string
  readonly jobTitle?: string
  readonly metadata?: { readonly [key: string]: Json }
}

/** A change of a profile: absent leaves a field, null clears it. */
export interface ProfileChange {
  readonly email?: CanonicalEmail | null
  readonly name?: string | null
  readonly phone?: string | null
  readonly department?: string | null
  readonly jobTitle?: string | null
  readonly metadata?: { readonly [key: string]: Json }
}

/** A new member record. */
export function memberRecord(
  facts: Pick<MemberRecord, 'id' | 'role' | 'roleGranter' | 'status'> & {
    readonly userId?: string
    readonly invitationId?: string
  },
  profile: Profile,
  now: number,
): MemberRecord {
  const { email, metadata = {}, ...plain } = profile
  const joined = facts.status === 'pending' ? undefined : now
  const record = {
    ...facts,
    ...plain,
    ...compact({
      email: email?.email,
      emailKey: email?.key,
      joinedAt: joined,
      deactivatedAt: facts.status === 'deactivated' ? now : undefined,
    }),
    metadata,
    createdAt: now,
    updatedAt: now,
  }
  return { ...record, sortKey: memberSortKey(record) }
}

/** The record with a changed profile. */
export function withProfile(record: MemberRecord, change: ProfileChange, now: number): MemberRecord {
  const { email: _, emailKey: __, name: ___, phone: ____, department: _____, jobTitle: ______, ...rest } = record
  const { email } = change
  const updated = {
    ...rest,
    ...compact({
      email: email === undefined ? record.email : email?.email,
      emailKey: email === undefined ? record.emailKey : email?.key,
      name: patched(record.name, change.name),
      phone: patched(record.phone, change.phone),
      department: patched(record.department, change.department),
      jobTitle: patched(record.jobTitle, change.jobTitle),
    }),
    metadata: change.metadata ?? record.metadata,
    updatedAt: now,
  }
  return { ...updated, sortKey: memberSortKey(updated) }
}

function memberSortKey(member: { readonly id: string; readonly name?: string; readonly emailKey?: string }): string {
  return sortKey(member.name ?? member.emailKey ?? member.id)
}

/** The required fields that the member lacks. */
export function missingFields(
  member: Pick<MemberRecord, ProfileField>,
  required: readonly ProfileField[],
): readonly ProfileField[] {
  return required.filter((field) => member[field] === undefined)
}

/** The member, who can do nothing until they are reactivated, and keeps everything. */
export function deactivatedMember(member: MemberRecord, now: number): MemberRecord {
  return { ...member, status: 'deactivated', deactivatedAt: now, updatedAt: now }
}

const personalFields = ['userId', 'email', 'name', 'phone', 'department', 'jobTitle', 'metadata'] as const

/** What the history keeps of a person: the fields that changed, before and after, apart from the hashed facts. */
function personalChange(
  before: MemberRecord | undefined,
  after: MemberRecord,
): { before?: JsonObject; after?: JsonObject } {
  const changed = changedFields(before ?? { metadata: {} }, after).filter((field) => isPersonal(field))
  if (changed.length === 0) return {}
  const pick = (member: MemberRecord) =>
    Object.fromEntries(Object.entries(member).filter(([field]) => changed.includes(field)))
  const said = { before: before === undefined ? {} : pick(before), after: pick(after) }
  return Object.fromEntries(Object.entries(said).filter(([, fields]) => Object.keys(fields).length > 0))
}

function isPersonal(field: string): boolean {
  return personalFields.some((personal) => personal === field)
}

type JsonObject = { readonly [key: string]: Json }

/**
 * An event about a member. `before` and `after` carry role and status exactly when one of them moves, so that replaying
 * the history gives every member's role and status; and direct permissions when those do.
 */
export function memberEvent(
  type: `${'member' | 'invitation'}.${string}`,
  before: MemberRecord | undefined,
  after: MemberRecord,
  extra: {
    readonly invitationId?: string
    readonly reason?: string
    readonly message?: string
    readonly facts?: JsonObject
  } = {},
): DomainEvent {
  const moved = before === undefined || before.role !== after.role || before.status !== after.status
  const given = changedFields(before ?? {}, after).includes('permissions')
  const facts = ({ role, status, permissions = [] }: MemberRecord) => ({
    ...(moved ? { role, status } : {}),
    ...(given ? { permissions } : {}),
  })
  const content = { ...personalChange(before, after), ...compact({ reason: extra.reason, message: extra.message }) }
  return {
    type,
    memberId: after.id,
    ...compact({
      invitationId: extra.invitationId,
      before: before && said(facts(before)),
      after: said({ ...facts(after), ...extra.facts }),
    }),
    personal: Object.keys(content).length === 0 ? [] : [{ subject: after.id, content }],
  }
}

/** Facts, if there are any. */
function said(facts: JsonObject): JsonObject | undefined {
  return Object.keys(facts).length === 0 ? undefined : facts
}

/** The pending members whose invitation rests on this member's word: it dies with the member's right to give the role. */
export function invitationsVouchedFor(memberId: string): ImpactQuery {
  return {
    name: 'invitations-vouched-for',
    query: { kind: 'member', where: { status: ['pending'], roleGranter: memberId }, limit: 20 },
  }
}
