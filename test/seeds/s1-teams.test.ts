/** S1: teams of members, and the apps that they work on, each team with a level on each app, as its page asks. */
import { type Asker, definePolicy } from 'guildhall'
import { describe, expect, test } from 'vitest'
import { given, givenAt } from '../support/given.js'

const levels = ['full-access', 'model-trainer', 'labeler-lead', 'labeler-worker'] as const
type Level = (typeof levels)[number]

const policy = definePolicy({
  permissions: [
    ...(['app:update', 'app:delete', 'dataset:read', 'input:read', 'concept:read', 'concept:write'] as const),
    ...(['model:read', 'model:write', 'model:train', 'model:metrics', 'model:deploy', 'cluster:read'] as const),
    ...(['task:read', 'task:complete', 'task:create', 'task:assign', 'task:monitor', 'task:analyze'] as const),
    ...(['annotation:write', 'annotation:review', 'feedback:write', 'team-member:read-name'] as const),
  ],
  conditions: {
    assigned: (task: { assigneeIds: readonly string[] }, asker: Asker) => task.assigneeIds.includes(asker.userId),
  },
  fields: { 'team-member:read-name': ['firstName', 'lastName'] },
  roles: {
    'team-contributor': { label: 'Team Contributor (selected apps)' },
    'organization-user': { label: 'Organization User (all apps)', permissions: ['model:read', 'dataset:read'] },
    admin: { label: 'Admin', permissions: ['*'] },
    'labeler-worker': {
      label: 'Labeler Worker',
      scope: 'resource',
      permissions: [
        ...(['task:read:assigned', 'task:complete:assigned', 'annotation:write:assigned'] as const),
        ...(['concept:read:assigned', 'input:read:assigned'] as const),
      ],
    },
    'labeler-lead': {
      label: 'Labeler Lead',
      scope: 'resource',
      inherits: ['labeler-worker'],
      permissions: [
        ...(['task:create', 'task:assign', 'task:monitor', 'task:analyze', 'team-member:read-name'] as const),
        ...(['annotation:review', 'feedback:write', 'concept:read', 'concept:write'] as const),
      ],
    },
    'model-trainer': {
      label: 'Model Trainer',
      scope: 'resource',
      permissions: ['model:*', 'input:read', 'concept:read', 'dataset:read', 'cluster:read'],
    },
    'full-access': { label: 'Full Access', scope: 'resource', permissions: ['*'] },
  },
  defaultRole: 'team-contributor',
})

const app = (key: string) => ({ type: 'app', key })
const on = (key: string) => ({ resource: app(key) })

/** Ada administers; Bo, Cy and Di are of no app yet. The apps atlas, borea and ceres belong to the organization. */
async function clarifai() {
  const acme = await given(policy, {
    ada: 'admin',
    bo: 'team-contributor',
    cy: 'team-contributor',
    di: 'team-contributor',
  })
  const resources = ['atlas', 'borea', 'ceres'].map(app)
  await acme.hall.resources.createMany({ ...acme.as('ada'), resources })
  const { id: teamId } = await acme.hall.teams.create({ ...acme.as('ada'), key: 'vision', name: 'Vision' })
  const ada = acme.as('ada')
  const team = { ...ada, teamId }
  const join = (...names: string[]) =>
    acme.hall.teams.addMembers({ ...team, memberIds: names.map((name) => acme.id(name)) })
  const put = (role: Level, ...keys: string[]) =>
    acme.hall.assignments.assign({ ...ada, principals: [{ teamId }], role, scopes: keys.map(on) })
  const may = async (
    userId: string,
    permission: 'model:read' | 'model:train' | 'app:delete' | 'task:create',
    key: string,
  ) => acme.hall.check({ organizationId: acme.organizationId, userId, permission, resource: app(key) })
  const accessOf = (userId: string) =>
    acme.hall.access({ organizationId: acme.organizationId, userId, resources: [app('atlas')] })
  return { acme, ada, team, join, put, may, accessOf }
}

