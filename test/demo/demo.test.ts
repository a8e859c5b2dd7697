import pg from 'pg'
import { describe, expect, test } from 'vitest'
import { createDatabase, realPostgres } from '../support/postgres.js'
import { file, play } from './stage.js'

const headings = [
  'An organization comes in',
  'Its dashboard',
  'Hana Brandt invites',
  'Noor accepts',
  'A plan first, then exactly that',
  'The last admin cannot go',
  'A team, and its level on a repository',
  'Why may Noor, and why not?',
  'The auditor’s verdict',
]

/** A line of JSON, and nothing else. */
async function summaryOf(...args: readonly string[]): Promise<unknown> {
  const { code, out, err } = await play(...args, '--json')
  expect({ code, err, lines: out.split('\n').length }).toEqual({ code: 0, err: '', lines: 2 })
  return JSON.parse(out)
}

describe('the made-up company', () => {
  test('goes through the whole story', async () => {
    const { code, out, err } = await play()
    expect({ code, err }).toEqual({ code: 0, err: '' })
    const told = out.split('\n').flatMap((line) => /^\d {2}(.*?) ─+$/.exec(line)?.[1] ?? [])
    expect(told).toEqual(headings)
    expect(out.split('\n').filter((line) => line.length > 80 || line !== line.trimEnd())).toEqual([])
    expect(out).not.toContain('undefined')
    for (const words of [
      /Larkspur Instruments is to be made:\n.*\n +people +61 +0 +0 +Wren Adeyemi, Tobias/,
      'Larkspur Instruments: 61 entries in 2 revisions',
      /Larkspur Instruments +61 +61 +0 +2 +61 of 63 +2\n/,
      /noor\.haddad@newcomer\.example +invited\n/,
      /hana\.brandt@larkspur\.example +already-member\n/,
      /tess at newcomer +invalid +must contain exactly one `@`\n/,
      /zola@newcomer\.example +no-seat\n/,
      '✗ refused  invitation/email-mismatch',
      'Noor is active, as member of Larkspur Instruments.',
      /noor\.haddad@newcomer\.example +role +member +→ +lead\n/,
      '✓ applied: revision 4 → 5',
      /Wren Adeyemi +status +active +→ +removed\n/,
      /Removing all 2, .*\n {3}✗ refused {2}member\/last-admin\n +no other active `admin` would remain/,
      'the organization still stands at revision 5.',
      /✓ project:read +lead → member, which lists project:read\n/,
      /✗ invoice:approve +no role grants it: looked at lead, member\n +finance would grant it/,
      /✓ repository:push +team Welcome Crew, above Newcomers: repository-write\n/,
      '✓ everything holds at revision 10',
    ])
      expect(out).toMatch(words)
  })

  test('comes to one line of JSON', async () => {
    expect(await summaryOf()).toEqual({
      organizations: 1,
      members: 63,
      admins: 2,
      pending: 1,
      seats: 63,
      teams: 2,
      resources: 1,
      assignments: 1,
      events: 71,
      revision: 10,
      verified: true,
    })
  })
})

