/** Roles that an organization makes itself, within what their author holds. */
import { definePolicy, type Guildhall, type Policy } from 'guildhall'
import { describe, expect, test } from 'vitest'
import { duties } from '../support/duties.js'
import { given } from '../support/given.js'
import { openHall } from '../support/hall.js'

const scene = () => given(duties, { ada: 'admin', cleo: 'clerk', bo: 'member' })

const untyped = (hall: object) => hall as Guildhall<Policy>

describe('a custom role is made', () => {
  test('and stands wherever a role of the policy does', async () => {
    const acme = await scene()

    const { value: role, events } = await acme.desk.when((hall) =>
      hall.roles.create({
        ...acme.as('ada'),
        name: 'Deputy',
        permissions: ['doc:read', 'bill:enter'],
        description: 'stands in',
        reason: 'summer',
      }),
    )

    expect(role).toMatchObject({
      ...{ name: 'Deputy', description: 'stands in', scope: 'organization', status: 'active' },
      permissions: ['organization:read', 'member:read', 'doc:read', 'bill:enter'],
    })
    expect(role.id).toMatch(/^role_/)
    expect(events).toMatchObject([
      {
        ...{ type: 'role.created', recordId: role.id, reason: 'summer' },
        after: { scope: 'organization', permissions: role.permissions },
        details: { after: { name: 'Deputy', description: 'stands in' } },
      },
    ])

    const { id } = role
    const admin = acme.as('ada')
    await acme.desk.when((hall) => hall.members.changeRole({ ...admin, memberId: acme.id('bo'), role: id }))
    await acme.desk.when((hall) => hall.members.add({ ...admin, userId: 'di', role: id }))
    await acme.desk.when((hall) => hall.invitations.invite({ ...admin, emails: 'eve@example.test', role: id }))
    await acme.desk.when((hall) => hall.organizations.update({ ...admin, settings: { defaultRole: id } }))
    const principals = [{ memberId: acme.id('cleo') }]
    await acme.desk.when((hall) => hall.assignments.assign({ ...admin, principals, role: id }))
    const access = await acme.hall.access({ organizationId: acme.organizationId, userId: 'bo' })
    expect(access.permissions()).toEqual(expect.arrayContaining(['organization:read', 'doc:read', 'bill:enter']))
    expect(access.can('doc:write')).toBe(false)
    expect((await acme.hall.members.list({ ...admin, role: [id] })).items).toHaveLength(2)
  })

  test('for another scope, with Guildhall’s own permissions where that allows them', async () => {
    const acme = await scene()
    const create = (scope: 'workspace' | 'team' | 'resource', permissions: string[]) => (hall: typeof acme.hall) =>
      untyped(hall).roles.create({ ...acme.as('ada'), name: scope, scope, permissions } as never)

    await acme.desk.when(create('workspace', ['workspace:update', 'doc:write']))
    await acme.desk.refuses(
      create('resource', ['doc:read', 'workspace:update', 'member:add']),
      'permission/wrong-scope',
      {
        ...{ permissions: ['workspace:update', 'member:add'], scope: 'resource' },
      },
    )
    const { value } = await acme.desk.when(create('team', ['doc:read']))
    expect(value).toMatchObject({ scope: 'team', permissions: ['doc:read'] })
  })

  test('with its wildcards expanded, so that no deploy widens it', async () => {
    const acme = await scene()
    const made = await acme.hall.roles.create({ ...acme.as('ada'), name: 'All', permissions: ['*', 'history:read'] })
    const writer = await acme.hall.roles.create({
      ...{ ...acme.as('ada'), name: 'Scribe' },
      permissions: ['doc:delete:own', 'doc:*', 'doc:write'],
    })

    const held = ['doc:read', 'doc:write', 'doc:delete', 'bill:enter', 'bill:pay']
    expect(made.permissions).toEqual(['organization:read', 'member:read', 'history:read', ...held])
    expect(writer.permissions).toEqual(['organization:read', 'member:read', 'doc:read', 'doc:write', 'doc:delete'])

    await acme.hall.members.changeRole({ ...acme.as('ada'), memberId: acme.id('bo'), role: made.id })
    const { memory, mint, clock } = acme.desk
    const roles = { member: {}, clerk: {}, admin: { permissions: ['*'] } } as const
    const deployed = definePolicy({ permissions: ['doc:read', 'doc:shred'], roles })
    const { hall } = openHall({ policy: deployed, memory, mint, clock })
    const access = await hall.access({ organizationId: acme.organizationId, userId: 'bo' })
    expect([access.can('doc:read'), access.can('doc:shred')]).toEqual([true, false])
  })

  test('under a name that no role has, of the organization’s or the policy’s, without regard to letter case', async () => {
    const acme = await scene()
    const { id } = await acme.hall.roles.create({ ...acme.as('ada'), name: 'Deputy', permissions: [] })
    const create = (name: string) => (hall: typeof acme.hall) =>
      hall.roles.create({ ...acme.as('ada'), name, permissions: [] })

    for (const name of ['Deputy', 'DEPUTY', 'ｄｅｐｕｔｙ'])
      await acme.desk.refuses(create(name), 'role/name-taken', { name, role: id })
    await acme.desk.refuses(create('Admin'), 'role/name-taken', { name: 'Admin', role: 'admin' })
    await acme.hall.roles.delete({ ...acme.as('ada'), roleId: id })
    await acme.desk.when(create('Deputy'))
  })

  test('of permissions that the policy has, each of them named that it has not (R18, R24)', async () => {
    const acme = await scene()
    const permissions = ['doc:read', 'doc:shred', 'model:*', '__proto__', 'constructor', 'doc:read ', 'doc:read:mine']

    await acme.desk.refuses(
      (hall) => untyped(hall).roles.create({ ...acme.as('ada'), name: 'Odd', permissions } as never),
      'permission/unknown',
      { permissions: permissions.slice(1) },
    )
  })

  test('within what its author holds, and no `assigns` helps (R9)', async () => {
    const acme = await scene()
    const create =
      (permissions: ('doc:write' | 'doc:delete' | 'bill:pay' | 'doc:delete:own')[]) => (hall: typeof acme.hall) =>
        hall.roles.create({ ...acme.as('cleo'), name: 'Mine', permissions })

    await acme.desk.refuses(create(['doc:write', 'bill:pay']), 'role/ceiling', {
      missing: ['bill:pay', 'bill:pay:own'],
    })
    await acme.desk.refuses(create(['doc:delete']), 'role/ceiling', { missing: ['doc:delete'] })
    await acme.desk.when(create(['doc:write', 'doc:delete:own']))
  })

  test('by whoever may, once under a key', async () => {
    const acme = await scene()
    const create = (name: string) => (hall: typeof acme.hall, idempotencyKey: string) =>
      hall.roles.create({ ...acme.as('ada'), name, permissions: [], idempotencyKey })

    await acme.desk.refuses(
      (hall) => hall.roles.create({ ...acme.as('bo'), name: 'Mine', permissions: [] }),
      'access/not-allowed',
      { permission: 'role:create' },
    )
    await acme.desk.doesOnce(create('One'), create('Two'))
  })

  test('never by an input that is none', async () => {
    const acme = await scene()
    const rejects = (input: object, path: string, problem: unknown) =>
      acme.desk.rejects(
        (hall) => untyped(hall).roles.create({ ...acme.as('ada'), name: 'Odd', permissions: [], ...input } as never),
        [{ path, problem: problem as string }],
      )

    await rejects({ name: ' ' }, 'name', 'must not be blank')
    await rejects({ name: 'a\u202Eb' }, 'name', 'must have no characters that override the direction of text')
    await rejects({ scope: 'galaxy' }, 'scope', expect.stringContaining('must be one of'))
    await rejects({ permissions: 'doc:read' }, 'permissions', 'must be an array')
    await rejects({ assignable: true }, 'assignable', 'unknown field')
  })
})

