import { describe, expect, test } from 'vitest'
import { readGithubRoster } from '../../docs/demo/github-roster.js'
import { wrongWith } from './stage.js'

const text = (...lines: string[]) => lines.join('\n')

describe('a GitHub organization file', () => {
  test('names admins and members, each with their line', () => {
    const { rosters, problems, notImported } = readGithubRoster(
      text(
        'orgs:',
        '  Harbour-Works:',
        '    name: Harbour Works',
        '    billing_email: x@harbour.example',
        '    constructor: x',
        '    has_projects: true',
        '    has_wiki: "true"',
        '    admins:',
        '    # the founders',
        '    - Ada-L',
        '    members: [bo, "0123"]',
        '    labels: [dry, wet]',
      ),
    )
    expect(problems).toEqual([])
    expect(notImported).toEqual(['`labels` of an organization'])
    expect(rosters).toEqual([
      {
        line: 2,
        slug: 'harbour-works',
        name: 'Harbour Works',
        metadata: { billing_email: 'x@harbour.example', constructor: 'x', has_projects: true, has_wiki: 'true' },
        people: [
          { line: 10, userId: 'github:ada-l', role: 'admin', profile: { name: 'Ada-L' } },
          { line: 11, userId: 'github:bo', role: 'member', profile: { name: 'bo' } },
          { line: 11, userId: 'github:0123', role: 'member', profile: { name: '0123' } },
        ],
        teams: [],
        resources: [],
        access: [],
      },
    ])
  })

  test('may hold several organizations, and lists that are empty', () => {
    const { rosters } = readGithubRoster(text('orgs:', '  aa:', '    admins:', '    members: []', '  bb: {}'))
    expect(rosters.map(({ line, slug, name, people }) => [line, slug, name, people.length])).toEqual([
      [2, 'aa', 'aa', 0],
      [5, 'bb', 'bb', 0],
    ])
  })

  test('tells every entry that is wrong, by its line, and keeps the others', () => {
    const { rosters, problems } = readGithubRoster(
      text(
        ...['orgs:', '  aa:', '    admins: [ada]', '    members: &all', '    - bo', '    - ADA', '    - no login'],
        ...['    - -x', '    - [cy]', '    - *all', '    - ""', '    - Bo', '  AA: {}', '  cc: text', '  dd:'],
        ...['    admins: ada', '    members: *all'],
      ),
    )
    expect(rosters.map(({ people }) => people.map(({ userId }) => userId))).toEqual([['github:ada', 'github:bo'], []])
    expect(problems).toEqual([
      { line: 6, field: 'members', problem: '`ADA` is on line 3 already' },
      { line: 7, field: 'members', problem: '`no login` is no GitHub login' },
      { line: 8, field: 'members', problem: '`-x` is no GitHub login' },
      { line: 9, field: 'members', problem: 'must be a login' },
      { line: 10, field: 'members', problem: 'must be a login' },
      { line: 11, field: 'members', problem: '`` is no GitHub login' },
      { line: 12, field: 'members', problem: '`Bo` is on line 5 already' },
      { line: 13, field: 'AA', problem: 'is on line 2 already' },
      { line: 14, field: 'cc', problem: 'must be a map' },
      { line: 16, field: 'admins', problem: 'must be a list of logins' },
      { line: 17, field: 'members', problem: 'must be a list of logins' },
    ])
  })

  test.each([
    ['text', 'hello'],
    ['a list', '- orgs'],
    ['no organizations', 'orgs: {}'],
    ['an alias', 'a: &a {}\norgs: *a'],
    ['an alias of nothing', 'orgs: *a'],
    ['nothing but a comment', '# orgs'],
  ])('is not %s', (_, given) => {
    expect(wrongWith(() => readGithubRoster(given)).message).toMatch(
      /^not (a GitHub organization file|well-formed YAML)/,
    )
  })

  test.each([
    ['a list that is not closed', text('orgs:', '  aa:', '    admins: [ada', '  bb:'), 4, /./],
    ['a tab', text('orgs:', '\taa:'), 2, /[Tt]ab/],
    ['an organization twice', text('orgs:', '  aa: {}', '  aa: {}'), 3, /`aa` is there twice/],
    ['a list twice', text('orgs:', '  aa:', '    admins: [x]', '    admins: [y]'), 4, /`admins` is there twice/],
    ['two documents', text('orgs: {}', '---', 'orgs: {}'), 2, /multiple documents/],
    ['endless nesting', `orgs: ${'['.repeat(5_000)}`, 1, /nested too deeply/],
  ])('is told where it is malformed: %s', (_, given, line, problem) => {
    expect(wrongWith(() => readGithubRoster(given))).toEqual({
      message: 'not well-formed YAML',
      problems: [{ line, problem: expect.stringMatching(problem) }],
    })
  })

  test('expands no aliases', () => {
    const levels = 'abcdefghijklmnop'.split('')
    const bomb = levels.map((name, i) => `${name}: &${name} [${`*${levels[i - 1]},`.repeat(i === 0 ? 0 : 9)}x]`)
    const { rosters } = readGithubRoster(text(...bomb, 'orgs:', '  aa:', '    admins: [ada]', '    teams: *p'))
    expect(rosters[0]?.people).toHaveLength(1)
  })
})
