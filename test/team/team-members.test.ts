import { describe, expect, test } from 'vitest'
import { givenTeams, join, playersOf, team, teamNow } from './stage.js'

describe('team.addMembers', () => {
  test('S1-34..S1-36, S3-20, S4-58: several at once, pending and deactivated ones too', async () => {
    const acme = await givenTeams()
    const teamId = await team(acme)
    const memberIds = ['mia', 'pia', 'di'].map((name) => acme.id(name))

    const { value, events } = await acme.desk.when((hall) =>
      hall.teams.addMembers({ ...acme.as('sue'), teamId, memberIds, role: 'player', reason: 'spring' }),
    )

    expect(value.memberships).toHaveLength(3)
    expect(value.memberships[0]).toEqual({
      id: value.ids[0],
      organizationId: acme.organizationId,
      containerKind: 'team',
      containerId: teamId,
      principalKind: 'member',
      principalId: memberIds[0],
      role: 'player',
      granter: { memberId: acme.id('sue') },
      createdAt: acme.clock.iso(),
      updatedAt: acme.clock.iso(),
    })
    expect(events).toMatchObject(
      memberIds.map((memberId) => ({
        type: 'team.member_added',
        recordId: teamId,
        memberId,
        after: { role: 'player' },
        reason: 'spring',
      })),
    )
    expect(await playersOf(acme, teamId)).toEqual(['di player', 'mia player', 'pia player'])
    expect((await teamNow(acme, teamId)).memberCount).toBe(3)
  })

  test('without a role they belong all the same', async () => {
    const acme = await givenTeams()
    const teamId = await team(acme)

    const { value } = await acme.desk.when((hall) =>
      hall.teams.addMembers({ ...acme.as('sue'), teamId, memberIds: [acme.id('mia')] }),
    )

    expect(value.memberships[0]).not.toHaveProperty('role')
    expect(await playersOf(acme, teamId)).toEqual(['mia'])
  })

  test('whoever is in it already stays as they are, named twice or not', async () => {
    const acme = await givenTeams()
    const teamId = await team(acme)
    const [before] = await join(acme, teamId, ['mia'], 'maintainer')
    const [mia, bo] = [acme.id('mia'), acme.id('bo')]

    const same = await acme.desk.unchanged((hall) =>
      hall.teams.addMembers({ ...acme.as('sue'), teamId, memberIds: [mia, mia] }),
    )
    expect(same.memberships).toEqual([before])

    const { value } = await acme.desk.when((hall) =>
      hall.teams.addMembers({ ...acme.as('sue'), teamId, memberIds: [mia, bo, bo] }),
    )
    expect(value.memberships.map(({ principalId }) => principalId)).toEqual([mia, bo])
  })

  test('S4-63, S4-65: one member into several teams is a batch', async () => {
    const acme = await givenTeams()
    const teams = [await team(acme, { name: 'One' }), await team(acme, { name: 'Two' })]

    await acme.desk.when((hall) =>
      hall.batch({
        ...acme.as('sue'),
        mode: 'all-or-nothing',
        commands: teams.map((teamId) => ({
          command: 'team.addMembers' as const,
          input: { teamId, memberIds: [acme.id('mia')] },
        })),
      }),
    )

    const { items } = await acme.hall.members.teams({ ...acme.as('sue'), memberId: acme.id('mia') })
    expect(items.map(({ team }) => team.name)).toEqual(['One', 'Two'])
  })

  test('what a parent may do, its teams may: who joins the team below gains it', async () => {
    const acme = await givenTeams()
    const parentId = await team(acme, { name: 'Parent' })
    const teamId = await team(acme, { name: 'Child', parentId })
    await acme.hall.assignments.assign({ ...acme.system, principals: [{ teamId: parentId }], role: 'editor' })
    const rights = async () =>
      (await acme.hall.access({ organizationId: acme.organizationId, userId: 'mia' })).can('doc:write')

    expect(await rights()).toBe(false)
    await join(acme, teamId, ['mia'])
    expect(await rights()).toBe(true)
    await acme.hall.teams.removeMembers({ ...acme.system, teamId, memberIds: [acme.id('mia')] })
    expect(await rights()).toBe(false)
  })

  test('R9: gives nobody what whoever adds them lacks, and nobody themselves', async () => {
    const acme = await givenTeams()
    const parentId = await team(acme, { name: 'Parent' })
    const teamId = await team(acme, { name: 'Child', parentId })
    await acme.hall.assignments.assign({ ...acme.system, principals: [{ teamId: parentId }], role: 'editor' })
    const add = (name: string, by: string) => ({ ...acme.as(by), teamId, memberIds: [acme.id(name)] })

    const missing = ['doc:write', 'doc:write:own']
    await acme.desk.refuses((hall) => hall.teams.addMembers(add('mia', 'sue')), 'role/ceiling', {
      role: 'editor',
      missing,
    })
    await acme.desk.refuses((hall) => hall.teams.addMembers(add('pia', 'sue')), 'role/ceiling', {
      role: 'editor',
      missing,
    })
    await acme.desk.refuses((hall) => hall.teams.addMembers(add('sue', 'sue')), 'member/self-elevation', {
      memberId: acme.id('sue'),
      role: 'editor',
    })
    await acme.desk.when((hall) => hall.teams.addMembers(add('mia', 'ada')))
  })

  test('a maintainer adds maintainers to their own team, and to no other', async () => {
    const acme = await givenTeams()
    const [own, other] = [await team(acme), await team(acme)]
    await join(acme, own, ['mia'], 'maintainer')
    const memberIds = [acme.id('bo')]

    await acme.desk.when((hall) =>
      hall.teams.addMembers({ ...acme.as('mia'), teamId: own, memberIds, role: 'maintainer' }),
    )
    await acme.desk.refuses(
      (hall) => hall.teams.addMembers({ ...acme.as('mia'), teamId: other, memberIds }),
      'access/not-allowed',
      { permission: 'team:add-member' },
    )
  })

  test('is done once under one idempotency key', async () => {
    const acme = await givenTeams()
    const teamId = await team(acme)
    const add = (name: string) => ({ ...acme.as('sue'), teamId, memberIds: [acme.id(name)] })

    const { first, second } = await acme.desk.doesOnce(
      (hall, idempotencyKey) => hall.teams.addMembers({ ...add('mia'), idempotencyKey }),
      (hall, idempotencyKey) => hall.teams.addMembers({ ...add('bo'), idempotencyKey }),
    )

    expect(second.memberships).toEqual(first.memberships)
    await acme.hall.teams.removeMembers({ ...add('mia') })
    const third = await acme.hall.teams.addMembers({ ...add('mia'), idempotencyKey: 'the-key' })
    expect(third).toMatchObject({ repeated: true, memberships: [] })
  })
})

