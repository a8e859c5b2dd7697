import type { HistoryActor, HistoryQuery, RevisionRow, Storage, StoredEvent } from '../../src/storage.js'
import type { Area, Check } from './area.js'
import { type Author, created, event } from './builders.js'
import { historyGives, placed } from './reading.js'
import { now } from './records.js'
import { same } from './same.js'

const types = ['member.added', 'member.removed', 'organization.renamed'] as const

/** Twelve revisions of none to three events each, by four actors, at times that repeat. */
async function past(storage: Storage): Promise<RevisionRow[]> {
  const actors: HistoryActor[] = [{ memberId: 'ann' }, { memberId: 'ben' }, { system: 'ann' }, { system: 'import' }]
  const author = await created(storage, 'org_a', drafted(1, actors))
  for (let revision = 2; revision <= 12; revision++) await author.commit(storage, drafted(revision, actors))
  return author.revisions
}

function drafted(revision: number, actors: readonly HistoryActor[]) {
  const events = Array.from({ length: revision % 4 }, (_, index): StoredEvent => {
    const about = (revision + index) % 3
    return event(types[(revision * 2 + index) % 3] ?? types[0], {
      ...(about === 0 ? {} : { memberId: about === 1 ? 'ann' : 'ben' }),
      ...(revision % 2 === 0 ? {} : { recordId: index === 0 ? 'devs' : 'ann' }),
    })
  })
  const actor = actors[(revision * 3) % 4] ?? { system: 'import' }
  return { events, revision: { actor, at: now + 10 * Math.floor(revision / 2), command: `test.command${revision}` } }
}

type Flat = { at: number; actor: HistoryActor; event: StoredEvent; revision: number; index: number; command: string }

function flat(revisions: readonly RevisionRow[]): Flat[] {
  return revisions.flatMap(({ revision, at, actor, command, events }) =>
    events.map((event, index) => ({ revision, index, at, actor, command, event })),
  )
}

type Filter = Omit<HistoryQuery, 'order' | 'limit' | 'after'>

/** Walks along the history in both orders, for some filters; what must be there is said by a plain filter over all. */
function filtered(filters: readonly [filter: Filter, matches: (event: Flat) => boolean][], limits = [1, 3, 50]): Check {
  return async (storage) => {
    const all = flat(await past(storage))
    for (const [filter, matches] of filters) {
      const matching = all.filter(matches)
      for (const limit of limits) {
        await walks(storage, { ...filter, order: 'oldest-first', limit }, matching)
        await walks(storage, { ...filter, order: 'newest-first', limit }, matching.toReversed())
      }
    }
  }
}

async function walks(storage: Storage, query: Omit<HistoryQuery, 'after'>, all: readonly Flat[]): Promise<void> {
  let at = 0
  do {
    const last = all[at - 1]
    const after = last === undefined ? {} : { after: { revision: last.revision, index: last.index } }
    const expected = all.slice(at, at + query.limit).map(placed)
    await historyGives(storage, 'org_a', { ...query, ...after }, expected, at + query.limit < all.length)
    at += query.limit
  } while (at < all.length)
}

