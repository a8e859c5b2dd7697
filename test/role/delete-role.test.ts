/** Custom roles that are deleted: those that nobody holds, or whose holders are moved in the same commit. */
import type { Guildhall, Policy } from 'guildhall'
import { describe, expect, test } from 'vitest'
import { duties } from '../support/duties.js'
import { given } from '../support/given.js'

const untyped = (hall: object) => hall as Guildhall<Policy>

async function scene() {
  const acme = await given(duties, { ada: 'admin', cleo: 'clerk', bo: 'member', di: 'member' })
  const make = async (name: string, scope: 'organization' | 'workspace' = 'organization') =>
    (await acme.hall.roles.create({ ...acme.as('ada'), name, scope, permissions: ['doc:read', 'doc:write'] })).id
  return { acme, make, roleId: await make('Deputy') }
}

type Scene = Awaited<ReturnType<typeof scene>>

/** Everything that holds a role, of either scope. */
async function held({ acme, roleId, make }: Scene) {
  const admin = acme.as('ada')
  const here = await make('Here', 'workspace')
  await acme.hall.members.changeRole({ ...admin, memberId: acme.id('bo'), role: roleId })
  await acme.invite('eve', { by: 'ada', role: 'member' })
  const { invitationId } = acme.invitation('eve')
  await acme.hall.invitations.changeRole({ ...admin, invitationId, role: roleId })
  await acme.hall.assignments.assign({ ...admin, principals: [{ memberId: acme.id('di') }], role: roleId })
  await acme.hall.organizations.update({ ...admin, settings: { defaultRole: roleId, invitationLifetimeDays: 3 } })
  const { id: workspaceId } = await acme.hall.workspaces.create({ ...admin, name: 'Research' })
  await acme.hall.workspaces.addMembers({ ...admin, workspaceId, memberIds: [acme.id('di')], role: here })
  await acme.hall.assignments.assign({ ...admin, principals: ['everyone'], role: here, scope: { workspaceId } })
  return { here, invitationId, workspaceId }
}

describe('a custom role that nobody holds', () => {
  test('is deleted; its name is free, and it is given no more', async () => {
    const { acme, roleId } = await scene()

    const { value, events } = await acme.desk.when((hall) =>
      hall.roles.delete({ ...acme.as('cleo'), roleId, reason: 'never used' }),
    )

    expect(value).toMatchObject({ id: roleId, status: 'deleted', deletedAt: acme.clock.iso() })
    expect(events).toMatchObject([
      {
        ...{ type: 'role.deleted', recordId: roleId, reason: 'never used', details: { before: { name: 'Deputy' } } },
        before: { scope: 'organization', permissions: value.permissions },
      },
    ])
    await acme.desk.refuses(
      (hall) => hall.members.changeRole({ ...acme.as('ada'), memberId: acme.id('bo'), role: roleId }),
      'role/unknown',
      { role: roleId },
    )
    await acme.desk.refuses((hall) => hall.roles.delete({ ...acme.as('ada'), roleId }), 'role/not-found', { roleId })
  })

  test('is one whose holders have left: dead edges and removed members hold nothing', async () => {
    const all = await scene()
    const { acme, roleId } = all
    const resource = { type: 'app', key: 'a1' }
    const { id: onApps } = await acme.hall.roles.create({
      ...{ ...acme.as('ada'), name: 'On apps', scope: 'resource', permissions: ['doc:read'] },
    })
    await acme.hall.resources.create({ ...acme.as('ada'), ...resource })
    const principals = [{ memberId: acme.id('di') }, 'everyone'] as const
    await acme.hall.assignments.assign({ ...acme.as('ada'), principals, role: onApps, scope: { resource } })
    await acme.hall.members.changeRole({ ...acme.as('ada'), memberId: acme.id('bo'), role: roleId })
    await acme.hall.members.remove({ ...acme.as('ada'), memberId: acme.id('bo') })
    await acme.hall.resources.delete({ ...acme.as('ada'), resource })

    for (const gone of [roleId, onApps])
      await acme.desk.when((hall) => hall.roles.delete({ ...acme.as('ada'), roleId: gone }))
  })
})

