import { PGlite } from '@electric-sql/pglite'
import pg from 'pg'
import postgres from 'postgres'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { created, event, newInvitation, newMember } from '../../../adapters/conformance/builders.js'
import { everything } from '../../../adapters/conformance/reading.js'
import { invitation, member, now } from '../../../adapters/conformance/records.js'
import { memoryStorage } from '../../../adapters/memory/index.js'
import { type PostgresClient, type PostgresStorage, postgresStorage } from '../../../adapters/postgres/index.js'
import type { Need, Storage } from '../../../src/storage.js'
import { createDatabase, realPostgres } from '../../support/postgres.js'

const server = realPostgres()
const missing = 'missing' in server ? server.missing : undefined
const skipped = missing === undefined ? '' : ` (skipped: ${missing})`

/** A client, and how an app opens a transaction with it. */
interface Opened {
  readonly client: PostgresClient
  transaction<T>(work: (transaction: PostgresClient) => Promise<T>): Promise<T>
  close(): Promise<void>
}

/** With pg, an app opens it by hand. */
async function byHand<T>(client: pg.ClientBase, work: (transaction: PostgresClient) => Promise<T>): Promise<T> {
  await client.query('BEGIN')
  try {
    const result = await work(client)
    await client.query('COMMIT')
    return result
  } catch (error) {
    await client.query('ROLLBACK')
    throw error
  }
}

async function openPool(connectionString: string): Promise<Opened> {
  const pool = new pg.Pool({ connectionString })
  return {
    client: pool,
    transaction: async (work) => {
      const client = await pool.connect()
      return byHand(client, work).finally(() => client.release())
    },
    close: () => pool.end(),
  }
}

async function openClient(connectionString: string): Promise<Opened> {
  const client = new pg.Client({ connectionString })
  await client.connect()
  return { client, transaction: (work) => byHand(client, work), close: () => client.end() }
}

/** An app may have told its driver to parse what it likes as it likes. */
async function openPeculiarClient(connectionString: string): Promise<Opened> {
  const types = { getTypeParser: () => (value: string) => ({ raw: value }) }
  const text = { getTypeParser: (type: number) => (type === 25 ? String : types.getTypeParser()) }
  const client = new pg.Client({ connectionString, types: text })
  await client.connect()
  return { client, transaction: (work) => byHand(client, work), close: () => client.end() }
}

/** postgres.js, through the wrapper that the port's documentation gives. */
async function openPostgresJs(connectionString: string, options: postgres.Options<never> = {}): Promise<Opened> {
  const sql = postgres(connectionString, { onnotice: () => {}, ...options })
  const wrap = (sql: postgres.Sql | postgres.TransactionSql): PostgresClient => ({
    query: async (text, values) => ({ rows: await sql.unsafe(text, values) }),
  })
  return {
    client: wrap(sql),
    transaction: async <T>(work: (transaction: PostgresClient) => Promise<T>) => {
      const box: { result?: T } = {} // its types unwrap arrays of promises, and so lose the type
      await sql.begin(async (transaction) => {
        box.result = await work(wrap(transaction))
      })
      return box.result as T
    },
    close: () => sql.end(),
  }
}

async function openPGlite(): Promise<Opened> {
  const client = new PGlite()
  return {
    client,
    transaction: (work) => client.transaction((transaction) => work(transaction)),
    close: () => client.close(),
  }
}

