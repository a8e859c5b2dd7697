/** Assignments of teams and groups: their members hold them (S1-16, S1-38..S1-44). */
import type { Guildhall, Policy } from 'guildhall'
import { describe, expect, test } from 'vitest'
import { duties } from '../support/duties.js'
import { given } from '../support/given.js'

const app = { type: 'app', key: 'a1' }

const untyped = (hall: object) => hall as Guildhall<Policy>

/** Bo is in the team and Di in the one below; Eli is in the group. */
async function scene() {
  const acme = await given(duties, {
    ada: 'admin',
    cleo: 'clerk',
    bo: 'member',
    di: 'member',
    eli: 'member',
    hal: 'desk',
  })
  const admin = acme.as('ada')
  await acme.hall.resources.create({ ...admin, ...app })
  const team = await acme.hall.teams.create({ ...admin, name: 'Lab' })
  const below = await acme.hall.teams.create({ ...admin, name: 'Annotators', parentId: team.id })
  const group = await acme.hall.groups.create({ ...admin, name: 'Night shift' })
  await acme.hall.teams.addMembers({ ...admin, teamId: team.id, memberIds: [acme.id('bo')] })
  await acme.hall.teams.addMembers({ ...admin, teamId: below.id, memberIds: [acme.id('di')] })
  await acme.hall.groups.addMembers({ ...admin, groupId: group.id, memberIds: [acme.id('eli')] })
  return { acme, team: { teamId: team.id }, below: { teamId: below.id }, group: { groupId: group.id } }
}

type Acme = Awaited<ReturnType<typeof scene>>['acme']

const mayPay = async ({ hall, organizationId }: Acme, userId: string) =>
  (await hall.access({ organizationId, userId })).can('doc:write')

describe('what is assigned to a team or a group', () => {
  test('is held by its members, and by those of the teams below', async () => {
    const { acme, team, group } = await scene()
    const { ids } = await acme.hall.roles.create({ ...acme.as('ada'), name: 'Writes', permissions: ['doc:write'] })
    const [role = ''] = ids

    await acme.desk.when((hall) =>
      hall.assignments.assign({ ...acme.as('ada'), principals: [team, group], role: role as `role_${string}` }),
    )

    const held = await Promise.all(['bo', 'di', 'eli', 'hal'].map((name) => mayPay(acme, name)))
    expect(held).toEqual([true, true, true, false])
    await acme.hall.teams.removeMembers({ ...acme.as('ada'), ...team, memberIds: [acme.id('bo')] })
    expect(await mayPay(acme, 'bo')).toBe(false)
  })

  test('is listed with the level on each resource, and the other way round (S1-39, S1-43, S1-44)', async () => {
    const { acme, team, group } = await scene()
    const said = { ...acme.as('ada'), scope: { resource: app } }
    await acme.desk.when((hall) => hall.assignments.assign({ ...said, principals: [team], role: 'writer' }))
    acme.clock.pass({ seconds: 1 })
    await acme.desk.when((hall) => hall.assignments.assign({ ...said, principals: [group], role: 'reader' }))

    const ofTeam = await acme.hall.assignments.list({ ...acme.as('ada'), principal: team })
    expect(ofTeam.items).toMatchObject([{ role: 'writer', resource: app, principalName: 'Lab' }])
    const onApp = await acme.hall.assignments.list(said)
    expect(onApp.items.map(({ principalName, role }) => `${principalName} ${role}`)).toEqual([
      ...['Lab writer', 'Night shift reader'],
    ])
    await acme.hall.groups.delete({ ...acme.as('ada'), ...group })
    expect((await acme.hall.assignments.list(said)).items).toHaveLength(1)
  })

  test('does not raise whoever is in it themselves (S4-80)', async () => {
    const { acme, team, below, group } = await scene()
    await acme.hall.members.changeRole({ ...acme.as('ada'), memberId: acme.id('di'), role: 'desk' })
    await acme.hall.members.changeRole({ ...acme.as('ada'), memberId: acme.id('eli'), role: 'desk' })
    const assign = (by: string, principal: object) => (hall: Acme['hall']) =>
      untyped(hall).assignments.assign({ ...acme.as(by), principals: [principal], role: 'clerk' } as never)

    for (const principal of [team, below])
      await acme.desk.refuses(assign('di', principal), 'member/self-elevation', {
        memberId: acme.id('di'),
        role: 'clerk',
      })
    await acme.desk.refuses(assign('eli', group), 'member/self-elevation', { memberId: acme.id('eli'), role: 'clerk' })
  })

  test('is no role that the policy keeps apart', async () => {
    const { acme, team, group } = await scene()

    for (const [principal, principalKind] of [
      [team, 'team'],
      [group, 'group'],
    ] as const) {
      await acme.desk.refuses(
        (hall) => hall.assignments.assign({ ...acme.as('ada'), principals: [principal], role: 'payer' }),
        'role/members-only',
        { role: 'payer', principalKind },
      )
    }
  })

  test('is nothing on a team: roles there are for members', async () => {
    const { acme, team, below, group } = await scene()
    const assign = (principal: object | 'everyone') => (hall: Acme['hall']) =>
      untyped(hall).assignments.assign({
        ...acme.as('ada'),
        principals: [principal],
        role: 'chair',
        scope: team,
      } as never)

    for (const [principal, principalKind] of [
      [below, 'team'],
      [group, 'group'],
      ['everyone', 'everyone'],
    ] as const)
      await acme.desk.refuses(assign(principal), 'assignment/members-only', { principalKind, scopeKind: 'team' })
    await acme.desk.when(assign({ memberId: acme.id('eli') }))
  })

  test('is not there once the team or group is gone', async () => {
    const { acme, below, group } = await scene()
    await acme.hall.teams.delete({ ...acme.as('ada'), ...below })
    await acme.hall.groups.delete({ ...acme.as('ada'), ...group })
    const assign = (principal: object) => (hall: Acme['hall']) =>
      untyped(hall).assignments.assign({ ...acme.as('ada'), principals: [principal], role: 'member' } as never)

    await acme.desk.refuses(assign(below), 'team/not-found', below)
    await acme.desk.refuses(assign(group), 'group/not-found', group)
    await acme.desk.refuses(
      (hall) =>
        hall.assignments.assign({ ...acme.as('ada'), principals: ['everyone'], role: 'chair', scope: below } as never),
      'team/not-found',
      below,
    )
  })
})

