import { once } from 'node:events'
import { setTimeout as wait } from 'node:timers/promises'
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { postgresStorage } from '../../adapters/postgres/index.js'
import { type Program, programOf } from '../races/forked.js'
import { fire } from '../races/shot.js'
import { type Hall, judge, openHall, userOf } from '../races/stage.js'
import { createDatabase, realPostgres } from '../support/postgres.js'
import { stepOf, type Told } from './steps.js'

const server = realPostgres()
const missing = 'missing' in server ? server.missing : undefined
const kills = 16
const inFlight = 2

describe.skipIf(missing !== undefined)(
  `a process that is killed while it commits, on a real PostgreSQL${missing === undefined ? '' : ` (skipped: ${missing})`}`,
  () => {
    let pool: pg.Pool
    let connectionString: string
    let program: Program
    let hall: Hall
    beforeAll(async () => {
      connectionString = await createDatabase('kill')
      pool = new pg.Pool({ connectionString, max: 8 })
      const storage = postgresStorage(pool)
      await storage.migrate()
      hall = openHall(storage)
      program = await programOf(new URL('doomed.ts', import.meta.url))
    })
    afterAll(async () => {
      await pool.end()
      await program.remove()
    })

    /** Lets a process commit a few times, has it killed in the middle of a commit, and looks at what it left. */
    async function killOne(number: number): Promise<{ readonly answered: number; readonly unanswered: number }> {
      const ada = userOf('ada', 'doomed')
      const { id: organizationId } = await hall.organizations.create({
        actor: ada,
        name: 'D',
        slug: `doomed-${number}`,
      })
      const told: Told[] = []
      const lives = 1 + (number % 12)
      const child = program.start(connectionString, organizationId, String(inFlight), String(lives))
      child.on('message', (message: Told) => void told.push(message))
      const [, signal] = await once(child, 'close')
      expect(signal).toBe('SIGKILL')
      await wait(10) // statements that were sent may still arrive

      expect(told.filter(({ said }) => said !== 'ok' && said !== 'invited')).toEqual([])
      const left = await hall.verify({ organizationId, actor: judge })
      expect(left.findings).toEqual([])
      // INVARIANT: what was answered is there
      expect(left.revision).toBeGreaterThanOrEqual(Math.max(1, ...told.map(({ revision }) => revision)))
      expect(left.revision).toBeLessThanOrEqual(1 + told.length + inFlight)

      // every step again, those included that were cut off: what was done is not done twice
      const steps = Math.max(-1, ...told.map(({ step }) => step)) + 1 + inFlight
      const again = await Promise.all(
        Array.from({ length: steps }, (_, step) => fire(hall, stepOf(organizationId, step))),
      )
      expect(again.filter(({ said }) => said !== 'ok' && said !== 'invited')).toEqual([])
      const repaired = await hall.verify({ organizationId, actor: judge })
      expect(repaired).toMatchObject({ findings: [], revision: 1 + steps, read: { members: 1 + steps } })
      for (const { step, revision } of told) expect(again[step]?.revision).toBe(revision)
      return { answered: told.length, unanswered: left.revision - 1 - told.length }
    }

    test(`leaves the organization whole, ${kills} times`, async () => {
      const results: Awaited<ReturnType<typeof killOne>>[] = []
      let next = 0
      const lane = async () => {
        for (let number = next++; number < kills; number = next++) results.push(await killOne(number))
      }
      await Promise.all([lane(), lane()])
      // some were killed between the commit and its answer, or nothing was tried
      expect(results.filter(({ unanswered }) => unanswered > 0).length).toBeGreaterThan(0)
    })
  },
)
