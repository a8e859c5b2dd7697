/**
 * S2: administrators, creators and viewers under a contract with seats, as its page asks.
 * Later: none; what S2-08..S2-12 say of artifacts is the application's to ask, and is answered here.
 */
import { definePolicy } from 'guildhall'
import { describe, expect, test } from 'vitest'
import { emailOf, given } from '../support/given.js'
import { secretPattern } from '../support/hall.js'

const policy = definePolicy({
  permissions: [
    'artifact:read',
    'artifact:write',
    'artifact:delete',
    'project:create',
    'project:run',
    'experiment:manage',
    'platform:operate',
  ],
  roles: {
    viewer: { label: 'Viewer', permissions: ['artifact:read'], assignable: false },
    creator: {
      label: 'Creator',
      inherits: ['viewer'],
      permissions: ['artifact:write', 'artifact:delete:own', 'project:create', 'project:run'],
    },
    administrator: { label: 'Administrator', permissions: ['*'] },
  },
  adminRole: 'administrator',
  defaultRole: 'creator',
})

const accessOf = (acme: Awaited<ReturnType<typeof team>>, userId: string) =>
  acme.hall.access({ organizationId: acme.organizationId, userId })

const team = (circumstances: { seatLimit?: number } = {}) =>
  given(policy, { ada: 'administrator', bo: 'creator', cy: 'creator' }, circumstances)

describe('the members view', () => {
  test('S2-01 any member sees the status of all others', async () => {
    const acme = await team()
    await acme.invite('dee', { by: 'ada' })

    const { items } = await acme.hall.members.list({ ...acme.as('bo'), status: ['active', 'pending'] })

    expect(items.map(({ email, status }) => [email, status])).toEqual([
      [emailOf('ada'), 'active'],
      [emailOf('bo'), 'active'],
      [emailOf('cy'), 'active'],
      [emailOf('dee'), 'pending'],
    ])
  })

  test('S2-02 an administrator manages roles, invites and removes', async () => {
    const acme = await team()

    await acme.desk.when((hall) =>
      hall.members.changeRole({ ...acme.as('ada'), memberId: acme.id('bo'), role: 'administrator' }),
    )
    await acme.desk.when((hall) => hall.invitations.invite({ ...acme.as('ada'), emails: emailOf('dee') }))
    await acme.desk.when((hall) => hall.members.remove({ ...acme.as('ada'), memberId: acme.id('cy') }))
  })

  test('S2-03 a change of role changes what one can do: made an administrator, one adds and removes', async () => {
    const acme = await team()
    await expect(acme.hall.members.add({ ...acme.as('bo'), userId: 'new' })).rejects.toMatchObject({
      code: 'access/not-allowed',
    })

    await acme.hall.members.changeRole({ ...acme.as('ada'), memberId: acme.id('bo'), role: 'administrator' })

    await acme.desk.when((hall) => hall.members.add({ ...acme.as('bo'), userId: 'new' }))
    await acme.desk.when((hall) => hall.members.remove({ ...acme.as('bo'), memberId: acme.id('cy') }))
  })

  test('S2-04, S2-06, S2-23 only administrators invite, resend, withdraw and remove', async () => {
    const acme = await team()
    const { invitationId } = await acme.invite('dee', { by: 'ada' })
    const refused = async (asked: Promise<unknown>, permission: string) =>
      expect(asked).rejects.toMatchObject({ code: 'access/not-allowed', details: { permission } })

    await refused(acme.hall.invitations.invite({ ...acme.as('bo'), emails: emailOf('eli') }), 'invitation:create')
    await refused(acme.hall.invitations.resend({ ...acme.as('bo'), invitationId }), 'invitation:resend')
    await refused(acme.hall.invitations.revoke({ ...acme.as('bo'), invitationId }), 'invitation:revoke')
    await refused(acme.hall.members.remove({ ...acme.as('bo'), memberId: acme.id('cy') }), 'member:remove')
  })

  test('S2-17, S2-18 an administrator changes an access level, and removes a user', async () => {
    const acme = await team()

    const changed = await acme.desk.when((hall) =>
      hall.members.changeRole({ ...acme.as('ada'), memberId: acme.id('bo'), role: 'administrator' }),
    )
    const removed = await acme.desk.when((hall) => hall.members.remove({ ...acme.as('ada'), memberId: acme.id('bo') }))

    expect([changed.value.role, removed.value.status]).toEqual(['administrator', 'removed'])
  })
})

