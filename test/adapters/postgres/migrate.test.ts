import { createHash } from 'node:crypto'
import pg from 'pg'
import { afterAll, describe, expect, test } from 'vitest'
import { Author, added, changed, created, newMember } from '../../../adapters/conformance/builders.js'
import { everything } from '../../../adapters/conformance/reading.js'
import { invitation, member, specimen } from '../../../adapters/conformance/records.js'
import { type PostgresClient, postgresStorage } from '../../../adapters/postgres/index.js'
import { migrations } from '../../../adapters/postgres/migrate.js'
import type { MemberRecord } from '../../../src/member/member.js'
import type { OrganizationRecord } from '../../../src/organization/organization.js'
import { kinds, type RevisionRow, type Stored } from '../../../src/storage.js'
import { createDatabase, realPostgres } from '../../support/postgres.js'

/* What the database of 0.1.0 holds, as it is to be read now: one organization, with what was never heard of left out. */
const at = 1_750_000_000_000
const [createdAt, updatedAt] = [at, at]
const head = {
  ...{ id: 'org_1', revision: 1, commitId: 'com_1', hash: 'hash_1', slug: 'acme', name: 'Acme', status: 'active' },
  ...{
    seatLimit: 5,
    settings: { defaultRole: 'member' },
    metadata: { plan: 'team' },
    counts: { admin: { active: 1 } },
  },
  ...{ totals: {}, createdAt, updatedAt },
} satisfies OrganizationRecord
const ada = {
  ...{ id: 'mem_1', userId: 'ada', email: 'Ada@Acme.test', emailKey: 'ada@acme.test', name: 'Ada', metadata: {} },
  ...{ role: 'admin', roleGranter: { system: 'creation' }, status: 'active', sortKey: 'ada', createdAt, updatedAt },
  joinedAt: at,
} satisfies MemberRecord
const offer = invitation('inv_1', { memberId: 'mem_2', tokenHash: 'token' })
const revision = {
  ...{ organizationId: 'org_1', revision: 1, commitId: 'com_1', at, actor: { memberId: 'mem_1' }, seats: 1 },
  ...{ command: 'organization.create', previousHash: '', hash: 'hash_1' },
  events: [{ type: 'member.added', memberId: 'mem_1', after: { role: 'admin' }, personal: [] }],
} satisfies RevisionRow

const [{ name: first, sql }] = migrations as [(typeof migrations)[number]] // there is one at least

/** Migrations by name, with the SHA-256 of their SQL for a schema `s`. */
const released = { '0001-tables': 'd81db135af78b8396b009d9f8ff2bb77dffb2cd4c3612def964bd759a71d4588' }

