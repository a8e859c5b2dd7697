import { createGuildhall } from 'guildhall'
import { describe, expect, test } from 'vitest'
import { given } from '../support/given.js'
import { openHall } from '../support/hall.js'
import { app, joins, named, spacesPolicy as policy, workspace } from '../support/spaces.js'

type Here = Awaited<ReturnType<typeof office>>

/** Bo owns three things of two types. */
async function office() {
  const acme = await given(policy, { ada: 'admin', bo: 'member', cy: 'member', fay: 'founder' })
  const ownerId = acme.id('bo')
  await app(acme, 'one', { ownerId })
  await app(acme, 'two', { ownerId })
  await acme.hall.resources.create({ ...acme.system, type: 'flow', key: 'three', ownerId })
  return acme
}

async function owners(acme: Here): Promise<Record<string, string | null>> {
  const { items } = await acme.hall.resources.list(acme.system)
  return Object.fromEntries(items.map(({ key, ownerId }) => [key, ownerId ?? null]))
}

describe('what a leaving member owns', () => {
  test('is the organization’s from then on, in the same commit (S4-44, S4-46)', async () => {
    const acme = await office()

    const { notices, events, plan } = await acme.desk.when((hall) =>
      hall.members.remove({ ...acme.as('fay'), memberId: acme.id('bo') }),
    )

    expect(notices).toHaveLength(1)
    expect(await owners(acme)).toEqual({ one: null, two: null, three: null })
    expect(events.map(({ type }) => type)).toEqual([
      'member.removed',
      'resource.transferred',
      'resource.transferred',
      'resource.transferred',
    ])
    expect(events[1]).toMatchObject({ before: { ownerId: acme.id('bo') }, after: { ownerId: null } })
    expect(events[0]?.after).toEqual({ role: 'member', status: 'removed' })
    expect(plan.impact).toMatchObject([
      { name: 'owned-resources', members: [], resources: [{ key: 'one' }, { key: 'two' }, { key: 'three' }] },
    ])
  })

  test('passes on as is said, type by type, and the event says so (S4-43, S4-45, S4-83)', async () => {
    const acme = await office()
    const dispositions = {
      app: { transfer: { memberId: acme.id('cy') } },
      flow: 'retain',
      task: 'unassign',
    } as const

    const { events } = await acme.desk.when((hall) =>
      hall.members.remove({ ...acme.as('ada'), memberId: acme.id('bo'), dispositions }),
    )

    expect(await owners(acme)).toEqual({ one: acme.id('cy'), two: acme.id('cy'), three: acme.id('bo') })
    expect(events[0]).toMatchObject({ type: 'member.removed', after: { status: 'removed', dispositions } })
    const left = await acme.hall.resources.list({ ...acme.as('ada'), ownerId: acme.id('bo') })
    expect(left.items).toMatchObject([{ key: 'three' }])
  })

  test('goes with whoever leaves by themselves, too', async () => {
    const acme = await office()

    const { events } = await acme.desk.when((hall) => hall.members.leave(acme.as('bo')))

    expect(events.map(({ type }) => type)).toEqual(['member.left', ...Array(3).fill('resource.transferred')])
    expect(await owners(acme)).toEqual({ one: null, two: null, three: null })
  })

  test('keeps them from being removed, where that is said', async () => {
    const acme = await office()

    await acme.desk.refuses(
      (hall) => hall.members.remove({ ...acme.as('ada'), memberId: acme.id('bo'), dispositions: { app: 'block' } }),
      'member/owns-blocked',
      { memberId: acme.id('bo'), type: 'app', count: 2 },
    )
    await acme.hall.resources.delete({ ...acme.as('ada'), resource: named('one') })
    await acme.hall.resources.delete({ ...acme.as('ada'), resource: named('two') })
    await acme.desk.when((hall) =>
      hall.members.remove({ ...acme.as('ada'), memberId: acme.id('bo'), dispositions: { app: 'block' } }),
    )
  })

  test('goes to nobody who is not of this organization, nor to who leaves', async () => {
    const acme = await office()

    for (const ownerId of ['mem_nobody', acme.id('bo')]) {
      await acme.desk.refuses(
        (hall) =>
          hall.members.remove({
            ...acme.as('ada'),
            memberId: acme.id('bo'),
            dispositions: { app: { transfer: { memberId: ownerId } } },
          }),
        'resource/owner-not-found',
        { ownerId },
      )
    }
  })

  test('goes to others by the hand of somebody who may transfer, and gains them nothing', async () => {
    const acme = await office()
    const to = (who: string) => ({ app: { transfer: { memberId: acme.id(who) } } })

    await acme.desk.refuses(
      (hall) => hall.members.remove({ ...acme.as('fay'), memberId: acme.id('bo'), dispositions: to('cy') }),
      'access/not-allowed',
      { permission: 'resource:transfer' },
    )
    await acme.desk.when((hall) =>
      hall.members.remove({
        ...acme.as('fay'),
        memberId: acme.id('bo'),
        dispositions: { app: { transfer: 'organization' } },
      }),
    )
  })

  test('is at most 500 things at once', async () => {
    const acme = await office()
    const ownerId = acme.id('cy')
    const resources = Array.from({ length: 501 }, (_, at) => ({ type: 'app', key: `n${at}`, ownerId }))
    await acme.hall.resources.createMany({ ...acme.system, resources })
    const details = { memberId: ownerId, limit: 500 }

    await acme.desk.refuses(
      (hall) => hall.members.remove({ ...acme.as('ada'), memberId: ownerId }),
      'member/owns-too-many',
      details,
    )
    await acme.desk.refuses((hall) => hall.members.leave(acme.as('cy')), 'member/owns-too-many', details)

    await acme.hall.resources.transfer({ ...acme.system, resource: named('n0'), to: 'organization' })
    const { notices } = await acme.desk.when((hall) => hall.members.leave(acme.as('cy')))
    expect(notices).toHaveLength(1)
  })

  test('passes on for each of several who go at once', async () => {
    const acme = await office()
    const resources = Array.from({ length: 300 }, (_, at) => ({
      type: 'app',
      key: `n${at}`,
      ownerId: acme.id(at % 2 === 0 ? 'bo' : 'cy'),
    }))
    await acme.hall.resources.createMany({ ...acme.system, resources })

    const { outcomes } = await acme.hall.batch({
      ...acme.as('ada'),
      mode: 'item-by-item',
      commands: ['bo', 'cy'].map((who) => ({ command: 'member.remove' as const, input: { memberId: acme.id(who) } })),
    })

    expect(outcomes.map(({ ok }) => ok)).toEqual([true, true])
    const { items } = await acme.hall.resources.list({ ...acme.system, limit: 1_000 })
    expect(items.filter(({ ownerId }) => ownerId !== undefined)).toEqual([])
  })

  test('in a workspace stays in the workspace', async () => {
    const acme = await office()
    const lab = await workspace(acme)
    await joins(acme, lab.id, 'bo', 'manager')
    await app(acme, 'four', { workspaceId: lab.id, ownerId: acme.id('bo') })

    await acme.desk.when((hall) => hall.members.remove({ ...acme.as('ada'), memberId: acme.id('bo') }))

    expect(await acme.hall.resources.get({ ...acme.as('ada'), resource: named('four') })).toMatchObject({
      workspaceId: lab.id,
    })
    expect((await owners(acme)).four).toBeNull()
  })

  test('malformed dispositions are refused', async () => {
    const acme = await office()
    const removing = (dispositions: object) => ({
      ...acme.as('ada'),
      memberId: acme.id('bo'),
      dispositions: dispositions as never,
    })

    await acme.desk.rejects(
      (hall) => hall.members.remove(removing({ app: 'burn' })),
      [{ path: 'dispositions.app', problem: 'must be one of `unassign`, `retain`, `block`' }],
    )
    await acme.desk.rejects(
      (hall) => hall.members.remove(removing({ app: { transfer: { memberId: '' } } })),
      [
        {
          path: 'dispositions.app.transfer.memberId',
          problem: 'must be an id: 1 to 64 of A-Z, a-z, 0-9, `_` and `-`',
        },
      ],
    )
  })
})

