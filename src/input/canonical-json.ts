/** Canonical JSON (RFC 8785): equal values give equal text, which hashes and size limits are taken of. */
import { isPlainObject } from './plain-object.js'

/** Plain JSON. Written so that interfaces fit, which a type with an index signature would not let in. */
export type JsonLike = object | string | number | boolean | null

/**
 * Members whose value is undefined are left out. Throws a TypeError on what is not JSON: that is a fault of the caller's,
 * since what comes from outside is checked before.
 */
export const canonicalJson = (value: JsonLike): string => {
  if (Array.isArray(value)) return `[${Array.from(value, member).join(',')}]`
  if (typeof value === 'object' && value !== null) return objectJson(value)
  return primitiveJson(value)
}

const objectJson = (value: object): string => {
  if (!isPlainObject(value)) throw new TypeError('only plain objects have a canonical form')
  // `sort` compares UTF-16 units, as the RFC asks
  const keys = Object.keys(value).sort()
  const members = keys.flatMap((key) =>
    value[key] === undefined ? [] : [`${primitiveJson(key)}:${member(value[key])}`],
  )
  return `{${members.join(',')}}`
}

const member = (value: unknown): string => {
  if (isJsonLike(value)) return canonicalJson(value)
  throw new TypeError(`a value of type ${typeof value} is not JSON`)
}

const isJsonLike = (value: unknown): value is JsonLike =>
  value === null || ['object', 'string', 'number', 'boolean'].includes(typeof value)

/** `JSON.stringify` writes strings and numbers as the RFC asks; what it would write for the two refused is no JSON of it. */
const primitiveJson = (value: string | number | boolean | null): string => {
  if (typeof value === 'number' && !Number.isFinite(value)) throw new TypeError(`${value} is not JSON`)
  if (typeof value === 'string' && /\p{Cs}/u.test(value)) throw new TypeError('a lone surrogate is not JSON')
  return JSON.stringify(value)
}
