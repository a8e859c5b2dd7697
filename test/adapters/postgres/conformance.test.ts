import { PGlite } from '@electric-sql/pglite'
import { storageConformance } from 'guildhall/testing'
import pg from 'pg'
import { afterAll, beforeAll, describe, test } from 'vitest'
import { type PostgresClient, postgresStorage } from '../../../adapters/postgres/index.js'
import { createDatabase, realPostgres, tables } from '../../support/postgres.js'

const server = realPostgres()
const missing = 'missing' in server ? server.missing : undefined

const empty = `DO $$ BEGIN ${tables.map((table) => `DELETE FROM ${table};`).join(' ')} END $$`

/** Opens the one database again and again, emptied. */
const opening = (client: PostgresClient, prepared: boolean) => async () => {
  await client.query(empty, [])
  return { storage: postgresStorage(client, { prepared }), close: async () => {} }
}

describe.skipIf(missing !== undefined)(
  `postgres, a real server${missing === undefined ? '' : ` (skipped: ${missing})`}`,
  async () => {
    if (missing !== undefined) return
    const pool = new pg.Pool({ connectionString: await createDatabase('postgres_conformance'), max: 16 })
    beforeAll(() => postgresStorage(pool).migrate())
    afterAll(() => pool.end())

    describe('with named statements', () => {
      storageConformance({ describe, test }, { open: opening(pool, true), concurrent: true })
    })
    // What is not named is planned each time, three times as slow: on every push on PGlite, and by the smoke tests of clients.
    if (process.env.GUILDHALL_DEEP !== '1') return
    describe('with unnamed statements', () => {
      storageConformance({ describe, test }, { open: opening(pool, false), concurrent: true, seeds: [6] })
    })
  },
)

describe('postgres, PGlite', () => {
  const database = new PGlite()
  beforeAll(() => postgresStorage(database).migrate())
  afterAll(() => database.close())

  storageConformance({ describe, test }, { open: opening(database, false), concurrent: false, seeds: [7] })
})
