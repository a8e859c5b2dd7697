import { stripVTControlCharacters } from 'node:util'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { answersOn, explainAccess } from '../../docs/demo/explain-access.js'
import { explainedAccess } from '../../docs/demo/explanation-views.js'
import { readGithubRoster } from '../../docs/demo/github-roster.js'
import { importRosters } from '../../docs/demo/import-roster.js'
import { openDesk } from '../../docs/demo/storage.js'
import { file, play } from './stage.js'

const levels = ['none', 'read', 'triage', 'write', 'maintain', 'admin']
const repositories = ['docks', 'quay', 'pier']
const members = ['bo', 'cy', 'dee', 'eve']

interface TeamOfFile {
  readonly maintainers: readonly string[]
  readonly members: readonly string[]
  readonly repos: { readonly [repository: string]: string }
  readonly teams: { readonly [name: string]: TeamOfFile }
}

/** A file that is made up: JSON is YAML, too. */
interface OrganizationOfFile extends Pick<TeamOfFile, 'members' | 'repos' | 'teams'> {
  readonly admins: readonly string[]
  readonly default_repository_permission: string
}

const level = fc.constantFrom(...levels)

function organizations(): fc.Arbitrary<OrganizationOfFile> {
  let name = 0
  const team = (depth: number): fc.Arbitrary<TeamOfFile> =>
    fc
      .record({
        people: fc.uniqueArray(fc.constantFrom('ada', ...members), { maxLength: 3 }),
        lead: fc.boolean(),
        repos: fc.dictionary(fc.constantFrom(...repositories), level, { maxKeys: 3 }),
        teams: teams(depth + 1),
      })
      .map(({ people, lead, repos, teams }) => {
        const split = lead ? 1 : 0
        return { maintainers: people.slice(0, split), members: people.slice(split), repos, teams }
      })
  const teams = (depth: number): fc.Arbitrary<TeamOfFile['teams']> =>
    depth > 3
      ? fc.constant({})
      : fc.array(team(depth), { maxLength: 3 }).map((some) =>
          Object.fromEntries(
            some.map((one) => {
              name += 1
              return [`Team ${name}`, one]
            }),
          ),
        )
  return fc.record({
    admins: fc.constant(['ada']),
    members: fc.constant(members),
    default_repository_permission: level,
    repos: fc.constant(Object.fromEntries(repositories.map((name) => [name, '']))),
    teams: teams(1),
  })
}

/** The highest level, read off the file: an admin's, else everyone's, that of one's teams and of all above them. */
function levelInFile(organization: OrganizationOfFile, login: string, repository: string): string {
  const found = [organization.admins.includes(login) ? 'admin' : organization.default_repository_permission]
  const walk = (teams: TeamOfFile['teams'], above: readonly string[]): void => {
    for (const { maintainers, members, repos, teams: below } of Object.values(teams)) {
      const held = [...above, repos[repository] ?? 'none']
      if ([...maintainers, ...members].includes(login)) found.push(...held)
      walk(below, held)
    }
  }
  walk(organization.teams, [])
  return found.reduce((highest, one) => (levels.indexOf(one) > levels.indexOf(highest) ? one : highest))
}

describe('who may do what with a repository', () => {
  test('is what the file says, for everybody and everything in files of any shape', async () => {
    await fc.assert(
      fc.asyncProperty(organizations(), async (organization) => {
        const desk = await openDesk('memory')
        const roster = readGithubRoster(JSON.stringify({ orgs: { harbour: organization } }))
        const { imported } = await importRosters(desk, roster, { partial: false })
        const organizationId = imported[0]?.organization.id ?? ''
        for (const login of ['ada', ...members]) {
          const resources = repositories.map((key) => ({ type: 'repository', key }))
          const access = await desk.hall.access({ organizationId, userId: `github:${login}`, resources })
          for (const key of repositories)
            expect([login, key, answersOn(access, key).level ?? 'none']).toEqual([
              ...[login, key, levelInFile(organization, login, key)],
            ])
        }
      }),
      { numRuns: 12 },
    )
  })
})

const harbour = [
  'orgs:',
  '  harbour:',
  '    default_repository_permission: read',
  '    admins: [Ada]',
  '    members: [bo, cy]',
  '    repos: { Docks: {} }',
  '    teams: { Divers: { repos: { docks: write }, teams: { Frogs: { members: [bo] } } } }',
]

describe('--explain', () => {
  const told = async (user: string) => {
    const desk = await openDesk('memory')
    const { imported } = await importRosters(desk, readGithubRoster(harbour.join('\n')), { partial: false })
    const organizations = imported.map(({ organization }) => organization)
    const [explained] = await explainAccess(desk.hall, organizations, { user, resource: 'DOCKS' })
    return explained === undefined ? '' : stripVTControlCharacters(explainedAccess(explained))
  }

  test('names every way: everyone’s level, and a team above one’s own', async () => {
    expect(await told('BO')).toBe(
      [
        '   bo holds the level write on Docks, in harbour.',
        '   ✓ repository:read       team Divers, above Frogs: repository-write →',
        '                           repository-triage → repository-read',
        '                           everyone, on all in harbour: repository-read',
        '   ✓ repository:triage     team Divers, above Frogs: repository-write →',
        '                           repository-triage',
        '   ✓ repository:push       team Divers, above Frogs: repository-write',
        '   ✗ repository:configure  no role grants it: looked at member,',
        '                           repository-write, repository-triage, repository-read',
        '                           repository-maintain would grant it',
        '   ✗ repository:delete     no role grants it: looked at member,',
        '                           repository-write, repository-triage, repository-read',
        '                           repository-admin would grant it',
      ].join('\n'),
    )
  })

  test('names the role of an admin', async () => {
    expect(await told('github:ada')).toMatch(/level admin on Docks, .*\n.*repository:read +admin, which lists \*\n/)
  })

  test('takes the place of the story where there is a file, and goes into the JSON', async () => {
    const path = await file('harbour.yaml', ...harbour)
    const { code, out } = await play('--from', path, '--explain', 'cy', 'docks')
    expect(code).toBe(0)
    expect(out).toContain('cy holds the level read on Docks, in harbour.')
    expect(out).not.toContain('Noor')
    const { out: json } = await play('--from', path, '--explain', 'cy', 'docks', '--json')
    expect(JSON.parse(json)).toMatchObject({
      ...{ members: 3, teams: 2, resources: 1, assignments: 2, verified: true },
      explained: [
        {
          ...{ organization: 'harbour', user: 'cy', resource: 'Docks', level: 'read' },
          answers: [{ decision: 'allowed' }, { decision: 'denied', reasons: ['no-role-grants'] }, {}, {}, {}],
        },
      ],
    })
  })

  test('answers at the end of the story where there is none', async () => {
    const { out } = await play('--explain', 'noor.haddad@newcomer.example', 'handbook')
    expect(out).toContain('noor.haddad@newcomer.example holds the level write on Handbook, in Larkspur')
  })

  test.each([
    [['zed', 'docks'], '✗ --explain: `zed` is no member of an organization with the repository `docks`\n'],
    [['bo', 'pier'], '✗ --explain: there is no repository `pier`\n'],
  ])('says so where there is nobody or nothing of that name: %j', async (asked, line) => {
    const path = await file('harbour.yaml', ...harbour)
    expect(await play('--from', path, '--json', '--explain', ...asked)).toEqual({ code: 2, out: '', err: line })
  })
})
