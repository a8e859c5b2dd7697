/**
 * A GitHub organization file, as peribolos has them: organizations with `admins` and `members` by login, `repos` and
 * `teams`. What the model has no field for, an archived repository for example, goes into metadata.
 */
import { readLogins } from './github-logins.js'
import { accessOfEveryone, readTeams } from './github-teams.js'
import type { Role } from './policy.js'
import { DemoError } from './problems.js'
import type { Person, Resource, Roster, RosterFile } from './roster.js'
import { type Entry, textOf, YamlFile } from './yaml-file.js'
import { Settings } from './yaml-settings.js'

/** @throws DemoError where it is none; what is wrong with single entries is among its problems */
export function readGithubRoster(text: string): RosterFile {
  const file = new YamlFile(text)
  const settings = new Settings()
  const found = file.entriesOf(file.root)?.find(({ key }) => key === 'orgs')
  const organizations = file.entriesOf(found?.value) ?? []
  if (organizations.length === 0)
    throw new DemoError('not a GitHub organization file: it has no `orgs` with organizations in it')
  const seen = new Map<string, number>()
  const rosters = organizations.flatMap((entry): Roster[] => {
    const { key, line, value } = entry
    const fields = file.entriesOf(value)
    if (fields === undefined) return file.wrong({ line, field: key, problem: 'must be a map' })
    if (file.isTwice(seen, { key: key.toLowerCase(), line, field: key })) return []
    return [rosterOf(file, entry, fields, settings)]
  })
  return { rosters, problems: file.problems, notImported: settings.notImported() }
}

function rosterOf(file: YamlFile, { key, line }: Entry, fields: readonly Entry[], settings: Settings): Roster {
  const field = (name: string) => fields.find((one) => one.key === name)
  const seen = new Map<string, number>()
  const people = [
    ...readPeople(file, field('admins'), 'admin', seen),
    ...readPeople(file, field('members'), 'member', seen),
  ]
  const resources = readRepositories(file, field('repos'), settings)
  const { teams, access } = readTeams(file, field('teams'), { people, resources, settings })
  const known = ['name', 'admins', 'members', 'repos', 'teams', 'default_repository_permission']
  return {
    ...{ line, slug: key.toLowerCase(), name: textOf(field('name')?.value) || key, people, teams, resources },
    metadata: settings.of(fields, known, 'an organization'),
    access: [...accessOfEveryone(file, field('default_repository_permission')), ...access],
  }
}

function readPeople(file: YamlFile, field: Entry | undefined, role: Role, seen: Map<string, number>): Person[] {
  return readLogins(file, field, seen).map(({ line, name, userId }) => ({ line, userId, role, profile: { name } }))
}

function readRepositories(file: YamlFile, list: Entry | undefined, settings: Settings): Resource[] {
  const seen = new Map<string, number>()
  return file.map(list, ' of repositories').flatMap((entry): Resource[] => {
    const { key: name, line } = entry
    const key = name.toLowerCase()
    if (file.isTwice(seen, { key, line, field: 'repos', name })) return []
    return [{ line, key, name, metadata: settings.of(file.map(entry, ''), [], 'a repository') }]
  })
}