/** A bit of everything, with all that was answered. */
async function story(storage: Storage): Promise<unknown[]> {
  const ann = member('member_ann', {
    userId: 'user_ann',
    emailKey: 'ann@example.com',
    email: 'Ann@example.com',
    name: `"Ann"\n{a,b}\\ $1 ' 안`,
    metadata: { list: [1, 2.5, null, 'x', { deep: true }], '': '', big: 1e21, small: 5e-324, text: '{"a": 1}' },
  })
  const bob = member('member_bob', { roleGranter: { memberId: 'member_ann' }, invitationId: 'invitation_bob' })
  const offer = invitation('invitation_bob', { memberId: 'member_bob', tokenHash: 'token_1', expiresAt: now })
  const author = await created(storage, 'org_a', {
    ...{ commitId: 'commit_a1', take: 'first' },
    puts: [newMember(ann), newMember(bob), newInvitation(offer)],
    events: [event('organization.created', { after: { seats: 3 } }), event('member.added', { memberId: 'member_bob' })],
    revision: { request: { id: 'request_1', digest: 'digest', ids: ['org_a', 'member_ann'] } },
  })
  const rival = await created(storage, 'org_b', { commitId: 'commit_b1', head: { seatLimit: 0, archivedAt: now } })
  const snapshot = await storage.read('org_a', [
    { get: 'member-by-user', keys: ['user_ann', '{"a"}', '\\', ''], removed: true },
    { get: 'invitation-by-token', hashes: ['token_1'], follow: { member: { granter: {} } } },
    { get: 'expired-invitations', at: now, limit: 5 },
    { get: 'revision-by-request', requestId: 'request_1' },
  ])
  const needs: Need[] = [{ get: 'member-by-user', keys: ['user_ann', '{"a"}'] }]
  return [
    snapshot?.head,
    snapshot?.revisions,
    new Set(snapshot?.records), // in any order
    await rival.attempt(storage, { commitId: 'commit_b2', take: 'first' }),
    await author.attempt(storage, { commitId: 'commit_a2', base: { revision: 1, commitId: 'another' } }),
    await author.attempt(storage, { commitId: 'commit_a3', take: 'second', release: ['first'] }),
    await rival.attempt(storage, { commitId: 'commit_b3', take: 'first' }),
    await everything(storage, 'org_a', ['first', 'second']),
    await storage.page('org_a', { kind: 'member', where: { status: ['active'], role: ['member'] }, limit: 1 }, needs),
    await storage.history('org_a', { order: 'newest-first', types: ['member.added'], limit: 5 }, needs),
    await storage.find({ by: 'user', userId: 'user_ann', limit: 5 }),
    await storage.find({ by: 'expired-invitations', at: now, limit: 5 }),
    await storage.read('org_nowhere', []),
  ]
}

const fromServer: { readonly [name: string]: (connectionString: string) => Promise<Opened> } = {
  "pg's Pool": openPool,
  "pg's Client": openClient,
  "pg's Client with parsers of its own": openPeculiarClient,
  'postgres.js': openPostgresJs,
  'postgres.js without prepared statements, in camel case': (url) =>
    openPostgresJs(url, { prepare: false, transform: postgres.camel }),
}

describe.skipIf(missing !== undefined)(`on a real server${skipped}`, async () => {
  if (missing !== undefined) return
  const url = await createDatabase('postgres_clients')
  let schemas = 0
  for (const [name, open] of Object.entries(fromServer)) clientTests(name, `client_${++schemas}`, () => open(url))
})

clientTests('PGlite', 'guildhall', openPGlite)

