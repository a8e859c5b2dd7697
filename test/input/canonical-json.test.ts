import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { canonicalJson, type JsonLike } from '../../src/input/canonical-json.js'

describe('canonical JSON (RFC 8785)', () => {
  test.each<[string, JsonLike, string]>([
    ['null', null, 'null'],
    ['text', 'a"\\\u0000\n\u20ac</', '"a\\"\\\\\\u0000\\n€</"'],
    ['nothing in them', { a: [], b: {} }, '{"a":[],"b":{}}'],
    ['the order of keys', { b: 1, a: 2, '10': 3, '9': 4, B: 5 }, '{"10":3,"9":4,"B":5,"a":2,"b":1}'],
    ['arrays keep theirs', [3, 1, 2], '[3,1,2]'],
    ['undefined members are left out', { a: undefined, b: 1 }, '{"b":1}'],
    ['keys of `Object.prototype`', { toString: 1, constructor: 2 }, '{"constructor":2,"toString":1}'],
    [
      'the numbers of the RFC',
      { numbers: [Number('333333333.33333329'), 1e30, 4.5, 2e-3, 0.000000000000000000000000001, -0] },
      '{"numbers":[333333333.3333333,1e+30,4.5,0.002,1e-27,0]}',
    ],
    [
      'the keys of the RFC, by UTF-16 unit',
      { '\u20ac': 1, '\r': 2, '\ufb33': 3, '1': 4, '\u{1f600}': 5, '\u0080': 6, '\u00f6': 7 },
      '{"\\r":2,"1":4,"\u0080":6,"ö":7,"€":1,"😀":5,"\ufb33":3}',
    ],
  ])('%s', (_, value, json) => {
    expect(canonicalJson(value)).toBe(json)
  })

  test.each<[string, unknown]>([
    ['a function', { a: () => 1 }],
    ['undefined in an array', [undefined]],
    ['a hole', new Array(2)],
    ['a symbol', { a: Symbol('a') }],
    ['a bigint', { a: 1n }],
    ['a date', { a: new Date(0) }],
    ['a map', new Map()],
    ['not a number', { a: Number.NaN }],
    ['infinity', [Number.POSITIVE_INFINITY]],
    ['a lone surrogate', { a: '\ud83d' }],
    ['a lone surrogate in a key', { '\ud83d': 1 }],
  ])('%s is not JSON', (_, value) => {
    // the cast stands for a mistake that the types did not see
    expect(() => canonicalJson(value as JsonLike)).toThrow(TypeError)
  })

  const json = fc.jsonValue({ stringUnit: 'binary' }) as fc.Arbitrary<JsonLike>
  // fast-check compares -0, JSON does not have it
  const plain = (value: unknown) => JSON.parse(JSON.stringify(value))

  test('says what JSON says', () => {
    fc.assert(
      fc.property(json, (value) => {
        expect(JSON.parse(canonicalJson(value))).toEqual(plain(value))
      }),
      { numRuns: 2000 },
    )
  })

  test('is equal exactly where the values are, whatever the order of their keys', () => {
    const reversed = (value: unknown): unknown => {
      if (Array.isArray(value)) return value.map(reversed)
      if (typeof value !== 'object' || value === null) return value
      return Object.fromEntries(
        Object.entries(value)
          .reverse()
          .map(([key, member]) => [key, reversed(member)]),
      )
    }
    fc.assert(
      fc.property(json, json, (a, b) => {
        // the cast: a value turned round is JSON as before
        expect(canonicalJson(reversed(a) as JsonLike)).toBe(canonicalJson(a))
        expect(canonicalJson(a) === canonicalJson(b)).toBe(JSON.stringify(a) === JSON.stringify(b))
      }),
      { numRuns: 2000 },
    )
  })
})
