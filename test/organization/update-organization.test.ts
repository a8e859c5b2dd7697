import { describe, expect, test } from 'vitest'
import { given, givenAt, policy } from '../support/given.js'

describe('organization.update', () => {
  test('changes name, slug, settings and metadata, each as a whole', async () => {
    const acme = await given(policy, { ada: 'admin' }, { settings: { invitationLifetimeDays: 3 } })
    acme.clock.pass({ hours: 1 })

    const { value, events } = await acme.desk.when((hall) =>
      hall.organizations.update({
        ...acme.as('ada'),
        name: 'Acme AB',
        slug: 'acme-ab',
        settings: { defaultRole: 'editor' },
        metadata: { plan: 'team' },
        reason: 'moved',
      }),
    )

    expect(value).toEqual({
      id: acme.organizationId,
      name: 'Acme AB',
      slug: 'acme-ab',
      status: 'active',
      settings: { defaultRole: 'editor' },
      metadata: { plan: 'team' },
      createdAt: '2030-01-01T12:00:00.000Z',
      updatedAt: acme.clock.iso(),
      revision: 2,
      commitId: value.commitId,
      changed: true,
      repeated: false,
      ids: [],
    })
    expect(events).toEqual([
      {
        revision: 2,
        index: 0,
        at: acme.clock.iso(),
        actor: { memberId: acme.id('ada') },
        command: 'organization.update',
        type: 'organization.updated',
        before: { slug: 'acme' },
        after: { slug: 'acme-ab' },
        reason: 'moved',
        details: {
          before: { name: 'acme', settings: { invitationLifetimeDays: 3 }, metadata: {} },
          after: { name: 'Acme AB', settings: { defaultRole: 'editor' }, metadata: { plan: 'team' } },
        },
      },
    ])
  })

  test('leaves the old slug to others', async () => {
    const acme = await given(policy, { ada: 'admin' })
    await acme.desk.when((hall) => hall.organizations.update({ ...acme.as('ada'), slug: 'acme-ab' }))

    const globex = await givenAt(acme.desk, { gus: 'admin' }, { slug: 'acme' })

    expect(await acme.hall.organizations.bySlug({ slug: 'acme', actor: globex.actor('gus') })).toMatchObject({
      id: globex.organizationId,
    })
    expect(await acme.hall.organizations.bySlug({ slug: 'acme-ab', actor: acme.actor('ada') })).toMatchObject({
      id: acme.organizationId,
    })
  })

  test('takes a slug back that it gave away', async () => {
    const acme = await given(policy, { ada: 'admin' })

    for (const slug of ['acme-ab', 'acme'])
      await acme.desk.when((hall) => hall.organizations.update({ ...acme.as('ada'), slug }))

    expect(await acme.hall.organizations.get(acme.as('ada'))).toMatchObject({ slug: 'acme' })
  })

  test('to what it is already changes nothing', async () => {
    const acme = await given(policy, { ada: 'admin' }, { settings: { defaultRole: 'editor' } })
    acme.clock.pass({ hours: 1 })

    const same = { name: 'acme', slug: 'acme', settings: { defaultRole: 'editor' }, metadata: {} }
    const value = await acme.desk.unchanged((hall) => hall.organizations.update({ ...acme.as('ada'), ...same }))
    expect(value).toMatchObject({ revision: 1, updatedAt: '2030-01-01T12:00:00.000Z' })
    await acme.desk.unchanged((hall) => hall.organizations.update({ ...acme.as('ada'), reason: 'none' }))
  })

  test('is done once under one idempotency key', async () => {
    const acme = await given(policy, { ada: 'admin' })

    await acme.desk.doesOnce(
      (hall, idempotencyKey) => hall.organizations.update({ ...acme.as('ada'), slug: 'acme-ab', idempotencyKey }),
      (hall, idempotencyKey) => hall.organizations.update({ ...acme.as('ada'), slug: 'acme-xy', idempotencyKey }),
    )
  })
})

describe('organization.update refuses', () => {
  test('a slug that another organization has', async () => {
    const acme = await given(policy, { ada: 'admin' })
    await givenAt(acme.desk, { gus: 'admin' }, { slug: 'globex' })

    await acme.desk.refuses(
      (hall) => hall.organizations.update({ ...acme.as('ada'), slug: 'globex' }),
      'organization/slug-taken',
      { slug: 'globex' },
    )
  })

  test('a default role that there is not, or that cannot be given', async () => {
    const acme = await given(policy, { ada: 'admin' })
    const settle = (defaultRole: string) =>
      acme.hall.organizations.update({ ...acme.as('ada'), settings: { defaultRole } })

    await expect(settle('admin,viewer')).rejects.toMatchObject({ code: 'role/unknown' })
    await expect(settle('lead')).rejects.toMatchObject({ code: 'role/wrong-scope' })
    await expect(settle('later')).rejects.toMatchObject({ code: 'role/not-assignable' })
  })

  test('whoever lacks the permission', async () => {
    const acme = await given(policy, { ada: 'admin', bo: 'manager' })

    await acme.desk.refuses(
      (hall) => hall.organizations.update({ ...acme.as('bo'), name: 'Bo Ltd.' }),
      'access/not-allowed',
      { permission: 'organization:update' },
    )
  })
})
