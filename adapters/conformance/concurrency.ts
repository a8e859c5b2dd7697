import type { ChangeSet, CommitOutcome, HistoryEvent, Need, Snapshot, Storage, Stored } from '../../src/storage.js'
import type { Area } from './area.js'
import { Author, added, changed, changedMember, created, event, newMember } from './builders.js'
import { asMember, everything, holderOf, read } from './reading.js'
import { member, now, specimen } from './records.js'
import { holds, same, sameSet } from './same.js'

const together = 16

/**
 * A commit as the library makes it. Instead of `stale`, a database may answer a collision with a fault that says that the
 * commit did not happen and is worth repeating (a serialization failure, a deadlock).
 */
async function commit(storage: Storage, changeSet: ChangeSet): Promise<CommitOutcome | 'collided'> {
  try {
    return await storage.commit(changeSet)
  } catch (error) {
    if (isCollision(error)) return 'collided'
    throw error
  }
}

function isCollision(error: unknown): boolean {
  const facts = {
    name: '',
    outcome: '',
    retryable: false,
    ...(error instanceof Error ? { ...error, name: error.name } : {}),
  }
  return facts.name === 'StorageFault' && facts.outcome === 'not-committed' && facts.retryable
}

function all<T>(count: number, start: (at: number) => Promise<T>): Promise<T[]> {
  return Promise.all(Array.from({ length: count }, (_, at) => start(at)))
}

