/** What gets lost or changed where a storage builds statements or documents without care. */
import type { Json } from '../../src/storage.js'

const short =
  '$1 $$ ? ?? :name @ # % %s 100% _ \\ \\\\ \\\' " "quoted" O\'Brien {} [] {"a":1} {a,b} {{x}} null NULL undefined true 0 -1 1e5 ../..'

export const hostileStrings: readonly string[] = [
  ...short.split(' '),
  ...['', ' ', '  padded  ', "'; DROP TABLE members; --", '</script><!--', 'a'.repeat(250)],
  ...['line\nbreak', 'return\r\n', 'tab\t', '\u0001\u001f', '\u007f', '\u00a0', '\u2028\u2029', '\ufeffmark', '\ufffd'],
  ...['e\u0301', '\u00e9', '\u00df', '\u0130\u0131', '\u4e2d\u6587', '\u05e9\u05dc\u05d5\u05dd', '\u202eturned'],
  ...['\u{1f600}', '\u{1f469}\u200d\u{1f680}', '\u{10ffff}'],
]

/** Keys that mean something to JavaScript or to a database; parsed, since `__proto__` cannot be written down otherwise. */
const keys: { readonly [key: string]: Json } = JSON.parse(`{
  "__proto__": { "polluted": true }, "constructor": { "prototype": { "polluted": true } }, "prototype": 1,
  "toString": "text", "hasOwnProperty": false, "valueOf": null, "then": "no promise", "toJSON": "no function", "length": 0,
  "id": "x", "_id": "y", "$set": { "a": 1 }, "$where": "1", "a.b": "dotted", "a": { "b": "path" }, "kind": "member",
  "revision": -1, "": "empty", " ": "space", "0": "zero", "1": ["one"], "'": "quote", "\\"": "quotes", "\\\\": "backslash",
  "\\u0001": "control", "\\ud83d\\ude00": "astral"
}`)

const numbers: readonly Json[] = [
  ...[0, 1, -1, 0.1, 0.2, 0.1 + 0.2, -0.5, 123456.789, 1e-7, 1e21, Number.MAX_VALUE, Number.MIN_VALUE, Math.PI],
  ...[2 ** 31, -(2 ** 31), 2 ** 32, 2 ** 51 + 0.5, Number.MAX_SAFE_INTEGER, Number.MIN_SAFE_INTEGER],
]

function nested(depth: number): Json {
  if (depth === 0) return 'bottom'
  return depth % 2 === 0 ? { [`level ${depth}`]: nested(depth - 1) } : [nested(depth - 1), depth]
}

export const hostileMetadata: { readonly [key: string]: Json } = {
  strings: hostileStrings,
  keys,
  numbers,
  deep: nested(60),
  empty: { object: {}, array: [], string: '', zero: 0, no: false, nothing: null },
  arrays: [[], [[]], [null], [1, 'two', [3, { four: [] }]], {}],
}
