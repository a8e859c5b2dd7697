/** S1: members of an organization with invitations, as its page asks; its teams and apps are in `s1-teams.test.ts`. */
import { definePolicy } from 'guildhall'
import { describe, expect, test } from 'vitest'
import { emailOf, given, givenAt } from '../support/given.js'
import { secretPattern, system } from '../support/hall.js'

const policy = definePolicy({
  permissions: [
    'cost:read',
    'spending:read',
    'budget:read',
    'app:read',
    'app:create',
    'app:update',
    'app:delete',
    'cluster:create',
    'cluster:update',
    'cluster:delete',
    'nodepool:create',
    'nodepool:update',
    'nodepool:delete',
  ],
  roles: {
    'organization-user': { label: 'Organization User (all apps)', permissions: ['app:read'] },
    'organization-contributor': {
      label: 'Organization Contributor (all apps)',
      inherits: ['organization-user'],
      permissions: ['app:create', 'app:update', 'app:delete'],
    },
    'financial-manager': {
      label: 'Financial Manager',
      permissions: ['cost:read', 'spending:read', 'budget:read'],
    },
    'infrastructure-manager': { label: 'Infrastructure Manager', permissions: ['cluster:*', 'nodepool:*'] },
    admin: { label: 'Admin', permissions: ['*'] },
  },
  defaultRole: 'organization-user',
})

const contributor = 'organization-contributor'

describe('members and invitations', () => {
  test('S1-01, S1-04 people become members by an invitation with an email and a role, sent on confirm', async () => {
    const acme = await given(policy, { ada: 'admin' })

    const { value } = await acme.desk.when((hall) =>
      hall.invitations.invite({ ...acme.as('ada'), emails: emailOf('dee'), role: contributor }),
    )

    expect(value.outcomes).toMatchObject([
      { outcome: 'invited', invitation: { email: emailOf('dee'), role: contributor } },
    ])
    expect(value.secrets).toMatchObject([{ email: emailOf('dee'), token: expect.stringMatching(secretPattern) }])
  })

  test('S1-02 each member has a role that sets what they may do', async () => {
    const acme = await given(policy, { ada: 'admin', bo: contributor, cy: 'financial-manager' })
    const permissions = async (userId: string) =>
      (await acme.hall.access({ organizationId: acme.organizationId, userId })).permissions()

    expect(await permissions('bo')).toContain('app:update')
    expect(await permissions('cy')).not.toContain('app:update')
  })

  test('S1-03, S1-18 members are listed, and an invitee is among them only after accepting', async () => {
    const acme = await given(policy, { ada: 'admin', bo: contributor })
    await acme.invite('dee', { by: 'ada' })
    const listed = async () => (await acme.hall.members.list(acme.as('bo'))).items.map(({ email }) => email)
    expect(await listed()).toEqual(['ada', 'bo'].map(emailOf))

    await acme.accept('dee')

    expect(await listed()).toEqual(['ada', 'bo', 'dee'].map(emailOf))
  })

  test('S1-05 the invitee hears of it by email and inside the platform', async () => {
    const acme = await given(policy, { ada: 'admin' })
    await acme.invite('dee', { by: 'ada' })

    // what the code that sends the email hears, once the invitation is there
    const [mail] = acme.desk.notices.at(-1)?.secrets ?? []
    expect(mail).toMatchObject({ email: emailOf('dee'), token: acme.invitation('dee').token })
    // what the notification bar of a signed-in invitee asks
    const bar = await acme.hall.invitations.ofEmail({ actor: acme.actor('dee') })
    expect(bar.items).toMatchObject([{ organization: { slug: 'acme' }, invitation: { email: emailOf('dee') } }])
  })

  test('S1-06 the invitee accepts or declines', async () => {
    const acme = await given(policy, { ada: 'admin' })
    await acme.invite('dee', { by: 'ada' })
    await acme.invite('eli', { by: 'ada' })

    const accepted = await acme.desk.when((hall) =>
      hall.invitations.accept({ token: acme.invitation('dee').token, actor: acme.actor('dee') }),
    )
    const declined = await acme.desk.when((hall) =>
      hall.invitations.decline({ token: acme.invitation('eli').token, actor: acme.actor('eli') }),
    )

    expect(accepted.value.status).toBe('active')
    expect(declined.value.status).toBe('declined')
  })

  test('S1-07 an invitee without an account registers first, then joins', async () => {
    const acme = await given(policy, { ada: 'admin' })
    const { token } = await acme.invite('dee', { by: 'ada', role: contributor })
    expect(await acme.hall.invitations.peek({ token })).toMatchObject({ organization: { name: 'acme' } })
    // registering is the application's: it comes back with a user id that was not there before
    const registered = { userId: 'user-4711', email: emailOf('dee'), emailVerified: true }

    const joined = await acme.hall.invitations.accept({ token, actor: registered })

    expect(joined).toMatchObject({ userId: 'user-4711', role: contributor, status: 'active' })
  })

  test('S1-08 pending invitations are listed apart from members', async () => {
    const acme = await given(policy, { ada: 'admin' })
    await acme.invite('dee', { by: 'ada' })

    expect((await acme.hall.invitations.list(acme.as('ada'))).items.map(({ email }) => email)).toEqual([emailOf('dee')])
    expect((await acme.hall.members.list(acme.as('ada'))).items.map(({ email }) => email)).toEqual([emailOf('ada')])
  })

  test('S1-09 a pending invitation is rescinded', async () => {
    const acme = await given(policy, { ada: 'admin' })
    const { invitationId } = await acme.invite('dee', { by: 'ada' })

    await acme.desk.when((hall) => hall.invitations.revoke({ ...acme.as('ada'), invitationId }))

    expect((await acme.hall.invitations.list(acme.as('ada'))).items).toEqual([])
    await expect(acme.accept('dee')).rejects.toMatchObject({ code: 'invitation/not-valid' })
  })

  test('S1-19 members are viewed, given another role, and deleted', async () => {
    const acme = await given(policy, { ada: 'admin', bo: contributor })
    const target = { ...acme.as('ada'), memberId: acme.id('bo') }

    expect(await acme.hall.members.get(target)).toMatchObject({ userId: 'bo', role: contributor })
    await acme.desk.when((hall) => hall.members.changeRole({ ...target, role: 'financial-manager' }))
    await acme.desk.when((hall) => hall.members.remove(target))

    expect(await acme.people()).toEqual({ ada: 'admin' })
  })

  test('S1-20 a user creates, joins and acts in several organizations at once', async () => {
    const acme = await given(policy, { ada: 'admin' })
    const globex = await givenAt(acme.desk, { gus: 'admin' }, { slug: 'globex' })
    await globex.invite('ada', { by: 'gus', role: contributor })
    await globex.accept('ada')

    const { items } = await acme.hall.organizations.ofUser({ actor: acme.actor('ada') })

    expect(items.map(({ organization, member }) => [organization.slug, member.role])).toEqual([
      ['acme', 'admin'],
      ['globex', contributor],
    ])
    await acme.desk.when((hall) => hall.members.add({ ...acme.as('ada'), userId: 'bo' }))
    await expect(globex.hall.members.add({ ...globex.as('ada'), userId: 'bo' })).rejects.toMatchObject({
      code: 'access/not-allowed',
    })
  })
})

