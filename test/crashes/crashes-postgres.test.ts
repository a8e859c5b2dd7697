import pg from 'pg'
import { afterAll, describe, expect, test } from 'vitest'
import { postgresStorage } from '../../adapters/postgres/index.js'
import { createDatabase, realPostgres } from '../support/postgres.js'
import { accountOf } from './account.js'
import { type Crash, crashing } from './crashing.js'
import { crashesAround, fateOf, problemsOf, sceneOf, smoothly, struck } from './matrix.js'
import { crashed } from './of-each-kind.js'

const server = realPostgres()
const missing = 'missing' in server ? server.missing : undefined
const skipped = missing === undefined ? '' : ` (skipped: ${missing})`

/** A database that stays away is the same whatever it is: that much is tried on memory. */
function isOfTheDatabase({ lasts, fault }: Crash): boolean {
  return lasts === 'once' || fault === 'whether it happened is not known'
}

describe.skipIf(missing !== undefined)(`crashes on a real PostgreSQL${skipped}`, async () => {
  if (missing !== undefined) return
  const pool = new pg.Pool({ connectionString: await createDatabase('crashes'), max: 10 })
  afterAll(() => pool.end())
  const storage = postgresStorage(pool)
  await storage.migrate()

  describe('before and after every call of the storage', () => {
    test.concurrent.each(crashed)('$name', async ({ tag, ...deed }) => {
      const smooth = await smoothly(storage, deed, `${tag}-smooth`)
      const problems = await Promise.all(
        crashesAround(smooth.calls)
          .filter(isOfTheDatabase)
          .map((crash, at) =>
            problemsOf(
              storage,
              deed,
              smooth,
              `${tag}-${at}`,
              [crash],
              fateOf(smooth.calls[crash.call] ?? 'read', crash),
            ),
          ),
      )
      expect(problems.flat()).toEqual([])
    })
  })

  describe('an idempotency key across an answer that is lost', () => {
    test.concurrent.each(crashed)('$name', async ({ tag, ...deed }) => {
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
})
