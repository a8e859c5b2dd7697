/** Custom roles, renamed and redefined: the id stays, and all who hold one hold what it is now. */
import type { Guildhall, Policy } from 'guildhall'
import { describe, expect, test } from 'vitest'
import { duties } from '../support/duties.js'
import { given } from '../support/given.js'

const untyped = (hall: object) => hall as Guildhall<Policy>

async function scene() {
  const acme = await given(duties, { ada: 'admin', cleo: 'clerk', bo: 'member', di: 'member' })
  const { id: roleId } = await acme.hall.roles.create({
    ...{ ...acme.as('ada'), name: 'Deputy', permissions: ['doc:read', 'doc:write'], description: 'stands in' },
  })
  await acme.hall.members.changeRole({ ...acme.as('ada'), memberId: acme.id('bo'), role: roleId })
  return { acme, roleId }
}

describe('a custom role', () => {
  test('takes another name, and nobody holds anything else', async () => {
    const { acme, roleId } = await scene()

    const { value, events, plan } = await acme.desk.when((hall) =>
      hall.roles.update({ ...acme.as('cleo'), roleId, name: 'Substitute', description: null, reason: 'a better word' }),
    )

    expect(value).toMatchObject({ id: roleId, name: 'Substitute' })
    expect(value).not.toHaveProperty('description')
    expect(events).toMatchObject([
      {
        ...{ type: 'role.updated', recordId: roleId, reason: 'a better word' },
        details: { before: { name: 'Deputy', description: 'stands in' }, after: { name: 'Substitute' } },
      },
    ])
    expect(plan.impact).toEqual([])
    expect((await acme.member('bo')).role).toBe(roleId)
  })

  test('holds other permissions, for all who hold it at once; the plan lists who gains and loses what', async () => {
    const { acme, roleId } = await scene()
    const principals = [{ memberId: acme.id('di') }, 'everyone'] as const
    await acme.hall.assignments.assign({ ...acme.as('ada'), principals, role: roleId })

    const { value, events, plan } = await acme.desk.when((hall) =>
      hall.roles.update({ ...acme.as('ada'), roleId, permissions: ['doc:read', 'bill:pay'] }),
    )

    const always = ['organization:read', 'member:read']
    expect(value.permissions).toEqual([...always, 'doc:read', 'bill:pay'])
    expect(events).toMatchObject([
      {
        before: { permissions: [...always, 'doc:read', 'doc:write'] },
        after: { permissions: [...always, 'doc:read', 'bill:pay'] },
      },
    ])
    const access = await acme.hall.access({ organizationId: acme.organizationId, userId: 'bo' })
    expect([access.can('bill:pay'), access.can('doc:write')]).toEqual([true, false])
    expect(plan.impact).toMatchObject([
      {
        ...{ name: 'role-holders', gains: ['bill:pay', 'bill:pay:own'], loses: ['doc:write', 'doc:write:own'] },
        ...{ members: [{ id: acme.id('bo') }, { id: acme.id('di') }], more: false },
        others: [{ kind: 'everyone', id: 'everyone' }],
      },
    ])
  })

  test('keeps its name in another letter case, and takes no other role’s', async () => {
    const { acme, roleId } = await scene()
    const { id } = await acme.hall.roles.create({ ...acme.as('ada'), name: 'Other', permissions: [] })
    const rename = (name: string) => (hall: typeof acme.hall) => hall.roles.update({ ...acme.as('ada'), roleId, name })

    await acme.desk.when(rename('DEPUTY'))
    await acme.desk.refuses(rename('other'), 'role/name-taken', { name: 'other', role: id })
    await acme.desk.refuses(rename('payer'), 'role/name-taken', { name: 'payer', role: 'payer' })
  })

  test('that is said again changes nothing', async () => {
    const { acme, roleId } = await scene()

    const permissions = ['doc:write', 'doc:read', 'doc:read:own'] as const
    await acme.desk.unchanged((hall) =>
      hall.roles.update({ ...acme.as('ada'), roleId, name: 'Deputy', permissions, description: 'stands in' }),
    )
  })

  test('is changed within what whoever does so holds, and held before (R8, R9)', async () => {
    const { acme, roleId } = await scene()
    const update = (by: string, change: object) => (hall: typeof acme.hall) =>
      untyped(hall).roles.update({ ...acme.as(by), roleId, ...change })
    const missing = ['bill:pay', 'bill:pay:own']

    await acme.desk.refuses(update('cleo', { permissions: ['bill:pay'] }), 'role/ceiling', { missing })
    await acme.desk.when(update('ada', { permissions: ['bill:pay'] }))
    for (const change of [{ permissions: [] }, { name: 'Nobody' }])
      await acme.desk.refuses(update('cleo', change), 'role/ceiling', { missing })
  })

  test('is not raised by who holds it (S4-80)', async () => {
    const { acme, roleId } = await scene()
    const role = await acme.hall.roles.create({
      ...{ ...acme.as('ada'), name: 'Editor of roles', permissions: ['role:update', 'doc:read'] },
    })
    await acme.hall.members.changeRole({ ...acme.as('ada'), memberId: acme.id('bo'), role: role.id })

    await acme.desk.refuses(
      (hall) =>
        untyped(hall).roles.update({ ...acme.as('bo'), roleId: role.id, permissions: ['role:update', 'doc:write'] }),
      'role/ceiling',
      { missing: ['doc:write', 'doc:write:own'] },
    )
    await acme.desk.refuses((hall) => hall.roles.update({ ...acme.as('bo'), roleId, name: 'Mine' }), 'role/ceiling', {
      missing: ['doc:write', 'doc:write:own'],
    })
  })

  test('that is not there is not found; nor is it without the right', async () => {
    const { acme, roleId } = await scene()
    const gone = await acme.hall.roles.create({ ...acme.as('ada'), name: 'Gone', permissions: [] })
    await acme.hall.roles.delete({ ...acme.as('ada'), roleId: gone.id })

    for (const none of [gone.id, 'role_none', 'admin', acme.id('bo')]) {
      const update = (hall: typeof acme.hall) =>
        untyped(hall).roles.update({ ...acme.as('ada'), roleId: none as typeof roleId, name: 'X' })
      await acme.desk.refuses(update, 'role/not-found', { roleId: none })
    }
    await acme.desk.refuses(
      (hall) => hall.roles.update({ ...acme.as('di'), roleId, name: 'Mine' }),
      'access/not-allowed',
      { permission: 'role:update' },
    )
    await acme.desk.refuses(
      (hall) => untyped(hall).roles.update({ ...acme.as('ada'), roleId, permissions: ['doc:shred' as 'doc:read'] }),
      'permission/unknown',
      { permissions: ['doc:shred'] },
    )
    await acme.desk.refuses(
      (hall) =>
        hall.roles.update({ ...acme.as('ada'), roleId, permissions: ['workspace:create', 'doc:*'], name: 'admin' }),
      'role/name-taken',
      { name: 'admin', role: 'admin' },
    )
  })

  test('once under a key', async () => {
    const { acme, roleId } = await scene()
    const update = (name: string) => (hall: typeof acme.hall, idempotencyKey: string) =>
      hall.roles.update({ ...acme.as('ada'), roleId, name, idempotencyKey })

    await acme.desk.doesOnce(update('One'), update('Two'))
  })
})
