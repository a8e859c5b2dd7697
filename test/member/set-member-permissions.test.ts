/** Direct permissions of a member, for the one-off beside the role (S0-22, S0-29). */
import type { Guildhall, Policy } from 'guildhall'
import { describe, expect, test } from 'vitest'
import { duties } from '../support/duties.js'
import { emailOf, given } from '../support/given.js'

const scene = () => given(duties, { ada: 'admin', cleo: 'clerk', bo: 'member', di: 'member' })
type Acme = Awaited<ReturnType<typeof scene>>

const untyped = (hall: object) => hall as Guildhall<Policy>

async function may(
  { hall, organizationId }: Acme,
  userId: string,
  permission: 'bill:pay' | 'doc:write' | 'doc:delete',
) {
  return (await hall.access({ organizationId, userId })).can(permission)
}

describe('a member’s direct permissions', () => {
  test('add to what their role holds, and stand there with who vouches for them', async () => {
    const acme = await scene()

    const { value, events } = await acme.desk.when((hall) =>
      hall.members.setPermissions({
        ...{ ...acme.as('ada'), memberId: acme.id('bo'), permissions: ['bill:*', 'doc:delete:own', 'history:read'] },
        reason: 'covers for Eli',
      }),
    )

    const permissions = ['history:read', 'bill:enter', 'bill:pay', 'doc:delete:own']
    expect(value).toMatchObject({ role: 'member', permissions, permissionsGranter: { memberId: acme.id('ada') } })
    expect(events).toMatchObject([
      {
        ...{ type: 'member.permissions_changed', memberId: acme.id('bo'), reason: 'covers for Eli' },
        ...{ before: { permissions: [] }, after: { permissions } },
      },
    ])
    expect(await may(acme, 'bo', 'bill:pay')).toBe(true)
    expect(await may(acme, 'bo', 'doc:delete')).toBe(false)
    expect((await acme.hall.history.list(acme.as('bo'))).items.length).toBeGreaterThan(0)
  })

  test('are set as a whole: fewer, or none', async () => {
    const acme = await scene()
    const set = (permissions: ('bill:pay' | 'doc:write')[]) => (hall: Acme['hall']) =>
      hall.members.setPermissions({ ...acme.as('ada'), memberId: acme.id('bo'), permissions })
    await acme.desk.when(set(['bill:pay', 'doc:write']))
    await acme.desk.unchanged(set(['doc:write', 'bill:pay']))

    await acme.desk.when(set(['doc:write']))
    expect(await may(acme, 'bo', 'bill:pay')).toBe(false)
    const { value } = await acme.desk.when(set([]))
    expect(value).not.toHaveProperty('permissions')
    expect(value).not.toHaveProperty('permissionsGranter')
    await acme.desk.unchanged(set([]))
  })

  test('are within what their giver holds; an `assigns` gives none (R9)', async () => {
    const acme = await scene()
    const set =
      (permissions: string[], name = 'bo') =>
      (hall: Acme['hall']) =>
        untyped(hall).members.setPermissions({ ...acme.as('cleo'), memberId: acme.id(name), permissions } as never)

    await acme.desk.refuses(set(['doc:write', 'bill:pay']), 'role/ceiling', { missing: ['bill:pay', 'bill:pay:own'] })
    await acme.desk.when(set(['doc:write']))
    await acme.hall.members.setPermissions({ ...acme.as('ada'), memberId: acme.id('bo'), permissions: ['bill:pay'] })
    await acme.desk.refuses(set(['bill:pay', 'doc:write']), 'member/holds-more', {
      ...{ memberId: acme.id('bo'), missing: ['bill:pay', 'bill:pay:own'] },
    })
    await acme.desk.refuses(
      set(['doc:write'], 'ada'),
      'member/holds-more',
      expect.objectContaining({ memberId: acme.id('ada'), role: 'admin' }),
    )
  })

  test('are never given to oneself, but can be given up (S4-80)', async () => {
    const acme = await scene()
    const set = (by: string, permissions: ('bill:pay' | 'doc:write')[]) => (hall: Acme['hall']) =>
      hall.members.setPermissions({ ...acme.as(by), memberId: acme.id('cleo'), permissions })

    await acme.desk.refuses(set('cleo', ['bill:pay']), 'member/self-elevation', { memberId: acme.id('cleo') })
    await acme.desk.when(set('ada', ['bill:pay', 'doc:write']))
    await acme.desk.when(set('cleo', []))
  })

  test('of names that the policy has, for the organization', async () => {
    const acme = await scene()
    const set = (permissions: string[]) => (hall: Acme['hall']) =>
      untyped(hall).members.setPermissions({ ...acme.as('ada'), memberId: acme.id('bo'), permissions } as never)

    const unknown = ['doc:shred', 'model:*', '__proto__']
    await acme.desk.refuses(set(['doc:read', ...unknown]), 'permission/unknown', { permissions: unknown })
    await acme.desk.rejects(set(['']), [{ path: 'permissions[0]', problem: 'must not be blank' }])
  })

  test('of somebody who is there', async () => {
    const acme = await scene()
    await acme.hall.members.remove({ ...acme.as('ada'), memberId: acme.id('di') })

    for (const memberId of [acme.id('di'), 'mem_nobody']) {
      await acme.desk.refuses(
        (hall) => hall.members.setPermissions({ ...acme.as('ada'), memberId, permissions: ['doc:write'] }),
        'member/not-found',
        { memberId },
      )
    }
    await acme.desk.refuses(
      (hall) => hall.members.setPermissions({ ...acme.as('bo'), memberId: acme.id('cleo'), permissions: [] }),
      'access/not-allowed',
      { permission: 'member:update-permissions' },
    )
  })

  test('once under a key', async () => {
    const acme = await scene()
    const set = (permission: 'bill:pay' | 'doc:write') => (hall: Acme['hall'], idempotencyKey: string) =>
      hall.members.setPermissions({
        ...{ ...acme.as('ada'), memberId: acme.id('bo'), permissions: [permission], idempotencyKey },
      })

    await acme.desk.doesOnce(set('bill:pay'), set('doc:write'))
  })
})

