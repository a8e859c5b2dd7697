/** The conformance kit. How to use it stands at `storageConformance`, below. */
import type { Storage } from '../../src/storage.js'
import type { Area, Check } from './area.js'
import { beside } from './beside.js'
import { catalogue } from './catalogue.js'
import { claims } from './claims.js'
import { commit } from './commit.js'
import { concurrency } from './concurrency.js'
import { deletes } from './deletes.js'
import { edgesOf } from './edges.js'
import { fidelity } from './fidelity.js'
import { fidelityOfKinds } from './fidelity-of-kinds.js'
import { find } from './find.js'
import { follow } from './follow.js'
import { history, revisions } from './history.js'
import { lists } from './lists.js'
import { lookUps } from './look-ups.js'
import { page } from './page.js'
import { randomWalk } from './random-walk.js'
import { reading } from './read.js'
import { size } from './size.js'
import { stale } from './stale.js'
import { sweep } from './sweep.js'
import { walls } from './walls.js'
import { wallsOfKinds } from './walls-of-kinds.js'

/** The functions of a test runner that the kit registers its tests with. */
export interface TestRunner {
  test(name: string, run: () => Promise<void>): unknown
  /** Where there is none, the names of tests begin with the part of the contract that they are about. */
  describe?(name: string, register: () => void): unknown
}

/** Where the tests get their storages from. */
export interface StorageFactory {
  /** Opens a storage in which nothing is stored. Called once for every test. */
  open(): Promise<{ readonly storage: Storage; close(): Promise<void> }>
  /**
   * Whether commits and reads of one storage can run at the same time. False for a storage on a single connection, of
   * which races prove nothing: then one test says by its name that they were not run. That is the only exception.
   */
  readonly concurrent: boolean
  /** Seeds of the random walks; a few by default. The same seed takes the same steps everywhere. */
  readonly seeds?: readonly number[]
}

const areas: readonly Area[] = [
  ...[commit, deletes, stale, claims, reading, lookUps, follow, edgesOf, catalogue],
  ...[page, lists, history, beside],
  ...[revisions, find, sweep, walls, wallsOfKinds, fidelity, fidelityOfKinds, size],
]

/**
 * Registers the conformance kit: the storage contract as tests, for whoever writes an adapter. An adapter is a storage of
 * Guildhall exactly when all of them pass; there is no list of tests to skip.
 *
 * ```ts
 * // my-storage.test.ts, under Vitest; node:test, Jest and others do as well
 * import { storageConformance } from 'guildhall/testing'
 * import { describe, test } from 'vitest'
 * import { myStorage } from './my-storage.js'
 *
 * storageConformance({ describe, test }, {
 *   concurrent: true,
 *   open: async () => {
 *     const database = await emptyDatabase()
 *     return { storage: myStorage(database), close: () => database.drop() }
 *   },
 * })
 * ```
 *
 * The contract that the tests hold a storage to is written at `Storage`, in the types of `guildhall`. Beyond it, they
 * rely on this: `open` gives a storage in which nothing is stored; every test opens one, and closes it whatever comes.
 * Tests run one after the other, so that emptying one database is enough. Answers are plain JSON without keys that hold
 * undefined. What a storage is given is frozen: it must copy before it changes anything.
 *
 * A test that fails says where the answer differs, for example
 * `records read for member, sorted[0].record.name: missing, not "Ann"`.
 */
export function storageConformance(runner: TestRunner, factory: StorageFactory): void {
  const walks = (factory.seeds ?? [1, 2, 3, 4, 5]).map(randomWalk)
  for (const area of [...areas, ...walks]) register(runner, area, factory)
  if (factory.concurrent) register(runner, concurrency, factory)
  else runner.test('concurrency: not run, since this storage has a single connection', async () => {})
}

function register({ test, describe }: TestRunner, { name, checks }: Area, factory: StorageFactory): void {
  const registerChecks = (prefix: string) => {
    for (const [sentence, check] of Object.entries(checks)) test(`${prefix}${sentence}`, () => run(check, factory))
  }
  if (describe === undefined) registerChecks(`${name}: `)
  else describe(name, () => registerChecks(''))
}

async function run(check: Check, factory: StorageFactory): Promise<void> {
  const { storage, close } = await factory.open()
  try {
    await check(storage)
  } finally {
    await close()
  }
}