describe('what the application keeps for them', () => {
  test('is counted when the removal is planned (S4-14, S4-40)', async () => {
    const desk = openHall({
      policy,
      ownedItems: ({ userId }) => [
        { type: 'task', count: userId === 'bo' ? 3 : 0 },
        { type: 'comment', count: 12 },
      ],
    })
    const acme = await desk.hall.organizations.create({ actor: { userId: 'ada' }, name: 'Acme', slug: 'acme' })
    const asAda = { organizationId: acme.id, actor: { userId: 'ada' } }
    const { id: memberId } = await desk.hall.members.add({ ...asAda, userId: 'bo' })

    const plan = await desk.hall.plan.members.remove({ ...asAda, memberId })

    expect(plan).toMatchObject({
      ok: true,
      items: [
        { memberId, type: 'task', count: 3 },
        { memberId, type: 'comment', count: 12 },
      ],
    })
    expect(await desk.hall.plan.members.deactivate({ ...asAda, memberId })).not.toHaveProperty('items')
  })

  test('may be unknown, and the plan says so', async () => {
    const { memory } = openHall({ policy })
    const hall = createGuildhall({ storage: memory, policy, ownedItems: () => Promise.reject(new Error('down')) })
    const acme = await hall.organizations.create({ actor: { userId: 'ada' }, name: 'Acme', slug: 'acme' })
    const asAda = { organizationId: acme.id, actor: { userId: 'ada' } }
    const { id: memberId } = await hall.members.add({ ...asAda, userId: 'bo' })

    expect(await hall.plan.members.remove({ ...asAda, memberId })).toMatchObject({ ok: true, items: 'unknown' })
  })
})