export const concurrency: Area = {
  name: 'concurrency',
  checks: {
    'commits one of many change sets on one base': async (storage) => {
      let ann = member('ann')
      const author = await created(storage, 'org_a', { puts: [newMember(ann)], events: [event('a.b')] })
      for (let round = 0; round < 8; round++) {
        const changed = Array.from({ length: together }, (_, at) => ({ ...ann, name: `${round}.${at}` }))
        const changeSets = changed.map((after, at) =>
          author.changeSet({
            head: { name: `round ${round}, commit ${at}` },
            puts: [changedMember(ann, after), newMember(member(`m${round}-${at}`))],
            events: [event('test.committed', { after: { round, at } })],
          }),
        )
        const outcomes = await Promise.all(changeSets.map((changeSet) => commit(storage, changeSet)))
        holds(!outcomes.includes('taken'), 'nothing is taken where no claim is')
        const winner = theOneCommitted(changeSets, outcomes)
        const ids = ['ann', ...changeSets.flatMap(({ puts }) => puts.map(({ record }) => record.id))]
        const { head, records } = await read(storage, 'org_a', [{ get: 'member', ids }])
        same(head, winner.head, 'the head')
        const stored = winner.puts.map(({ kind, record }) => ({ kind, record }))
        sameSet(records, stored, 'the records')
        const revisions = await storage.revisions('org_a', { after: winner.base.revision, limit: 9 })
        same(revisions, [winner.revision], 'the revisions')
        author.accept(winner)
        ann = changed[changeSets.indexOf(winner)] ?? ann
      }
    },

    'creates an organization once': async (storage) => {
      const changeSets = Array.from({ length: together }, (_, at) => {
        const head = { name: `number ${at}` }
        return new Author('org_a').changeSet({ head, puts: [newMember(member(`m${at}`))], take: `slug-${at}` })
      })
      const outcomes = await Promise.all(changeSets.map((changeSet) => commit(storage, changeSet)))
      const winner = theOneCommitted(changeSets, outcomes)
      same((await read(storage, 'org_a')).head, winner.head, 'the head')
      const holders = await all(together, (at) => holderOf(storage, `slug-${at}`))
      same(
        holders,
        changeSets.map((changeSet) => (changeSet === winner ? 'org_a' : null)),
        'the holders of the claims',
      )
      const page = await storage.page('org_a', { kind: 'member', where: {}, limit: 99 })
      same(page?.records.length, 1, 'the number of members')
    },

    'gives a claim to one of many organizations that are created with it': async (storage) => {
      for (let round = 0; round < 5; round++) {
        const id = (at: number) => `org_${round}_${at}`
        const outcomes = await all(together, (at) =>
          commit(storage, new Author(id(at)).changeSet({ take: `slug-${round}`, puts: [newMember(member('m'))] })),
        )
        same(outcomes.filter((outcome) => outcome === 'committed').length, 1, 'the number of creations committed')
        holds(!outcomes.includes('stale'), 'nothing is stale where nobody else has been')
        const winner = id(outcomes.indexOf('committed'))
        same(await holderOf(storage, `slug-${round}`), winner, 'the holder')
        for (const [at, outcome] of outcomes.entries())
          if (outcome !== 'committed')
            same(await storage.read(id(at), []), undefined, '`read` of one that was not created')
      }
    },

    'gives a claim to one of many organizations that change to it, while its holder lets go': async (storage) => {
      const holder = await created(storage, 'org_holder', { take: 'slug' })
      const authors = await all(together, (at) => created(storage, `org_${at}`, { take: `own-${at}` }))
      const [outcomes] = await Promise.all([
        Promise.all(
          authors.map((author, at) => commit(storage, author.changeSet({ take: 'slug', release: [`own-${at}`] }))),
        ),
        holder.commit(storage, { release: ['slug'] }),
      ])
      const winners = authors.filter((_, at) => outcomes[at] === 'committed')
      holds(winners.length <= 1, `one organization at most takes it, not ${winners.length}`)
      same(await holderOf(storage, 'slug'), winners[0]?.organizationId ?? null, 'the holder')
      for (const [at, author] of authors.entries()) {
        const own = author === winners[0] ? null : author.organizationId
        same(await holderOf(storage, `own-${at}`), own, `the holder of own-${at}`)
      }
    },

    'loses no commit of many writers that repeat what was stale': async (storage) => {
      const [writers, each] = [8, 10]
      await created(storage, 'org_a', { head: { metadata: { count: 0 } } })
      await all(writers, async (writer) => {
        for (let done = 0; done < each; ) {
          const author = new Author('org_a')
          author.head = (await read(storage, 'org_a')).head
          const count = Number(author.head.metadata.count) + 1
          const events = [event('test.counted', { after: { writer, done } })]
          if ((await commit(storage, author.changeSet({ head: { metadata: { count } }, events }))) === 'committed')
            done++
        }
      })
      const { head } = await read(storage, 'org_a')
      same([head.revision, head.metadata], [1 + writers * each, { count: writers * each }], 'revision and count')
      const revisions = await storage.revisions('org_a', { after: 1, limit: 1_000 })
      same(
        revisions.map(({ revision }) => revision),
        Array.from({ length: writers * each }, (_, at) => at + 2),
        'the revisions',
      )
      const told = revisions.flatMap(({ events }) => events.map(({ after }) => after))
      const expected = Array.from({ length: writers * each }, (_, at) => ({
        writer: at % writers,
        done: Math.floor(at / writers),
      }))
      sameSet(told, expected, 'what the history tells')
    },

    'commits to many organizations at once': async (storage) => {
      const authors = await all(together, async (at) => {
        const author = await created(storage, `org_${at}`, {
          puts: [newMember(member('m', { name: '0' }))],
          take: `slug-${at}`,
        })
        let before = member('m', { name: '0' })
        for (let round = 1; round <= 5; round++) {
          const after = { ...before, name: `${at}.${round}` }
          await author.commit(storage, { puts: [changedMember(before, after)], events: [event('a.b')] })
          before = after
        }
        return author
      })
      for (const [at, author] of authors.entries()) {
        const { head, records } = await read(storage, author.organizationId, [{ get: 'member', ids: ['m'] }])
        same(head, author.head, 'the head')
        same(records, [asMember(member('m', { name: `${at}.5` }))], 'the records')
      }
    },

    'never shows a reader a mixture of two revisions': async (storage) => {
      const marked = (id: string, revision: number) =>
        member(id, {
          userId: 'user',
          sortKey: `${(id.charCodeAt(1) * revision) % 7}`,
          metadata: { revision },
          roleGranter: { memberId: 'm0' },
        })
      const ids = Array.from({ length: 6 }, (_, at) => `m${at}`)
      const puts = ids.map((id) => newMember(marked(id, 1)))
      const author = await created(storage, 'org_a', { puts, events: [event('a.b')] })
      let writing = true
      const write = async () => {
        for (let revision = 2; revision <= 60; revision++)
          await author.commit(storage, {
            puts: ids.map((id) => changedMember(marked(id, revision - 1), marked(id, revision))),
            events: [event('a.b')],
          })
      }
      const readers = ways.map(async (look) => {
        let last = 0
        while (writing) last = await unmixed(storage, look, last)
      })
      await Promise.all([write().finally(() => (writing = false)), ...readers])
    },

    'never shows a reader a team and its members of two revisions': async (storage) => {
      const counted = (memberCount: number) => specimen('team', 'devs', { memberCount })
      const edge = (at: number) => specimen('membership', `e${at}`, { containerId: 'devs', catalogue: true })
      const author = await created(storage, 'org_a', { puts: [added(counted(0))] })
      let writing = true
      const write = async () => {
        let count = 0
        for (let at = 0; at < 60; at++) {
          // Three come, then one goes, which are seen or not seen together with the count.
          const goes = at % 4 === 3
          const next = count + (goes ? -1 : 1)
          await author.commit(storage, {
            head: { totals: { team: next } },
            puts: [changed(counted(count), counted(next)), ...(goes ? [] : [added(edge(at))])],
            deletes: goes ? [{ kind: 'membership', id: `e${at - 2}` }] : [],
          })
          count = next
        }
      }
      const byTeam = { get: 'records', kind: 'membership', by: 'containerId', keys: ['devs'], limit: 99 } as const
      const readers = ([byTeam, { get: 'catalogue' }] satisfies Need[]).map(async (need) => {
        while (writing) {
          const { head, records } = await read(storage, 'org_a', [{ get: 'team', ids: ['devs'] }, need])
          const [team] = records.flatMap((one) => (one.kind === 'team' ? [one.record] : []))
          const count = head.totals.team ?? 0
          same(
            [team?.memberCount, records.length - 1],
            [count, count],
            `members of the team at revision ${head.revision}`,
          )
        }
      })
      await Promise.all([write().finally(() => (writing = false)), ...readers])
    },

    'sweeps in parallel': async (storage) => {
      const kept = await created(storage, 'org_kept', { puts: [newMember(member('m'))], take: 'kept' })
      const before = await everything(storage, 'org_kept', ['kept'])
      for (let at = 0; at < 6; at++) {
        const puts = Array.from({ length: 15 }, (_, number) => newMember(member(`m${number}`)))
        await created(storage, `org_${at}`, { puts, take: `slug-${at}`, head: { status: 'deleted', deletedAt: now } })
      }
      await all(6, async () => {
        for (let left = true, call = 0; left && call < 200; call++)
          left = (await storage.sweep({ deletedBefore: now + 1, limit: 7 })).more
      })
      for (let at = 0; at < 6; at++) same(await storage.read(`org_${at}`, []), undefined, '`read` of what was swept')
      same(await everything(storage, 'org_kept', ['kept']), before, 'the other organization')
      await kept.commit(storage)
    },
  },
}

