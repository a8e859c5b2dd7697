import fc from 'fast-check'
import { expect, test } from 'vitest'
import { inOrder, outOfOrder } from '../../../adapters/mongo/code-points.js'

const text = fc.string({
  unit: fc.oneof(
    fc.constantFrom('\ud7fe', '\ud7ff', '\ue000', '\uffff', '\u{10000}', '\u{10ffff}', 'a'),
    fc.string({ unit: 'binary', minLength: 1, maxLength: 1 }),
  ),
})
const sign = (number: number) => Math.sign(number)

test('texts in order stand by UTF-16 unit, and by byte, as the texts themselves do by code point', () => {
  fc.assert(
    fc.property(text, text, (a, b) => {
      const byCodePoint = sign(Buffer.compare(Buffer.from(a), Buffer.from(b)))
      const [one, other] = [inOrder(a), inOrder(b)]
      expect(one < other ? -1 : one > other ? 1 : 0).toBe(byCodePoint)
      expect(sign(Buffer.compare(Buffer.from(one), Buffer.from(other)))).toBe(byCodePoint)
    }),
    { numRuns: 2_000 },
  )
})

test('come out again as they were', () => {
  fc.assert(
    fc.property(text, (one) => {
      expect(outOfOrder(inOrder(one))).toBe(one)
    }),
  )
})

test('mostly stay as they are', () => {
  expect(inOrder('Zoë Ångström 李')).toBe('Zoë Ångström 李')
})
