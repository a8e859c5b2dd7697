import { describe, expect, test } from 'vitest'
import { given, policy } from '../support/given.js'

describe('member.deactivate', () => {
  test('suspends a member, who keeps everything and can do nothing', async () => {
    const acme = await given(policy, { ada: 'admin', bo: { role: 'editor', department: 'Forge' } }, { seatLimit: 2 })
    const before = await acme.member('bo')
    acme.clock.pass({ hours: 1 })

    const { value, events } = await acme.desk.when((hall) =>
      hall.members.deactivate({ ...acme.as('ada'), memberId: acme.id('bo'), reason: 'on leave' }),
    )

    const { revision, commitId: _, changed, repeated, ids, ...member } = value
    expect(member).toEqual({
      ...before,
      status: 'deactivated',
      deactivatedAt: acme.clock.iso(),
      updatedAt: acme.clock.iso(),
    })
    expect({ revision, changed, repeated, ids }).toEqual({
      revision: 4,
      changed: true,
      repeated: false,
      ids: [acme.id('bo')],
    })
    expect(events).toMatchObject([
      {
        type: 'member.deactivated',
        command: 'member.deactivate',
        memberId: acme.id('bo'),
        actor: { memberId: acme.id('ada') },
        before: { role: 'editor', status: 'active' },
        after: { role: 'editor', status: 'deactivated' },
        reason: 'on leave',
      },
    ])
    const access = await acme.hall.access({ organizationId: acme.organizationId, userId: 'bo' })
    expect(access.permissions()).toEqual([])
    expect(await acme.seats()).toBe(1)
  })

  test('of oneself is allowed to whoever may deactivate', async () => {
    const acme = await given(policy, { ada: 'admin', bo: 'admin' })

    const { value } = await acme.desk.when((hall) =>
      hall.members.deactivate({ ...acme.as('bo'), memberId: acme.id('bo') }),
    )

    expect(value.status).toBe('deactivated')
  })

  test('shows in its plan whose invitations rest on the word of this member', async () => {
    const acme = await given(policy, { ada: 'admin', bo: 'manager' })
    await acme.invite('dee', { by: 'bo' })

    const plan = await acme.hall.plan.members.deactivate({ ...acme.as('ada'), memberId: acme.id('bo') })

    expect(plan).toMatchObject({
      ok: true,
      impact: [{ name: 'invitations-vouched-for', members: [{ id: acme.id('dee') }] }],
    })
  })

  test('is done once under one idempotency key', async () => {
    const acme = await given(policy, { ada: 'admin', bo: 'viewer', cy: 'viewer' })

    await acme.desk.doesOnce(
      (hall, idempotencyKey) => hall.members.deactivate({ ...acme.as('ada'), memberId: acme.id('bo'), idempotencyKey }),
      (hall, idempotencyKey) => hall.members.deactivate({ ...acme.as('ada'), memberId: acme.id('cy'), idempotencyKey }),
    )
  })
})

describe('member.deactivate refuses', () => {
  test('a member who is unknown, or was removed', async () => {
    const acme = await given(policy, { ada: 'admin', bo: 'viewer' })
    await acme.hall.members.remove({ ...acme.as('ada'), memberId: acme.id('bo') })

    for (const memberId of ['mem_nobody', acme.id('bo')]) {
      await acme.desk.refuses((hall) => hall.members.deactivate({ ...acme.as('ada'), memberId }), 'member/not-found', {
        memberId,
      })
    }
  })

  test('a member who is not active', async () => {
    const acme = await given(policy, {
      ada: 'admin',
      bo: { role: 'viewer', status: 'deactivated' },
      dee: { role: 'viewer', status: 'pending' },
    })

    for (const [name, status] of [
      ['bo', 'deactivated'],
      ['dee', 'pending'],
    ] as const) {
      await acme.desk.refuses(
        (hall) => hall.members.deactivate({ ...acme.as('ada'), memberId: acme.id(name) }),
        'member/not-active',
        { memberId: acme.id(name), status },
      )
    }
  })

  test('the last admin', async () => {
    const acme = await given(policy, { ada: 'admin', bo: { role: 'admin', status: 'deactivated' } })

    await acme.desk.refuses(
      (hall) => hall.members.deactivate({ ...acme.as('ada'), memberId: acme.id('ada') }),
      'member/last-admin',
      { adminRole: 'admin' },
    )
  })

  test('whoever lacks the permission, of themselves too', async () => {
    const acme = await given(policy, { ada: 'admin', bo: 'editor' })

    await acme.desk.refuses(
      (hall) => hall.members.deactivate({ ...acme.as('bo'), memberId: acme.id('bo') }),
      'access/not-allowed',
      { permission: 'member:deactivate' },
    )
  })
})
