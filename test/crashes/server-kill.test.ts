import { setTimeout as wait } from 'node:timers/promises'
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { postgresStorage } from '../../adapters/postgres/index.js'
import { fire, type Outcome } from '../races/shot.js'
import { type Hall, judge, openHall, userOf } from '../races/stage.js'
import { realPostgres } from '../support/postgres.js'
import { type DurableServer, startDurablePostgres } from '../support/postgres-server.js'
import { stepOf } from './steps.js'

const given = realPostgres()
const missing = 'missing' in given ? given.missing : undefined
const crashes = 4
const lanes = 4

describe.skipIf(missing !== undefined)(
  `a PostgreSQL that is killed while it commits, and started again${missing === undefined ? '' : ` (skipped: ${missing})`}`,
  () => {
    let server: DurableServer
    let pool: pg.Pool
    let hall: Hall
    beforeAll(async () => {
      server = await startDurablePostgres()
      pool = new pg.Pool({ connectionString: server.url, max: 8 })
      pool.on('error', () => undefined) // idle connections that the crash has cut
      await postgresStorage(pool).migrate()
      // each lane with a storage of its own, so that commands collide in the database and not in a queue
      hall = openHall(postgresStorage(pool))
    })
    afterAll(async () => {
      await pool.end()
      await server.stop()
    })

    /** Sends step after step on every lane until the server is killed under them; answers what became of each. */
    async function struck(organizationId: string, after: number): Promise<ReadonlyMap<number, Outcome>> {
      const said = new Map<number, Outcome>()
      let next = 0
      let down = false
      const lane = async () => {
        const own = openHall(postgresStorage(pool))
        while (!down) {
          const number = next++
          said.set(number, await fire(own, stepOf(organizationId, number)))
        }
      }
      const working = Promise.all(Array.from({ length: lanes }, lane))
      await wait(after)
      await server.crash()
      down = true
      await working
      await server.restart()
      return said
    }

    test(`leaves the organization whole, ${crashes} times, and what was answered is there`, async () => {
      let cut = 0
      for (let number = 0; number < crashes; number++) {
        const actor = userOf('ada', 'doomed')
        const { id: organizationId } = await hall.organizations.create({ actor, name: 'D', slug: `struck-${number}` })
        const said = await struck(organizationId, 150 + 70 * number)
        const answered = [...said.values()].filter(({ said }) => said === 'ok' || said === 'invited')
        const failed = [...said.values()].filter(({ said }) => said !== 'ok' && said !== 'invited')
        expect(answered.length).toBeGreaterThan(0)
        // nothing but the storage's own fault is ever told
        expect(failed.filter(({ said }) => !/the storage failed|organization\/stale/.test(said))).toEqual([])
        cut += failed.length
        const left = await hall.verify({ organizationId, actor: judge })
        expect(left.findings).toEqual([])
        expect(left.revision).toBeGreaterThanOrEqual(Math.max(...answered.map(({ revision = 0 }) => revision)))

        const again = await Promise.all([...said.keys()].map((step) => fire(hall, stepOf(organizationId, step))))
        expect(again.filter(({ said }) => said !== 'ok' && said !== 'invited')).toEqual([])
        const members = 1 + said.size
        expect(await hall.verify({ organizationId, actor: judge })).toMatchObject({
          ...{ findings: [], revision: members },
          read: { members },
        })
      }
      // some were cut off in the middle, or nothing was tried
      expect(cut).toBeGreaterThan(0)
    })
  },
)