describe('direct permissions come along', () => {
  test('with whoever is added', async () => {
    const acme = await scene()

    const { value, events } = await acme.desk.when((hall) =>
      hall.members.add({ ...acme.as('ada'), userId: 'eli', role: 'member', permissions: ['bill:pay'] }),
    )

    expect(value).toMatchObject({ permissions: ['bill:pay'], permissionsGranter: { memberId: acme.id('ada') } })
    expect(events).toMatchObject([
      { type: 'member.added', after: { role: 'member', status: 'active', permissions: ['bill:pay'] } },
    ])
    const add = (permissions: string[]) => (hall: Acme['hall']) =>
      untyped(hall).members.add({ ...acme.as('cleo'), userId: 'fay', role: 'member', permissions } as never)
    await acme.desk.refuses(add(['bill:pay']), 'role/ceiling', { missing: ['bill:pay', 'bill:pay:own'] })
    await acme.desk.refuses(add(['doc:shred']), 'permission/unknown', { permissions: ['doc:shred'] })
    await acme.desk.when(add(['doc:write']))
  })

  test('with whoever is invited, each of them; what is wrong with them refuses all', async () => {
    const acme = await scene()
    const invite = (permissions: string[]) => (hall: Acme['hall']) =>
      untyped(hall).invitations.invite({
        ...{ ...acme.as('cleo'), emails: 'eve@example.test, fay@example.test', role: 'member', permissions },
      } as never)

    await acme.desk.refuses(invite(['bill:pay']), 'role/ceiling', { missing: ['bill:pay', 'bill:pay:own'] })
    await acme.desk.refuses(invite(['doc:shred']), 'permission/unknown', { permissions: ['doc:shred'] })
    const { value, events } = await acme.desk.when(invite(['doc:write']))
    expect(events).toMatchObject([
      { type: 'invitation.created', after: { status: 'pending', permissions: ['doc:write'] } },
      { type: 'invitation.created', after: { status: 'pending', permissions: ['doc:write'] } },
    ])
    const joined = await acme.hall.invitations.accept({
      token: value.secrets[0]?.token ?? '',
      actor: acme.actor('eve'),
    })
    expect(joined.permissions).toEqual(['doc:write'])
    expect(await may(acme, 'eve', 'doc:write')).toBe(true)
  })
})

describe('direct permissions of an invitee are judged again when they accept (R10)', () => {
  /** Eve is invited by Ada; her permissions are Cleo's doing. */
  async function invited() {
    const acme = await scene()
    const { memberId } = await acme.invite('eve', { by: 'ada', role: 'member' })
    await acme.hall.members.setPermissions({ ...acme.as('cleo'), memberId, permissions: ['doc:write'] })
    const accept = (hall: Acme['hall']) =>
      hall.invitations.accept({ token: acme.invitation('eve').token, actor: acme.actor('eve') })
    return { acme, memberId, accept }
  }

  test('with what whoever set them holds by then', async () => {
    const { acme, accept } = await invited()
    await acme.hall.members.changeRole({ ...acme.as('ada'), memberId: acme.id('cleo'), role: 'member' })

    await acme.desk.refuses(accept, 'invitation/not-valid', {})
  })

  test('and hold while that is enough, whatever became of who gave the role', async () => {
    const { acme, accept } = await invited()

    const { value } = await acme.desk.when(accept)
    expect(value).toMatchObject({ permissions: ['doc:write'], permissionsGranter: { memberId: acme.id('cleo') } })
  })

  test('unless somebody vouches anew for role and permissions, by sending it again', async () => {
    const { acme, memberId, accept } = await invited()
    await acme.hall.members.changeRole({ ...acme.as('ada'), memberId: acme.id('cleo'), role: 'member' })
    const { invitationId } = acme.invitation('eve')

    const { secrets } = await acme.hall.invitations.resend({ ...acme.as('ada'), invitationId })
    acme.knows('eve', { memberId, invitationId, token: secrets[0]?.token ?? '' })
    const { value } = await acme.desk.when(accept)
    expect(value.permissionsGranter).toEqual({ memberId: acme.id('ada') })
  })

  test('also where they are sent to another address', async () => {
    const { acme, memberId } = await invited()
    const { value } = await acme.desk.when((hall) =>
      hall.members.update({ ...acme.as('ada'), memberId, email: emailOf('eva') }),
    )

    expect(value).toMatchObject({
      roleGranter: { memberId: acme.id('ada') },
      permissionsGranter: { memberId: acme.id('ada') },
    })
  })
})
