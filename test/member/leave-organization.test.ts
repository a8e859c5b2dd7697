import { describe, expect, test } from 'vitest'
import { given, policy } from '../support/given.js'

describe('member.leave', () => {
  test('removes oneself, whatever one’s role, and needs no permission', async () => {
    const acme = await given(policy, { ada: 'admin', bo: 'guest' })
    acme.clock.pass({ hours: 1 })

    const { value, events } = await acme.desk.when((hall) =>
      hall.members.leave({ ...acme.as('bo'), reason: 'found something better' }),
    )

    expect(value).toMatchObject({
      id: acme.id('bo'),
      status: 'removed',
      removedAt: acme.clock.iso(),
      changed: true,
      ids: [acme.id('bo')],
    })
    expect(events).toMatchObject([
      {
        type: 'member.left',
        command: 'member.leave',
        memberId: acme.id('bo'),
        actor: { memberId: acme.id('bo') },
        before: { role: 'guest', status: 'active' },
        after: { role: 'guest', status: 'removed' },
        reason: 'found something better',
      },
    ])
  })

  test('lets an admin go who is not the last', async () => {
    const acme = await given(policy, { ada: 'admin', bo: 'admin' })

    await acme.desk.when((hall) => hall.members.leave(acme.as('ada')))

    expect(await acme.people()).toEqual({ bo: 'admin' })
  })

  test('shows in its plan whose invitations rest on one’s word', async () => {
    const acme = await given(policy, { ada: 'admin', bo: 'manager' })
    await acme.invite('dee', { by: 'bo' })

    const plan = await acme.hall.plan.members.leave(acme.as('bo'))

    expect(plan).toMatchObject({ impact: [{ name: 'invitations-vouched-for', members: [{ id: acme.id('dee') }] }] })
  })

  test('is done once under one idempotency key, although one is no member any more', async () => {
    const acme = await given(policy, { ada: 'admin', bo: 'viewer' })

    await acme.desk.doesOnce(
      (hall, idempotencyKey) => hall.members.leave({ ...acme.as('bo'), idempotencyKey }),
      (hall, idempotencyKey) => hall.members.leave({ ...acme.as('bo'), reason: 'another', idempotencyKey }),
    )
  })
})

describe('member.leave refuses', () => {
  test('the last admin', async () => {
    const acme = await given(policy, { ada: 'admin', bo: 'viewer' })

    await acme.desk.refuses((hall) => hall.members.leave(acme.as('ada')), 'member/last-admin', { adminRole: 'admin' })
  })

  test('the system, which is nobody’s member', async () => {
    const acme = await given(policy, { ada: 'admin' })

    await acme.desk.refuses((hall) => hall.members.leave(acme.system), 'member/not-found', {})
  })

  test('whoever is no active member', async () => {
    const acme = await given(policy, { ada: 'admin', bo: { role: 'viewer', status: 'deactivated' }, cy: 'viewer' })
    await acme.hall.members.leave(acme.as('cy'))

    for (const name of ['bo', 'cy', 'stranger']) {
      await acme.desk.refuses((hall) => hall.members.leave(acme.as(name)), 'organization/not-found', {
        organizationId: acme.organizationId,
      })
    }
  })
})