export const history: Area = {
  name: 'history',
  checks: {
    'knows no organization that has not been created': async (storage) => {
      await created(storage, 'org_a')
      for (const order of ['oldest-first', 'newest-first'] as const)
        same(await storage.history('org_b', { order, limit: 9 }), undefined, 'the history')
    },

    'is empty where there is no event': async (storage) => {
      const author = await created(storage, 'org_a')
      for (const order of ['oldest-first', 'newest-first'] as const) {
        const empty = { events: [], more: false, snapshot: { head: author.head, records: [], revisions: [] } }
        same(await storage.history('org_a', { order, limit: 9 }), empty, 'the history of a revision without events')
        const after = { revision: 7, index: 7 }
        same(await storage.history('org_a', { order, limit: 9, after }), empty, 'the history behind a position')
      }
    },

    'gives events whole, with where, when and by whom': async (storage) => {
      const whole = event('member.role_changed', {
        memberId: 'ann',
        invitationId: 'invitation_1',
        recordId: 'team_1',
        before: { role: 'member', seats: 3, left: null },
        after: { role: 'admin', list: [1, 'two', { three: [] }], flag: false },
        personal: [
          { subject: 'ann', digest: 'digest_1', salt: 'salt_1', content: { name: 'Ann', address: { city: 'Bonn' } } },
          { subject: 'ben', digest: 'digest_2' },
        ],
      })
      const first = { at: now, actor: { memberId: 'ann' }, command: 'member.changeRole' }
      const author = await created(storage, 'org_a', { events: [whole, event('a.b')], revision: first })
      const second = { at: now + 1, actor: { system: 'expiry' }, command: 'batch' }
      const request = { id: 'request_1', digest: 'digest', ids: ['ann'] }
      await author.commit(storage, { events: [event('c.d')], revision: { ...second, request } })
      const forward = await storage.history('org_a', { order: 'oldest-first', limit: 9 })
      const expected = [
        { revision: 1, index: 0, ...first, event: whole },
        { revision: 1, index: 1, ...first, event: event('a.b') },
        { revision: 2, index: 0, ...second, event: event('c.d') },
      ]
      same(forward?.events, expected, 'the events')
      const backward = await storage.history('org_a', { order: 'newest-first', limit: 9 })
      same(backward?.events, expected.toReversed(), 'the events, newest first')
    },

    'gives every event once, page by page, in both orders': filtered(
      [[{}, () => true]],
      [1, 2, 3, 4, 5, 17, 18, 19, 100],
    ),

    'filters by the member whom events are about': filtered([
      [{ memberId: 'ann' }, ({ event }) => event.memberId === 'ann'],
      [{ memberId: 'ben' }, ({ event }) => event.memberId === 'ben'],
      [{ memberId: 'nobody' }, () => false],
    ]),

    'filters by the record that events are about, and tells it from a member of the same id': filtered([
      [{ recordId: 'devs' }, ({ event }) => event.recordId === 'devs'],
      [{ recordId: 'ann' }, ({ event }) => event.recordId === 'ann'],
      [{ recordId: 'ann', memberId: 'ann' }, ({ event }) => event.recordId === 'ann' && event.memberId === 'ann'],
      [{ recordId: 'ben' }, () => false],
      [{ recordId: '' }, () => false],
    ]),

    'filters by actor, and tells a system from a member of the same name': filtered([
      [{ actor: 'ann' }, ({ actor }) => 'memberId' in actor && actor.memberId === 'ann'],
      [{ actor: 'system:ann' }, ({ actor }) => 'system' in actor && actor.system === 'ann'],
      [{ actor: 'system:import' }, ({ actor }) => 'system' in actor && actor.system === 'import'],
      [{ actor: 'import' }, () => false],
      [{ actor: 'system:ben' }, () => false],
    ]),

    'filters by type': filtered([
      [{ types: ['member.added'] }, ({ event }) => event.type === 'member.added'],
      [{ types: ['member.added', 'organization.renamed'] }, ({ event }) => event.type !== 'member.removed'],
      [{ types: ['member'] }, () => false],
      [{ types: [] }, () => false],
    ]),

    'filters by time: `from` counts in, `until` does not': filtered([
      [{ from: now + 20 }, ({ at }) => at >= now + 20],
      [{ until: now + 20 }, ({ at }) => at < now + 20],
      [{ from: now + 10, until: now + 40 }, ({ at }) => at >= now + 10 && at < now + 40],
      [{ from: now + 11, until: now + 19 }, () => false],
      [{ from: now + 20, until: now + 20 }, () => false],
    ]),

    'filters by revision: only later ones': filtered([
      [{ afterRevision: 0 }, () => true],
      [{ afterRevision: 5 }, ({ revision }) => revision > 5],
      [{ afterRevision: 11 }, ({ revision }) => revision > 11],
      [{ afterRevision: 12 }, () => false],
      [{ afterRevision: 100 }, () => false],
    ]),

    'filters by several at once': filtered([
      [
        { memberId: 'ann', types: ['member.added', 'member.removed'], afterRevision: 2 },
        ({ event, revision }) => event.memberId === 'ann' && event.type !== 'organization.renamed' && revision > 2,
      ],
      [
        { recordId: 'devs', types: ['member.added'], from: now + 20, afterRevision: 2 },
        ({ event, at, revision }) =>
          event.recordId === 'devs' && event.type === 'member.added' && at >= now + 20 && revision > 2,
      ],
      [
        { actor: 'ann', from: now + 10, until: now + 60 },
        ({ actor, at }) => 'memberId' in actor && actor.memberId === 'ann' && at >= now + 10 && at < now + 60,
      ],
      [
        { actor: 'system:import', memberId: 'ben', afterRevision: 1 },
        ({ actor, event, revision }) =>
          'system' in actor && actor.system === 'import' && event.memberId === 'ben' && revision > 1,
      ],
    ]),

    'starts behind a position, whatever stands there': async (storage) => {
      const all = flat(await past(storage))
      for (const position of [
        { revision: 3, index: 1 },
        { revision: 4, index: 0 },
        { revision: 7, index: 9 },
        { revision: 100, index: 0 },
      ]) {
        const isLater = ({ revision, index }: Flat) =>
          revision > position.revision || (revision === position.revision && index > position.index)
        const isEarlier = ({ revision, index }: Flat) =>
          revision < position.revision || (revision === position.revision && index < position.index)
        const query = { after: position, limit: 100 }
        const later = all.filter(isLater).map(placed)
        await historyGives(storage, 'org_a', { ...query, order: 'oldest-first' }, later, false)
        const earlier = all.filter(isEarlier).map(placed).toReversed()
        await historyGives(storage, 'org_a', { ...query, order: 'newest-first' }, earlier, false)
      }
    },

    'orders revisions by number, also beyond 9': async (storage) => {
      const author = await created(storage, 'org_a', { events: [event('a.b')] })
      for (let at = 0; at < 11; at++)
        await author.commit(storage, { events: [event('a.b')], revision: { at: now - at } })
      const expected = Array.from({ length: 12 }, (_, at) => `${at + 1}.0 a.b`)
      await historyGives(storage, 'org_a', { order: 'oldest-first', limit: 20 }, expected, false)
      await historyGives(storage, 'org_a', { order: 'newest-first', limit: 20 }, expected.toReversed(), false)
    },
  },
}

