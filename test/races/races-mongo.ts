/** Races of two processes on a server that speaks the protocol of MongoDB: so many trials of each scenario. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { mongoStorage } from '../../adapters/mongo/index.js'
import { openMongo, realMongo } from '../support/mongo.js'
import { end, type Program, programOf } from './forked.js'
import { fewMostly, race } from './race.js'
import { remoteSide } from './remote.js'
import type { Scenario } from './scenario.js'
import type { Side } from './side.js'

interface Races {
  readonly trials: number
  /** After so many trials the database is emptied, since a server without indexes slows down with every organization. */
  readonly portion: number
  /** Which scenarios. */
  readonly of: readonly Scenario[]
}

const server = realMongo()
const missing = 'missing' in server ? server.missing : undefined

export function racesOnMongo({ trials, portion, of }: Races): void {
  describe.skipIf(missing !== undefined)(
    `races of two processes on Mongo, ${trials} trials each${missing === undefined ? '' : ` (skipped: ${missing})`}`,
    () => {
      let opened: Awaited<ReturnType<typeof openMongo>>
      let program: Program
      let children: ReturnType<Program['start']>[]
      let sides: readonly [Side, Side]
      let collisions = 0

      beforeAll(async () => {
        opened = await openMongo('races')
        await mongoStorage(opened.db).setup()
        program = await programOf(new URL('worker.ts', import.meta.url))
        const start = () => program.start(opened.url, '', opened.db.databaseName)
        const [one, other] = [start(), start()]
        children = [one, other]
        sides = [remoteSide(one), remoteSide(other)]
      })
      afterAll(async () => {
        await Promise.all(children.map((child) => end(child)))
        await Promise.all([opened.client.close(), program.remove()])
      })

      test.each(of)('$name', async (scenario) => {
        for (let from = 0; from < trials; from += portion) {
          const report = await race(scenario, {
            ...{ sides, from, trials: Math.min(portion, trials - from), lanes: 8, contenders: fewMostly, lead: 2 },
          })
          expect(report.violations).toEqual([])
          collisions += report.collisions
          for (const name of ['guildhall_records', 'guildhall_claims']) await opened.db.collection(name).deleteMany({})
        }
      })

      test('commits have collided', () => {
        expect(collisions).toBeGreaterThan((trials * of.length) / 20)
      })
    },
  )
}