describe('team.addMembers refuses', () => {
  test('S1-35, R12: whoever is not of the organization, or no longer, and then adds nobody', async () => {
    const acme = await givenTeams()
    const teamId = await team(acme)
    const group = await acme.hall.groups.create({ ...acme.system, name: 'G' })
    const bo = acme.id('bo')
    await acme.hall.members.remove({ ...acme.system, memberId: bo })

    for (const memberId of ['mem_nobody', bo, teamId, group.id]) {
      await acme.desk.refuses(
        (hall) => hall.teams.addMembers({ ...acme.as('sue'), teamId, memberIds: [acme.id('mia'), memberId] }),
        'member/not-found',
        { memberId },
      )
    }
  })

  test('whoever is in it in another role', async () => {
    const acme = await givenTeams()
    const teamId = await team(acme)
    await join(acme, teamId, ['mia'])

    await acme.desk.refuses(
      (hall) => hall.teams.addMembers({ ...acme.as('sue'), teamId, memberIds: [acme.id('mia')], role: 'player' }),
      'membership/other-role',
      { containerId: teamId, principalId: acme.id('mia'), role: null },
    )
  })

  test('R24: roles of another scope, that there are not, or that cannot be given', async () => {
    const acme = await givenTeams()
    const teamId = await team(acme)
    const add = (role: string) => ({ ...acme.as('ada'), teamId, memberIds: [acme.id('mia')], role: role as 'player' })

    await acme.desk.refuses((hall) => hall.teams.addMembers(add('lead')), 'role/wrong-scope', {
      role: 'lead',
      scope: 'workspace',
      scopes: ['team'],
    })
    await acme.desk.refuses((hall) => hall.teams.addMembers(add('nobody')), 'role/unknown', { role: 'nobody' })
    await acme.desk.refuses((hall) => hall.teams.addMembers(add('later')), 'role/not-assignable', { role: 'later' })
  })

  test('a role that whoever gives it does not hold there', async () => {
    const acme = await givenTeams()
    const teamId = await team(acme)
    const organizer = await acme.hall.roles.create({
      ...acme.system,
      name: 'Organizer',
      scope: 'team',
      permissions: ['doc:delete'],
    })

    await acme.desk.refuses(
      (hall) => hall.teams.addMembers({ ...acme.as('sue'), teamId, memberIds: [acme.id('mia')], role: organizer.id }),
      'role/ceiling',
      { role: organizer.id, missing: ['doc:delete', 'doc:delete:own'] },
    )
  })

  test('a 401st edge of a member', async () => {
    const acme = await givenTeams()
    const commands = Array.from({ length: 400 }, (_, at) => ({
      command: 'team.create' as const,
      input: { name: `Team ${at}` },
    }))
    const { ids } = await acme.hall.batch({ ...acme.system, mode: 'all-or-nothing', commands })
    const memberIds = [acme.id('mia')]
    const belong = (teamId: string) => ({ command: 'team.addMembers' as const, input: { teamId, memberIds } })
    await acme.hall.batch({ ...acme.system, mode: 'all-or-nothing', commands: ids.map(belong) })
    const teamId = await team(acme, { name: 'One too many' })

    await acme.desk.refuses(
      (hall) => hall.teams.addMembers({ ...acme.as('sue'), teamId, memberIds }),
      'member/too-many-edges',
      { memberId: acme.id('mia'), limit: 400 },
    )
    await acme.hall.teams.removeMembers({ ...acme.system, teamId: ids[0] ?? '', memberIds })
    await acme.desk.when((hall) => hall.teams.addMembers({ ...acme.as('sue'), teamId, memberIds }))
  })

  test('more members than a revision holds, and lists that are empty or too long', async () => {
    const acme = await givenTeams()
    const teamId = await team(acme)
    const { ids } = await acme.hall.batch({
      ...acme.system,
      mode: 'all-or-nothing',
      commands: Array.from({ length: 1_000 }, (_, at) => ({
        command: 'member.add' as const,
        input: { userId: `user-${at}`, role: 'viewer' as const },
      })),
    })
    const add = (memberIds: readonly string[]) => ({ ...acme.as('sue'), teamId, memberIds })

    const refused = await acme.hall.attempt.teams.addMembers(add(ids))
    expect(refused).toMatchObject({ ok: false, refusal: { code: 'batch/too-large', details: { operations: 1_001 } } })
    await acme.desk.rejects(
      (hall) => hall.teams.addMembers(add([])),
      [{ path: 'memberIds', problem: 'must hold 1 to 1000' }],
    )
    await acme.desk.rejects(
      (hall) => hall.teams.addMembers(add([...ids, 'one-more'])),
      [{ path: 'memberIds', problem: 'must hold 1 to 1000' }],
    )
  })
})

