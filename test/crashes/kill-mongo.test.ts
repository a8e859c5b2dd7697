import { once } from 'node:events'
import { setTimeout as wait } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { mongoStorage } from '../../adapters/mongo/index.js'
import { type Program, programOf } from '../races/forked.js'
import { fire } from '../races/shot.js'
import { type Hall, judge, openHall, userOf } from '../races/stage.js'
import { openMongo, realMongo } from '../support/mongo.js'
import { stepOf, type Told } from './steps.js'

const server = realMongo()
const missing = 'missing' in server ? server.missing : undefined
const kills = process.env.GUILDHALL_DEEP === '1' ? 100 : 6
const inFlight = 2

describe.skipIf(missing !== undefined)(
  `a process that is killed while it commits, on Mongo${missing === undefined ? '' : ` (skipped: ${missing})`}`,
  () => {
    let opened: Awaited<ReturnType<typeof openMongo>>
    let program: Program
    let hall: Hall
    beforeAll(async () => {
      opened = await openMongo('kill')
      const storage = mongoStorage(opened.db)
      await storage.setup()
      hall = openHall(storage)
      program = await programOf(new URL('doomed.ts', import.meta.url))
    })
    afterAll(async () => {
      await opened.client.close()
      await program.remove()
    })

    /** Lets a process commit a few times, has it killed in the middle of a commit, and looks at what it left. */
    async function killOne(number: number): Promise<{ readonly answered: number; readonly unanswered: number }> {
      const actor = userOf('ada', 'doomed')
      const { id: organizationId } = await hall.organizations.create({ actor, name: 'D', slug: `doomed-${number}` })
      const told: Told[] = []
      const lives = String(1 + (number % 8))
      const child = program.start(opened.url, organizationId, String(inFlight), lives, opened.db.databaseName)
      child.on('message', (message: Told) => void told.push(message))
      const [, signal] = await once(child, 'close')
      expect(signal).toBe('SIGKILL')
      await wait(20) // what was sent may still arrive

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
      for (let number = 0; number < kills; number++) results.push(await killOne(number))
      // some were killed between the commit point and the answer, or nothing was tried
      expect(results.filter(({ unanswered }) => unanswered > 0).length).toBeGreaterThan(0)
    })
  },
)
