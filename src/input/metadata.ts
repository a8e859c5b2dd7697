/** Metadata: what an app keeps beside Guildhall's own fields, as plain JSON. */
import type { Json } from '../storage.js'
import { canonicalJson } from './canonical-json.js'
import { type Checked, right, type Wrong, wrong } from './checked.js'
import { isPlainObject } from './plain-object.js'
import { utf8Length } from './text.js'

export type Metadata = { readonly [key: string]: Json }

const maxBytes = 16_384
const maxDepth = 8
const tooLarge = `must be at most ${maxBytes} bytes of JSON`

/** A deep copy, of which nothing can be changed from outside. The object itself is the first level of its depth. */
export const checkMetadata = (value: unknown): Checked<Metadata> => {
  if (!isPlainObject(value)) return wrong('must be a plain object')
  const walk: Walk = { left: maxBytes, path: [] }
  const copy = copyObject(value, walk)
  if (!copy.ok) return copy
  return utf8Length(canonicalJson(copy.value)) > maxBytes ? wrong(tooLarge) : copy
}

interface Walk {
  /** How many values may still come: each takes a byte at least, so that nothing huge is copied first. */
  left: number
  /** The objects and arrays that are being copied, the outermost first. */
  readonly path: object[]
}

const copyValue = (value: unknown, walk: Walk): Checked<Json> => {
  walk.left -= 1
  if (walk.left < 0) return wrong(tooLarge)
  if (value === null || typeof value === 'boolean') return right(value)
  if (typeof value === 'string') return copyText(value)
  // -0 is written as 0
  if (typeof value === 'number')
    return Number.isFinite(value) ? right(value + 0) : wrong('must have finite numbers only')
  if (Array.isArray(value)) return copyArray(value, walk)
  return isPlainObject(value) ? copyObject(value, walk) : notJson
}

const notJson = wrong('must be plain JSON: objects, arrays, strings, numbers, true, false and null')

const copyText = (text: string): Checked<string> => {
  if (text.length > maxBytes) return wrong(tooLarge)
  if (/\p{Cs}/u.test(text)) return wrong('must have well-formed Unicode in its strings')
  return text.includes('\0') ? wrong('must have no NUL in its strings') : right(text)
}

const copyArray = (array: readonly unknown[], walk: Walk): Checked<Json> => {
  if (array.length > walk.left) return wrong(tooLarge)
  // an index for every place and `length`: nothing is missing and nothing else is there
  if (Reflect.ownKeys(array).length !== array.length + 1) return notJson
  const copies: Json[] = []
  const problem = within(array, walk, () => {
    for (let i = 0; i < array.length; i++) {
      const copy = copyProperty(array, String(i), walk)
      if (!copy.ok) return copy
      copies.push(copy.value)
    }
    return undefined
  })
  return problem ?? right(copies)
}

const copyObject = (object: object, walk: Walk): Checked<Metadata> => {
  const members: [string, Json][] = []
  const problem = within(object, walk, () => {
    for (const key of Reflect.ownKeys(object)) {
      if (typeof key === 'symbol') return notJson
      if (key === '__proto__') return wrong('must have no key `__proto__`')
      const text = copyText(key)
      if (!text.ok) return text
      const copy = copyProperty(object, key, walk)
      if (!copy.ok) return copy
      members.push([key, copy.value])
    }
    return undefined
  })
  // `fromEntries` defines properties, whatever their names, and calls no setter
  return problem ?? right(Object.fromEntries(members))
}

/** Reads a property without running a getter. */
const copyProperty = (object: object, key: string, walk: Walk): Checked<Json> => {
  const property = Object.getOwnPropertyDescriptor(object, key)
  if (property === undefined || !property.enumerable || !('value' in property)) return notJson
  return copyValue(property.value, walk)
}

const within = (container: object, walk: Walk, copy: () => Wrong | undefined): Wrong | undefined => {
  if (walk.path.includes(container)) return wrong('must not contain itself')
  if (walk.path.length === maxDepth) return wrong(`must be at most ${maxDepth} levels deep`)
  walk.path.push(container)
  const problem = copy()
  walk.path.pop()
  return problem
}
