import { describe, expect, test } from 'vitest'
import { given, givenAt } from '../support/given.js'
import { joins, spacesPolicy as policy, workspace } from '../support/spaces.js'

/** What each one of these may do in a workspace. */
async function rolesIn(
  acme: Awaited<ReturnType<typeof lab>>['acme'],
  workspaceId: string,
): Promise<Record<string, string | null>> {
  const { items } = await acme.hall.workspaces.members({ ...acme.system, workspaceId })
  return Object.fromEntries(
    items.map((entry) => [
      'member' in entry ? (entry.member.name ?? entry.member.email ?? '') : entry.group.name,
      entry.membership.role ?? null,
    ]),
  )
}

async function lab() {
  const acme = await given(policy, {
    ada: 'admin',
    bo: 'member',
    cy: 'member',
    dee: { role: 'member', status: 'pending' },
    eli: 'member',
  })
  const { id: workspaceId } = await workspace(acme)
  await joins(acme, workspaceId, 'bo', 'manager')
  return { acme, workspaceId }
}

describe('workspace.addMembers', () => {
  test('gives several the one role that was chosen, pending ones too (S3-20, S3-25)', async () => {
    const { acme, workspaceId } = await lab()

    const { value, events } = await acme.desk.when((hall) =>
      hall.workspaces.addMembers({
        ...acme.as('bo'),
        workspaceId,
        memberIds: [acme.id('cy'), acme.id('dee'), acme.id('cy')],
        role: 'contributor',
        reason: 'new project',
      }),
    )

    expect(value.memberships).toMatchObject(
      ['cy', 'dee'].map((who) => ({
        containerKind: 'workspace',
        containerId: workspaceId,
        principalKind: 'member',
        principalId: acme.id(who),
        role: 'contributor',
        granter: { memberId: acme.id('bo') },
      })),
    )
    expect(events).toMatchObject(
      ['cy', 'dee'].map((who) => ({
        type: 'workspace.member_added',
        recordId: workspaceId,
        memberId: acme.id(who),
        after: { role: 'contributor' },
        reason: 'new project',
      })),
    )
    expect(await acme.hall.workspaces.get({ ...acme.as('cy'), workspaceId })).toMatchObject({ memberCount: 3 })
    expect(await rolesIn(acme, workspaceId)).toEqual({
      bo: 'manager',
      cy: 'contributor',
      'dee@example.test': 'contributor',
    })
  })

  test('leaves whoever is in it as they are, and refuses to change their role by the way', async () => {
    const { acme, workspaceId } = await lab()
    const bo = acme.id('bo')
    const add = (more: object) => ({ ...acme.as('ada'), workspaceId, memberIds: [bo], ...more })

    const again = await acme.desk.unchanged((hall) => hall.workspaces.addMembers(add({})))
    expect(again.memberships).toMatchObject([{ principalId: bo, role: 'manager' }])
    await acme.desk.unchanged((hall) => hall.workspaces.addMembers(add({ role: 'manager' })))
    await acme.desk.refuses(
      (hall) => hall.workspaces.addMembers(add({ role: 'contributor' })),
      'membership/other-role',
      {
        containerId: workspaceId,
        principalId: bo,
        role: 'manager',
      },
    )
  })

  test('without a role, a member’s role in the organization reaches in (S3-07)', async () => {
    const { acme, workspaceId } = await lab()
    const sees = () => acme.hall.attempt.workspaces.update({ ...acme.as('cy'), workspaceId, name: 'X' })

    await expect(acme.hall.workspaces.get({ ...acme.as('cy'), workspaceId })).rejects.toMatchObject({
      code: 'access/not-allowed',
    })
    await acme.desk.when((hall) =>
      hall.workspaces.addMembers({ ...acme.as('bo'), workspaceId, memberIds: [acme.id('cy')] }),
    )

    expect(await acme.hall.workspaces.get({ ...acme.as('cy'), workspaceId })).toMatchObject({ name: 'Lab' })
    expect(await sees()).toMatchObject({ ok: false, refusal: { code: 'access/not-allowed' } })
  })

  test('is for admins everywhere, and for managers in what they manage (S3-10, S3-23, S3-24, S3-27)', async () => {
    const { acme, workspaceId } = await lab()
    const attic = await workspace(acme, 'Attic')
    const memberIds = [acme.id('cy')]

    await acme.desk.when((hall) =>
      hall.workspaces.addMembers({ ...acme.as('bo'), workspaceId, memberIds, role: 'manager' }),
    )
    await acme.desk.when((hall) =>
      hall.workspaces.addMembers({ ...acme.as('ada'), workspaceId: attic.id, memberIds, role: 'contributor' }),
    )
    await acme.desk.refuses(
      (hall) => hall.workspaces.addMembers({ ...acme.as('bo'), workspaceId: attic.id, memberIds }),
      'access/not-allowed',
      { permission: 'workspace:add-member' },
    )
    expect((await acme.member('bo')).role).toBe('member')
  })

  test('refuses members who are unknown, foreign or removed (R12)', async () => {
    const { acme, workspaceId } = await lab()
    const umbra = await givenAt(acme.desk, { eve: 'admin' }, { slug: 'umbra' })
    await acme.hall.members.remove({ ...acme.as('ada'), memberId: acme.id('eli') })

    for (const memberId of ['mem_nobody', umbra.id('eve'), acme.id('eli')]) {
      await acme.desk.refuses(
        (hall) => hall.workspaces.addMembers({ ...acme.as('bo'), workspaceId, memberIds: [acme.id('cy'), memberId] }),
        'member/not-found',
        { memberId },
      )
    }
    for (const groupId of ['grp_none', acme.id('cy')]) {
      await acme.desk.refuses(
        (hall) => hall.workspaces.addMembers({ ...acme.as('bo'), workspaceId, groupIds: [groupId] }),
        'group/not-found',
        { groupId },
      )
    }
  })

  test('refuses anybody but the owner in a personal one', async () => {
    const { acme } = await lab()
    const { id: workspaceId } = await acme.hall.workspaces.create({
      ...acme.as('ada'),
      name: 'Mine',
      type: 'personal',
      ownerId: acme.id('bo'),
    })

    await acme.desk.refuses(
      (hall) => hall.workspaces.addMembers({ ...acme.as('ada'), workspaceId, memberIds: [acme.id('cy')] }),
      'workspace/personal',
      { workspaceId },
    )
    await acme.desk.unchanged((hall) =>
      hall.workspaces.addMembers({ ...acme.as('ada'), workspaceId, memberIds: [acme.id('bo')] }),
    )
  })

  test('refuses roles beyond what the giver holds there (R7)', async () => {
    const acme = await given(
      // somebody who adds, and holds little else
      (await import('guildhall')).definePolicy({
        permissions: ['doc:write'],
        roles: {
          member: {},
          host: { scope: 'workspace', permissions: ['workspace:add-member', 'workspace:update-role'] },
          writer: { scope: 'workspace', permissions: ['doc:write'] },
          admin: { permissions: ['*'] },
        },
      }),
      { ada: 'admin', bo: 'member', cy: 'member' },
    )
    const { id: workspaceId } = await acme.hall.workspaces.create({ ...acme.system, name: 'Lab' })
    const at = { ...acme.as('bo'), workspaceId }
    await acme.hall.workspaces.addMembers({ ...acme.system, workspaceId, memberIds: [acme.id('bo')], role: 'host' })
    const missing = ['doc:write', 'doc:write:own']

    await acme.desk.refuses(
      (hall) => hall.workspaces.addMembers({ ...at, memberIds: [acme.id('cy')], role: 'writer' }),
      'role/ceiling',
      { role: 'writer', missing },
    )
    await acme.desk.when((hall) => hall.workspaces.addMembers({ ...at, memberIds: [acme.id('cy')], role: 'host' }))
    await acme.desk.refuses(
      (hall) => hall.workspaces.changeRole({ ...at, memberId: acme.id('cy'), role: 'writer' }),
      'role/ceiling',
      { role: 'writer', missing },
    )
    await acme.desk.refuses(
      (hall) => hall.workspaces.changeRole({ ...at, memberId: acme.id('bo'), role: 'writer' }),
      'member/self-elevation',
      { memberId: acme.id('bo'), role: 'writer' },
    )
  })

  test('refuses somebody with 400 memberships and assignments already', async () => {
    const { acme, workspaceId } = await lab()
    const memberIds = [acme.id('cy')]
    await acme.hall.batch({
      ...acme.system,
      mode: 'all-or-nothing',
      commands: Array.from({ length: 400 }, (_, at) => ({
        command: 'workspace.create' as const,
        input: { name: `W${at}`, type: 'personal' as const, ownerId: acme.id('cy') },
      })),
    })
    await acme.desk.refuses(
      (hall) => hall.workspaces.addMembers({ ...acme.as('bo'), workspaceId, memberIds }),
      'member/too-many-edges',
      { memberId: acme.id('cy'), limit: 400 },
    )
    const { items } = await acme.hall.workspaces.list({ ...acme.system, type: 'personal', limit: 2 })

    await acme.hall.workspaces.delete({ ...acme.system, workspaceId: items[0]?.id ?? '' })
    await acme.desk.when((hall) => hall.workspaces.addMembers({ ...acme.as('bo'), workspaceId, memberIds }))
  })

  test('must name somebody', async () => {
    const { acme, workspaceId } = await lab()
    const issues = [{ path: 'memberIds', problem: 'must name a member, or `groupIds` a group' }]

    await acme.desk.rejects((hall) => hall.workspaces.addMembers({ ...acme.as('bo'), workspaceId }), issues)
    await acme.desk.rejects(
      (hall) => hall.workspaces.removeMembers({ ...acme.as('bo'), workspaceId, memberIds: [], groupIds: [] }),
      issues,
    )
  })
})

