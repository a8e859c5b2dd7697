/**
 * S3: organization roles, as its page asks.
 * Later: S3-01, S3-03, S3-05, S3-07..S3-13, S3-20, S3-22..S3-33 (workspaces and groups).
 */
import { definePolicy } from 'guildhall'
import { describe, expect, test } from 'vitest'
import { emailOf, given } from '../support/given.js'
import { openHall, system } from '../support/hall.js'

const policy = definePolicy({
  permissions: ['project:read', 'project:run', 'workbench:create'],
  roles: {
    member: { label: 'Member', permissions: ['project:read', 'project:run'] },
    manager: { label: 'Manager', scope: 'workspace', permissions: ['project:run'], assigns: ['manager'] },
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
      { label: 'Manager', scope: 'workspace', permissions: ['project:run', 'project:run:own'] },
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
