/**
 * A GitHub organization file, as peribolos has them: organizations with their `admins` and `members`, by login.
 *
 * The nodes of the document are read as they stand, for two reasons: each knows its line, and nothing is ever expanded,
 * so that a file of nested aliases costs nothing.
 */
import { isMap, isNode, isScalar, isSeq, LineCounter, parseDocument, type YAMLMap } from 'yaml'
import type { Role } from './policy.js'
import { DemoError, type Problem, quoted } from './problems.js'
import type { Person, Roster, RosterFile } from './roster.js'

const login = /^[a-z0-9][a-z0-9_-]{0,38}$/i

/** Keys of an organization that the model has no place for yet. */
const later = new Map([
  ['teams', 'teams'],
  ['repos', 'repositories and access levels'],
])

export function readGithubRoster(text: string): RosterFile {
  const file = new GithubFile(text)
  const rosters = file.rosters()
  return { rosters, problems: file.problems, notImported: [...file.notImported] }
}

interface Entry {
  readonly key: string
  readonly line: number
  readonly value: unknown
}

class GithubFile {
  readonly problems: Problem[] = []
  readonly notImported = new Set<string>()
  readonly #lines = new LineCounter()
  readonly #root: unknown

  constructor(text: string) {
    // `failsafe`: every scalar is text, so that the login `0123` is no number. `uniqueKeys` would compare all with all.
    const options = { lineCounter: this.#lines, schema: 'failsafe', uniqueKeys: false, prettyErrors: false } as const
    const { errors, contents } = parseDocument(text, options)
    // the other errors are mostly what the first one leads to
    const [error] = errors
    if (error !== undefined) throw this.#malformed(error.pos[0], error.message)
    this.#root = contents
  }

  rosters(): Roster[] {
    const found = isMap(this.#root) ? this.#root.get('orgs') : undefined
    if (!isMap(found) || found.items.length === 0)
      throw new DemoError('not a GitHub organization file: it has no `orgs` with organizations in it')
    const slugs = new Map<string, number>()
    return this.#entries(found).flatMap(({ key, line, value }): Roster[] => {
      if (!isMap(value)) return this.#wrong({ line, field: key, problem: 'must be a map' })
      const slug = key.toLowerCase()
      const earlier = slugs.get(slug)
      if (earlier !== undefined) return this.#wrong({ line, field: key, problem: `is on line ${earlier} already` })
      slugs.set(slug, line)
      return [{ line, slug, ...this.#contents(key, this.#entries(value)) }]
    })
  }

  #contents(key: string, fields: readonly Entry[]): { name: string; people: readonly Person[] } {
    for (const field of fields) {
      const words = later.get(field.key)
      if (words !== undefined) this.notImported.add(words)
    }
    const name = textOf(fields.find((field) => field.key === 'name')?.value)
    const seen = new Map<string, number>()
    const people = [
      ...this.#people(fields, 'admins', 'admin', seen),
      ...this.#people(fields, 'members', 'member', seen),
    ]
    return { name: name || key, people }
  }

  #people(fields: readonly Entry[], field: string, role: Role, seen: Map<string, number>): readonly Person[] {
    const { value, line: top = 1 } = fields.find(({ key }) => key === field) ?? {}
    // the key alone is an empty list
    if (value === undefined || value === null || textOf(value) === '') return []
    if (!isSeq(value)) return this.#wrong({ line: top, field, problem: 'must be a list of logins' })
    return value.items.flatMap((item): Person[] => {
      const line = this.#lineOf(item) ?? top
      const given = textOf(item)
      if (given === undefined) return this.#wrong({ line, field, problem: 'must be a login' })
      if (!login.test(given)) return this.#wrong({ line, field, problem: `${quoted(given)} is no GitHub login` })
      const key = given.toLowerCase()
      const earlier = seen.get(key)
      if (earlier !== undefined)
        return this.#wrong({ line, field, problem: `${quoted(given)} is on line ${earlier} already` })
      seen.set(key, line)
      return [{ line, userId: `github:${key}`, role, profile: { name: given } }]
    })
  }

  /** The entries of a map by their keys, each of which may be there once. */
  #entries(map: YAMLMap): readonly Entry[] {
    const seen = new Set<string>()
    return map.items.map(({ key: node, value }) => {
      const key = textOf(node) ?? ''
      if (seen.has(key)) throw this.#malformed(isNode(node) ? node.range?.[0] : 0, `${quoted(key)} is there twice`)
      seen.add(key)
      return { key, line: this.#lineOf(node) ?? 1, value }
    })
  }

  #lineOf(node: unknown): number | undefined {
    return isNode(node) && node.range ? this.#lines.linePos(node.range[0]).line : undefined
  }

  #wrong(problem: Problem): [] {
    this.problems.push(problem)
    return []
  }

  #malformed(at = 0, message: string): DemoError {
    const problem = message.includes('call stack') ? 'nested too deeply' : message
    return new DemoError('not well-formed YAML', [{ line: this.#lines.linePos(at).line, problem }])
  }
}

const textOf = (node: unknown): string | undefined =>
  isScalar(node) && typeof node.value === 'string' ? node.value : undefined