describe('a file', () => {
  const github = () =>
    file(
      'two.yaml',
      'orgs:',
      '  aa:',
      '    admins: [ada, bo]',
      '    members: [cy]',
      '  bb:',
      '    admins: [ada]',
      '    teams: {}',
      '    labels: [x]',
    )

  test('is summed up right after the import', async () => {
    expect(await summaryOf('--from', await github())).toEqual({
      organizations: 2,
      members: 4,
      admins: 3,
      pending: 0,
      seats: 4,
      teams: 0,
      resources: 0,
      assignments: 0,
      events: 6,
      revision: 3,
      verified: true,
    })
  })

  test('may begin with a byte order mark', async () => {
    const path = await file('marked.csv', '\uFEFFemail,role', 'ada@x.example,admin')
    expect(await summaryOf('--from', path)).toMatchObject({ members: 1, admins: 1 })
  })

  test('goes on with the story in its first organization, and says what is not imported', async () => {
    const { code, out } = await play('--from', await github())
    expect(code).toBe(0)
    expect(out).toMatch(/✓ aa: 3 entries .*\n +✓ bb: 1 entry .*\n +Not imported: `labels` of an organization\.\n/)
    expect(out).toContain('Noor is active, as member of aa.')
    expect(out.match(/everything holds at revision/g)).toHaveLength(2)
  })

  test('of one admin alone plays as well', async () => {
    const { code, out } = await play('--from', await file('one.csv', 'email,role', 'ada@x.example,admin'))
    expect(code).toBe(0)
    expect(out).toMatch(/ada@x\.example invites/)
    expect(out).toMatch(/Removing all 1, /)
  })

  test('that is wrong in part is refused, and imported in part where asked to', async () => {
    const path = await file('part.csv', 'email,role,size', 'ada@x.example,admin,1', 'bo,,2', 'cy@x.example,boss,3')
    const refused = await play('--from', path)
    expect(refused.code).toBe(2)
    expect(refused.err).toBe(
      [
        `✗ ${path}: nothing was imported, for 2 reasons:`,
        '   line 3: email: must contain exactly one `@`',
        '   line 4: role: `boss` is no role here: member, lead, finance, admin\n',
      ].join('\n'),
    )
    const partial = await play('--from', path, '--partial')
    expect(partial.code).toBe(0)
    expect(partial.out).toMatch(/part: 1 entry .*\n +Not imported: the column `size`\.\n +✗ 2 entries left out:/)
    const summed = await play('--from', path, '--partial', '--json')
    expect(JSON.parse(summed.out)).toMatchObject({ members: 1, verified: true })
    expect(summed.err).toContain('2 entries left out')
  })

  test('with no end of problems shows the first twenty', async () => {
    const path = await file(
      'many.csv',
      'email,role',
      'ada@x.example,admin',
      ...Array.from({ length: 30 }, (_, i) => `nobody${i},`),
    )
    const { err } = await play('--from', path)
    expect(err.split('\n')).toHaveLength(23)
    expect(err).toMatch(/: nothing was imported, for 30 reasons:\n/)
    expect(err).toMatch(/ {3}line 22: .*\n {3}and 10 more\n$/)
  })
})

const server = realPostgres()
const missing = 'missing' in server ? ` (skipped: ${server.missing})` : ''

describe.skipIf(missing !== '')(`a PostgreSQL of one's own${missing}`, () => {
  test('keeps what was played: the second time nothing changes; what was altered behind its back, the auditor tells', async () => {
    const storage = await createDatabase('demo')
    const first = await summaryOf('--storage', storage)
    expect(first).toMatchObject({ members: 63, teams: 2, revision: 10, verified: true })
    expect(await summaryOf('--storage', storage)).toEqual(first)
    const { code, out } = await play('--storage', storage)
    expect(code).toBe(0)
    expect(out).toContain('Larkspur Instruments is there already, with all that the file says: 61 people')
    expect(out.replace(/\s+/g, ' ')).toContain(': 2 people, 2 teams, 1 membership, 1 repository, 1 level ')
    expect(out).toContain('Larkspur Instruments: nothing changed, revision 10')
    expect(out).toContain('Nothing to do: there are teams or repositories')
    expect(out).toMatch(/noor\.haddad@newcomer\.example +already-member\n/)
    expect(out).toMatch(/ivo\.maric@newcomer\.example +already-invited\n/)
    expect(out).toContain('everything holds at revision 10')

    const path = await file('people.csv', 'email,role', 'ada@x.example,admin', 'bo@x.example,', 'cy,')
    expect((await play('--storage', storage, '--from', path)).code).toBe(2)
    const client = new pg.Client({ connectionString: storage })
    await client.connect()
    const { rows } = await client.query('SELECT slug FROM guildhall_demo.organizations')
    expect(rows).toEqual([{ slug: 'larkspur-instruments' }])
    await client.query("UPDATE guildhall_demo.members SET role = 'finance' WHERE email LIKE 'ivo.%'")
    await client.end()
    const altered = await play('--storage', storage)
    expect(altered.code).toBe(1)
    expect(altered.out).toMatch(/✗ \d+ findings? at revision 10/)
    expect(altered.out).toContain('history-differs')
  })
})
