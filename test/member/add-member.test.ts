import { describe, expect, test } from 'vitest'
import { emailOf, given, givenAt, policy } from '../support/given.js'
import { openHall } from '../support/hall.js'

const profile = {
  name: 'Bo Ek',
  email: 'Bo@Example.test',
  phone: '+46 1',
  department: 'Engineering',
  jobTitle: 'Smith',
  metadata: { badge: 7 },
}

describe('member.add', () => {
  test('adds a user as an active member with a profile, without an invitation', async () => {
    const acme = await given(policy, { ada: 'admin' })

    const { value, events } = await acme.desk.when((hall) =>
      hall.members.add({ ...acme.as('ada'), userId: 'bo', role: 'editor', ...profile, reason: 'from the roster' }),
    )

    expect(value).toEqual({
      id: value.id,
      organizationId: acme.organizationId,
      userId: 'bo',
      ...profile,
      role: 'editor',
      roleGranter: { memberId: acme.id('ada') },
      status: 'active',
      createdAt: acme.clock.iso(),
      updatedAt: acme.clock.iso(),
      joinedAt: acme.clock.iso(),
      revision: 2,
      commitId: value.commitId,
      changed: true,
      repeated: false,
      ids: [value.id],
    })
    expect(events).toMatchObject([
      {
        type: 'member.added',
        memberId: value.id,
        actor: { memberId: acme.id('ada') },
        after: { role: 'editor', status: 'active' },
        reason: 'from the roster',
        details: { after: { userId: 'bo', ...profile } },
      },
    ])
    expect(events[0]).not.toHaveProperty('before')
  })

  test('needs neither address nor name', async () => {
    const acme = await given(policy, { ada: 'admin' })

    const { value } = await acme.desk.when((hall) => hall.members.add({ ...acme.as('ada'), userId: 'github:bo' }))

    expect(value).toMatchObject({ userId: 'github:bo', role: 'viewer', status: 'active', metadata: {} })
    expect(value).not.toHaveProperty('email')
  })

  test('is applied as planned, also of somebody without address and name', async () => {
    const acme = await given(policy, { ada: 'admin' })
    const plan = await acme.hall.plan.members.add({ ...acme.as('ada'), userId: 'bo' })
    if (!plan.ok) return expect.fail(plan.refusal.message)

    const receipt = await acme.hall.apply({ plan, actor: acme.actor('ada') })

    expect(receipt).toMatchObject({ changed: true, revision: 2 })
  })

  test('gives the default role of the organization, where it has one, else of the policy', async () => {
    const acme = await given(policy, { ada: 'admin' }, { settings: { defaultRole: 'editor' } })

    const { value } = await acme.desk.when((hall) => hall.members.add({ ...acme.as('ada'), userId: 'bo' }))

    expect(value.role).toBe('editor')
  })

  test('adds somebody deactivated, who takes no seat', async () => {
    const acme = await given(policy, { ada: 'admin' }, { seatLimit: 1 })

    const { value } = await acme.desk.when((hall) =>
      hall.members.add({ ...acme.as('ada'), userId: 'bo', status: 'deactivated' }),
    )

    expect(value).toMatchObject({
      status: 'deactivated',
      deactivatedAt: acme.clock.iso(),
      joinedAt: acme.clock.iso(),
    })
    expect(await acme.seats()).toBe(1)
  })

  test('records a few invitations that have run out, as far as it needs their seats', async () => {
    const acme = await given(
      policy,
      {
        ada: 'admin',
        dee: { role: 'viewer', status: 'pending' },
        eli: { role: 'viewer', status: 'pending' },
        fay: { role: 'viewer', status: 'pending' },
      },
      { seatLimit: 4 },
    )
    acme.clock.pass({ days: 7 })

    const { value, events } = await acme.desk.when((hall) => hall.members.add({ ...acme.as('ada'), userId: 'bo' }))

    expect(events.map(({ type, memberId }) => ({ type, memberId }))).toEqual([
      { type: 'invitation.expired', memberId: acme.id('dee') },
      { type: 'member.added', memberId: value.id },
    ])
    expect(await acme.seats()).toBe(4)
    expect(await acme.statusOf('dee')).toBe('removed')
    expect(await acme.statusOf('eli')).toBe('pending')
  })

  test('is done once under one idempotency key', async () => {
    const acme = await given(policy, { ada: 'admin' })
    const add = { ...acme.as('ada'), userId: 'bo', email: emailOf('bo') }

    const { first, second } = await acme.desk.doesOnce(
      (hall, idempotencyKey) => hall.members.add({ ...add, idempotencyKey }),
      (hall, idempotencyKey) => hall.members.add({ ...add, userId: 'cy', idempotencyKey }),
    )

    expect(second).toEqual({ ...first, repeated: true })
  })

  test('lets the system bring back somebody who was removed, as a new member', async () => {
    const acme = await given(policy, { ada: 'admin', bo: 'viewer' })
    await acme.hall.members.remove({ ...acme.as('ada'), memberId: acme.id('bo') })

    const { value } = await acme.desk.when((hall) =>
      hall.members.add({ ...acme.system, userId: 'bo', email: emailOf('bo') }),
    )

    expect(value.id).not.toBe(acme.id('bo'))
    expect(await acme.statusOf('bo')).toBe('removed')
  })
})

