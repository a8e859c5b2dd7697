import { describe, expect, test } from 'vitest'
import { readGithubRoster } from '../../docs/demo/github-roster.js'

const organization = (...lines: string[]) =>
  readGithubRoster(['orgs:', '  aa:', '    admins: [Ada]', '    members: [bo, cy]', ...lines].join('\n'))

describe('repositories, teams and levels of a GitHub organization file', () => {
  test('are read, each with their line', () => {
    const { rosters, problems, notImported } = organization(
      '    default_repository_permission: read',
      '    repos:',
      '      Docks: { archived: true, description: "The docks" }',
      '      quay:',
      '    teams:',
      '      Deep Divers:',
      '        description: " Below "',
      '        privacy: closed',
      '        previously: [Frogs]',
      '        maintainers: [ADA]',
      '        members: [bo]',
      '        repos: { docks: maintain, Quay: none }',
      '        teams:',
      '          "Night shift (Ø)":',
      '            members: [cy]',
    )
    expect(problems).toEqual([])
    expect(notImported).toEqual(['`previously` of a team'])
    expect(rosters).toMatchObject([
      {
        resources: [
          { line: 7, key: 'docks', name: 'Docks', metadata: { archived: true, description: 'The docks' } },
          { line: 8, key: 'quay', name: 'quay', metadata: {} },
        ],
        access: [
          { line: 5, level: 'read' },
          { line: 16, team: 'deep-divers', resource: 'docks', level: 'maintain' },
          { line: 16, team: 'deep-divers', resource: 'quay' },
        ],
      },
    ])
    expect(rosters[0]?.teams).toEqual([
      {
        ...{ line: 10, key: 'deep-divers', name: 'Deep Divers', description: 'Below', metadata: { privacy: 'closed' } },
        members: [
          { line: 14, userId: 'github:ada', maintainer: true },
          { line: 15, userId: 'github:bo', maintainer: false },
        ],
      },
      {
        ...{ line: 18, key: 'night-shift-ø', name: 'Night shift (Ø)', metadata: {}, parent: 'deep-divers' },
        members: [{ line: 19, userId: 'github:cy', maintainer: false }],
      },
    ])
  })

  test('are told by their lines where they are wrong, and the others are kept', () => {
    const { rosters, problems } = organization(
      '    default_repository_permission: pull',
      '    repos: { docks: , DOCKS: , quay: text }',
      '    teams:',
      '      Divers:',
      '        maintainers: [bo]',
      '        members: [BO, dee, cy, "no login"]',
      '        repos:',
      '          docks: own',
      '          Docks: read',
      '          pier: read',
      '          quay: [read]',
      '      divers: {}',
      '      "***": {}',
      '      Riggers: text',
      '      Cooks: { members: { bo: }, repos: [docks], teams: [Bakers] }',
      '      Mates: { teams: { DIVERS: {} } }',
    )
    expect([...problems].sort((a, b) => a.line - b.line)).toEqual([
      {
        ...{ line: 5, field: 'default_repository_permission' },
        problem: '`pull` is no level: read, triage, write, maintain, admin, none',
      },
      { line: 6, field: 'repos', problem: '`DOCKS` is on line 6 already' },
      { line: 6, field: 'quay', problem: 'must be a map' },
      { line: 10, field: 'members', problem: '`BO` is on line 9 already' },
      { line: 10, field: 'members', problem: '`no login` is no GitHub login' },
      { line: 10, field: 'members', problem: '`dee` is neither an admin nor a member of the organization' },
      { line: 12, field: 'repos', problem: '`own` is no level: read, triage, write, maintain, admin, none' },
      { line: 13, field: 'repos', problem: '`Docks` is on line 12 already' },
      { line: 14, field: 'repos', problem: '`pier` is no repository of the organization' },
      { line: 15, field: 'repos', problem: 'must be a level: read, triage, write, maintain, admin, none' },
      { line: 16, field: 'teams', problem: '`divers` is on line 8 already' },
      { line: 17, field: 'teams', problem: '`***` has no letter and no digit to be known by' },
      { line: 18, field: 'Riggers', problem: 'must be a map' },
      { line: 19, field: 'members', problem: 'must be a list of logins' },
      { line: 19, field: 'repos', problem: 'must be a map of repositories and levels' },
      { line: 19, field: 'teams', problem: 'must be a map of teams' },
      { line: 20, field: 'teams', problem: '`DIVERS` is on line 8 already' },
    ])
    expect(rosters[0]?.teams.map(({ key, members }) => [key, members.length])).toEqual([
      ['divers', 2],
      ['riggers', 0],
      ['cooks', 0],
      ['mates', 0],
    ])
    expect(rosters[0]?.access).toEqual([])
  })

  test('nest five deep, and no further', () => {
    const nested = 'abcdefg'.split('').reduceRight((below, name) => `{ ${name}: { teams: ${below} } }`, '{}')
    const { rosters, problems } = organization(`    teams: ${nested}`)
    expect(rosters[0]?.teams.map(({ key, parent }) => [key, parent])).toEqual([
      ['a', undefined],
      ['b', 'a'],
      ['c', 'b'],
      ['d', 'c'],
      ['e', 'd'],
    ])
    expect(problems).toEqual([{ line: 5, field: 'teams', problem: '`f` is more than 5 deep: no team nests further' }])
  })
})
