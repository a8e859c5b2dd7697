/** The teams of a GitHub organization file, one in another, and what they and everyone may do with its repositories. */
import { readLogins } from './github-logins.js'
import { isLevel, type Level, levels } from './policy.js'
import { quoted } from './problems.js'
import type { Access, Person, Resource, Team } from './roster.js'
import { keyOf } from './slug.js'
import { type Entry, textOf, type YamlFile } from './yaml-file.js'
import type { Settings } from './yaml-settings.js'

interface Surroundings {
  readonly people: readonly Person[]
  readonly resources: readonly Resource[]
  readonly settings: Settings
}

/** The most that Guildhall nests. */
const deepest = 5

/** All teams, each behind the one above it, and what each shall hold. */
export function readTeams(file: YamlFile, list: Entry | undefined, around: Surroundings) {
  const reader = new TeamReader(file, around)
  reader.read(list)
  return { teams: reader.teams, access: reader.access }
}

/** What everyone in the organization shall hold on each of its repositories. */
export function accessOfEveryone(file: YamlFile, field: Entry | undefined): Access[] {
  return field === undefined ? [] : readLevel(file, field, field.key).map((level) => ({ line: field.line, ...level }))
}

class TeamReader {
  readonly teams: Team[] = []
  readonly access: Access[] = []
  readonly #file: YamlFile
  readonly #settings: Settings
  readonly #people: ReadonlySet<string>
  readonly #repositories: ReadonlySet<string>
  readonly #seen = new Map<string, number>()

  constructor(file: YamlFile, { people, resources, settings }: Surroundings) {
    this.#file = file
    this.#settings = settings
    this.#people = new Set(people.map(({ userId }) => userId))
    this.#repositories = new Set(resources.map(({ key }) => key))
  }

  read(list: Entry | undefined, parent?: string, depth = 1): void {
    for (const entry of this.#file.map(list, ' of teams')) this.#team(entry, parent, depth)
  }

  #team(entry: Entry, parent: string | undefined, depth: number): void {
    const { key: name, line } = entry
    const wrong = (problem: string) => this.#file.wrong({ line, field: 'teams', problem })
    const key = keyOf(name)
    if (key === '') return void wrong(`${quoted(name)} has no letter and no digit to be known by`)
    if (depth > deepest) return void wrong(`${quoted(name)} is more than ${deepest} deep: no team nests further`)
    if (this.#file.isTwice(this.#seen, { key, line, field: 'teams', name })) return
    const fields = this.#file.map(entry, '')
    const field = (name: string) => fields.find((one) => one.key === name)
    const description = textOf(field('description')?.value)?.trim()
    const known = ['description', 'members', 'maintainers', 'repos', 'teams']
    this.teams.push({
      ...{ line, key, name, members: this.#members(field('maintainers'), field('members')) },
      metadata: this.#settings.of(fields, known, 'a team'),
      ...(description ? { description } : {}),
      ...(parent === undefined ? {} : { parent }),
    })
    this.#levels(key, field('repos'))
    this.read(field('teams'), key, depth + 1)
  }

  #members(maintainers: Entry | undefined, members: Entry | undefined) {
    const seen = new Map<string, number>()
    return [maintainers, members].flatMap((list) =>
      readLogins(this.#file, list, seen).flatMap(({ line, name, userId }) => {
        if (this.#people.has(userId)) return [{ line, userId, maintainer: list === maintainers }]
        const problem = `${quoted(name)} is neither an admin nor a member of the organization`
        return this.#file.wrong({ line, field: list?.key ?? '', problem })
      }),
    )
  }

  #levels(team: string, list: Entry | undefined): void {
    const seen = new Map<string, number>()
    for (const entry of this.#file.map(list, ' of repositories and levels')) {
      const { key: name, line } = entry
      const key = name.toLowerCase()
      if (this.#file.isTwice(seen, { key, line, field: 'repos', name })) continue
      if (!this.#repositories.has(key))
        this.#file.wrong({ line, field: 'repos', problem: `${quoted(name)} is no repository of the organization` })
      else
        this.access.push(
          ...readLevel(this.#file, entry, 'repos').map((level) => ({ line, team, resource: key, ...level })),
        )
    }
  }
}

/** One level, or none, which the file can say, too. */
function readLevel(file: YamlFile, { line, value }: Entry, field: string): { readonly level?: Level }[] {
  const given = textOf(value)
  if (given === 'none') return [{}]
  if (given !== undefined && isLevel(given)) return [{ level: given }]
  const problem = given === undefined ? 'must be a level' : `${quoted(given)} is no level`
  return file.wrong({ line, field, problem: `${problem}: ${levels.join(', ')}, none` })
}
