import { describe, expect, test } from 'vitest'
import {
  type Author,
  changedMember,
  created,
  event,
  newInvitation,
  newMember,
} from '../../../adapters/conformance/builders.js'
import { Dice } from '../../../adapters/conformance/dice.js'
import { storageConformance } from '../../../adapters/conformance/index.js'
import { everything, holderOf } from '../../../adapters/conformance/reading.js'
import { invitation, member, now } from '../../../adapters/conformance/records.js'
import { memoryStorage } from '../../../adapters/memory/index.js'
import type { MemberRecord } from '../../../src/member/member.js'
import type { ChangeSet, Storage } from '../../../src/storage.js'
import { byPageKey, naiveStorage } from './naive-storage.js'

const ann = member('ann', { userId: 'user_ann', metadata: { deep: { list: [1, { two: 3 }] } } })
const offer = invitation('offer', { memberId: 'ann', tokenHash: 'hash' })

function furnished(storage: Storage): Promise<Author> {
  const puts = [newMember(ann), newInvitation(offer)]
  return created(storage, 'org_a', { puts, events: [event('a.b', { after: { list: [1] } })], take: 'acme' })
}

describe('a snapshot', () => {
  test('puts everything back to where it stood, claims included', async () => {
    const storage = memoryStorage()
    const author = await furnished(storage)
    const snapshot = storage.snapshot()
    const before = await everything(storage, 'org_a', ['acme', 'other'])
    await author.commit(storage, {
      puts: [changedMember(ann, { ...ann, role: 'admin' }), newMember(member('bob'))],
      take: 'other',
      release: ['acme'],
    })
    await created(storage, 'org_b', { take: 'acme' })

    storage.restore(snapshot)
    expect(await everything(storage, 'org_a', ['acme', 'other'])).toEqual(before)
    expect(await storage.read('org_b', [])).toBeUndefined()
    expect(storage.snapshot()).toBe(snapshot)
  })

  test('is restored into another storage, which goes on from there alone', async () => {
    const [first, second] = [memoryStorage(), memoryStorage()]
    const author = await furnished(first)
    second.restore(first.snapshot())
    await author.commit(second, { release: ['acme'] })
    expect(await holderOf(first, 'acme')).toBe('org_a')
    expect(await holderOf(second, 'acme')).toBeNull()
    expect((await first.read('org_a', []))?.head.revision).toBe(1)
  })

  test('keeps what was swept halfway', async () => {
    const storage = memoryStorage()
    await created(storage, 'org_a', {
      puts: [newMember(ann)],
      head: { status: 'deleted', deletedAt: now },
      take: 'acme',
    })
    expect(await storage.sweep({ deletedBefore: now + 1, limit: 1 })).toEqual({ erased: 1, more: true })
    storage.restore(storage.snapshot())
    expect(await storage.sweep({ deletedBefore: now + 1, limit: 9 })).toEqual({ erased: 2, more: false })
    expect(await storage.read('org_a', [])).toBeUndefined()
  })
})

describe('what is stored', () => {
  const needs = [
    { get: 'member', ids: ['ann'] },
    { get: 'invitation', ids: ['offer'] },
    { get: 'revision-by-commit', commitId: 'commit' },
  ] as const

  test('does not change with the change set that it came in', async () => {
    const storage = memoryStorage()
    const author = await furnished(storage)
    const record = structuredClone(ann)
    const bob = member('bob', { metadata: { list: [1] } })
    const changeSet: ChangeSet = structuredClone(
      author.changeSet({
        puts: [newMember(bob), changedMember(ann, record)],
        events: [event('c.d', { after: { list: [1] } })],
      }),
    )
    const before = structuredClone(changeSet)
    await storage.commit(changeSet)
    overwrite(changeSet)
    expect(changeSet).not.toEqual(before)
    expect((await storage.read('org_a', []))?.head).toEqual(before.head)
    expect(await storage.revisions('org_a', { after: 1, limit: 9 })).toEqual([before.revision])
    expect((await storage.page('org_a', { kind: 'member', where: {}, limit: 9 }))?.records).toEqual(
      [ann, bob].map((record) => ({ kind: 'member', record })),
    )
  })

  test('leaves the objects of the change set as they are: not even frozen', async () => {
    const changeSet = structuredClone((await furnished(memoryStorage())).changeSet({ puts: [newMember(ann)] }))
    await memoryStorage().commit(changeSet)
    expect(Object.isFrozen(changeSet.puts[0]?.record)).toBe(false)
  })

  test('does not change with anything that is handed out', async () => {
    const storage = memoryStorage()
    await furnished(storage)
    const state = storage.snapshot()
    for (const answer of [
      await storage.read('org_a', needs),
      await storage.page('org_a', { kind: 'member', where: {}, limit: 9 }, needs),
      await storage.history('org_a', { order: 'oldest-first', limit: 9 }, needs),
      await storage.revisions('org_a', { after: 0, limit: 9 }),
      await storage.find({ by: 'user', userId: 'user_ann', limit: 9 }),
      await storage.find({ by: 'slug', slug: 'acme' }),
    ]) {
      overwrite(answer)
      expect(storage.snapshot()).toBe(state)
    }
    expect(await storage.page('org_a', { kind: 'member', where: {}, limit: 9 })).toMatchObject({
      records: [{ record: ann }],
    })
  })

  test('keeps no key that holds undefined', async () => {
    const storage = memoryStorage()
    const odd = { ...ann, name: undefined } as unknown as MemberRecord // as plain JavaScript may call it
    await storage.commit(
      (await furnished(memoryStorage())).changeSet({ base: { revision: 0, commitId: '' }, puts: [newMember(odd)] }),
    )
    const snapshot = await storage.read('org_a', [{ get: 'member', ids: ['ann'] }])
    expect(Object.keys(snapshot?.records[0]?.record ?? {})).not.toContain('name')
  })
})

