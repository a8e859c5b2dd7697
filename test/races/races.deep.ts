import { memoryStorage } from 'guildhall/memory'
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { Dice } from '../../adapters/conformance/dice.js'
import { postgresStorage } from '../../adapters/postgres/index.js'
import { createDatabase, realPostgres, tables } from '../support/postgres.js'
import { end, type Program, programOf } from './forked.js'
import { gated, gateWith } from './gate.js'
import { type Race, type Report, race } from './race.js'
import { remoteSide } from './remote.js'
import type { Scenario } from './scenario.js'
import { scenarios } from './scenarios.js'
import { localSide, type Side } from './side.js'

const trials = Number(process.env.GUILDHALL_TRIALS ?? 10_000)
const seed = Number(process.env.GUILDHALL_SEED ?? Date.now() % 1_000_000)
const hour = 3_600_000

/** So many trials are made on one storage, then it is emptied. */
const portion = 2_000
const contenders = (trial: number) => [2, 3, 4, 5, 6, 7, 8, 16, 32][trial % 9] ?? 2

const server = realPostgres()
const missing = 'missing' in server ? server.missing : undefined

/** All trials, in portions, and what there was in all. */
async function inPortions(
  scenario: Scenario,
  open: () => Promise<Pick<Race, 'sides' | 'lanes' | 'lead'>>,
): Promise<Report> {
  const reports: Report[] = []
  for (let from = 0; from < trials; from += portion) {
    const until = Math.min(trials, from + portion)
    reports.push(await race(scenario, { ...(await open()), from, trials: until - from, contenders }))
  }
  const sum = (count: (report: Report) => number) => reports.reduce((all, report) => all + count(report), 0)
  return {
    trials: sum((report) => report.trials),
    commands: sum((report) => report.commands),
    collisions: sum((report) => report.collisions),
    violations: reports.flatMap(({ violations }) => violations),
  }
}

function tell(storage: string, { name }: Scenario, { trials, commands, collisions, violations }: Report): void {
  console.log(
    `${storage}, ${name}: ${trials} trials, ${commands} commands, ${collisions} lost commits, ${violations.length} violations`,
  )
}

describe(`races on memory, ${trials} trials each, up to 32 at once (GUILDHALL_SEED=${seed})`, () => {
  const gate = gateWith(new Dice(seed))
  test.each(scenarios)(
    '$name',
    async (scenario) => {
      const report = await inPortions(scenario, async () => {
        const storage = memoryStorage()
        const side = () => localSide(storage, (one) => gated(one, gate))
        return { sides: [side(), side()], lanes: 32 }
      })
      tell('memory', scenario, report)
      expect(report).toMatchObject({ trials, violations: [] })
    },
    hour,
  )
})

describe.skipIf(missing !== undefined)(
  `races of two processes on a real PostgreSQL, ${trials} trials each, up to 32 at once${missing === undefined ? '' : ` (skipped: ${missing})`}`,
  () => {
    let program: Program
    let children: ReturnType<Program['start']>[]
    let pool: pg.Pool
    let sides: readonly [Side, Side]

    beforeAll(async () => {
      const connectionString = await createDatabase('races_deep')
      pool = new pg.Pool({ connectionString, max: 1 })
      await postgresStorage(pool).migrate()
      program = await programOf(new URL('worker.ts', import.meta.url))
      const [one, other] = [program.start(connectionString, 'prepared'), program.start(connectionString)]
      children = [one, other]
      sides = [remoteSide(one), remoteSide(other)]
    })
    afterAll(async () => {
      await Promise.all(children.map((child) => end(child)))
      await Promise.all([pool.end(), program.remove()])
    })

    test.each(scenarios)(
      '$name',
      async (scenario) => {
        const report = await inPortions(scenario, async () => {
          await pool.query(`TRUNCATE ${tables.join(', ')}`)
          return { sides, lanes: 8, lead: 2 }
        })
        tell('postgres', scenario, report)
        expect(report).toMatchObject({ trials, violations: [] })
      },
      hour,
    )
  },
)
