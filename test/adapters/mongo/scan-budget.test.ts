import { type HistoryQuery, isGuildhallError, type PageQuery, type Put, type Storage } from 'guildhall'
import { memoryStorage } from 'guildhall/memory'
import { ScanBudgetSpent } from 'guildhall/mongo'
import { beforeAll, describe, expect, test } from 'vitest'
import { added, created, event } from '../../../adapters/conformance/builders.js'
import { now, specimen } from '../../../adapters/conformance/records.js'
import { storageOn } from '../../../adapters/mongo/port.js'
import { openHall } from '../../races/stage.js'
import { calmly, DocumentStore } from './document-store.js'

const behaviour = calmly(async () => {})
const [records, claims] = [new DocumentStore().as(behaviour), new DocumentStore().as(behaviour)]
const withBudget = (scanBudget: number): Storage => storageOn(async () => ({ records, claims }), { scanBudget })

/** A hundred members, resources and events alike but for the last of each, which is all that the filters leave. */
const crowd = Array.from({ length: 100 }, (_, at) => ({ name: String(at).padStart(3, '0'), last: at === 99 }))
const puts = crowd.flatMap(({ name, last }): Put[] => [
  added(
    specimen('member', `mem_${name}`, {
      ...{ sortKey: name, roleGranter: { memberId: 'mem_000' } },
      ...(last ? { status: 'deactivated', role: 'rare' } : { status: 'active', role: 'usual' }),
    }),
  ),
  added(specimen('resource', `res_${name}`, { sortKey: name, type: 'model', status: last ? 'archived' : 'active' })),
])
const events = crowd.map(({ name, last }) =>
  event(last ? 'rare.event' : 'usual.event', {
    memberId: 'mem_000',
    recordId: last ? 'res_099' : 'res_000',
    after: { name },
  }),
)

/** More than so many lists are merged into one. */
const many = (what: string) => Array.from({ length: 70 }, (_, at) => `${what}-${at}`)
const of = (kind: 'member' | 'resource', where: PageQuery['where']): PageQuery => ({ kind, where, limit: 5 })
const pages: { readonly [name: string]: PageQuery } = {
  'by status, of those in a list by a field': of('resource', {
    by: { field: 'type', key: 'model' },
    status: ['archived'],
  }),
  'by status, of those that one member vouches for': of('member', { roleGranter: 'mem_000', status: ['deactivated'] }),
  'by role, of those that one member vouches for': of('member', { roleGranter: 'mem_000', role: ['rare'] }),
  'by status and role, in many pairs': of('member', { status: ['deactivated', ...many('s')], role: ['usual', 'rare'] }),
  'by many roles': of('member', { status: ['active', 'deactivated'], role: ['rare', ...many('r')] }),
  'by many statuses': of('member', { status: ['deactivated', ...many('s')] }),
}

const all = { order: 'oldest-first', limit: 5 } as const
const histories: { readonly [name: string]: HistoryQuery } = {
  'by type, of those about one member': { ...all, memberId: 'mem_000', types: ['rare.event'] },
  'by record, of those about one member': { ...all, memberId: 'mem_000', recordId: 'res_099' },
  'by type, of those by one actor': {
    ...all,
    actor: 'system:conformance',
    types: ['rare.event'],
  },
  'by many types': { ...all, types: ['rare.event', ...many('t')] },
  'until a time': { ...all, types: ['usual.event'], until: now },
  'from a time on': { ...all, order: 'newest-first', from: now + 1 },
}

/** The longest list has a hundred; the one that matches stands last, so that what is left out is looked through. */
const [enough, scant] = [101, 40]

describe('a list whose index serves one of its filters', () => {
  const memory = memoryStorage()
  beforeAll(async () => {
    for (const storage of [memory, withBudget(enough)])
      await created(storage, 'org_a', { puts, events, commitId: 'com_1' })
  })

  describe.each(Object.entries(pages))('%s', (_, query) => {
    test('gives what the others leave, within the budget', async () => {
      const page = await withBudget(enough).page('org_a', query)
      expect(page?.records.map(({ record }) => record.id)).toHaveLength(1)
      expect(page).toEqual(await memory.page('org_a', query))
    })

    test('is given up beyond it', async () => {
      await expect(withBudget(scant).page('org_a', query)).rejects.toMatchObject({
        ...{ name: 'StorageFault', outcome: 'not-committed', retryable: false, looked: scant },
      })
    })
  })

  describe.each(Object.entries(histories))('of the history, %s', (_, query) => {
    test('gives what the others leave, within the budget', async () => {
      expect(await withBudget(enough).history('org_a', query)).toEqual(await memory.history('org_a', query))
    })

    test('is given up beyond it', async () => {
      await expect(withBudget(scant).history('org_a', query)).rejects.toThrow(ScanBudgetSpent)
    })
  })

  test.each([
    of('member', {}),
    of('member', { status: ['active'] }),
    of('member', { role: ['usual'], status: ['active', 'deactivated'] }),
    of('resource', { by: { field: 'type', key: 'model' } }),
  ])('takes no more than its page from the index alone: %j', async (query) => {
    expect((await withBudget(1).page('org_a', query))?.records).toHaveLength(5)
  })
})

test('whoever calls is told so by an error with its cause', async () => {
  const storage = withBudget(2)
  const hall = openHall(storage)
  const ada = { userId: 'ada', email: 'ada@example.test', emailVerified: true }
  const { id: organizationId } = await hall.organizations.create({ actor: ada, name: 'Acme', slug: 'acme' })
  for (const userId of ['bo', 'cy', 'di', 'ed'])
    await hall.members.add({ organizationId, actor: ada, userId, role: 'viewer' })
  const asked = hall.history.list({ organizationId, actor: ada, limit: 1, until: '2001-01-01T00:00:00.000Z' })
  const error: unknown = await asked.catch((thrown: unknown) => thrown)
  expect(isGuildhallError(error, 'storage/failed') && error.details.outcome).toBe('not-committed')
  expect(error).toMatchObject({
    cause: { looked: 2 },
    message: expect.stringContaining('ask for fewer filters at once'),
  })
})
