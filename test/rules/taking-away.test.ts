/** Nobody takes from others what they could not give; of their own anybody may give up all (R8). */
import { definePolicy } from 'guildhall'
import { describe, expect, test } from 'vitest'
import { duties } from '../support/duties.js'
import { given } from '../support/given.js'

const pay = { role: 'payer', missing: ['bill:pay', 'bill:pay:own'] }

describe('an assignment', () => {
  async function offices() {
    const acme = await given(duties, { ada: 'admin', cleo: 'clerk', tess: 'desk', bo: 'member' })
    const assign = async (input: { role: 'payer' | 'writer' | `role_${string}`; principals: readonly object[] }) =>
      acme.hall.assignments.assign({ ...acme.as('ada'), ...input } as Parameters<
        typeof acme.hall.assignments.assign
      >[0])
    return { acme, assign, bo: { memberId: acme.id('bo') } }
  }

  test('of a role that holds more is not unassigned, nor shortened, nor put off', async () => {
    const { acme, assign, bo } = await offices()
    const { ids } = await assign({ role: 'payer', principals: [bo] })
    const [assignmentId = ''] = ids
    const cleo = acme.as('cleo')
    const more = ['member/holds-more', { ...bo, ...pay }] as const

    await acme.desk.refuses((hall) => hall.assignments.unassign({ ...cleo, assignmentIds: ids }), ...more)
    for (const term of [{ expiresAt: '2030-06-01T00:00:00Z' }, { startsAt: '2030-06-01T00:00:00Z' }]) {
      await acme.desk.refuses((hall) => hall.assignments.change({ ...cleo, assignmentId, ...term }), ...more)
      await acme.desk.refuses(
        (hall) => hall.assignments.assign({ ...cleo, principals: [bo], role: 'payer', ...term }),
        ...more,
      )
    }
    await acme.desk.refuses(
      (hall) =>
        hall.batch({
          ...cleo,
          mode: 'all-or-nothing',
          commands: [{ command: 'assignment.unassign', input: { assignmentIds: ids } }],
        }),
      ...more,
    )
  })

  test('is taken by who holds as much, or may assign the role', async () => {
    const { acme, assign, bo } = await offices()
    const { ids } = await assign({ role: 'writer', principals: [bo] })
    const [payer = ''] = (await assign({ role: 'payer', principals: [bo] })).ids

    await acme.desk.when((hall) => hall.assignments.unassign({ ...acme.as('cleo'), assignmentIds: ids }))
    await acme.desk.when((hall) =>
      hall.assignments.change({ ...acme.as('tess'), assignmentId: payer, expiresAt: '2030-06-01T00:00:00Z' }),
    )
  })

  test('of one’s own is given up, whatever it holds; one that is over is anybody’s to clear away', async () => {
    const { acme, assign, bo } = await offices()
    const own = await assign({ role: 'payer', principals: [{ memberId: acme.id('cleo') }] })
    const [assignmentId = ''] = (await assign({ role: 'payer', principals: [bo] })).ids
    await acme.hall.assignments.change({ ...acme.as('ada'), assignmentId, expiresAt: '2030-01-01T13:00:00Z' })
    acme.clock.pass({ hours: 2 })

    for (const ids of [own.ids, [assignmentId]])
      await acme.desk.when((hall) => hall.assignments.unassign({ ...acme.as('cleo'), assignmentIds: ids }))
  })

  test('of many at once counts as one of theirs', async () => {
    const { acme, assign } = await offices()
    const { id: eraser } = await acme.hall.roles.create({
      ...acme.as('ada'),
      name: 'Eraser',
      permissions: ['doc:delete'],
    })
    const { id: groupId } = await acme.hall.groups.create({ ...acme.as('ada'), name: 'Erasers' })
    const { ids } = await assign({ role: eraser, principals: [{ groupId }] })

    await acme.desk.refuses(
      (hall) => hall.assignments.unassign({ ...acme.as('cleo'), assignmentIds: ids }),
      'role/ceiling',
      { role: eraser, missing: ['doc:delete'] },
    )
    await acme.desk.when((hall) => hall.assignments.unassign({ ...acme.as('ada'), assignmentIds: ids }))
  })
})

