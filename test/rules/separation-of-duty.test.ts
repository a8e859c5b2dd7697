/** Roles that the policy keeps apart are not held together by one member, nor given to many at once (NIST INCITS 359). */
import { definePolicy, type Guildhall, type Policy } from 'guildhall'
import { describe, expect, test } from 'vitest'
import { given } from '../support/given.js'
import { openHall } from '../support/hall.js'

const roles = {
  member: { permissions: ['doc:read'] },
  orderer: { permissions: ['order:make'] },
  payer: { permissions: ['order:pay'] },
  /** Pays, too. */
  treasurer: { inherits: ['payer'] },
  auditor: { permissions: ['order:audit'] },
  admin: { permissions: ['*'] },
  till: { scope: 'workspace', permissions: ['order:pay'] },
  guest: { scope: 'workspace' },
  chair: { scope: 'team' },
} as const
const permissions = ['doc:read', 'order:make', 'order:pay', 'order:audit'] as const

const policy = definePolicy({
  permissions,
  roles,
  separationOfDuty: [
    { name: 'orders', roles: ['orderer', 'payer', 'till'] },
    { name: 'books', roles: ['orderer', 'payer', 'auditor'], most: 2 },
  ],
})

const scene = () => given(policy, { ada: 'admin', bo: 'member', ora: 'orderer' })
type Acme = Awaited<ReturnType<typeof scene>>

const untyped = (hall: object) => hall as Guildhall<Policy>

const changeRole = (acme: Acme, name: string, role: string) => (hall: Acme['hall']) =>
  untyped(hall).members.changeRole({ ...acme.as('ada'), memberId: acme.id(name), role: role as `role_${string}` })

const assign =
  (acme: Acme, name: string, role: string, more: object = {}) =>
  (hall: Acme['hall']) =>
    untyped(hall).assignments.assign({
      ...{ ...acme.as('ada'), principals: [{ memberId: acme.id(name) }], role, ...more },
    } as never)

const apart = (acme: Acme, name: string, ...held: string[]) => ({
  ...{ memberId: acme.id(name), separation: 'orders', roles: held, most: 1 },
})

