import { describe, expect, test } from 'vitest'
import { readGithubRoster } from '../../docs/demo/github-roster.js'
import { type ImportPlan, kindsOf } from '../../docs/demo/import-plan.js'
import { importRosters, planRosters } from '../../docs/demo/import-roster.js'
import { edgesOf, entitiesOf } from '../../docs/demo/present.js'
import { type Desk, openDesk } from '../../docs/demo/storage.js'

const actor = { system: 'test' }
const whole = { partial: false }

const harbour = [
  'orgs:',
  '  harbour:',
  '    description: Ships and cranes',
  '    default_repository_permission: read',
  '    admins: [ada]',
  '    members: [bo, cy, dee]',
  '    repos: { docks: { archived: true }, quay: {} }',
  '    teams:',
  '      Divers:',
  '        description: Below',
  '        maintainers: [bo]',
  '        repos: { docks: write, quay: triage }',
  '        teams: { Frogs: { privacy: closed, members: [cy], teams: { Tadpoles: { members: [dee] } } } }',
]

/** The file with other lines in place of some. */
const changed = (lines: { readonly [line: number]: string }) =>
  readGithubRoster(harbour.map((line, index) => lines[index + 1] ?? line).join('\n'))

async function imported(): Promise<{ desk: Desk; organizationId: string }> {
  const desk = await openDesk('memory')
  const report = await importRosters(desk, changed({}), whole)
  return { desk, organizationId: report.imported[0]?.organization.id ?? '' }
}

/** What there is, in words. */
async function contents({ hall }: Desk, organizationId: string) {
  const entities = await entitiesOf(hall, organizationId)
  const { memberships, access } = await edgesOf(hall, organizationId, entities)
  const keys = new Map([...entities.teams].map(([key, { id }]) => [id, key]))
  const teams = [...entities.teams].map(([key, { parentId = '' }]) => `${key} < ${keys.get(parentId) ?? ''}`)
  const { ok, revision } = await hall.verify({ organizationId, actor })
  return {
    teams,
    memberships: [...memberships].map(([name, { maintainer }]) => (maintainer ? `${name}!` : name)).sort(),
    access: [...access].map(([name, held]) => `${name} ${held.map(({ level }) => level)}`).sort(),
    revision,
    ok,
  }
}

/** How many are to be added, to be changed, the same, and not mentioned. */
const sizesOf = (plan: ImportPlan | undefined) =>
  Object.fromEntries(
    Object.entries(plan === undefined ? {} : kindsOf(plan)).map(([kind, { add, change, same, unmentioned }]) => [
      kind,
      [add.length, change.length, same, unmentioned],
    ]),
  )

