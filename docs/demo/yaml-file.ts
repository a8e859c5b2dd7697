/**
 * A YAML file whose nodes are read as they stand, for two reasons: each knows its line, and nothing is ever expanded, so
 * that a file of nested aliases costs nothing.
 */
import { isMap, isNode, isScalar, isSeq, LineCounter, parseDocument } from 'yaml'
import { DemoError, type Problem, quoted } from './problems.js'

/** A key of a map, its line, and its value as a node. */
export interface Entry {
  readonly key: string
  readonly line: number
  readonly value: unknown
}

/** What must be there once. */
interface Named {
  readonly key: string
  readonly line: number
  readonly field: string
  /** As it is written, where a problem must say it. */
  readonly name?: string
}

export interface Item {
  readonly line: number
  readonly node: unknown
}

export class YamlFile {
  /** What is wrong with single entries, as it is found. */
  readonly problems: Problem[] = []
  readonly root: unknown
  readonly #lines = new LineCounter()

  /** @throws DemoError where the text is no YAML */
  constructor(text: string) {
    // `failsafe`: every scalar is text, so that the login `0123` is no number. `uniqueKeys` would compare all with all.
    const options = { lineCounter: this.#lines, schema: 'failsafe', uniqueKeys: false, prettyErrors: false } as const
    const { errors, contents } = parseDocument(text, options)
    // the other errors are mostly what the first one leads to
    const [error] = errors
    if (error !== undefined) throw this.#malformed(error.pos[0], error.message)
    this.root = contents
  }

  /** Notes a problem, and answers with nothing to go on with. */
  wrong(problem: Problem): [] {
    this.problems.push(problem)
    return []
  }

  /** Whether something was seen before, which is a problem; if it was not, it is now. */
  isTwice(seen: Map<string, number>, { key, line, field, name }: Named): boolean {
    const earlier = seen.get(key)
    const words = name === undefined ? '' : `${quoted(name)} `
    if (earlier === undefined) seen.set(key, line)
    else this.wrong({ line, field, problem: `${words}is on line ${earlier} already` })
    return earlier !== undefined
  }

  /** The entries of a map by their keys, each of which may be there once; undefined where it is none. */
  entriesOf(node: unknown): readonly Entry[] | undefined {
    if (!isMap(node)) return undefined
    const seen = new Set<string>()
    return node.items.map(({ key: name, value }) => {
      const key = textOf(name) ?? ''
      if (seen.has(key)) throw this.#malformed(isNode(name) ? name.range?.[0] : 0, `${quoted(key)} is there twice`)
      seen.add(key)
      return { key, line: this.#lineOf(name) ?? 1, value }
    })
  }

  /** The map of a field: the key alone is an empty one, and anything else is a problem, told in `words`. */
  map(field: Entry | undefined, words: string): readonly Entry[] {
    if (field === undefined || isBlank(field.value)) return []
    const { key, line, value } = field
    return this.entriesOf(value) ?? this.wrong({ line, field: key, problem: `must be a map${words}` })
  }

  /** The list of a field, likewise. */
  list(field: Entry | undefined, words: string): readonly Item[] {
    if (field === undefined || isBlank(field.value)) return []
    const { key, line, value } = field
    if (!isSeq(value)) return this.wrong({ line, field: key, problem: `must be a list${words}` })
    return value.items.map((node) => ({ line: this.#lineOf(node) ?? line, node }))
  }

  #lineOf(node: unknown): number | undefined {
    return isNode(node) && node.range ? this.#lines.linePos(node.range[0]).line : undefined
  }

  #malformed(at = 0, message: string): DemoError {
    const problem = message.includes('call stack') ? 'nested too deeply' : message
    return new DemoError('not well-formed YAML', [{ line: this.#lines.linePos(at).line, problem }])
  }
}

export const textOf = (node: unknown): string | undefined =>
  isScalar(node) && typeof node.value === 'string' ? node.value : undefined

/** What an app would keep of a scalar: text, or a truth that stands there without quotes. */
export function plainValueOf(node: unknown): string | boolean | undefined {
  const text = textOf(node)
  const plain = isScalar(node) && node.type === 'PLAIN'
  return plain && (text === 'true' || text === 'false') ? text === 'true' : text
}

export const isBlank = (node: unknown): boolean => node === undefined || node === null || textOf(node) === ''
