import { describe, expect, test } from 'vitest'
import { givenTeams, type TeamScene } from '../team/stage.js'

async function group(acme: TeamScene, name = 'Writers', key?: string): Promise<string> {
  const { id } = await acme.hall.groups.create({ ...acme.system, name, ...(key !== undefined && { key }) })
  return id
}

const groupNow = (acme: TeamScene, groupId: string) => acme.hall.groups.get({ ...acme.system, groupId })

const rights = async (acme: TeamScene, userId: string, workspaceId: string | undefined) => {
  const { items } = await acme.hall.members.workspaces({ ...acme.system, memberId: acme.id(userId) })
  return items.map(({ workspace }) => workspace.id).includes(workspaceId ?? '')
}

describe('group.create and group.update', () => {
  test('make a group and change what is said of it', async () => {
    const acme = await givenTeams()

    const made = await acme.desk.when((hall) =>
      hall.groups.create({ ...acme.as('sue'), name: 'Writers', key: 'writers', description: 'All who write' }),
    )
    const groupId = made.value.id
    expect(made.value).toMatchObject({ name: 'Writers', key: 'writers', memberCount: 0, status: 'active' })
    expect(groupId).toMatch(/^grp_/)
    expect(made.events).toMatchObject([{ type: 'group.created', recordId: groupId, after: { key: 'writers' } }])

    const change = { ...acme.as('sue'), groupId, name: 'Authors', key: null, description: null, metadata: { a: 1 } }
    const changed = await acme.desk.when((hall) => hall.groups.update(change))
    expect(changed.value).toMatchObject({ name: 'Authors', metadata: { a: 1 } })
    expect(changed.value).not.toHaveProperty('key')
    expect(changed.events).toMatchObject([
      {
        type: 'group.updated',
        recordId: groupId,
        before: { key: 'writers' },
        after: { key: null },
        details: { before: { name: 'Writers' }, after: { name: 'Authors' } },
      },
    ])
    await acme.desk.unchanged((hall) => hall.groups.update(change))
  })

  test('refuse a key that another group has, but not that of a team', async () => {
    const acme = await givenTeams()
    const holder = await group(acme, 'Writers', 'writers')
    const groupId = await group(acme, 'Others')
    const refusal = ['group/key-taken', { key: 'writers', groupId: holder }] as const

    await acme.desk.refuses((hall) => hall.groups.create({ ...acme.as('sue'), name: 'W', key: 'writers' }), ...refusal)
    await acme.desk.refuses((hall) => hall.groups.update({ ...acme.as('sue'), groupId, key: 'writers' }), ...refusal)
    await acme.desk.when((hall) => hall.teams.create({ ...acme.as('sue'), name: 'W', key: 'writers' }))
  })

  test('refuse a group that is not there, and whoever may not', async () => {
    const acme = await givenTeams()
    const groupId = await group(acme)

    for (const unknown of ['grp_nobody', acme.id('mia')]) {
      await acme.desk.refuses(
        (hall) => hall.groups.update({ ...acme.as('sue'), groupId: unknown, name: 'X' }),
        'group/not-found',
        { groupId: unknown },
      )
    }
    await acme.desk.refuses((hall) => hall.groups.create({ ...acme.as('mia'), name: 'X' }), 'access/not-allowed', {
      permission: 'group:create',
    })
    await acme.desk.refuses(
      (hall) => hall.groups.update({ ...acme.as('mia'), groupId, name: 'X' }),
      'access/not-allowed',
      {
        permission: 'group:update',
      },
    )
  })
})

