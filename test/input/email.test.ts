import { domainToUnicode } from 'node:url'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { canonicalEmail } from '../../src/input/email.js'

const keyOf = (given: string): string | undefined => {
  const checked = canonicalEmail(given)
  return checked.ok ? checked.value.key : undefined
}
const problemOf = (given: string): string | undefined => {
  const checked = canonicalEmail(given)
  return checked.ok ? undefined : checked.problem
}
const isAscii = (text: string): boolean => /^[\0-\x7F]*$/.test(text)

/** Every code point but the surrogates. */
function* allCharacters(): Generator<string> {
  for (let code = 0; code <= 0x10ffff; code++) if (code < 0xd800 || code > 0xdfff) yield String.fromCodePoint(code)
}

describe('R17 one canonical form', () => {
  test.each([
    ['as it is', 'ada@acme.test', 'ada@acme.test'],
    ['R2 letter case', 'Ada.LOVELACE@Acme.TEST', 'ada.lovelace@acme.test'],
    ['a plus-tag is kept', 'ada+Work@acme.test', 'ada+work@acme.test'],
    ['dots are kept', 'a.d.a@acme.test', 'a.d.a@acme.test'],
    ['every sign that a name may have', "!#$%&'*+-/=?^_`{|}~@acme.test", "!#$%&'*+-/=?^_`{|}~@acme.test"],
    ['a domain of one part', 'root@localhost', 'root@localhost'],
    ['an international domain', 'ada@münchen.test', 'ada@xn--mnchen-3ya.test'],
    ['in capitals', 'ada@MÜNCHEN.test', 'ada@xn--mnchen-3ya.test'],
    ['in punycode', 'ada@XN--MNCHEN-3YA.test', 'ada@xn--mnchen-3ya.test'],
    ['decomposed', 'ada@mu\u0308nchen.test', 'ada@xn--mnchen-3ya.test'],
    ['the sharp s is a letter of its own', 'ada@straße.test', 'ada@xn--strae-oqa.test'],
    ['another script', 'ada@пример.испытание', 'ada@xn--e1afmkfd.xn--80akhbyknj4f'],
    ['with vowel signs', 'ada@उदाहरण.परीक्षा', 'ada@xn--p1b6ci4b4b3a.xn--11b5bs3a9aj6g'],
    ['a name composed', 'jose\u0301@acme.test', 'jos\u00e9@acme.test'],
    ['a name of another script', 'ада@acme.test', 'ада@acme.test'],
    ['capitals outside ASCII stay as they are', 'É@acme.test', 'É@acme.test'],
    ['a small letter composes where the capital did not', 'H\u0331@acme.test', '\u1e96@acme.test'],
  ])('%s', (_, given, key) => {
    expect(canonicalEmail(given)).toEqual({ ok: true, value: { email: given, key } })
  })

  test('what is given stays as it is, for mail and for people', () => {
    expect(canonicalEmail('Ada@Mu\u0308nchen.test')).toMatchObject({ value: { email: 'Ada@Mu\u0308nchen.test' } })
  })
})

