/**
 * The one state transition: the slice as it is once a proposal is carried out. Rules, plans and batches all use it, and
 * the counters on the head come from nowhere else.
 */
import { internalFault } from '../errors.js'
import type { MemberRecord } from '../member/member.js'
import type { MemberCounts, OrganizationRecord } from '../organization/organization.js'
import type { Slice } from '../organization/slice.js'
import type { Proposal } from './change-set.js'

/**
 * A new layer on `before`, with the proposal's head and writes, and the counters moved along.
 * INVARIANT: what is written has been read, or is new (layout, law 4), so that the counters are right.
 */
export function applyChanges(before: Slice, proposal: Pick<Proposal, 'head' | 'writes'>): Slice {
  const after = before.layer()
  let head = proposal.head ?? before.head
  for (const write of proposal.writes) {
    const old = write.isNew ? undefined : before.stored(write.kind, write.record.id)
    if (!write.isNew && old === undefined) internalFault(`\`${write.record.id}\` is written but does not exist`)
    if (write.kind === 'member' && head !== undefined) {
      head = withMember(head, old?.kind === 'member' ? old.record : undefined, write.record)
    }
    after.put(write)
  }
  if (head === undefined) internalFault('a proposal without a head')
  after.setHead(head)
  return after
}

function withMember(head: OrganizationRecord, old: MemberRecord | undefined, now: MemberRecord): OrganizationRecord {
  if (old?.role === now.role && old.status === now.status) return head
  const left = old === undefined ? head.counts : moved(head.counts, old, -1)
  return { ...head, counts: moved(left, now, 1) }
}

/** Counts with one member more or less of a role and status; zeros are left out. */
function moved(
  counts: MemberCounts,
  { role, status }: Pick<MemberRecord, 'role' | 'status'>,
  by: 1 | -1,
): MemberCounts {
  const rows = new Map(Object.entries(counts))
  const row = new Map(Object.entries(rows.get(role) ?? {}))
  const count = (row.get(status) ?? 0) + by
  if (count < 0) internalFault(`fewer than none of \`${role}\` would be \`${status}\``)
  if (count === 0) row.delete(status)
  else row.set(status, count)
  if (row.size === 0) rows.delete(role)
  else rows.set(role, Object.fromEntries(row))
  return Object.fromEntries(rows)
}