function clientTests(name: string, schema: string, open: () => Promise<Opened>): void {
  describe(name, () => {
    let opened: Opened
    let storage: PostgresStorage
    beforeAll(async () => {
      opened = await open()
      storage = postgresStorage(opened.client, { schema })
      await storage.migrate()
    })
    afterAll(() => opened.close())

    test('gives the answers that memory gives', async () => {
      expect(await story(storage)).toEqual(await story(memoryStorage()))
    })

    test('in a transaction of the caller’s, gives them too, and is enlisted', async () => {
      const before = await opened.transaction(async (transaction) => {
        const enlisted = storage.with(transaction)
        expect(enlisted.enlisted).toBe(true)
        const author = await created(enlisted, 'org_in', { take: 'in', puts: [newMember(member('member_1'))] })
        await author.commit(enlisted, { take: 'inside', release: ['in'] })
        return everything(enlisted, 'org_in', ['in', 'inside'])
      })
      expect(await everything(storage, 'org_in', ['in', 'inside'])).toEqual(before)
      expect(storage.enlisted).toBeUndefined()
    })

    test('in a transaction that is rolled back, leaves nothing', async () => {
      const undone = opened.transaction(async (transaction) => {
        await created(storage.with(transaction), 'org_undone', {
          take: 'undone',
          puts: [newMember(member('member_1'))],
        })
        throw new Error('undo')
      })
      await expect(undone).rejects.toThrow('undo')
      expect(await storage.read('org_undone', [])).toBeUndefined()
      expect(await storage.revisions('org_undone', { after: 0, limit: 9 })).toEqual([])
      await created(storage, 'org_other', { take: 'undone' })
    })

    test('in a transaction, answers stale and taken without breaking it', async () => {
      await created(storage, 'org_held', { take: 'held' })
      const outcomes = await opened.transaction(async (transaction) => {
        const enlisted = storage.with(transaction)
        const author = await created(enlisted, 'org_goes_on')
        return [
          await author.attempt(enlisted, { take: 'held' }),
          await author.attempt(enlisted, { base: { revision: 0, commitId: '' }, take: 'new' }),
          await author.attempt(enlisted, { puts: [newMember(member('member_1'))] }),
        ]
      })
      expect(outcomes).toEqual(['taken', 'stale', 'committed'])
      expect((await storage.read('org_goes_on', [{ get: 'member', ids: ['member_1'] }]))?.records).toHaveLength(1)
      expect((await storage.find({ by: 'slug', slug: 'new' })).found).toEqual([])
    })

    test('puts lists in order whatever order their rows come in', async () => {
      const jumbled = postgresStorage(
        {
          query: async (text, values) => {
            const { rows } = await opened.client.query(text, values)
            return { rows: rows.toReversed() }
          },
        },
        { schema },
      )
      const ids = ['member_1', 'member_2', 'member_3', 'member_4']
      const events = ids.map((memberId) => event('member.added', { memberId }))
      const author = await created(storage, 'org_jumbled', { puts: ids.map((id) => newMember(member(id))), events })
      await author.commit(storage, { events: events.slice(0, 2) })
      const page = { kind: 'member', where: {} } as const
      const before = { sortKey: 'member_4', id: 'member_4' }
      const needs: Need[] = [{ get: 'member', ids: ['member_1'] }]
      for (const query of [{ limit: 3 }, { limit: 9 }, { before, limit: 2 }, { before, limit: 9 }]) {
        const asked = { ...page, ...query }
        expect(await jumbled.page('org_jumbled', asked, needs)).toEqual(await storage.page('org_jumbled', asked, needs))
      }
      for (const order of ['oldest-first', 'newest-first'] as const) {
        for (const limit of [3, 5, 9]) {
          const asked = { order, limit }
          const history = await jumbled.history('org_jumbled', asked, needs)
          expect(history).toEqual(await storage.history('org_jumbled', asked, needs))
        }
      }
    })

    test('sends one statement for everything that it does', async () => {
      const texts: string[] = []
      const counted = postgresStorage(
        {
          query: (text, values) => {
            texts.push(text)
            return opened.client.query(text, values)
          },
        },
        { schema },
      )
      const author = await created(counted, 'org_counted', { take: 'counted' })
      await author.attempt(counted, { take: 'held' })
      await author.attempt(counted, { base: { revision: 9, commitId: '' } })
      await author.attempt(counted, { take: 'recounted', release: ['counted'], puts: [newMember(member('member_1'))] })
      const needs: Need[] = [{ get: 'member', ids: ['member_1'], follow: { granter: {}, invitation: {} } }]
      await counted.read('org_counted', needs)
      await counted.page('org_counted', { kind: 'member', where: {}, limit: 9 }, needs)
      await counted.history('org_counted', { order: 'oldest-first', limit: 9 }, needs)
      await counted.revisions('org_counted', { after: 0, limit: 9 })
      await counted.find({ by: 'slug', slug: 'recounted' })
      await counted.sweep({ deletedBefore: now, limit: 9 })
      expect(texts).toHaveLength(10)
    })
  })
}