describe('R17 refused', () => {
  const oneAt = 'must contain exactly one `@`'
  const ofLocal = "must have only letters, digits, dots and !#$%&'*+/=?^_`{|}~- before the `@`"
  const ofDomain = 'must have only letters, digits, hyphens and dots after the `@`'
  const emptyLabel = 'must have a domain after the `@`, without empty parts or a dot at the end'
  const dots = 'must have no dot at the beginning or end of the name, and no two in a row'
  const turning = 'must not contain characters that turn into ASCII ones'
  const turningDomain = 'must not have characters in the domain that turn into ASCII ones'
  const edges = 'must not begin or end with white space'

  test.each([
    ['nothing', '', oneAt],
    ['no @', 'acme.test', oneAt],
    ['two', 'ada@b@acme.test', oneAt],
    ['a full-width @', 'ada\uff20acme.test', oneAt],
    ['a small @', 'ada\ufe6bacme.test', oneAt],
    ['a full-width @ in the name', 'ada\uff20evil.test@acme.test', ofLocal],
    ['a full-width @ in the domain', 'ada@evil.test\uff20acme.test', ofDomain],
    ['white space before', ' ada@acme.test', edges],
    ['white space after', 'ada@acme.test\n', edges],
    ['white space within', 'ada lovelace@acme.test', ofLocal],
    ['a name beside it', 'Ada <ada@acme.test>', ofLocal],
    ['quotes', '"ada"@acme.test', ofLocal],
    ['a comment', 'ada(x)@acme.test', ofLocal],
    ['a comma', 'ada,bo@acme.test', ofLocal],
    ['a backslash', 'ada\\@acme.test', ofLocal],
    ['no name', '@acme.test', 'must have a name before the `@`'],
    ['a dot first', '.ada@acme.test', dots],
    ['a dot last', 'ada.@acme.test', dots],
    ['two dots', 'a..da@acme.test', dots],
    ['NUL', 'ada\0@acme.test', ofLocal],
    ['a control character', 'ada\u0007@acme.test', ofLocal],
    ['a line break', 'ada\nbcc:eve@acme.test', ofLocal],
    ['an override of the direction', 'ada\u202e@acme.test', ofLocal],
    ['an isolate', 'ada@ac\u2066me.test', ofDomain],
    ['a zero-width joiner', 'a\u200dda@acme.test', ofLocal],
    ['a soft hyphen', 'ada@ac\u00adme.test', ofDomain],
    ['a mark that nobody sees', 'ada\u034f@acme.test', ofLocal],
    ['a variation selector', 'ada@acme\ufe0f.test', ofDomain],
    ['a letter that nobody sees', 'ada\u3164@acme.test', ofLocal],
    ['an emoji', '💌@acme.test', ofLocal],
    ['a lone surrogate', 'ada\ud83d@acme.test', 'must be well-formed Unicode'],
    ['the Kelvin sign in the name', '\u212aate@acme.test', turning],
    ['the Kelvin sign in the domain', 'ada@\u212aate.test', turning],
    ['a Greek question mark', 'ada\u037e@acme.test', turning],
    ['a Greek grave accent', 'ada\u1fef@acme.test', turning],
    ['the Kelvin sign, made up for by a sign that goes', '\u212a=\u0338@acme.test', turning],
    ['a ligature', 'ada@\ufb01rm.test', turningDomain],
    ['a ligature beside a letter outside ASCII', 'ada@ü\ufb01rm.test', turningDomain],
    ['full-width letters', 'ada@\uff41cme.test', turningDomain],
    ['a long s', 'ada@\u017fun.test', turningDomain],
    ['mathematical letters', 'ada@\u{1d41a}cme.test', turningDomain],
    ['the capital sharp s', 'ada@STRA\u1e9eE.test', turningDomain],
    ['an ideographic full stop', 'ada@acme\u3002test', ofDomain],
    ['no domain', 'ada@', emptyLabel],
    ['a dot before the domain', 'ada@.acme.test', emptyLabel],
    ['two dots in the domain', 'ada@acme..test', emptyLabel],
    ['a dot at the end', 'ada@acme.test.', emptyLabel],
    ['a percent sign', 'ada@%61cme.test', ofDomain],
    ['a port', 'ada@acme.test:25', ofDomain],
    ['a path', 'ada@acme.test/x', ofDomain],
    ['an underscore', 'ada@ac_me.test', ofDomain],
    ['an address literal', 'ada@[127.0.0.1]', ofDomain],
    ['an IP address', 'ada@127.0.0.1', 'must have a domain name, not an IP address'],
    ['one in short', 'ada@1.2', 'must have a domain name, not an IP address'],
    ['one in one number', 'ada@2130706433', 'must have a domain name, not an IP address'],
    ['one in hexadecimal', 'ada@0x7f.1', 'must have a domain name, not an IP address'],
    ['one in digits of another form', 'ada@\uff11.\uff12', turningDomain],
    ['a number at the end', 'ada@acme.1', 'must have a valid domain'],
    ['punycode of nothing', 'ada@xn--a.test', 'must have a valid domain'],
    ['a hyphen first', 'ada@-acme.test', 'must have no hyphen at the beginning or end of a part of the domain'],
    ['a hyphen last', 'ada@acme-.test', 'must have no hyphen at the beginning or end of a part of the domain'],
  ])('%s', (_, given, problem) => {
    expect(problemOf(given)).toBe(problem)
  })
})

describe('limits, in octets', () => {
  test('64 before the `@`', () => {
    expect(problemOf(`${'a'.repeat(64)}@acme.test`)).toBeUndefined()
    expect(problemOf(`${'a'.repeat(65)}@acme.test`)).toBe('must have at most 64 bytes before the `@`')
    expect(problemOf(`${'é'.repeat(33)}@acme.test`)).toBe('must have at most 64 bytes before the `@`')
  })

  test('254 in all, as given and in the canonical form', () => {
    const domain = (length: number) =>
      `${'a'.repeat(60)}.`
        .repeat(4)
        .slice(0, length - 1)
        .concat('a')
    expect(problemOf(`${'a'.repeat(64)}@${domain(189)}`)).toBeUndefined()
    expect(problemOf(`${'a'.repeat(64)}@${domain(190)}`)).toBe('must be at most 254 bytes')
    // short as given, long in punycode
    const wide = Array.from({ length: 11 }, (_, i) => `ü${String.fromCharCode(97 + i)}ä`).join('.')
    expect(problemOf(`a@${wide}.${'b'.repeat(60)}.${'c'.repeat(60)}`)).toBe('must be at most 254 bytes')
  })

  test('63 in each part of the domain', () => {
    expect(problemOf(`a@${'b'.repeat(63)}.test`)).toBeUndefined()
    expect(problemOf(`a@${'b'.repeat(64)}.test`)).toBeDefined()
  })

  test('something huge is refused at once', () => {
    const start = performance.now()
    expect(problemOf(`${'é'.repeat(5_000_000)}@acme.test`)).toBe('must be at most 254 bytes')
    expect(performance.now() - start).toBeLessThan(1000)
  })
})

