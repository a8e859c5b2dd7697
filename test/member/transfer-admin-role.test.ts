import { definePolicy } from 'guildhall'
import { describe, expect, test } from 'vitest'
import { given, policy } from '../support/given.js'

describe('member.transferAdmin', () => {
  test('hands the admin role over in one step, and takes the default role', async () => {
    const acme = await given(policy, { ada: 'admin', bo: 'viewer' })

    const { value, events } = await acme.desk.when((hall) =>
      hall.members.transferAdmin({ ...acme.as('ada'), memberId: acme.id('bo'), reason: 'moves abroad' }),
    )

    expect(value).toMatchObject({
      to: { id: acme.id('bo'), role: 'admin', roleGranter: { memberId: acme.id('ada') } },
      from: { id: acme.id('ada'), role: 'viewer', roleGranter: { memberId: acme.id('ada') } },
      changed: true,
      ids: [acme.id('bo'), acme.id('ada')],
    })
    expect(events).toMatchObject([
      {
        type: 'member.role_changed',
        command: 'member.transferAdmin',
        memberId: acme.id('bo'),
        before: { role: 'viewer', status: 'active' },
        after: { role: 'admin', status: 'active' },
        reason: 'moves abroad',
      },
      {
        type: 'member.role_changed',
        memberId: acme.id('ada'),
        before: { role: 'admin', status: 'active' },
        after: { role: 'viewer', status: 'active' },
        reason: 'moves abroad',
      },
    ])
    expect(await acme.people()).toEqual({ ada: 'viewer', bo: 'admin' })
  })

  test('takes another role where one is named, or the default of the organization', async () => {
    const named = await given(policy, { ada: 'admin', bo: 'viewer' })
    await named.desk.when((hall) =>
      hall.members.transferAdmin({ ...named.as('ada'), memberId: named.id('bo'), role: 'editor' }),
    )
    expect(await named.people()).toEqual({ ada: 'editor', bo: 'admin' })

    const settled = await given(policy, { ada: 'admin', bo: 'viewer' }, { settings: { defaultRole: 'manager' } })
    await settled.desk.when((hall) => hall.members.transferAdmin({ ...settled.as('ada'), memberId: settled.id('bo') }))
    expect(await settled.people()).toEqual({ ada: 'manager', bo: 'admin' })
  })

  test('to somebody who is an admin already gives only the own role up', async () => {
    const acme = await given(policy, { ada: 'admin', bo: 'admin' })

    const { events } = await acme.desk.when((hall) =>
      hall.members.transferAdmin({ ...acme.as('ada'), memberId: acme.id('bo') }),
    )

    expect(events).toMatchObject([{ memberId: acme.id('ada'), after: { role: 'viewer' } }])
    expect(await acme.people()).toEqual({ ada: 'viewer', bo: 'admin' })
  })

  test('is done once under one idempotency key', async () => {
    const acme = await given(policy, { ada: 'admin', bo: 'viewer', cy: 'viewer' })

    const { first, second } = await acme.desk.doesOnce(
      (hall, idempotencyKey) =>
        hall.members.transferAdmin({ ...acme.as('ada'), memberId: acme.id('bo'), idempotencyKey }),
      (hall, idempotencyKey) =>
        hall.members.transferAdmin({ ...acme.as('ada'), memberId: acme.id('cy'), idempotencyKey }),
    )

    expect(second).toEqual({ ...first, repeated: true })
  })
})

describe('member.transferAdmin refuses', () => {
  test('a member who is unknown, was removed, or is oneself', async () => {
    const acme = await given(policy, { ada: 'admin', bo: 'viewer' })
    await acme.hall.members.remove({ ...acme.as('ada'), memberId: acme.id('bo') })

    for (const memberId of ['mem_nobody', acme.id('bo'), acme.id('ada')]) {
      await acme.desk.refuses(
        (hall) => hall.members.transferAdmin({ ...acme.as('ada'), memberId }),
        'member/not-found',
        { memberId },
      )
    }
  })

  test('a member who is not active', async () => {
    const acme = await given(policy, {
      ada: 'admin',
      bo: { role: 'viewer', status: 'deactivated' },
      dee: { role: 'viewer', status: 'pending' },
    })

    for (const [name, status] of [
      ['bo', 'deactivated'],
      ['dee', 'pending'],
    ] as const) {
      await acme.desk.refuses(
        (hall) => hall.members.transferAdmin({ ...acme.as('ada'), memberId: acme.id(name) }),
        'member/not-active',
        { memberId: acme.id(name), status },
      )
    }
  })

  test('the system, which has no role to hand over', async () => {
    const acme = await given(policy, { ada: 'admin', bo: 'viewer' })

    await acme.desk.refuses(
      (hall) => hall.members.transferAdmin({ ...acme.system, memberId: acme.id('bo') }),
      'member/not-admin',
      { adminRole: 'admin' },
    )
  })

  test('whoever is not an admin, although they hold the permission', async () => {
    const deputies = definePolicy({
      permissions: ['doc:read'],
      roles: {
        viewer: { permissions: ['doc:read'] },
        deputy: { permissions: ['member:transfer-admin'] },
        admin: { permissions: ['*'] },
      },
    })
    const acme = await given(deputies, { ada: 'admin', bo: 'deputy', cy: 'viewer' })

    await acme.desk.refuses(
      (hall) => hall.members.transferAdmin({ ...acme.as('bo'), memberId: acme.id('cy') }),
      'member/not-admin',
      { adminRole: 'admin' },
    )
  })

  test('whoever lacks the permission', async () => {
    const acme = await given(policy, { ada: 'admin', bo: 'manager', cy: 'viewer' })

    await acme.desk.refuses(
      (hall) => hall.members.transferAdmin({ ...acme.as('bo'), memberId: acme.id('cy') }),
      'access/not-allowed',
      { permission: 'member:transfer-admin' },
    )
  })

  test('a role instead that would add to what one holds', async () => {
    const apart = definePolicy({
      permissions: ['doc:read', 'doc:sign'],
      roles: { viewer: { permissions: ['doc:read'] }, signer: { permissions: ['doc:sign'] }, admin: {} },
    })
    const acme = await given(apart, { ada: 'admin', bo: 'viewer' })

    await acme.desk.refuses(
      (hall) => hall.members.transferAdmin({ ...acme.as('ada'), memberId: acme.id('bo'), role: 'signer' }),
      'member/self-elevation',
      { memberId: acme.id('ada'), role: 'signer' },
    )
  })
})
