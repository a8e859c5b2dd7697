import { definePolicy } from 'guildhall'
import { describe, expect, test } from 'vitest'
import { given, policy } from '../support/given.js'

describe('member.changeRole', () => {
  test('gives another role, at once, and says who, what, before, after and why', async () => {
    const acme = await given(policy, { ada: 'admin', bo: 'viewer' })

    const { value, events } = await acme.desk.when((hall) =>
      hall.members.changeRole({ ...acme.as('ada'), memberId: acme.id('bo'), role: 'editor', reason: 'writes now' }),
    )

    expect(value).toMatchObject({
      id: acme.id('bo'),
      organizationId: acme.organizationId,
      userId: 'bo',
      role: 'editor',
      roleGranter: { memberId: acme.id('ada') },
      status: 'active',
      changed: true,
      repeated: false,
      revision: 3,
      ids: [acme.id('bo')],
    })
    expect(events).toEqual([
      {
        revision: 3,
        index: 0,
        at: acme.clock.iso(),
        actor: { memberId: acme.id('ada') },
        command: 'member.changeRole',
        type: 'member.role_changed',
        memberId: acme.id('bo'),
        before: { role: 'viewer', status: 'active' },
        after: { role: 'editor', status: 'active' },
        reason: 'writes now',
      },
    ])
    const access = await acme.hall.access({ organizationId: acme.organizationId, userId: 'bo' })
    expect(access.can('doc:write')).toBe(true)
  })

  test('works on a deactivated member too', async () => {
    const acme = await given(policy, { ada: 'admin', bo: { role: 'viewer', status: 'deactivated' } })

    const { value } = await acme.desk.when((hall) =>
      hall.members.changeRole({ ...acme.as('ada'), memberId: acme.id('bo'), role: 'editor' }),
    )

    expect(value).toMatchObject({ role: 'editor', status: 'deactivated' })
  })

  test('of a pending member goes to their invitation, whose secret stays good', async () => {
    const acme = await given(policy, { ada: 'admin', dee: { role: 'viewer', status: 'pending' } })

    const { value, events } = await acme.desk.when((hall) =>
      hall.members.changeRole({ ...acme.as('ada'), memberId: acme.id('dee'), role: 'editor' }),
    )

    expect(value).toMatchObject({ role: 'editor', status: 'pending' })
    expect(events).toMatchObject([{ type: 'member.role_changed', after: { role: 'editor', status: 'pending' } }])
    const { invitationId } = acme.invitation('dee')
    expect(await acme.hall.invitations.get({ ...acme.as('ada'), invitationId })).toMatchObject({ role: 'editor' })
    expect(await acme.accept('dee')).toMatchObject({ role: 'editor', status: 'active' })
  })

  test('by the system names it as the granter', async () => {
    const acme = await given(policy, { ada: 'admin', bo: 'viewer' })

    const { value, events } = await acme.desk.when((hall) =>
      hall.members.changeRole({ ...acme.system, memberId: acme.id('bo'), role: 'admin' }),
    )

    expect(value.roleGranter).toEqual({ system: 'test' })
    expect(events).toMatchObject([{ actor: { system: 'test' } }])
  })

  test('to the role that is held already changes nothing, not even who vouches for it', async () => {
    const acme = await given(policy, { ada: 'admin', bo: 'viewer' })

    const value = await acme.desk.unchanged((hall) =>
      hall.members.changeRole({ ...acme.as('ada'), memberId: acme.id('bo'), role: 'viewer', reason: 'again' }),
    )

    expect(value).toMatchObject({ role: 'viewer', roleGranter: { system: 'test' }, revision: 2 })
  })

  test('shows in its plan whose invitations rest on the word of this member', async () => {
    const acme = await given(policy, { ada: 'admin', bo: 'manager' })
    await acme.invite('dee', { by: 'bo', role: 'editor' })
    await acme.invite('eli', { by: 'ada', role: 'editor' })

    const plan = await acme.hall.plan.members.changeRole({ ...acme.as('ada'), memberId: acme.id('bo'), role: 'viewer' })

    expect(plan).toMatchObject({
      ok: true,
      command: 'member.changeRole',
      impact: [{ name: 'invitations-vouched-for', members: [{ id: acme.id('dee'), status: 'pending' }], more: false }],
    })
  })

  test('is done once under one idempotency key', async () => {
    const acme = await given(policy, { ada: 'admin', bo: 'viewer' })
    const to = (role: 'editor' | 'manager') => ({ ...acme.as('ada'), memberId: acme.id('bo'), role })

    await acme.desk.doesOnce(
      (hall, idempotencyKey) => hall.members.changeRole({ ...to('editor'), idempotencyKey }),
      (hall, idempotencyKey) => hall.members.changeRole({ ...to('manager'), idempotencyKey }),
    )
  })
})

