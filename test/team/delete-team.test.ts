import { describe, expect, test } from 'vitest'
import { givenTeams, join, team } from './stage.js'

describe('team.delete', () => {
  test('S1-23, S1-33, S4-17: takes along who is in it, and what is held in it or by it', async () => {
    const acme = await givenTeams()
    const teamId = await team(acme)
    await join(acme, teamId, ['mia', 'pia'], 'player')
    await acme.hall.assignments.assign({ ...acme.system, principals: [{ teamId }], role: 'editor' })
    await acme.hall.assignments.assign({
      ...acme.system,
      principals: [{ memberId: acme.id('bo') }],
      role: 'maintainer',
      scope: { teamId },
    })

    const { value, events, plan } = await acme.desk.when((hall) =>
      hall.teams.delete({ ...acme.as('sue'), teamId, reason: 'done' }),
    )

    expect(value).toMatchObject({ id: teamId, status: 'deleted', deletedAt: acme.clock.iso(), memberCount: 0 })
    expect(plan.changes.map(({ kind }) => kind).sort()).toEqual([
      'assignment',
      'assignment',
      'membership',
      'membership',
      'team',
    ])
    expect(events).toMatchObject([
      {
        type: 'team.deleted',
        recordId: teamId,
        before: { status: 'active' },
        after: { status: 'deleted' },
        reason: 'done',
      },
    ])
    const access = await acme.hall.access({ organizationId: acme.organizationId, userId: 'mia' })
    expect(access.can('doc:write')).toBe(false)
    expect((await acme.hall.members.teams({ ...acme.system, memberId: acme.id('mia') })).items).toEqual([])
  })

  test('of more than 500 members leaves dead edges, which count for nothing and make room', async () => {
    const acme = await givenTeams()
    const teamId = await team(acme)
    const { ids } = await acme.hall.batch({
      ...acme.system,
      mode: 'all-or-nothing',
      commands: Array.from({ length: 510 }, (_, at) => ({
        command: 'member.add' as const,
        input: { userId: `user-${String(at).padStart(3, '0')}`, role: 'viewer' as const },
      })),
    })
    await acme.hall.teams.addMembers({ ...acme.system, teamId, memberIds: ids })

    const { value } = await acme.desk.when((hall) => hall.teams.delete({ ...acme.as('sue'), teamId }))

    expect(value.memberCount).toBe(10)
    const left = await acme.desk.memory.page(acme.organizationId, { kind: 'membership', where: {}, limit: 1_000 })
    const dead = (left?.records ?? []).flatMap(({ kind, record }) => (kind === 'membership' ? record.principalId : []))
    expect(dead).toHaveLength(10)
    const [memberId = ''] = dead
    expect((await acme.hall.members.teams({ ...acme.system, memberId })).items).toEqual([])
    await acme.desk.refuses(
      (hall) => hall.teams.addMembers({ ...acme.as('sue'), teamId, memberIds: [memberId] }),
      'team/not-found',
      { teamId },
    )

    const other = await team(acme, { name: 'Next' })
    const { plan } = await acme.desk.when((hall) =>
      hall.teams.addMembers({ ...acme.as('sue'), teamId: other, memberIds: [memberId] }),
    )
    expect(plan.changes.filter((change) => change.kind === 'membership' && change.after === undefined)).toHaveLength(1)
  })

  test('is for whoever may in the team', async () => {
    const acme = await givenTeams()
    const teamId = await team(acme)
    await join(acme, teamId, ['mia'], 'maintainer')
    await join(acme, teamId, ['bo'], 'player')

    await acme.desk.refuses((hall) => hall.teams.delete({ ...acme.as('bo'), teamId }), 'access/not-allowed', {
      permission: 'team:delete',
    })
    await acme.desk.when((hall) => hall.teams.delete({ ...acme.as('mia'), teamId }))
  })
})

describe('team.delete refuses', () => {
  test('a team that has others below it, until they are gone or moved', async () => {
    const acme = await givenTeams()
    const teamId = await team(acme)
    const [one, two] = [await team(acme, { parentId: teamId }), await team(acme, { parentId: teamId })]
    const gone = () =>
      acme.desk.refuses((hall) => hall.teams.delete({ ...acme.as('sue'), teamId }), 'team/has-children', { teamId })

    await gone()
    await acme.hall.teams.delete({ ...acme.system, teamId: one })
    await gone()
    await acme.hall.teams.move({ ...acme.system, teamId: two, parentId: null })
    await acme.desk.when((hall) => hall.teams.delete({ ...acme.as('sue'), teamId }))
  })

  test('in a batch that moves one of its teams away and leaves another', async () => {
    const acme = await givenTeams()
    const teamId = await team(acme)
    const [one] = [await team(acme, { parentId: teamId }), await team(acme, { parentId: teamId })]

    await acme.desk.refusesToCommit(
      (hall) =>
        hall.batch({
          ...acme.as('sue'),
          mode: 'all-or-nothing',
          commands: [
            { command: 'team.move', input: { teamId: one, parentId: null } },
            { command: 'team.delete', input: { teamId } },
          ],
        }),
      'team/has-children',
      { teamId },
    )
  })

  test('a team that owns resources', async () => {
    const acme = await givenTeams()
    const teamId = await team(acme)
    const resource = { type: 'doc', key: 'one' }
    await acme.hall.resources.create({ ...acme.system, ...resource, ownerId: teamId })

    await acme.desk.refuses((hall) => hall.teams.delete({ ...acme.as('sue'), teamId }), 'team/has-resources', {
      teamId,
    })
    await acme.hall.resources.transfer({ ...acme.system, resource, to: 'organization' })
    await acme.desk.when((hall) => hall.teams.delete({ ...acme.as('sue'), teamId }))
  })

  test('a team that is not there, or no longer', async () => {
    const acme = await givenTeams()
    const gone = await team(acme)
    await acme.hall.teams.delete({ ...acme.system, teamId: gone })

    for (const teamId of ['team_nobody', gone]) {
      await acme.desk.refuses((hall) => hall.teams.delete({ ...acme.as('sue'), teamId }), 'team/not-found', { teamId })
    }
  })
})