describe('custom roles are read', () => {
  test('one by one and by name, for whoever may', async () => {
    const acme = await scene()
    const create = (name: string, scope: 'organization' | 'team') =>
      acme.hall.roles.create({ ...acme.as('ada'), name, scope, permissions: ['doc:read'] })
    const zeta = await create('Zeta', 'organization')
    const alpha = await create('alpha', 'team')
    const gone = await create('gone', 'team')
    await acme.hall.roles.delete({ ...acme.as('ada'), roleId: gone.id })

    const names = async (filter: object = {}) =>
      (await acme.hall.roles.list({ ...acme.as('cleo'), ...filter })).items.map(({ name }) => name)
    expect(await names()).toEqual(['alpha', 'Zeta'])
    expect(await names({ scope: 'team' })).toEqual(['alpha'])
    const { revision: _, commitId: __, changed: ___, repeated: ____, ids: _____, ...shown } = zeta
    expect(await acme.hall.roles.get({ ...acme.as('cleo'), roleId: zeta.id })).toEqual(shown)
    for (const roleId of [gone.id, 'role_none'] as const) {
      const refused = { code: 'role/not-found', details: { roleId } }
      await expect(acme.hall.roles.get({ ...acme.as('cleo'), roleId })).rejects.toMatchObject(refused)
    }
    const refused = { code: 'access/not-allowed', details: { permission: 'role:read' } }
    await expect(acme.hall.roles.get({ ...acme.as('bo'), roleId: alpha.id })).rejects.toMatchObject(refused)
    await expect(acme.hall.roles.list(acme.as('bo'))).rejects.toMatchObject(refused)
  })
})
