import { describe, expect, test } from 'vitest'
import { policy } from '../support/given.js'
import { openHall, system } from '../support/hall.js'

const ada = { userId: 'ada', email: 'Ada@Example.test', emailVerified: true }

describe('organization.create', () => {
  test('makes an organization with its creator as the first admin', async () => {
    const desk = openHall({ policy })

    const { value, events } = await desk.when((hall) =>
      hall.organizations.create({
        actor: ada,
        name: 'Acme Ltd.',
        slug: 'acme',
        seatLimit: 25,
        settings: { defaultRole: 'editor', invitationLifetimeDays: 14 },
        metadata: { plan: 'team' },
      }),
    )

    const admin = {
      id: value.admin.id,
      organizationId: value.id,
      userId: 'ada',
      email: 'Ada@Example.test',
      metadata: {},
      role: 'admin',
      roleGranter: { system: 'creation' },
      status: 'active',
      createdAt: desk.clock.iso(),
      updatedAt: desk.clock.iso(),
      joinedAt: desk.clock.iso(),
    }
    expect(value).toEqual({
      id: value.id,
      slug: 'acme',
      name: 'Acme Ltd.',
      status: 'active',
      seatLimit: 25,
      settings: { defaultRole: 'editor', invitationLifetimeDays: 14 },
      metadata: { plan: 'team' },
      createdAt: desk.clock.iso(),
      updatedAt: desk.clock.iso(),
      admin,
      revision: 1,
      commitId: value.commitId,
      changed: true,
      repeated: false,
      ids: [value.admin.id],
    })
    expect(events).toEqual([
      {
        revision: 1,
        index: 0,
        at: desk.clock.iso(),
        actor: { memberId: value.admin.id },
        command: 'organization.create',
        type: 'organization.created',
        after: { slug: 'acme', status: 'active', seatLimit: 25 },
        details: { name: 'Acme Ltd.' },
      },
      {
        revision: 1,
        index: 1,
        at: desk.clock.iso(),
        actor: { memberId: value.admin.id },
        command: 'organization.create',
        type: 'member.added',
        memberId: value.admin.id,
        after: { role: 'admin', status: 'active' },
        details: { after: { userId: 'ada', email: 'Ada@Example.test' } },
      },
    ])
  })

  test('names another first admin, by the system or by a user who stays outside', async () => {
    const desk = openHall({ policy })
    const admin = { userId: 'bo', email: 'bo@example.test', name: 'Bo Ek', department: 'Forge' }

    for (const [actor, slug] of [
      [system, 'acme'],
      [ada, 'globex'],
    ] as const) {
      const { value } = await desk.when((hall) => hall.organizations.create({ actor, name: 'A', slug, admin }))

      expect(value.admin).toMatchObject({ ...admin, role: 'admin', status: 'active' })
      const { items } = await desk.hall.members.list({ organizationId: value.id, actor: system })
      expect(items).toHaveLength(1)
    }
  })

  test('leaves an address of the creator’s out that cannot be compared', async () => {
    const desk = openHall({ policy })

    const { value } = await desk.when((hall) =>
      hall.organizations.create({ actor: { userId: 'ada', email: 'ada' }, name: 'Acme', slug: 'acme' }),
    )

    expect(value.admin).not.toHaveProperty('email')
  })

  test('lets one user create several', async () => {
    const desk = openHall({ policy })

    for (const slug of ['acme', 'globex'])
      await desk.when((hall) => hall.organizations.create({ actor: ada, name: 'A', slug }))

    const { items } = await desk.hall.organizations.ofUser({ actor: ada })
    expect(items.map(({ organization }) => organization.slug).sort()).toEqual(['acme', 'globex'])
  })

  test('is done once under one idempotency key', async () => {
    const desk = openHall({ policy })

    const { first, second } = await desk.doesOnce(
      (hall, idempotencyKey) => hall.organizations.create({ actor: ada, name: 'Acme', slug: 'acme', idempotencyKey }),
      (hall, idempotencyKey) => hall.organizations.create({ actor: ada, name: 'Acme', slug: 'globex', idempotencyKey }),
    )

    expect(second).toEqual({ ...first, repeated: true })
  })

  test('under the same key of another user, or under no key, it is another one', async () => {
    const desk = openHall({ policy })
    const create = { name: 'Acme', idempotencyKey: 'the-key' }
    const first = await desk.hall.organizations.create({ ...create, actor: ada, slug: 'acme' })

    const other = await desk.hall.organizations.create({ ...create, actor: { userId: 'bo' }, slug: 'globex' })
    const keyless = await desk.hall.organizations.create({ actor: ada, name: 'Acme', slug: 'initech' })

    expect(new Set([first.id, other.id, keyless.id]).size).toBe(3)
  })
})

describe('organization.create refuses', () => {
  test('a slug that another organization has', async () => {
    const desk = openHall({ policy })
    await desk.hall.organizations.create({ actor: ada, name: 'Acme', slug: 'acme' })

    await desk.refuses(
      (hall) => hall.organizations.create({ actor: { userId: 'bo' }, name: 'Acme too', slug: 'acme' }),
      'organization/slug-taken',
      { slug: 'acme' },
    )
  })

  test('no seat for its first admin: 0 is zero', async () => {
    const desk = openHall({ policy })

    await desk.refuses(
      (hall) => hall.organizations.create({ actor: ada, name: 'Acme', slug: 'acme', seatLimit: 0 }),
      'organization/seat-limit',
      { limit: 0, seats: 1 },
    )
  })

  test('the profile of a first admin that lacks what every member must have', async () => {
    const desk = openHall({ policy, requiredProfile: ['name', 'department'] })

    const created = desk.hall.organizations.create({ actor: ada, name: 'Acme', slug: 'acme' })

    await expect(created).rejects.toMatchObject({
      code: 'member/profile-incomplete',
      details: { missing: ['name', 'department'] },
    })
  })

  test('the system as a first admin', async () => {
    const desk = openHall({ policy })

    await desk.rejects(
      (hall) => hall.organizations.create({ actor: system, name: 'Acme', slug: 'acme' }),
      [{ path: 'admin', problem: 'is required where the system creates' }],
    )
  })

  test('every wrong field by its name', async () => {
    const desk = openHall({ policy })

    await desk.rejects(
      (hall) =>
        hall.organizations.create({
          actor: ada,
          name: '',
          slug: 'Acme Ltd',
          seatLimit: -1,
          settings: { invitationLifetimeDays: 0 },
        }),
      [
        { path: 'name', problem: 'must not be blank' },
        { path: 'slug', problem: 'must consist of a-z, 0-9 and `-`' },
        { path: 'seatLimit', problem: 'must be a whole number from 0' },
        { path: 'settings.invitationLifetimeDays', problem: 'must be a whole number from 1 to 365' },
      ],
    )
  })
})
