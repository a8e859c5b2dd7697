import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  compareCodePoints,
  identifier,
  multiLine,
  recordId,
  singleLine,
  sortKey,
  utf8Length,
} from '../../src/input/text.js'

const wellFormed = fc.string({ unit: 'binary' })
const anyUnits = fc.array(fc.nat({ max: 0xffff })).map((units) => String.fromCharCode(...units))
const bytesOf = (text: string) => new TextEncoder().encode(text).length
const bidi = ['\u202a', '\u202b', '\u202c', '\u202d', '\u202e', '\u2066', '\u2067', '\u2068', '\u2069']

describe('text on one line', () => {
  const check = singleLine(20)
  const control = 'must be one line without control characters'

  test.each(['', 'Ada', ' Ada ', 'Zoë 漢字 💌', 'שלום\u200f'])('%j', (given) => {
    expect(check(given)).toEqual({ ok: true, value: given })
  })

  test.each([
    ...['\0', '\t', '\n', '\r', '\u001b', '\u007f', '\u0085', '\u2028', '\u2029'].map((character) => [
      character,
      control,
    ]),
    ...bidi.map((character) => [character, 'must have no characters that override the direction of text']),
    ['\ud83d', 'must be well-formed Unicode'],
    ['\udc8c', 'must be well-formed Unicode'],
  ])('%j is refused', (character, problem) => {
    expect(check(`A${character}a`)).toEqual({ ok: false, problem })
  })

  test('the limit counts bytes', () => {
    expect(check('a'.repeat(20)).ok).toBe(true)
    expect(check('é'.repeat(10)).ok).toBe(true)
    expect(check('é'.repeat(11))).toEqual({ ok: false, problem: 'must be at most 20 bytes' })
    expect(check('💌'.repeat(5)).ok).toBe(true)
    expect(check('a'.repeat(21)).ok).toBe(false)
  })

  test.each(['', ' ', '\u00a0\u2003', '\u200b\u200d', '\u3164', '\u00ad'])(
    'S0-26 required text is not blank: %j',
    (given) => {
      expect(singleLine(20, { required: true })(given)).toEqual({ ok: false, problem: 'must not be blank' })
      expect(check(given).ok).toBe(true)
    },
  )

  test('required text may have white space around it', () => {
    expect(singleLine(20, { required: true })(' Ada ')).toEqual({ ok: true, value: ' Ada ' })
  })
})

describe('text on many lines', () => {
  const check = multiLine(40)

  test('may have tabs and line breaks', () => {
    const given = 'Dear Bo,\r\n\twelcome\nAda'
    expect(check(given)).toEqual({ ok: true, value: given })
  })

  test.each(['\0', '\u0008', '\u000b', '\u001b', '\u007f', '\u0085'])('%j is refused', (character) => {
    expect(check(`a${character}`)).toEqual({
      ok: false,
      problem: 'must have no control characters but tabs and line breaks',
    })
  })

  test.each([...bidi, '\ud83d'])('%j is refused', (character) => {
    expect(check(`a${character}`).ok).toBe(false)
  })

  test('required text is not made of line breaks', () => {
    expect(multiLine(40, { required: true })('\n\t\r\n').ok).toBe(false)
  })
})

describe('ids of the app', () => {
  const check = identifier(255)

  test.each([
    'u1',
    'auth0|5f7c8ec7c33c6c004bbafe82',
    'github:ada',
    'CN=Ada Lovelace,O=Acme',
    'ада',
    '💌',
    'a/b?c#d',
    '__proto__',
  ])('%s', (given) => {
    expect(check(given)).toEqual({ ok: true, value: given })
  })

  test.each([
    '',
    ' u1',
    'u1 ',
    'u\t1',
    'u\n1',
    'u\u00a01',
    'u\u200b1',
    'u\0',
    'u\u202e1',
    'u\ud83d',
    'u\u3000',
    'u\ufeff',
  ])('R24 %j is refused', (given) => {
    expect(check(given)).toMatchObject({ ok: false, problem: expect.stringMatching(/^must /) })
  })

  test('at most 255 bytes', () => {
    expect(check('a'.repeat(255)).ok).toBe(true)
    expect(check('a'.repeat(256)).ok).toBe(false)
    expect(check('é'.repeat(128)).ok).toBe(false)
  })

  test('they are compared as they are', () => {
    expect(check('e\u0301')).toEqual({ ok: true, value: 'e\u0301' })
  })
})

describe('ids that Guildhall mints', () => {
  test.each(['mem_1', 'a', 'A-z_0', 'a'.repeat(64)])('%s', (given) => {
    expect(recordId(given)).toEqual({ ok: true, value: given })
  })

  test.each(['', 'a'.repeat(65), 'a b', 'a\n', 'é', 'a.b', 'a:b', 'a/b'])('%j is refused', (given) => {
    expect(recordId(given).ok).toBe(false)
  })
})

describe('the order of lists', () => {
  test('length in UTF-8', () => {
    fc.assert(
      fc.property(fc.oneof(wellFormed, anyUnits), (text) => utf8Length(text) === bytesOf(text)),
      { numRuns: 5000 },
    )
  })

  test('code points compare as UTF-8 bytes do', () => {
    const byBytes = (a: string, b: string) => Math.sign(Buffer.compare(Buffer.from(a), Buffer.from(b)))
    expect(compareCodePoints('\uffff', '\u{10000}')).toBe(-1)
    expect('\uffff' < '\u{10000}').toBe(false)
    const close = fc.array(fc.constantFrom('a', '\ud7ff', '\ue000', '\uffff', '\u{10000}', '\u{10ffff}'), {
      maxLength: 4,
    })
    const pair = fc.oneof(
      fc.tuple(wellFormed, wellFormed),
      fc.tuple(close, close).map(([a, b]): [string, string] => [a.join(''), b.join('')]),
    )
    fc.assert(
      fc.property(pair, ([a, b]) => {
        expect(compareCodePoints(a, b)).toBe(byBytes(a, b))
        // 0 - x, since -0 is another 0 to the matcher
        expect(compareCodePoints(b, a)).toBe(0 - byBytes(a, b))
      }),
      { numRuns: 5000 },
    )
  })

  test.each([
    ['letter case is put aside', 'Ada LOVELACE', 'ada lovelace'],
    ['compatibility forms are put aside', 'ﬁrm Ⅳ ａ', 'firm iv a'],
    ['in no language’s way', 'İI', 'i\u0307i'],
    ['marks stay', 'Zoë', 'zoë'],
  ])('%s', (_, given, key) => {
    expect(sortKey(given)).toBe(key)
  })

  test('a sort key has at most 256 bytes, cut between characters', () => {
    expect(sortKey('a'.repeat(300))).toBe('a'.repeat(256))
    expect(sortKey(`${'a'.repeat(255)}é`)).toBe('a'.repeat(255))
    expect(sortKey(`${'a'.repeat(253)}💌`)).toBe('a'.repeat(253))
    // one character that comes apart into many
    expect(utf8Length(sortKey('\ufdfa'.repeat(60)))).toBeLessThanOrEqual(256)
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 400 }), (text) => {
        const key = sortKey(text)
        expect(utf8Length(key)).toBeLessThanOrEqual(256)
        expect(text.normalize('NFKC').toLowerCase().startsWith(key)).toBe(true)
        expect(/\p{Cs}/u.test(key)).toBe(false)
      }),
      { numRuns: 2000 },
    )
  })
})
