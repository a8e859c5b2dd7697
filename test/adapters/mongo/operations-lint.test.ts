import { describe, expect, test } from 'vitest'
import { problemsOf } from './operations-lint.js'

const records = 'guildhall_records'
const update = (q: object, u: object) => problemsOf('update', { update: records, updates: [{ q, u }] })
const find = (filter: object, sort: object = {}) => problemsOf('find', { find: records, filter, sort })
const one = { _id: 'org_a/member/m', org_id: 'org_a' }
const fence = { rev: { $lt: 2 } }

describe('what the adapter may send', () => {
  test.each([
    ['an update of a head', update({ _id: 'org_a/head', org_id: 'org_a', revision: 1 }, { $set: { revision: 2 } })],
    ['a fenced update', update({ ...one, ...fence }, { $set: { rev: 2 }, $unset: { name: '' } })],
    ['ids of one organization', find({ org_id: 'org_a', _id: { $in: ['org_a/member/m'] } })],
    ['ids and keys', find({ $or: [one, { org_id: 'org_a', keys: { $in: ['k'] } }] })],
    ['a list in its order', find({ org_id: 'org_a', lists: 'member' }, { sortKey: 1, id: 1 })],
    [
      'a list from a place on, backward',
      find(
        {
          org_id: 'org_a',
          lists: 'member',
          sortKey: { $lte: 'b' },
          $or: [{ sortKey: { $lt: 'b' } }, { sortKey: 'b', id: { $lt: 'i' } }],
        },
        { sortKey: -1, id: -1 },
      ),
    ],
    ['members of a user', find({ across: 'user=u', org_id: { $gt: '' } }, { across: 1, org_id: 1, id: 1 })],
  ])('%s', (_, problems) => {
    expect(problems).toEqual([])
  })
})

describe('what it may not', () => {
  test.each([
    ['a number counted up', update({ ...one, ...fence }, { $inc: { count: 1 } }), '$inc'],
    ['a list that grows', update({ ...one, ...fence }, { $push: { keys: 'k' } }), '$push'],
    ['an update by a pipeline', update({ ...one, ...fence }, [{ $set: { a: 1 } }]), 'an update by a pipeline'],
    ['a record without the fence', update(one, { $set: { name: 'x' } }), 'an update of a record without the fence'],
    ['an update of whichever', update({ org_id: 'org_a', ...fence }, { $set: { a: 1 } }), 'an update without `_id`'],
    ['an update of any organization', update({ _id: 'x', ...fence }, { $set: { a: 1 } }), 'an update without `org_id`'],
    ['an insertion', problemsOf('insert', { insert: records }), 'an insertion that is not behind the fence'],
    ['a transaction', problemsOf('getMore', { getMore: 1, startTransaction: true }), 'startTransaction'],
    ['a find over all', find({ keys: 'k' }), 'a find without `org_id`: keys'],
    [
      'a field without an index',
      find({ org_id: 'org_a', name: 'Ann' }),
      'no index serves {"org_id":"string","name":"string"}, by ',
    ],
    [
      'a list in another order',
      find({ org_id: 'org_a', lists: 'member' }, { createdAt: 1 }),
      'no index serves {"org_id":"string","lists":"string"}, by createdAt',
    ],
    [
      'an order in two directions',
      find({ org_id: 'org_a', lists: 'member' }, { sortKey: 1, id: -1 }),
      'no index serves {"org_id":"string","lists":"string"}, by sortKey,id',
    ],
    ['a count', problemsOf('count', {}), 'count is not among what the adapter sends'],
  ])('%s', (_, problems, expected) => {
    expect(problems).toContain(expected)
  })
})
