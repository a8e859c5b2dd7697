/**
 * Look-ups across organizations: queries, on which no invariant rests. They look at documents, and lay over them what is
 * pending on the heads that they come to; of a commit whose process died right after its commit point they may lack what
 * it would have added, until somebody commits in that organization, or a sweep has passed.
 */
import type { FindQuery, Found } from '../../src/storage.js'
import type { Claims } from './claims.js'
import { asked, type Collections } from './database.js'
import { acrossUser, headId, type RecordDocument, toStored } from './documents.js'
import { type Entry, type Head, headFilter } from './entry.js'
import { toOrganization } from './needs.js'
import { carriedOut } from './reading.js'

type Answer = { readonly found: readonly Found[]; readonly more: boolean }
type Listed = Exclude<FindQuery, { by: 'slug' }>

export async function find(collections: Collections, claims: Claims, query: FindQuery): Promise<Answer> {
  if (query.by === 'slug') return bySlug(collections, claims, query.slug)
  const found: Found[] = []
  let after = query.after ?? ''
  for (;;) {
    const { candidates, next } = await candidatesOf(collections, query, after, query.limit + 1 - found.length)
    found.push(...candidates)
    if (found.length > query.limit || next === undefined) break
    after = next
  }
  return { found: found.slice(0, query.limit), more: found.length > query.limit }
}

async function bySlug({ records }: Collections, claims: Claims, slug: string): Promise<Answer> {
  const claim = await claims.claim(`slug:${slug}`)
  const head = claim && (await headsOf(records, [claim.org_id])).get(claim.org_id)
  const isHeld =
    claim !== undefined &&
    (claim.state === 'held' || head?.pending?.commit_id === claim.commit_id) &&
    head?.pending?.release.includes(claim._id) !== true
  return {
    found: head !== undefined && isHeld && !isDeleted(head) ? [{ head: toOrganization(head) }] : [],
    more: false,
  }
}

/** Some candidates behind a place; `next`: the place to go on from, where there may be more. */
async function candidatesOf(
  { records }: Collections,
  query: Listed,
  after: string,
  limit: number,
): Promise<{ candidates: Found[]; next: string | undefined }> {
  if (query.by === 'expired-invitations') return withExpired(records, query.at, after, limit)
  const byUser = query.by === 'user'
  const filter = byUser
    ? { across: acrossUser(query.userId), org_id: { $gt: after } }
    : { offered: query.emailKey, id: { $gt: after } }
  const sort = byUser ? { across: 1, org_id: 1, id: 1 } : { offered: 1, id: 1, org_id: 1 }
  const rows = await rowsOf(records, filter, { sort, limit })
  const heads = await headsOf(records, [...new Set(rows.map(({ org_id }) => org_id))])
  const candidates = rows.flatMap((row): Found[] => {
    const head = heads.get(row.org_id)
    const document = head && asOfHead(head, row)
    const isStill = byUser ? document?.across === row.across : document?.offered === row.offered
    if (head === undefined || document === undefined || !isStill || isDeleted(head)) return []
    return [{ head: toOrganization(head), record: toStored(document) }]
  })
  const last = rows.at(-1)
  return { candidates, next: rows.length < limit ? undefined : byUser ? last?.org_id : last?.id }
}

async function withExpired(records: Collections['records'], at: number, after: string, limit: number) {
  const groups = await asked('harmless', () =>
    records
      .aggregate([
        { $match: { expiring: { $lte: at }, org_id: { $gt: after } } },
        { $group: { _id: '$org_id' } },
        { $sort: { _id: 1 } },
        { $limit: limit },
      ])
      .toArray(),
  )
  const ids = groups.map((group) => ('_id' in group ? String(group._id) : ''))
  const heads = await headsOf(records, ids)
  const candidates = ids.flatMap((id): Found[] => {
    const head = heads.get(id)
    return head?.record?.status === 'active' ? [{ head: toOrganization(head) }] : []
  })
  return { candidates, next: ids.length < limit ? undefined : ids.at(-1) }
}

async function headsOf(records: Collections['records'], ids: readonly string[]): Promise<ReadonlyMap<string, Head>> {
  if (ids.length === 0) return new Map()
  const [only, ...others] = ids
  const filter =
    only !== undefined && others.length === 0
      ? headFilter(only)
      : { _id: { $in: ids.map(headId) }, org_id: { $in: ids } }
  const heads = (await rowsOf(records, filter, {})) as unknown as readonly Head[]
  return new Map(heads.filter(({ revision }) => revision > 0).map((head) => [head.org_id, head]))
}

/** Heads and records lie in one collection. */
async function rowsOf(records: Collections['records'], filter: object, options: object): Promise<RecordDocument[]> {
  return (await asked('harmless', () => records.find(filter, options).toArray())) as RecordDocument[]
}

function asOfHead({ org_id, pending }: Head, document: RecordDocument): RecordDocument {
  const operation = (pending as Entry | null)?.ops.find(({ _id }) => _id === document._id)
  if (pending === null || operation === undefined || document.rev >= pending.rev) return document
  return carriedOut(org_id, pending, operation, document)
}

const isDeleted = ({ record }: Head): boolean => record?.status === 'deleted'
