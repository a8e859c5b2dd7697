import { describe, expect, test } from 'vitest'
import { emailOf, given, policy } from '../support/given.js'
import { openHall, secretPattern } from '../support/hall.js'

describe('member.update', () => {
  test('changes the fields that are given, and leaves the others', async () => {
    const acme = await given(policy, { ada: 'admin', bo: { role: 'viewer', department: 'Forge' } })
    const before = await acme.member('bo')
    acme.clock.pass({ hours: 1 })

    const { value, events } = await acme.desk.when((hall) =>
      hall.members.update({
        ...acme.as('ada'),
        memberId: acme.id('bo'),
        name: 'Bo Ek',
        phone: '+46 1',
        jobTitle: 'Smith',
        metadata: { badge: 7 },
        reason: 'told us',
      }),
    )

    const { revision: _, commitId: __, changed, repeated: ___, ids, secrets, ...member } = value
    expect({ changed, ids, secrets }).toEqual({ changed: true, ids: [acme.id('bo')], secrets: [] })
    expect(member).toEqual({
      ...before,
      name: 'Bo Ek',
      phone: '+46 1',
      jobTitle: 'Smith',
      metadata: { badge: 7 },
      updatedAt: acme.clock.iso(),
    })
    expect(events).toEqual([
      {
        revision: 3,
        index: 0,
        at: acme.clock.iso(),
        actor: { memberId: acme.id('ada') },
        command: 'member.update',
        type: 'member.updated',
        memberId: acme.id('bo'),
        reason: 'told us',
        details: {
          before: { name: 'bo', metadata: {} },
          after: { name: 'Bo Ek', phone: '+46 1', jobTitle: 'Smith', metadata: { badge: 7 } },
        },
      },
    ])
  })

  test('clears with null', async () => {
    const acme = await given(policy, { ada: 'admin', bo: { role: 'viewer', department: 'Forge' } })

    const { value } = await acme.desk.when((hall) =>
      hall.members.update({ ...acme.as('ada'), memberId: acme.id('bo'), name: null, email: null, department: null }),
    )

    expect(value).not.toHaveProperty('name')
    expect(value).not.toHaveProperty('email')
    expect(value).not.toHaveProperty('department')
  })

  test('of an active member’s address makes no secret', async () => {
    const acme = await given(policy, { ada: 'admin', bo: 'viewer' })

    const { value } = await acme.desk.when((hall) =>
      hall.members.update({ ...acme.as('ada'), memberId: acme.id('bo'), email: 'bo@new.test' }),
    )

    expect(value).toMatchObject({ email: 'bo@new.test', secrets: [] })
  })

  test('of a pending member’s address sends the invitation there: the old link is dead, the term begins anew', async () => {
    const acme = await given(policy, { ada: 'admin', dee: { role: 'viewer', status: 'pending' } })
    const { invitationId, token } = acme.invitation('dee')
    acme.clock.pass({ days: 1 })

    const { value } = await acme.desk.when((hall) =>
      hall.members.update({ ...acme.as('ada'), memberId: acme.id('dee'), email: 'dee@new.test' }),
    )

    expect(value).toMatchObject({ email: 'dee@new.test', status: 'pending' })
    expect(value.secrets).toMatchObject([{ invitationId, memberId: acme.id('dee'), email: 'dee@new.test' }])
    expect(value.secrets[0]?.token).toMatch(secretPattern)
    expect(value.secrets[0]?.token).not.toBe(token)
    expect(await acme.hall.invitations.get({ ...acme.as('ada'), invitationId })).toMatchObject({
      email: 'dee@new.test',
      status: 'pending',
      sentCount: 2,
      sentAt: acme.clock.iso(),
      expiresAt: '2030-01-09T12:00:00.000Z',
    })
    const old = acme.hall.invitations.accept({ token, actor: acme.actor('dee') })
    await expect(old).rejects.toMatchObject({ code: 'invitation/not-valid' })
    const joined = await acme.hall.invitations.accept({
      token: value.secrets[0]?.token ?? '',
      actor: { userId: 'dee', email: 'dee@new.test', emailVerified: true },
    })
    expect(joined).toMatchObject({ id: acme.id('dee'), status: 'active' })
  })

  test('of a pending member’s address opens an invitation again that has run out', async () => {
    const acme = await given(policy, { ada: 'admin', dee: { role: 'viewer', status: 'pending' } })
    acme.clock.pass({ days: 20 })

    const { value } = await acme.desk.when((hall) =>
      hall.members.update({ ...acme.as('ada'), memberId: acme.id('dee'), email: 'dee@new.test' }),
    )

    const joined = await acme.hall.invitations.accept({
      token: value.secrets[0]?.token ?? '',
      actor: { userId: 'dee', email: 'dee@new.test', emailVerified: true },
    })
    expect(joined.status).toBe('active')
  })

  test('of a pending member’s address to another letter case makes no secret', async () => {
    const acme = await given(policy, { ada: 'admin', dee: { role: 'viewer', status: 'pending' } })

    const { value } = await acme.desk.when((hall) =>
      hall.members.update({ ...acme.as('ada'), memberId: acme.id('dee'), email: 'DEE@example.test' }),
    )

    expect(value).toMatchObject({ email: 'DEE@example.test', secrets: [] })
    expect(await acme.accept('dee')).toMatchObject({ status: 'active' })
  })

  test('to what it is already changes nothing', async () => {
    const acme = await given(policy, { ada: 'admin', bo: { role: 'viewer', department: 'Forge' } })
    acme.clock.pass({ hours: 1 })

    const same = { name: 'bo', email: emailOf('bo'), department: 'Forge', phone: null, metadata: {} }
    const value = await acme.desk.unchanged((hall) =>
      hall.members.update({ ...acme.as('ada'), memberId: acme.id('bo'), ...same, reason: 'again' }),
    )
    expect(value.revision).toBe(2)
    await acme.desk.unchanged((hall) => hall.members.update({ ...acme.as('ada'), memberId: acme.id('bo') }))
  })

  test('lets a profile that lacks a required field already be changed otherwise', async () => {
    const acme = await given(policy, { ada: 'admin', bo: 'viewer' })
    const stricter = openHall({
      policy,
      memory: acme.desk.memory,
      mint: acme.desk.mint,
      clock: acme.clock,
      requiredProfile: ['name', 'department'],
    })

    const { value } = await stricter.when((hall) =>
      hall.members.update({ ...acme.as('ada'), memberId: acme.id('bo'), name: 'Bo Ek' }),
    )
    expect(value.name).toBe('Bo Ek')
    await stricter.refuses(
      (hall) => hall.members.update({ ...acme.as('ada'), memberId: acme.id('bo'), name: null }),
      'member/profile-incomplete',
      { missing: ['name'] },
    )
  })

  test('is done once under one idempotency key, the secret told the first time only', async () => {
    const acme = await given(policy, { ada: 'admin', dee: { role: 'viewer', status: 'pending' } })
    const change = { ...acme.as('ada'), memberId: acme.id('dee') }

    const { first, second } = await acme.desk.doesOnce(
      (hall, idempotencyKey) => hall.members.update({ ...change, email: 'dee@new.test', idempotencyKey }),
      (hall, idempotencyKey) => hall.members.update({ ...change, email: 'dee@other.test', idempotencyKey }),
    )

    expect(first.secrets).toHaveLength(1)
    expect(second.secrets).toEqual([])
  })
})