describe('roles that are kept apart', () => {
  test('are not held by one member, as their own role and by assignment', async () => {
    const acme = await scene()

    await acme.desk.refuses(
      assign(acme, 'ora', 'payer'),
      'member/separation-of-duty',
      apart(acme, 'ora', 'orderer', 'payer'),
    )
    await acme.desk.when(assign(acme, 'bo', 'payer'))
    await acme.desk.refuses(
      changeRole(acme, 'bo', 'orderer'),
      'member/separation-of-duty',
      apart(acme, 'bo', 'orderer', 'payer'),
    )
    await acme.desk.when(changeRole(acme, 'bo', 'auditor'))
  })

  test('nor by inheritance', async () => {
    const acme = await scene()

    await acme.desk.refuses(
      assign(acme, 'ora', 'treasurer'),
      'member/separation-of-duty',
      apart(acme, 'ora', 'orderer', 'payer'),
    )
  })

  test('nor with a role in a workspace, assigned there or held by being in it', async () => {
    const acme = await scene()
    const { id: workspaceId } = await acme.hall.workspaces.create({ ...acme.as('ada'), name: 'Shop' })
    const memberIds = [acme.id('ora')]
    const refused = apart(acme, 'ora', 'orderer', 'till')

    await acme.desk.refuses(
      assign(acme, 'ora', 'till', { scope: { workspaceId } }),
      'member/separation-of-duty',
      refused,
    )
    await acme.desk.refuses(
      (hall) => hall.workspaces.addMembers({ ...acme.as('ada'), workspaceId, memberIds, role: 'till' }),
      'member/separation-of-duty',
      refused,
    )
    await acme.desk.when((hall) =>
      hall.workspaces.addMembers({ ...acme.as('ada'), workspaceId, memberIds, role: 'guest' }),
    )
    await acme.desk.refuses(
      (hall) => hall.workspaces.changeRole({ ...acme.as('ada'), workspaceId, memberId: acme.id('ora'), role: 'till' }),
      'member/separation-of-duty',
      refused,
    )
  })

  test('whenever they count: those to come do, those over do not', async () => {
    const acme = await scene()
    await acme.desk.when(
      assign(acme, 'bo', 'payer', { startsAt: '2030-02-01T00:00:00Z', expiresAt: '2030-02-02T00:00:00Z' }),
    )
    const refused = apart(acme, 'bo', 'orderer', 'payer')
    await acme.desk.refuses(assign(acme, 'bo', 'orderer'), 'member/separation-of-duty', refused)

    acme.clock.pass({ days: 40 })
    const { value } = await acme.desk.when(assign(acme, 'bo', 'orderer'))
    const over = await acme.hall.assignments.list({ ...acme.as('ada'), role: ['payer'] })
    const assignmentId = over.items[0]?.id ?? ''
    await acme.desk.refuses(
      (hall) => hall.assignments.change({ ...acme.as('ada'), assignmentId, expiresAt: '2030-03-01T00:00:00Z' }),
      'member/separation-of-duty',
      apart(acme, 'bo', 'orderer', 'payer'),
    )
    await acme.hall.assignments.unassign({ ...acme.as('ada'), assignmentIds: value.ids })
    await acme.desk.when((hall) =>
      hall.assignments.change({ ...acme.as('ada'), assignmentId, expiresAt: '2030-03-01T00:00:00Z' }),
    )
  })

  test('by as many as the policy says', async () => {
    const acme = await scene()
    const team = openHall({
      policy: definePolicy({
        ...{ permissions, roles },
        separationOfDuty: [{ name: 'books', roles: ['orderer', 'payer', 'auditor'], most: 2 }],
      }),
      ...{ memory: acme.desk.memory, mint: acme.desk.mint, clock: acme.desk.clock },
    })
    const give = (role: 'payer' | 'auditor') => (hall: Acme['hall']) => assign(acme, 'ora', role)(hall)

    await team.when(give('payer') as never)
    await team.refuses(give('auditor') as never, 'member/separation-of-duty', {
      ...{ memberId: acme.id('ora'), separation: 'books', roles: ['orderer', 'payer', 'auditor'], most: 2 },
    })
  })

  test('where a batch ends, and not on the way there', async () => {
    const acme = await scene()

    await acme.hall.batch({
      ...acme.as('ada'),
      mode: 'all-or-nothing',
      commands: [
        { command: 'assignment.assign', input: { principals: [{ memberId: acme.id('ora') }], role: 'payer' } },
        { command: 'member.changeRole', input: { memberId: acme.id('ora'), role: 'member' } },
      ],
    })
    const swap = await acme.hall.attempt.batch({
      ...acme.as('ada'),
      mode: 'all-or-nothing',
      commands: [
        { command: 'member.add', input: { userId: 'new', role: 'orderer' } },
        { command: 'member.changeRole', input: { memberId: acme.id('ora'), role: 'orderer' } },
      ],
    })
    expect(swap).toMatchObject({ ok: false, refusal: { code: 'member/separation-of-duty' } })
  })

  test('are for members one by one: not for everyone', async () => {
    const acme = await scene()

    for (const role of ['payer', 'treasurer'] as const) {
      await acme.desk.refuses(
        (hall) => hall.assignments.assign({ ...acme.system, principals: ['everyone'], role }),
        'role/members-only',
        { role, principalKind: 'everyone' },
      )
    }
  })

  test('hold for the system, too', async () => {
    const acme = await scene()

    await acme.desk.refuses(
      (hall) => hall.assignments.assign({ ...acme.system, principals: [{ memberId: acme.id('ora') }], role: 'payer' }),
      'member/separation-of-duty',
      apart(acme, 'ora', 'orderer', 'payer'),
    )
  })

  test('that are held together already, since the policy changed, can be given back one by one', async () => {
    const before = definePolicy({ permissions, roles })
    const acme = await given(before, { ada: 'admin', ora: 'orderer' })
    const memberId = acme.id('ora')
    const { ids } = await acme.hall.assignments.assign({ ...acme.as('ada'), principals: [{ memberId }], role: 'payer' })
    const { memory, mint, clock } = acme.desk
    const { hall } = openHall({ policy, memory, mint, clock })

    await hall.members.update({ ...acme.as('ada'), memberId, name: 'Ora' })
    await hall.members.changeRole({ ...acme.as('ada'), memberId, role: 'treasurer' })
    await expect(hall.members.changeRole({ ...acme.as('ada'), memberId, role: 'orderer' })).rejects.toMatchObject({
      code: 'member/separation-of-duty',
    })
    await hall.assignments.unassign({ ...acme.as('ada'), assignmentIds: ids })
  })
})
