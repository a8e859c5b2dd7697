/** The assignment: a role held in a scope, without belonging; for good, or from and until a time. */
import type { Scope } from '../access/scope.js'
import type { DomainEvent } from '../decision/change-set.js'
import { compact, isoTime, isoTimeOrAbsent } from '../decision/compact.js'
import { type Refusal, refuse } from '../decision/refusal.js'
import type { Granter } from '../member/member.js'
import type { Json } from '../storage.js'

/** Who can hold an assignment. `everyone`: the active members. */
export const principalKinds = ['member', 'group', 'team', 'everyone'] as const
export type PrincipalKind = (typeof principalKinds)[number]

/** An assignment, as it is stored. It is an edge: it counts while its principal and its scope are live. */
export interface AssignmentRecord {
  readonly id: string
  readonly principalKind: PrincipalKind
  /** The member, group or team; `everyone` for everyone. */
  readonly principalId: string
  readonly role: string
  readonly scopeKind: Scope
  /** The workspace, team or resource; the organization's id for the organization. */
  readonly scopeId: string
  /** Principal, scope and role in one: an assignment is there once. */
  readonly pair: string
  /** `scopeId`, where it is on a resource and not a member's. */
  readonly sharedScopeId?: string
  /** Milliseconds since 1970, UTC: it grants nothing before. */
  readonly startsAt?: number
  /** It grants nothing from this very millisecond on. */
  readonly expiresAt?: number
  /** Why (S4-73). */
  readonly reason?: string
  /** Who vouches for it. */
  readonly granter: Granter
  /** Assignments of groups, teams and everyone are part of the catalogue, those on resources excepted. */
  readonly catalogue?: true
  readonly sortKey: string
  readonly createdAt: number
  readonly updatedAt: number
}

/** An assignment, as people see it. Times are ISO 8601, UTC. */
export interface Assignment {
  readonly id: string
  readonly organizationId: string
  readonly principalKind: PrincipalKind
  readonly principalId: string
  readonly role: string
  readonly scopeKind: Scope
  readonly scopeId: string
  readonly startsAt?: string
  readonly expiresAt?: string
  /** Whether it has begun and is not over. */
  readonly inForce: boolean
  readonly reason?: string
  readonly granter: Granter
  readonly createdAt: string
  readonly updatedAt: string
}

/** Neither ids nor roles have a blank, so that no two come out alike. */
export function assignmentPair(principalId: string, scopeId: string, role: string): string {
  return `${principalId} ${scopeId} ${role}`
}

export function assignmentView(organizationId: string, record: AssignmentRecord, now: number): Assignment {
  const { pair: _, sharedScopeId: __, sortKey: ___, catalogue: ____, ...rest } = record
  const { createdAt, updatedAt, startsAt, expiresAt, ...shown } = rest
  return {
    organizationId,
    ...shown,
    inForce: isInForce(record, now),
    createdAt: isoTime(createdAt),
    updatedAt: isoTime(updatedAt),
    ...compact({ startsAt: isoTimeOrAbsent(startsAt), expiresAt: isoTimeOrAbsent(expiresAt) }),
  }
}

/** Whether it grants at this time; at the very millisecond of `expiresAt` it does not. */
export function isInForce(
  { startsAt, expiresAt }: Pick<AssignmentRecord, 'startsAt' | 'expiresAt'>,
  now: number,
): boolean {
  return (startsAt === undefined || startsAt <= now) && (expiresAt === undefined || now < expiresAt)
}

/** From when until when; an end that is absent is open. */
export type Term = Pick<AssignmentRecord, 'startsAt' | 'expiresAt'>

/** Refuses a term that no moment from now on is in: it ends before it starts, or is over already. */
export function wrongTerm(
  { startsAt, expiresAt }: Term,
  now: number,
): Refusal<'assignment/never-in-force'> | undefined {
  if (expiresAt === undefined || (expiresAt > now && expiresAt > (startsAt ?? now))) return undefined
  const starts = compact({ startsAt: isoTimeOrAbsent(startsAt) })
  return refuse('assignment/never-in-force', { ...starts, expiresAt: isoTime(expiresAt) })
}

/** Whether a term begins earlier than another, or ends later: then something is given by it. */
export function isWider(after: Term, before: Term): boolean {
  const { NEGATIVE_INFINITY: ever, POSITIVE_INFINITY: never } = Number
  return (
    (after.startsAt ?? ever) < (before.startsAt ?? ever) || (after.expiresAt ?? never) > (before.expiresAt ?? never)
  )
}

/** An event about an assignment: what it says before and after, and apart from that, why. */
export function assignmentEvent(
  type: `assignment.${'created' | 'changed' | 'deleted'}`,
  before: AssignmentRecord | undefined,
  after: AssignmentRecord | undefined,
  reason?: string,
): DomainEvent {
  const about = after ?? before
  const memberId = about?.principalKind === 'member' ? about.principalId : undefined
  return {
    type,
    ...compact({
      memberId,
      recordId: about?.id,
      before: before && factsOf(before),
      after: after && factsOf(after),
    }),
    personal: reason === undefined ? [] : [{ ...compact({ subject: memberId }), content: { reason } }],
  }
}

function factsOf(record: AssignmentRecord): { readonly [key: string]: Json } {
  const { principalKind, principalId, role, scopeKind, scopeId, startsAt, expiresAt } = record
  const facts = { principalKind, principalId, role, scopeKind, scopeId }
  return { ...facts, ...compact({ startsAt: isoTimeOrAbsent(startsAt), expiresAt: isoTimeOrAbsent(expiresAt) }) }
}
