import { describe, expect, test } from 'vitest'
import { chain, givenTeams, join, team } from '../team/stage.js'

const denied = (permission: string) => ({ code: 'access/not-allowed', details: { permission } })

describe('teams.get, teams.byKey and teams.list', () => {
  test('S1-23: all by name, page by page, and those right below one', async () => {
    const acme = await givenTeams()
    for (const name of ['Delta', 'alpha', 'Charlie', 'bravo']) await team(acme, { name })
    const parentId = await team(acme, { name: 'Echo' })
    await team(acme, { name: 'Foxtrot', parentId })
    const gone = await team(acme, { name: 'Gone' })
    await acme.hall.teams.delete({ ...acme.system, teamId: gone })

    const first = await acme.hall.teams.list({ ...acme.as('sue'), limit: 4 })
    const second = await acme.hall.teams.list({ ...acme.as('sue'), limit: 4, after: first.next ?? '' })
    const names = (page: typeof first) => page.items.map(({ name }) => name)
    expect([names(first), names(second)]).toEqual([
      ['alpha', 'bravo', 'Charlie', 'Delta'],
      ['Echo', 'Foxtrot'],
    ])
    expect(second).not.toHaveProperty('next')
    expect(names(await acme.hall.teams.list({ ...acme.as('sue'), parentId }))).toEqual(['Foxtrot'])
  })

  test('show whoever is in a team, by their role there, that team alone', async () => {
    const acme = await givenTeams()
    const [own, other] = [
      await team(acme, { name: 'Own', key: 'own' }),
      await team(acme, { name: 'Other', key: 'other' }),
    ]
    await join(acme, own, ['mia'], 'player')

    const list = await acme.hall.teams.list(acme.as('mia'))
    expect(list.items.map(({ id }) => id)).toEqual([own])
    expect(await acme.hall.teams.get({ ...acme.as('mia'), teamId: own })).toMatchObject({ name: 'Own' })
    expect(await acme.hall.teams.byKey({ ...acme.as('mia'), key: 'own' })).toMatchObject({ id: own })
    for (const teamId of [other, 'team_nobody'])
      await expect(acme.hall.teams.get({ ...acme.as('mia'), teamId })).rejects.toMatchObject(denied('team:read'))
    for (const key of ['other', 'none'])
      await expect(acme.hall.teams.byKey({ ...acme.as('mia'), key })).rejects.toMatchObject(denied('team:read'))
  })

  test('R11: answer what is deleted or foreign like what never was', async () => {
    const acme = await givenTeams()
    const teamId = await team(acme, { key: 'gone' })
    await acme.hall.teams.delete({ ...acme.system, teamId })
    const group = await acme.hall.groups.create({ ...acme.system, name: 'G', key: 'gone' })

    for (const unknown of [teamId, 'team_nobody', group.id])
      await expect(acme.hall.teams.get({ ...acme.as('sue'), teamId: unknown })).rejects.toMatchObject({
        code: 'team/not-found',
        details: { teamId: unknown },
      })
    await expect(acme.hall.teams.byKey({ ...acme.as('sue'), key: 'gone' })).rejects.toMatchObject({
      code: 'team/not-found',
      details: { key: 'gone' },
    })
  })
})

describe('teams.members', () => {
  test('S1-37, S4-07: by name, whatever their status, page by page, and by role', async () => {
    const acme = await givenTeams()
    const teamId = await team(acme)
    await join(acme, teamId, ['mia', 'pia'], 'player')
    await join(acme, teamId, ['di', 'bo'], 'maintainer')
    await join(acme, teamId, ['sue'])

    const first = await acme.hall.teams.members({ ...acme.as('mia'), teamId, limit: 3 })
    const second = await acme.hall.teams.members({ ...acme.as('mia'), teamId, limit: 3, after: first.next ?? '' })
    const shown = [...first.items, ...second.items].map(({ member, membership }) => [
      member.name ?? member.email,
      member.status,
      membership.role,
    ])
    expect(shown).toEqual([
      ['bo', 'active', 'maintainer'],
      ['di', 'deactivated', 'maintainer'],
      ['mia', 'active', 'player'],
      ['pia@example.test', 'pending', 'player'],
      ['sue', 'active', undefined],
    ])
    const players = await acme.hall.teams.members({ ...acme.as('mia'), teamId, role: ['player'] })
    expect(players.items.map(({ member }) => member.id)).toEqual([acme.id('mia'), acme.id('pia')])
  })

  test('are shown to whoever may see the team, and of none where it is gone', async () => {
    const acme = await givenTeams()
    const teamId = await team(acme)
    await join(acme, teamId, ['mia'])

    await expect(acme.hall.teams.members({ ...acme.as('mia'), teamId })).rejects.toMatchObject(denied('team:read'))
    await acme.hall.teams.delete({ ...acme.system, teamId })
    await expect(acme.hall.teams.members({ ...acme.as('sue'), teamId })).rejects.toMatchObject({
      code: 'team/not-found',
    })
  })
})

