/**
 * S4: member management under compliance, as its page asks.
 * Later: S4-02, S4-05, S4-09, S4-10, S4-13, S4-32, S4-66, S4-68..S4-72, S4-78, S4-79, S4-82.
 */
import { definePolicy } from 'guildhall'
import { describe, expect, test } from 'vitest'
import { emailOf, given, type Scene } from '../support/given.js'

const policy = definePolicy({
  permissions: [
    'dashboard:read',
    'gap:read',
    'workflow:create',
    'workflow:update',
    'task:complete',
    'document:upload',
    'comment:create',
    'item:read',
    'integration:configure',
    'data:export',
  ],
  roles: {
    viewer: { label: 'Viewer', permissions: ['dashboard:read', 'item:read:own'] },
    user: {
      label: 'User',
      inherits: ['viewer'],
      permissions: ['gap:read', 'workflow:*', 'task:complete:own', 'document:upload', 'comment:create', 'item:read'],
    },
    admin: { label: 'Admin', permissions: ['*'] },
  },
})

type Acme = Scene<typeof policy>
const team = () => given(policy, { ada: 'admin', abe: 'admin', bo: 'user', cy: 'viewer' })
const accessOf = (acme: Acme, userId: string) => acme.hall.access({ organizationId: acme.organizationId, userId })
const of = (acme: Acme, name: string, by = 'ada') => ({ ...acme.as(by), memberId: acme.id(name) })

describe('list and details', () => {
  test('S4-01 admins control who has access, with which role, doing what', async () => {
    const acme = await team()

    await acme.desk.when((hall) => hall.members.add({ ...acme.as('ada'), userId: 'di', role: 'user' }))
    await acme.desk.when((hall) => hall.members.changeRole({ ...of(acme, 'bo'), role: 'viewer' }))
    await acme.desk.when((hall) => hall.members.remove(of(acme, 'cy')))

    expect(await acme.people()).toEqual({ ada: 'admin', abe: 'admin', bo: 'viewer', di: 'user' })
    expect((await accessOf(acme, 'bo')).can('workflow:create')).toBe(false)
  })

  test('S4-03, S4-04 roles are admin, user and viewer; statuses active, invited and deactivated', async () => {
    const acme = await team()
    await acme.invite('dee', { by: 'ada' })
    await acme.hall.members.deactivate(of(acme, 'cy'))

    expect(policy.roles.map(({ label }) => label)).toEqual(['Viewer', 'User', 'Admin'])
    expect(await acme.people()).toEqual({
      ada: 'admin',
      abe: 'admin',
      bo: 'user',
      cy: 'deactivated viewer',
      dee: 'pending viewer',
    })
  })

  test('S4-06, S4-08 the list is filtered by role, and by status', async () => {
    const acme = await team()
    await acme.invite('dee', { by: 'ada', role: 'user' })
    await acme.hall.members.deactivate(of(acme, 'cy'))
    const all = ['active', 'pending', 'deactivated'] as const
    const names = async (filter: { role?: readonly ('user' | 'admin')[]; status: readonly (typeof all)[number][] }) =>
      (await acme.hall.members.list({ ...acme.as('bo'), ...filter })).items.map(({ email }) => email?.split('@')[0])

    expect(await names({ role: ['user'], status: all })).toEqual(['bo', 'dee'])
    expect(await names({ role: ['admin'], status: all })).toEqual(['abe', 'ada'])
    expect(await names({ status: ['active'] })).toEqual(['abe', 'ada', 'bo'])
    expect(await names({ status: ['pending'] })).toEqual(['dee'])
    expect(await names({ status: ['deactivated'] })).toEqual(['cy'])
  })

  test('S4-11 the details show the full profile', async () => {
    const acme = await team()
    const profile = { name: 'Bo Ek', phone: '+46 1', department: 'Forge', jobTitle: 'Smith' }
    await acme.hall.members.update({ ...of(acme, 'bo'), ...profile })

    expect(await acme.hall.members.get(of(acme, 'bo', 'cy'))).toMatchObject({
      ...profile,
      userId: 'bo',
      email: emailOf('bo'),
      role: 'user',
      status: 'active',
      joinedAt: acme.clock.iso(),
    })
  })
})