describe('a role in a team or a workspace', () => {
  const crews = definePolicy({
    permissions: ['doc:write'],
    roles: {
      member: {},
      admin: { permissions: ['*'] },
      captain: {
        scope: 'team',
        permissions: ['team:read', 'team:remove-member', 'team:update-role'],
        assigns: ['mate'],
      },
      mate: { scope: 'team', permissions: ['team:update'] },
      scribe: { scope: 'team', permissions: ['doc:write'] },
      manager: {
        scope: 'workspace',
        permissions: ['workspace:read', 'workspace:remove-member', 'workspace:update-role'],
      },
      author: { scope: 'workspace', permissions: ['doc:write'] },
    },
  })
  const people = { ada: 'admin', cap: 'member', bo: 'member', cy: 'member', di: 'member' } as const
  const write = ['doc:write', 'doc:write:own']

  test('that holds more is neither lowered nor lost by leaving; the others of a team its captain looks after', async () => {
    const acme = await given(crews, people)
    const { id: teamId } = await acme.hall.teams.create({ ...acme.as('ada'), name: 'Crew' })
    const join = (name: string, role?: 'captain' | 'mate' | 'scribe') =>
      acme.hall.teams.addMembers({ ...acme.as('ada'), teamId, memberIds: [acme.id(name)], ...(role && { role }) })
    await join('cap', 'captain')
    await join('bo', 'captain')
    await join('cy', 'mate')
    await join('di', 'scribe')
    await join('ada')
    const more = ['member/holds-more', { memberId: acme.id('di'), role: 'scribe', missing: write }] as const
    const captain = { ...acme.as('cap'), teamId }

    await acme.desk.refuses((hall) => hall.teams.removeMembers({ ...captain, memberIds: [acme.id('di')] }), ...more)
    await acme.desk.refuses(
      (hall) => hall.teams.changeRole({ ...captain, memberId: acme.id('di'), role: null }),
      ...more,
    )
    await acme.desk.when((hall) => hall.teams.changeRole({ ...captain, memberId: acme.id('cy'), role: null }))
    for (const name of ['bo', 'cy', 'ada', 'cap'])
      await acme.desk.when((hall) => hall.teams.removeMembers({ ...captain, memberIds: [acme.id(name)] }))
  })

  test('of a member or of a group of a workspace, its manager takes as far as theirs goes', async () => {
    const acme = await given(crews, people)
    const { id: workspaceId } = await acme.hall.workspaces.create({ ...acme.as('ada'), name: 'Deck' })
    const { id: groupId } = await acme.hall.groups.create({ ...acme.as('ada'), name: 'Authors' })
    const ada = { ...acme.as('ada'), workspaceId }
    const [cap, bo, di] = [acme.id('cap'), acme.id('bo'), acme.id('di')]
    await acme.hall.workspaces.addMembers({ ...ada, memberIds: [cap, bo], role: 'manager' })
    await acme.hall.workspaces.addMembers({ ...ada, memberIds: [di], groupIds: [groupId], role: 'author' })
    const manager = { ...acme.as('cap'), workspaceId }
    const more = { role: 'author', missing: write }

    await acme.desk.refuses(
      (hall) => hall.workspaces.removeMembers({ ...manager, memberIds: [di] }),
      'member/holds-more',
      { memberId: di, ...more },
    )
    await acme.desk.refuses(
      (hall) => hall.workspaces.removeMembers({ ...manager, groupIds: [groupId] }),
      'role/ceiling',
      more,
    )
    await acme.desk.refuses(
      (hall) => hall.workspaces.changeRole({ ...manager, groupId, role: 'manager' }),
      'role/ceiling',
      more,
    )
    await acme.desk.when((hall) => hall.workspaces.removeMembers({ ...manager, memberIds: [bo, cap] }))
  })

  test('goes along with a removal, or with the team, whatever it holds', async () => {
    const acme = await given(crews, people)
    const { id: teamId } = await acme.hall.teams.create({ ...acme.as('ada'), name: 'Crew' })
    const team = { ...acme.as('ada'), teamId }
    await acme.hall.teams.addMembers({ ...team, memberIds: [acme.id('bo'), acme.id('di')], role: 'scribe' })

    await acme.desk.when((hall) => hall.members.leave(acme.as('bo')))
    await acme.desk.when((hall) => hall.teams.delete(team))

    expect((await acme.hall.members.teams({ ...acme.system, memberId: acme.id('di') })).items).toEqual([])
  })
})
