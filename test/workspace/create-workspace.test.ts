import { describe, expect, test } from 'vitest'
import { given, givenAt } from '../support/given.js'
import { spacesPolicy as policy } from '../support/spaces.js'

describe('workspace.create', () => {
  test('makes a shared one, which its admin reaches without being in it (S3-12)', async () => {
    const acme = await given(policy, { ada: 'admin' })

    const { value, events } = await acme.desk.when((hall) =>
      hall.workspaces.create({
        ...acme.as('ada'),
        name: 'Lab',
        key: 'lab-1',
        description: 'Where it smells',
        metadata: { floor: 2 },
        reason: 'more room',
      }),
    )

    const { revision: _, commitId: __, changed: ___, repeated: ____, ids, ...made } = value
    expect(ids).toEqual([made.id])
    expect(made).toEqual({
      id: expect.stringMatching(/^wsp_/),
      organizationId: acme.organizationId,
      name: 'Lab',
      key: 'lab-1',
      description: 'Where it smells',
      type: 'shared',
      memberCount: 0,
      metadata: { floor: 2 },
      status: 'active',
      createdAt: acme.clock.iso(),
      updatedAt: acme.clock.iso(),
    })
    expect(events).toMatchObject([
      {
        type: 'workspace.created',
        recordId: made.id,
        after: { type: 'shared', ownerId: null },
        details: { after: { name: 'Lab', description: 'Where it smells', metadata: { floor: 2 } } },
        reason: 'more room',
      },
    ])
    expect(await acme.hall.workspaces.get({ ...acme.as('ada'), workspaceId: made.id })).toEqual(made)
  })

  test('puts its creator in, where their role does not reach it anyway', async () => {
    const acme = await given(policy, { ada: 'admin', bo: 'founder' })

    const { value, events } = await acme.desk.when((hall) => hall.workspaces.create({ ...acme.as('bo'), name: 'Lab' }))

    expect(value.memberCount).toBe(1)
    expect(events.map(({ type, memberId }) => [type, memberId])).toEqual([
      ['workspace.created', undefined],
      ['workspace.member_added', acme.id('bo')],
    ])
    expect(await acme.hall.workspaces.get({ ...acme.as('bo'), workspaceId: value.id })).toMatchObject({ name: 'Lab' })
  })

  test('gives its creator a role there, as far as they may have it', async () => {
    const acme = await given(policy, { ada: 'admin', bo: 'founder' })

    const { value } = await acme.desk.when((hall) =>
      hall.workspaces.create({ ...acme.as('ada'), name: 'Lab', role: 'manager' }),
    )
    expect(value.memberCount).toBe(1)

    await acme.desk.refuses(
      (hall) => hall.workspaces.create({ ...acme.as('bo'), name: 'Den', role: 'manager' }),
      'member/self-elevation',
      { memberId: acme.id('bo'), role: 'manager' },
    )
  })

  test('makes a personal one, with its owner in it and nobody else (S3-33)', async () => {
    const acme = await given(policy, { ada: 'admin', bo: 'founder', cy: 'member' })

    const own = await acme.desk.when((hall) =>
      hall.workspaces.create({ ...acme.as('bo'), name: 'Mine', type: 'personal' }),
    )
    expect(own.value).toMatchObject({ type: 'personal', ownerId: acme.id('bo'), memberCount: 1 })

    const theirs = await acme.desk.when((hall) =>
      hall.workspaces.create({
        ...acme.as('ada'),
        name: 'Yours',
        type: 'personal',
        ownerId: acme.id('cy'),
        role: 'contributor',
      }),
    )
    expect(theirs.value).toMatchObject({ ownerId: acme.id('cy'), memberCount: 1 })
    expect(theirs.events).toMatchObject([
      { type: 'workspace.created', after: { type: 'personal', ownerId: acme.id('cy') } },
      { type: 'workspace.member_added', memberId: acme.id('cy'), after: { role: 'contributor' } },
    ])
  })

  test('is done once under one idempotency key', async () => {
    const acme = await given(policy, { ada: 'admin' })

    await acme.desk.doesOnce(
      (hall, idempotencyKey) => hall.workspaces.create({ ...acme.as('ada'), name: 'Lab', idempotencyKey }),
      (hall, idempotencyKey) => hall.workspaces.create({ ...acme.as('ada'), name: 'Den', idempotencyKey }),
    )
  })
})

