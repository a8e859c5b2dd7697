import { describe, expect, test } from 'vitest'
import { given, policy } from '../support/given.js'

describe('member.reactivate', () => {
  test('makes a deactivated member active again, as they were', async () => {
    const acme = await given(policy, { ada: 'admin', bo: { role: 'editor', department: 'Forge' } })
    const before = await acme.member('bo')
    await acme.hall.members.deactivate({ ...acme.as('ada'), memberId: acme.id('bo') })
    acme.clock.pass({ days: 30 })

    const { value, events } = await acme.desk.when((hall) =>
      hall.members.reactivate({ ...acme.as('ada'), memberId: acme.id('bo'), reason: 'is back' }),
    )

    const { revision: _, commitId: __, changed, repeated: ___, ids: ____, ...member } = value
    expect(changed).toBe(true)
    expect(member).toEqual({ ...before, updatedAt: acme.clock.iso() })
    expect(events).toMatchObject([
      {
        type: 'member.reactivated',
        memberId: acme.id('bo'),
        before: { role: 'editor', status: 'deactivated' },
        after: { role: 'editor', status: 'active' },
        reason: 'is back',
      },
    ])
    expect((await acme.hall.access({ organizationId: acme.organizationId, userId: 'bo' })).can('doc:write')).toBe(true)
  })

  test('takes the seat of an invitation that has run out', async () => {
    const acme = await given(
      policy,
      { ada: 'admin', bo: { role: 'viewer', status: 'deactivated' }, dee: { role: 'viewer', status: 'pending' } },
      { seatLimit: 2 },
    )
    acme.clock.pass({ days: 7 })

    const { events } = await acme.desk.when((hall) =>
      hall.members.reactivate({ ...acme.as('ada'), memberId: acme.id('bo') }),
    )

    expect(events.map(({ type }) => type)).toEqual(['invitation.expired', 'member.reactivated'])
    expect(await acme.seats()).toBe(2)
  })

  test('leaves such an invitation alone where no seat is needed', async () => {
    const acme = await given(
      policy,
      { ada: 'admin', bo: { role: 'guest', status: 'deactivated' }, dee: { role: 'viewer', status: 'pending' } },
      { seatLimit: 2 },
    )
    acme.clock.pass({ days: 7 })

    const { events } = await acme.desk.when((hall) =>
      hall.members.reactivate({ ...acme.as('ada'), memberId: acme.id('bo') }),
    )

    expect(events.map(({ type }) => type)).toEqual(['member.reactivated'])
  })

  test('is done once under one idempotency key', async () => {
    const acme = await given(policy, {
      ada: 'admin',
      bo: { role: 'viewer', status: 'deactivated' },
      cy: { role: 'viewer', status: 'deactivated' },
    })

    await acme.desk.doesOnce(
      (hall, idempotencyKey) => hall.members.reactivate({ ...acme.as('ada'), memberId: acme.id('bo'), idempotencyKey }),
      (hall, idempotencyKey) => hall.members.reactivate({ ...acme.as('ada'), memberId: acme.id('cy'), idempotencyKey }),
    )
  })
})

describe('member.reactivate refuses', () => {
  test('a member who is unknown, or was removed', async () => {
    const acme = await given(policy, { ada: 'admin', bo: 'viewer' })
    await acme.hall.members.remove({ ...acme.as('ada'), memberId: acme.id('bo') })

    for (const memberId of ['mem_nobody', acme.id('bo')]) {
      await acme.desk.refuses((hall) => hall.members.reactivate({ ...acme.system, memberId }), 'member/not-found', {
        memberId,
      })
    }
  })

  test('a member who is not deactivated', async () => {
    const acme = await given(policy, { ada: 'admin', dee: { role: 'viewer', status: 'pending' } })

    for (const [name, status] of [
      ['ada', 'active'],
      ['dee', 'pending'],
    ] as const) {
      await acme.desk.refuses(
        (hall) => hall.members.reactivate({ ...acme.as('ada'), memberId: acme.id(name) }),
        'member/not-deactivated',
        { memberId: acme.id(name), status },
      )
    }
  })

  test('to go beyond the seats', async () => {
    const acme = await given(
      policy,
      { ada: 'admin', bo: { role: 'viewer', status: 'deactivated' }, dee: { role: 'viewer', status: 'pending' } },
      { seatLimit: 2 },
    )

    await acme.desk.refuses(
      (hall) => hall.members.reactivate({ ...acme.as('ada'), memberId: acme.id('bo') }),
      'organization/seat-limit',
      { limit: 2, seats: 3 },
    )
  })

  test('an admin, to a manager', async () => {
    const acme = await given(policy, { ada: 'admin', bo: 'manager', cy: { role: 'admin', status: 'deactivated' } })

    await expect(acme.hall.members.reactivate({ ...acme.as('bo'), memberId: acme.id('cy') })).rejects.toMatchObject({
      code: 'member/holds-more',
    })
  })

  test('whoever lacks the permission', async () => {
    const acme = await given(policy, { ada: 'admin', bo: 'editor', cy: { role: 'viewer', status: 'deactivated' } })

    await acme.desk.refuses(
      (hall) => hall.members.reactivate({ ...acme.as('bo'), memberId: acme.id('cy') }),
      'access/not-allowed',
      { permission: 'member:reactivate' },
    )
  })
})
