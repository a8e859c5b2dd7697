import { createHash } from 'node:crypto'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { sha256, sha256On, webSha256 } from '../src/sha256.js'

test('a hash is the same on every platform, also of text that is no proper text', async () => {
  const text = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.string({ unit: fc.integer({ max: 0xffff, min: 0 }).map((unit) => String.fromCharCode(unit)) }),
  )
  await fc.assert(
    fc.asyncProperty(text, async (text) => {
      const right = createHash('sha256').update(Buffer.from(text)).digest('base64url')
      expect([await sha256(text), await webSha256(text)]).toEqual([right, right])
    }),
  )
})

test('a hash is that of the standard (FIPS 180-4, of `abc`)', async () => {
  expect(await sha256('abc')).toBe('ungWv48Bz-pBQUDeXa4iI7ADYaOWF3qctBD_YfIAFa0')
})

test.each([
  ['no process', {}],
  ['a process that gives no module', { process: {} }],
  ['one that has no such module', { process: { getBuiltinModule: () => undefined } }],
  ['one whose module makes no hash', { process: { getBuiltinModule: () => ({}) } }],
])('on a platform with %s, the Web’s is taken', (_, platform) => {
  expect(sha256On(platform)).toBe(webSha256)
  expect(sha256).not.toBe(webSha256)
})