describe('teams', () => {
  const withTeam = async () => {
    const acme = await team()
    const made = await acme.hall.teams.create({ ...acme.as('ada'), name: 'Audit' })
    return { acme, audit: { ...acme.as('ada'), teamId: made.id } }
  }
  const inTeam = async (acme: Acme, teamId: string, by = 'ada') =>
    (await acme.hall.teams.members({ ...acme.as(by), teamId })).items.map(({ member }) => member.name)
  const teamsOf = async (acme: Acme, name: string, by = 'ada') =>
    (await acme.hall.members.teams(of(acme, name, by))).items.map((one) => one.team.name)

  test('S4-17 are created and deleted by admins, and by nobody else', async () => {
    const { acme, audit } = await withTeam()

    await expect(acme.hall.teams.create({ ...acme.as('bo'), name: 'Mine' })).rejects.toMatchObject({
      code: 'access/not-allowed',
    })
    await expect(acme.hall.teams.delete({ ...audit, ...acme.as('bo') })).rejects.toMatchObject({
      code: 'access/not-allowed',
    })
    await acme.desk.when((hall) => hall.teams.delete(audit))
    expect((await acme.hall.teams.list(acme.as('ada'))).items).toEqual([])
  })

  test('S4-07, S4-12, S4-58, S4-59 selected members are added and removed at once; the list is those of a team, the details are the teams of one', async () => {
    const { acme, audit } = await withTeam()
    const selected = ['bo', 'cy'].map((name) => acme.id(name))

    const added = await acme.desk.when((hall) => hall.teams.addMembers({ ...audit, memberIds: selected }))
    expect(added.notices).toHaveLength(1)
    expect([await inTeam(acme, audit.teamId), await teamsOf(acme, 'bo')]).toEqual([['bo', 'cy'], ['Audit']])
    expect(await teamsOf(acme, 'bo', 'bo'), 'of oneself one sees them, too').toEqual(['Audit'])

    const removed = await acme.desk.when((hall) => hall.teams.removeMembers({ ...audit, memberIds: selected }))
    expect(removed.notices).toHaveLength(1)
    expect([await inTeam(acme, audit.teamId), await teamsOf(acme, 'bo')]).toEqual([[], []])
  })

  test('S4-63, S4-64, S4-65 one member is added to several, and removed from one after it was shown, from either side', async () => {
    const { acme, audit } = await withTeam()
    const { id: risk } = await acme.hall.teams.create({ ...acme.as('ada'), name: 'Risk' })
    const memberIds = [acme.id('bo')]

    await acme.desk.when((hall) =>
      hall.batch({
        ...acme.as('ada'),
        mode: 'all-or-nothing',
        commands: [audit.teamId, risk].map((teamId) => ({ command: 'team.addMembers', input: { teamId, memberIds } })),
      }),
    )
    expect(await teamsOf(acme, 'bo')).toEqual(['Audit', 'Risk'])

    const plan = await acme.hall.plan.teams.removeMembers({ ...audit, memberIds })
    if (!plan.ok) return expect.fail(plan.refusal.code)
    expect(await teamsOf(acme, 'bo')).toEqual(['Audit', 'Risk'])
    await acme.hall.apply({ plan, actor: acme.actor('ada') })
    expect([await teamsOf(acme, 'bo'), await inTeam(acme, audit.teamId)]).toEqual([['Risk'], []])
  })
})

