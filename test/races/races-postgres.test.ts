import pg from 'pg'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { postgresStorage } from '../../adapters/postgres/index.js'
import { createDatabase, realPostgres } from '../support/postgres.js'
import { end, type Program, programOf } from './forked.js'
import { fewMostly, race } from './race.js'
import { remoteSide } from './remote.js'
import { scenarios } from './scenarios.js'
import type { Side } from './side.js'

const server = realPostgres()
const missing = 'missing' in server ? server.missing : undefined
const trials = 200

describe.skipIf(missing !== undefined)(
  `races of two processes on a real PostgreSQL, ${trials} trials each${missing === undefined ? '' : ` (skipped: ${missing})`}`,
  () => {
    let program: Program
    let children: ReturnType<Program['start']>[]
    let sides: readonly [Side, Side]

    beforeAll(async () => {
      const connectionString = await createDatabase('races')
      const client = new pg.Client({ connectionString })
      await client.connect()
      await postgresStorage(client).migrate()
      await client.end()
      program = await programOf(new URL('worker.ts', import.meta.url))
      const [one, other] = [program.start(connectionString, 'prepared'), program.start(connectionString)]
      children = [one, other]
      sides = [remoteSide(one), remoteSide(other)]
    })
    afterAll(async () => {
      await Promise.all(children.map((child) => end(child)))
      await program.remove()
    })

    test.each(scenarios)('$name', async (scenario) => {
      const report = await race(scenario, { sides, trials, lanes: 8, contenders: fewMostly, lead: 2, auditsOneIn: 4 })
      expect(report.violations).toEqual([])
      expect(report.collisions).toBeGreaterThan(trials / 20)
    })
  },
)
