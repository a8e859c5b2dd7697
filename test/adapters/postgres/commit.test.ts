import pg from 'pg'
import { afterAll, describe, expect, test } from 'vitest'
import { Author, created, event, newMember } from '../../../adapters/conformance/builders.js'
import { member, now } from '../../../adapters/conformance/records.js'
import { type PostgresClient, type PostgresStorage, postgresStorage } from '../../../adapters/postgres/index.js'
import type { ChangeSet, CommitOutcome, Storage } from '../../../src/storage.js'
import { createDatabase, realPostgres } from '../../support/postgres.js'

const server = realPostgres()
const missing = 'missing' in server ? server.missing : undefined
const skipped = missing === undefined ? '' : ` (skipped: ${missing})`

describe.skipIf(missing !== undefined)(`commits that race on a real server${skipped}`, async () => {
  if (missing !== undefined) return
  const connectionString = await createDatabase('postgres_commit')
  const [pool, otherPool] = [new pg.Pool({ connectionString }), new pg.Pool({ connectionString })]
  afterAll(() => Promise.all([pool.end(), otherPool.end()]))

  let sent = 0
  const counting = (pool: pg.Pool): PostgresClient => ({
    query: (text, values) => {
      sent++
      return pool.query(text, values)
    },
  })
  const [storage, otherStorage] = [postgresStorage(counting(pool)), postgresStorage(counting(otherPool))]
  await storage.migrate()

  /** Runs so many works at once, on the two pools in turn. */
  const atOnce = <T>(count: number, work: (storage: PostgresStorage) => Promise<T>) =>
    Promise.all(Array.from({ length: count }, (_, place) => work(place % 2 === 0 ? storage : otherStorage)))

  /** Commits all of these at once, and answers the one that was committed; the others must all have met this fate. */
  async function winnerOf(changeSets: readonly ChangeSet[], fateOfOthers: CommitOutcome): Promise<ChangeSet> {
    const before = sent
    const left = [...changeSets]
    const outcomes = await atOnce(changeSets.length, async (storage) => {
      const changeSet = left.shift() as ChangeSet
      return { changeSet, outcome: await storage.commit(changeSet) }
    })
    expect(sent - before).toBe(changeSets.length) // one statement each
    const winners = outcomes.filter(({ outcome }) => outcome === 'committed')
    expect(winners).toHaveLength(1)
    expect(outcomes.filter(({ outcome }) => outcome === fateOfOthers)).toHaveLength(changeSets.length - 1)
    return (winners as [(typeof outcomes)[number]])[0].changeSet
  }

  /** How much is stored of these organizations, and which slugs they hold. */
  async function stored(...organizations: string[]) {
    const counts = ['organizations', 'members', 'invitations', 'revisions', 'events'].map(
      (table) => `(SELECT count(*)::int FROM guildhall.${table} WHERE org_id = ANY($1)) AS ${table}`,
    )
    const slugs = '(SELECT json_agg(key ORDER BY key) FROM guildhall.claims WHERE org_id = ANY($1)) AS slugs'
    const { rows } = await pool.query(`SELECT ${[...counts, slugs].join(', ')}`, [organizations])
    return rows[0]
  }

  const several = <T>(count: number, make: (place: number) => T): T[] =>
    Array.from({ length: count }, (_, i) => make(i))
  const joins = (id: string) => ({ puts: [newMember(member(id))], events: [event('member.added', { memberId: id })] })

  test('of many on one revision one wins, and the others leave nothing behind', async () => {
    const author = await created(storage, 'org_hot', { take: 'hot-0' })
    for (let round = 1; round <= 38; round++) {
      const release = [author.head?.slug ?? '']
      const changeSets = several(8, (place) => {
        const slug = place % 3 === 0 ? { take: `hot-${round}-${place}`, release } : {}
        return author.changeSet({ ...joins(`member_${round}_${place}`), ...slug })
      })
      const winner = await winnerOf(changeSets, 'stale')
      author.head = winner.head
    }
    expect(await stored('org_hot')).toEqual({
      ...{ organizations: 1, members: 38, invitations: 0, revisions: 39, events: 38 },
      slugs: [author.head?.slug],
    })
    const revisions = await storage.revisions('org_hot', { after: 0, limit: 99 })
    expect(revisions.map(({ revision }) => revision)).toEqual(several(39, (place) => place + 1))
  })

  test('of many organizations that want one name one gets it, and the others stand where they stood', async () => {
    const authors = await Promise.all(
      several(6, (place) => created(storage, `org_wants_${place}`, { take: `own-${place}` })),
    )
    for (let round = 1; round <= 20; round++) {
      const changeSets = authors.map((author) =>
        author.changeSet({ ...joins(`member_${round}`), take: `wanted-${round}`, release: [author.head?.slug ?? ''] }),
      )
      const winner = await winnerOf(changeSets, 'taken')
      for (const author of authors) if (author.organizationId === winner.organizationId) author.head = winner.head
    }
    expect(await stored(...authors.map((author) => author.organizationId))).toEqual({
      ...{ organizations: 6, members: 20, invitations: 0, revisions: 26, events: 20 },
      slugs: authors.map((author) => author.head?.slug).toSorted(),
    })
  })

  test('two who want each other’s name at once never block each other, and hold what their heads say', async () => {
    const a = await created(storage, 'org_swap_a', { take: 'swap-a' })
    const b = await created(storage, 'org_swap_b', { take: 'swap-b' })
    for (let round = 0; round < 40; round++) {
      const [hasA, hasB] = [a.head?.slug ?? '', b.head?.slug ?? '']
      await Promise.all([
        a.attempt(storage, { take: round % 2 === 0 ? hasB : `free-${round}`, release: [hasA] }),
        b.attempt(otherStorage, { take: hasA, release: [hasB] }),
      ])
      expect((await stored('org_swap_a', 'org_swap_b')).slugs).toEqual([a.head?.slug, b.head?.slug].toSorted())
    }
  })

  describe('creating', () => {
    const one = { organizations: 1, members: 1, invitations: 0, revisions: 1, events: 1 }

    test('one organization many times, each under a name of its own: no name is left behind', async () => {
      for (let round = 0; round < 40; round++) {
        const author = new Author(`org_born_${round}`)
        const changeSets = several(6, (place) =>
          author.changeSet({ ...joins(`member_${place}`), take: `born-${round}-${place}` }),
        )
        const winner = await winnerOf(changeSets, 'stale')
        expect(await stored(author.organizationId)).toEqual({ ...one, slugs: [winner.head.slug] })
      }
    })

    test('one organization many times under one name: the others are stale, not taken', async () => {
      for (let round = 0; round < 20; round++) {
        const author = new Author(`org_repeat_${round}`)
        await winnerOf(
          several(6, (place) => author.changeSet({ ...joins(`member_${place}`), take: `repeat-${round}` })),
          'stale',
        )
        expect(await stored(author.organizationId)).toEqual({ ...one, slugs: [`repeat-${round}`] })
      }
    })

    test('many organizations under one name: of the others there is nothing', async () => {
      for (let round = 0; round < 20; round++) {
        const authors = several(6, (place) => new Author(`org_rival_${round}_${place}`))
        const changeSets = authors.map((author) => author.changeSet({ ...joins('member_1'), take: `rival-${round}` }))
        await winnerOf(changeSets, 'taken')
        const all = await stored(...authors.map((author) => author.organizationId))
        expect(all).toEqual({ ...one, slugs: [`rival-${round}`] })
      }
    })

    test('what exists already is stale, also where its name is taken', async () => {
      await created(storage, 'org_here', { take: 'here' })
      await created(storage, 'org_there', { take: 'there' })
      for (const slug of [{ take: 'there' }, { take: 'free' }, { take: 'here' }, {}]) {
        expect(await storage.commit(new Author('org_here').changeSet(slug))).toBe('stale')
      }
      expect((await stored('org_here')).slugs).toEqual(['here'])
    })
  })

  describe('beside an open transaction', () => {
    type End = 'COMMIT' | 'ROLLBACK'

    /** Does one thing in a transaction, starts another that has to wait for it, and ends the transaction. */
    async function meeting<T>(end: End, one: (enlisted: Storage) => Promise<unknown>, other: () => Promise<T>) {
      const client = await pool.connect()
      try {
        await client.query('BEGIN')
        await one(storage.with(client))
        const pending = other()
        await somebodyWaits()
        await client.query(end)
        return await pending
      } finally {
        client.release()
      }
    }

    async function somebodyWaits() {
      const text = "SELECT FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"
      while ((await pool.query(text)).rows.length === 0) await new Promise((resolve) => setTimeout(resolve, 5))
    }

    test.each([
      ['COMMIT', 'stale', 1],
      ['ROLLBACK', 'committed', 2],
    ] as const)('a creation under another name waits for the %s, and is %s', async (end, outcome, winner) => {
      const author = new Author(`org_late_${end}`)
      const [one, other] = [author.changeSet({ take: `late-${end}-1` }), author.changeSet({ take: `late-${end}-2` })]
      const before = sent
      const met = await meeting(
        end,
        (enlisted) => enlisted.commit(one),
        () => otherStorage.commit(other),
      )
      expect(met).toBe(outcome)
      expect(sent - before).toBe(1) // so there was nothing to put right afterwards
      const slugs = [`late-${end}-${winner}`]
      expect(await stored(author.organizationId)).toMatchObject({ organizations: 1, revisions: 1, slugs })
    })

    test('a creation that comes too late inside a transaction leaves it usable, and no name behind', async () => {
      const author = new Author('org_late_inside')
      const [one, other] = [author.changeSet({ take: 'inside-1' }), author.changeSet({ take: 'inside-2' })]
      const client = await otherPool.connect()
      await client.query('BEGIN')
      const met = await meeting(
        'COMMIT',
        (enlisted) => enlisted.commit(one),
        () => otherStorage.with(client).commit(other),
      )
      expect(met).toBe('stale')
      expect((await client.query('SELECT 1 AS alive')).rows).toEqual([{ alive: 1 }])
      await client.query('COMMIT')
      client.release()
      expect(await stored(author.organizationId)).toMatchObject({ organizations: 1, revisions: 1, slugs: ['inside-1'] })
    })

    test.each([
      ['COMMIT', 'stale'],
      ['ROLLBACK', 'committed'],
    ] as const)('a change waits for the %s, and is %s', async (end, outcome) => {
      const author = await created(storage, `org_wait_${end}`, { take: `wait-${end}` })
      const [one, other] = [
        author.changeSet(joins('member_1')),
        author.changeSet({ ...joins('member_2'), take: `${end}` }),
      ]
      const met = await meeting(
        end,
        (enlisted) => enlisted.commit(one),
        () => otherStorage.commit(other),
      )
      expect(met).toBe(outcome)
      const [winner, slugs] = end === 'COMMIT' ? [one, [`wait-${end}`]] : [other, [end, `wait-${end}`]]
      expect((await storage.read(author.organizationId, []))?.head).toEqual(winner.head)
      expect(await stored(author.organizationId)).toMatchObject({ members: 1, revisions: 2, events: 1, slugs })
    })

    test.each([
      ['COMMIT', 'taken'],
      ['ROLLBACK', 'committed'],
    ] as const)('a name that is being taken is waited for until the %s, and is %s', async (end, outcome) => {
      const [one, other] = [await created(storage, `org_one_${end}`), await created(storage, `org_other_${end}`)]
      const met = await meeting(
        end,
        (enlisted) => enlisted.commit(one.changeSet({ take: `name-${end}` })),
        () => otherStorage.commit(other.changeSet({ take: `name-${end}` })),
      )
      expect(met).toBe(outcome)
    })

    test('a name that is being let go is waited for, and then had', async () => {
      const holder = await created(storage, 'org_lets_go', { take: 'let-go' })
      const author = await created(storage, 'org_takes')
      const met = await meeting(
        'COMMIT',
        (enlisted) => enlisted.commit(holder.changeSet({ release: ['let-go'] })),
        () => otherStorage.commit(author.changeSet({ take: 'let-go' })),
      )
      expect(met).toBe('committed')
      expect(await stored('org_lets_go', 'org_takes')).toMatchObject({ revisions: 4, slugs: ['let-go'] })
    })

    const deleted = (id: string) =>
      created(storage, id, {
        ...{ head: { status: 'deleted', deletedAt: now }, take: id.replaceAll('_', '-') },
        puts: several(7, (place) => newMember(member(`member_${place}`))),
        events: [event('organization.deleted')],
      })
    const sweep = (storage: Storage, limit: number) => storage.sweep({ deletedBefore: now + 1, limit })

    test('a sweep that has waited for another does not take the head from what is left', async () => {
      await deleted('org_swept_twice')
      const met = await meeting(
        'COMMIT',
        (enlisted) => sweep(enlisted, 4),
        () => sweep(otherStorage, 4),
      )
      expect(met).toEqual({ erased: 0, more: true })
      expect(await stored('org_swept_twice')).toMatchObject({ organizations: 1, members: 3, revisions: 1 })
      expect(await sweep(storage, 1_000)).toEqual({ erased: 3 + 1 + 1, more: false })
    })

    test('an organization that moves on while a sweep waits for it is swept another time', async () => {
      const author = await deleted('org_moves_on')
      const met = await meeting(
        'COMMIT',
        (enlisted) => author.commit(enlisted, joins('member_late')),
        () => sweep(otherStorage, 1_000),
      )
      expect(met).toMatchObject({ more: true })
      expect(await stored('org_moves_on')).toMatchObject({ organizations: 1, members: 1, revisions: 1 })
      expect(await sweep(storage, 1_000)).toMatchObject({ more: false })
      expect(await stored('org_moves_on')).toMatchObject({ organizations: 0, members: 0, revisions: 0, slugs: null })
    })

    test('an organization that comes back while a sweep waits for it stays', async () => {
      const author = await deleted('org_comes_back')
      const met = await meeting(
        'COMMIT',
        (enlisted) => author.commit(enlisted, { head: { status: 'active' }, dropFromHead: ['deletedAt'] }),
        () => sweep(otherStorage, 1_000),
      )
      expect(met).toMatchObject({ erased: 0 })
      expect(await stored('org_comes_back')).toMatchObject({ organizations: 1, members: 7, revisions: 2 })
    })
  })

  describe('that break', () => {
    const fault = (outcome: string, retryable: boolean) => ({ name: 'StorageFault', outcome, retryable })

    test('with their connection leave it unknown, and the history tells what became of them', async () => {
      const author = await created(storage, 'org_cut')
      const [one, other] = [author.changeSet(joins('member_1')), author.changeSet(joins('member_2'))]
      const client = await pool.connect()
      await client.query('BEGIN')
      await storage.with(client).commit(one)
      const pending = expect(otherStorage.commit(other)).rejects.toMatchObject(fault('unknown', false))
      const waiting = "datname = current_database() AND wait_event_type = 'Lock'"
      while (
        (await client.query(`SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE ${waiting}`)).rowCount === 0
      );
      await pending
      await client.query('COMMIT')
      client.release()
      const needs = [one, other].map(({ head }) => ({ get: 'revision-by-commit', commitId: head.commitId }) as const)
      expect((await otherStorage.read('org_cut', needs))?.revisions).toEqual([one.revision])
    })

    test('at an isolation that sees the collision did not happen, and are worth another try', async () => {
      const author = await created(storage, 'org_isolated')
      const changeSet = author.changeSet(joins('member_1'))
      const client = await pool.connect()
      await client.query('BEGIN ISOLATION LEVEL REPEATABLE READ')
      expect((await storage.with(client).read('org_isolated', []))?.head).toEqual(author.head)
      await author.commit(otherStorage, joins('member_2'))
      await expect(storage.with(client).commit(changeSet)).rejects.toMatchObject(fault('not-committed', true))
      await client.query('ROLLBACK')
      client.release()
    })

    test('in a deadlock of two transactions did not happen, and are worth another try', async () => {
      const authors = [await created(storage, 'org_lock_1'), await created(storage, 'org_lock_2')]
      const clients = [await pool.connect(), await otherPool.connect()]
      for (const client of clients) await client.query("BEGIN; SET LOCAL deadlock_timeout = '30ms'")
      const commits = authors.map((author) => author.changeSet(joins('member_1')))
      const cross = async (order: ChangeSet[], client: pg.ClientBase) => {
        for (const changeSet of order) await storage.with(client).commit(changeSet)
      }
      const [first, second] = clients as [pg.PoolClient, pg.PoolClient]
      await Promise.all([cross(commits.slice(0, 1), first), cross(commits.slice(1), second)])
      const outcomes = await Promise.allSettled([
        cross(commits.slice(1), first).finally(() => first.query('ROLLBACK')),
        cross(commits.slice(0, 1), second).finally(() => second.query('ROLLBACK')),
      ])
      const reasons = outcomes.flatMap((outcome) => (outcome.status === 'rejected' ? [outcome.reason] : []))
      expect(reasons).toEqual([expect.objectContaining(fault('not-committed', true))])
      for (const client of clients) client.release()
    })
  })

  test('many sweeps at once erase everything, each thing once', async () => {
    const ids = several(12, (place) => `org_gone_${place}`)
    for (const id of ids) {
      const puts = several(7, (place) => newMember(member(`member_${place}`)))
      const events = [event('organization.deleted'), event('member.removed')]
      await created(storage, id, { head: { status: 'deleted', deletedAt: 1 }, take: id, puts, events })
    }
    const erased = await atOnce(4, async (storage) => {
      for (let sum = 0; ; ) {
        const { erased, more } = await storage.sweep({ deletedBefore: 2, limit: 10 })
        sum += erased
        if (!more) return sum
      }
    })
    expect(erased.reduce((sum, count) => sum + count, 0)).toBe(12 * (7 + 1 + 1)) // members, revision, head
    const nothing = { organizations: 0, members: 0, invitations: 0, revisions: 0, events: 0, slugs: null }
    expect(await stored(...ids)).toEqual(nothing)
  })
})
