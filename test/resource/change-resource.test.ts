import { describe, expect, test } from 'vitest'
import { given } from '../support/given.js'
import { app, joins, named, spacesPolicy as policy, workspace } from '../support/spaces.js'

describe('resource.update', () => {
  test('renames it, and takes its name away', async () => {
    const acme = await given(policy, { ada: 'admin', bo: 'librarian' })
    await app(acme, 'one')

    const { value, events } = await acme.desk.when((hall) =>
      hall.resources.update({ ...acme.as('bo'), resource: named('one'), name: 'Forge', metadata: { a: 1 } }),
    )
    expect(value).toMatchObject({ name: 'Forge', metadata: { a: 1 } })
    expect(events).toMatchObject([
      { type: 'resource.updated', recordId: value.id, details: { after: { name: 'Forge', metadata: { a: 1 } } } },
    ])
    await acme.desk.unchanged((hall) =>
      hall.resources.update({ ...acme.as('bo'), resource: named('one'), name: 'Forge' }),
    )

    const cleared = await acme.desk.when((hall) =>
      hall.resources.update({ ...acme.as('bo'), resource: named('one'), name: null }),
    )
    expect(cleared.value).not.toHaveProperty('name')
  })
})

describe('resource.move', () => {
  test('takes it from workspace to workspace, and out of them', async () => {
    const acme = await given(policy, { ada: 'admin' })
    const [lab, attic] = [await workspace(acme), await workspace(acme, 'Attic')]
    await app(acme, 'one')

    for (const [from, to] of [
      [null, lab.id],
      [lab.id, attic.id],
      [attic.id, null],
    ] as const) {
      const { value, events } = await acme.desk.when((hall) =>
        hall.resources.move({ ...acme.as('ada'), resource: named('one'), workspaceId: to }),
      )
      expect(value.workspaceId ?? null).toBe(to)
      expect(events).toMatchObject([
        { type: 'resource.moved', before: { workspaceId: from }, after: { workspaceId: to } },
      ])
      await acme.desk.unchanged((hall) =>
        hall.resources.move({ ...acme.as('ada'), resource: named('one'), workspaceId: to }),
      )
    }
  })

  test('asks where it is and where it goes', async () => {
    const acme = await given(policy, { ada: 'admin', bo: 'member', cy: 'librarian' })
    const lab = await workspace(acme)
    await joins(acme, lab.id, 'bo', 'manager')
    await app(acme, 'inside', { workspaceId: lab.id })
    await app(acme, 'outside')
    const permission = 'resource:update'

    for (const [who, key, workspaceId] of [
      ['bo', 'inside', null],
      ['bo', 'outside', lab.id],
      ['cy', 'inside', null],
      ['cy', 'outside', lab.id],
    ] as const) {
      await acme.desk.refuses(
        (hall) => hall.resources.move({ ...acme.as(who), resource: named(key), workspaceId }),
        'access/not-allowed',
        { permission },
      )
    }
  })
})

describe('resource.transfer', () => {
  test('gives it to a member, and back to the organization', async () => {
    const acme = await given(policy, { ada: 'admin', bo: 'librarian', cy: 'member' })
    await app(acme, 'one')

    const { value, events } = await acme.desk.when((hall) =>
      hall.resources.transfer({ ...acme.as('bo'), resource: named('one'), to: { memberId: acme.id('cy') } }),
    )
    expect(value.ownerId).toBe(acme.id('cy'))
    expect(events).toMatchObject([
      { type: 'resource.transferred', before: { ownerId: null }, after: { ownerId: acme.id('cy') } },
    ])
    await acme.desk.unchanged((hall) =>
      hall.resources.transfer({ ...acme.as('bo'), resource: named('one'), to: { memberId: acme.id('cy') } }),
    )

    const back = await acme.desk.when((hall) =>
      hall.resources.transfer({ ...acme.as('bo'), resource: named('one'), to: 'organization' }),
    )
    expect(back.value).not.toHaveProperty('ownerId')
  })
})

