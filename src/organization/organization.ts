/**
 * The organization: the tenant, and the unit of consistency. Its head record carries the revision that every accepted
 * command raises by one, and the counters that rules and dashboards need.
 */
import type { CompiledPolicy } from '../access/compile.js'
import type { DomainEvent } from '../decision/change-set.js'
import { compact, isoTime, isoTimeOrAbsent } from '../decision/compact.js'
import { type MemberStatus, memberStatuses } from '../member/member.js'
import type { Json } from '../storage.js'

export type OrganizationStatus = 'active' | 'archived' | 'deleted'

/** `counts[role][status]`: how many members hold the role in that status. Absent is zero. */
export type MemberCounts = { readonly [role: string]: { readonly [S in MemberStatus]?: number } }

/** How many live records of a kind there are, and how many records the catalogue has. Absent is zero. */
export type RecordTotals = {
  readonly [K in 'team' | 'group' | 'workspace' | 'resource' | 'role' | 'catalogue']?: number
}

/** The closed list of settings; anything else is `metadata`. */
export interface OrganizationSettings {
  /** The role of those who are invited or added without one; the policy's `defaultRole` where absent. */
  readonly defaultRole?: string
  /** How long an invitation stays open, in days of 24 hours; the hall's `invitationLifetime` where absent. */
  readonly invitationLifetimeDays?: number
}

/** The head of an organization, as it is stored. Times are milliseconds since 1970 (UTC); absent is a missing key. */
export interface OrganizationRecord {
  readonly id: string
  readonly revision: number
  readonly commitId: string
  /** Hash of the last revision (`RevisionRow.hash`). */
  readonly hash: string
  readonly slug: string
  readonly name: string
  readonly status: OrganizationStatus
  /** Seats that may be taken; 0 is zero, absent is unlimited. */
  readonly seatLimit?: number
  readonly settings: OrganizationSettings
  readonly metadata: { readonly [key: string]: Json }
  readonly counts: MemberCounts
  readonly totals: RecordTotals
  /** The commit that last moved a record of the catalogue; absent where none ever was. */
  readonly catalogueId?: string
  readonly createdAt: number
  readonly updatedAt: number
  readonly archivedAt?: number
  readonly deletedAt?: number
}

/** An organization, as people see it. Times are ISO 8601, UTC. */
export interface Organization {
  readonly id: string
  readonly revision: number
  readonly slug: string
  readonly name: string
  readonly status: OrganizationStatus
  readonly seatLimit?: number
  readonly settings: OrganizationSettings
  readonly metadata: { readonly [key: string]: Json }
  readonly createdAt: string
  readonly updatedAt: string
  readonly archivedAt?: string
  readonly deletedAt?: string
}

/** The role of those who come without one, by the name that it has now. */
export function defaultRoleOf({ settings }: OrganizationRecord, policy: CompiledPolicy): string {
  const { defaultRole } = settings
  return defaultRole === undefined ? policy.defaultRole : (policy.role(defaultRole)?.key ?? defaultRole)
}

export function organizationView(record: OrganizationRecord): Organization {
  const { commitId: _, hash: __, counts: ___, totals: ____, catalogueId: _____, ...rest } = record
  const { createdAt, updatedAt, archivedAt, deletedAt, ...shown } = rest
  return {
    ...shown,
    createdAt: isoTime(createdAt),
    updatedAt: isoTime(updatedAt),
    ...compact({ archivedAt: isoTimeOrAbsent(archivedAt), deletedAt: isoTimeOrAbsent(deletedAt) }),
  }
}

/** How many members hold the role in the status. */
export function countOf(head: OrganizationRecord, role: string, status: MemberStatus): number {
  return Object.hasOwn(head.counts, role) ? (head.counts[role]?.[status] ?? 0) : 0
}

/** Admins: active members whose own organization role is the admin role; nobody else counts (S4-37). */
export function adminsOf(head: OrganizationRecord, policy: CompiledPolicy): number {
  let admins = 0
  for (const role of Object.keys(head.counts)) if (policy.isAdmin(role)) admins += countOf(head, role, 'active')
  return admins
}

/** Seats taken: which statuses and roles take one is the policy's to say (S2-05). */
export function seatsOf(head: OrganizationRecord, policy: CompiledPolicy): number {
  let seats = 0
  for (const role of Object.keys(head.counts)) {
    for (const status of memberStatuses) if (policy.takesSeat(role, status)) seats += countOf(head, role, status)
  }
  return seats
}

/** Members in a status, whatever their role. */
export function membersIn(head: OrganizationRecord, status: MemberStatus): number {
  return Object.keys(head.counts).reduce((sum, role) => sum + countOf(head, role, status), 0)
}

/** An event about the organization itself; its names are a personal part about nobody. */
export function organizationEvent(
  type: `organization.${string}`,
  facts: Pick<DomainEvent, 'before' | 'after'>,
  content: { readonly [key: string]: Json } = {},
): DomainEvent {
  return { type, ...facts, personal: Object.keys(content).length === 0 ? [] : [{ content }] }
}