describe('teams', () => {
  test('S1-14, S1-16, S1-21 a team gathers members for equal access to certain apps; others see all of them', async () => {
    const { acme, join, put, may } = await clarifai()
    await join('bo', 'cy')
    await put('model-trainer', 'atlas')
    await acme.add('ora', { role: 'organization-user' })

    expect([await may('bo', 'model:read', 'atlas'), await may('cy', 'model:read', 'atlas')]).toEqual([true, true])
    expect([await may('bo', 'model:read', 'borea'), await may('di', 'model:read', 'atlas')]).toEqual([false, false])
    expect([await may('ora', 'model:read', 'atlas'), await may('ora', 'model:read', 'borea')]).toEqual([true, true])
  })

  test('S1-22, S1-23, S1-32, S1-33 is created with an id of one’s own, a name and a level; listed, renamed, deleted', async () => {
    const { acme, ada } = await clarifai()
    const made = await acme.desk.when((hall) =>
      // the level that apps are added with, for the screen that adds them
      hall.teams.create({ ...ada, key: 'speech', name: 'Speech', metadata: { level: 'labeler-lead' } }),
    )
    const names = async () => (await acme.hall.teams.list(ada)).items.map(({ key, name }) => [key, name])

    expect(made.value).toMatchObject({ key: 'speech', name: 'Speech', metadata: { level: 'labeler-lead' } })
    await acme.desk.when((hall) => hall.teams.update({ ...ada, teamId: made.value.id, name: 'Voice' }))
    expect(await names()).toEqual([
      ['vision', 'Vision'],
      ['speech', 'Voice'],
    ])
    await acme.desk.when((hall) => hall.teams.delete({ ...ada, teamId: made.value.id }))
    expect(await names()).toEqual([['vision', 'Vision']])
  })

  test('S1-34, S1-35, S1-36, S1-37 members of the organization, and nobody else, are added, several at once; listed, removed', async () => {
    const { acme, team, put, may } = await clarifai()
    await put('model-trainer', 'atlas')
    const globex = await givenAt(acme.desk, { gus: 'admin' }, { slug: 'globex' })
    const names = async () => (await acme.hall.teams.members(team)).items.map(({ member }) => member.name)
    const ids = (...who: string[]) => who.map((name) => acme.id(name))

    await acme.desk.when((hall) => hall.teams.addMembers({ ...team, memberIds: ids('bo', 'cy') }))
    expect(await names()).toEqual(['bo', 'cy'])
    for (const stranger of ['mem_nobody', globex.id('gus')])
      await acme.desk.refuses(
        (hall) => hall.teams.addMembers({ ...team, memberIds: [...ids('di'), stranger] }),
        'member/not-found',
        { memberId: stranger },
      )
    await acme.desk.when((hall) => hall.teams.removeMembers({ ...team, memberIds: ids('cy') }))
    expect([await names(), await may('cy', 'model:read', 'atlas')]).toEqual([['bo'], false])
  })
})

describe('levels of a team', () => {
  const having = async (level: Level) => {
    const { join, put, accessOf } = await clarifai()
    await join('bo')
    await put(level, 'atlas')
    const access = await accessOf('bo')
    const may = policy.permissions.filter((permission) => access.can(permission, { resource: app('atlas') }))
    return { access, may }
  }

  test('S1-24 are full access, model trainer, labeler lead and labeler worker', () => {
    const labels = policy.roles.filter(({ scope }) => scope === 'resource').map(({ label }) => label)
    expect(labels.sort()).toEqual(['Full Access', 'Labeler Lead', 'Labeler Worker', 'Model Trainer'])
  })

  test('S1-25 full access: everything, on the app', async () => {
    const { access, may } = await having('full-access')

    expect(may).toEqual(policy.permissions)
    expect(access.can('app:delete')).toBe(false)
  })

  test('S1-26 model trainer: models, their metrics and deployment; views inputs, concepts, datasets and clusters', async () => {
    const { may } = await having('model-trainer')

    expect([...may].sort()).toEqual(
      [
        ...['model:read', 'model:write', 'model:train', 'model:metrics', 'model:deploy'],
        ...['input:read', 'concept:read', 'dataset:read', 'cluster:read'],
      ].sort(),
    )
  })

  test('S1-27 labeler lead: all of a worker; plans, assigns and reviews, and changes concepts', async () => {
    const { access, may } = await having('labeler-lead')
    const place = { resource: app('atlas') }

    expect([...may].sort()).toEqual(
      [
        ...['task:create', 'task:assign', 'task:monitor', 'task:analyze', 'annotation:review', 'feedback:write'],
        ...['concept:read', 'concept:write', 'team-member:read-name'],
      ].sort(),
    )
    const worker = policy.roles.find(({ key }) => key === 'labeler-worker')
    const lead = policy.roles.find(({ key }) => key === 'labeler-lead')
    expect(lead?.permissions).toEqual(expect.arrayContaining([...(worker?.permissions ?? [expect.anything()])]))
    expect(access.can('task:complete', { ...place, on: { assigneeIds: ['bo'] } })).toBe(true)
  })

  test('S1-28, S1-29 labeler worker: what belongs to tasks assigned to them, and nothing of other ones', async () => {
    const { access, may } = await having('labeler-worker')
    const of = (...assigneeIds: string[]) => ({ resource: app('atlas'), on: { assigneeIds } })
    const work = ['task:read', 'task:complete', 'annotation:write', 'concept:read', 'input:read'] as const

    expect(may).toEqual([])
    expect(work.every((permission) => access.can(permission, of('cy', 'bo')))).toBe(true)
    expect(work.some((permission) => access.can(permission, of('cy')))).toBe(false)
    expect((['task:create', 'concept:write'] as const).some((permission) => access.can(permission, of('bo')))).toBe(
      false,
    )
  })

  test('S1-30 a lead sees first and last names of team members, and no more', async () => {
    const { access } = await having('labeler-lead')
    const cy = { firstName: 'Cy', lastName: 'Coe', phone: '+1 555' }

    expect(access.view('team-member', cy, { resource: app('atlas') })).toEqual({ firstName: 'Cy', lastName: 'Coe' })
  })

  test('S1-31 where full administrative control is needed, and who has it, is read from the list of levels', async () => {
    const { acme, ada, put } = await clarifai()
    await put('full-access', 'atlas')
    await put('labeler-worker', 'borea')

    const { items } = await acme.hall.assignments.list({ ...ada, role: ['full-access'] })
    expect(items.map(({ principalName, resource }) => [principalName, resource?.key])).toEqual([['Vision', 'atlas']])
  })
})

