import { describe, expect, test } from 'vitest'
import { given } from '../support/given.js'
import { app, joins, spacesPolicy as policy, workspace } from '../support/spaces.js'

describe('resource.create', () => {
  test('brings a resource into the organization, which owns it', async () => {
    const acme = await given(policy, { ada: 'admin' })

    const { value, events } = await acme.desk.when((hall) =>
      hall.resources.create({
        ...acme.as('ada'),
        type: 'app',
        key: 'gh/42 é',
        name: 'Forge',
        metadata: { stars: 3 },
        reason: 'moved here',
      }),
    )

    const { revision: _, commitId: __, changed: ___, repeated: ____, ids, ...resource } = value
    expect(ids).toEqual([resource.id])
    expect(resource).toEqual({
      id: expect.stringMatching(/^res_/),
      organizationId: acme.organizationId,
      type: 'app',
      key: 'gh/42 é',
      name: 'Forge',
      metadata: { stars: 3 },
      status: 'active',
      createdAt: acme.clock.iso(),
      updatedAt: acme.clock.iso(),
    })
    expect(events).toMatchObject([
      {
        type: 'resource.created',
        recordId: resource.id,
        actor: { memberId: acme.id('ada') },
        after: { type: 'app', key: 'gh/42 é', workspaceId: null, ownerId: null },
        details: { after: { name: 'Forge', metadata: { stars: 3 } } },
        reason: 'moved here',
      },
    ])
    expect(await acme.hall.resources.get({ ...acme.as('ada'), resource: { type: 'app', key: 'gh/42 é' } })).toEqual(
      resource,
    )
  })

  test('puts it into a workspace, in the hands of a member', async () => {
    const acme = await given(policy, { ada: 'admin', bo: 'member' })
    const lab = await workspace(acme)
    await joins(acme, lab.id, 'bo', 'manager')

    const { value } = await acme.desk.when((hall) =>
      hall.resources.create({
        ...acme.as('bo'),
        type: 'app',
        key: 'one',
        workspaceId: lab.id,
        ownerId: acme.id('bo'),
      }),
    )

    expect(value).toMatchObject({ workspaceId: lab.id, ownerId: acme.id('bo') })
  })

  test('the same key in another type is another resource', async () => {
    const acme = await given(policy, { ada: 'admin' })
    await app(acme, 'one')

    const { value } = await acme.desk.when((hall) =>
      hall.resources.create({ ...acme.as('ada'), type: 'model', key: 'one' }),
    )

    expect(value).toMatchObject({ type: 'model', key: 'one' })
  })

  test('is done once under one idempotency key', async () => {
    const acme = await given(policy, { ada: 'admin' })

    await acme.desk.doesOnce(
      (hall, idempotencyKey) => hall.resources.create({ ...acme.as('ada'), type: 'app', key: 'one', idempotencyKey }),
      (hall, idempotencyKey) => hall.resources.create({ ...acme.as('ada'), type: 'app', key: 'two', idempotencyKey }),
    )
  })
})

describe('resource.createMany', () => {
  test('brings several in, in one revision and in order (S1-42)', async () => {
    const acme = await given(policy, { ada: 'admin' })
    const lab = await workspace(acme)

    const { value, notices } = await acme.desk.when((hall) =>
      hall.resources.createMany({
        ...acme.as('ada'),
        resources: [
          { type: 'app', key: 'b' },
          { type: 'app', key: 'a', workspaceId: lab.id },
          { type: 'model', key: 'a' },
        ],
      }),
    )

    expect(notices).toHaveLength(1)
    expect(value.resources.map(({ type, key }) => `${type} ${key}`)).toEqual(['app b', 'app a', 'model a'])
    expect(value.ids).toEqual(value.resources.map(({ id }) => id))
  })

  test('all of them or none', async () => {
    const acme = await given(policy, { ada: 'admin' })
    await app(acme, 'b')

    for (const key of ['a', 'b']) {
      const resources = [
        { type: 'app', key: 'a' },
        { type: 'app', key },
      ]
      await acme.desk.refuses(
        (hall) => hall.resources.createMany({ ...acme.as('ada'), resources }),
        'resource/already-here',
        { type: 'app', key },
      )
    }
  })

  test('asks in every workspace that is named', async () => {
    const acme = await given(policy, { ada: 'admin', bo: 'member' })
    const lab = await workspace(acme)
    const attic = await workspace(acme, 'Attic')
    await joins(acme, lab.id, 'bo', 'manager')
    const resources = [lab, attic].map(({ id }) => ({ type: 'app', key: id, workspaceId: id }))

    await acme.desk.refuses(
      (hall) => hall.resources.createMany({ ...acme.as('bo'), resources }),
      'access/not-allowed',
      {
        permission: 'resource:create',
      },
    )
    await acme.desk.when((hall) => hall.resources.createMany({ ...acme.as('bo'), resources: resources.slice(0, 1) }))
  })
})

describe('resource.create refuses', () => {
  test('a resource that is here already', async () => {
    const acme = await given(policy, { ada: 'admin' })
    await app(acme, 'one')

    await acme.desk.refuses(
      (hall) => hall.resources.create({ ...acme.as('ada'), type: 'app', key: 'one' }),
      'resource/already-here',
      { type: 'app', key: 'one' },
    )
  })

  test('whoever may not, outside and in a workspace that is not theirs', async () => {
    const acme = await given(policy, { ada: 'admin', bo: 'member', cy: 'librarian' })
    const lab = await workspace(acme)
    await joins(acme, lab.id, 'bo', 'manager')
    const permission = 'resource:create'

    await acme.desk.refuses(
      (hall) => hall.resources.create({ ...acme.as('bo'), type: 'app', key: 'one' }),
      'access/not-allowed',
      { permission },
    )
    await acme.desk.refuses(
      (hall) => hall.resources.create({ ...acme.as('cy'), type: 'app', key: 'one', workspaceId: lab.id }),
      'access/not-allowed',
      { permission },
    )
    await acme.desk.refuses(
      (hall) => hall.resources.create({ ...acme.as('bo'), type: 'app', key: 'one', workspaceId: 'wsp_nowhere' }),
      'access/not-allowed',
      { permission },
    )
  })

  test('malformed names', async () => {
    const acme = await given(policy, { ada: 'admin' })
    const typeProblem = 'must be 1 to 64 of `a-z`, `0-9` and `-`, beginning with a letter'

    for (const type of ['', 'App', 'my app', '1app', 'a'.repeat(65), '__proto__']) {
      await acme.desk.rejects(
        (hall) => hall.resources.create({ ...acme.as('ada'), type, key: 'one' }),
        [{ path: 'type', problem: typeProblem }],
      )
    }
    await acme.desk.rejects(
      (hall) => hall.resources.create({ ...acme.as('ada'), type: 'app', key: '' }),
      [{ path: 'key', problem: 'must not be empty' }],
    )
    await acme.desk.rejects(
      (hall) => hall.resources.create({ ...acme.as('ada'), type: 'app', key: 'é'.repeat(257) }),
      [{ path: 'key', problem: 'must be at most 512 bytes' }],
    )
    await acme.desk.rejects(
      (hall) => hall.resources.createMany({ ...acme.as('ada'), resources: [] }),
      [{ path: 'resources', problem: 'must hold 1 to 1000' }],
    )
  })
})