describe('a custom role that is held', () => {
  test('is refused, with how many hold it: members, memberships, assignments, and the default', async () => {
    const all = await scene()
    const { acme, roleId } = all
    const { here } = await held(all)
    const remove = (role: typeof roleId) => (hall: typeof acme.hall) =>
      hall.roles.delete({ ...acme.as('ada'), roleId: role })

    await acme.desk.refuses(remove(roleId), 'role/in-use', { roleId, holders: 4, more: false })
    await acme.desk.refuses(remove(here), 'role/in-use', { roleId: here, holders: 2, more: false })
  })

  test('gives its holders another in the same commit; the plan lists who gains and loses what', async () => {
    const all = await scene()
    const { acme, roleId } = all
    const { invitationId } = await held(all)

    const { plan, events } = await acme.desk.when((hall) =>
      hall.roles.delete({ ...acme.as('ada'), roleId, replaceWith: 'bookkeeper' }),
    )

    expect(events.map(({ type }) => type)).toEqual([
      ...['member.role_changed', 'member.role_changed', 'assignment.changed', 'organization.updated', 'role.deleted'],
    ])
    expect(plan.impact).toMatchObject([
      {
        ...{ name: 'role-holders', gains: ['bill:enter', 'bill:enter:own'] },
        loses: ['doc:read', 'doc:write', 'doc:read:own', 'doc:write:own'],
        members: expect.arrayContaining(
          ['bo', 'eve', 'di'].map((name) => expect.objectContaining({ id: acme.id(name) })),
        ),
      },
    ])
    expect(await acme.people()).toMatchObject({ bo: 'bookkeeper', eve: 'pending bookkeeper', di: 'member' })
    expect((await acme.hall.invitations.get({ ...acme.as('ada'), invitationId })).role).toBe('bookkeeper')
    expect((await acme.hall.organizations.get(acme.as('ada'))).settings).toEqual({
      ...{ defaultRole: 'bookkeeper', invitationLifetimeDays: 3 },
    })
    expect((await acme.hall.assignments.list({ ...acme.as('ada'), role: ['bookkeeper'] })).items).toMatchObject([
      { principalId: acme.id('di'), granter: { memberId: acme.id('ada') } },
    ])
    expect((await acme.accept('eve')).role).toBe('bookkeeper')
  })

  test('of a workspace moves who is in it, and who is assigned it there', async () => {
    const all = await scene()
    const { acme } = all
    const { here, workspaceId } = await held(all)

    const { events } = await acme.desk.when((hall) =>
      hall.roles.delete({ ...acme.as('ada'), roleId: here, replaceWith: 'guest' }),
    )

    expect(events.map(({ type }) => type)).toEqual([
      ...['workspace.member_role_changed', 'assignment.changed', 'role.deleted'],
    ])
    const { items } = await acme.hall.assignments.list({ ...acme.as('ada'), scope: { workspaceId } })
    expect(items).toMatchObject([{ role: 'guest', principalKind: 'everyone' }])
  })

  test('leaves one assignment where the other role was assigned as well: for as long as either would have lasted', async () => {
    const { acme, roleId } = await scene()
    const said = { ...acme.as('ada'), principals: [{ memberId: acme.id('di') }] }
    const [gone = ''] = (
      await acme.hall.assignments.assign({ ...said, role: roleId, expiresAt: '2030-03-01T00:00:00Z' })
    ).ids
    const [known = ''] = (
      await acme.hall.assignments.assign({
        ...{ ...said, role: 'bookkeeper', startsAt: '2030-02-01T00:00:00Z', expiresAt: '2030-02-02T00:00:00Z' },
      })
    ).ids

    await acme.desk.when((hall) => hall.roles.delete({ ...acme.as('ada'), roleId, replaceWith: 'bookkeeper' }))

    const assignment = await acme.hall.assignments.get({ ...acme.as('ada'), assignmentId: known })
    expect(assignment).toMatchObject({ expiresAt: '2030-03-01T00:00:00.000Z', inForce: true })
    expect(assignment).not.toHaveProperty('startsAt')
    await expect(acme.hall.assignments.get({ ...acme.as('ada'), assignmentId: gone })).rejects.toMatchObject({
      code: 'assignment/not-found',
    })
  })

  test('goes to a role that there is, of the same scope, and that whoever moves them may give', async () => {
    const all = await scene()
    const { acme, roleId } = all
    await held(all)
    const move = (by: string, replaceWith: string) => (hall: typeof acme.hall) =>
      untyped(hall).roles.delete({ ...acme.as(by), roleId, replaceWith })

    for (const role of ['nobody', roleId, 'role_none'])
      await acme.desk.refuses(move('ada', role), 'role/unknown', { role })
    await acme.desk.refuses(move('ada', 'lead'), 'role/wrong-scope', {
      ...{ role: 'lead', scope: 'workspace', scopes: ['organization'] },
    })
    await acme.desk.refuses(move('ada', 'later'), 'role/not-assignable', { role: 'later' })
    await acme.desk.refuses(move('ada', 'admin'), 'role/admin-only-own', { role: 'admin' })
    await acme.desk.refuses(move('cleo', 'payer'), 'role/ceiling', {
      ...{ role: 'payer', missing: ['bill:pay', 'bill:pay:own'] },
    })
    await acme.desk.when(move('cleo', 'member'))
  })

  test('by more than 500 is not moved at once', async () => {
    const { acme, roleId } = await scene()
    const emails = Array.from({ length: 501 }, (_, at) => `p${at}@example.test`)
    await acme.hall.invitations.invite({ ...acme.as('ada'), emails, role: roleId })

    await acme.desk.refuses((hall) => hall.roles.delete({ ...acme.as('ada'), roleId }), 'role/in-use', {
      ...{ roleId, holders: 500, more: true },
    })
    await acme.desk.refuses(
      (hall) => hall.roles.delete({ ...acme.as('ada'), roleId, replaceWith: 'member' }),
      'role/too-many-holders',
      { roleId, limit: 500 },
    )
  })

  test('is deleted by whoever may, and holds what it holds (R8); once under a key', async () => {
    const { acme, roleId, make } = await scene()
    const second = await make('Second')
    const { id: above } = await acme.hall.roles.create({ ...acme.as('ada'), name: 'Above', permissions: ['bill:pay'] })
    const remove = (by: string, role: typeof roleId) => (hall: typeof acme.hall, idempotencyKey?: string) =>
      hall.roles.delete({ ...acme.as(by), roleId: role, ...(idempotencyKey !== undefined && { idempotencyKey }) })

    await acme.desk.refuses(remove('bo', roleId), 'access/not-allowed', { permission: 'role:delete' })
    await acme.desk.refuses(remove('cleo', above), 'role/ceiling', { missing: ['bill:pay', 'bill:pay:own'] })
    await acme.desk.doesOnce(remove('cleo', roleId), remove('cleo', second))
  })
})
