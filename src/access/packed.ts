/** Records as short JSON and back: an object becomes an array in the order of its fields, an absent field null. */
import { GuildhallError } from '../guildhall-error.js'

/** How values of one type are packed; reading refuses everything that packing does not make. */
export interface Packing<T> {
  pack(value: T): unknown
  read(json: unknown, path: string): T
}

/** @throws GuildhallError `snapshot/invalid`, by the place */
export const invalidSnapshot = (path: string): never => {
  throw new GuildhallError('snapshot/invalid', { path }, { message: invalidSnapshotMessage({ path }) })
}

export const invalidSnapshotMessage = ({ path }: { path: string }): string =>
  `this is no snapshot of access: \`${path}\` is nothing that \`toJSON\` makes`

const plain = <T>(is: (json: unknown) => json is T): Packing<T> => ({
  pack: (value) => value,
  read: (json, path) => (is(json) ? json : invalidSnapshot(path)),
})

export const text = plain((json): json is string => typeof json === 'string' && json.length <= 1_024)

export const whole = plain((json): json is number => Number.isSafeInteger(json))

/** One of a closed list, by its place there. */
export const oneOf = <T extends string | boolean>(choices: readonly T[]): Packing<T> => ({
  pack: (value) => choices.indexOf(value),
  read: (json, path) => choices[whole.read(json, path)] ?? invalidSnapshot(path),
})

/** A name by its place in a list that both sides have, or itself where it is not there. */
export const known = (names: readonly string[], index: ReadonlyMap<string, number>): Packing<string> => ({
  pack: (value) => index.get(value) ?? value,
  read: (json, path) => (typeof json === 'number' ? oneOf(names).read(json, path) : text.read(json, path)),
})

export const maybe = <T>(packing: Packing<T>): Packing<T | undefined> => ({
  pack: (value) => (value === undefined ? null : packing.pack(value)),
  read: (json, path) => (json === null ? undefined : packing.read(json, path)),
})

export const list = <T>(packing: Packing<T>): Packing<readonly T[]> => ({
  pack: (values) => values.map((value) => packing.pack(value)),
  read: (json, path) => {
    if (!Array.isArray(json) || json.length > 10_000) return invalidSnapshot(path)
    return Array.from(json, (item: unknown, at) => packing.read(item, `${path}[${at}]`))
  },
})

export const record = <T extends object>(fields: { readonly [K in keyof T]-?: Packing<T[K]> }): Packing<T> => {
  // Each packing belongs to the field of its name, which an index by a string cannot say.
  const packings = Object.entries(fields) as [keyof T & string, Packing<unknown>][]
  return {
    pack: (value) => packings.map(([name, packing]) => packing.pack(value[name])),
    read: (json, path) => {
      if (!Array.isArray(json) || json.length !== packings.length) return invalidSnapshot(path)
      const items: readonly unknown[] = json
      const read = packings.map(([name, packing], at) => [name, packing.read(items[at], `${path}.${name}`)] as const)
      // Every field has been read by its own packing.
      return Object.fromEntries(read.filter(([, value]) => value !== undefined)) as T
    },
  }
}