describe('workspace.removeMembers', () => {
  test('takes members out, and what they held there with them', async () => {
    const { acme, workspaceId } = await lab()
    await joins(acme, workspaceId, 'cy', 'contributor')

    const { value, events, plan } = await acme.desk.when((hall) =>
      hall.workspaces.removeMembers({ ...acme.as('bo'), workspaceId, memberIds: [acme.id('cy')], reason: 'done' }),
    )

    expect(value).toMatchObject({ id: workspaceId, memberCount: 1 })
    expect(events).toMatchObject([
      {
        type: 'workspace.member_removed',
        recordId: workspaceId,
        memberId: acme.id('cy'),
        before: { role: 'contributor' },
        reason: 'done',
      },
    ])
    expect(plan.impact).toMatchObject([{ name: 'loses-access', members: [{ id: acme.id('cy') }], more: false }])
    await expect(acme.hall.workspaces.get({ ...acme.as('cy'), workspaceId })).rejects.toMatchObject({
      code: 'access/not-allowed',
    })
    await acme.desk.unchanged((hall) =>
      hall.workspaces.removeMembers({ ...acme.as('bo'), workspaceId, memberIds: [acme.id('cy')] }),
    )
  })

  test('refuses an admin, who is in every shared one (S3-13)', async () => {
    const { acme, workspaceId } = await lab()

    for (const who of ['ada', 'bo'] as const) {
      await acme.desk.refuses(
        (hall) => hall.workspaces.removeMembers({ ...acme.as(who), workspaceId, memberIds: [acme.id('ada')] }),
        'workspace/admin-stays',
        { workspaceId, memberId: acme.id('ada') },
      )
    }
  })

  test('refuses strangers (R12)', async () => {
    const { acme, workspaceId } = await lab()
    const umbra = await givenAt(acme.desk, { eve: 'admin' }, { slug: 'umbra' })

    for (const memberId of ['mem_nobody', umbra.id('eve')]) {
      await acme.desk.refuses(
        (hall) => hall.workspaces.removeMembers({ ...acme.as('bo'), workspaceId, memberIds: [memberId] }),
        'member/not-found',
        { memberId },
      )
    }
  })

  test('removal from the organization takes a member out of every workspace (S3-22)', async () => {
    const { acme, workspaceId } = await lab()
    const attic = await workspace(acme, 'Attic')
    await joins(acme, attic.id, 'bo', 'contributor')

    await acme.desk.when((hall) => hall.members.remove({ ...acme.as('ada'), memberId: acme.id('bo') }))

    for (const id of [workspaceId, attic.id]) {
      expect(await rolesIn(acme, id)).toEqual({})
      expect(await acme.hall.workspaces.get({ ...acme.system, workspaceId: id })).toMatchObject({ memberCount: 0 })
    }
  })
})