/** Writes over all that can be written over, all the way down. */
function overwrite(value: unknown): void {
  if (typeof value !== 'object' || value === null) return
  for (const key of Object.keys(value)) {
    overwrite(Reflect.get(value, key))
    Reflect.set(value, key, 'overwritten')
  }
  if (Array.isArray(value) && !Object.isFrozen(value)) value.push('overwritten')
}

describe('a change set that contradicts what is stored', () => {
  test.each([
    ['puts as new what is there', newMember(ann)],
    ['puts as changed what is not there', changedMember(member('nobody'), member('nobody'))],
  ])('%s: a fault, and nothing is written', async (_, put) => {
    const storage = memoryStorage()
    const author = await furnished(storage)
    const state = storage.snapshot()
    const changeSet = author.changeSet({ puts: [newMember(member('bob')), put], release: ['acme'] })
    await expect(storage.commit(changeSet)).rejects.toMatchObject({ name: 'StorageFault', outcome: 'not-committed' })
    expect(storage.snapshot()).toBe(state)
  })
})

describe('the indexes answer as a look through everything would', () => {
  const seeds = Array.from({ length: 30 }, (_, seed) => 1_000 + seed)
  storageConformance(
    { describe, test },
    { concurrent: false, seeds, open: async () => ({ storage: naiveStorage(), close: async () => {} }) },
  )

  test('also where thousands of records come, move and go', async () => {
    const storage = memoryStorage()
    const dice = new Dice(7)
    const count = 4_000
    const random = (id: string) =>
      member(id, {
        sortKey: dice.pick(['a', 'b', '\uffee', '\u{1f600}']) + dice.below(500),
        role: dice.pick(['admin', 'member']),
        roleGranter: dice.pick([{ memberId: 'm1' }, { system: 'x' }]),
        status: dice.pick(['active', 'removed']),
      })
    const members = new Map<string, MemberRecord>()
    const author = await created(storage, 'org_a')
    for (let round = 0; round < 60; round++) {
      const ids = Array.from({ length: 200 }, () => `m${dice.below(count)}`)
      const puts = [...new Set(ids)].map((id) => {
        const [before, after] = [members.get(id), random(id)]
        members.set(id, after)
        return before === undefined ? newMember(after) : changedMember(before, after)
      })
      await author.commit(storage, { puts })
    }
    expect(members.size).toBeGreaterThan(3_000)
    for (const where of [{}, { role: ['admin'] }, { status: ['active'], roleGranter: 'm1' }]) {
      const expected = [...members.values()]
        .filter(({ role }) => where.role?.includes(role) ?? true)
        .filter(({ status }) => where.status?.includes(status) ?? true)
        .filter(({ roleGranter }) => where.roleGranter === undefined || 'memberId' in roleGranter)
        .sort(byPageKey)
      const page = await storage.page('org_a', { kind: 'member', where, limit: count })
      expect(page?.records.map(({ record }) => record.id)).toEqual(expected.map(({ id }) => id))
      for (let probe = 0; probe < 100; probe++) {
        const at = dice.below(expected.length)
        const key = expected[at] as MemberRecord
        const forward = await storage.page('org_a', { kind: 'member', where, after: key, limit: 3 })
        expect(forward?.records.map(({ record }) => record)).toEqual(expected.slice(at + 1, at + 4))
        const backward = await storage.page('org_a', { kind: 'member', where, before: key, limit: 3 })
        expect(backward?.records.map(({ record }) => record)).toEqual(expected.slice(Math.max(0, at - 3), at))
      }
    }
  })
})
