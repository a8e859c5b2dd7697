import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  addAll,
  addBit,
  beyond,
  covers,
  holds,
  isEmpty,
  minus,
  noRights,
  type Rights,
} from '../../src/access/rights.js'

const size = 100
const rightsOf = (bits: Iterable<number>): Rights => {
  const rights = noRights(size)
  for (const bit of bits) addBit(rights, bit)
  return rights
}
const bitsOf = (rights: Rights): number[] =>
  Array.from({ length: size }, (_, bit) => bit).filter((bit) => holds(rights, bit))
const bits = fc.uniqueArray(fc.nat({ max: size - 1 })).map((list) => new Set(list))
const without = (a: Set<number>, ...others: Set<number>[]): number[] =>
  [...a].filter((bit) => others.every((other) => !other.has(bit))).sort((x, y) => x - y)

describe('rights are sets of bits', () => {
  test('each bit is itself, the sign bit of a word included', () => {
    for (let bit = 0; bit < size; bit++) expect(bitsOf(rightsOf([bit]))).toEqual([bit])
  })

  test('a bit beyond the end is not held', () => {
    expect(holds(rightsOf([0, 31, 99]), 128)).toBe(false)
  })

  test('as sets do', () => {
    fc.assert(
      fc.property(bits, bits, bits, (a, b, c) => {
        expect(bitsOf(minus(rightsOf(a), rightsOf(b)))).toEqual(without(a, b))
        expect(bitsOf(beyond(rightsOf(a), rightsOf(b), rightsOf(c)))).toEqual(without(a, b, c))
        expect(covers(rightsOf(a), rightsOf(b))).toBe(without(b, a).length === 0)
        expect(isEmpty(rightsOf(a))).toBe(a.size === 0)
        const union = noRights(size)
        addAll(union, rightsOf(a))
        addAll(union, rightsOf(b))
        expect(new Set(bitsOf(union))).toEqual(new Set([...a, ...b]))
        expect(covers(union, rightsOf(a))).toBe(true)
      }),
      { numRuns: 2000 },
    )
  })
})
