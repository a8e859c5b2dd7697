import { describe, expect, test } from 'vitest'
import { emailOf, given, policy } from '../support/given.js'

const held = (role: string) => policy.roles.find(({ key }) => key === role)?.permissions ?? []

describe('member.remove', () => {
  test('removes a member at once, keeps the record for attribution, and frees the seat', async () => {
    const acme = await given(policy, { ada: 'admin', bo: { role: 'editor', department: 'Forge' } }, { seatLimit: 2 })
    const before = await acme.member('bo')
    acme.clock.pass({ hours: 1 })

    const { value, events } = await acme.desk.when((hall) =>
      hall.members.remove({ ...acme.as('ada'), memberId: acme.id('bo'), reason: 'left the company' }),
    )

    const { revision: _, commitId: __, changed: ___, repeated: ____, ids, ...member } = value
    expect(ids).toEqual([acme.id('bo')])
    expect(member).toEqual({
      ...before,
      status: 'removed',
      removedAt: acme.clock.iso(),
      updatedAt: acme.clock.iso(),
    })
    expect(events).toMatchObject([
      {
        type: 'member.removed',
        memberId: acme.id('bo'),
        actor: { memberId: acme.id('ada') },
        before: { role: 'editor', status: 'active' },
        after: { role: 'editor', status: 'removed' },
        reason: 'left the company',
      },
    ])
    expect(await acme.seats()).toBe(1)
    expect(await acme.member('bo')).toEqual(member)
    expect(await acme.people()).toEqual({ ada: 'admin' })
    const stranger = acme.hall.organizations.get(acme.as('bo'))
    await expect(stranger).rejects.toMatchObject({ code: 'organization/not-found' })
  })

  test('of a pending member revokes their invitation with it', async () => {
    const acme = await given(policy, { ada: 'admin', dee: { role: 'viewer', status: 'pending' } })
    const { invitationId } = acme.invitation('dee')

    const { value, events } = await acme.desk.when((hall) =>
      hall.members.remove({ ...acme.as('ada'), memberId: acme.id('dee') }),
    )

    expect(value).toMatchObject({ id: acme.id('dee'), status: 'removed' })
    expect(events).toMatchObject([{ type: 'member.removed', memberId: acme.id('dee'), invitationId }])
    expect(await acme.hall.invitations.get({ ...acme.as('ada'), invitationId })).toMatchObject({
      status: 'revoked',
      answeredAt: acme.clock.iso(),
    })
    await expect(acme.accept('dee')).rejects.toMatchObject({ code: 'invitation/not-valid' })
  })

  test('of a deactivated member, and of oneself', async () => {
    const acme = await given(policy, { ada: 'admin', bo: 'admin', cy: { role: 'viewer', status: 'deactivated' } })

    await acme.desk.when((hall) => hall.members.remove({ ...acme.as('ada'), memberId: acme.id('cy') }))
    await acme.desk.when((hall) => hall.members.remove({ ...acme.as('bo'), memberId: acme.id('bo') }))

    expect(await acme.people()).toEqual({ ada: 'admin' })
  })

  test('leaves the way back by a new invitation, as a new member', async () => {
    const acme = await given(policy, { ada: 'admin', bo: 'editor' })
    const old = acme.id('bo')
    await acme.desk.when((hall) => hall.members.remove({ ...acme.as('ada'), memberId: old }))

    await acme.invite('bo', { by: 'ada' })
    const back = await acme.accept('bo')

    expect(back).toMatchObject({ userId: 'bo', email: emailOf('bo'), role: 'viewer', status: 'active' })
    expect(back.id).not.toBe(old)
    expect(await acme.hall.members.get({ ...acme.as('ada'), memberId: old })).toMatchObject({ status: 'removed' })
  })

  test('shows in its plan whose invitations rest on the word of this member', async () => {
    const acme = await given(policy, { ada: 'admin', bo: 'manager' })
    for (let i = 1; i <= 21; i++) await acme.invite(`dee-${i}`, { by: 'bo' })

    const plan = await acme.hall.plan.members.remove({ ...acme.as('ada'), memberId: acme.id('bo') })

    if (!plan.ok) return expect.fail(plan.refusal.message)
    expect(plan.impact).toMatchObject([{ name: 'invitations-vouched-for', more: true }])
    expect(plan.impact[0]?.members).toHaveLength(20)
    expect(plan.seats).toEqual({ before: 23, after: 22 })
  })

  test('is done once under one idempotency key', async () => {
    const acme = await given(policy, { ada: 'admin', bo: 'viewer', cy: 'viewer' })

    await acme.desk.doesOnce(
      (hall, idempotencyKey) => hall.members.remove({ ...acme.as('ada'), memberId: acme.id('bo'), idempotencyKey }),
      (hall, idempotencyKey) => hall.members.remove({ ...acme.as('ada'), memberId: acme.id('cy'), idempotencyKey }),
    )
  })
})

describe('member.remove refuses', () => {
  test('a member who is unknown, or was removed before', async () => {
    const acme = await given(policy, { ada: 'admin', bo: 'viewer' })
    await acme.hall.members.remove({ ...acme.as('ada'), memberId: acme.id('bo') })

    for (const memberId of ['mem_nobody', acme.id('bo')]) {
      await acme.desk.refuses((hall) => hall.members.remove({ ...acme.as('ada'), memberId }), 'member/not-found', {
        memberId,
      })
    }
  })

  test('the last admin, whoever asks', async () => {
    const acme = await given(policy, { ada: 'admin', bo: 'manager' })

    for (const by of [acme.as('ada'), acme.system]) {
      await acme.desk.refuses((hall) => hall.members.remove({ ...by, memberId: acme.id('ada') }), 'member/last-admin', {
        adminRole: 'admin',
      })
    }
  })

  test('a member who holds more', async () => {
    const acme = await given(policy, { ada: 'admin', bo: 'manager', cy: 'admin' })

    await acme.desk.refuses(
      (hall) => hall.members.remove({ ...acme.as('bo'), memberId: acme.id('cy') }),
      'member/holds-more',
      {
        memberId: acme.id('cy'),
        role: 'admin',
        missing: held('admin').filter((permission) => !held('manager').includes(permission)),
      },
    )
  })

  test('whoever lacks the permission', async () => {
    const acme = await given(policy, { ada: 'admin', bo: 'editor', cy: 'viewer' })

    await acme.desk.refuses(
      (hall) => hall.members.remove({ ...acme.as('bo'), memberId: acme.id('cy') }),
      'access/not-allowed',
      { permission: 'member:remove' },
    )
  })
})
