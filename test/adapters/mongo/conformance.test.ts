import { storageConformance } from 'guildhall/testing'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { mongoStorage } from '../../../adapters/mongo/index.js'
import { openMongo, realMongo } from '../../support/mongo.js'
import { watch } from './commands.js'
import { problemsOf, shapeOf } from './operations-lint.js'

const server = realMongo()
const [name, missing] = 'missing' in server ? ['', server.missing] : [server.name, undefined]
const collections = ['guildhall_records', 'guildhall_claims']

describe.skipIf(missing !== undefined)(
  `mongo${missing === undefined ? `, on ${name}` : ` (skipped: ${missing})`}`,
  async () => {
    if (missing !== undefined) return
    const emptying = await openMongo('mongo_conformance')
    const { client, db } = await openMongo('mongo_conformance', { monitorCommands: true })
    /** By their shapes, since there are many of each. */
    const sent = new Map<string, string[]>()
    watch(client, (name, { lsid: _, $clusterTime: __, ...command }) => {
      const shape = name === 'find' ? JSON.stringify(shapeOf([command.filter, command.sort])) : `${name} ${sent.size}`
      if (!sent.has(shape)) sent.set(shape, problemsOf(name, command))
    })
    beforeAll(() => mongoStorage(db).setup())
    afterAll(() => Promise.all([client.close(), emptying.client.close()]))

    /** Opens the one database again and again, emptied. */
    const open = async () => {
      await Promise.all(collections.map((collection) => emptying.db.collection(collection).deleteMany({})))
      return { storage: mongoStorage(db), close: async () => {} }
    }
    storageConformance({ describe, test }, { open, concurrent: true, seeds: [1] })

    test('whatever was sent is safe to run twice, stays inside an organization, and is served by an index', () => {
      expect(sent.size).toBeGreaterThan(20)
      expect([...sent].filter(([, problems]) => problems.length > 0)).toEqual([])
    })
  },
)