function theOneCommitted(changeSets: readonly ChangeSet[], outcomes: readonly string[]): ChangeSet {
  const [winner, ...others] = changeSets.filter((_, at) => outcomes[at] === 'committed')
  holds(winner !== undefined && others.length === 0, `one of ${changeSets.length} is committed, not ${outcomes.join()}`)
  return winner
}

/** What a reader has seen: the records, list by list, and what else must be of the head's revision. */
interface Seen {
  readonly head: Snapshot['head'] | undefined
  readonly lists: readonly (readonly Stored[] | undefined)[]
  readonly newestEvents?: readonly HistoryEvent[] | undefined
}

type Look = (storage: Storage) => Promise<Seen>

const byIds: readonly Need[] = Array.from({ length: 6 }, (_, at) => ({ get: 'member', ids: [`m${at}`] }))
const byUser: readonly Need[] = [
  { get: 'member', ids: ['m1', 'm2', 'm3', 'm4', 'm5'], follow: { granter: {} } },
  { get: 'member-by-user', keys: ['user'] },
]

const reading =
  (needs: readonly Need[]): Look =>
  async (storage) => {
    const { head, records } = await read(storage, 'org_a', needs)
    return { head, lists: [records] }
  }

const paging =
  (needs: readonly Need[]): Look =>
  async (storage) => {
    const page = await storage.page('org_a', { kind: 'member', where: {}, limit: 9 }, needs)
    const lists = needs.length === 0 ? [page?.records] : [page?.records, page?.snapshot.records]
    return { head: page?.snapshot.head, lists }
  }

const lookingBack =
  (needs: readonly Need[]): Look =>
  async (storage) => {
    const history = await storage.history('org_a', { order: 'newest-first', limit: 1 }, needs)
    const { head, records } = history?.snapshot ?? {}
    return { head, lists: [records], newestEvents: history?.events }
  }

/** Every way to read more than one thing at once. */
const ways = [reading(byIds), reading(byUser), paging([]), paging(byIds), lookingBack(byIds), lookingBack(byUser)]

/** Reads in one way, and compares every marker with the revision of the head. Answers that revision. */
async function unmixed(storage: Storage, look: Look, last: number): Promise<number> {
  const { head, lists, newestEvents } = await look(storage)
  const revision = head?.revision ?? 0
  for (const records of lists) {
    const markers = new Set(records?.map(({ record }) => 'metadata' in record && Number(record.metadata.revision)))
    same([...markers], [revision], `the revisions of 6 records under a head of revision ${revision}`)
    same(records?.length, 6, 'the number of records')
  }
  if (newestEvents !== undefined) {
    const revisions = newestEvents.map((event) => event.revision)
    same(revisions, [revision], `the revision of the newest event under a head of revision ${revision}`)
  }
  holds(revision >= last, `revision ${revision} read after ${last}`)
  return revision
}
