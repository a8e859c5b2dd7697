import { describe, expect, test } from 'vitest'
import { given, policy } from '../support/given.js'

describe('organization.setSeatLimit', () => {
  test('sets, changes and lifts the limit', async () => {
    const acme = await given(policy, { ada: 'admin' })
    const limit = (seatLimit: number | null) =>
      acme.desk.when((hall) =>
        hall.organizations.setSeatLimit({ ...acme.as('ada'), seatLimit, reason: 'the contract' }),
      )

    const set = await limit(5)
    const raised = await limit(7)
    const lifted = await limit(null)

    expect(set.value).toMatchObject({ id: acme.organizationId, seatLimit: 5, changed: true, ids: [] })
    expect(raised.value).toMatchObject({ seatLimit: 7 })
    expect(lifted.value).not.toHaveProperty('seatLimit')
    expect([set, raised, lifted].flatMap(({ events }) => events)).toMatchObject([
      {
        type: 'organization.seat_limit_changed',
        before: { seatLimit: null },
        after: { seatLimit: 5 },
        reason: 'the contract',
      },
      { before: { seatLimit: 5 }, after: { seatLimit: 7 } },
      { before: { seatLimit: 7 }, after: { seatLimit: null } },
    ])
  })

  test('may fall below use, even to zero, and throws nobody out', async () => {
    const acme = await given(policy, { ada: 'admin', bo: 'viewer', dee: { role: 'viewer', status: 'pending' } })

    await acme.desk.when((hall) => hall.organizations.setSeatLimit({ ...acme.as('ada'), seatLimit: 0 }))

    expect(await acme.people()).toEqual({ ada: 'admin', bo: 'viewer', dee: 'pending viewer' })
    expect((await acme.hall.organizations.dashboard(acme.as('ada'))).seats).toEqual({ taken: 3, limit: 0, free: 0 })
  })

  test('to what it is already changes nothing', async () => {
    const acme = await given(policy, { ada: 'admin' }, { seatLimit: 5 })

    await acme.desk.unchanged((hall) => hall.organizations.setSeatLimit({ ...acme.as('ada'), seatLimit: 5 }))
  })

  test('is done once under one idempotency key', async () => {
    const acme = await given(policy, { ada: 'admin' })

    await acme.desk.doesOnce(
      (hall, idempotencyKey) => hall.organizations.setSeatLimit({ ...acme.as('ada'), seatLimit: 5, idempotencyKey }),
      (hall, idempotencyKey) => hall.organizations.setSeatLimit({ ...acme.as('ada'), seatLimit: 6, idempotencyKey }),
    )
  })

  test('refuses whoever lacks the permission', async () => {
    const acme = await given(policy, { ada: 'admin', bo: 'manager' })

    await acme.desk.refuses(
      (hall) => hall.organizations.setSeatLimit({ ...acme.as('bo'), seatLimit: 5 }),
      'access/not-allowed',
      { permission: 'organization:set-seat-limit' },
    )
  })

  test.each([-1, 1.5, Number.NaN, Number.POSITIVE_INFINITY, 2 ** 53])('refuses %d seats', async (seatLimit) => {
    const acme = await given(policy, { ada: 'admin' })

    const set = acme.hall.organizations.setSeatLimit({ ...acme.as('ada'), seatLimit })

    await expect(set).rejects.toMatchObject({ code: 'input/invalid', details: { issues: [{ path: 'seatLimit' }] } })
  })
})
