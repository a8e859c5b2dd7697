/**
 * The Mongo adapter: the native driver's `Db`, or a mongoose connection; single servers, replica sets, sharded clusters,
 * and servers that speak the protocol. It needs no transactions.
 *
 * ```ts
 * const storage = mongoStorage(client.db('app'))
 * await storage.setup()
 * ```
 */
import type { Storage } from '../../src/storage.js'
import { type Collections, databaseOf, type MongoConnection, type MongoDatabase } from './database.js'
import { check, setUp } from './indexes.js'
import { storageOn } from './port.js'

export type { MongoBulkUpdate, MongoCollection, MongoConnection, MongoDatabase, MongoIndex } from './database.js'
export { ScanBudgetSpent } from './database.js'

export interface MongoOptions {
  /** What the names of the two collections begin with; `guildhall_` where absent. */
  readonly prefix?: string
  /**
   * What a server must have done before a write counts as done. `{ w: 'majority' }` where absent; with less, a failover
   * may undo commits that were answered.
   */
  readonly writeConcern?: { readonly w?: number | 'majority'; readonly journal?: boolean; readonly wtimeoutMS?: number }
  /**
   * How many documents a list with several filters looks through, where its index serves one of them and the others match
   * few; 20,000 where absent. Beyond, it throws `ScanBudgetSpent`, the cause of the `storage/failed` that a caller sees.
   */
  readonly scanBudget?: number
}

export interface MongoStorage extends Storage {
  /** Makes the collections and their indexes. Any number of times, from any number of processes at once. */
  setup(): Promise<void>
  /** Looks whether the indexes are there, as the first use does by itself. @throws StorageFault that says what to run */
  check(): Promise<void>
}

/** The storage over a database of the app's own. `setup` it before its first use. */
export function mongoStorage(database: MongoDatabase | MongoConnection, options: MongoOptions = {}): MongoStorage {
  const { prefix = 'guildhall_', writeConcern = { w: 'majority' }, scanBudget = 20_000 } = options
  // primary: of two secondaries each is of another time
  const settings = { writeConcern, readPreference: 'primary' }
  const open = (): Collections => {
    const db = databaseOf(database)
    return {
      records: db.collection(`${prefix}records`, settings),
      claims: db.collection(`${prefix}claims`, settings),
    }
  }
  let checked: Promise<void> | undefined
  /** The collections, once their indexes were seen to be there. */
  const ready = async (): Promise<Collections> => {
    const collections = open()
    checked ??= check(collections)
    await checked.catch((fault) => {
      checked = undefined // somebody may run `setup` meanwhile
      throw fault
    })
    return collections
  }
  return { ...storageOn(ready, { scanBudget }), setup: async () => setUp(open()), check: async () => check(open()) }
}