describe('groups', () => {
  test('get, byKey, list and members', async () => {
    const acme = await givenTeams()
    const [b, a] = [
      await acme.hall.groups.create({ ...acme.system, name: 'B', key: 'bee' }),
      await acme.hall.groups.create({ ...acme.system, name: 'A' }),
    ]
    await acme.hall.groups.addMembers({
      ...acme.system,
      groupId: b.id,
      memberIds: ['mia', 'bo'].map((name) => acme.id(name)),
    })

    const { items } = await acme.hall.groups.list(acme.as('sue'))
    expect(items.map(({ name, memberCount }) => [name, memberCount])).toEqual([
      ['A', 0],
      ['B', 2],
    ])
    expect(await acme.hall.groups.byKey({ ...acme.as('sue'), key: 'bee' })).toMatchObject({ id: b.id })
    expect(await acme.hall.groups.get({ ...acme.as('sue'), groupId: a.id })).toMatchObject({ name: 'A' })
    const members = await acme.hall.groups.members({ ...acme.as('sue'), groupId: b.id })
    expect(members.items.map(({ member }) => member.name)).toEqual(['bo', 'mia'])
  })

  test('are not there once they are deleted, and not for whoever may not see them', async () => {
    const acme = await givenTeams()
    const { id: groupId } = await acme.hall.groups.create({ ...acme.system, name: 'B', key: 'bee' })
    const { groups } = acme.hall
    for (const asked of [
      groups.get({ ...acme.as('mia'), groupId }),
      groups.byKey({ ...acme.as('mia'), key: 'bee' }),
      groups.list(acme.as('mia')),
      groups.members({ ...acme.as('mia'), groupId }),
    ])
      await expect(asked).rejects.toMatchObject(denied('group:read'))
    await groups.delete({ ...acme.system, groupId })
    for (const asked of [
      groups.get({ ...acme.as('sue'), groupId }),
      groups.byKey({ ...acme.as('sue'), key: 'bee' }),
      groups.members({ ...acme.as('sue'), groupId }),
    ])
      await expect(asked).rejects.toMatchObject({ code: 'group/not-found' })
  })
})

describe('members.teams and members.groups', () => {
  test('S4-12, S0-27: what a member is in, with their role there, by name', async () => {
    const acme = await givenTeams()
    const [top = '', below = ''] = await chain(acme, 2)
    const gone = await team(acme, { name: 'Gone' })
    await join(acme, below, ['mia'], 'maintainer')
    await join(acme, gone, ['mia'])
    await acme.hall.teams.delete({ ...acme.system, teamId: gone })
    const { id: groupId } = await acme.hall.groups.create({ ...acme.system, name: 'G' })
    const memberId = acme.id('mia')
    await acme.hall.groups.addMembers({ ...acme.system, groupId, memberIds: [memberId] })

    const teams = await acme.hall.members.teams({ ...acme.as('sue'), memberId })
    expect(teams).toMatchObject({ items: [{ team: { id: below, parentId: top }, membership: { role: 'maintainer' } }] })
    expect(teams.items).toHaveLength(1)
    const groups = await acme.hall.members.groups({ ...acme.as('sue'), memberId })
    expect(groups.items.map(({ group }) => group.id)).toEqual([groupId])
    expect(groups.revision).toBe(await acme.revision())
  })

  test('are everybody’s to ask of themselves, and else for whoever may see teams and groups', async () => {
    const acme = await givenTeams()
    const teamId = await team(acme)
    await join(acme, teamId, ['mia'])
    const { members } = acme.hall
    const memberId = acme.id('mia')

    expect((await members.teams({ ...acme.as('mia'), memberId })).items).toHaveLength(1)
    expect((await members.groups({ ...acme.as('mia'), memberId })).items).toHaveLength(0)
    await expect(members.teams({ ...acme.as('bo'), memberId })).rejects.toMatchObject(denied('team:read'))
    await expect(members.groups({ ...acme.as('bo'), memberId })).rejects.toMatchObject(denied('group:read'))
    await expect(members.teams({ ...acme.as('sue'), memberId: 'mem_nobody' })).rejects.toMatchObject({
      code: 'member/not-found',
    })
  })
})
