import { describe, expect, test } from 'vitest'
import { readCsvRoster } from '../../docs/demo/csv-roster.js'
import { readGithubRoster } from '../../docs/demo/github-roster.js'
import { importRosters, planRosters } from '../../docs/demo/import-roster.js'
import { DemoError } from '../../docs/demo/problems.js'
import { type Desk, openDesk } from '../../docs/demo/storage.js'

const actor = { system: 'test' }
const csv = (...lines: string[]) => readCsvRoster(lines.join('\n'), 'Harbour Works')
const whole = { partial: false }

/** All that is stored, as an app sees it; nothing where there is no such organization. */
async function contents({ hall }: Desk, slug = 'harbour-works') {
  const { id, revision } = await hall.organizations.bySlug({ slug, actor }).catch(() => ({ id: '', revision: 0 }))
  if (revision === 0) return undefined
  const { items } = await hall.members.list({ organizationId: id, actor, limit: 1_000 })
  const audit = await hall.verify({ organizationId: id, actor })
  const members = items.map(({ userId, role, status }) => `${userId} ${role} ${status}`)
  return { revision, members: members.sort(), findings: audit.findings }
}

/** What is said of an import that must be refused. */
async function refusalOf(work: Promise<unknown>): Promise<DemoError> {
  const error: unknown = await work.then(
    () => undefined,
    (thrown) => thrown,
  )
  if (error instanceof DemoError) return error
  throw error ?? new Error('nothing was refused')
}

const mixed = () =>
  csv(
    ...['email,name,role', 'ada@x.example,Ada,admin', 'bo at x,Bo,member', 'cy@x.example,Cy,boss'],
    ...['di@bücher.example,Di,member', 'di@xn--bcher-kva.example,Di,member', `ed@x.example,${'E'.repeat(201)},member`],
    ...['fo@x.example,Fo,lead'],
  )

const wrong = [
  { line: 3, field: 'email', problem: 'must contain exactly one `@`' },
  { line: 4, field: 'role', problem: '`boss` is no role here: member, lead, finance, admin' },
  { line: 6, problem: 'is a member already, or stands on another line too' },
  { line: 7, field: 'name', problem: 'must be at most 200 bytes' },
]

