/** What no well-meaning caller sends, each made anew on every use, and named so that a failure can be read. */
import { memoryStorage } from '../../adapters/memory/index.js'

const thrown = () => {
  throw new Error('from inside of the input')
}

/** Names that mean something to JavaScript, as keys and as values. */
export const hostileKeys = [
  ...['__proto__', 'constructor', 'prototype', 'toString', 'valueOf', 'hasOwnProperty', '__defineGetter__', 'then'],
  ...['toJSON', 'length', '0', '', ' ', 'a.b', 'a[0]', '\0', '\ud800', '\u202eevil', 'x'.repeat(300), 'organizationId'],
  ...['actor', 'idempotencyKey', 'token', 'memberId', 'role', 'status', 'userId', 'system', 'id', 'revision', 'secret'],
] as const

const strings: { readonly [name: string]: string } = {
  empty: '',
  space: ' ',
  blank: '\u2003\u200b',
  NUL: '\0',
  'NUL inside': 'a\0b',
  'lone high surrogate': '\ud800',
  'lone low surrogate': 'a\udfff',
  'bidirectional override': '\u202egnp.exe',
  'bidirectional isolate': '\u2066a\u2069',
  'line break': 'a\nb',
  'line separator': 'a\u2028b',
  'byte order mark': '\ufeff',
  'zero width': 'a\u200bd',
  'not composed': 'e\u0301',
  'full width': '\uff41dmin',
  'Kelvin sign': '\u212a',
  'dotless i': 'adm\u0131n',
  emoji: '👩‍👩‍👧‍👦',
  'other planes': '\u{10ffff}\u{1f600}',
  '64 bytes': 'x'.repeat(64),
  '65 bytes': 'x'.repeat(65),
  '256 bytes': 'é'.repeat(128),
  '70,000 bytes': 'x'.repeat(70_000),
  'a statement': "'; drop table members; --",
  'a path': '../../etc/passwd',
  'a format': '%s%n {{7*7}} <%= 7 %>',
  'a comma': ',',
  'a number': '1e999',
  'a time': '2030-01-31T12:00:00Z',
  'no time': '2030-02-31T25:61:61Z',
  'a late time': '9999-12-31T23:59:59-23:59',
  'a very old time': '0000-01-01T00:00:00Z',
  'an address': 'somebody@acme.test',
  'an address with a port': 'a@b.test:80',
  'an address at a number': 'a@1.2',
  'two roles': 'admin,viewer',
  'the admin role': 'admin',
  'a workspace role': 'labeler',
  'a role that is not ready': 'promised',
  'a token with dots': 'org_a.b.c',
  'a token of nothing': '.',
  'a cursor of nothing': 'W10',
  'a cursor of numbers': btoa('[1e400,-1]').replaceAll('=', ''),
  'a cursor of far away': btoa(`[${Number.MAX_SAFE_INTEGER},${Number.MAX_SAFE_INTEGER}]`).replaceAll('=', ''),
  'a cursor of keys': btoa('["__proto__","constructor"]').replaceAll('=', ''),
  'a cursor of a surrogate': btoa('["\\ud800","x"]').replaceAll('=', ''),
  'a cursor that is an object': btoa('{"0":"a","1":"b"}').replaceAll('=', ''),
  'a cursor that is no UTF-8': '_v8',
}

/** Plain values that JSON can carry, or nearly. */
const plain: { readonly [name: string]: () => unknown } = {
  undefined: () => undefined,
  null: () => null,
  true: () => true,
  false: () => false,
  0: () => 0,
  '-0': () => -0,
  1: () => 1,
  '-1': () => -1,
  'one and a half': () => 1.5,
  NaN: () => Number.NaN,
  Infinity: () => Number.POSITIVE_INFINITY,
  '-Infinity': () => Number.NEGATIVE_INFINITY,
  'the largest integer': () => Number.MAX_SAFE_INTEGER,
  'more than the largest integer': () => 2 ** 53,
  'the largest number': () => Number.MAX_VALUE,
  '{}': () => ({}),
  '[]': () => [],
  '[[]]': () => [[]],
  '[null]': () => [null],
  '[undefined]': () => [undefined],
  'the same twice': () => ['active', 'active'],
  'a user': () => ({ userId: 'u0' }),
  'the system': () => ({ system: 'root' }),
  'user and system': () => ({ userId: 'u0', system: 'root' }),
  'a member': () => ({ memberId: 'mem_none' }),
  '`__proto__` as an own property': () => JSON.parse('{"__proto__":{"polluted":true},"userId":"u0"}'),
  '`__proto__` inside': () => JSON.parse('{"a":{"__proto__":{"polluted":true}},"b":[{"__proto__":1}]}'),
  '`constructor.prototype`': () => JSON.parse('{"constructor":{"prototype":{"polluted":true}}}'),
  '`toString` as a string': () => ({ toString: 'a', valueOf: 'b', hasOwnProperty: 'c' }),
  'a thousand keys': () => Object.fromEntries(Array.from({ length: 1_000 }, (_, index) => [`key${index}`, index])),
  'a thousand items': () => Array.from({ length: 1_000 }, (_, index) => `p${index}`),
  'ten thousand numbers': () => Array.from({ length: 10_000 }, (_, index) => index),
  '7 levels': () => nested(7),
  '100 levels': () => nested(100),
  '5,000 levels': () => nested(5_000),
  '5,000 levels of arrays': () => nestedArray(5_000),
}

