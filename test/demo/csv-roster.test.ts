import { describe, expect, test } from 'vitest'
import { madeUpCompany } from '../../docs/demo/company.js'
import { readCsvRoster } from '../../docs/demo/csv-roster.js'
import { wrongWith } from './stage.js'

const read = (...lines: string[]) => readCsvRoster(lines.join('\n'), 'Harbour Works')

describe('a CSV file', () => {
  test('names people, by a header in any order and spelling', () => {
    const { rosters, problems, notImported } = read(
      'Department,E-Mail,shoe size,NAME,job_title,role',
      'Docks, Ada@harbour.example ,44,Ada,Chief,admin',
      ',bo@harbour.example,,"Bo, the ""other""",,',
    )
    expect(problems).toEqual([])
    expect(notImported).toEqual(['the column `shoe size`'])
    expect(rosters).toEqual([
      {
        line: 1,
        slug: 'harbour-works',
        name: 'Harbour Works',
        metadata: {},
        teams: [],
        resources: [],
        access: [],
        people: [
          {
            line: 2,
            userId: 'email:ada@harbour.example',
            role: 'admin',
            profile: { email: 'Ada@harbour.example', name: 'Ada', department: 'Docks', jobTitle: 'Chief' },
          },
          {
            line: 3,
            userId: 'email:bo@harbour.example',
            profile: { email: 'bo@harbour.example', name: 'Bo, the "other"' },
          },
        ],
      },
    ])
  })

  test.each([
    ['semicolons and CRLF', 'email;name\r\na@x.example;A, B\r\n'],
    ['tabs and CR', 'email\tname\ra@x.example\tA, B'],
  ])('may have %s', (_, text) => {
    expect(readCsvRoster(text, 'x').rosters[0]?.people).toMatchObject([
      { line: 2, profile: { email: 'a@x.example', name: 'A, B' } },
    ])
  })

  test('tells every line that is wrong, and keeps the others', () => {
    const { rosters, problems } = read(
      ...['email,name,role', 'ada@x.example,Ada,admin', '', 'bo@x.example,"Bo', 'Bo",boss', 'cy@x.example,Cy'],
      ...[',Di,member', 'ADA@x.example,Ada,member', 'ed@x.example,Ed,lead,more', 'fo@x.example,"Fo', 'Fo",'],
      ...['gil@x.example,,finance'],
    )
    expect(rosters[0]?.people.map(({ line, userId }) => [line, userId])).toEqual([
      [2, 'email:ada@x.example'],
      [10, 'email:fo@x.example'],
      [12, 'email:gil@x.example'],
    ])
    expect(problems).toEqual([
      { line: 4, field: 'role', problem: '`boss` is no role here: member, lead, finance, admin' },
      { line: 6, problem: 'has 2 columns, the header has 3' },
      { line: 7, field: 'email', problem: 'is missing' },
      { line: 8, field: 'email', problem: '`ADA@x.example` is on line 2 already' },
      { line: 9, problem: 'has 4 columns, the header has 3' },
    ])
  })

  test('may have columns of any name', () => {
    const { rosters, notImported } = read('email,constructor,__proto__,', 'ada@x.example,a,b,c')
    expect(rosters[0]?.people).toMatchObject([{ profile: { email: 'ada@x.example' } }])
    expect(notImported).toEqual(['the column `constructor`', 'the column `__proto__`', 'the column ``'])
  })

  test.each([
    [['name,role', 'Ada,admin'], 'the first line must be a header with a column `email`'],
    [['email,name,e-mail', 'a,b,c'], 'the header has two columns for `email`'],
  ])('needs a header: %s', (lines, message) => {
    expect(wrongWith(() => read(...lines))).toEqual({ message, problems: [] })
  })

  test.each([
    [
      'a quote that is not closed',
      ['email,name', 'a@x.example,A', 'b@x.example,"B', 'c@x.example,C'],
      3,
      /never closed/,
    ],
    ['text after a quote', ['email,name', 'a@x.example,"A" B'], 2, /after a closing quote/],
    ['a quote inside text', ['email,name', 'a@x.example,A "B"'], 2, /not quoted/],
    ['an endless line', ['email', 'a'.repeat(70_000)], 2, /64 KB/],
  ])('is told where it is malformed: %s', (_, lines, line, problem) => {
    expect(wrongWith(() => read(...lines))).toEqual({
      message: 'not well-formed CSV',
      problems: [{ line, problem: expect.stringMatching(problem) }],
    })
  })

  test.each([
    ['Harbour Works (3)', 'harbour-works-3'],
    ['Žižkov', 'zizkov'],
    ['東京', 'roster'],
    ['x', 'roster-x'],
    ['-'.repeat(70), 'roster'],
    [`${'a'.repeat(62)} b`, 'a'.repeat(62)],
  ])('called %s becomes the organization %s', (name, slug) => {
    expect(readCsvRoster('email\n', name).rosters[0]?.slug).toBe(slug)
  })

  test('is what the made-up company is', () => {
    const { rosters, problems, notImported } = madeUpCompany()
    expect({ problems, notImported }).toEqual({ problems: [], notImported: [] })
    expect(rosters).toHaveLength(1)
    expect(rosters[0]?.people).toHaveLength(61)
    expect(rosters[0]?.people.filter(({ role }) => role === 'admin')).toHaveLength(2)
  })
})
