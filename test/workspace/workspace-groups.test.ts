import { definePolicy } from 'guildhall'
import { describe, expect, test } from 'vitest'
import { given, givenAt } from '../support/given.js'
import { app, joins, named, spacesPolicy as policy, workspace } from '../support/spaces.js'

/** Bo manages the lab; Cy and Dee are in the crew, Dee and Eli in the band. */
async function lab() {
  const acme = await given(policy, { ada: 'admin', bo: 'member', cy: 'member', dee: 'member', eli: 'member' })
  const { id: workspaceId } = await workspace(acme)
  await joins(acme, workspaceId, 'bo', 'manager')
  const group = async (name: string, ...members: string[]) => {
    const { id: groupId } = await acme.hall.groups.create({ ...acme.system, name })
    await acme.hall.groups.addMembers({ ...acme.system, groupId, memberIds: members.map((who) => acme.id(who)) })
    return groupId
  }
  return { acme, workspaceId, crew: await group('Crew', 'cy', 'dee'), band: await group('Band', 'dee', 'eli') }
}

type Lab = Awaited<ReturnType<typeof lab>>

/** Who sees the workspace. */
async function inside({ acme, workspaceId }: Lab): Promise<string[]> {
  const seen = await Promise.all(
    ['bo', 'cy', 'dee', 'eli'].map(async (who) => {
      const got = acme.hall.workspaces.get({ ...acme.as(who), workspaceId })
      return got.then(
        () => [who],
        () => [],
      )
    }),
  )
  return seen.flat()
}

