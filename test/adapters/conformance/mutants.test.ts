import { describe, expect, test } from 'vitest'
import { storageConformance } from '../../../adapters/conformance/index.js'
import { memoryStorage } from '../../../adapters/memory/index.js'
import type { HistoryEvent, Stored } from '../../../src/storage.js'
import {
  besideLists,
  committing,
  eachHead,
  eachPut,
  headBase,
  later,
  type Mutant,
  many,
  reading,
  readingBeside,
  rebased,
  rewritten,
  shallower,
} from './breaking.js'
import { mutantsOfTheWholeModel } from './mutants-of-the-whole-model.js'

const mutants: { readonly [name: string]: Mutant } = {
  ...mutantsOfTheWholeModel,
  'compares the revision, and forgets the commit id': {
    caughtBy: 'stale: refuses the revision of now under',
    breaks: (memory) => ({
      commit: async (changeSet) => {
        const { commitId } = await headBase(memory, changeSet.organizationId)
        return memory.commit({ ...changeSet, base: { ...changeSet.base, commitId } })
      },
    }),
  },
  'compares the commit id, and forgets the revision': {
    caughtBy: 'stale: ',
    breaks: (memory) => ({
      commit: async (changeSet) => {
        const base = await headBase(memory, changeSet.organizationId)
        return memory.commit(base.commitId === changeSet.base.commitId ? { ...changeSet, base } : changeSet)
      },
    }),
  },
  'answers stale, and writes': {
    caughtBy: 'stale: ',
    breaks: (memory) => ({
      commit: async (changeSet) => {
        const outcome = await memory.commit(changeSet)
        if (outcome === 'stale' && changeSet.base.revision > 0) await memory.commit(await rebased(memory, changeSet))
        return outcome
      },
    }),
  },
  'overwrites an organization that is created again': {
    caughtBy: 'stale: ',
    breaks: (memory) => ({
      commit: async (changeSet) => {
        if (changeSet.base.revision > 0) return memory.commit(changeSet)
        return memory.commit(await rebased(memory, changeSet))
      },
    }),
  },
  'ignores claims that others hold': {
    caughtBy: 'claims: ',
    breaks: (memory) => ({
      commit: async (changeSet) => {
        const outcome = await memory.commit(changeSet)
        const { take: _, ...claims } = changeSet.claims
        return outcome === 'taken' ? memory.commit({ ...changeSet, claims }) : outcome
      },
    }),
  },
  'answers taken, and writes all but the claim': {
    caughtBy: 'claims: ',
    breaks: (memory) => ({
      commit: async (changeSet) => {
        const outcome = await memory.commit(changeSet)
        const { take: _, ...claims } = changeSet.claims
        if (outcome === 'taken') await memory.commit({ ...changeSet, claims })
        return outcome
      },
    }),
  },
  'never releases a claim': {
    caughtBy: 'claims: ',
    breaks: committing((changeSet) => ({ ...changeSet, claims: { ...changeSet.claims, release: [] } })),
  },
  'answers taken before stale': {
    caughtBy: 'claims: answers stale',
    breaks: (memory) => ({
      commit: async (changeSet) => {
        const slug = changeSet.claims.take?.key
        const { found } = slug === undefined ? { found: [] } : await memory.find({ by: 'slug', slug })
        const isFree = found.every(({ head }) => head.id === changeSet.organizationId)
        return isFree ? memory.commit(changeSet) : 'taken'
      },
    }),
  },
  'finds claims by the slug in the head': {
    caughtBy: 'claims: goes by claims',
    breaks: (memory) => ({
      find: async (query) => {
        const { found, more } = await memory.find(query)
        return { found: query.by === 'slug' ? found.filter(({ head }) => head.slug === query.slug) : found, more }
      },
    }),
  },
  'drops events': {
    caughtBy: 'commit: ',
    breaks: committing((changeSet) => ({ ...changeSet, revision: { ...changeSet.revision, events: [] } })),
  },
  'keeps optional fields that a changed record drops': {
    caughtBy: 'commit: adds and drops optional fields of a member',
    breaks: (memory) => ({
      commit: async (changeSet) => {
        const ids = changeSet.puts.map(({ record }) => record.id)
        const old = await memory.read(changeSet.organizationId, [{ get: 'member', ids }])
        const merged = (put: Stored) => ({
          ...old?.records.find(({ record }) => record.id === put.record.id)?.record,
          ...put.record,
        })
        return memory.commit({
          ...changeSet,
          puts: changeSet.puts.map((put) => ({ ...put, record: merged(put) }) as typeof put),
        })
      },
    }),
  },
  'adds to counts instead of replacing them': {
    caughtBy: 'commit: replaces the head wholly',
    breaks: (memory) => ({
      commit: async (changeSet) => {
        const { counts } = (await memory.read(changeSet.organizationId, []))?.head ?? {}
        return memory.commit({
          ...changeSet,
          head: { ...changeSet.head, counts: { ...counts, ...changeSet.head.counts } },
        })
      },
    }),
  },
  'changes what it is given': {
    caughtBy: 'commit: ',
    breaks: (memory) => ({
      commit: (changeSet) => memory.commit(Object.assign(changeSet, { puts: [...changeSet.puts] })),
    }),
  },
  'gives fields that are absent as undefined': {
    caughtBy: 'commit: ',
    breaks: (memory) => ({
      read: async (organizationId, needs) => {
        const snapshot = await memory.read(organizationId, needs)
        return snapshot && { ...snapshot, head: { seatLimit: undefined, ...snapshot.head } as typeof snapshot.head }
      },
    }),
  },
  'gives a record once for every need': {
    caughtBy: 'read: answers many needs',
    breaks: (memory) => ({
      read: async (organizationId, needs) => {
        const snapshot = await memory.read(organizationId, needs)
        const each = await Promise.all(needs.map((need) => memory.read(organizationId, [need])))
        return snapshot && { ...snapshot, records: each.flatMap((one) => one?.records ?? []) }
      },
    }),
  },
  'never gives removed members by their keys': {
    caughtBy: 'read: member-by-user: with `removed`',
    breaks: reading((needs) => needs.map((need) => ('removed' in need ? { ...need, removed: false } : need))),
  },
  'always gives removed members by their keys': {
    caughtBy: 'read: member-by-email: gives members of every status but removed',
    breaks: reading((needs) => needs.map((need) => ('keys' in need ? { ...need, removed: true } : need))),
  },
  'leaves out what expires at that very moment': {
    caughtBy: 'read: expired-invitations',
    breaks: reading((needs) => needs.map((need) => ('at' in need ? { ...need, at: need.at - 1 } : need))),
  },
  'ignores the limit of expired invitations': {
    caughtBy: 'read: expired-invitations',
    breaks: reading((needs) => needs.map((need) => ('limit' in need ? { ...need, limit: many } : need))),
  },
  'follows two edges, and not three': {
    caughtBy: 'follow: ',
    breaks: reading((needs) =>
      needs.map((need) => (need.get === 'member' ? { ...need, follow: shallower(need.follow, 2) } : need)),
    ),
  },
  'gives members of other organizations by id': {
    caughtBy: 'walls between organizations: ',
    breaks: (memory) => ({
      read: async (organizationId, needs) => {
        const [own, foreign] = [await memory.read(organizationId, needs), await memory.read('org_a', needs)]
        return own && { ...own, records: [...new Set([...own.records, ...(foreign?.records ?? [])])] }
      },
    }),
  },
  'orders by UTF-16 unit': {
    caughtBy: 'page: orders by the code points of sort keys',
    breaks: (memory) => ({
      page: async (organizationId, query, needs) => {
        const { after, before, limit, ...rest } = query
        const all = await memory.page(organizationId, { ...rest, limit: many }, needs)
        if (all === undefined) return undefined
        const order = (a: string, b: string) => (a < b ? -1 : Number(a > b))
        const against = (key: { sortKey: string; id: string }) => (stored: Stored) =>
          order(stored.record.sortKey, key.sortKey) || order(stored.record.id, key.id)
        const sorted = all.records.toSorted((a, b) => against(b.record)(a))
        const left = sorted.filter((one) =>
          after ? against(after)(one) > 0 : before ? against(before)(one) < 0 : true,
        )
        return { ...all, records: before ? left.slice(-limit) : left.slice(0, limit), more: left.length > limit }
      },
    }),
  },
  'starts a page with the record that the last one ended with': {
    caughtBy: 'page: gives every record once',
    breaks: (memory) => ({
      page: async (organizationId, query, needs) => {
        const page = await memory.page(organizationId, query, needs)
        const all = await memory.page(organizationId, { ...query, limit: many })
        const { after } = query
        const whole = await memory.page(organizationId, { kind: query.kind, where: query.where, limit: many })
        const last = whole?.records.find(({ record }) => record.sortKey === after?.sortKey && record.id === after.id)
        if (page === undefined || last === undefined) return page
        return {
          ...page,
          records: [last, ...page.records].slice(0, query.limit),
          more: (all?.records.length ?? 0) >= query.limit,
        }
      },
    }),
  },
  'says that more follows whenever a page is full': {
    caughtBy: 'page: ',
    breaks: (memory) => ({
      page: async (organizationId, query, needs) => {
        const page = await memory.page(organizationId, query, needs)
        return page && { ...page, more: page.records.length === query.limit }
      },
    }),
  },
  'gives backward pages backward': {
    caughtBy: 'page: ',
    breaks: (memory) => ({
      page: async (organizationId, query, needs) => {
        const page = await memory.page(organizationId, query, needs)
        return page && query.before ? { ...page, records: page.records.toReversed() } : page
      },
    }),
  },
  'takes an empty filter for none': {
    caughtBy: 'page: filters by status',
    breaks: (memory) => ({
      page: (organizationId, query, needs) => {
        const { status, ...where } = query.where
        return memory.page(organizationId, status?.length === 0 ? { ...query, where } : query, needs)
      },
    }),
  },
  'counts `until` in': {
    caughtBy: 'history: filters by time',
    breaks: (memory) => ({
      history: (organizationId, { until, ...query }, needs) =>
        memory.history(organizationId, until === undefined ? query : { ...query, until: until + 1 }, needs),
    }),
  },
  'skips the rest of a revision behind a position': {
    caughtBy: 'history: gives every event once',
    breaks: (memory) => ({
      history: (organizationId, { after, ...query }, needs) => {
        const index = query.order === 'oldest-first' ? many : -1
        const from = after === undefined ? {} : { after: { ...after, index } }
        return memory.history(organizationId, { ...query, ...from }, needs)
      },
    }),
  },
  'takes a system for a member of the same name': {
    caughtBy: 'history: filters by actor',
    breaks: (memory) => ({
      history: (organizationId, { actor, ...query }, needs) => {
        const by = actor === undefined ? {} : { actor: actor.replace('system:', '') }
        return memory.history(organizationId, { ...query, ...by }, needs)
      },
    }),
  },
  'forgets what is needed beside a page': {
    caughtBy: `${besideLists}gives members by user`,
    breaks: (memory) => ({ page: (organizationId, query) => memory.page(organizationId, query) }),
  },
  'forgets what is needed beside the history': {
    caughtBy: `${besideLists}gives members by user`,
    breaks: (memory) => ({ history: (organizationId, query) => memory.history(organizationId, query) }),
  },
  'forgets what is needed beside a page that is empty': {
    caughtBy: besideLists,
    breaks: (memory) => ({
      page: async (organizationId, query, needs) => {
        const page = await memory.page(organizationId, query, needs)
        return page?.records.length === 0 ? memory.page(organizationId, query) : page
      },
    }),
  },
  'answers the first of the needs beside a list': {
    caughtBy: `${besideLists}answers many needs`,
    breaks: readingBeside((needs) => needs.slice(0, 1)),
  },
  'follows no edges beside a list': {
    caughtBy: `${besideLists}follows edges`,
    breaks: readingBeside((needs) => needs.map((need) => ('follow' in need ? { ...need, follow: {} } : need))),
  },
  'takes what is needed into the page': {
    caughtBy: `${besideLists}leaves what is needed out of a page`,
    breaks: (memory) => ({
      page: async (organizationId, query, needs) => {
        const page = await memory.page(organizationId, query, needs)
        const records = [...new Set([...(page?.records ?? []), ...(page?.snapshot.records ?? [])])]
        return page && { ...page, records: records.slice(0, query.limit) }
      },
    }),
  },
  'takes what is needed for a filter of the history': {
    caughtBy: `${besideLists}leaves what is needed out of the history`,
    breaks: (memory) => ({
      history: async (organizationId, query, needs) => {
        const history = await memory.history(organizationId, query, needs)
        const { revisions } = history?.snapshot ?? { revisions: [] }
        const isNeeded = ({ revision }: { revision: number }) => revisions.some((row) => row.revision === revision)
        return history && revisions.length > 0 ? { ...history, events: history.events.filter(isNeeded) } : history
      },
    }),
  },
  'answers what is needed beside a page from any organization': {
    caughtBy: 'walls between organizations: ',
    breaks: (memory) => ({
      page: async (organizationId, query, needs) => {
        const page = await memory.page(organizationId, query, needs)
        const { records } = (await memory.read('org_a', needs ?? [])) ?? { records: [] }
        return page && { ...page, snapshot: { ...page.snapshot, records } }
      },
    }),
  },
  'gives revisions from the number, not after it': {
    caughtBy: 'revisions: ',
    breaks: (memory) => ({
      revisions: (organizationId, { after, limit }) => memory.revisions(organizationId, { after: after - 1, limit }),
    }),
  },
  'counts what is hidden as more': {
    caughtBy: 'find: ',
    breaks: (memory) => ({
      find: async (query) => {
        const { found, more } = await memory.find(query)
        return { found, more: more || (query.by === 'user' && found.length === query.limit) }
      },
    }),
  },
  'forgets that an organization was deleted': {
    caughtBy: 'find: ',
    breaks: eachHead((head) => ({ ...head, status: 'active' })),
  },
  'sweeps what was deleted at that very moment': {
    caughtBy: 'sweep: erases only what was deleted before',
    breaks: (memory) => ({
      sweep: ({ deletedBefore, limit }) => memory.sweep({ deletedBefore: deletedBefore + 1, limit }),
    }),
  },
  'leaves the history of what it sweeps behind': {
    caughtBy: 'sweep: leaves nothing behind',
    breaks: (memory) => {
      const left: HistoryEvent[] = []
      return {
        sweep: async (query) => {
          const history = await memory.history('org_a', { order: 'oldest-first', limit: many })
          left.push(...(history?.events ?? []))
          return memory.sweep(query)
        },
        history: async (organizationId, query, needs) => {
          const history = await memory.history(organizationId, query, needs)
          return history && { ...history, events: [...history.events, ...left] }
        },
      }
    },
  },
  'sweeps all at once': {
    caughtBy: 'sweep: goes in bounded steps',
    breaks: (memory) => ({ sweep: ({ deletedBefore }) => memory.sweep({ deletedBefore, limit: many }) }),
  },
  'takes the empty string for nothing': {
    caughtBy: 'fidelity: tells zero, false and the empty',
    breaks: eachPut(
      (put) =>
        ({
          ...put,
          record: Object.fromEntries(Object.entries(put.record).filter(([, value]) => value !== '')),
        }) as typeof put,
    ),
  },
  'loses backslashes': {
    caughtBy: 'fidelity: gives back hostile strings in every text',
    breaks: eachPut((put) => rewritten(put, '\\\\', '')),
  },
  'writes strings in a normal form': {
    caughtBy: 'fidelity: ',
    breaks: eachPut((put) => JSON.parse(JSON.stringify(put).normalize('NFC'))),
  },
  'loses keys named `__proto__`': {
    caughtBy: 'fidelity: gives back any JSON',
    breaks: eachPut((put) => rewritten(put, /"__proto__":\{[^}]*\},/g, '')),
  },
  'refuses large change sets': {
    caughtBy: 'size: ',
    breaks: committing((changeSet) => {
      if (changeSet.puts.length > 400) throw new Error('too many parameters')
      return changeSet
    }),
  },
  'compares, waits, and writes': {
    caughtBy: 'concurrency: commits one of many',
    breaks: (memory) => ({
      commit: async (changeSet) => {
        const { revision, commitId } = await headBase(memory, changeSet.organizationId)
        if (revision !== changeSet.base.revision || commitId !== changeSet.base.commitId) return 'stale'
        await later()
        return memory.commit(await rebased(memory, changeSet))
      },
    }),
  },
  'looks whether a claim is free, waits, and takes it': {
    caughtBy: 'concurrency: gives a claim to one',
    breaks: (memory) => ({
      commit: async (changeSet) => {
        const slug = changeSet.claims.take?.key
        const { found } = slug === undefined ? { found: [] } : await memory.find({ by: 'slug', slug })
        if (found.some(({ head }) => head.id !== changeSet.organizationId)) return 'taken'
        await later()
        const { take: _, ...claims } = changeSet.claims
        const outcome = await memory.commit(changeSet)
        return outcome === 'taken' ? memory.commit({ ...changeSet, claims }) : outcome
      },
    }),
  },
  'reads the head, waits, and reads the records': {
    caughtBy: 'concurrency: never shows a reader a mixture',
    breaks: (memory) => ({
      read: async (organizationId, needs) => {
        const first = await memory.read(organizationId, [])
        await later()
        const second = await memory.read(organizationId, needs)
        return first && second && { ...second, head: first.head }
      },
    }),
  },
  'reads a page, waits, and reads what is needed beside it': {
    caughtBy: 'concurrency: never shows a reader a mixture',
    breaks: (memory) => ({
      page: async (organizationId, query, needs) => {
        const page = await memory.page(organizationId, query)
        if (needs === undefined || needs.length === 0) return page
        await later()
        const snapshot = await memory.read(organizationId, needs)
        return page && snapshot && { ...page, snapshot }
      },
    }),
  },
  'reads the head with the page, waits, and reads the needs': {
    caughtBy: 'concurrency: never shows a reader a mixture',
    breaks: (memory) => ({
      page: async (organizationId, query, needs) => {
        const page = await memory.page(organizationId, query)
        if (needs === undefined || needs.length === 0) return page
        await later()
        const needed = await memory.read(organizationId, needs)
        return page && needed && { ...page, snapshot: { ...needed, head: page.snapshot.head } }
      },
    }),
  },
  'reads what is needed, waits, and reads the history': {
    caughtBy: 'concurrency: never shows a reader a mixture',
    breaks: (memory) => ({
      history: async (organizationId, query, needs) => {
        const snapshot = await memory.read(organizationId, needs ?? [])
        await later()
        const history = await memory.history(organizationId, query)
        return history && snapshot && { ...history, snapshot }
      },
    }),
  },
  'goes wrong once in a while': {
    caughtBy: 'random walk: ',
    breaks: (memory) => {
      let calls = 0
      return {
        page: async (organizationId, query, needs) => {
          const page = await memory.page(organizationId, query, needs)
          return page && ++calls % 20 === 0 ? { ...page, records: page.records.slice(1) } : page
        },
      }
    },
  },
}

