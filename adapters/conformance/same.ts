/** The kit's own assertions, so that it runs under any runner and needs no library. */

export class NotConforming extends Error {
  override readonly name = 'NotConforming'
}

/** Fails unless both are the same plain JSON. The order of keys means nothing; a key that holds undefined is a difference. */
export function same(actual: unknown, expected: unknown, what: string): void {
  const difference = firstDifference(actual, expected, what)
  if (difference !== undefined) throw new NotConforming(difference)
}

/** The same where order means nothing. What comes twice counts twice. */
export function sameSet(actual: readonly unknown[], expected: readonly unknown[], what: string): void {
  same(sorted(actual), sorted(expected), `${what}, sorted`)
}

export function holds(condition: boolean, what: string): asserts condition {
  if (!condition) throw new NotConforming(what)
}

/** JSON with the keys of every object in order. */
export function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join()}]`
  if (!isObject(value)) return JSON.stringify(value) ?? String(value)
  const keys = Object.keys(value).sort()
  return `{${keys.map((key) => `${JSON.stringify(key)}:${canonical(value[key])}`).join()}}`
}

/** In an order that is the same whatever it was before. */
export function sorted(values: readonly unknown[]): unknown[] {
  return values
    .map((value) => ({ value, key: canonical(value) }))
    .sort((a, b) => (a.key < b.key ? -1 : Number(a.key > b.key)))
    .map(({ value }) => value)
}

function firstDifference(actual: unknown, expected: unknown, path: string): string | undefined {
  if (Array.isArray(actual) && Array.isArray(expected)) {
    if (actual.length !== expected.length)
      return `${path}: ${expected.length} expected, and ${actual.length} there: ${shown(actual)}, not ${shown(expected)}`
    return first(expected.keys(), (at) => firstDifference(actual[at], expected[at], `${path}[${at}]`))
  }
  if (isObject(actual) && isObject(expected)) {
    if (!isPlain(actual)) return `${path}: an object of a class, not plain JSON`
    return first(new Set([...Object.keys(expected), ...Object.keys(actual)]), (key) => {
      const at = `${path}.${key}`
      if (!Object.hasOwn(actual, key)) return `${at}: missing, not ${shown(expected[key])}`
      if (!Object.hasOwn(expected, key)) return `${at}: there (${shown(actual[key])}), not missing`
      return firstDifference(actual[key], expected[key], at)
    })
  }
  return actual === expected ? undefined : `${path}: ${shown(actual)}, not ${shown(expected)}`
}

function first<T>(things: Iterable<T>, look: (thing: T) => string | undefined): string | undefined {
  for (const thing of things) {
    const seen = look(thing)
    if (seen !== undefined) return seen
  }
  return undefined
}

function isObject(value: unknown): value is { readonly [key: string]: unknown } {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function isPlain(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value)
  return prototype === null || Object.getPrototypeOf(prototype) === null
}

function shown(value: unknown): string {
  const json = typeof value === 'bigint' ? `${value}n` : canonical(value)
  return json.length > 300 ? `${json.slice(0, 300)}...` : json
}
