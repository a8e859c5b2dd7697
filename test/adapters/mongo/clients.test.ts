import { MongoClient } from 'mongodb'
import { MongoClient as MongoClient6 } from 'mongodb-6'
import mongoose from 'mongoose'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { changedMember, created, event, newMember } from '../../../adapters/conformance/builders.js'
import { everything } from '../../../adapters/conformance/reading.js'
import { member, now } from '../../../adapters/conformance/records.js'
import { memoryStorage } from '../../../adapters/memory/index.js'
import { type MongoConnection, type MongoDatabase, mongoStorage } from '../../../adapters/mongo/index.js'
import type { Storage } from '../../../src/storage.js'
import { realMongo } from '../../support/mongo.js'

const server = realMongo()
const missing = 'missing' in server ? server.missing : undefined
const url = 'url' in server ? server.url : ''

type Opened = {
  readonly database: MongoDatabase | MongoConnection
  empty(): Promise<unknown>
  close(): Promise<unknown>
}

const clients: { readonly [name: string]: () => Promise<Opened> } = {
  'the driver, version 7': async () => {
    const client = await MongoClient.connect(url)
    const database = client.db('guildhall_clients_7')
    return { database, empty: () => database.dropDatabase(), close: () => client.close() }
  },
  'the driver, version 6': async () => {
    const client = await MongoClient6.connect(url)
    const database = client.db('guildhall_clients_6')
    return { database, empty: () => database.dropDatabase(), close: () => client.close() }
  },
  'a mongoose connection': async () => {
    const connection = await mongoose.createConnection(url, { dbName: 'guildhall_clients_mongoose' }).asPromise()
    return { database: connection, empty: () => connection.dropDatabase(), close: () => connection.close() }
  },
  'the `db` of a mongoose connection': async () => {
    const connection = await mongoose.createConnection(url, { dbName: 'guildhall_clients_db' }).asPromise()
    if (connection.db === undefined) throw new Error('an open connection has its `db`')
    return { database: connection.db, empty: () => connection.dropDatabase(), close: () => connection.close() }
  },
}

/** Some of everything, and all that shows of it. */
async function story(storage: Storage): Promise<unknown> {
  const [ann, bob] = [member('ann', { userId: 'user_ann', sortKey: 'b' }), member('bob', { sortKey: 'a' })]
  const author = await created(storage, 'org_a', { puts: [newMember(ann)], take: 'acme', commitId: 'com_1' })
  const draft = { puts: [changedMember(ann, { ...ann, role: 'admin' }), newMember(bob)], events: [event('a.b')] }
  await author.commit(storage, { ...draft, take: 'acme-2', release: ['acme'], commitId: 'com_2' })
  const stale = await storage.commit(author.changeSet({ base: { revision: 1, commitId: 'com_1' }, commitId: 'com_3' }))
  await created(storage, 'org_b', { head: { status: 'deleted', deletedAt: now }, commitId: 'com_4' })
  const swept = await storage.sweep({ deletedBefore: now + 1, limit: 100 })
  const user = await storage.find({ by: 'user', userId: 'user_ann', limit: 9 })
  return [stale, swept.more, user, await everything(storage, 'org_a', ['acme', 'acme-2'])]
}

describe.skipIf(missing !== undefined)(
  `clients of Mongo${missing === undefined ? '' : ` (skipped: ${missing})`}`,
  () => {
    describe.each(Object.entries(clients))('%s', (_, open) => {
      let opened: Opened
      beforeAll(async () => {
        opened = await open()
        await opened.empty()
      })
      afterAll(() => opened.close())

      test('is told what to run where nothing is set up', async () => {
        const reading = mongoStorage(opened.database).read('org_a', [])
        await expect(reading).rejects.toMatchObject({ name: 'StorageFault', outcome: 'not-committed' })
        await expect(reading).rejects.toThrow('run `await storage.setup()` once')
      })

      test('answers as the memory storage does, set up once or twice', async () => {
        const storage = mongoStorage(opened.database)
        await storage.setup()
        await storage.setup()
        await storage.check()
        expect(await story(storage)).toEqual(await story(memoryStorage()))
      })
    })

    test('a mongoose connection that is not open is a fault at once, not a wait', async () => {
      const storage = mongoStorage(mongoose.createConnection())
      const reading = storage.read('org_a', [])
      await expect(reading).rejects.toMatchObject({ name: 'StorageFault', outcome: 'not-committed' })
      await expect(reading).rejects.toThrow('not open yet')
    })

    test('a server that is not there is a fault that says whether something may have been committed', async () => {
      const client = new MongoClient('mongodb://127.0.0.1:1', { serverSelectionTimeoutMS: 50 })
      const storage = mongoStorage(client.db('nowhere'))
      await expect(storage.read('org_a', [])).rejects.toMatchObject({ name: 'StorageFault', outcome: 'not-committed' })
      await client.close()
    })

    test('a change set that is too large is a fault, and nothing is written', async () => {
      const client = await MongoClient.connect(url)
      const db = client.db('guildhall_clients_size')
      await db.dropDatabase()
      const storage = mongoStorage(db)
      await storage.setup()
      const people = Array.from({ length: 1_001 }, (_, at) => newMember(member(`m${at}`)))
      const long = newMember(member('m', { metadata: { long: 'x'.repeat(9_000_000) } }))
      for (const puts of [people, [long]]) {
        const committing = created(storage, 'org_a', { puts })
        await expect(committing).rejects.toMatchObject({ name: 'StorageFault', outcome: 'not-committed' })
        await expect(committing).rejects.toThrow('split it')
      }
      expect(await storage.read('org_a', [])).toBeUndefined()
      await client.close()
    })
  },
)
