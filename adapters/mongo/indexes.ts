/**
 * The indexes: plain ones, none unique, partial, sparse or with an end of life, so that every server takes them. All but
 * those that look across organizations begin with `org_id`, by which the collection may be sharded.
 */
import { StorageFault } from '../../src/storage.js'
import { asked, type Collections, type MongoCollection, type MongoIndex } from './database.js'

export const recordIndexes: MongoIndex[] = [
  // what is looked up inside an organization, by id
  { name: 'keys', key: { org_id: 1, keys: 1, id: 1 } },
  // pages, and the history: every list in its order
  { name: 'lists', key: { org_id: 1, lists: 1, sortKey: 1, id: 1 } },
  // invitations that have run out: of one organization, and which organizations have some
  { name: 'expiring', key: { org_id: 1, expiring: 1, id: 1 } },
  { name: 'expiring_across', key: { expiring: 1, org_id: 1 } },
  // members of a user, and heads with something pending
  { name: 'across', key: { across: 1, org_id: 1, id: 1 } },
  // pending invitations to an address
  { name: 'offered', key: { offered: 1, id: 1, org_id: 1 } },
  // tombstones, and heads of deleted organizations
  { name: 'gone', key: { gone_at: 1, org_id: 1 } },
]

export const claimIndexes: MongoIndex[] = [
  { name: 'holder', key: { org_id: 1 } },
  { name: 'state', key: { state: 1, _id: 1 } },
]

/** Makes both collections and their indexes. Any number of times, from any number of processes at once. */
export async function setUp({ records, claims }: Collections): Promise<void> {
  await asked('harmless', () => records.createIndexes(recordIndexes))
  await asked('harmless', () => claims.createIndexes(claimIndexes))
}

/** @throws StorageFault where an index is missing: without it the answers would be right, and slow beyond use */
export async function check({ records, claims }: Collections): Promise<void> {
  const missing = [...(await lacking(records, recordIndexes)), ...(await lacking(claims, claimIndexes))]
  if (missing.length === 0) return
  throw new StorageFault(
    `the collections of Guildhall lack ${missing.map((name) => `\`${name}\``).join(', ')}: run \`await storage.setup()\` once, with the right to create indexes`,
    { outcome: 'not-committed' },
  )
}

async function lacking(collection: MongoCollection, indexes: readonly MongoIndex[]): Promise<string[]> {
  const present = await asked('harmless', () => collection.listIndexes().toArray()).catch((fault: StorageFault) => {
    if (isNoCollection(fault.cause)) return []
    throw fault
  })
  const keys = new Set(present.map((index) => ('key' in index ? JSON.stringify(index.key) : '')))
  return indexes.filter(({ key }) => !keys.has(JSON.stringify(key))).map(({ name }) => name)
}

/** NamespaceNotFound */
const isNoCollection = (error: unknown): boolean =>
  typeof error === 'object' && error !== null && 'code' in error && error.code === 26
