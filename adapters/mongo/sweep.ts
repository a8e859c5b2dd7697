/**
 * Upkeep: what organizations that were deleted have left, their heads last; tombstones of edges; and whatever commits
 * whose process died have left half done. Safe to run twice and in parallel.
 */
import type { Storage } from '../../src/storage.js'
import type { ClaimDocument, Claims } from './claims.js'
import { asked, type Collections } from './database.js'
import { type Head, headFilter, pendingHeads } from './entry.js'
import type { Journal } from './journal.js'

type Sweep = Storage['sweep']

export async function sweep(
  collections: Collections,
  journal: Journal,
  { deletedBefore, limit }: Parameters<Sweep>[0],
): Promise<Awaited<ReturnType<Sweep>>> {
  await finishPending(collections, journal, limit)
  await repairClaims(collections, journal.claims, limit)
  let erased = 0
  for (;;) {
    const rows = await goneBefore(collections, deletedBefore, limit - erased + 1)
    if (rows.length === 0) return { erased, more: false }
    if (erased >= limit) return { erased, more: true }
    const before = erased
    for (const gone of rows.slice(0, limit - erased)) {
      if (erased >= limit) break
      erased += 'pending' in gone ? await eraseSome(collections, gone, limit - erased) : await purge(collections, gone)
    }
    // somebody else is at the same, or commits where nobody should any more
    if (erased === before) return { erased, more: true }
  }
}

interface Tombstone {
  readonly _id: string
  readonly org_id: string
  readonly rev: number
}

async function goneBefore(
  { records }: Collections,
  time: number,
  limit: number,
): Promise<readonly (Head | Tombstone)[]> {
  const filter = { gone_at: { $lt: time } }
  const options = { sort: { gone_at: 1, org_id: 1 }, limit }
  return (await asked('harmless', () => records.find(filter, options).toArray())) as (Head | Tombstone)[]
}

async function purge({ records }: Collections, { _id, org_id, rev }: Tombstone): Promise<number> {
  return (await asked('harmless', () => records.deleteOne({ _id, org_id, rev }))).deletedCount
}

/** Erases at most `limit` documents of a deleted organization; its head last, since the next call finds the rest by it. */
async function eraseSome(collections: Collections, head: Head, limit: number): Promise<number> {
  const { records, claims } = collections
  const { org_id, revision, commit_id } = head
  const filter = { org_id, kind: { $ne: 'head' } }
  const rows = await asked('harmless', () => records.find(filter, { projection: { _id: 1 }, limit }).toArray())
  const ids = rows.map((row) => ('_id' in row ? String(row._id) : ''))
  const { deletedCount } =
    ids.length === 0
      ? { deletedCount: 0 }
      : await asked('harmless', () => records.deleteMany({ _id: { $in: ids }, org_id }))
  if (ids.length === limit) return deletedCount
  await asked('harmless', () => claims.deleteMany({ org_id }))
  // one that has moved on meanwhile has documents that were not seen
  const last = await asked('harmless', () =>
    records.deleteOne({ ...headFilter(org_id), revision, commit_id, pending: null }),
  )
  return deletedCount + last.deletedCount
}

async function finishPending({ records }: Collections, journal: Journal, limit: number): Promise<void> {
  const heads = await asked('harmless', () => records.find({ across: pendingHeads }, { limit }).toArray())
  for (const head of heads) await journal.settle(head as Head)
}

async function repairClaims({ claims }: Collections, repairing: Claims, limit: number): Promise<void> {
  const reserved = await asked('harmless', () => claims.find({ state: 'reserved' }, { limit }).toArray())
  for (const claim of reserved) await repairing.repair(claim as ClaimDocument)
}
