import { describe, expect, test } from 'vitest'
import { given, policy } from '../support/given.js'

describe('organization.archive', () => {
  test('freezes the organization, which is still read', async () => {
    const acme = await given(policy, { ada: 'admin', bo: 'viewer' })
    acme.clock.pass({ hours: 1 })

    const { value, events } = await acme.desk.when((hall) =>
      hall.organizations.archive({ ...acme.as('ada'), reason: 'the season is over' }),
    )

    expect(value).toMatchObject({
      id: acme.organizationId,
      status: 'archived',
      archivedAt: acme.clock.iso(),
      updatedAt: acme.clock.iso(),
      changed: true,
      ids: [],
    })
    expect(events).toMatchObject([
      {
        type: 'organization.archived',
        before: { status: 'active' },
        after: { status: 'archived' },
        reason: 'the season is over',
      },
    ])
    expect(await acme.hall.organizations.get(acme.as('bo'))).toMatchObject({ status: 'archived' })
    expect((await acme.hall.members.list(acme.as('bo'))).items).toHaveLength(2)
  })

  test('of an archived one changes nothing', async () => {
    const acme = await given(policy, { ada: 'admin' })
    await acme.hall.organizations.archive(acme.as('ada'))

    const value = await acme.desk.unchanged((hall) => hall.organizations.archive(acme.as('ada')))

    expect(value).toMatchObject({ status: 'archived', revision: 2 })
  })

  test('is done once under one idempotency key', async () => {
    const acme = await given(policy, { ada: 'admin' })

    await acme.desk.doesOnce(
      (hall, idempotencyKey) => hall.organizations.archive({ ...acme.as('ada'), idempotencyKey }),
      (hall, idempotencyKey) => hall.organizations.archive({ ...acme.as('ada'), reason: 'other', idempotencyKey }),
    )
  })

  test('refuses whoever lacks the permission', async () => {
    const acme = await given(policy, { ada: 'admin', bo: 'manager' })

    await acme.desk.refuses((hall) => hall.organizations.archive(acme.as('bo')), 'access/not-allowed', {
      permission: 'organization:archive',
    })
  })
})