describe('roles', () => {
  test('S4-15, S4-16, S4-18, S4-19, S4-20 admin: members, settings, integrations, audit logs, export', async () => {
    const acme = await team()
    const access = await accessOf(acme, 'ada')

    await acme.desk.when((hall) => hall.members.deactivate(of(acme, 'abe')))
    await acme.desk.when((hall) => hall.organizations.update({ ...acme.as('ada'), settings: { defaultRole: 'user' } }))
    expect((await acme.hall.history.list(acme.as('ada'))).items.length).toBeGreaterThan(0)
    expect(await acme.hall.verify(acme.as('ada'))).toMatchObject({ ok: true })
    expect(access.canAll(['integration:configure', 'data:export'])).toBe(true)
  })

  test('S4-21, S4-22, S4-23, S4-24, S4-25 user: dashboard, gaps, workflows, assigned tasks, documents, comments', async () => {
    const access = await accessOf(await team(), 'bo')

    expect(
      access.canAll([
        'dashboard:read',
        'gap:read',
        'workflow:create',
        'workflow:update',
        'task:complete:own',
        'document:upload',
        'comment:create',
      ]),
    ).toBe(true)
    expect(access.can('task:complete')).toBe(false)
  })

  test('S4-26 user cannot manage members or settings', async () => {
    const acme = await team()
    const refused = { code: 'access/not-allowed' }

    await expect(acme.hall.members.remove(of(acme, 'cy', 'bo'))).rejects.toMatchObject(refused)
    await expect(acme.hall.members.changeRole({ ...of(acme, 'cy', 'bo'), role: 'user' })).rejects.toMatchObject(refused)
    await expect(acme.hall.organizations.update({ ...acme.as('bo'), settings: {} })).rejects.toMatchObject(refused)
    await expect(acme.hall.history.list(acme.as('bo'))).rejects.toMatchObject(refused)
  })

  test('S4-27, S4-28, S4-29, S4-30, S4-31 viewer: dashboard and assigned items; creates, edits, uploads, completes nothing', async () => {
    const access = await accessOf(await team(), 'cy')

    expect(access.canAll(['dashboard:read', 'item:read:own'])).toBe(true)
    expect(
      access.canAny(['item:read', 'workflow:create', 'workflow:update', 'document:upload', 'task:complete:own']),
    ).toBe(false)
  })
})