describe('seats', () => {
  test('S2-05 invitations are bounded by seats, the inviting admin included', async () => {
    const acme = await given(policy, { ada: 'administrator' }, { seatLimit: 3 })

    const { value } = await acme.desk.when((hall) =>
      hall.invitations.invite({ ...acme.as('ada'), emails: ['dee', 'eli', 'fay'].map(emailOf) }),
    )

    expect(value.outcomes.map(({ outcome }) => outcome)).toEqual(['invited', 'invited', 'no-seat'])
    expect((await acme.hall.organizations.dashboard(acme.as('ada'))).seats).toEqual({ taken: 3, limit: 3, free: 0 })
    const more = await acme.desk.unchanged((hall) =>
      hall.invitations.invite({ ...acme.as('ada'), emails: emailOf('fay') }),
    )
    expect(more.outcomes).toMatchObject([{ outcome: 'no-seat' }])
  })

  test('S2-24 withdrawal, rejection and removal free a seat', async () => {
    const acme = await given(policy, { ada: 'administrator', bo: 'creator' }, { seatLimit: 4 })
    await acme.invite('dee', { by: 'ada' })
    await acme.invite('eli', { by: 'ada' })
    const free = async () => (await acme.hall.organizations.dashboard(acme.as('ada'))).seats.free
    expect(await free()).toBe(0)

    await acme.hall.invitations.revoke({ ...acme.as('ada'), invitationId: acme.invitation('dee').invitationId })
    expect(await free()).toBe(1)
    await acme.hall.invitations.decline({ token: acme.invitation('eli').token })
    expect(await free()).toBe(2)
    await acme.hall.members.remove({ ...acme.as('ada'), memberId: acme.id('bo') })
    expect(await free()).toBe(3)
  })
})

describe('platform roles', () => {
  test('S2-07 there are a few fixed roles with fixed privileges', () => {
    expect(policy.roles.map(({ key, label }) => [key, label])).toEqual([
      ['viewer', 'Viewer'],
      ['creator', 'Creator'],
      ['administrator', 'Administrator'],
    ])
    expect(Object.isFrozen(policy) && Object.isFrozen(policy.roles) && policy.roles.every(Object.isFrozen)).toBe(true)
  })

  test('S2-08 administrator: operates the organization and its users, deletes artifacts, has full control', async () => {
    const acme = await team()
    const access = await accessOf(acme, 'ada')

    expect(access.canAll([...policy.permissions])).toBe(true)
    expect(access.canAll(['organization:update', 'member:update-role', 'member:remove', 'invitation:create'])).toBe(
      true,
    )
  })

  test('S2-09 creator: sets up and runs projects', async () => {
    expect((await accessOf(await team(), 'bo')).canAll(['project:create', 'project:run'])).toBe(true)
  })

  test('S2-10 creator deletes no artifacts except their own', async () => {
    const access = await accessOf(await team(), 'bo')
    const mayDelete = (artifact: { owner: string }) =>
      access.can('artifact:delete') || (access.can('artifact:delete:own') && artifact.owner === access.facts.userId)

    expect(mayDelete({ owner: 'bo' })).toBe(true)
    expect(mayDelete({ owner: 'cy' })).toBe(false)
  })

  test('S2-11 creator writes artifacts, and not the organization’s membership or settings', async () => {
    const access = await accessOf(await team(), 'bo')

    expect(access.canAll(['artifact:read', 'artifact:write'])).toBe(true)
    expect(access.canAny(['organization:update', 'member:add', 'member:update-role', 'invitation:create'])).toBe(false)
  })

  test('S2-12 viewer: view-only', () => {
    const viewer = policy.roles.find(({ key }) => key === 'viewer')

    expect(viewer?.permissions).toEqual(['organization:read', 'member:read', 'artifact:read', 'artifact:read:own'])
  })

  test('S2-13 viewer is declared and not yet available', async () => {
    const acme = await team()
    expect(policy.roles.filter(({ assignable }) => !assignable).map(({ key }) => key)).toEqual(['viewer'])

    for (const act of [
      () => acme.hall.members.changeRole({ ...acme.as('ada'), memberId: acme.id('bo'), role: 'viewer' }),
      () => acme.hall.invitations.invite({ ...acme.as('ada'), emails: emailOf('dee'), role: 'viewer' }),
      () => acme.hall.members.add({ ...acme.system, userId: 'new', role: 'viewer' }),
    ])
      await expect(act()).rejects.toMatchObject({ code: 'role/not-assignable', details: { role: 'viewer' } })
  })
})

