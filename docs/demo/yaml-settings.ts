/** Settings: what a file says of something beside what the model has fields for. It is kept as metadata. */
import type { Metadata } from 'guildhall'
import { quoted } from './problems.js'
import { type Entry, isBlank, plainValueOf } from './yaml-file.js'

export class Settings {
  readonly #notImported = new Set<string>()

  /** Those of something: `words` say what it is. */
  of(fields: readonly Entry[], known: readonly string[], words: string): Metadata {
    return Object.fromEntries(
      fields.flatMap(({ key, value: node }) => {
        if (known.includes(key) || isBlank(node)) return []
        const value = plainValueOf(node)
        if (value === undefined) this.#notImported.add(`${quoted(key)} of ${words}`)
        return value === undefined ? [] : [[key, value]]
      }),
    )
  }

  /** What is more than a text or a truth. */
  notImported(): readonly string[] {
    return [...this.#notImported]
  }
}
