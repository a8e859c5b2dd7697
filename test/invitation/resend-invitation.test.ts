import { describe, expect, test } from 'vitest'
import { emailOf, given, policy } from '../support/given.js'
import { secretPattern } from '../support/hall.js'

describe('invitation.resend', () => {
  test('sends it again under a new secret and a new term; the old secret is dead', async () => {
    const acme = await given(policy, { ada: 'admin', bo: 'admin' })
    const { invitationId, memberId, token } = await acme.invite('dee', { by: 'ada', role: 'editor' })
    acme.clock.pass({ days: 5 })

    const { value, events } = await acme.desk.when((hall) =>
      hall.invitations.resend({ ...acme.as('bo'), invitationId, reason: 'lost in the spam' }),
    )

    expect(value).toMatchObject({
      id: invitationId,
      memberId,
      role: 'editor',
      status: 'pending',
      sentCount: 2,
      sentAt: acme.clock.iso(),
      expiresAt: '2030-01-13T12:00:00.000Z',
      createdAt: '2030-01-01T12:00:00.000Z',
      changed: true,
      ids: [invitationId],
      secrets: [{ invitationId, memberId, email: emailOf('dee') }],
    })
    const [secret] = value.secrets
    expect(secret?.token).toMatch(secretPattern)
    expect(secret?.token).not.toBe(token)
    expect(events).toMatchObject([
      {
        type: 'invitation.resent',
        memberId,
        invitationId,
        actor: { memberId: acme.id('bo') },
        after: { sentCount: 2 },
        reason: 'lost in the spam',
      },
    ])
    await expect(acme.accept('dee')).rejects.toMatchObject({ code: 'invitation/not-valid' })
    const joined = await acme.hall.invitations.accept({ token: secret?.token ?? '', actor: acme.actor('dee') })
    expect(joined).toMatchObject({ id: memberId, status: 'active', roleGranter: { memberId: acme.id('bo') } })
  })

  test('opens one again that has run out and is not recorded yet', async () => {
    const acme = await given(policy, { ada: 'admin', dee: { role: 'viewer', status: 'pending' } })
    acme.clock.pass({ days: 20 })
    const { invitationId } = acme.invitation('dee')
    expect(await acme.hall.invitations.get({ ...acme.as('ada'), invitationId })).toMatchObject({ status: 'expired' })

    const { value } = await acme.desk.when((hall) => hall.invitations.resend({ ...acme.as('ada'), invitationId }))

    expect(value).toMatchObject({ status: 'pending', expiresAt: '2030-01-28T12:00:00.000Z' })
  })

  test('takes the term of the organization', async () => {
    const acme = await given(policy, { ada: 'admin' }, { settings: { invitationLifetimeDays: 1 } })
    const { invitationId } = await acme.invite('dee', { by: 'ada' })

    const { value } = await acme.desk.when((hall) => hall.invitations.resend({ ...acme.as('ada'), invitationId }))

    expect(value.expiresAt).toBe('2030-01-02T12:00:00.000Z')
  })

  test('is done once under one idempotency key, the secret told the first time only', async () => {
    const acme = await given(policy, { ada: 'admin', dee: { role: 'viewer', status: 'pending' } })
    const { invitationId } = acme.invitation('dee')

    const { first, second } = await acme.desk.doesOnce(
      (hall, idempotencyKey) => hall.invitations.resend({ ...acme.as('ada'), invitationId, idempotencyKey }),
      (hall, idempotencyKey) =>
        hall.invitations.resend({ ...acme.as('ada'), invitationId, reason: 'other', idempotencyKey }),
    )

    expect(first.secrets).toHaveLength(1)
    expect(second).toEqual({ ...first, secrets: [], repeated: true })
  })
})

describe('invitation.resend refuses', () => {
  test('an invitation that is unknown', async () => {
    const acme = await given(policy, { ada: 'admin' })

    await acme.desk.refuses(
      (hall) => hall.invitations.resend({ ...acme.as('ada'), invitationId: 'inv_none' }),
      'invitation/not-found',
      { invitationId: 'inv_none' },
    )
  })

  test('an invitation that is answered, in whatever way', async () => {
    const acme = await given(policy, { ada: 'admin' })
    for (const name of ['acc', 'dec', 'rev', 'exp']) await acme.invite(name, { by: 'ada' })
    await acme.accept('acc')
    await acme.hall.invitations.decline({ token: acme.invitation('dec').token })
    await acme.hall.invitations.revoke({ ...acme.as('ada'), invitationId: acme.invitation('rev').invitationId })
    acme.clock.pass({ days: 8 })
    await acme.hall.maintain()

    for (const [name, status] of [
      ['acc', 'accepted'],
      ['dec', 'declined'],
      ['rev', 'revoked'],
      ['exp', 'expired'],
    ] as const) {
      const { invitationId } = acme.invitation(name)
      await acme.desk.refuses(
        (hall) => hall.invitations.resend({ ...acme.as('ada'), invitationId }),
        'invitation/not-pending',
        { invitationId, status },
      )
    }
  })

  test('a role that whoever resends could not give', async () => {
    const acme = await given(policy, { ada: 'admin', bo: 'manager' })
    const { invitationId } = await acme.invite('dee', { by: 'ada', role: 'admin' })

    const resent = acme.hall.invitations.resend({ ...acme.as('bo'), invitationId })

    await expect(resent).rejects.toMatchObject({ code: 'member/holds-more', details: { role: 'admin' } })
  })

  test('whoever lacks the permission', async () => {
    const acme = await given(policy, { ada: 'admin', bo: 'editor', dee: { role: 'viewer', status: 'pending' } })

    await acme.desk.refuses(
      (hall) => hall.invitations.resend({ ...acme.as('bo'), invitationId: acme.invitation('dee').invitationId }),
      'access/not-allowed',
      { permission: 'invitation:resend' },
    )
  })
})