describe('team.removeMembers', () => {
  test('S1-37, S4-59, S4-64: several at once; whoever is not in it makes no difference', async () => {
    const acme = await givenTeams()
    const teamId = await team(acme)
    await join(acme, teamId, ['mia', 'pia', 'di'], 'player')
    const memberIds = ['mia', 'pia', 'bo'].map((name) => acme.id(name))

    const { value, events } = await acme.desk.when((hall) =>
      hall.teams.removeMembers({ ...acme.as('sue'), teamId, memberIds, reason: 'autumn' }),
    )

    expect(value).toMatchObject({ id: teamId, memberCount: 1 })
    expect(events).toMatchObject(
      ['mia', 'pia'].map((name) => ({
        type: 'team.member_removed',
        recordId: teamId,
        memberId: acme.id(name),
        before: { role: 'player' },
        reason: 'autumn',
      })),
    )
    expect(await playersOf(acme, teamId)).toEqual(['di player'])
    await acme.desk.unchanged((hall) => hall.teams.removeMembers({ ...acme.as('sue'), teamId, memberIds }))
  })

  test('and added in the same batch again', async () => {
    const acme = await givenTeams()
    const teamId = await team(acme)
    await join(acme, teamId, ['mia'], 'player')
    const memberIds = [acme.id('mia')]

    await acme.desk.when((hall) =>
      hall.batch({
        ...acme.as('sue'),
        mode: 'all-or-nothing',
        commands: [
          { command: 'team.removeMembers', input: { teamId, memberIds } },
          { command: 'team.addMembers', input: { teamId, memberIds } },
        ],
      }),
    )

    expect(await playersOf(acme, teamId)).toEqual(['mia'])
    expect((await teamNow(acme, teamId)).memberCount).toBe(1)
  })

  test('refuses a team or members that are not there, and whoever may not', async () => {
    const acme = await givenTeams()
    const teamId = await team(acme)
    await join(acme, teamId, ['mia', 'bo'], 'player')
    const memberIds = [acme.id('mia')]

    await acme.desk.refuses(
      (hall) => hall.teams.removeMembers({ ...acme.as('sue'), teamId: 'team_nobody', memberIds }),
      'team/not-found',
      { teamId: 'team_nobody' },
    )
    await acme.desk.refuses(
      (hall) => hall.teams.removeMembers({ ...acme.as('sue'), teamId, memberIds: ['mem_nobody'] }),
      'member/not-found',
      { memberId: 'mem_nobody' },
    )
    await acme.desk.refuses(
      (hall) => hall.teams.removeMembers({ ...acme.as('bo'), teamId, memberIds }),
      'access/not-allowed',
      { permission: 'team:remove-member' },
    )
  })
})

