import { afterAll, describe, expect, test } from 'vitest'
import { mongoStorage } from '../../adapters/mongo/index.js'
import { openMongo, realMongo } from '../support/mongo.js'
import { accountOf } from './account.js'
import { type Crash, crashing } from './crashing.js'
import { crashesAround, fateOf, problemsOf, sceneOf, smoothly, struck } from './matrix.js'
import { crashed } from './of-each-kind.js'

const server = realMongo()
const missing = 'missing' in server ? server.missing : undefined

/** Around the commit; what comes before it is the same whatever the database is, and tried on memory. */
function isOfTheDatabase({ lasts, fault }: Crash): boolean {
  return lasts === 'once' && fault === 'whether it happened is not known'
}

describe.skipIf(missing !== undefined)(
  `crashes on Mongo${missing === undefined ? '' : ` (skipped: ${missing})`}`,
  async () => {
    if (missing !== undefined) return
    const { client, db } = await openMongo('crashes')
    afterAll(() => client.close())
    const storage = mongoStorage(db)
    await storage.setup()

    describe('before and after every call of the storage', () => {
      test.each(crashed)('$name', async ({ tag, ...deed }) => {
        const smooth = await smoothly(storage, deed, `${tag}-smooth`)
        const crashes = crashesAround(smooth.calls).filter(isOfTheDatabase)
        const problems = await Promise.all(
          crashes.map((crash, at) => {
            const fate = fateOf(smooth.calls[crash.call] ?? 'read', crash)
            return problemsOf(storage, deed, smooth, `${tag}-${at}`, [crash], fate)
          }),
        )
        expect(problems.flat()).toEqual([])
      })
    })

    describe('an idempotency key across an answer that is lost', () => {
      test.each(crashed)('$name', async ({ tag, ...deed }) => {
        const smooth = await smoothly(storage, deed, `${tag}-key-smooth`, 'key')
        const scene = await sceneOf(storage, deed, `${tag}-key`)
        const call = smooth.calls.indexOf('commit')
        const crash: Crash = { call, moment: 'after', fault: 'a plain error', lasts: 'for good' }
        const { ended } = await struck(crashing(storage, [crash]).storage, scene, 'key')
        expect(ended).toMatchObject({ kind: 'storage', outcome: 'unknown' })
        expect(await scene.deed.act(scene.hall, 'key')).toMatchObject({ repeated: true, changed: true })
        expect(await accountOf(storage, scene.deed.place, scene.tag)).toBe(smooth.account)
      })
    })
  },
)