describe('member.changeRole refuses', () => {
  test('a member who is unknown', async () => {
    const acme = await given(policy, { ada: 'admin' })

    await acme.desk.refuses(
      (hall) => hall.members.changeRole({ ...acme.as('ada'), memberId: 'mem_nobody', role: 'viewer' }),
      'member/not-found',
      { memberId: 'mem_nobody' },
    )
  })

  test('a member who was removed', async () => {
    const acme = await given(policy, { ada: 'admin', bo: 'viewer' })
    await acme.hall.members.remove({ ...acme.as('ada'), memberId: acme.id('bo') })

    await acme.desk.refuses(
      (hall) => hall.members.changeRole({ ...acme.system, memberId: acme.id('bo'), role: 'editor' }),
      'member/not-found',
      { memberId: acme.id('bo') },
    )
  })

  test('one’s own role, lowered', async () => {
    const acme = await given(policy, { ada: 'admin', bo: 'admin' })

    await acme.desk.refuses(
      (hall) => hall.members.changeRole({ ...acme.as('bo'), memberId: acme.id('bo'), role: 'viewer' }),
      'member/own-role',
      { memberId: acme.id('bo') },
    )
  })

  test('one’s own role, raised, even to one that theirs may give to others', async () => {
    const acme = await given(policy, { ada: 'admin', bo: 'manager' })

    await acme.desk.refuses(
      (hall) => hall.members.changeRole({ ...acme.as('bo'), memberId: acme.id('bo'), role: 'editor' }),
      'member/self-elevation',
      { memberId: acme.id('bo'), role: 'editor' },
    )
  })

  test('whoever lacks the permission', async () => {
    const acme = await given(policy, { ada: 'admin', bo: 'editor', cy: 'viewer' })

    await acme.desk.refuses(
      (hall) => hall.members.changeRole({ ...acme.as('bo'), memberId: acme.id('cy'), role: 'editor' }),
      'access/not-allowed',
      { permission: 'member:update-role' },
    )
  })

  test('to take the last admin’s role', async () => {
    const acme = await given(policy, { ada: 'admin', bo: 'viewer' })

    await acme.desk.refuses(
      (hall) => hall.members.changeRole({ ...acme.system, memberId: acme.id('ada'), role: 'viewer' }),
      'member/last-admin',
      { adminRole: 'admin' },
    )
  })
})

describe('where the policy lets members lower their own role', () => {
  const lowering = definePolicy({
    permissions: ['doc:read', 'doc:write', 'doc:sign'],
    roles: {
      viewer: { permissions: ['doc:read'] },
      editor: { inherits: ['viewer'], permissions: ['doc:write', 'member:update-role'] },
      signer: { inherits: ['viewer'], permissions: ['doc:sign'] },
      admin: { permissions: ['*'] },
    },
    ownRole: 'may-lower',
  })

  test('they may', async () => {
    const acme = await given(lowering, { ada: 'admin', bo: 'editor' })

    const { value } = await acme.desk.when((hall) =>
      hall.members.changeRole({ ...acme.as('bo'), memberId: acme.id('bo'), role: 'viewer' }),
    )

    expect(value).toMatchObject({ role: 'viewer', roleGranter: { memberId: acme.id('bo') } })
  })

  test('they may not step sideways, which raises them too', async () => {
    const acme = await given(lowering, { ada: 'admin', bo: 'editor' })

    await acme.desk.refuses(
      (hall) => hall.members.changeRole({ ...acme.as('bo'), memberId: acme.id('bo'), role: 'signer' }),
      'member/self-elevation',
      { memberId: acme.id('bo'), role: 'signer' },
    )
  })

  test('the last admin may not', async () => {
    const acme = await given(lowering, { ada: 'admin', bo: 'editor' })

    await acme.desk.refuses(
      (hall) => hall.members.changeRole({ ...acme.as('ada'), memberId: acme.id('ada'), role: 'viewer' }),
      'member/last-admin',
      { adminRole: 'admin' },
    )
  })
})