/** The tests of the kit for a storage, under a runner that only collects them. */
function collect(breaks: Mutant['breaks'], concurrent = true): Map<string, () => Promise<void>> {
  const tests = new Map<string, () => Promise<void>>()
  const open = async () => {
    const memory = memoryStorage()
    return { storage: { ...memory, ...breaks(memory) }, close: async () => {} }
  }
  storageConformance({ test: (name, run) => tests.set(name, run) }, { open, concurrent, seeds: [1, 2] })
  return tests
}

describe('the kit notices a storage that', () => {
  test.each(Object.entries(mutants))('%s', async (_, { breaks, caughtBy }) => {
    const tests = [...collect(breaks)].filter(([name]) => name.startsWith(caughtBy))
    expect(tests).not.toEqual([])
    const runs = await Promise.allSettled(tests.map(([, run]) => run()))
    expect(runs.map(({ status }) => status)).toContain('rejected')
  })
})

test('the kit leaves nothing out but races, and says so', () => {
  const all = [...collect(() => ({})).keys()]
  const single = [...collect(() => ({}), false).keys()]
  const races = all.filter((name) => name.startsWith('concurrency: '))
  expect(races.length).toBeGreaterThan(5)
  const notRun = single.filter((name) => !all.includes(name))
  expect(notRun).toEqual(['concurrency: not run, since this storage has a single connection'])
  expect(single).toEqual([...all.filter((name) => !races.includes(name)), ...notRun])
})

test('the kit closes what it opens, also when a test fails', async () => {
  let open = 0
  const storage = { ...memoryStorage(), read: async () => undefined }
  const tests: (() => Promise<void>)[] = []
  storageConformance(
    { test: (_, run) => tests.push(run) },
    { concurrent: true, open: async () => ({ storage, close: async () => void open-- }) },
  )
  for (const run of tests.slice(0, 9)) {
    open++
    await run().catch(() => {})
  }
  expect(open).toBe(0)
})
