import { describe, expect, test } from 'vitest'
import { planOf, problemsOfPlan } from './plans.js'

/** In the forms that MongoDB documents for its versions, with what is not read left out. */
const scan = {
  stage: 'FETCH',
  inputStage: {
    stage: 'IXSCAN',
    keyPattern: { org_id: 1, lists: 1, sortKey: 1, id: 1 },
    indexName: 'lists',
    isMultiKey: true,
    direction: 'forward',
  },
}
const page = { stage: 'LIMIT', limitAmount: 101, inputStage: scan }
const sums = { executionSuccess: true, nReturned: 101, executionTimeMillis: 1, totalKeysExamined: 101 }
const stats = { ...sums, totalDocsExamined: 101, executionStages: { stage: 'LIMIT', nReturned: 101 } }
const planned = (winningPlan: object, executionStats: object = stats) => ({
  queryPlanner: { namespace: 'app.guildhall_records', winningPlan, rejectedPlans: [] },
  executionStats,
  ok: 1,
})

describe('the plan in what a server explains', () => {
  const merged = { stage: 'SORT_MERGE', sortPattern: { sortKey: 1 }, inputStages: [scan, scan] }
  test.each([
    ['of one server', planned(page), ['LIMIT', 'FETCH', 'IXSCAN']],
    ['of several lists that are merged', planned(merged), ['SORT_MERGE', 'FETCH', 'IXSCAN', 'FETCH', 'IXSCAN']],
    [
      'of the newer engine',
      { explainVersion: '2', ...planned({ queryPlan: page, slotBasedPlan: { stages: '[1] limit 101' } }) },
      ['LIMIT', 'FETCH', 'IXSCAN'],
    ],
    [
      'of a router before shards',
      planned({ stage: 'SINGLE_SHARD', shards: [{ shardName: 's1', winningPlan: { ...page, stage: 'LIMIT' } }] }),
      ['SINGLE_SHARD', 'LIMIT', 'FETCH', 'IXSCAN'],
    ],
    [
      'of a router before shards with the newer engine',
      planned({ stage: 'SINGLE_SHARD', shards: [{ shardName: 's1', winningPlan: { queryPlan: scan } }] }),
      ['SINGLE_SHARD', 'FETCH', 'IXSCAN'],
    ],
  ])('%s', (_, explained, stages) => {
    const plan = planOf(explained)
    expect(plan).toEqual({ stages, keys: 101, returned: 101 })
    expect(problemsOfPlan(plan)).toEqual([])
  })

  test.each([
    ['an error', { ok: 0, errmsg: 'no such command' }],
    ['a plan that did not run', { queryPlanner: { winningPlan: page }, ok: 1 }],
    ['sums of another form', planned(page, { nReturned: { low: 1 }, totalKeysExamined: 1 })],
    ['no stages', planned({})],
  ])('is missed where there is none: %s', (_, explained) => {
    expect(() => planOf(explained)).toThrow('no plan')
  })
})

describe('what is wrong with a plan', () => {
  const found = (plan: object, executionStats = {}) =>
    problemsOfPlan(planOf(planned(plan, { ...stats, ...executionStats })))
  test.each([
    ['a walk through the collection', found({ stage: 'COLLSCAN' }), ['COLLSCAN']],
    ['sorting what an index found', found({ stage: 'SORT', inputStage: scan }), ['SORT']],
    [
      'on a shard, too',
      found({ stage: 'SHARD_MERGE', shards: [{ winningPlan: { stage: 'COLLSCAN' } }] }),
      ['COLLSCAN'],
    ],
    ['more keys than three for each', found(page, { totalKeysExamined: 304 }), ['304 keys examined for 101 returned']],
    ['nothing, at three for each', found(page, { totalKeysExamined: 303 }), []],
    ['keys for nothing', found(page, { nReturned: 0, totalKeysExamined: 4 }), ['4 keys examined for 0 returned']],
  ])('%s', (_, problems, expected) => {
    expect(problems).toEqual(expected)
  })
})