describe('roles for members', () => {
  const access = async (
    role: 'organization-user' | typeof contributor | 'financial-manager' | 'infrastructure-manager',
  ) => {
    const acme = await given(policy, { ada: 'admin', bo: role })
    return acme.hall.access({ organizationId: acme.organizationId, userId: 'bo' })
  }
  const administrative = ['member:add', 'member:remove', 'member:update-role', 'organization:update'] as const

  test('S1-10 admin: administrative privileges', async () => {
    const acme = await given(policy, { ada: 'admin' })
    const admin = await acme.hall.access({ organizationId: acme.organizationId, userId: 'ada' })

    expect(admin.canAll([...administrative, ...policy.permissions])).toBe(true)
  })

  test('S1-11 financial manager: costs, spending, budget', async () => {
    const held = await access('financial-manager')

    expect(held.canAll(['cost:read', 'spending:read', 'budget:read'])).toBe(true)
    expect(held.canAny(['app:read', 'cluster:create', ...administrative])).toBe(false)
  })

  test('S1-12 organization contributor: all apps, without admin privileges', async () => {
    const held = await access(contributor)

    expect(held.canAll(['app:read', 'app:create', 'app:update', 'app:delete'])).toBe(true)
    expect(held.canAny([...administrative])).toBe(false)
  })

  test('S1-13 organization user: the reach of a contributor, view only', async () => {
    const held = await access('organization-user')

    expect(held.can('app:read')).toBe(true)
    expect(held.canAny(['app:create', 'app:update', 'app:delete'])).toBe(false)
  })

  test('S1-15 infrastructure manager: creates, modifies and deletes clusters and nodepools', async () => {
    const held = await access('infrastructure-manager')

    expect(
      held.canAll([
        'cluster:create',
        'cluster:update',
        'cluster:delete',
        'nodepool:create',
        'nodepool:update',
        'nodepool:delete',
      ]),
    ).toBe(true)
    expect(held.canAny(['app:create', ...administrative])).toBe(false)
  })

  test('S1-17 scopes and access levels of each role are read as a matrix', async () => {
    const matrix = Object.fromEntries(
      policy.roles.map(({ key, permissions }) => [
        key,
        policy.permissions.filter((name) => permissions.includes(name)),
      ]),
    )

    expect(matrix).toMatchObject({
      'organization-user': ['app:read'],
      'financial-manager': ['cost:read', 'spending:read', 'budget:read'],
      admin: [...policy.permissions],
    })
    expect(policy.roles.every(({ scope }) => scope === 'organization')).toBe(true)
    // the matrix says what is: every cell is what a member of that role is answered
    const acme = await given(policy, { ada: 'admin' })
    for (const { key } of policy.roles) {
      // a role of the policy is one that can be given
      await acme.hall.members.add({ ...acme.system, actor: system, userId: key, role: key as 'admin' })
      const held = await acme.hall.access({ organizationId: acme.organizationId, userId: key })
      expect(policy.permissions.filter((name) => held.can(name))).toEqual(matrix[key])
    }
  })
})
