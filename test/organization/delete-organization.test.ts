import { describe, expect, test } from 'vitest'
import { given, givenAt, policy } from '../support/given.js'
import { system, thrownBy } from '../support/hall.js'

describe('organization.delete', () => {
  test('deletes the organization, which is answered like one that never was', async () => {
    const acme = await given(policy, { ada: 'admin', dee: { role: 'viewer', status: 'pending' } })
    acme.clock.pass({ hours: 1 })

    const { value, events } = await acme.desk.when((hall) =>
      hall.organizations.delete({ ...acme.as('ada'), reason: 'bankrupt' }),
    )

    expect(value).toMatchObject({
      id: acme.organizationId,
      status: 'deleted',
      deletedAt: acme.clock.iso(),
      changed: true,
      ids: [],
    })
    expect(events).toMatchObject([
      { type: 'organization.deleted', before: { status: 'active' }, after: { status: 'deleted' }, reason: 'bankrupt' },
    ])
    for (const by of [acme.as('ada'), acme.system]) {
      for (const asked of [
        acme.hall.organizations.get(by),
        acme.hall.organizations.dashboard(by),
        acme.hall.members.list(by),
        acme.hall.invitations.list(by),
        acme.hall.history.list(by),
        acme.hall.verify(by),
        acme.hall.organizations.update({ ...by, name: 'Acme again' }),
        acme.hall.organizations.restore(by),
        acme.hall.organizations.delete(by),
      ].map(thrownBy)) {
        const { code, details } = await asked
        expect({ code, details }).toEqual({
          code: 'organization/not-found',
          details: { organizationId: acme.organizationId },
        })
      }
    }
    expect(await acme.hall.organizations.ofUser({ actor: acme.actor('ada') })).toEqual({ items: [] })
    expect(await acme.hall.invitations.ofEmail({ actor: acme.actor('dee') })).toEqual({ items: [] })
    const asked = acme.hall.access({ organizationId: acme.organizationId, userId: 'ada' })
    await expect(asked).rejects.toMatchObject({ code: 'organization/not-found' })
    await expect(acme.accept('dee')).rejects.toMatchObject({ code: 'invitation/not-valid' })
  })

  test('leaves its slug to others', async () => {
    const acme = await given(policy, { ada: 'admin' })
    await acme.hall.organizations.delete(acme.as('ada'))

    const next = await givenAt(acme.desk, { gus: 'admin' }, { slug: 'acme' })

    expect(next.organizationId).not.toBe(acme.organizationId)
  })

  test('leaves a slug to others that it took in the same batch', async () => {
    const acme = await given(policy, { ada: 'admin' })
    await acme.hall.batch({
      ...acme.as('ada'),
      mode: 'all-or-nothing',
      commands: [
        { command: 'organization.update', input: { slug: 'acme-ab' } },
        { command: 'organization.delete', input: {} },
      ],
    })

    for (const slug of ['acme', 'acme-ab']) await givenAt(acme.desk, { gus: 'admin' }, { slug })
  })

  test('works on an archived one', async () => {
    const acme = await given(policy, { ada: 'admin' })
    await acme.hall.organizations.archive(acme.as('ada'))

    const { value } = await acme.desk.when((hall) => hall.organizations.delete(acme.as('ada')))

    expect(value.status).toBe('deleted')
  })

  test('is done once under one idempotency key, although it is gone', async () => {
    const acme = await given(policy, { ada: 'admin' })

    await acme.desk.doesOnce(
      (hall, idempotencyKey) => hall.organizations.delete({ ...acme.as('ada'), idempotencyKey }),
      (hall, idempotencyKey) => hall.organizations.delete({ ...acme.as('ada'), reason: 'other', idempotencyKey }),
    )
  })

  test('refuses whoever lacks the permission', async () => {
    const acme = await given(policy, { ada: 'admin', bo: 'manager' })

    await acme.desk.refuses((hall) => hall.organizations.delete(acme.as('bo')), 'access/not-allowed', {
      permission: 'organization:delete',
    })
  })

  test('refuses whoever is no member like an organization that is not there', async () => {
    const acme = await given(policy, { ada: 'admin' })

    for (const organizationId of [acme.organizationId, 'org_nowhere']) {
      await acme.desk.refuses(
        (hall) => hall.organizations.delete({ organizationId, actor: acme.actor('eve') }),
        'organization/not-found',
        { organizationId },
      )
    }
    await acme.desk.refuses(
      (hall) => hall.organizations.delete({ organizationId: 'org_nowhere', actor: system }),
      'organization/not-found',
      { organizationId: 'org_nowhere' },
    )
  })
})