describe('a group in a workspace', () => {
  test('comes in with members, all in the one role that was chosen (S3-23..S3-26, S3-28)', async () => {
    const place = await lab()
    const { acme, workspaceId, crew } = place

    const { value, events } = await acme.desk.when((hall) =>
      hall.workspaces.addMembers({
        ...acme.as('bo'),
        workspaceId,
        memberIds: [acme.id('eli')],
        groupIds: [crew, crew],
        role: 'contributor',
      }),
    )

    expect(value.memberships.map(({ principalKind, principalId, role }) => [principalKind, principalId, role])).toEqual(
      [
        ['member', acme.id('eli'), 'contributor'],
        ['group', crew, 'contributor'],
      ],
    )
    expect(events).toMatchObject([
      { type: 'workspace.member_added', memberId: acme.id('eli'), after: { role: 'contributor' } },
      { type: 'workspace.group_added', recordId: workspaceId, after: { groupId: crew, role: 'contributor' } },
    ])
    expect(events[1]).not.toHaveProperty('memberId')
    expect(await inside(place)).toEqual(['bo', 'cy', 'dee', 'eli'])
    expect(await acme.hall.workspaces.get({ ...acme.as('cy'), workspaceId })).toMatchObject({ memberCount: 3 })
    await acme.desk.unchanged((hall) =>
      hall.workspaces.addMembers({ ...acme.as('bo'), workspaceId, groupIds: [crew], role: 'contributor' }),
    )
  })

  test('has its role there changed for all at once, and taken (S3-28, S3-29)', async () => {
    const { acme, workspaceId, crew } = await lab()
    await acme.hall.workspaces.addMembers({ ...acme.system, workspaceId, groupIds: [crew] })
    const rename = (who: string) => acme.hall.attempt.workspaces.update({ ...acme.as(who), workspaceId, name: 'Den' })

    const { events } = await acme.desk.when((hall) =>
      hall.workspaces.changeRole({ ...acme.as('bo'), workspaceId, groupId: crew, role: 'manager' }),
    )
    expect(events).toMatchObject([
      {
        type: 'workspace.group_role_changed',
        before: { groupId: crew, role: null },
        after: { groupId: crew, role: 'manager' },
      },
    ])
    expect(await rename('dee')).toMatchObject({ ok: true })

    await acme.desk.when((hall) =>
      hall.workspaces.changeRole({ ...acme.as('bo'), workspaceId, groupId: crew, role: null }),
    )
    expect(await rename('dee')).toMatchObject({ ok: false, refusal: { code: 'access/not-allowed' } })
  })

  test('leaves with what came through it and nothing else; the plan lists both (S3-31, S3-32)', async () => {
    const place = await lab()
    const { acme, workspaceId, crew, band } = place
    await acme.hall.workspaces.addMembers({ ...acme.system, workspaceId, groupIds: [crew, band] })
    await joins(acme, workspaceId, 'cy')
    await acme.hall.groups.addMembers({ ...acme.system, groupId: crew, memberIds: [acme.id('ada'), acme.id('bo')] })
    expect(await inside(place)).toEqual(['bo', 'cy', 'dee', 'eli'])

    const { value, events, plan } = await acme.desk.when((hall) =>
      hall.workspaces.removeMembers({ ...acme.as('ada'), workspaceId, groupIds: [band] }),
    )

    expect(value.memberCount).toBe(3)
    expect(events).toMatchObject([
      { type: 'workspace.group_removed', recordId: workspaceId, before: { groupId: band, role: null } },
    ])
    expect(plan.impact).toMatchObject([
      { name: 'loses-access', members: [{ id: acme.id('eli') }], more: false },
      { name: 'keeps-access', members: [{ id: acme.id('dee') }], more: false },
    ])
    expect(await inside(place)).toEqual(['bo', 'cy', 'dee'])

    const last = await acme.desk.when((hall) =>
      hall.workspaces.removeMembers({ ...acme.as('ada'), workspaceId, groupIds: [crew] }),
    )
    expect(last.plan.impact.map(({ name, members }) => [name, members.map(({ name: who }) => who)])).toEqual([
      ['loses-access', ['dee']],
      ['keeps-access', ['ada', 'bo', 'cy']],
    ])
    expect(await inside(place)).toEqual(['bo', 'cy'])
  })

  test('a role that is assigned there is another way, too', async () => {
    const place = await lab()
    const { acme, workspaceId, crew } = place
    await acme.hall.workspaces.addMembers({ ...acme.system, workspaceId, groupIds: [crew] })
    await acme.hall.assignments.assign({
      ...acme.system,
      principals: [{ memberId: acme.id('cy') }],
      role: 'contributor',
      scope: { workspaceId },
    })

    const { plan } = await acme.desk.when((hall) =>
      hall.workspaces.removeMembers({ ...acme.as('ada'), workspaceId, groupIds: [crew] }),
    )

    expect(plan.impact).toMatchObject([
      { name: 'loses-access', members: [{ id: acme.id('dee') }] },
      { name: 'keeps-access', members: [{ id: acme.id('cy') }] },
    ])
    expect(await inside(place)).toEqual(['bo', 'cy'])
  })

  test('is gone with the group itself, from lists too', async () => {
    const place = await lab()
    const { acme, workspaceId, crew } = place
    await acme.hall.workspaces.addMembers({ ...acme.system, workspaceId, groupIds: [crew], role: 'manager' })

    await acme.desk.when((hall) => hall.groups.delete({ ...acme.as('ada'), groupId: crew }))

    expect(await inside(place)).toEqual(['bo'])
    const { items } = await acme.hall.workspaces.members({ ...acme.as('bo'), workspaceId })
    expect(items.map(({ membership }) => membership.principalId)).toEqual([acme.id('bo')])
    await acme.desk.refuses(
      (hall) => hall.workspaces.changeRole({ ...acme.as('bo'), workspaceId, groupId: crew, role: null }),
      'membership/not-found',
      { containerId: workspaceId, principalId: crew },
    )
  })

  test('is never in a personal one, and never a foreign one (R12)', async () => {
    const { acme, workspaceId, crew } = await lab()
    const own = await acme.hall.workspaces.create({ ...acme.as('ada'), name: 'Mine', type: 'personal' })
    const umbra = await givenAt(acme.desk, { eve: 'admin' }, { slug: 'umbra' })
    const { id: theirs } = await umbra.hall.groups.create({ ...umbra.as('eve'), name: 'Theirs' })

    await acme.desk.refuses(
      (hall) => hall.workspaces.addMembers({ ...acme.as('ada'), workspaceId: own.id, groupIds: [crew] }),
      'workspace/personal',
      { workspaceId: own.id },
    )
    for (const command of ['addMembers', 'removeMembers'] as const) {
      await acme.desk.refuses(
        (hall) => hall.workspaces[command]({ ...acme.as('ada'), workspaceId, groupIds: [theirs] }),
        'group/not-found',
        { groupId: theirs },
      )
    }
  })

  test('gives whoever adds it nothing that they lack, where they are in it (R9)', async () => {
    const hosting = definePolicy({
      permissions: ['doc:write'],
      roles: {
        member: {},
        host: { scope: 'workspace', permissions: ['workspace:add-member'], assigns: ['writer'] },
        writer: { scope: 'workspace', permissions: ['doc:write'] },
        admin: { permissions: ['*'] },
      },
    })
    const acme = await given(hosting, { ada: 'admin', bo: 'member', cy: 'member' })
    const { id: workspaceId } = await acme.hall.workspaces.create({ ...acme.system, name: 'Lab' })
    await acme.hall.workspaces.addMembers({ ...acme.system, workspaceId, memberIds: [acme.id('bo')], role: 'host' })
    const { id: groupId } = await acme.hall.groups.create({ ...acme.system, name: 'Crew' })
    await acme.hall.groups.addMembers({ ...acme.system, groupId, memberIds: [acme.id('bo'), acme.id('cy')] })
    const crewIn = () => ({ ...acme.as('bo'), workspaceId, groupIds: [groupId], role: 'writer' as const })

    await acme.desk.refuses((hall) => hall.workspaces.addMembers(crewIn()), 'member/self-elevation', {
      memberId: acme.id('bo'),
      role: 'writer',
    })

    await acme.hall.groups.removeMembers({ ...acme.system, groupId, memberIds: [acme.id('bo')] })
    await acme.desk.when((hall) => hall.workspaces.addMembers(crewIn()))
  })
})