describe('changing roles', () => {
  test('S4-33 a change is confirmed, and takes effect at once', async () => {
    const acme = await team()
    const plan = await acme.hall.plan.members.changeRole({ ...of(acme, 'cy'), role: 'user' })
    if (!plan.ok) return expect.fail(plan.refusal.message)
    expect(plan.changes).toMatchObject([{ before: { role: 'viewer' }, after: { role: 'user' } }])
    expect((await accessOf(acme, 'cy')).can('workflow:create')).toBe(false)

    await acme.hall.apply({ plan, actor: acme.actor('ada') })

    expect((await accessOf(acme, 'cy')).can('workflow:create')).toBe(true)
  })

  test('S4-34, S4-35, S4-36 promotion to admin gives everything, demotion takes it away, and undoes nothing that was done', async () => {
    const acme = await team()
    await acme.hall.members.changeRole({ ...of(acme, 'bo'), role: 'admin' })
    expect((await accessOf(acme, 'bo')).canAll([...policy.permissions, 'member:remove'])).toBe(true)
    await acme.hall.members.changeRole({ ...of(acme, 'cy', 'bo'), role: 'user' })

    await acme.hall.members.changeRole({ ...of(acme, 'bo'), role: 'user' })

    await expect(acme.hall.members.remove(of(acme, 'cy', 'bo'))).rejects.toMatchObject({ code: 'access/not-allowed' })
    expect(await acme.member('cy')).toMatchObject({ role: 'user', roleGranter: { memberId: acme.id('bo') } })
    const { items } = await acme.hall.history.list({ ...acme.as('ada'), by: { memberId: acme.id('bo') } })
    expect(items).toMatchObject([{ type: 'member.role_changed', memberId: acme.id('cy') }])
  })

  test('S4-37 at least one admin must remain', async () => {
    const acme = await team()
    await acme.hall.members.leave(acme.as('abe'))
    const lastAdmin = ['member/last-admin', { adminRole: 'admin' }] as const

    await acme.desk.refuses((hall) => hall.members.leave(acme.as('ada')), ...lastAdmin)
    await acme.desk.refuses((hall) => hall.members.remove({ ...acme.system, memberId: acme.id('ada') }), ...lastAdmin)
    await acme.desk.refuses((hall) => hall.members.deactivate(of(acme, 'ada')), ...lastAdmin)
    await acme.desk.refuses(
      (hall) => hall.members.changeRole({ ...acme.system, memberId: acme.id('ada'), role: 'user' }),
      ...lastAdmin,
    )
  })

  test('S4-38 becoming a viewer removes editing, and leaves what there is of them', async () => {
    const acme = await team()
    await acme.hall.members.update({ ...of(acme, 'bo'), department: 'Forge', metadata: { workflows: [1, 2] } })

    await acme.hall.members.changeRole({ ...of(acme, 'bo'), role: 'viewer' })

    const access = await accessOf(acme, 'bo')
    expect(access.canAny(['workflow:create', 'workflow:update', 'document:upload'])).toBe(false)
    expect(access.can('item:read:own') && !access.can('item:read')).toBe(true)
    expect(await acme.member('bo')).toMatchObject({ department: 'Forge', metadata: { workflows: [1, 2] } })
  })

  test('S4-80 users do not change their own role; only admins change roles; nobody elevates themselves', async () => {
    const acme = await team()

    await acme.desk.refuses(
      (hall) => hall.members.changeRole({ ...of(acme, 'bo', 'bo'), role: 'admin' }),
      'access/not-allowed',
      { permission: 'member:update-role' },
    )
    await acme.desk.refuses(
      (hall) => hall.members.changeRole({ ...of(acme, 'ada', 'ada'), role: 'user' }),
      'member/own-role',
      { memberId: acme.id('ada') },
    )
  })

  test('S4-81 temporary elevation: promoted, then demoted, with why and when', async () => {
    const acme = await team()
    await acme.hall.members.changeRole({ ...of(acme, 'bo'), role: 'admin', reason: 'audit week' })
    acme.clock.pass({ days: 5 })
    await acme.hall.members.changeRole({ ...of(acme, 'bo'), role: 'user', reason: 'audit is over' })

    const { items } = await acme.hall.history.list({
      ...acme.as('ada'),
      memberId: acme.id('bo'),
      types: ['member.role_changed'],
      order: 'oldest-first',
    })

    expect(items.map(({ after, reason, at }) => [after?.role, reason, at])).toEqual([
      ['admin', 'audit week', '2030-01-01T12:00:00.000Z'],
      ['user', 'audit is over', '2030-01-06T12:00:00.000Z'],
    ])
  })
})

