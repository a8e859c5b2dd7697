import { storageConformance } from 'guildhall/testing'
import type { Db } from 'mongodb'
import { afterAll, beforeAll, describe, test } from 'vitest'
import { mongoStorage } from '../../../adapters/mongo/index.js'
import { openMongo, realMongo } from '../../support/mongo.js'

const server = realMongo()
const [name, missing] = 'missing' in server ? ['', server.missing] : [server.name, undefined]

/** Opens the one database again and again, emptied. */
const opening = (db: Db) => async () => {
  await Promise.all(['guildhall_records', 'guildhall_claims'].map((name) => db.collection(name).deleteMany({})))
  return { storage: mongoStorage(db), close: async () => {} }
}

describe.skipIf(missing !== undefined)(
  `mongo${missing === undefined ? `, on ${name}` : ` (skipped: ${missing})`}`,
  async () => {
    if (missing !== undefined) return
    const { client, db } = await openMongo('mongo_conformance')
    beforeAll(() => mongoStorage(db).setup())
    afterAll(() => client.close())

    storageConformance({ describe, test }, { open: opening(db), concurrent: true, seeds: [1] })
  },
)