/** What `migrate` of 0.1.0 had made, with rows as its statements wrote them. */
const database_0_1_0 = (schema: string) => `
CREATE SCHEMA ${schema};
CREATE TABLE ${schema}.guildhall_migrations (name text NOT NULL PRIMARY KEY);
${sql(schema)}
INSERT INTO ${schema}.guildhall_migrations VALUES ('${first}');
INSERT INTO ${schema}.organizations VALUES ('org_1', 1, 'com_1', 'hash_1', 'acme', 'Acme', 'active', 5,
  '{"defaultRole":"member"}', '{"plan":"team"}', '{"admin":{"active":1}}', ${at}, ${at}, NULL, NULL);
INSERT INTO ${schema}.members VALUES ('org_1', 'mem_1', 'ada', 'Ada@Acme.test', 'ada@acme.test', 'Ada', NULL, NULL, NULL,
  '{}', 'admin', 'system:creation', 'active', NULL, 'ada', ${at}, ${at}, ${at}, NULL, NULL);
INSERT INTO ${schema}.invitations VALUES ('org_1', 'inv_1', 'mem_2', 'inv_1@example.com', 'inv_1@example.com', 'member',
  'pending', 'token', NULL, '{}', 'active', 'inv_1@example.com', ${at}, ${at}, ${offer.expiresAt}, ${at}, 1, NULL);
INSERT INTO ${schema}.revisions VALUES ('org_1', 1, 'com_1', ${at}, 'mem_1', 'organization.create', 1, '', 'hash_1', NULL, NULL, NULL);
INSERT INTO ${schema}.events VALUES ('org_1', 1, 0, ${at}, 'mem_1', 'organization.create', 'member.added', 'mem_1', NULL, NULL,
  '{"role":"admin"}', '[]');
INSERT INTO ${schema}.claims VALUES ('slug', 'acme', 'org_1', 'com_1');`

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

    const all = [
      ...['claims', 'events', 'guildhall_migrations', 'organizations', 'revisions'],
      ...kinds.map((kind) => `${kind}s`),
    ].sort()

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
        expect((await pool.query(`SELECT name FROM ${schema}.guildhall_migrations`)).rows).toHaveLength(
          migrations.length,
        )
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

    test('bring a database of 0.1.0 along with all it holds', async () => {
      const schema = 'of_0_1_0'
      await pool.query(database_0_1_0(schema))
      const storage = postgresStorage(pool, { schema })
      await storage.migrate()
      expect(await tablesIn(schema)).toEqual(all)
      const needs = [{ get: 'member', ids: ['mem_1'] } as const, { get: 'invitation', ids: ['inv_1'] } as const]
      const snapshot = await storage.read('org_1', [...needs, { get: 'catalogue' }])
      const records = [
        { kind: 'member', record: ada },
        { kind: 'invitation', record: offer },
      ] as const
      expect(snapshot).toEqual({ head, records: expect.arrayContaining([...records]), revisions: [] })
      expect(snapshot?.records).toHaveLength(records.length)
      expect(await storage.revisions('org_1', { after: 0, limit: 9 })).toEqual([revision])
      expect((await storage.find({ by: 'slug', slug: 'acme' })).found).toEqual([{ head }])

      const author = new Author('org_1')
      author.accept({ ...author.changeSet({}), head, revision })
      const after: Stored = {
        kind: 'member',
        record: { ...ada, permissions: ['a:b'], permissionsGranter: { system: 's' } },
      }
      const others = kinds.map((kind) => specimen(kind, `the_${kind}`))
      const put = changed({ kind: 'member', record: ada }, after)
      await author.commit(storage, {
        puts: [put, ...others.map(added)],
        head: { totals: { team: 1 }, catalogueId: 'c' },
      })
      const byId = kinds.map((kind) => ({ get: kind, ids: ['mem_1', `the_${kind}`] }))
      const read = await storage.read('org_1', byId)
      expect(read?.head).toEqual(author.head)
      expect(read?.records).toHaveLength(others.length + 1)
      expect(read?.records).toEqual(expect.arrayContaining([after, ...others]))
    })

    test('run again over data of their own, and leave it as it is', async () => {
      const storage = postgresStorage(pool, { schema: 'again' })
      await storage.migrate()
      const puts = kinds.map((kind) => added(specimen(kind, `the_${kind}`)))
      await created(storage, 'org_1', { puts, head: { totals: { team: 1 } }, take: 'one' })
      const before = await everything(storage, 'org_1', ['one'])
      await storage.migrate()
      expect(await everything(storage, 'org_1', ['one'])).toEqual(before)
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

test('that were released are never changed again', () => {
  const digests = migrations.map(({ name, sql }) => [name, createHash('sha256').update(sql('s')).digest('hex')])
  expect(Object.fromEntries(digests)).toMatchObject(released)
})

test.each(['', 'a"b', 'a b', '1st', 'a.b', 'a; DROP TABLE members', 'ä', 'a'.repeat(64)])(
  '`%s` is no schema',
  (schema) => {
    const client: PostgresClient = { query: () => Promise.reject(new Error('nothing is to be asked')) }
    expect(() => postgresStorage(client, { schema })).toThrow(/is no name for a schema/)
  },
)