describe('team.changeRole', () => {
  test('gives another role there, and takes it', async () => {
    const acme = await givenTeams()
    const teamId = await team(acme)
    await join(acme, teamId, ['mia'], 'player')
    const of = { ...acme.as('ada'), teamId, memberId: acme.id('mia') }

    const { value, events } = await acme.desk.when((hall) => hall.teams.changeRole({ ...of, role: 'maintainer' }))

    expect(value.memberships).toMatchObject([{ role: 'maintainer', granter: { memberId: acme.id('ada') } }])
    expect(events).toMatchObject([
      {
        type: 'team.member_role_changed',
        recordId: teamId,
        memberId: acme.id('mia'),
        before: { role: 'player' },
        after: { role: 'maintainer' },
      },
    ])
    await acme.desk.unchanged((hall) => hall.teams.changeRole({ ...of, role: 'maintainer' }))
    await acme.desk.when((hall) => hall.teams.changeRole({ ...of, role: null }))
    expect(await playersOf(acme, teamId)).toEqual(['mia'])
  })

  test('S4-80: nobody raises themselves in their team', async () => {
    const acme = await givenTeams()
    const teamId = await team(acme)
    const organizer = await acme.hall.roles.create({
      ...acme.system,
      name: 'Organizer',
      scope: 'team',
      permissions: ['doc:write'],
    })
    await join(acme, teamId, ['mia'], 'maintainer')

    await acme.desk.refuses(
      (hall) => hall.teams.changeRole({ ...acme.as('mia'), teamId, memberId: acme.id('mia'), role: organizer.id }),
      'member/self-elevation',
      { memberId: acme.id('mia'), role: organizer.id },
    )
  })

  test('refuses whoever is not in it, and a team that is not there', async () => {
    const acme = await givenTeams()
    const teamId = await team(acme)
    const memberId = acme.id('mia')

    for (const principalId of [memberId, 'mem_nobody']) {
      await acme.desk.refuses(
        (hall) => hall.teams.changeRole({ ...acme.as('sue'), teamId, memberId: principalId, role: 'player' }),
        'membership/not-found',
        { containerId: teamId, principalId },
      )
    }
    await acme.desk.refuses(
      (hall) => hall.teams.changeRole({ ...acme.as('sue'), teamId: 'team_nobody', memberId, role: null }),
      'team/not-found',
      { teamId: 'team_nobody' },
    )
  })
})

describe('a member of teams', () => {
  test('who is removed is out of all of them, in the same commit', async () => {
    const acme = await givenTeams()
    const teams = [await team(acme, { name: 'One' }), await team(acme, { name: 'Two' })]
    for (const teamId of teams) await join(acme, teamId, ['mia', 'bo'])

    const { value } = await acme.desk.when((hall) =>
      hall.members.remove({ ...acme.as('ada'), memberId: acme.id('mia') }),
    )

    expect(value.status).toBe('removed')
    for (const teamId of teams) {
      expect(await playersOf(acme, teamId)).toEqual(['bo'])
      expect((await teamNow(acme, teamId)).memberCount).toBe(1)
    }
  })

  test('whose name changes stands under the new one', async () => {
    const acme = await givenTeams()
    const teamId = await team(acme)
    await join(acme, teamId, ['mia', 'bo', 'pia'])

    const { plan } = await acme.desk.when((hall) =>
      hall.members.update({ ...acme.as('ada'), memberId: acme.id('mia'), name: 'Ann' }),
    )

    expect(plan.changes.map(({ kind }) => kind)).toEqual(['member'])
    expect(await playersOf(acme, teamId)).toEqual(['mia', 'bo', 'pia'])
    await acme.desk.when((hall) =>
      hall.members.update({ ...acme.as('ada'), memberId: acme.id('pia'), name: 'Aaron', email: 'aaron@example.test' }),
    )
    const { items } = await acme.hall.teams.members({ ...acme.system, teamId })
    expect(items.map(({ member }) => member.name)).toEqual(['Aaron', 'Ann', 'bo'])
  })
})