describe('removing and deactivating', () => {
  test.each(['left', 'changed role', 'granted in error', 'security'])(
    'S4-39, S4-74 a removal is documented: %s',
    async (reason) => {
      const acme = await team()

      await acme.hall.members.remove({ ...of(acme, 'bo'), reason })

      const { items } = await acme.hall.history.list({ ...acme.as('ada'), types: ['member.removed'] })
      expect(items).toMatchObject([{ memberId: acme.id('bo'), actor: { memberId: acme.id('ada') }, reason }])
    },
  )

  test('S4-41, S4-51, S4-52 removal takes effect at once: no access, and no organization to see', async () => {
    const acme = await team()

    await acme.hall.members.remove(of(acme, 'bo'))

    expect((await accessOf(acme, 'bo')).permissions()).toEqual([])
    await expect(acme.hall.organizations.get(acme.as('bo'))).rejects.toMatchObject({ code: 'organization/not-found' })
    await expect(acme.hall.members.list(acme.as('bo'))).rejects.toMatchObject({ code: 'organization/not-found' })
    expect(await acme.hall.organizations.ofUser({ actor: acme.actor('bo') })).toEqual({ items: [] })
  })

  test('S4-42, S4-45 the profile is kept, and what they wrote can be attributed to it', async () => {
    const acme = await team()
    const comment = { text: 'done', by: acme.id('bo') }
    await acme.hall.members.remove(of(acme, 'bo'))

    const author = await acme.hall.members.get({ ...acme.as('cy'), memberId: comment.by })

    expect(author).toMatchObject({ name: 'bo', email: emailOf('bo'), status: 'removed' })
  })

  test('S4-47 the audit history is preserved', async () => {
    const acme = await team()
    await acme.hall.members.changeRole({ ...of(acme, 'bo'), role: 'viewer' })
    const about = () => acme.hall.history.list({ ...acme.as('ada'), memberId: acme.id('bo'), order: 'oldest-first' })
    const { items: before } = await about()

    await acme.hall.members.remove(of(acme, 'bo'))

    const { items: after } = await about()
    expect(after.slice(0, -1)).toEqual(before)
    expect(after.at(-1)).toMatchObject({ type: 'member.removed' })
  })

  test('S4-48, S4-49, S4-50 deactivated they can do nothing, keep everything, and are reactivated', async () => {
    const acme = await team()
    const { updatedAt: _, ...before } = await acme.member('bo')

    await acme.hall.members.deactivate(of(acme, 'bo'))
    expect((await accessOf(acme, 'bo')).permissions()).toEqual([])
    await expect(acme.hall.organizations.get(acme.as('bo'))).rejects.toMatchObject({ code: 'organization/not-found' })
    await acme.hall.members.reactivate(of(acme, 'bo'))

    expect(await acme.member('bo')).toMatchObject(before)
    expect((await accessOf(acme, 'bo')).can('workflow:create')).toBe(true)
  })

  test('S4-53, S4-54 there is no restoring: they come back by a new invitation that they accept, as somebody new', async () => {
    const acme = await team()
    const old = acme.id('bo')
    await acme.hall.members.remove(of(acme, 'bo'))
    await acme.desk.refuses(
      (hall) => hall.members.reactivate({ ...acme.as('ada'), memberId: old }),
      'member/not-found',
      {
        memberId: old,
      },
    )
    await acme.desk.refuses((hall) => hall.members.add({ ...acme.as('ada'), userId: 'bo' }), 'member/was-removed', {
      memberId: old,
    })

    await acme.invite('bo', { by: 'ada' })
    expect((await accessOf(acme, 'bo')).permissions()).toEqual([])
    const back = await acme.accept('bo')

    expect(back).toMatchObject({ role: 'viewer', status: 'active' })
    expect(back.id).not.toBe(old)
  })

  test('S4-75 that it was the same day can be measured', async () => {
    const acme = await team()
    const told = acme.clock.iso()
    acme.clock.pass({ hours: 5 })
    await acme.hall.members.remove({ ...of(acme, 'bo'), reason: 'left' })

    const { items } = await acme.hall.history.list({ ...acme.as('ada'), types: ['member.removed'], from: told })

    expect(items[0]?.at.slice(0, 10)).toBe(told.slice(0, 10))
    expect((await acme.member('bo')).removedAt).toBe(items[0]?.at)
  })

  test('S4-77 what the leaver had access to can be reviewed afterwards', async () => {
    const acme = await team()
    await acme.hall.members.changeRole({ ...of(acme, 'bo'), role: 'admin' })
    await acme.hall.members.remove(of(acme, 'bo'))

    const { role } = await acme.member('bo')
    const { items } = await acme.hall.history.list({
      ...acme.as('ada'),
      memberId: acme.id('bo'),
      order: 'oldest-first',
    })

    expect(policy.roles.find(({ key }) => key === role)?.permissions).toContain('data:export')
    expect(items.map(({ after }) => after?.role)).toEqual(['user', 'admin', 'admin'])
  })
})