/** Values that only a caller in the same process can hand over. */
const exotic: { readonly [name: string]: () => unknown } = {
  'a bigint': () => 1n,
  'a symbol': () => Symbol('evil'),
  'a function': () => () => 'evil',
  'an async function': () => async () => 'evil',
  'a class': () => class {},
  'a date': () => new Date(0),
  'no date': () => new Date(Number.NaN),
  'a pattern': () => /(a+)+$/,
  'a map': () => new Map([['userId', 'u0']]),
  'a set': () => new Set(['active']),
  bytes: () => new Uint8Array([1, 2, 3]),
  'an error': () => new Error('evil'),
  'a promise': () => Promise.resolve('u0'),
  'a boxed string': () => Object('active'),
  'a boxed number': () => Object(1),
  'an instance': () =>
    new (class {
      userId = 'u0'
    })(),
  'no prototype': () => Object.assign(Object.create(null), { userId: 'u0' }),
  'everything inherited': () => Object.create({ userId: 'u0', organizationId: 'org_none' }),
  'a prototype of its own': () => ({ __proto__: { system: 'root' }, userId: 'u0' }),
  'a storage': () => memoryStorage(),
  'a circle': () => {
    const circle: { [key: string]: unknown } = { userId: 'u0' }
    circle.self = circle
    return circle
  },
  'a circle of arrays': () => {
    const circle: unknown[] = []
    circle.push(circle)
    return circle
  },
  'a hole': () => new Array(3),
  'a hole in between': () => Object.assign(new Array(3), { 0: 'active', 2: 'active' }),
  'a long hole': () => new Array(2 ** 32 - 1),
  'an array with more on it': () => Object.assign(['active'], { userId: 'u0' }),
  'an array that iterates for ever': () =>
    Object.assign(['active'], {
      *[Symbol.iterator]() {
        for (;;) yield 'active'
      },
    }),
  'a frozen object': () => Object.freeze({ userId: 'u0' }),
  'a getter': () => Object.defineProperty({}, 'userId', { enumerable: true, get: () => 'u0' }),
  'a getter that throws': () => Object.defineProperty({}, 'userId', { enumerable: true, get: thrown }),
  'a getter that throws nothing': () =>
    Object.defineProperty({}, 'userId', {
      enumerable: true,
      get: () => {
        throw undefined
      },
    }),
  'a getter that answers differently each time': () => {
    let asked = 0
    const answers = ['u0', 1, undefined, { system: 'root' }, '\0']
    return Object.defineProperty({}, 'userId', { enumerable: true, get: () => answers[asked++ % answers.length] })
  },
  'a hidden property': () => Object.defineProperty({ userId: 'u0' }, 'system', { enumerable: false, value: 'root' }),
  'a key that is a symbol': () => ({ userId: 'u0', [Symbol('evil')]: 1 }),
  '`toJSON` that throws': () => ({ toJSON: thrown }),
  '`toJSON` that lies': () => ({ userId: 'u0', toJSON: () => ({ system: 'root' }) }),
  '`toString` that throws': () => ({ toString: thrown, valueOf: thrown, [Symbol.toPrimitive]: thrown }),
  'something thenable': () => ({ userId: 'u0', [`${'th'}en`]: (done: (value: unknown) => void) => done('evil') }),
  'a proxy': () => new Proxy({ userId: 'u0' }, {}),
  'a proxy of an array': () => new Proxy(['active'], {}),
  'a proxy that throws at everything': () =>
    new Proxy(
      {},
      { get: thrown, ownKeys: thrown, has: thrown, getPrototypeOf: thrown, getOwnPropertyDescriptor: thrown },
    ),
  'a proxy that throws at keys': () => new Proxy({ userId: 'u0' }, { ownKeys: thrown }),
  'a proxy that has everything': () =>
    new Proxy(
      {},
      { get: () => 'u0', has: () => true, getOwnPropertyDescriptor: () => ({ value: 'u0', configurable: true }) },
    ),
  'a proxy of a long array': () =>
    new Proxy(['active'], { get: (array, key) => (key === 'length' ? 2 ** 31 : Reflect.get(array, key)) }),
  'a revoked proxy': () => {
    const { proxy, revoke } = Proxy.revocable({}, {})
    revoke()
    return proxy
  },
  'a revoked proxy of an array': () => {
    const { proxy, revoke } = Proxy.revocable([], {})
    revoke()
    return proxy
  },
}

function nested(levels: number): unknown {
  let value: unknown = 1
  for (let level = 0; level < levels; level++) value = { a: value }
  return value
}

function nestedArray(levels: number): unknown {
  let value: unknown = []
  for (let level = 0; level < levels; level++) value = [value]
  return value
}

export const hostileValues: { readonly [name: string]: () => unknown } = {
  ...Object.fromEntries(Object.entries(strings).map(([name, text]) => [name, () => text])),
  ...Object.fromEntries(hostileKeys.map((key) => [`the string ${JSON.stringify(key)}`, () => key])),
  ...plain,
  ...exotic,
}
