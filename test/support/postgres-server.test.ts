import pg from 'pg'
import { describe, expect, test } from 'vitest'
import { createDatabase, realPostgres } from './postgres.js'

const server = realPostgres()
const missing = 'missing' in server ? server.missing : undefined

describe.skipIf(missing !== undefined)(
  `a real PostgreSQL${missing === undefined ? '' : ` (skipped: ${missing})`}`,
  () => {
    test('gives each test file a fresh database', async () => {
      for (let round = 0; round < 2; round++) {
        const client = new pg.Client({ connectionString: await createDatabase('postgres-server') })
        await client.connect()
        await client.query('CREATE TABLE only_once (id text PRIMARY KEY)')
        const { rows } = await client.query('SELECT version() AS version')
        expect(rows[0].version).toMatch(/^PostgreSQL \d+/)
        await client.end()
      }
    })
  },
)
