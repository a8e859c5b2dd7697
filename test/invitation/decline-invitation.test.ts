import { describe, expect, test } from 'vitest'
import { given, policy } from '../support/given.js'

describe('invitation.decline', () => {
  test('declines by the token alone; the seat is free', async () => {
    const acme = await given(policy, { ada: 'admin' })
    const { invitationId, memberId, token } = await acme.invite('dee', { by: 'ada', role: 'editor' })
    acme.clock.pass({ hours: 1 })

    const { value, events } = await acme.desk.when((hall) => hall.invitations.decline({ token, reason: 'no time' }))

    expect(value).toMatchObject({
      id: invitationId,
      status: 'declined',
      answeredAt: acme.clock.iso(),
      changed: true,
      ids: [invitationId],
    })
    expect(events).toMatchObject([
      {
        type: 'invitation.declined',
        actor: { system: 'invitee' },
        memberId,
        invitationId,
        before: { role: 'editor', status: 'pending' },
        after: { role: 'editor', status: 'removed' },
        reason: 'no time',
      },
    ])
    expect(await acme.statusOf('dee')).toBe('removed')
    expect(await acme.seats()).toBe(1)
    await expect(acme.accept('dee')).rejects.toMatchObject({ code: 'invitation/not-valid' })
  })

  test('by a user who is no member is told as by the invitee, by a member as by them', async () => {
    const acme = await given(policy, {
      ada: 'admin',
      bo: 'viewer',
      dee: { role: 'viewer', status: 'pending' },
      eli: { role: 'viewer', status: 'pending' },
    })

    const byStranger = await acme.desk.when((hall) =>
      hall.invitations.decline({ token: acme.invitation('dee').token, actor: acme.actor('dee') }),
    )
    const byMember = await acme.desk.when((hall) =>
      hall.invitations.decline({ token: acme.invitation('eli').token, actor: acme.actor('bo') }),
    )

    expect(byStranger.events).toMatchObject([{ actor: { system: 'invitee' } }])
    expect(byMember.events).toMatchObject([{ actor: { memberId: acme.id('bo') } }])
  })

  test('is open to somebody whose granter has lost the right since', async () => {
    const acme = await given(policy, { ada: 'admin', bo: 'manager' })
    const { token } = await acme.invite('dee', { by: 'bo', role: 'editor' })
    await acme.hall.members.remove({ ...acme.as('ada'), memberId: acme.id('bo') })

    const { value } = await acme.desk.when((hall) => hall.invitations.decline({ token }))

    expect(value.status).toBe('declined')
  })

  test('is done once under one idempotency key', async () => {
    const acme = await given(policy, { ada: 'admin', dee: { role: 'viewer', status: 'pending' } })
    const { token } = acme.invitation('dee')

    await acme.desk.doesOnce(
      (hall, idempotencyKey) => hall.invitations.decline({ token, idempotencyKey }),
      (hall, idempotencyKey) => hall.invitations.decline({ token, reason: 'other', idempotencyKey }),
    )
  })

  test('refuses a token that is not good (any more)', async () => {
    const acme = await given(policy, { ada: 'admin', dee: { role: 'viewer', status: 'pending' } })
    const { token } = acme.invitation('dee')
    await acme.hall.invitations.decline({ token })

    for (const bad of [token, `${acme.organizationId}.nothing`, 'nothing'])
      await acme.desk.refuses((hall) => hall.invitations.decline({ token: bad }), 'invitation/not-valid', {})
  })
})