describe('an import', () => {
  test('makes the organization with its first admin, and adds everybody else', async () => {
    const desk = await openDesk('memory')
    const file = readGithubRoster('orgs:\n  Harbour-Works:\n    admins: [Ada, bo]\n    members: [Cy, di]')
    const { imported, problems } = await importRosters(desk, file, whole)
    expect(imported).toMatchObject([{ done: 4, revisions: 2, organization: { name: 'Harbour-Works' } }])
    expect(problems).toEqual([])
    expect(await contents(desk)).toEqual({
      revision: 2,
      members: [
        'github:ada admin active',
        'github:bo admin active',
        'github:cy member active',
        'github:di member active',
      ],
      findings: [],
    })
  })

  test('tells every line that is wrong, and writes nothing', async () => {
    const desk = await openDesk('memory')
    const { message, problems } = await refusalOf(importRosters(desk, mixed(), whole))
    expect({ message, problems }).toEqual({ message: 'nothing was imported', problems: wrong })
    expect(await contents(desk)).toBeUndefined()
  })

  test('takes what is right, where asked to', async () => {
    const desk = await openDesk('memory')
    const { imported, problems } = await importRosters(desk, mixed(), { partial: true })
    expect(imported).toMatchObject([{ done: 3 }])
    expect(problems).toEqual(wrong)
    expect((await contents(desk))?.members).toEqual([
      'email:ada@x.example admin active',
      'email:di@bücher.example member active',
      'email:fo@x.example lead active',
    ])
  })

  test('changes nothing the second time, and adds only who is new the third', async () => {
    const desk = await openDesk('memory')
    const lines = ['email,role', 'ada@x.example,admin', 'bo@x.example,member']
    await importRosters(desk, csv(...lines), whole)
    const before = await contents(desk)
    const second = await importRosters(desk, csv(...lines.map((line) => line.toUpperCase().replace(/,.*/, ','))), whole)
    expect(second.imported).toMatchObject([{ done: 0, revisions: 0, plan: { people: { same: 2 } } }])
    expect(await contents(desk)).toEqual(before)
    const third = await importRosters(desk, csv(...lines, 'cy@x.example,lead'), whole)
    expect(third.imported).toMatchObject([{ done: 1, revisions: 1, plan: { people: { same: 2 } } }])
    expect((await contents(desk))?.revision).toBe(3)
  })

  test('gives the roles that the file names, and leaves whoever it does not mention', async () => {
    const desk = await openDesk('memory')
    await importRosters(desk, csv('email,role', 'ada@x.example,admin', 'bo@x.example,', 'cy@x.example,lead'), whole)
    const again = csv('email,role', 'bo@x.example,finance')
    const [plan] = await planRosters(desk, again)
    expect(plan?.people).toMatchObject({ add: [], change: [{ to: { role: 'finance' } }], same: 0, unmentioned: 2 })
    expect((await importRosters(desk, again, whole)).imported).toMatchObject([{ done: 1, revisions: 1 }])
    expect((await contents(desk))?.members).toEqual([
      'email:ada@x.example admin active',
      'email:bo@x.example finance active',
      'email:cy@x.example lead active',
    ])
    const { problems } = await refusalOf(importRosters(desk, csv('email,role', 'ada@x.example,lead'), whole))
    expect(problems).toEqual([{ line: 2, problem: expect.stringContaining('no other active `admin` would remain') }])
  })

  test('recognises whoever was invited at the address', async () => {
    const desk = await openDesk('memory')
    const { imported } = await importRosters(desk, csv('email,role', 'ada@x.example,admin'), whole)
    const organizationId = imported[0]?.organization.id ?? ''
    await desk.hall.invitations.invite({ organizationId, actor, emails: 'Bo@x.example' })
    const again = await importRosters(desk, csv('email,role', 'bo@x.example,member'), whole)
    const people = { add: [], change: [], same: 1, unmentioned: 1 }
    expect(again.imported).toMatchObject([{ done: 0, plan: { people } }])
  })

  test('takes the next admin where the first is malformed', async () => {
    const file = () => csv('email,role', 'ada at x,admin', 'bo@x.example,admin', 'cy@x.example,')
    const desk = await openDesk('memory')
    const { problems } = await importRosters(desk, file(), { partial: true })
    expect(problems).toEqual([{ line: 2, field: 'email', problem: 'must contain exactly one `@`' }])
    expect((await contents(desk))?.members).toEqual([
      'email:bo@x.example admin active',
      'email:cy@x.example member active',
    ])
    expect((await refusalOf(importRosters(await openDesk('memory'), file(), whole))).problems).toEqual(problems)
  })

  test('needs an admin, where there is no organization yet', async () => {
    const { problems } = await refusalOf(importRosters(await openDesk('memory'), csv('email', 'bo@x.example'), whole))
    const problem = 'has no admin that can be imported, and an organization needs one'
    expect(problems).toEqual([{ line: 1, field: 'harbour-works', problem }])
  })

  test('tells what is wrong with the organization itself', async () => {
    const file = readGithubRoster('orgs:\n  aa:\n    admins: [ada]\n  b_b:\n    admins: [bo]')
    const desk = await openDesk('memory')
    const { problems } = await refusalOf(importRosters(desk, file, whole))
    expect(problems).toEqual([{ line: 4, field: 'slug', problem: 'must consist of a-z, 0-9 and `-`' }])
    expect(await contents(desk, 'aa')).toBeUndefined()
    const { imported } = await importRosters(desk, file, { partial: true })
    expect(imported.map(({ organization }) => organization.slug)).toEqual(['aa'])
  })

  test('holds everybody to the seats, by line', async () => {
    const file = csv('email,role', 'ada@x.example,admin', 'bo@x.example,', 'cy@x.example,')
    const limited = { ...file, rosters: file.rosters.map((roster) => ({ ...roster, seatLimit: 2 })) }
    const { problems } = await refusalOf(importRosters(await openDesk('memory'), limited, whole))
    expect(problems).toEqual([{ line: 4, problem: expect.stringContaining('no free seat') }])
  })

  test('of more than a thousand goes in batches, all or nothing all the same', async () => {
    const people = Array.from({ length: 1_100 }, (_, i) => `p${i}@x.example,${i === 0 ? 'admin' : ''}`)
    const desk = await openDesk('memory')
    let heard = 0
    const onProgress = (done: number) => {
      heard += done
    }
    const bad = csv('email,role', ...people, 'nobody,')
    expect((await refusalOf(importRosters(desk, bad, whole))).problems).toMatchObject([{ line: 1_102, field: 'email' }])
    expect(await contents(desk)).toBeUndefined()
    const { imported } = await importRosters(desk, csv('email,role', ...people), { ...whole, onProgress })
    expect(imported).toMatchObject([{ done: 1_100, revisions: 3 }])
    expect(heard).toBe(1_099)
    expect(await contents(desk)).toMatchObject({ revision: 3, findings: [] })
  })
})
