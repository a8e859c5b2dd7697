import { setTimeout as wait } from 'node:timers/promises'
import pg from 'pg'
import { afterAll, describe, expect, test } from 'vitest'
import { postgresStorage } from '../../adapters/postgres/index.js'
import { fire } from '../races/shot.js'
import { judge, openHall, userOf } from '../races/stage.js'
import { createDatabase, realPostgres } from '../support/postgres.js'
import { stepOf } from './steps.js'

const server = realPostgres()
const missing = 'missing' in server ? server.missing : undefined
const skipped = missing === undefined ? '' : ` (skipped: ${missing})`

describe.skipIf(missing !== undefined)(`connections that the server cuts, on a real PostgreSQL${skipped}`, async () => {
  if (missing !== undefined) return
  const connectionString = await createDatabase('connections')
  const pool = new pg.Pool({ connectionString, max: 8, application_name: 'cut' })
  pool.on('error', () => undefined) // one that was cut while it was idle
  const killer = new pg.Client({ connectionString })
  await killer.connect()
  afterAll(() => Promise.all([pool.end(), killer.end()]))

  test('no step is done twice, and none that was answered is lost', async () => {
    const storage = postgresStorage(pool)
    await storage.migrate()
    const hall = openHall(storage)
    const actor = userOf('ada', 'doomed')
    const { id: organizationId } = await hall.organizations.create({ actor, name: 'Cut', slug: 'cut' })

    let steps = 0
    let over = false
    const said: string[] = []
    const lane = async () => {
      while (!over) {
        const step = steps++
        said[step] = (await fire(openHall({ ...storage }), stepOf(organizationId, step))).said
      }
    }
    const cut = async () => {
      for (let times = 0; times < 80; times++) {
        await wait(Math.random() * 20)
        await killer.query(
          `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'cut' ORDER BY random() LIMIT 1`,
        )
      }
      over = true
    }
    await Promise.all([cut(), lane(), lane(), lane(), lane()])

    const done = said.filter((answer) => answer === 'ok' || answer === 'invited').length
    const failed = said.filter((answer) => answer.startsWith('fault: GuildhallError')).length
    expect(done + failed).toBe(said.length)
    expect(done).toBeGreaterThan(0)
    expect(failed).toBeGreaterThan(0)
    const { findings, revision } = await hall.verify({ organizationId, actor: judge })
    expect(findings).toEqual([])
    expect(revision).toBeGreaterThanOrEqual(1 + done)
    expect(revision).toBeLessThanOrEqual(1 + steps)

    for (let step = 0; step < steps; step++) {
      const { said } = await fire(hall, stepOf(organizationId, step))
      expect(['ok', 'invited']).toContain(said)
    }
    const repaired = await hall.verify({ organizationId, actor: judge })
    expect(repaired).toMatchObject({ findings: [], revision: 1 + steps, read: { members: 1 + steps } })
  })
})
