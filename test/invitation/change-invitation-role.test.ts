import { describe, expect, test } from 'vitest'
import { given, policy } from '../support/given.js'

describe('invitation.changeRole', () => {
  test('offers another role; the secret stays good', async () => {
    const acme = await given(policy, { ada: 'admin', bo: 'admin' })
    const { invitationId, memberId } = await acme.invite('dee', { by: 'ada', role: 'editor' })
    acme.clock.pass({ hours: 1 })

    const { value, events } = await acme.desk.when((hall) =>
      hall.invitations.changeRole({ ...acme.as('bo'), invitationId, role: 'manager', reason: 'leads' }),
    )

    expect(value).toMatchObject({
      id: invitationId,
      role: 'manager',
      status: 'pending',
      sentCount: 1,
      expiresAt: '2030-01-08T12:00:00.000Z',
      updatedAt: acme.clock.iso(),
      changed: true,
      ids: [invitationId],
    })
    expect(value).not.toHaveProperty('secrets')
    expect(events).toMatchObject([
      {
        type: 'invitation.role_changed',
        memberId,
        invitationId,
        before: { role: 'editor', status: 'pending' },
        after: { role: 'manager', status: 'pending' },
        reason: 'leads',
      },
    ])
    expect(await acme.accept('dee')).toMatchObject({ role: 'manager', roleGranter: { memberId: acme.id('bo') } })
  })

  test('to the role that it offers already changes nothing', async () => {
    const acme = await given(policy, { ada: 'admin', bo: 'admin' })
    const { invitationId } = await acme.invite('dee', { by: 'ada', role: 'editor' })

    await acme.desk.unchanged((hall) =>
      hall.invitations.changeRole({ ...acme.as('bo'), invitationId, role: 'editor', reason: 'again' }),
    )
  })

  test('is done once under one idempotency key', async () => {
    const acme = await given(policy, { ada: 'admin', dee: { role: 'viewer', status: 'pending' } })
    const { invitationId } = acme.invitation('dee')

    await acme.desk.doesOnce(
      (hall, idempotencyKey) =>
        hall.invitations.changeRole({ ...acme.as('ada'), invitationId, role: 'editor', idempotencyKey }),
      (hall, idempotencyKey) =>
        hall.invitations.changeRole({ ...acme.as('ada'), invitationId, role: 'manager', idempotencyKey }),
    )
  })
})

describe('invitation.changeRole refuses', () => {
  test('an invitation that is unknown, or answered', async () => {
    const acme = await given(policy, { ada: 'admin', dee: { role: 'viewer', status: 'pending' } })
    await acme.accept('dee')
    const { invitationId } = acme.invitation('dee')

    await acme.desk.refuses(
      (hall) => hall.invitations.changeRole({ ...acme.as('ada'), invitationId: 'inv_none', role: 'editor' }),
      'invitation/not-found',
      { invitationId: 'inv_none' },
    )
    await acme.desk.refuses(
      (hall) => hall.invitations.changeRole({ ...acme.as('ada'), invitationId, role: 'editor' }),
      'invitation/not-pending',
      { invitationId, status: 'accepted' },
    )
  })

  test('a role that cannot be given, or that whoever asks could not give', async () => {
    const acme = await given(policy, { ada: 'admin', bo: 'manager', dee: { role: 'viewer', status: 'pending' } })
    const { invitationId } = acme.invitation('dee')

    await acme.desk.refuses(
      (hall) => hall.invitations.changeRole({ ...acme.as('ada'), invitationId, role: 'later' }),
      'role/not-assignable',
      { role: 'later' },
    )
    const raised = acme.hall.invitations.changeRole({ ...acme.as('bo'), invitationId, role: 'admin' })
    await expect(raised).rejects.toMatchObject({ code: 'role/ceiling', details: { role: 'admin' } })
  })

  test('a role that takes a seat where there is none', async () => {
    const acme = await given(policy, { ada: 'admin', dee: { role: 'guest', status: 'pending' } }, { seatLimit: 1 })

    await acme.desk.refuses(
      (hall) =>
        hall.invitations.changeRole({
          ...acme.as('ada'),
          invitationId: acme.invitation('dee').invitationId,
          role: 'viewer',
        }),
      'organization/seat-limit',
      { limit: 1, seats: 2 },
    )
  })

  test('whoever lacks the permission', async () => {
    const acme = await given(policy, { ada: 'admin', bo: 'editor', dee: { role: 'viewer', status: 'pending' } })

    await acme.desk.refuses(
      (hall) =>
        hall.invitations.changeRole({
          ...acme.as('bo'),
          invitationId: acme.invitation('dee').invitationId,
          role: 'editor',
        }),
      'access/not-allowed',
      { permission: 'invitation:update-role' },
    )
  })
})
