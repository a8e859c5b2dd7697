/** S3: organization roles, workspaces and the groups in them, as its page asks. */
import { definePolicy } from 'guildhall'
import { describe, expect, test } from 'vitest'
import { emailOf, given } from '../support/given.js'
import { openHall, system } from '../support/hall.js'

const policy = definePolicy({
  permissions: ['project:read', 'project:run', 'workbench:create'],
  roles: {
    member: { label: 'Member', permissions: ['project:read', 'project:run', 'workspace:read', 'resource:read'] },
    manager: {
      label: 'Manager',
      scope: 'workspace',
      permissions: [
        'project:run',
        'workspace:read',
        'workspace:add-member',
        'workspace:remove-member',
        'workspace:update-role',
      ],
      assigns: ['manager'],
    },
    admin: { label: 'Admin', permissions: ['*'] },
  },
})

describe('organization roles', () => {
  test('S3-02 administrative permission comes only through roles', async () => {
    const acme = await given(policy, { ada: 'admin', bo: 'member' })
    const administrative = async () =>
      (await acme.hall.access({ organizationId: acme.organizationId, userId: 'bo' })).canAny([
        'member:add',
        'member:update-role',
        'invitation:create',
      ])
    expect(await administrative()).toBe(false)

    await acme.hall.members.changeRole({ ...acme.as('ada'), memberId: acme.id('bo'), role: 'admin' })

    expect(await administrative()).toBe(true)
  })

  test('S3-04 at organization level there are exactly member and admin', async () => {
    const inOrganization = policy.roles.filter(({ scope }) => scope === 'organization').map(({ label }) => label)
    expect(inOrganization).toEqual(['Member', 'Admin'])

    const acme = await given(policy, { ada: 'admin', bo: 'member' })
    const raised = acme.hall.members.changeRole({
      ...acme.as('ada'),
      memberId: acme.id('bo'),
      // what the types would not let through
      role: 'manager' as 'member',
    })
    await expect(raised).rejects.toMatchObject({ code: 'role/wrong-scope', details: { scope: 'workspace' } })
  })

  test('S3-06, S3-19 new members get the default role; another one is assigned later', async () => {
    const acme = await given(policy, { ada: 'admin' })
    await acme.invite('dee', { by: 'ada' })
    expect(await acme.accept('dee')).toMatchObject({ role: 'member' })
    expect(await acme.hall.members.add({ ...acme.as('ada'), userId: 'bo' })).toMatchObject({ role: 'member' })

    const { value } = await acme.desk.when((hall) =>
      hall.members.changeRole({ ...acme.as('ada'), memberId: acme.id('dee'), role: 'admin' }),
    )
    expect(value.role).toBe('admin')
  })

  test('S3-14 the first admin is named at creation, or is the account that creates', async () => {
    const desk = openHall({ policy })

    const own = await desk.hall.organizations.create({ actor: { userId: 'ada' }, name: 'Acme', slug: 'acme' })
    const named = await desk.hall.organizations.create({
      actor: system,
      name: 'Globex',
      slug: 'globex',
      admin: { userId: 'gus' },
    })

    expect(own.admin).toMatchObject({ userId: 'ada', role: 'admin', status: 'active' })
    expect(named.admin).toMatchObject({ userId: 'gus', role: 'admin', status: 'active' })
  })

  test('S3-15 there is a summary of roles and their permissions', () => {
    expect(policy.roles.map(({ label, scope, permissions }) => ({ label, scope, permissions }))).toMatchObject([
      { label: 'Member', scope: 'organization', permissions: expect.arrayContaining(['project:read', 'member:read']) },
      { label: 'Manager', scope: 'workspace', permissions: expect.arrayContaining(['workspace:add-member']) },
      { label: 'Admin', scope: 'organization', permissions: expect.arrayContaining(['member:update-role']) },
    ])
  })

  test('S3-21 admins assign organization roles, other admins included', async () => {
    const acme = await given(policy, { ada: 'admin', bo: 'member' })

    await acme.desk.when((hall) =>
      hall.members.changeRole({ ...acme.as('ada'), memberId: acme.id('bo'), role: 'admin' }),
    )
    await acme.desk.when((hall) =>
      hall.members.changeRole({ ...acme.as('bo'), memberId: acme.id('ada'), role: 'member' }),
    )

    expect(await acme.people()).toEqual({ ada: 'member', bo: 'admin' })
  })
})