describe('bulk actions', () => {
  const crowd = async () => {
    const acme = await team()
    for (let i = 1; i <= 5; i++) await acme.add(`user-${i}`, { role: i % 2 === 0 ? 'user' : 'viewer' })
    return acme
  }

  test('S4-55, S4-57 selected members are given the same role', async () => {
    const acme = await crowd()
    const selected = ['cy', 'user-1', 'user-3']

    const { value, notices } = await acme.desk.when((hall) =>
      hall.batch({
        ...acme.as('ada'),
        mode: 'all-or-nothing',
        commands: selected.map((name) => ({
          command: 'member.changeRole' as const,
          input: { memberId: acme.id(name), role: 'user' as const },
        })),
      }),
    )

    expect(notices).toHaveLength(1)
    expect(value.outcomes).toHaveLength(3)
    expect(await acme.people()).toMatchObject({ cy: 'user', 'user-1': 'user', 'user-3': 'user', 'user-5': 'viewer' })
  })

  test('S4-56, S4-60 all of the current view are removed', async () => {
    const acme = await crowd()
    const view = await acme.hall.members.list({ ...acme.as('ada'), role: ['viewer'], status: ['active'] })

    await acme.desk.when((hall) =>
      hall.batch({
        ...acme.as('ada'),
        mode: 'all-or-nothing',
        commands: view.items.map(({ id }) => ({
          command: 'member.remove' as const,
          input: { memberId: id, reason: 'clean-up' },
        })),
      }),
    )

    expect(await acme.people()).toEqual({ ada: 'admin', abe: 'admin', bo: 'user', 'user-2': 'user', 'user-4': 'user' })
  })

  test('S4-61 it applies to all selected after one confirmation', async () => {
    const acme = await crowd()
    const plan = await acme.hall.plan.batch({
      ...acme.as('ada'),
      mode: 'all-or-nothing',
      commands: ['bo', 'cy'].map((name) => ({
        command: 'member.deactivate' as const,
        input: { memberId: acme.id(name) },
      })),
    })
    if (!plan.ok) return expect.fail(plan.refusal.message)
    expect(plan.changes.map(({ id }) => id)).toEqual([acme.id('bo'), acme.id('cy')])
    // the confirmation goes through a browser
    const confirmed = JSON.parse(JSON.stringify(plan)) as typeof plan

    await acme.hall.apply({ plan: confirmed, actor: acme.actor('ada') })

    expect(await acme.people()).toMatchObject({ bo: 'deactivated user', cy: 'deactivated viewer' })
  })

  test('S4-62 it obeys S4-37 on the combined result', async () => {
    const acme = await crowd()
    const lower = (name: string) => ({
      command: 'member.changeRole' as const,
      input: { memberId: acme.id(name), role: 'viewer' as const },
    })
    const batch = { ...acme.system, mode: 'all-or-nothing' as const }

    await acme.desk.refuses(
      (hall) => hall.batch({ ...batch, commands: ['ada', 'abe'].map(lower) }),
      'member/last-admin',
      {
        adminRole: 'admin',
      },
    )
    await acme.desk.when((hall) => hall.batch({ ...batch, commands: ['abe', 'bo'].map(lower) }))
  })
})

describe('activity, review, practice', () => {
  test('S4-67 what a member did lately can be read', async () => {
    const acme = await team()
    await acme.hall.members.update({ ...of(acme, 'cy', 'abe'), name: 'Cy Coe' })
    await acme.hall.members.deactivate(of(acme, 'cy', 'abe'))

    const { items } = await acme.hall.history.list({ ...acme.as('ada'), by: { memberId: acme.id('abe') }, limit: 10 })

    expect(items.map(({ type }) => type)).toEqual(['member.deactivated', 'member.updated'])
  })

  test('S4-73 why each admin has access is documented', async () => {
    const acme = await team()
    await acme.hall.members.changeRole({ ...of(acme, 'bo'), role: 'admin', reason: 'backs Ada up' })

    const { items: admins } = await acme.hall.members.list({ ...acme.as('ada'), role: ['admin'], status: ['active'] })
    const { items } = await acme.hall.history.list({
      ...acme.as('ada'),
      memberId: acme.id('bo'),
      types: ['member.role_changed'],
    })

    expect(admins.map(({ userId }) => userId)).toEqual(['abe', 'ada', 'bo'])
    expect(items).toMatchObject([
      { actor: { memberId: acme.id('ada') }, after: { role: 'admin' }, reason: 'backs Ada up' },
    ])
  })
})

