import { expect, test } from 'vitest'
import { checkSlug } from '../../src/input/slug.js'

test.each(['ab', 'acme', 'a-b', 'a--b', '42', 'a'.repeat(63)])('%s is a slug', (given) => {
  expect(checkSlug(given)).toEqual({ ok: true, value: given })
})

test.each([
  ['', 'must be 2 to 63 characters'],
  ['a', 'must be 2 to 63 characters'],
  ['a'.repeat(64), 'must be 2 to 63 characters'],
  ['Acme', 'must consist of a-z, 0-9 and `-`'],
  ['ac me', 'must consist of a-z, 0-9 and `-`'],
  ['acme\n', 'must consist of a-z, 0-9 and `-`'],
  ['acmé', 'must consist of a-z, 0-9 and `-`'],
  ['__proto__', 'must consist of a-z, 0-9 and `-`'],
  ['a/b', 'must consist of a-z, 0-9 and `-`'],
  ['-acme', 'must not begin or end with `-`'],
  ['acme-', 'must not begin or end with `-`'],
])('%j is none', (given, problem) => {
  expect(checkSlug(given)).toEqual({ ok: false, problem })
})