describe('group.addMembers and group.removeMembers', () => {
  test('S0-42, S0-30, S3-20: several at once, pending ones too; who is in it already stays', async () => {
    const acme = await givenTeams()
    const groupId = await group(acme)
    const memberIds = ['mia', 'pia'].map((name) => acme.id(name))

    const added = await acme.desk.when((hall) => hall.groups.addMembers({ ...acme.as('sue'), groupId, memberIds }))
    expect(added.value.memberships.map(({ principalId }) => principalId)).toEqual(memberIds)
    expect(added.events).toMatchObject(
      memberIds.map((memberId) => ({ type: 'group.member_added', recordId: groupId, memberId })),
    )
    expect(added.events[0]).not.toHaveProperty('after')
    await acme.desk.unchanged((hall) => hall.groups.addMembers({ ...acme.as('sue'), groupId, memberIds }))
    expect((await groupNow(acme, groupId)).memberCount).toBe(2)

    const left = await acme.desk.when((hall) =>
      hall.groups.removeMembers({ ...acme.as('sue'), groupId, memberIds: [acme.id('mia'), acme.id('bo')] }),
    )
    expect(left.value).toMatchObject({ id: groupId, memberCount: 1 })
    expect(left.events).toMatchObject([{ type: 'group.member_removed', recordId: groupId, memberId: acme.id('mia') }])
  })

  test('S0-23: in one commit with the change of a profile and a role (S0-31)', async () => {
    const acme = await givenTeams()
    const groupId = await group(acme)
    const memberId = acme.id('mia')

    const { notices } = await acme.desk.when((hall) =>
      hall.batch({
        ...acme.as('ada'),
        mode: 'all-or-nothing',
        commands: [
          { command: 'member.update', input: { memberId, department: 'Prose' } },
          { command: 'member.changeRole', input: { memberId, role: 'editor' } },
          { command: 'group.addMembers', input: { groupId, memberIds: [memberId] } },
        ],
      }),
    )

    expect(notices).toHaveLength(1)
    const { items } = await acme.hall.members.groups({ ...acme.as('mia'), memberId })
    expect(items.map(({ group }) => group.name)).toEqual(['Writers'])
  })

  test('who comes in holds what the group holds, and who leaves does not', async () => {
    const acme = await givenTeams()
    const groupId = await group(acme)
    const { id: workspaceId } = await acme.hall.workspaces.create({ ...acme.system, name: 'Desk' })
    await acme.hall.workspaces.addMembers({ ...acme.system, workspaceId, groupIds: [groupId] })
    const of = { ...acme.as('sue'), groupId, memberIds: [acme.id('mia')] }

    expect(await rights(acme, 'mia', workspaceId)).toBe(false)
    await acme.desk.when((hall) => hall.groups.addMembers(of))
    expect(await rights(acme, 'mia', workspaceId)).toBe(true)
    await acme.desk.when((hall) => hall.groups.removeMembers(of))
    expect(await rights(acme, 'mia', workspaceId)).toBe(false)
  })

  test('R9: give nobody what whoever adds them lacks, and nobody themselves', async () => {
    const acme = await givenTeams()
    const groupId = await group(acme)
    await acme.hall.assignments.assign({ ...acme.system, principals: [{ groupId }], role: 'editor' })
    const add = (name: string, by: string) => ({ ...acme.as(by), groupId, memberIds: [acme.id(name)] })

    await acme.desk.refuses((hall) => hall.groups.addMembers(add('mia', 'sue')), 'role/ceiling', {
      role: 'editor',
      missing: ['doc:write', 'doc:write:own'],
    })
    await acme.desk.refuses((hall) => hall.groups.addMembers(add('sue', 'sue')), 'member/self-elevation', {
      memberId: acme.id('sue'),
      role: 'editor',
    })
    await acme.desk.when((hall) => hall.groups.addMembers(add('mia', 'ada')))
  })

  test('refuse a group or members that are not there, and whoever may not', async () => {
    const acme = await givenTeams()
    const groupId = await group(acme)
    const bo = acme.id('bo')
    await acme.hall.members.remove({ ...acme.system, memberId: bo })

    for (const memberId of ['mem_nobody', bo, groupId]) {
      const of = { ...acme.as('sue'), groupId, memberIds: [memberId] }
      await acme.desk.refuses((hall) => hall.groups.addMembers(of), 'member/not-found', { memberId })
      await acme.desk.refuses((hall) => hall.groups.removeMembers(of), 'member/not-found', { memberId })
    }
    const unknown = { ...acme.as('sue'), groupId: 'grp_nobody', memberIds: [acme.id('mia')] }
    await acme.desk.refuses((hall) => hall.groups.addMembers(unknown), 'group/not-found', { groupId: 'grp_nobody' })
    await acme.desk.refuses((hall) => hall.groups.removeMembers(unknown), 'group/not-found', { groupId: 'grp_nobody' })
    const own = { ...acme.as('mia'), groupId, memberIds: [acme.id('mia')] }
    await acme.desk.refuses((hall) => hall.groups.addMembers(own), 'access/not-allowed', {
      permission: 'group:add-member',
    })
    await acme.desk.refuses((hall) => hall.groups.removeMembers(own), 'access/not-allowed', {
      permission: 'group:remove-member',
    })
  })
})

