import { runInNewContext } from 'node:vm'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { checkMetadata } from '../../src/input/metadata.js'

const nested = (levels: number): unknown => (levels === 0 ? 1 : { a: nested(levels - 1) })
const notJson = 'must be plain JSON: objects, arrays, strings, numbers, true, false and null'
class Thing {
  a = 1
}

describe('metadata', () => {
  test('is plain JSON', () => {
    const given = { text: 'a\n\u20ac', list: [1, [true, null, { deep: [] }]], empty: {}, '': 0, 'any key at all': -1.5 }
    expect(checkMetadata(given)).toEqual({ ok: true, value: given })
  })

  test('is copied: what is changed later in what was given changes nothing', () => {
    const given = { list: [{ a: 1 }] }
    const checked = checkMetadata(given)
    given.list.push({ a: 2 })
    Object.assign(given.list[0] ?? {}, { a: 3 })
    expect(checked).toEqual({ ok: true, value: { list: [{ a: 1 }] } })
  })

  test('may come without a prototype, or from another realm', () => {
    const bare = Object.assign(Object.create(null), { a: 1 })
    expect(checkMetadata(bare)).toEqual({ ok: true, value: { a: 1 } })
    expect(checkMetadata(runInNewContext('({ a: [{ b: 1 }] })'))).toEqual({ ok: true, value: { a: [{ b: 1 }] } })
  })

  test('may have the same object in two places', () => {
    const shared = { a: 1 }
    expect(checkMetadata({ one: shared, other: [shared] })).toMatchObject({ ok: true })
  })

  test('R18 `__proto__` is no key, wherever it stands', () => {
    const problem = 'must have no key `__proto__`'
    expect(checkMetadata(JSON.parse('{ "__proto__": { "isAdmin": true } }'))).toEqual({ ok: false, problem })
    expect(checkMetadata(JSON.parse('{ "a": [{ "__proto__": 1 }] }'))).toEqual({ ok: false, problem })
    expect(({} as { isAdmin?: boolean }).isAdmin).toBeUndefined()
  })

  test.each(['constructor', 'prototype', 'toString', 'hasOwnProperty', '__defineSetter__'])(
    'R18 `%s` is a key like others',
    (key) => {
      const checked = checkMetadata({ [key]: { [key]: 1 } })
      expect(checked).toEqual({ ok: true, value: { [key]: { [key]: 1 } } })
      expect(checked.ok && Object.hasOwn(checked.value, key)).toBe(true)
      expect(checked.ok && Object.getPrototypeOf(checked.value)).toBe(Object.prototype)
    },
  )

  test.each<[string, unknown, string]>([
    ['nothing', undefined, 'must be a plain object'],
    ['null', null, 'must be a plain object'],
    ['text', 'a', 'must be a plain object'],
    ['an array', [], 'must be a plain object'],
    ['an instance', new Thing(), 'must be a plain object'],
    ['undefined', { a: undefined }, notJson],
    ['a function', { a: () => 1 }, notJson],
    ['a symbol', { a: Symbol('a') }, notJson],
    ['a key that is a symbol', { [Symbol('a')]: 1 }, notJson],
    ['a bigint', { a: 1n }, notJson],
    ['a date', { a: new Date(0) }, notJson],
    ['a map', { a: new Map() }, notJson],
    ['an instance inside', { a: [new Thing()] }, notJson],
    ['a boxed string', { a: Object('a') }, notJson],
    ['a getter', Object.defineProperty({}, 'a', { get: () => 1, enumerable: true }), notJson],
    ['a getter inside', { a: [Object.defineProperty({}, 'a', { get: () => 1, enumerable: true })] }, notJson],
    ['a property that does not show', Object.defineProperty({}, 'a', { value: 1, enumerable: false }), notJson],
    ['a hole', { a: new Array(2) }, notJson],
    ['an array with more on it', { a: Object.assign([1], { b: 2 }) }, notJson],
    ['a prototype with members', Object.create({ a: 1 }), 'must be a plain object'],
    ['a prototype set by a literal', { __proto__: { a: 1 } }, 'must be a plain object'],
    ['not a number', { a: Number.NaN }, 'must have finite numbers only'],
    ['infinity', { a: [Number.NEGATIVE_INFINITY] }, 'must have finite numbers only'],
    ['NUL', { a: 'b\0' }, 'must have no NUL in its strings'],
    ['NUL in a key', { 'a\0': 1 }, 'must have no NUL in its strings'],
    ['a lone surrogate', { a: ['\ud83d'] }, 'must have well-formed Unicode in its strings'],
    ['a lone surrogate in a key', { '\ud83d': 1 }, 'must have well-formed Unicode in its strings'],
  ])('%s is refused', (_, given, problem) => {
    expect(checkMetadata(given)).toEqual({ ok: false, problem })
  })

  test('getters are not run', () => {
    const given = Object.defineProperty({}, 'a', {
      enumerable: true,
      get: () => {
        throw new Error('the getter ran')
      },
    })
    expect(checkMetadata(given).ok).toBe(false)
  })

  test('a circle is refused', () => {
    const given: { [key: string]: unknown } = { a: 1 }
    given.list = [given]
    expect(checkMetadata(given)).toEqual({ ok: false, problem: 'must not contain itself' })
  })

  test('at most 8 levels deep', () => {
    expect(checkMetadata(nested(8)).ok).toBe(true)
    expect(checkMetadata(nested(9))).toEqual({ ok: false, problem: 'must be at most 8 levels deep' })
    expect(checkMetadata({ a: [[[[[[[1]]]]]]] }).ok).toBe(true)
    expect(checkMetadata({ a: [[[[[[[[1]]]]]]]] }).ok).toBe(false)
  })

  test('at most 16,384 bytes of canonical JSON', () => {
    const problem = 'must be at most 16384 bytes of JSON'
    // {"a":"..."} has eight bytes besides the text
    expect(checkMetadata({ a: 'x'.repeat(16_376) }).ok).toBe(true)
    expect(checkMetadata({ a: 'x'.repeat(16_377) })).toEqual({ ok: false, problem })
    expect(checkMetadata({ a: 'é'.repeat(8_188) }).ok).toBe(true)
    expect(checkMetadata({ a: 'é'.repeat(8_189) })).toEqual({ ok: false, problem })
    expect(checkMetadata({ a: '\n'.repeat(8_189) })).toEqual({ ok: false, problem })
    expect(checkMetadata({ ['x'.repeat(16_379)]: 1 })).toEqual({ ok: false, problem })
  })

  test('something huge is refused before it is copied', () => {
    const problem = 'must be at most 16384 bytes of JSON'
    const wide = Array.from({ length: 1000 }, () => 1)
    let deep: unknown = wide
    for (let level = 0; level < 5; level++) deep = Array.from({ length: 1000 }, () => deep)
    const start = performance.now()
    expect(checkMetadata({ deep })).toEqual({ ok: false, problem })
    expect(checkMetadata({ text: 'x'.repeat(50_000_000) })).toEqual({ ok: false, problem })
    expect(performance.now() - start).toBeLessThan(1000)
  })

  test('-0 is 0', () => {
    const checked = checkMetadata({ a: -0 })
    expect(checked.ok && Object.is(checked.value.a, 0)).toBe(true)
  })

  test('whatever is given, the answer is a copy that JSON carries unchanged, or a problem', () => {
    const anything = fc.anything({
      withBigInt: true,
      withDate: true,
      withMap: true,
      withNullPrototype: true,
      withObjectString: true,
      withSet: true,
      withSparseArray: true,
      withTypedArray: true,
      withUnicodeString: true,
    })
    const given = fc.oneof(fc.dictionary(fc.string({ unit: 'binary' }), fc.oneof(fc.jsonValue(), anything)), anything)
    fc.assert(
      fc.property(given, (value) => {
        const checked = checkMetadata(value)
        if (checked.ok) {
          expect(JSON.parse(JSON.stringify(checked.value))).toEqual(checked.value)
          expect(checkMetadata(checked.value)).toEqual(checked)
        } else expect(checked.problem).toMatch(/^must /)
      }),
      { numRuns: 5000 },
    )
  })
})
