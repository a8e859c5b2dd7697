import { definePolicy } from 'guildhall'
import { describe, expect, test } from 'vitest'
import { emailOf, given, policy } from '../support/given.js'

describe('invitation.accept', () => {
  test('makes the pending member this user, with what was offered', async () => {
    const acme = await given(policy, { ada: 'admin' })
    const { invitationId, memberId, token } = await acme.invite('dee', { by: 'ada', role: 'editor' })
    acme.clock.pass({ days: 2 })

    const { value, events } = await acme.desk.when((hall) =>
      hall.invitations.accept({ token, actor: acme.actor('dee') }),
    )

    expect(value).toEqual({
      id: memberId,
      organizationId: acme.organizationId,
      userId: 'dee',
      email: emailOf('dee'),
      metadata: {},
      role: 'editor',
      roleGranter: { memberId: acme.id('ada') },
      status: 'active',
      invitationId,
      createdAt: '2030-01-01T12:00:00.000Z',
      updatedAt: acme.clock.iso(),
      joinedAt: acme.clock.iso(),
      revision: 3,
      commitId: value.commitId,
      changed: true,
      repeated: false,
      ids: [memberId],
    })
    expect(events).toEqual([
      {
        revision: 3,
        index: 0,
        at: acme.clock.iso(),
        actor: { memberId },
        command: 'invitation.accept',
        type: 'invitation.accepted',
        memberId,
        invitationId,
        before: { role: 'editor', status: 'pending' },
        after: { role: 'editor', status: 'active' },
        details: { after: { userId: 'dee' } },
      },
    ])
    expect(await acme.hall.invitations.get({ ...acme.as('ada'), invitationId })).toMatchObject({
      status: 'accepted',
      answeredAt: acme.clock.iso(),
    })
    expect((await acme.hall.access({ organizationId: acme.organizationId, userId: 'dee' })).can('doc:write')).toBe(true)
  })

  test('takes the status that was chosen when inviting', async () => {
    const acme = await given(policy, { ada: 'admin' })
    await acme.invite('dee', { by: 'ada', statusOnAcceptance: 'deactivated' })

    const { value } = await acme.desk.when((hall) =>
      hall.invitations.accept({ token: acme.invitation('dee').token, actor: acme.actor('dee') }),
    )

    expect(value).toMatchObject({ status: 'deactivated', deactivatedAt: acme.clock.iso(), joinedAt: acme.clock.iso() })
    expect(await acme.seats()).toBe(1)
  })

  test('of an address that nobody has verified is for those who say so', async () => {
    const acme = await given(policy, { ada: 'admin', dee: { role: 'viewer', status: 'pending' } })

    const { value } = await acme.desk.when((hall) =>
      hall.invitations.accept({
        token: acme.invitation('dee').token,
        actor: { userId: 'dee', email: emailOf('dee') },
        allowUnverifiedEmail: true,
      }),
    )

    expect(value.status).toBe('active')
  })

  test('works up to the last millisecond of its term', async () => {
    const acme = await given(policy, { ada: 'admin', dee: { role: 'viewer', status: 'pending' } })
    const accept = { token: acme.invitation('dee').token, actor: acme.actor('dee') }

    acme.clock.pass({ days: 7 })
    await acme.desk.refuses((hall) => hall.invitations.accept(accept), 'invitation/not-valid', {})
    acme.clock.pass({ ms: -1 })
    await acme.desk.when((hall) => hall.invitations.accept(accept))
  })

  test('is done once under one idempotency key, although the secret is used up', async () => {
    const acme = await given(policy, { ada: 'admin', dee: { role: 'viewer', status: 'pending' } })
    const accept = { token: acme.invitation('dee').token, actor: acme.actor('dee') }

    const { first, second } = await acme.desk.doesOnce(
      (hall, idempotencyKey) => hall.invitations.accept({ ...accept, idempotencyKey }),
      (hall, idempotencyKey) => hall.invitations.accept({ ...accept, allowUnverifiedEmail: true, idempotencyKey }),
    )

    expect(second).toEqual({ ...first, repeated: true })
  })
})

describe('invitation.accept refuses', () => {
  test('another address', async () => {
    const acme = await given(policy, { ada: 'admin', dee: { role: 'viewer', status: 'pending' } })
    const { token } = acme.invitation('dee')

    for (const actor of [acme.actor('eve'), { userId: 'dee' }, { userId: 'dee', email: 'dee', emailVerified: true }]) {
      await acme.desk.refuses((hall) => hall.invitations.accept({ token, actor }), 'invitation/email-mismatch', {})
    }
  })

  test('an address that nobody has verified', async () => {
    const acme = await given(policy, { ada: 'admin', dee: { role: 'viewer', status: 'pending' } })
    const { token } = acme.invitation('dee')

    for (const verified of [{}, { emailVerified: false }]) {
      await acme.desk.refuses(
        (hall) => hall.invitations.accept({ token, actor: { userId: 'dee', email: emailOf('dee'), ...verified } }),
        'invitation/email-not-verified',
        {},
      )
    }
  })

  test('somebody who is a member already, under another address', async () => {
    const acme = await given(policy, {
      ada: 'admin',
      bo: 'viewer',
      cy: { role: 'viewer', status: 'deactivated' },
      dee: { role: 'viewer', status: 'pending' },
    })

    for (const userId of ['bo', 'cy']) {
      await acme.desk.refuses(
        (hall) =>
          hall.invitations.accept({
            token: acme.invitation('dee').token,
            actor: { userId, email: emailOf('dee'), emailVerified: true },
          }),
        'invitation/already-member',
        {},
      )
    }
  })

  test('the system, which is nobody', async () => {
    const acme = await given(policy, { ada: 'admin', dee: { role: 'viewer', status: 'pending' } })

    await acme.desk.refuses(
      (hall) => hall.invitations.accept({ token: acme.invitation('dee').token, actor: { system: 'test' } }),
      'invitation/not-valid',
      {},
    )
  })

  test('to go beyond the seats, where only active members take one', async () => {
    const lax = definePolicy({
      permissions: ['doc:read'],
      roles: { viewer: { permissions: ['doc:read'] }, admin: {} },
      seats: { statuses: ['active'] },
    })
    const acme = await given(
      lax,
      { ada: 'admin', dee: { role: 'viewer', status: 'pending' }, eli: { role: 'viewer', status: 'pending' } },
      { seatLimit: 2 },
    )
    await acme.accept('dee')

    await acme.desk.refuses(
      (hall) => hall.invitations.accept({ token: acme.invitation('eli').token, actor: acme.actor('eli') }),
      'organization/seat-limit',
      { limit: 2, seats: 3 },
    )
  })
})