describe('group.delete', () => {
  test('takes along who is in it and all that it holds, and leaves what they hold otherwise', async () => {
    const acme = await givenTeams()
    const groupId = await group(acme)
    const [one, two] = [
      await acme.hall.workspaces.create({ ...acme.system, name: 'One' }),
      await acme.hall.workspaces.create({ ...acme.system, name: 'Two' }),
    ]
    for (const { id: workspaceId } of [one, two])
      await acme.hall.workspaces.addMembers({ ...acme.system, workspaceId, groupIds: [groupId] })
    await acme.hall.workspaces.addMembers({ ...acme.system, workspaceId: two.id, memberIds: [acme.id('mia')] })
    await acme.hall.assignments.assign({ ...acme.system, principals: [{ groupId }], role: 'editor' })
    await acme.hall.groups.addMembers({ ...acme.system, groupId, memberIds: [acme.id('mia'), acme.id('pia')] })

    const { value, events, plan } = await acme.desk.when((hall) => hall.groups.delete({ ...acme.as('sue'), groupId }))

    expect(value).toMatchObject({ id: groupId, status: 'deleted', memberCount: 0 })
    expect(plan.changes.map(({ kind }) => kind).sort()).toEqual([
      'assignment',
      'group',
      'membership',
      'membership',
      'membership',
      'membership',
      'workspace',
      'workspace',
    ])
    expect(events).toMatchObject([
      { type: 'group.deleted', before: { status: 'active' }, after: { status: 'deleted' } },
    ])
    const access = await acme.hall.access({ organizationId: acme.organizationId, userId: 'mia' })
    expect(access.can('doc:write')).toBe(false)
    expect([await rights(acme, 'mia', one.id), await rights(acme, 'mia', two.id)]).toEqual([false, true])
    await acme.desk.refuses((hall) => hall.groups.delete({ ...acme.as('sue'), groupId }), 'group/not-found', {
      groupId,
    })
    await acme.desk.refuses((hall) => hall.groups.delete({ ...acme.as('mia'), groupId }), 'access/not-allowed', {
      permission: 'group:delete',
    })
  })
})

test('a group under a new name stands under it in workspaces', async () => {
  const acme = await givenTeams()
  const [first, second] = [await group(acme, 'Alpha'), await group(acme, 'Beta')]
  const { id: workspaceId } = await acme.hall.workspaces.create({ ...acme.system, name: 'Desk' })
  await acme.hall.workspaces.addMembers({ ...acme.system, workspaceId, groupIds: [first, second] })

  const { plan } = await acme.desk.when((hall) =>
    hall.groups.update({ ...acme.as('sue'), groupId: first, name: 'Zeta' }),
  )

  expect(plan.changes.map(({ kind }) => kind)).toEqual(['group'])
  const { items } = await acme.hall.workspaces.members({ ...acme.system, workspaceId })
  expect(items.map((entry) => ('group' in entry ? entry.group.name : ''))).toEqual(['Beta', 'Zeta'])
})

test('a group is no member of a team or a group', async () => {
  const acme = await givenTeams()
  const groupId = await group(acme)

  await acme.desk.refuses(
    (hall) => hall.groups.addMembers({ ...acme.as('sue'), groupId, memberIds: [groupId] }),
    'member/not-found',
    { memberId: groupId },
  )
})