describe('adding members', () => {
  test('S3-16 by email, several at once as a comma-separated list', async () => {
    const acme = await given(policy, { ada: 'admin' })

    const { value } = await acme.desk.when((hall) =>
      hall.invitations.invite({ ...acme.as('ada'), emails: 'dee@example.test, eli@example.test,fay@example.test' }),
    )

    expect(value.outcomes.map(({ outcome, email }) => [outcome, email])).toEqual([
      ['invited', emailOf('dee')],
      ['invited', emailOf('eli')],
      ['invited', emailOf('fay')],
    ])
  })

  test('S3-17 the invitee receives a link to complete sign-up', async () => {
    const acme = await given(policy, { ada: 'admin' })
    const { token } = await acme.invite('dee', { by: 'ada' })
    const link = new URL('https://hub.example.test/join')
    link.searchParams.set('token', token)

    const opened = new URL(link.href).searchParams.get('token') ?? ''

    expect(await acme.hall.invitations.peek({ token: opened })).toMatchObject({
      invitation: { email: emailOf('dee'), role: 'member' },
      organization: { slug: 'acme' },
    })
  })

  test('S3-18 whoever accepts is in at once, with what the subscription gives to members', async () => {
    const acme = await given(policy, { ada: 'admin' }, { seatLimit: 2 })
    await acme.invite('dee', { by: 'ada' })

    await acme.accept('dee')

    const access = await acme.hall.access({ organizationId: acme.organizationId, userId: 'dee' })
    expect(access.canAll(['project:read', 'project:run'])).toBe(true)
    expect(await acme.hall.organizations.get(acme.as('dee'))).toMatchObject({ slug: 'acme' })
    expect((await acme.hall.organizations.dashboard(acme.as('dee'))).seats).toEqual({ taken: 2, limit: 2, free: 0 })
  })
})

/** Bo manages the hub, Cy is a member there, Dee nowhere; Eli and Fay are the crew. */
async function hub() {
  const acme = await given(policy, {
    ada: 'admin',
    abe: 'admin',
    ...({ bo: 'member', cy: 'member', dee: 'member', eli: 'member', fay: 'member' } as const),
  })
  const { id: workspaceId } = await acme.hall.workspaces.create({ ...acme.as('ada'), name: 'Hub' })
  const { id: other } = await acme.hall.workspaces.create({ ...acme.as('ada'), name: 'Other' })
  const { id: groupId } = await acme.hall.groups.create({ ...acme.as('ada'), name: 'Crew' })
  await acme.hall.groups.addMembers({ ...acme.as('ada'), groupId, memberIds: [acme.id('eli'), acme.id('fay')] })
  const add = (who: string, role?: 'manager') =>
    acme.hall.workspaces.addMembers({
      ...acme.as('ada'),
      workspaceId,
      memberIds: [acme.id(who)],
      ...(role && { role }),
    })
  await add('bo', 'manager')
  await add('cy')
  const can = async (who: string, permission: 'project:read' | 'project:run' | 'workspace:add-member', at?: string) =>
    (await acme.hall.access({ organizationId: acme.organizationId, userId: who })).can(
      permission,
      at === undefined ? undefined : { workspace: at },
    )
  return { acme, workspaceId, other, groupId, can }
}