describe('member.update refuses', () => {
  test('a member who is unknown, or was removed', async () => {
    const acme = await given(policy, { ada: 'admin', bo: 'viewer' })
    await acme.hall.members.remove({ ...acme.as('ada'), memberId: acme.id('bo') })

    for (const memberId of ['mem_nobody', acme.id('bo')]) {
      await acme.desk.refuses(
        (hall) => hall.members.update({ ...acme.as('ada'), memberId, name: 'Bo' }),
        'member/not-found',
        { memberId },
      )
    }
  })

  test('to take the address from a pending member', async () => {
    const acme = await given(policy, { ada: 'admin', dee: { role: 'viewer', status: 'pending' } })

    await acme.desk.refuses(
      (hall) => hall.members.update({ ...acme.as('ada'), memberId: acme.id('dee'), email: null }),
      'member/profile-incomplete',
      { missing: ['email'] },
    )
  })

  test('an address that another member has', async () => {
    const acme = await given(policy, { ada: 'admin', bo: 'viewer', cy: { role: 'viewer', status: 'deactivated' } })

    await acme.desk.refuses(
      (hall) => hall.members.update({ ...acme.as('ada'), memberId: acme.id('bo'), email: 'CY@example.test' }),
      'member/duplicate-email',
      { memberId: acme.id('cy') },
    )
  })

  test('whoever lacks the permission, of themselves too', async () => {
    const acme = await given(policy, { ada: 'admin', bo: 'editor' })

    await acme.desk.refuses(
      (hall) => hall.members.update({ ...acme.as('bo'), memberId: acme.id('bo'), name: 'Bo' }),
      'access/not-allowed',
      { permission: 'member:update' },
    )
  })

  test('every wrong field by its name, all at once', async () => {
    const acme = await given(policy, { ada: 'admin', bo: 'viewer' })

    await acme.desk.rejects(
      (hall) =>
        hall.members.update({
          ...acme.as('ada'),
          memberId: 'not an id',
          name: ' ',
          email: 'nobody',
          phone: 'a\nb',
          department: 'x'.repeat(201),
        }),
      [
        { path: 'memberId', problem: 'must be an id: 1 to 64 of A-Z, a-z, 0-9, `_` and `-`' },
        { path: 'email', problem: 'must contain exactly one `@`' },
        { path: 'name', problem: 'must not be blank' },
        { path: 'phone', problem: 'must be one line without control characters' },
        { path: 'department', problem: 'must be at most 200 bytes' },
      ],
    )
  })
})
