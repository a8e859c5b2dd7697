import { describe, expect, test } from 'vitest'
import { Author } from '../../../adapters/conformance/builders.js'
import { type PostgresClient, postgresStorage } from '../../../adapters/postgres/index.js'

/** A storage whose client fails with this. */
const failing = (error: unknown) => postgresStorage({ query: () => Promise.reject(error) })

const withCode = (code: string) => Object.assign(new Error('it broke'), { code })
const commit = (error: unknown) => failing(error).commit(new Author('org_1').changeSet())

describe('an error during a commit', () => {
  test.each([
    ['a serialization failure', '40001', 'not-committed', true],
    ['a deadlock', '40P01', 'not-committed', true],
    ['a duplicate key', '23505', 'not-committed', false],
    ['a missing table', '42P01', 'not-committed', false],
    ['a statement that took too long', '57014', 'not-committed', false],
    ['too many connections', '53300', 'not-committed', false],
    ['a connection failure', '08006', 'unknown', false],
    ['a server that is shut down', '57P01', 'unknown', false],
    ['a server that has crashed', '57P02', 'unknown', false],
    ['a completion that the server does not know', '40003', 'unknown', false],
    ['a broken pipe', 'EPIPE', 'unknown', false],
    ['a reset connection', 'ECONNRESET', 'unknown', false],
  ])('%s (%s) leaves it %s', async (_, code, outcome, retryable) => {
    const error = withCode(code)
    await expect(commit(error)).rejects.toMatchObject({ name: 'StorageFault', outcome, retryable, cause: error })
  })

  test('without a code leaves it unknown', async () => {
    const fault = { name: 'StorageFault', outcome: 'unknown', retryable: false }
    await expect(commit(new Error('connection terminated unexpectedly'))).rejects.toMatchObject(fault)
    await expect(commit('broken')).rejects.toMatchObject(fault)
    await expect(commit(undefined)).rejects.toMatchObject(fault)
  })

  test('is recognised where a query builder has wrapped it', async () => {
    const wrapped = new Error('failed query', { cause: new Error('driver', { cause: withCode('40001') }) })
    await expect(commit(wrapped)).rejects.toMatchObject({ outcome: 'not-committed', retryable: true })
  })

  test('that is a circle of causes comes to an end', async () => {
    const error = new Error('round')
    error.cause = error
    await expect(commit(error)).rejects.toMatchObject({ outcome: 'unknown' })
  })
})

test('an error during a read has committed nothing', async () => {
  const fault = { name: 'StorageFault', outcome: 'not-committed', retryable: false }
  await expect(failing(withCode('08006')).read('org_1', [])).rejects.toMatchObject(fault)
  await expect(failing(new Error('broken')).find({ by: 'slug', slug: 'a' })).rejects.toMatchObject(fault)
})

test('a client that throws instead of answering is taken like one that rejects', async () => {
  const client: PostgresClient = {
    query() {
      throw withCode('40001')
    },
  }
  await expect(postgresStorage(client).read('org_1', [])).rejects.toMatchObject({ retryable: true })
})

describe('statements are named', () => {
  async function namesOf(prepared: boolean) {
    const names: unknown[] = []
    const client = {
      query: async (named: string | { name?: string }) => {
        names.push(typeof named === 'string' ? undefined : named.name)
        return { rows: [{ data: '[1,0,0,1]' }] }
      },
    }
    const storage = postgresStorage(client, { prepared })
    await storage.read('org_1', [])
    await storage.read('org_2', [])
    await storage.with(client).read('org_1', [{ get: 'member', ids: ['member_1'] }])
    await storage.commit(new Author('org_1').changeSet())
    await storage.page('org_1', { kind: 'member', where: {}, limit: 1 })
    return names
  }

  test('not at all unless that is asked for', async () => {
    expect(await namesOf(false)).toEqual([undefined, undefined, undefined, undefined, undefined])
  })

  test('reads and commits alone, by their text', async () => {
    const [first, again, other, commit, page] = await namesOf(true)
    expect(first).toMatch(/^guildhall_[a-z0-9]+$/)
    expect(again).toBe(first)
    expect(new Set([first, other, commit]).size).toBe(3)
    expect(page).toBeUndefined()
  })
})
