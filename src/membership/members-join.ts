/** Members who come into a team or a group, or leave it: several at once, all or none. */
import { created, type DomainEvent, deleted, type Gone, type Proposal, type Write } from '../decision/change-set.js'
import { compact } from '../decision/compact.js'
import type { Context } from '../decision/context.js'
import { type Refusal, refuse } from '../decision/refusal.js'
import { internalFault } from '../errors.js'
import * as fields from '../input/fields.js'
import type { Slice } from '../organization/slice.js'
import { membershipIn, newMembership, roomFor } from './joining.js'
import { type Membership, type MembershipRecord, membershipView } from './membership.js'

/** The memberships that a command was about, new or there before; of a repeat, those that are still there. */
export interface Memberships {
  readonly memberships: readonly Membership[]
}

/** Each is one operation at least, so that more do not fit into a revision anyway. */
export const memberIds = fields.list(fields.id, 1_000, 1)

export interface Named {
  readonly memberIds: readonly string[]
  readonly reason?: string
}

/** What is the same for all of them. */
interface Into {
  readonly kind: 'team' | 'group'
  readonly id: string
  readonly role?: string
  readonly event: BelongingEvent
}

type BelongingEvent = `${'team' | 'group'}.member_${'added' | 'removed' | 'role_changed'}`

/** Whoever is in it already stays as they are; whoever holds another role there is refused. */
export function joined(
  slice: Slice,
  { kind, id: containerId, role, event }: Into,
  { memberIds: ids, reason }: Named,
  context: Context,
): Proposal | Refusal<'member/not-found' | 'membership/other-role' | 'member/too-many-edges'> {
  const writes: Write[] = []
  const deletes: Gone[] = []
  const events: DomainEvent[] = []
  const memberships: string[] = []
  for (const memberId of new Set(ids)) {
    const member = slice.member(memberId)
    if (member === undefined || member.status === 'removed') return refuse('member/not-found', { memberId })
    const before = membershipIn(slice, containerId, memberId)
    if (before !== undefined && role !== undefined && role !== before.role)
      return refuse('membership/other-role', { containerId, principalId: memberId, role: before.role ?? null })
    if (before !== undefined) {
      memberships.push(before.id)
      continue
    }
    const room = roomFor(slice, memberId, 1)
    if (!Array.isArray(room)) return room
    const principal = { kind: 'member' as const, id: memberId, sortKey: member.sortKey }
    const membership = newMembership({ kind, id: containerId }, principal, role, context)
    deletes.push(...room)
    writes.push(created('membership', membership))
    events.push(belongingEvent(event, undefined, membership, reason))
    memberships.push(membership.id)
  }
  return { writes, deletes, events, ids: memberships }
}

/** Whoever is not in it is not in it afterwards either. */
export function left(
  slice: Slice,
  containerId: string,
  { memberIds: ids, reason }: Named,
  event: BelongingEvent,
): Proposal | Refusal<'member/not-found'> {
  const leaving: MembershipRecord[] = []
  for (const memberId of new Set(ids)) {
    const member = slice.member(memberId)
    if (member === undefined || member.status === 'removed') return refuse('member/not-found', { memberId })
    const membership = membershipIn(slice, containerId, memberId)
    if (membership !== undefined) leaving.push(membership)
  }
  return {
    writes: [],
    deletes: leaving.map((membership) => deleted('membership', membership, 'actor')),
    events: leaving.map((membership) => belongingEvent(event, membership, undefined, reason)),
    ids: [containerId],
  }
}

/** An event about a member of a team or a group; in a team, with their role there. */
export function belongingEvent(
  type: BelongingEvent,
  before: MembershipRecord | undefined,
  after: MembershipRecord | undefined,
  reason: string | undefined,
): DomainEvent {
  const { containerId, containerKind, principalId } = after ?? before ?? internalFault('an event about no membership')
  const facts = (membership: MembershipRecord | undefined) =>
    membership === undefined || containerKind === 'group' ? undefined : { role: membership.role ?? null }
  return {
    type,
    recordId: containerId,
    memberId: principalId,
    ...compact({ before: facts(before), after: facts(after) }),
    personal: reason === undefined ? [] : [{ subject: principalId, content: { reason } }],
  }
}

/** A repeat may come after they were taken away again. */
export function shownMemberships(slice: Slice, ids: readonly string[]): Memberships {
  const there = ids.flatMap((id) => slice.membership(id) ?? [])
  return { memberships: there.map((membership) => membershipView(slice.organizationId, membership)) }
}