describe('member.add refuses', () => {
  test('the user of a member who was removed', async () => {
    const acme = await given(policy, { ada: 'admin', bo: 'viewer' })
    await acme.hall.members.remove({ ...acme.as('ada'), memberId: acme.id('bo') })

    await acme.desk.refuses((hall) => hall.members.add({ ...acme.as('ada'), userId: 'bo' }), 'member/was-removed', {
      memberId: acme.id('bo'),
    })
  })

  test('the address of a member who was removed, in any letter case', async () => {
    const acme = await given(policy, { ada: 'admin', bo: 'viewer' })
    await acme.hall.members.remove({ ...acme.as('ada'), memberId: acme.id('bo') })

    await acme.desk.refuses(
      (hall) => hall.members.add({ ...acme.as('ada'), userId: 'bo2', email: 'BO@EXAMPLE.TEST' }),
      'member/was-removed',
      { memberId: acme.id('bo') },
    )
  })

  test('a profile that lacks what every member must have, and names each field', async () => {
    const desk = openHall({ policy, requiredProfile: ['name', 'email', 'phone', 'department', 'jobTitle'] })
    const created = await desk.hall.organizations.create({
      actor: { system: 'test' },
      name: 'Acme',
      slug: 'acme',
      admin: { userId: 'ada', ...profile },
    })
    const ada = { organizationId: created.id, actor: { userId: 'ada' } }

    await desk.refuses(
      (hall) => hall.members.add({ ...ada, userId: 'bo', name: 'Bo', department: 'Forge' }),
      'member/profile-incomplete',
      { missing: ['email', 'phone', 'jobTitle'] },
    )
  })

  test('a user who is a member already, in whatever status', async () => {
    const acme = await given(policy, { ada: 'admin', bo: 'viewer', cy: { role: 'viewer', status: 'deactivated' } })

    for (const userId of ['bo', 'cy']) {
      await acme.desk.refuses((hall) => hall.members.add({ ...acme.as('ada'), userId }), 'member/duplicate-user', {
        memberId: acme.id(userId),
      })
    }
  })

  test('an address that a member has already, a pending one included', async () => {
    const acme = await given(policy, { ada: 'admin', bo: 'viewer', dee: { role: 'viewer', status: 'pending' } })

    for (const name of ['bo', 'dee']) {
      await acme.desk.refuses(
        (hall) => hall.members.add({ ...acme.as('ada'), userId: 'new', email: emailOf(name).toUpperCase() }),
        'member/duplicate-email',
        { memberId: acme.id(name) },
      )
    }
  })

  test('to go beyond the seats', async () => {
    const acme = await given(policy, { ada: 'admin', bo: 'viewer' }, { seatLimit: 2 })

    await acme.desk.refuses(
      (hall) => hall.members.add({ ...acme.as('ada'), userId: 'cy' }),
      'organization/seat-limit',
      {
        limit: 2,
        seats: 3,
      },
    )
  })

  test('whoever lacks the permission', async () => {
    const acme = await given(policy, { ada: 'admin', bo: 'editor' })

    await acme.desk.refuses((hall) => hall.members.add({ ...acme.as('bo'), userId: 'cy' }), 'access/not-allowed', {
      permission: 'member:add',
    })
  })

  test('a member of one organization in no way hinders another', async () => {
    const acme = await given(policy, { ada: 'admin', bo: 'viewer' })
    const globex = await givenAt(acme.desk, { gus: 'admin' }, { slug: 'globex' })

    const { value } = await acme.desk.when((hall) =>
      hall.members.add({ ...globex.as('gus'), userId: 'bo', email: emailOf('bo') }),
    )

    expect(value).toMatchObject({ organizationId: globex.organizationId, status: 'active' })
  })
})
