/**
 * The one state transition: the slice as it is once a proposal is carried out. Rules, plans and batches all use it, and
 * the counters on the head and on containers come from nowhere but here.
 */
import { internalFault } from '../errors.js'
import type { MemberRecord } from '../member/member.js'
import type { MembershipRecord } from '../membership/membership.js'
import type { MemberCounts, OrganizationRecord, RecordTotals } from '../organization/organization.js'
import { isGone, type Slice } from '../organization/slice.js'
import type { Stored } from '../storage.js'
import type { Proposal, Write } from './change-set.js'

/**
 * A new layer on `before`, with the proposal's head, writes and deletes, and the counters moved along.
 * INVARIANT: what is written or deleted has been read, or is new (layout, law 4), so that the counters are right.
 */
export function applyChanges(before: Slice, proposal: Pick<Proposal, 'head' | 'writes' | 'deletes'>): Slice {
  const after = before.layer()
  let head = proposal.head ?? before.head
  for (const write of proposal.writes) {
    const old = write.isNew ? undefined : after.stored(write.kind, write.record.id)
    if (!write.isNew && old === undefined) internalFault(`\`${write.record.id}\` is written but does not exist`)
    after.put(write)
    head = head && moved(head, old, write)
  }
  for (const gone of proposal.deletes ?? []) {
    const old = after.stored(gone.kind, gone.id)
    if (old === undefined) internalFault(`\`${gone.id}\` is deleted but does not exist`)
    after.drop(gone)
    head = head && moved(head, old, undefined)
  }
  if (head === undefined) internalFault('a proposal without a head')
  after.setHead(head)
  return after
}

/**
 * The proposal with the containers whose members it adds or takes away, and their count moved along.
 * INVARIANT: whoever writes or deletes a membership has read its container.
 */
export function withContainerCounts(running: Slice, proposal: Proposal): Proposal {
  const moves = new Map<string, { readonly edge: MembershipRecord; by: number }>()
  const move = (edge: MembershipRecord, by: 1 | -1) => {
    const found = moves.get(edge.containerId) ?? { edge, by: 0 }
    moves.set(edge.containerId, { edge, by: found.by + by })
  }
  for (const write of proposal.writes) if (write.kind === 'membership' && write.isNew) move(write.record, 1)
  for (const { kind, id } of proposal.deletes ?? []) {
    const edge = kind === 'membership' ? running.membership(id) : undefined
    if (edge !== undefined) move(edge, -1)
  }
  const writes = [...moves.values()].reduce(
    (all, { edge, by }) => (by === 0 ? all : withCount(running, all, edge, by)),
    proposal.writes,
  )
  return { ...proposal, writes }
}

function withCount(running: Slice, writes: readonly Write[], edge: MembershipRecord, by: number): readonly Write[] {
  const { containerKind: kind, containerId: id } = edge
  const written = writes.find((write) => write.kind === kind && write.record.id === id)
  const stored = written?.isNew === true ? undefined : running.stored(kind, id)
  const before = written ?? stored
  if (before === undefined) internalFault(`\`${id}\` has members but does not exist`)
  // What is in a container of this kind is a record of this kind.
  const { memberCount = 0 } = (stored?.record ?? {}) as { memberCount?: number }
  const record = { ...before.record, memberCount: memberCount + by }
  const counted = { isNew: false, authority: 'system', ...written, kind, record } as Write
  return [...writes.filter((write) => write !== written), counted]
}

function moved(head: OrganizationRecord, old: Stored | undefined, now: Stored | undefined): OrganizationRecord {
  return withTotals(withMember(head, old, now), old, now)
}

function withMember(
  head: OrganizationRecord,
  before: Stored | undefined,
  after: Stored | undefined,
): OrganizationRecord {
  if (after?.kind !== 'member') return head
  const old = before?.kind === 'member' ? before.record : undefined
  const now = after.record
  if (old?.role === now.role && old.status === now.status) return head
  const left = old === undefined ? head.counts : recounted(head.counts, old, -1)
  return { ...head, counts: recounted(left, now, 1) }
}

/** Counts with one member more or less of a role and status; zeros are left out. */
function recounted(
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

const totalled = ['team', 'group', 'workspace', 'resource', 'role'] as const

/** How many live records of a kind there are, and how many make up the catalogue; zeros are left out. */
function withTotals(head: OrganizationRecord, old: Stored | undefined, now: Stored | undefined): OrganizationRecord {
  const kind = totalled.find((name) => name === (now ?? old)?.kind)
  const live = kind === undefined ? 0 : Number(isLive(now)) - Number(isLive(old))
  const listed = Number(isListed(now)) - Number(isListed(old))
  if (live === 0 && listed === 0) return head
  const totals = new Map<string, number>(Object.entries(head.totals))
  const add = (name: string, by: number) => {
    const total = (totals.get(name) ?? 0) + by
    if (total === 0) totals.delete(name)
    else totals.set(name, total)
  }
  if (kind !== undefined) add(kind, live)
  add('catalogue', listed)
  const after: RecordTotals = Object.fromEntries(totals)
  return { ...head, totals: after }
}

function isLive(stored: Stored | undefined): boolean {
  return stored !== undefined && !isGone(stored.record)
}

function isListed(stored: Stored | undefined): boolean {
  return stored !== undefined && 'catalogue' in stored.record
}