describe('apps of a team', () => {
  test('S1-38, S1-39, S1-41, S1-42 several are added at once, with a level, which is changed app by app later', async () => {
    const { acme, ada, team, join, put, may } = await clarifai()
    await join('bo')

    const { value } = await acme.desk.when((hall) =>
      hall.assignments.assign({
        ...ada,
        principals: [{ teamId: team.teamId }],
        role: 'model-trainer',
        scopes: [on('atlas'), on('borea')],
      }),
    )
    expect(value.assignments).toHaveLength(2)
    expect([await may('bo', 'model:train', 'atlas'), await may('bo', 'model:train', 'borea')]).toEqual([true, true])

    await acme.desk.when((hall) =>
      hall.batch({
        ...ada,
        mode: 'all-or-nothing',
        commands: [
          { command: 'assignment.unassign', input: { assignmentIds: value.ids.slice(1) } },
          {
            command: 'assignment.assign',
            input: { principals: [{ teamId: team.teamId }], role: 'labeler-lead', scope: on('borea') },
          },
        ],
      }),
    )
    expect([await may('bo', 'model:train', 'borea'), await may('bo', 'task:create', 'borea')]).toEqual([false, true])
    expect(await may('bo', 'model:train', 'atlas')).toBe(true)
    await put('full-access', 'atlas')
    expect(await may('bo', 'app:delete', 'atlas')).toBe(true)
  })

  test('S1-40, S1-45 only apps of the organization are added; one that is transferred in is, and out again is lost to the team', async () => {
    const { acme, ada, team, join, may } = await clarifai()
    await join('bo')
    const add = () =>
      ({ ...ada, principals: [{ teamId: team.teamId }], role: 'model-trainer', scope: on('delos') }) as const
    const globex = await givenAt(acme.desk, { gus: 'admin' }, { slug: 'globex' })
    await globex.hall.resources.create({ ...globex.as('gus'), ...app('delos') })

    await expect(acme.hall.assignments.assign(add())).rejects.toMatchObject({ code: 'resource/not-found' })
    await globex.hall.resources.delete({ ...globex.as('gus'), resource: app('delos') })
    await acme.hall.resources.create({ ...ada, ...app('delos') })
    await acme.desk.when((hall) => hall.assignments.assign(add()))
    expect(await may('bo', 'model:train', 'delos')).toBe(true)

    await acme.desk.when((hall) => hall.resources.delete({ ...ada, resource: app('delos') }))
    await acme.hall.resources.create({ ...ada, ...app('delos') })
    expect(await may('bo', 'model:train', 'delos')).toBe(false)
  })

  test('S1-43, S1-44 are listed with their levels, and of an app its teams; either way a level is edited or taken away', async () => {
    const { acme, ada, team, put } = await clarifai()
    await put('model-trainer', 'atlas', 'borea')
    const { id: speech } = await acme.hall.teams.create({ ...ada, name: 'Speech' })
    const ofTeam = async () =>
      (await acme.hall.assignments.list({ ...ada, principal: { teamId: team.teamId } })).items.map(
        ({ resource, role }) => [resource?.key, role],
      )
    const ofApp = async () =>
      (await acme.hall.assignments.list({ ...ada, scope: on('atlas') })).items.map(({ principalName, role }) => [
        principalName,
        role,
      ])
    expect(await ofTeam()).toEqual([
      ['atlas', 'model-trainer'],
      ['borea', 'model-trainer'],
    ])

    await acme.desk.when((hall) =>
      hall.assignments.assign({ ...ada, principals: [{ teamId: speech }], role: 'labeler-lead', scope: on('atlas') }),
    )
    expect(await ofApp()).toEqual([
      ['Vision', 'model-trainer'],
      ['Speech', 'labeler-lead'],
    ])
    const { items } = await acme.hall.assignments.list({ ...ada, scope: on('atlas') })
    const assignmentIds = items.slice(0, 1).map(({ id }) => id)
    await acme.desk.when((hall) => hall.assignments.unassign({ ...ada, assignmentIds }))
    expect([await ofTeam(), await ofApp()]).toEqual([[['borea', 'model-trainer']], [['Speech', 'labeler-lead']]])
  })
})
