import { type Kind, kinds, lookUpFields, type Need, type Storage, type Stored } from '../../src/storage.js'
import type { Area, Check } from './area.js'
import { added, changed, created } from './builders.js'
import { readGives } from './reading.js'
import { altered, goneStatus, specimen } from './records.js'

/** One kind and one of its look-up fields. */
interface Field {
  readonly kind: Kind
  readonly by: string
}

const every: readonly Field[] = kinds.flatMap((kind) => lookUpFields[kind].map((by) => ({ kind, by })))

function needOf({ kind, by }: Field, keys: readonly string[], limit: number): Need {
  return { get: 'records', kind, by, keys, limit } as Need // the table of look-up fields says that they fit
}

const withValue = ({ kind, by }: Field, id: string, value: string, fields: object = {}): Stored =>
  specimen(kind, id, { [by]: value, ...fields })

/** Found by a look-up whatever their status, as long as they are not gone. */
const statusesOf = (kind: Kind): readonly object[] =>
  kind === 'member' ? [{ status: 'pending' }, { status: 'deactivated' }] : []

function gives(storage: Storage, field: Field, keys: readonly string[], limit: number, expected: readonly Stored[]) {
  return readGives(storage, 'org_a', [needOf(field, keys, limit)], expected)
}

/** Records of two values, by id, in the order of their code points; written in another. */
function furniture(field: Field) {
  const [first, second] = statusesOf(field.kind)
  const all = [
    withValue(field, '-a', 'value_a', first),
    withValue(field, '10', 'value_b'),
    withValue(field, '2', 'value_a', second),
    withValue(field, 'B', 'value_a'),
    withValue(field, '_', 'value_b'),
    withValue(field, 'a', 'value_a'),
  ]
  const ofA = all.filter(({ record }) => record.id !== '10' && record.id !== '_')
  const status = goneStatus(field.kind)
  // The smallest ids of all: whoever counts them towards a limit finds too little.
  const gone = status === undefined ? [] : ['-', '--'].map((id) => withValue(field, id, 'value_a', { status }))
  return { all, ofA, ofB: all.filter((one) => !ofA.includes(one)), others: [...gone, specimen(field.kind, 'other')] }
}

const looksUp =
  (field: Field): Check =>
  async (storage) => {
    const { all, ofA, ofB, others } = furniture(field)
    await created(storage, 'org_a', { puts: [...all, ...others].reverse().map(added) })
    await gives(storage, field, ['value_a'], 9, ofA)
    await gives(storage, field, ['value_b'], 9, ofB)
    await gives(storage, field, ['value_b', 'value_a', 'value_b', 'nothing'], 9, all)
    for (const keys of [[], ['nothing'], [''], ['VALUE_A', 'value_', 'value_a ', '-a']])
      await gives(storage, field, keys, 9, [])
  }

const limits =
  (field: Field): Check =>
  async (storage) => {
    const { all, ofA, ofB, others } = furniture(field)
    await created(storage, 'org_a', { puts: [...others, ...all].reverse().map(added) })
    for (const limit of [1, 2, 3, 4, 5, 6]) {
      await gives(storage, field, ['value_a', 'value_b'], limit, all.slice(0, limit))
      await gives(storage, field, ['value_a', 'value_a'], limit, ofA.slice(0, limit))
    }
    const needs = [needOf(field, ['value_a'], 1), needOf(field, ['value_b'], 1), needOf(field, ['value_b', 'x'], 1)]
    await readGives(storage, 'org_a', needs, [...ofA.slice(0, 1), ...ofB.slice(0, 1)])
  }

const goesByNow =
  (field: Field): Check =>
  async (storage) => {
    const { kind, by } = field
    const [before, other] = [withValue(field, 'a', 'old'), withValue(field, 'b', 'old')]
    const after = altered(before, { [by]: 'new' })
    const author = await created(storage, 'org_a', { puts: [before, other].map(added) })
    await author.commit(storage, { puts: [changed(before, after)] })
    await gives(storage, field, ['old'], 9, [other])
    await gives(storage, field, ['new'], 9, [after])
    const status = goneStatus(kind)
    if (kind === 'membership' || kind === 'assignment') await author.commit(storage, { deletes: [{ kind, id: 'a' }] })
    else if (status !== undefined) await author.commit(storage, { puts: [changed(after, altered(after, { status }))] })
    await gives(storage, field, ['new', 'old'], 9, [other])
  }

export const lookUps: Area = {
  name: 'look-ups by field',
  checks: Object.fromEntries(
    every.flatMap((field) => {
      const name = `${field.kind} by ${field.by}`
      return [
        [`${name}: gives all that have one of the values and are not gone, each once`, looksUp(field)],
        [`${name}: gives those with the smallest ids over all keys, up to each need's limit`, limits(field)],
        [`${name}: goes by the value of now`, goesByNow(field)],
      ]
    }),
  ),
}