describe('an import of teams, repositories and levels', () => {
  test('brings all of them in, in few revisions', async () => {
    const { desk, organizationId } = await imported()
    expect(await contents(desk, organizationId)).toEqual({
      teams: ['divers < ', 'frogs < divers', 'tadpoles < frogs'],
      memberships: ['["divers","github:bo"]!', '["frogs","github:cy"]', '["tadpoles","github:dee"]'],
      access: ['["","",] read', '["divers","docks"] write', '["divers","quay"] triage'].map((name) =>
        name.replace(',]', ']'),
      ),
      revision: 5,
      ok: true,
    })
    const organization = await desk.hall.organizations.get({ organizationId, actor })
    expect(organization.metadata).toEqual({ description: 'Ships and cranes' })
    const { teams, resources } = await entitiesOf(desk.hall, organizationId)
    expect(teams.get('divers')).toMatchObject({ name: 'Divers', description: 'Below' })
    expect(teams.get('frogs')).toMatchObject({ metadata: { privacy: 'closed' } })
    expect(resources.get('docks')).toMatchObject({ name: 'docks', metadata: { archived: true } })
  })

  test('changes nothing the second time', async () => {
    const { desk, organizationId } = await imported()
    const before = await contents(desk, organizationId)
    const [plan] = await planRosters(desk, changed({}))
    expect(plan?.organizationChanges).toBe(false)
    expect(sizesOf(plan)).toEqual({
      people: [0, 0, 4, 0],
      teams: [0, 0, 3, 0],
      memberships: [0, 0, 3, 0],
      repositories: [0, 0, 2, 0],
      levels: [0, 0, 3, 0],
    })
    expect((await importRosters(desk, changed({}), whole)).imported).toMatchObject([{ done: 0, revisions: 0 }])
    expect(await contents(desk, organizationId)).toEqual(before)
  })

  test('changes what the file says otherwise, and leaves alone what it does not mention', async () => {
    const { desk, organizationId } = await imported()
    const { hall } = desk
    const tadpoles = (await entitiesOf(hall, organizationId)).teams.get('tadpoles')
    await hall.teams.update({ organizationId, actor, teamId: tadpoles?.id ?? '', metadata: { colour: 'green' } })
    const file = changed({
      3: '    description: Ships, cranes and quays',
      4: '    default_repository_permission: none',
      7: '    repos: { Docks: { archived: false }, pier: {} }',
      11: '        members: [bo, ada]',
      12: '        repos: { docks: admin, pier: read }',
      13: '        teams: { Frogs: { privacy: secret } }\n      Tadpoles: { privacy: closed, teams: { Newts: { members: [cy] } } }',
    })
    const [plan] = await planRosters(desk, file)
    expect(plan?.organizationChanges).toBe(true)
    expect(sizesOf(plan)).toEqual({
      people: [0, 0, 4, 0],
      teams: [1, 2, 1, 0],
      memberships: [2, 1, 0, 2],
      repositories: [1, 1, 0, 1],
      levels: [1, 2, 0, 1],
    })
    await importRosters(desk, file, whole)
    expect(await contents(desk, organizationId)).toMatchObject({
      teams: ['divers < ', 'frogs < divers', 'newts < tadpoles', 'tadpoles < '],
      memberships: [
        ...['["divers","github:ada"]', '["divers","github:bo"]', '["frogs","github:cy"]'],
        ...['["newts","github:cy"]', '["tadpoles","github:dee"]'],
      ],
      access: ['["divers","docks"] admin', '["divers","pier"] read', '["divers","quay"] triage'],
      ok: true,
    })
    const { teams, resources } = await entitiesOf(hall, organizationId)
    expect(teams.get('tadpoles')?.metadata).toEqual({ colour: 'green', privacy: 'closed' })
    expect(resources.get('docks')).toMatchObject({ name: 'Docks', metadata: { archived: false } })
    expect((await importRosters(desk, file, whole)).imported).toMatchObject([{ done: 0, revisions: 0 }])
  })

  test('leaves levels alone that are held until a time', async () => {
    const { desk, organizationId } = await imported()
    const divers = (await entitiesOf(desk.hall, organizationId)).teams.get('divers')?.id ?? ''
    const resource = { type: 'repository', key: 'docks' }
    const until = { role: 'repository-admin', scope: { resource }, expiresAt: '2999-01-01T00:00:00Z' } as const
    await desk.hall.assignments.assign({ organizationId, actor, principals: [{ teamId: divers }], ...until })
    expect((await importRosters(desk, changed({}), whole)).imported).toMatchObject([{ done: 0, revisions: 0 }])
  })

  test('tells what cannot be, by line, and then writes nothing', async () => {
    const desk = await openDesk('memory')
    const long = 'x'.repeat(201)
    const file = changed({
      8: '    teams:',
      9: `      ${long}:`,
      13: `        teams: { Frogs: { description: "${'y'.repeat(1_001)}" } }`,
    })
    await expect(importRosters(desk, file, whole)).rejects.toMatchObject({
      message: 'nothing was imported',
      problems: [{ line: 9, field: 'name', problem: 'must be at most 200 bytes' }],
    })
    expect((await planRosters(desk, file))[0]?.organization).toBeUndefined()
    // of a team that cannot be made, nothing comes in: the line of the team says so
    const { imported } = await importRosters(desk, file, { partial: true })
    expect(await contents(desk, imported[0]?.organization.id ?? '')).toMatchObject({
      teams: [],
      memberships: [],
      ok: true,
    })
  })
})
