import { describe, expect, test } from 'vitest'
import { openMongo, realMongo } from '../support/mongo.js'
import { file, play } from './stage.js'

const server = realMongo()
const missing = 'missing' in server ? server.missing : undefined

describe.skipIf(missing !== undefined)(
  `the demo on Mongo${missing === undefined ? '' : ` (skipped: ${missing})`}`,
  () => {
    async function emptied(name: string): Promise<string> {
      const { client, db, url } = await openMongo(name)
      await client.close()
      return url.replace(/\/(\?|$)/, `/${db.databaseName}$1`)
    }

    test('plays the same as in memory, and the second time changes nothing', async () => {
      const storage = await emptied('demo')
      const inMemory = JSON.parse((await play('--json')).out)
      const first = await play('--storage', storage, '--json')
      expect(first.code).toBe(0)
      expect(JSON.parse(first.out)).toEqual(inMemory)
      expect((await play('--storage', storage, '--json')).out).toBe(first.out)
    })

    test('writes nothing of a roster that is wrong', async () => {
      const storage = await emptied('demo_roster')
      const wrong = await file('wrong.csv', 'email,role', 'ada@example.test,admin', 'nobody,member')
      const right = await file('right.csv', 'email,role', 'ada@example.test,admin', 'bo@example.test,member')
      expect((await play('--storage', storage, '--from', wrong)).code).toBe(2)
      const { code, out } = await play('--storage', storage, '--from', right, '--json')
      expect(code).toBe(0)
      expect(JSON.parse(out)).toMatchObject({ organizations: 1, members: 2, verified: true })
    })

    test('says why where the URL is none', async () => {
      const { code, err } = await play('--storage', 'mongodb://')
      expect(code).toBe(2)
      expect(err).toContain('the database cannot be used')
    })
  },
)