describe('R17 over all of Unicode', () => {
  test('no character outside ASCII becomes one inside it in the name', () => {
    const wrong: string[] = []
    for (const character of allCharacters()) {
      if (isAscii(character)) continue
      const given = `a${character}b@acme.test`
      const key = keyOf(given)
      // a mark composes with the letter before it, and takes that away; nothing is ever added
      if (key !== undefined && ![given, given.normalize('NFC')].includes(key)) wrong.push(given)
      else if (key !== undefined && [...key].filter(isAscii).length > [...given].filter(isAscii).length)
        wrong.push(given)
    }
    expect(wrong).toEqual([])
  })

  test('no character outside ASCII becomes one inside it in the domain', () => {
    const wrong: string[] = []
    for (const character of allCharacters()) {
      if (isAscii(character)) continue
      const given = `x@ü${character}.test`
      const key = keyOf(given)
      if (key === undefined) continue
      const label = domainToUnicode(key.slice(2)).split('.')[0] ?? ''
      // the capital dotted I comes apart into i and a dot above it: no ASCII name, and the same as written so
      const kept = character === '\u0130' ? label === 'üi\u0307' : ![...label].some(isAscii)
      if (!kept) wrong.push(given)
    }
    expect(wrong).toEqual([])
  })

  test('dotless and dotted i, and whatever looks like ASCII, is never equal to it', () => {
    const plain = ['ikspt@acme.test', 'x@ikspt.test'].map(keyOf)
    for (const [ascii, lookalikes] of Object.entries({
      i: 'ıİіɩ１ｉ',
      k: '\u212aｋкκ',
      s: 'ſѕｓ',
      p: 'рｐ',
      t: 'ｔτ',
    })) {
      for (const lookalike of lookalikes) {
        for (const given of ['ikspt@acme.test', 'x@ikspt.test']) {
          expect(plain).not.toContain(keyOf(given.replace(ascii, lookalike)))
        }
      }
    }
  })
})

describe('properties', () => {
  const alphabet = fc.constantFrom(
    ...'abHJTWYZ019.-+_@',
    ...[
      '\u0301',
      '\u0331',
      '\u030c',
      '\u030a',
      '\u0338',
      'é',
      'É',
      'ß',
      'ü',
      'Ü',
      'ı',
      'İ',
      'ﬁ',
      '\u212a',
      'я',
      '漢',
      '\ud83d',
      '%',
    ],
  )
  const text = fc.array(alphabet, { maxLength: 12 }).map((characters) => characters.join(''))
  const likely = fc.tuple(text, text).map(([local, domain]) => `${local}a@a${domain}.test`)
  const any = fc.oneof(likely, fc.string({ unit: 'binary' }), fc.emailAddress())

  test('the canonical form is its own canonical form', () => {
    fc.assert(
      fc.property(any, (given) => {
        const key = keyOf(given)
        if (key !== undefined) expect(keyOf(key)).toBe(key)
      }),
      { numRuns: 5000 },
    )
  })

  test('it does not depend on normalization or on the case of ASCII letters', () => {
    const flip = (text: string) =>
      text.replace(/[A-Za-z]/g, (letter) => (letter < 'a' ? letter.toLowerCase() : letter.toUpperCase()))
    fc.assert(
      fc.property(any, (given) => {
        const key = keyOf(given)
        if (key === undefined || given.normalize('NFD').length > 100) return
        expect(keyOf(given.normalize('NFC'))).toBe(key)
        expect(keyOf(given.normalize('NFD'))).toBe(key)
        // a composed letter that comes apart may have its ASCII part flipped as well, so only whole letters are
        if (isAscii(given)) expect(keyOf(flip(given))).toBe(key)
      }),
      { numRuns: 5000 },
    )
  })

  test('ordinary addresses pass', () => {
    fc.assert(
      fc.property(fc.emailAddress(), (given) => {
        expect(problemOf(given)).toBeUndefined()
      }),
      { numRuns: 2000 },
    )
  })

  test('whatever is given, the answer is a key of printable characters, or a problem', () => {
    fc.assert(
      fc.property(any, (given) => {
        const checked = canonicalEmail(given)
        if (checked.ok) expect(checked.value.key).toMatch(/^[^\p{C}\p{Z}@]+@[a-z0-9.-]+$/u)
        else expect(checked.problem).toMatch(/^must /)
      }),
      { numRuns: 5000 },
    )
  })
})