test('a group is in no more workspaces than a new name of it fits into one revision', async () => {
  const { acme, crew } = await lab()
  const each = Array.from({ length: 401 }, (_, i) => i)
  const made = await acme.hall.batch({
    ...acme.as('ada'),
    mode: 'all-or-nothing',
    commands: each.map((i) => ({ command: 'workspace.create', input: { name: `Space ${i}` } }) as const),
  })
  const [first = '', ...others] = made.ids
  const joining = (workspaceId: string) =>
    ({ command: 'workspace.addMembers', input: { workspaceId, groupIds: [crew] } }) as const
  await acme.hall.batch({ ...acme.as('ada'), mode: 'all-or-nothing', commands: others.map(joining) })

  await acme.desk.refuses(
    (hall) => hall.workspaces.addMembers({ ...acme.as('ada'), workspaceId: first, groupIds: [crew] }),
    'group/too-many-workspaces',
    { groupId: crew, limit: 400 },
  )
  const renamed = await acme.hall.groups.update({ ...acme.as('ada'), groupId: crew, name: 'Crew of old' })
  expect(renamed.changed).toBe(true)
  const [workspaceId = ''] = others
  await acme.hall.workspaces.removeMembers({ ...acme.as('ada'), workspaceId, groupIds: [crew] })
  await acme.hall.workspaces.addMembers({ ...acme.as('ada'), workspaceId: first, groupIds: [crew] })
})

describe('rights on resources in a workspace', () => {
  test('count only while their holder is in it or reaches it (S3-30)', async () => {
    const place = await lab()
    const { acme, workspaceId } = place
    await joins(acme, workspaceId, 'cy')
    await app(acme, 'inside', { workspaceId, ownerId: acme.id('cy') })
    expect(await acme.hall.resources.get({ ...acme.as('cy'), resource: named('inside') })).toMatchObject({
      ownerId: acme.id('cy'),
    })

    await acme.desk.when((hall) =>
      hall.workspaces.removeMembers({ ...acme.as('bo'), workspaceId, memberIds: [acme.id('cy')] }),
    )

    await expect(acme.hall.resources.get({ ...acme.as('cy'), resource: named('inside') })).rejects.toMatchObject({
      code: 'access/not-allowed',
    })
  })
})
