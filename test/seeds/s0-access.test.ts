/** S0: what members of an AI operations platform are given beside their role: permissions, groups, agents. */
import { definePolicy } from 'guildhall'
import { describe, expect, test } from 'vitest'
import { given, type Scene } from '../support/given.js'

const policy = definePolicy({
  permissions: ['agent:run', 'agent:edit', 'report:export'],
  roles: {
    viewer: { label: 'Viewer' },
    analyst: { label: 'Analyst', permissions: ['report:export'] },
    admin: { label: 'Admin', permissions: ['*'] },
    operator: { label: 'Operator', scope: 'resource', permissions: ['agent:run', 'agent:edit'] },
  },
})

type Kaisar = Scene<typeof policy>

const agent = (key: string) => ({ type: 'agent', key })

async function kaisar() {
  const acme = await given(policy, { ada: 'admin', bo: 'viewer', cy: 'viewer' })
  await acme.hall.resources.createMany({ ...acme.as('ada'), resources: ['scout', 'clerk'].map(agent) })
  const { id: groupId } = await acme.hall.groups.create({ ...acme.as('ada'), name: 'Robotics' })
  return { acme, ada: acme.as('ada'), groupId }
}

/** The agents that somebody may run. */
async function runs(acme: Kaisar, userId: string): Promise<string[]> {
  const may = await Promise.all(
    ['scout', 'clerk'].map(async (key) => {
      const { organizationId } = acme
      return (await acme.hall.check({ organizationId, userId, permission: 'agent:run', resource: agent(key) }))
        ? key
        : []
    }),
  )
  return may.flat()
}

describe('access to agents', () => {
  test('S0-03, S0-43 is given to a member or to a group, and taken away', async () => {
    const { acme, ada, groupId } = await kaisar()
    await acme.hall.groups.addMembers({ ...ada, groupId, memberIds: [acme.id('cy')] })
    const give = (principal: { memberId: string } | { groupId: string }, key: string) =>
      acme.desk.when((hall) =>
        hall.assignments.assign({
          ...ada,
          principals: [principal],
          role: 'operator',
          scope: { resource: agent(key) },
        }),
      )

    const own = await give({ memberId: acme.id('bo') }, 'scout')
    await give({ groupId }, 'clerk')
    expect([await runs(acme, 'bo'), await runs(acme, 'cy')]).toEqual([['scout'], ['clerk']])

    await acme.desk.when((hall) => hall.assignments.unassign({ ...ada, assignmentIds: own.value.ids }))
    await acme.desk.when((hall) => hall.groups.removeMembers({ ...ada, groupId, memberIds: [acme.id('cy')] }))
    expect([await runs(acme, 'bo'), await runs(acme, 'cy')]).toEqual([[], []])
  })

  test('S0-23, S0-42 comes with the groups that somebody is put into when they are created, once they have accepted', async () => {
    const { acme, ada, groupId } = await kaisar()
    const scope = { resource: agent('scout') }
    await acme.hall.assignments.assign({ ...ada, principals: [{ groupId }], role: 'operator', scope })

    const { memberId } = await acme.invite('dee', { by: 'ada' })
    await acme.desk.when((hall) => hall.groups.addMembers({ ...ada, groupId, memberIds: [memberId] }))

    expect(await runs(acme, 'dee')).toEqual([])
    await acme.accept('dee')
    expect(await runs(acme, 'dee')).toEqual(['scout'])
  })
})

describe('a member', () => {
  test('S0-22 is given single permissions beside their role', async () => {
    const { acme, ada } = await kaisar()
    const accessOf = (userId: string) => acme.hall.access({ organizationId: acme.organizationId, userId })

    await acme.desk.when((hall) =>
      hall.members.setPermissions({ ...ada, memberId: acme.id('bo'), permissions: ['member:add', 'report:export'] }),
    )

    expect((await accessOf('bo')).canAll(['member:add', 'report:export'])).toBe(true)
    expect((await accessOf('cy')).canAny(['member:add', 'report:export'])).toBe(false)
  })

  test('S0-27, S0-29, S0-30, S0-31 is read in full, and all sections are saved in one operation, or none', async () => {
    const { acme, ada, groupId } = await kaisar()
    const memberId = acme.id('bo')
    const { id: left } = await acme.hall.groups.create({ ...ada, name: 'Chemistry' })
    await acme.hall.groups.addMembers({ ...ada, groupId: left, memberIds: [memberId] })
    const save = (role: 'analyst' | 'operator') =>
      ({
        ...ada,
        mode: 'all-or-nothing',
        commands: [
          { command: 'member.update', input: { memberId, department: 'Legal', phone: '+1 555 0100' } },
          { command: 'member.changeRole', input: { memberId, role: role as 'analyst' } },
          { command: 'member.setPermissions', input: { memberId, permissions: ['agent:run'] } },
          { command: 'group.addMembers', input: { groupId, memberIds: [memberId] } },
          { command: 'group.removeMembers', input: { groupId: left, memberIds: [memberId] } },
          { command: 'member.deactivate', input: { memberId } },
        ],
      }) as const
    const full = async () => {
      const { department, phone, role, status, permissions } = await acme.hall.members.get({ ...ada, memberId })
      const groups = (await acme.hall.members.groups({ ...ada, memberId })).items.map(({ group }) => group.name)
      return { department, phone, role, status, permissions, groups }
    }
    const before = await full()
    expect(before).toMatchObject({ role: 'viewer', status: 'active', groups: ['Chemistry'] })

    // a role for agents is none for a member
    await expect(acme.hall.batch(save('operator'))).rejects.toMatchObject({ code: 'role/wrong-scope' })
    expect(await full()).toEqual(before)
    const { notices } = await acme.desk.when((hall) => hall.batch(save('analyst')))

    expect(notices).toHaveLength(1)
    expect(await full()).toEqual({
      ...{ department: 'Legal', phone: '+1 555 0100', role: 'analyst', status: 'deactivated' },
      ...{ permissions: ['agent:run'], groups: ['Robotics'] },
    })
  })
})