describe('resource.delete', () => {
  test('takes it out; brought in again it is a new one (S1-45)', async () => {
    const acme = await given(policy, { ada: 'admin', bo: 'librarian' })
    const old = await app(acme, 'one')

    const { value, events } = await acme.desk.when((hall) =>
      hall.resources.delete({ ...acme.as('bo'), resource: named('one'), reason: 'went elsewhere' }),
    )
    expect(value).toMatchObject({ id: old.id, status: 'deleted', deletedAt: acme.clock.iso() })
    expect(events).toMatchObject([
      {
        type: 'resource.deleted',
        recordId: old.id,
        before: { status: 'active' },
        after: { status: 'deleted' },
        reason: 'went elsewhere',
      },
    ])
    const gone = acme.hall.resources.get({ ...acme.as('ada'), resource: named('one') })
    await expect(gone).rejects.toMatchObject({ code: 'resource/not-found' })

    const again = await app(acme, 'one')
    expect(again.id).not.toBe(old.id)
  })

  test('takes every right on it with it, and none wakes up when it comes back (S0-43, S1-38, S1-40, S1-45)', async () => {
    const acme = await given(policy, { ada: 'admin', bo: 'founder', cy: 'founder', dee: 'founder', eli: 'founder' })
    const { id: teamId } = await acme.hall.teams.create({ ...acme.system, name: 'Team' })
    const { id: groupId } = await acme.hall.groups.create({ ...acme.system, name: 'Group' })
    await acme.hall.teams.addMembers({ ...acme.system, teamId, memberIds: [acme.id('cy')] })
    await acme.hall.groups.addMembers({ ...acme.system, groupId, memberIds: [acme.id('dee')] })
    const principals = [{ memberId: acme.id('bo') }, { teamId }, { groupId }]
    const assign = { ...acme.as('ada'), principals, role: 'writer' as const, scope: { resource: named('one') } }
    const writers = async () => {
      const able = []
      for (const userId of ['bo', 'cy', 'dee', 'eli']) {
        const { organizationId } = acme
        const access = await acme.hall.access({ organizationId, userId, resources: [named('one')] })
        if (access.can('doc:write', { resource: named('one') })) able.push(userId)
      }
      return able
    }
    await acme.desk.refuses((hall) => hall.assignments.assign(assign), 'resource/not-found', named('one'))
    await app(acme, 'one')
    await acme.hall.assignments.assign(assign)
    expect(await writers()).toEqual(['bo', 'cy', 'dee'])

    const { plan } = await acme.desk.when((hall) =>
      hall.resources.delete({ ...acme.as('ada'), resource: named('one') }),
    )

    // those of the team and the group; the member's own is dead, and goes when their next one comes
    expect(plan.changes.filter(({ kind }) => kind === 'assignment')).toHaveLength(2)
    await app(acme, 'one')
    expect(await writers()).toEqual([])
    await acme.desk.when((hall) => hall.assignments.assign({ ...assign, principals: principals.slice(0, 1) }))
    expect(await writers()).toEqual(['bo'])
  })
})

test('what is not there is refused, and to whoever may not ask that, too (R12)', async () => {
  const acme = await given(policy, { ada: 'admin', bo: 'member' })
  const resource = named('nothing')
  const doings = {
    update: (by: 'ada' | 'bo') => ({ ...acme.as(by), resource, name: 'X' }),
    move: (by: 'ada' | 'bo') => ({ ...acme.as(by), resource, workspaceId: null }),
    transfer: (by: 'ada' | 'bo') => ({ ...acme.as(by), resource, to: 'organization' as const }),
    delete: (by: 'ada' | 'bo') => ({ ...acme.as(by), resource }),
  }
  await acme.desk.refuses((hall) => hall.resources.update(doings.update('ada')), 'resource/not-found', resource)
  await acme.desk.refuses((hall) => hall.resources.move(doings.move('ada')), 'resource/not-found', resource)
  await acme.desk.refuses((hall) => hall.resources.transfer(doings.transfer('ada')), 'resource/not-found', resource)
  await acme.desk.refuses((hall) => hall.resources.delete(doings.delete('ada')), 'resource/not-found', resource)

  await acme.desk.refuses((hall) => hall.resources.update(doings.update('bo')), 'access/not-allowed', {
    permission: 'resource:update',
  })
  await acme.desk.refuses((hall) => hall.resources.move(doings.move('bo')), 'access/not-allowed', {
    permission: 'resource:update',
  })
  await acme.desk.refuses((hall) => hall.resources.transfer(doings.transfer('bo')), 'access/not-allowed', {
    permission: 'resource:transfer',
  })
  await acme.desk.refuses((hall) => hall.resources.delete(doings.delete('bo')), 'access/not-allowed', {
    permission: 'resource:delete',
  })
})
