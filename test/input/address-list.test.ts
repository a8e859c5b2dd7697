import fc from 'fast-check'
import { expect, test } from 'vitest'
import { splitAddresses } from '../../src/input/address-list.js'

test.each<[string, string, [string, number][]]>([
  [
    'S3-16 commas',
    'bo@acme.test, cy@acme.test',
    [
      ['bo@acme.test', 1],
      ['cy@acme.test', 1],
    ],
  ],
  [
    'semicolons',
    'bo@acme.test;cy@acme.test',
    [
      ['bo@acme.test', 1],
      ['cy@acme.test', 1],
    ],
  ],
  [
    'lines of every system',
    'a@x.test\nb@x.test\r\nc@x.test\rd@x.test',
    [
      ['a@x.test', 1],
      ['b@x.test', 2],
      ['c@x.test', 3],
      ['d@x.test', 4],
    ],
  ],
  [
    'a comma and a line break between two',
    'a@x.test,\n b@x.test',
    [
      ['a@x.test', 1],
      ['b@x.test', 2],
    ],
  ],
  [
    'empty entries and lines are passed over, and counted as lines',
    ',a@x.test,,;\n\n\t\nb@x.test\n',
    [
      ['a@x.test', 1],
      ['b@x.test', 4],
    ],
  ],
  ['nothing', ' \n, ;', []],
  [
    'one that comes twice',
    'a@x.test,a@x.test',
    [
      ['a@x.test', 1],
      ['a@x.test', 1],
    ],
  ],
  [
    'what is no address is handed on as it is',
    'Ada <a@x.test>, nonsense',
    [
      ['Ada <a@x.test>', 1],
      ['nonsense', 1],
    ],
  ],
])('%s', (_, text, expected) => {
  expect(splitAddresses(text)).toEqual(expected.map(([entry, line]) => ({ text: entry, line })))
})

test('each entry stands on its line, and no entry has a separator', () => {
  const text = fc
    .array(fc.constantFrom('a@x.test', ',', ';', '\n', '\r\n', '\r', ' ', '\t', 'é'))
    .map((parts) => parts.join(''))
  fc.assert(
    fc.property(text, (given) => {
      const lines = given.split(/\r\n|\n|\r/)
      for (const { text: entry, line } of splitAddresses(given)) {
        expect(lines[line - 1]).toContain(entry)
        expect(entry).toMatch(/^\S([^,;\r\n]*\S)?$/)
      }
      expect(
        splitAddresses(given)
          .map((entry) => entry.text)
          .join('')
          .replace(/\s/g, ''),
      ).toBe(given.replace(/[\s,;]/g, ''))
    }),
    { numRuns: 2000 },
  )
})
