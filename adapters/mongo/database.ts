/** The part of the driver that the adapter works with, by structure, and what its errors mean. */
import { StorageFault } from '../../src/storage.js'

/** A document, on its way to the driver or from it. */
export type Document = { readonly [field: string]: unknown }

/** One of the updates of a bulk. */
export interface MongoBulkUpdate {
  readonly updateOne: { readonly filter: Document; readonly update: Document; readonly upsert?: boolean }
}

export interface MongoIndex {
  readonly name: string
  readonly key: { [field: string]: 1 }
}

/** What is asked of a collection of the native driver, version 6 or later. */
export interface MongoCollection {
  find(filter: object, options?: object): { toArray(): Promise<object[]> }
  aggregate(pipeline: object[], options?: object): { toArray(): Promise<object[]> }
  insertOne(document: object): Promise<object>
  updateOne(filter: object, update: object, options?: object): Promise<{ matchedCount: number; upsertedCount: number }>
  bulkWrite(operations: MongoBulkUpdate[], options?: object): Promise<object>
  deleteOne(filter: object): Promise<{ deletedCount: number }>
  deleteMany(filter: object): Promise<{ deletedCount: number }>
  createIndexes(indexes: MongoIndex[]): Promise<string[]>
  listIndexes(): { toArray(): Promise<object[]> }
}

/** The native driver's `Db`, by structure. */
export interface MongoDatabase {
  readonly databaseName: string
  collection(name: string, options?: object): MongoCollection
}

/** A mongoose connection, by structure: its `db` is the native driver's, once it is open. */
export interface MongoConnection {
  readonly db?: MongoDatabase | undefined
}

/** The two collections of the adapter. */
export interface Collections {
  /** Heads, records and history of all organizations. */
  readonly records: MongoCollection
  /** Names that are unique across organizations. */
  readonly claims: MongoCollection
}

export function databaseOf(source: MongoDatabase | MongoConnection): MongoDatabase {
  if ('db' in source && source.db !== undefined) return source.db
  // before it is open, a mongoose connection has a `collection` of its own and no `db`: what it is asked waits, and fails in nobody's hands
  if ('databaseName' in source) return source
  throw new StorageFault('the mongoose connection is not open yet: wait for `asPromise()`', {
    outcome: 'not-committed',
  })
}

// ------------------------------------------------------------------------------------------------------------- errors

/** Refusals by which a server says that it has not even begun: no right, no such option, a document that is too large. */
const refusedAtOnce = [2, 9, 13, 14, 18, 48, 59, 66, 72, 10334, 17419, 17420]

/** The further filters of a list match so few of what its index leads to that looking on was given up. */
export class ScanBudgetSpent extends StorageFault {
  /** How many documents were looked through. */
  readonly looked: number

  constructor(looked: number) {
    super(
      `mongo: the filters match too few of what they are looked for in: after ${looked} records it was given up; ask for fewer filters at once, or raise \`scanBudget\``,
      { outcome: 'not-committed' },
    )
    this.looked = looked
  }
}

/**
 * Runs an operation; throws nothing but `StorageFault`. `harmless`: nothing can have been committed when it fails;
 * `fateful`: who knows.
 */
export async function asked<T>(stakes: 'harmless' | 'fateful', work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    throw toFault(error, stakes)
  }
}

function toFault(error: unknown, stakes: 'harmless' | 'fateful'): StorageFault {
  if (error instanceof StorageFault) return error
  const code = codeOf(error)
  const message = error instanceof Error ? error.message : String(error)
  const harmless = stakes === 'harmless' || (code !== undefined && refusedAtOnce.includes(code))
  return new StorageFault(code === undefined ? `mongo: ${message}` : `mongo (${code}): ${message}`, {
    outcome: harmless ? 'not-committed' : 'unknown',
    cause: error,
  })
}

function codeOf(error: unknown): number | undefined {
  return typeof error === 'object' && error !== null && 'code' in error && typeof error.code === 'number'
    ? error.code
    : undefined
}

/**
 * Whether a write failed only because a document of that `_id` is there already. Of a bulk: whether that is all that
 * went wrong in it.
 */
export function isDuplicate(error: unknown): boolean {
  if (codeOf(error) !== 11000) return false
  const { writeErrors, result } = error as { writeErrors?: unknown; result?: { getWriteConcernError?(): unknown } }
  if (result?.getWriteConcernError?.() !== undefined) return false
  return writeErrors === undefined || [writeErrors].flat().every((one) => codeOf(one) === 11000)
}
