import { describe, expect, test } from 'vitest'
import { mergedNeeds } from '../../src/decision/merge-needs.js'
import type { Need } from '../../src/storage.js'

const named = (...keys: string[]): Need => ({ get: 'records', kind: 'resource', by: 'ref', keys, limit: keys.length })
const owned = (...keys: string[]): Need => ({ get: 'records', kind: 'resource', by: 'ownerId', keys, limit: 1 })

describe('the needs of many steps', () => {
  test('are one where they differ in their ids alone', () => {
    expect(
      mergedNeeds([
        { get: 'member', ids: ['a', 'b'] },
        { get: 'team', ids: ['t'] },
        { get: 'member', ids: ['b', 'c'] },
        { get: 'member', ids: ['d'], follow: { memberships: {} } },
      ]),
    ).toEqual([
      { get: 'member', ids: ['a', 'b', 'c'] },
      { get: 'team', ids: ['t'] },
      { get: 'member', ids: ['d'], follow: { memberships: {} } },
    ])
  })

  test('leave room for every record that is looked up by what is its own', () => {
    expect(mergedNeeds([named('a'), named('b', 'c'), named('a'), named('d')])).toEqual([named('a', 'b', 'c', 'd')])
  })

  test('never let the many records of one key crowd out those of another', () => {
    expect(mergedNeeds([owned('a'), owned('b'), owned('a')])).toEqual([owned('a'), owned('b')])
  })
})