describe('membership status', () => {
  test('S2-14, S2-15, S2-16 an account has one status: pending until it is answered, then active, with access per role', async () => {
    const acme = await team()
    await acme.invite('dee', { by: 'ada' })
    const everywhere = async () => {
      const statuses = ['pending', 'active', 'deactivated', 'removed'] as const
      const lists = await Promise.all(
        statuses.map(async (status) => {
          const { items } = await acme.hall.members.list({ ...acme.as('ada'), status: [status] })
          return items.some(({ id }) => id === acme.id('dee')) ? [status] : []
        }),
      )
      return lists.flat()
    }

    expect(await everywhere()).toEqual(['pending'])
    expect((await accessOf(acme, 'dee')).permissions()).toEqual([])
    await acme.accept('dee')
    expect(await everywhere()).toEqual(['active'])
    expect((await accessOf(acme, 'dee')).can('artifact:write')).toBe(true)
  })

  test('S2-15 or it is rejected', async () => {
    const acme = await team()
    await acme.invite('dee', { by: 'ada' })

    await acme.desk.when((hall) => hall.invitations.decline({ token: acme.invitation('dee').token }))

    expect(await acme.statusOf('dee')).toBe('removed')
  })
})

describe('inviting', () => {
  test('S2-19 with role, email and a written message; creating it sends the email', async () => {
    const acme = await team()

    const { value, notices } = await acme.desk.when((hall) =>
      hall.invitations.invite({
        ...acme.as('ada'),
        emails: emailOf('dee'),
        role: 'creator',
        message: 'Hello Dee,\n\nplease join us.',
      }),
    )

    expect(value.outcomes).toMatchObject([
      {
        invitation: { email: emailOf('dee'), role: 'creator', message: 'Hello Dee,\n\nplease join us.', sentCount: 1 },
      },
    ])
    expect(notices[0]?.secrets).toMatchObject([{ email: emailOf('dee'), token: expect.stringMatching(secretPattern) }])
  })

  test('S2-20 a pending invitation is sent again', async () => {
    const acme = await team()
    const { invitationId } = await acme.invite('dee', { by: 'ada' })

    const { value } = await acme.desk.when((hall) => hall.invitations.resend({ ...acme.as('ada'), invitationId }))

    expect(value).toMatchObject({ status: 'pending', sentCount: 2, secrets: [{ email: emailOf('dee') }] })
  })

  test('S2-21 it is withdrawn only while it has not been accepted', async () => {
    const acme = await team()
    const { invitationId } = await acme.invite('dee', { by: 'ada' })
    await acme.accept('dee')

    await acme.desk.refuses(
      (hall) => hall.invitations.revoke({ ...acme.as('ada'), invitationId }),
      'invitation/not-pending',
      { invitationId, status: 'accepted' },
    )
  })

  test('S2-22 a withdrawn invitation is invalid, and its holder cannot join', async () => {
    const acme = await team()
    const { invitationId, token } = await acme.invite('dee', { by: 'ada' })
    await acme.hall.invitations.revoke({ ...acme.as('ada'), invitationId })

    await acme.desk.refuses(
      (hall) => hall.invitations.accept({ token, actor: acme.actor('dee') }),
      'invitation/not-valid',
      {},
    )
    expect(await acme.statusOf('dee')).toBe('removed')
  })
})
