import { describe, expect, test } from 'vitest'
import { given, policy } from '../support/given.js'

describe('organization.restore', () => {
  test('brings an archived organization back as it was', async () => {
    const acme = await given(policy, { ada: 'admin', bo: 'viewer' }, { seatLimit: 3 })
    const { revision: _, ...before } = await acme.hall.organizations.get(acme.as('ada'))
    await acme.hall.organizations.archive(acme.as('ada'))
    acme.clock.pass({ days: 90 })

    const { value, events } = await acme.desk.when((hall) =>
      hall.organizations.restore({ ...acme.as('ada'), reason: 'spring' }),
    )

    const { revision, commitId: __, changed, repeated: ___, ids, ...after } = value
    expect({ revision, changed, ids }).toEqual({ revision: 5, changed: true, ids: [] })
    expect(after).toEqual({ ...before, updatedAt: acme.clock.iso() })
    expect(events).toMatchObject([
      { type: 'organization.restored', before: { status: 'archived' }, after: { status: 'active' }, reason: 'spring' },
    ])
    await acme.desk.when((hall) => hall.members.add({ ...acme.as('ada'), userId: 'cy' }))
  })

  test('is done once under one idempotency key', async () => {
    const acme = await given(policy, { ada: 'admin' })
    await acme.hall.organizations.archive(acme.as('ada'))

    await acme.desk.doesOnce(
      (hall, idempotencyKey) => hall.organizations.restore({ ...acme.as('ada'), idempotencyKey }),
      (hall, idempotencyKey) => hall.organizations.restore({ ...acme.as('ada'), reason: 'other', idempotencyKey }),
    )
  })

  test('refuses an organization that is not archived', async () => {
    const acme = await given(policy, { ada: 'admin' })

    await acme.desk.refuses((hall) => hall.organizations.restore(acme.as('ada')), 'organization/not-archived', {
      organizationId: acme.organizationId,
    })
  })

  test('refuses whoever lacks the permission', async () => {
    const acme = await given(policy, { ada: 'admin', bo: 'manager' })
    await acme.hall.organizations.archive(acme.as('ada'))

    await acme.desk.refuses((hall) => hall.organizations.restore(acme.as('bo')), 'access/not-allowed', {
      permission: 'organization:restore',
    })
  })
})