describe('workspace.changeRole', () => {
  test('gives another role there, or takes it (S3-27, S3-29)', async () => {
    const { acme, workspaceId } = await lab()
    await joins(acme, workspaceId, 'cy', 'contributor')
    const memberId = acme.id('cy')

    const { value, events } = await acme.desk.when((hall) =>
      hall.workspaces.changeRole({ ...acme.as('bo'), workspaceId, memberId, role: 'manager', reason: 'promoted' }),
    )
    expect(value.memberships).toMatchObject([
      { principalId: memberId, role: 'manager', granter: { memberId: acme.id('bo') } },
    ])
    expect(events).toMatchObject([
      {
        type: 'workspace.member_role_changed',
        recordId: workspaceId,
        memberId,
        before: { role: 'contributor' },
        after: { role: 'manager' },
        reason: 'promoted',
      },
    ])
    await acme.desk.unchanged((hall) =>
      hall.workspaces.changeRole({ ...acme.as('ada'), workspaceId, memberId, role: 'manager' }),
    )

    const taken = await acme.desk.when((hall) =>
      hall.workspaces.changeRole({ ...acme.as('bo'), workspaceId, memberId, role: null }),
    )
    expect(taken.value.memberships[0]).not.toHaveProperty('role')
    expect(taken.events).toMatchObject([{ before: { role: 'manager' }, after: { role: null } }])
  })

  test('refuses whoever is not in it by themselves', async () => {
    const { acme, workspaceId } = await lab()

    for (const principalId of [acme.id('cy'), acme.id('ada'), 'mem_nobody']) {
      await acme.desk.refuses(
        (hall) => hall.workspaces.changeRole({ ...acme.as('bo'), workspaceId, memberId: principalId, role: 'manager' }),
        'membership/not-found',
        { containerId: workspaceId, principalId },
      )
    }
  })

  test('is about one: a member or a group', async () => {
    const { acme, workspaceId } = await lab()
    const change = (who: object) => ({ ...acme.as('bo'), workspaceId, role: null, ...who }) as never

    await acme.desk.rejects(
      (hall) => hall.workspaces.changeRole(change({})),
      [{ path: 'memberId', problem: 'is required, or `groupId`' }],
    )
    await acme.desk.rejects(
      (hall) => hall.workspaces.changeRole(change({ memberId: 'mem_a', groupId: 'grp_a' })),
      [{ path: 'groupId', problem: 'goes without `memberId`' }],
    )
  })
})
