import { describe, expect, test } from 'vitest'
import { given, policy } from '../support/given.js'

describe('invitation.revoke', () => {
  test('takes a pending invitation back: its holder cannot join, and the seat is free', async () => {
    const acme = await given(policy, { ada: 'admin' })
    const { invitationId, memberId } = await acme.invite('dee', { by: 'ada', role: 'editor' })
    acme.clock.pass({ hours: 1 })

    const { value, events } = await acme.desk.when((hall) =>
      hall.invitations.revoke({ ...acme.as('ada'), invitationId, reason: 'typed wrongly' }),
    )

    expect(value).toMatchObject({
      id: invitationId,
      status: 'revoked',
      answeredAt: acme.clock.iso(),
      changed: true,
      ids: [invitationId],
    })
    expect(events).toMatchObject([
      {
        type: 'invitation.revoked',
        memberId,
        invitationId,
        before: { role: 'editor', status: 'pending' },
        after: { role: 'editor', status: 'removed' },
        reason: 'typed wrongly',
      },
    ])
    expect(await acme.statusOf('dee')).toBe('removed')
    expect(await acme.seats()).toBe(1)
    await expect(acme.accept('dee')).rejects.toMatchObject({ code: 'invitation/not-valid' })
  })

  test('of one that has run out and is not recorded yet', async () => {
    const acme = await given(policy, { ada: 'admin', dee: { role: 'viewer', status: 'pending' } })
    acme.clock.pass({ days: 8 })

    const { value } = await acme.desk.when((hall) =>
      hall.invitations.revoke({ ...acme.as('ada'), invitationId: acme.invitation('dee').invitationId }),
    )

    expect(value.status).toBe('revoked')
  })

  test('is done once under one idempotency key', async () => {
    const acme = await given(policy, { ada: 'admin', dee: { role: 'viewer', status: 'pending' } })
    const { invitationId } = acme.invitation('dee')

    await acme.desk.doesOnce(
      (hall, idempotencyKey) => hall.invitations.revoke({ ...acme.as('ada'), invitationId, idempotencyKey }),
      (hall, idempotencyKey) =>
        hall.invitations.revoke({ ...acme.as('ada'), invitationId, reason: 'other', idempotencyKey }),
    )
  })
})

describe('invitation.revoke refuses', () => {
  test('an invitation that is unknown', async () => {
    const acme = await given(policy, { ada: 'admin' })

    await acme.desk.refuses(
      (hall) => hall.invitations.revoke({ ...acme.as('ada'), invitationId: 'inv_none' }),
      'invitation/not-found',
      { invitationId: 'inv_none' },
    )
  })

  test('an invitation that was accepted, or revoked before', async () => {
    const acme = await given(policy, {
      ada: 'admin',
      dee: { role: 'viewer', status: 'pending' },
      eli: { role: 'viewer', status: 'pending' },
    })
    await acme.accept('dee')
    await acme.hall.invitations.revoke({ ...acme.as('ada'), invitationId: acme.invitation('eli').invitationId })

    for (const [name, status] of [
      ['dee', 'accepted'],
      ['eli', 'revoked'],
    ] as const) {
      const { invitationId } = acme.invitation(name)
      await acme.desk.refuses(
        (hall) => hall.invitations.revoke({ ...acme.as('ada'), invitationId }),
        'invitation/not-pending',
        { invitationId, status },
      )
    }
  })

  test('whoever lacks the permission', async () => {
    const acme = await given(policy, { ada: 'admin', bo: 'editor', dee: { role: 'viewer', status: 'pending' } })

    await acme.desk.refuses(
      (hall) => hall.invitations.revoke({ ...acme.as('bo'), invitationId: acme.invitation('dee').invitationId }),
      'access/not-allowed',
      { permission: 'invitation:revoke' },
    )
  })
})
