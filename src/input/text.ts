/** Checks for strings, and the one order that strings are sorted in. */
import { type Checked, right, wrong } from './checked.js'

export type TextCheck = (given: string) => Checked<string>

/** `required`: something visible must be in it. */
interface TextOptions {
  readonly required?: boolean
}

const loneSurrogate = /\p{Cs}/u
/** Characters that turn the order of what stands after them, and so can make one name look like another. */
const bidiControl = /[\u202A-\u202E\u2066-\u2069]/
const visible = /[^\p{White_Space}\p{Default_Ignorable_Code_Point}\p{Cc}\p{Cf}\p{Cs}]/u

/** Text on one line: a name, a title. Nothing is trimmed. `maxBytes` counts UTF-8. */
export const singleLine = (maxBytes: number, options: TextOptions = {}): TextCheck =>
  textCheck(maxBytes, options, /[\p{Cc}\u2028\u2029]/u, 'must be one line without control characters')

/** Text that may have tabs and line breaks: a message, a reason. */
export const multiLine = (maxBytes: number, options: TextOptions = {}): TextCheck =>
  textCheck(maxBytes, options, /[^\P{Cc}\t\n\r]/u, 'must have no control characters but tabs and line breaks')

const textCheck =
  (maxBytes: number, { required = false }: TextOptions, forbidden: RegExp, problem: string): TextCheck =>
  (given) => {
    const encoding = encodingProblem(given, maxBytes)
    if (encoding !== undefined) return wrong(encoding)
    if (forbidden.test(given)) return wrong(problem)
    if (bidiControl.test(given)) return wrong('must have no characters that override the direction of text')
    return required && !visible.test(given) ? wrong('must not be blank') : right(given)
  }

/** What every string must satisfy to be stored: well-formed Unicode, within its limit. */
export const encodingProblem = (given: string, maxBytes: number): string | undefined => {
  // a UTF-16 unit is at least one byte, so that counting the bytes of something huge is spared
  if (given.length > maxBytes || utf8Length(given) > maxBytes) return `must be at most ${maxBytes} bytes`
  return loneSurrogate.test(given) ? 'must be well-formed Unicode' : undefined
}

/** Ids that an app brings, a user's for example: visible characters, with spaces inside only. Compared as they are. */
export const identifier =
  (maxBytes: number): TextCheck =>
  (given) => {
    const encoding = encodingProblem(given, maxBytes)
    if (encoding !== undefined) return wrong(encoding)
    if (given === '') return wrong('must not be empty')
    if (given.startsWith(' ') || given.endsWith(' ')) return wrong('must not begin or end with a space')
    const invisible = [...given].some((character) => character !== ' ' && !visible.test(character))
    return invisible ? wrong('must consist of visible characters') : right(given)
  }

/** Ids that Guildhall mints. */
export const recordId: TextCheck = (given) =>
  /^[A-Za-z0-9_-]{1,64}$/.test(given) ? right(given) : wrong('must be an id: 1 to 64 of A-Z, a-z, 0-9, `_` and `-`')

/** How many bytes a string has in UTF-8. */
export const utf8Length = (text: string): number => {
  let bytes = 0
  for (const character of text) bytes += utf8LengthOf(character)
  return bytes
}

const utf8LengthOf = (character: string): number => {
  if (character.length === 2) return 4
  const unit = character.charCodeAt(0)
  return unit < 0x80 ? 1 : unit < 0x800 ? 2 : 3
}

const sortKeyBytes = 256

/** What lists are ordered by: compatibility forms and letter case put aside, in no language's way, at most 256 bytes. */
export const sortKey = (text: string): string => {
  let key = ''
  let bytes = 0
  for (const character of text.normalize('NFKC').toLowerCase()) {
    bytes += utf8LengthOf(character)
    if (bytes > sortKeyBytes) break
    key += character
  }
  return key
}

/** Order by Unicode code point, which is the order of UTF-8 bytes (`COLLATE "C"`); JavaScript's `<` goes by UTF-16 unit. */
export const compareCodePoints = (a: string, b: string): -1 | 0 | 1 => {
  const length = Math.min(a.length, b.length)
  for (let i = 0; i < length; i++) {
    const left = a.charCodeAt(i)
    const right = b.charCodeAt(i)
    if (left !== right) return codePointRank(left) < codePointRank(right) ? -1 : 1
  }
  return a.length === b.length ? 0 : a.length < b.length ? -1 : 1
}

/** Surrogates stand for code points above all others, although units follow after them. */
const codePointRank = (unit: number): number => (unit >= 0xd800 && unit <= 0xdfff ? unit + 0x10000 : unit)
