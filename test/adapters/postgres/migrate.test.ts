import pg from 'pg'
import { afterAll, describe, expect, test } from 'vitest'
import { created, newMember } from '../../../adapters/conformance/builders.js'
import { member } from '../../../adapters/conformance/records.js'
import { type PostgresClient, postgresStorage } from '../../../adapters/postgres/index.js'
import { createDatabase, realPostgres } from '../../support/postgres.js'

const server = realPostgres()
const missing = 'missing' in server ? server.missing : undefined

describe.skipIf(missing !== undefined)(
  `migrations on a real server${missing === undefined ? '' : ` (skipped: ${missing})`}`,
  async () => {
    if (missing !== undefined) return
    const connectionString = await createDatabase('postgres_migrate')
    const pool = new pg.Pool({ connectionString, max: 10 })
    afterAll(() => pool.end())

    async function tablesIn(schema: string): Promise<string[]> {
      const text = 'SELECT table_name AS name FROM information_schema.tables WHERE table_schema = $1 ORDER BY 1'
      return (await pool.query(text, [schema])).rows.map(({ name }) => name)
    }

    const all = ['claims', 'events', 'guildhall_migrations', 'invitations', 'members', 'organizations', 'revisions']

    test('make the tables from nothing, and again change nothing', async () => {
      const storage = postgresStorage(pool)
      await storage.migrate()
      expect(await tablesIn('guildhall')).toEqual(all)
      const author = await created(storage, 'org_1', { puts: [newMember(member('member_1'))] })
      await storage.migrate()
      expect((await storage.read('org_1', [{ get: 'member', ids: ['member_1'] }]))?.records).toHaveLength(1)
      expect((await storage.read('org_1', []))?.head).toEqual(author.head)
    })

    test('once they have run, only look: no lock, nothing made', async () => {
      await postgresStorage(pool).migrate()
      const texts: string[] = []
      const client: PostgresClient = {
        query: (text, values) => {
          texts.push(text)
          return pool.query(text, values)
        },
      }
      await postgresStorage(client).migrate()
      expect(texts).toHaveLength(2)
      for (const text of texts) expect(text).toMatch(/^SELECT /)
    })

    test('run from many processes at once, into nothing, all come to an end', async () => {
      for (let round = 0; round < 8; round++) {
        const schema = `at_once_${round}`
        await Promise.all(Array.from({ length: 8 }, () => postgresStorage(pool, { schema }).migrate()))
        expect(await tablesIn(schema)).toEqual(all)
        expect((await pool.query(`SELECT name FROM ${schema}.guildhall_migrations`)).rows).toHaveLength(1)
      }
    })

    test('that break leave nothing half done, and run when what broke them is gone', async () => {
      const storage = postgresStorage(pool, { schema: 'in_the_way' })
      await pool.query('CREATE SCHEMA in_the_way CREATE TABLE claims (id text)')
      await expect(storage.migrate()).rejects.toMatchObject({ name: 'StorageFault', outcome: 'not-committed' })
      expect(await tablesIn('in_the_way')).toEqual(['claims', 'guildhall_migrations'])
      await pool.query('DROP TABLE in_the_way.claims')
      await storage.migrate()
      expect(await tablesIn('in_the_way')).toEqual(all)
    })

    test('take a schema that is there, from somebody who may not make one', async () => {
      await pool.query('DROP ROLE IF EXISTS guildhall_guest')
      await pool.query('CREATE ROLE guildhall_guest')
      const client = await pool.connect()
      try {
        await client.query('CREATE SCHEMA given AUTHORIZATION guildhall_guest')
        await client.query('SET ROLE guildhall_guest')
        await postgresStorage(client, { schema: 'given' }).migrate()
        expect(await tablesIn('given')).toEqual(all)
        const refused = postgresStorage(client, { schema: 'not_given' }).migrate()
        await expect(refused).rejects.toThrow(/permission denied/)
      } finally {
        await client.query('RESET ROLE')
        await client.query('DROP OWNED BY guildhall_guest')
        await client.query('DROP ROLE guildhall_guest')
        client.release()
      }
    })

    test('of two schemas do not touch each other', async () => {
      const storages = ['Upper', 'select'].map((schema) => postgresStorage(pool, { schema }))
      for (const storage of storages) await storage.migrate()
      for (const storage of storages) await created(storage, 'org_1', { take: 'one' })
      for (const storage of storages) expect((await storage.find({ by: 'slug', slug: 'one' })).found).toHaveLength(1)
    })
  },
)

test.each(['', 'a"b', 'a b', '1st', 'a.b', 'a; DROP TABLE members', 'ä', 'a'.repeat(64)])(
  '`%s` is no schema',
  (schema) => {
    const client: PostgresClient = { query: () => Promise.reject(new Error('nothing is to be asked')) }
    expect(() => postgresStorage(client, { schema })).toThrow(/is no name for a schema/)
  },
)