describe('there is room', () => {
  test('for 400 assignments of a team or a group', async () => {
    const { acme, group } = await scene()
    const apps = Array.from({ length: 401 }, (_, at) => ({ type: 'thing', key: `t${at}` }))
    await acme.hall.resources.createMany({ ...acme.as('ada'), resources: apps })
    const scopes = apps.map((resource) => ({ resource }))
    const assign = (from: number, to: number) => (hall: Acme['hall']) =>
      hall.assignments.assign({
        ...acme.as('ada'),
        principals: [group],
        role: 'reader',
        scopes: scopes.slice(from, to),
      })
    await assign(0, 400)(acme.hall)

    const full = { principalId: group.groupId, limit: 400 }
    await acme.desk.refuses(assign(400, 401), 'assignment/too-many', full)
    await acme.hall.resources.delete({ ...acme.as('ada'), resource: apps[7] ?? app })
    await acme.desk.when(assign(400, 401))
  })

  test('for 400 on a resource by others than members, the dead not counted', async () => {
    const { acme, group } = await scene()
    const admin = acme.as('ada')
    const groups = [group]
    for (let at = 1; at < 20; at++)
      groups.push({ groupId: (await acme.hall.groups.create({ ...admin, name: `G${at}` })).id })
    const roles = [] as `role_${string}`[]
    for (let at = 0; at < 21; at++)
      roles.push((await acme.hall.roles.create({ ...admin, name: `R${at}`, scope: 'resource', permissions: [] })).id)
    const assign = (role: `role_${string}`, principals: typeof groups) => (hall: Acme['hall']) =>
      hall.assignments.assign({ ...admin, principals, role, scope: { resource: app } })
    for (const role of roles.slice(0, 20)) await assign(role, groups)(acme.hall)
    const { id: scopeId } = await acme.hall.resources.get({ ...admin, resource: app })
    const [last = 'role_none'] = roles.slice(20)

    await acme.desk.refuses(assign(last, groups.slice(1, 2)), 'assignment/too-many', { scopeId, limit: 400 })
    await acme.desk.when((hall) =>
      hall.assignments.assign({
        ...admin,
        principals: [{ memberId: acme.id('bo') }],
        role: last,
        scope: { resource: app },
      }),
    )
    await acme.hall.groups.delete({ ...admin, ...group })
    await acme.desk.when(assign(last, groups.slice(1)))
  })
})

describe('a custom role that teams, groups and their members hold', () => {
  test('is in use, and moved', async () => {
    const { acme, team, group } = await scene()
    const admin = acme.as('ada')
    const make = async (name: string, scope: 'team' | 'workspace') =>
      (await acme.hall.roles.create({ ...admin, name, scope, permissions: ['doc:read'] })).id
    const [ofTeam, ofWorkspace] = [await make('T', 'team'), await make('W', 'workspace')]
    await acme.hall.teams.changeRole({ ...admin, ...team, memberId: acme.id('bo'), role: ofTeam })
    const { id: workspaceId } = await acme.hall.workspaces.create({ ...admin, name: 'Research' })
    await acme.hall.workspaces.addMembers({ ...admin, workspaceId, groupIds: [group.groupId], role: ofWorkspace })

    for (const roleId of [ofTeam, ofWorkspace])
      await acme.desk.refuses((hall) => hall.roles.delete({ ...admin, roleId }), 'role/in-use', {
        roleId,
        holders: 1,
        more: false,
      })
    const one = await acme.desk.when((hall) => hall.roles.delete({ ...admin, roleId: ofTeam, replaceWith: 'chair' }))
    expect(one.events).toMatchObject([
      { type: 'team.member_role_changed', recordId: team.teamId, before: { role: ofTeam }, after: { role: 'chair' } },
      { type: 'role.deleted' },
    ])
    const two = await acme.desk.when((hall) =>
      hall.roles.delete({ ...admin, roleId: ofWorkspace, replaceWith: 'lead' }),
    )
    expect(two.events).toMatchObject([
      { type: 'workspace.group_role_changed', after: { role: 'lead' } },
      { type: 'role.deleted' },
    ])
    expect(two.plan.impact).toMatchObject([{ others: [{ kind: 'group', id: group.groupId }] }])
  })
})