async function written(storage: Storage, count: number): Promise<Author> {
  const request = { id: 'request_1', digest: 'digest_1', ids: ['ann', 'ben'] }
  const author = await created(storage, 'org_a', { events: [event('a.b'), event('c.d')], revision: { request } })
  for (let revision = 2; revision <= count; revision++) {
    const events = revision % 2 === 0 ? [] : [event('a.b', { memberId: 'ann' })]
    await author.commit(storage, {
      events,
      revision: { actor: { memberId: 'ann' }, at: now + revision, seats: revision * 2 },
    })
  }
  return author
}

export const revisions: Area = {
  name: 'revisions',
  checks: {
    'are none where there is no organization': async (storage) => {
      await created(storage, 'org_a')
      same(await storage.revisions('org_b', { after: 0, limit: 9 }), [], 'the revisions')
    },

    'come whole and in order, after a number and up to a limit': async (storage) => {
      const all = (await written(storage, 12)).revisions
      for (const after of [0, 1, 5, 9, 10, 11, 12, 50])
        for (const limit of [1, 3, 12, 50]) {
          const expected = all.slice(after, after + limit)
          same(await storage.revisions('org_a', { after, limit }), expected, `${limit} revisions after ${after}`)
        }
    },

    'are in step with the head': async (storage) => {
      const author = await written(storage, 5)
      const snapshot = await storage.read('org_a', [])
      const [last] = await storage.revisions('org_a', { after: 4, limit: 1 })
      same([last?.revision, last?.commitId, last?.hash], [5, author.base.commitId, snapshot?.head.hash], 'the last one')
    },
  },
}