describe('what a leaving member owns', () => {
  /** Bo is assigned a task and owns a workflow; the app keeps their comments. */
  async function busy() {
    const acme = await given(
      policy,
      { ada: 'admin', bo: 'user', cy: 'user' },
      { ownedItems: ({ userId }) => [{ type: 'comment', count: userId === 'bo' ? 7 : 0 }] },
    )
    const resources = ['task', 'workflow', 'document'].map((type) => ({ type, key: type, ownerId: acme.id('bo') }))
    await acme.hall.resources.createMany({ ...acme.as('ada'), resources })
    const ownerOf = async (type: string) =>
      (await acme.hall.resources.get({ ...acme.as('ada'), resource: { type, key: type } })).ownerId
    return { acme, ownerOf }
  }

  test('S4-14 the details of a member show what is assigned to them', async () => {
    const { acme } = await busy()

    const { items } = await acme.hall.resources.list({ ...acme.as('ada'), ownerId: acme.id('bo') })

    expect(items.map(({ type }) => type)).toEqual(['document', 'task', 'workflow'])
  })

  test('S4-40 removal shows the impact on a member’s items before it is confirmed', async () => {
    const { acme } = await busy()

    const plan = await acme.hall.plan.members.remove(of(acme, 'bo'))

    if (!plan.ok) return expect.fail(plan.refusal.message)
    expect(plan.impact).toMatchObject([
      { name: 'owned-resources', resources: [{ type: 'task' }, { type: 'workflow' }, { type: 'document' }] },
    ])
    expect(plan.items).toEqual([{ memberId: acme.id('bo'), type: 'comment', count: 7 }])
  })

  test('S4-43, S4-44, S4-46 tasks are nobody’s, documents and workflows the organization’s', async () => {
    const { acme, ownerOf } = await busy()

    await acme.desk.when((hall) => hall.members.remove(of(acme, 'bo')))

    for (const type of ['task', 'document', 'workflow']) expect(await ownerOf(type)).toBeUndefined()
  })

  test('S4-45 comments stay in their name, which the history tells the app', async () => {
    const { acme } = await busy()

    const { events } = await acme.desk.when((hall) =>
      hall.members.remove({ ...of(acme, 'bo'), dispositions: { comment: 'retain' } }),
    )

    expect(events[0]).toMatchObject({ type: 'member.removed', after: { dispositions: { comment: 'retain' } } })
    expect(await acme.member('bo')).toMatchObject({ status: 'removed', name: 'bo' })
  })

  test('S4-76, S4-83 tasks and workflows are given to users or teams, with the removal or before it', async () => {
    const { acme, ownerOf } = await busy()
    const { id: teamId } = await acme.hall.teams.create({ ...acme.as('ada'), name: 'Flow' })
    const task = { type: 'task', key: 'task' }

    await acme.desk.when((hall) =>
      hall.resources.transfer({ ...acme.as('ada'), resource: task, to: { memberId: acme.id('cy') } }),
    )
    await acme.desk.when((hall) =>
      hall.members.remove({ ...of(acme, 'bo'), dispositions: { workflow: { transfer: { teamId } } } }),
    )

    expect([await ownerOf('task'), await ownerOf('workflow')]).toEqual([acme.id('cy'), teamId])
  })
})