describe('workspaces', () => {
  test('S3-03, S3-05, S3-08, S3-11 member and admin are given in the organization, manager in a workspace only', async () => {
    const { acme, workspaceId } = await hub()
    // what the types would not let through
    const adding = (role: string) => ({
      ...acme.as('ada'),
      workspaceId,
      memberIds: [acme.id('dee')],
      role: role as 'manager',
    })

    for (const role of ['admin', 'member']) {
      await acme.desk.refuses((hall) => hall.workspaces.addMembers(adding(role)), 'role/wrong-scope', {
        role,
        scope: 'organization',
        scopes: ['workspace'],
      })
    }
    const { items } = await acme.hall.workspaces.members({ ...acme.as('cy'), workspaceId })
    expect(items.map(({ membership }) => membership.role)).toEqual(['manager', undefined])
    expect(Object.values(await acme.people())).not.toContain('manager')
  })

  test('S3-07 member is inherited in each workspace that a member is in, unless another role is given there', async () => {
    const { workspaceId, other, can } = await hub()

    expect(await can('cy', 'project:read', workspaceId)).toBe(true)
    expect(await can('cy', 'project:read', other)).toBe(false)
    // a manager there, who is not given to read
    expect(await can('bo', 'project:run', workspaceId)).toBe(true)
    expect(await can('bo', 'project:read', workspaceId)).toBe(false)
  })

  test('S3-09, S3-10 a manager is a member in the organization, and manages nothing beyond the workspace', async () => {
    const { acme, workspaceId, other, can } = await hub()

    expect((await acme.member('bo')).role).toBe('member')
    expect(await can('bo', 'workspace:add-member', workspaceId)).toBe(true)
    expect(await can('bo', 'workspace:add-member', other)).toBe(false)
    expect(await can('bo', 'workspace:add-member')).toBe(false)
  })

  test('S3-12, S3-13 admins are in every workspace, and cannot be taken out of a shared one', async () => {
    const { acme, workspaceId, other, can } = await hub()

    expect(await can('abe', 'project:run', workspaceId)).toBe(true)
    expect(await can('abe', 'workspace:add-member', other)).toBe(true)
    await acme.desk.refuses(
      (hall) => hall.workspaces.removeMembers({ ...acme.as('ada'), workspaceId, memberIds: [acme.id('abe')] }),
      'workspace/admin-stays',
      { workspaceId, memberId: acme.id('abe') },
    )
  })

  test('S3-20 members can be put into a workspace or a group before they accept', async () => {
    const { acme, workspaceId, groupId, can } = await hub()
    const { memberId } = await acme.invite('gil', { by: 'ada' })

    await acme.desk.when((hall) =>
      hall.workspaces.addMembers({ ...acme.as('bo'), workspaceId, memberIds: [memberId], role: 'manager' }),
    )
    await acme.desk.when((hall) => hall.groups.addMembers({ ...acme.as('ada'), groupId, memberIds: [memberId] }))
    expect(await can('gil', 'workspace:add-member', workspaceId)).toBe(false)

    await acme.accept('gil')
    expect(await can('gil', 'workspace:add-member', workspaceId)).toBe(true)
  })

  test('S3-01, S3-23, S3-24, S3-26 admins add to any shared workspace, managers to theirs, to the same effect', async () => {
    const { acme, workspaceId, other, can } = await hub()
    const adding = (by: string, to: string, who: string) => ({
      ...acme.as(by),
      workspaceId: to,
      memberIds: [acme.id(who)],
    })

    await acme.desk.when((hall) => hall.workspaces.addMembers(adding('bo', workspaceId, 'dee')))
    await acme.desk.when((hall) => hall.workspaces.addMembers(adding('ada', other, 'dee')))
    expect([await can('dee', 'project:read', workspaceId), await can('dee', 'project:read', other)]).toEqual([
      true,
      true,
    ])
    await acme.desk.refuses((hall) => hall.workspaces.addMembers(adding('bo', other, 'cy')), 'access/not-allowed', {
      permission: 'workspace:add-member',
    })
  })

  test('S3-25, S3-28 one role is chosen, and several members and groups get it together', async () => {
    const { acme, workspaceId, groupId, can } = await hub()

    const { value } = await acme.desk.when((hall) =>
      hall.workspaces.addMembers({
        ...acme.as('bo'),
        workspaceId,
        memberIds: [acme.id('dee')],
        groupIds: [groupId],
        role: 'manager',
      }),
    )

    expect(value.memberships.map(({ role }) => role)).toEqual(['manager', 'manager'])
    for (const who of ['dee', 'eli', 'fay']) expect(await can(who, 'workspace:add-member', workspaceId)).toBe(true)
  })

  test('S3-27, S3-29 admins and managers give roles there, other managers included, and change them', async () => {
    const { acme, workspaceId, groupId, can } = await hub()
    await acme.hall.workspaces.addMembers({ ...acme.as('bo'), workspaceId, groupIds: [groupId] })
    const by = (who: string) => ({ ...acme.as(who), workspaceId })

    await acme.desk.when((hall) =>
      hall.workspaces.changeRole({ ...by('bo'), memberId: acme.id('cy'), role: 'manager' }),
    )
    await acme.desk.when((hall) => hall.workspaces.changeRole({ ...by('cy'), groupId, role: 'manager' }))
    expect(await can('fay', 'workspace:add-member', workspaceId)).toBe(true)
    await acme.desk.when((hall) => hall.workspaces.changeRole({ ...by('ada'), groupId, role: null }))
    expect(await can('fay', 'workspace:add-member', workspaceId)).toBe(false)
  })

  test('S3-22 removing a member from the organization takes them out of every workspace', async () => {
    const { acme, workspaceId, other } = await hub()
    await acme.hall.workspaces.addMembers({ ...acme.as('ada'), workspaceId: other, memberIds: [acme.id('bo')] })

    await acme.desk.when((hall) => hall.members.remove({ ...acme.as('ada'), memberId: acme.id('bo') }))

    for (const id of [workspaceId, other]) {
      const { items } = await acme.hall.workspaces.members({ ...acme.as('ada'), workspaceId: id })
      expect(items.map(({ membership }) => membership.principalId)).not.toContain(acme.id('bo'))
    }
  })

  test('S3-30 whoever is taken out loses their own work there', async () => {
    const { acme, workspaceId } = await hub()
    const project = { type: 'project', key: 'p1' }
    await acme.hall.resources.create({ ...acme.as('ada'), ...project, workspaceId, ownerId: acme.id('cy') })
    const sees = async () => {
      const { organizationId } = acme
      const access = await acme.hall.access({ organizationId, userId: 'cy', resources: [project] })
      return access.can('project:read', { resource: project })
    }
    expect(await sees()).toBe(true)

    await acme.desk.when((hall) =>
      hall.workspaces.removeMembers({ ...acme.as('bo'), workspaceId, memberIds: [acme.id('cy')] }),
    )

    expect(await sees()).toBe(false)
  })

  test('S3-31, S3-32 removing a group is confirmed first, and takes away what came through it', async () => {
    const { acme, workspaceId, groupId, can } = await hub()
    await acme.hall.workspaces.addMembers({ ...acme.as('bo'), workspaceId, groupIds: [groupId] })
    await acme.hall.workspaces.addMembers({ ...acme.as('bo'), workspaceId, memberIds: [acme.id('fay')] })

    const plan = await acme.hall.plan.workspaces.removeMembers({ ...acme.as('bo'), workspaceId, groupIds: [groupId] })
    if (!plan.ok) return expect.fail(plan.refusal.message)
    expect(plan.impact.map(({ name, members }) => [name, members.map(({ name: who }) => who)])).toEqual([
      ['loses-access', ['eli']],
      ['keeps-access', ['fay']],
    ])
    await acme.hall.apply({ plan, actor: acme.actor('bo') })

    expect([await can('eli', 'project:read', workspaceId), await can('fay', 'project:read', workspaceId)]).toEqual([
      false,
      true,
    ])
  })

  test('S3-33 workspaces are shared, or personal', async () => {
    const { acme } = await hub()

    const { value } = await acme.desk.when((hall) =>
      hall.workspaces.create({ ...acme.as('ada'), name: 'Dee’s', type: 'personal', ownerId: acme.id('dee') }),
    )

    expect(value).toMatchObject({ type: 'personal', ownerId: acme.id('dee'), memberCount: 1 })
  })
})