describe('workspace.create refuses', () => {
  test('a key that another live one has', async () => {
    const acme = await given(policy, { ada: 'admin' })
    const lab = await acme.hall.workspaces.create({ ...acme.as('ada'), name: 'Lab', key: 'lab' })

    await acme.desk.refuses(
      (hall) => hall.workspaces.create({ ...acme.as('ada'), name: 'Other', key: 'lab' }),
      'workspace/key-taken',
      { key: 'lab', workspaceId: lab.id },
    )

    await acme.hall.workspaces.delete({ ...acme.as('ada'), workspaceId: lab.id })
    await acme.desk.when((hall) => hall.workspaces.create({ ...acme.as('ada'), name: 'Other', key: 'lab' }))
  })

  test('an owner who is unknown, foreign or removed (R12)', async () => {
    const acme = await given(policy, { ada: 'admin', bo: 'member' })
    const umbra = await givenAt(acme.desk, { eve: 'admin' }, { slug: 'umbra' })
    await acme.hall.members.remove({ ...acme.as('ada'), memberId: acme.id('bo') })

    for (const ownerId of ['mem_nobody', umbra.id('eve'), acme.id('bo')]) {
      await acme.desk.refuses(
        (hall) => hall.workspaces.create({ ...acme.as('ada'), name: 'X', type: 'personal', ownerId }),
        'member/not-found',
        { memberId: ownerId },
      )
    }
  })

  test('roles of another kind, unknown ones, and those that cannot be given yet', async () => {
    const acme = await given(policy, { ada: 'admin' })
    // what the types would not let through
    const made = (role: string) => ({ ...acme.as('ada'), name: 'X', role: role as 'manager' })

    await acme.desk.refuses((hall) => hall.workspaces.create(made('member')), 'role/wrong-scope', {
      role: 'member',
      scope: 'organization',
      scopes: ['workspace'],
    })
    await acme.desk.refuses((hall) => hall.workspaces.create(made('king')), 'role/unknown', { role: 'king' })
    await acme.desk.refuses((hall) => hall.workspaces.create(made('not-yet')), 'role/not-assignable', {
      role: 'not-yet',
    })
  })

  test('whoever may not', async () => {
    const acme = await given(policy, { ada: 'admin', bo: 'member' })

    await acme.desk.refuses((hall) => hall.workspaces.create({ ...acme.as('bo'), name: 'Lab' }), 'access/not-allowed', {
      permission: 'workspace:create',
    })
  })

  test('inputs that contradict themselves', async () => {
    const acme = await given(policy, { ada: 'admin' })

    await acme.desk.rejects(
      (hall) => hall.workspaces.create({ ...acme.as('ada'), name: 'Lab', ownerId: acme.id('ada') }),
      [{ path: 'ownerId', problem: 'goes with `personal` only' }],
    )
    await acme.desk.rejects(
      (hall) => hall.workspaces.create({ ...acme.system, name: 'X', type: 'personal' }),
      [{ path: 'ownerId', problem: 'is required' }],
    )
    await acme.desk.rejects(
      (hall) => hall.workspaces.create({ ...acme.system, name: 'X', role: 'manager' }),
      [{ path: 'role', problem: 'is for a creator who is a member' }],
    )
    await acme.desk.rejects(
      (hall) => hall.workspaces.create({ ...acme.as('ada'), name: ' ' }),
      [{ path: 'name', problem: 'must not be blank' }],
    )
  })
})
