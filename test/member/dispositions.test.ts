import { createGuildhall, StorageFault } from 'guildhall'
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

  describe('of more things than pass on in one revision', () => {
    /** Cy owns 501 apps and two notes. */
    async function plenty() {
      const acme = await office()
      const ownerId = acme.id('cy')
      const apps = Array.from({ length: 501 }, (_, at) => ({ type: 'app', key: `n${at}`, ownerId }))
      const notes = ['a', 'b'].map((key) => ({ type: 'note', key, ownerId }))
      await acme.hall.resources.createMany({ ...acme.system, resources: [...apps, ...notes] })
      return { acme, ownerId }
    }

    async function ofCy(acme: Here) {
      const { items } = await acme.hall.resources.list({ ...acme.system, limit: 1_000 })
      return items.filter(({ ownerId }) => ownerId === acme.id('cy')).map(({ key }) => key)
    }

    test('goes in several: they can do nothing after the first, and are gone with the last', async () => {
      const { acme, ownerId } = await plenty()
      const dispositions = { note: 'retain', app: { transfer: { memberId: acme.id('bo') } } } as const
      const input = { ...acme.as('ada'), memberId: ownerId, dispositions, reason: 'left' }

      const { notices, plan, value } = await acme.desk.when((hall) => hall.members.remove(input))

      expect(plan.revisions).toBe(2)
      expect(notices.map(({ command, events }) => [command, events[0]?.type, events.length])).toEqual([
        ['member.remove', 'member.deactivated', 501],
        ['member.remove', 'member.removed', 2],
      ])
      expect(value).toMatchObject({ id: ownerId, status: 'removed', revision: notices[1]?.revision, changed: true })
      expect(await ofCy(acme)).toEqual(['a', 'b'])
    })

    test('is refused whole before the first, where the removal would be', async () => {
      const { acme, ownerId } = await plenty()
      const remove = (memberId: string) => ({ command: 'member.remove', input: { memberId } }) as const

      await acme.desk.refuses(
        (hall) => hall.members.remove({ ...acme.as('ada'), memberId: ownerId, dispositions: { note: 'block' } }),
        'member/owns-blocked',
        { memberId: ownerId, type: 'note', count: 2 },
      )
      await expect(
        acme.hall.batch({
          ...acme.as('ada'),
          mode: 'all-or-nothing',
          commands: [remove(ownerId), remove(acme.id('bo'))],
        }),
      ).rejects.toMatchObject({ code: 'batch/too-large', details: { maxOperations: 1_000 } })
      const { outcomes } = await acme.hall.batch({
        ...acme.as('ada'),
        mode: 'item-by-item',
        commands: [remove(acme.id('bo')), remove(ownerId), remove(acme.id('fay'))],
      })
      expect(outcomes.map(({ ok }) => ok)).toEqual([true, true, true])
      expect(await ofCy(acme)).toEqual([])
    })

    test('passes on as far as it went where it is interrupted, and goes on when it is asked for again', async () => {
      const { acme, ownerId } = await plenty()
      const { memory } = acme.desk
      /** The same hall, whose storage answers the other way round, which means nothing, and takes one commit and no more. */
      const failing = () => {
        let commits = 0
        return acme.hall.on({
          ...memory,
          async read(...asked) {
            const snapshot = await memory.read(...asked)
            return snapshot && { ...snapshot, records: [...snapshot.records].reverse() }
          },
          commit(changeSet) {
            commits += 1
            if (commits === 1) return memory.commit(changeSet)
            return Promise.reject(new StorageFault('the disk is full', { outcome: 'not-committed' }))
          },
        })
      }
      const everywhere = { actor: acme.system.actor, userId: 'cy' }
      const written = memory.snapshot()
      const plan = await acme.hall.plan.members.remove({ ...acme.as('ada'), memberId: ownerId })
      if (!plan.ok) return expect.fail(plan.refusal.code)

      expect(await failing().members.removeUserEverywhere(everywhere)).toMatchObject({
        complete: false,
        outcomes: [{ outcome: 'refused', refusal: { code: 'batch/interrupted' } }],
      })
      memory.restore(written)
      await expect(failing().apply({ plan, actor: acme.actor('ada') })).rejects.toMatchObject({
        code: 'batch/interrupted',
        details: { outcome: 'not-committed' },
      })
      expect([await acme.statusOf('cy'), (await ofCy(acme)).length]).toEqual(['deactivated', 3])

      expect(await acme.hall.members.removeUserEverywhere(everywhere)).toMatchObject({ complete: true })
      expect([await acme.statusOf('cy'), await ofCy(acme)]).toEqual(['removed', []])
    })

    test('goes with who leaves by themselves, too', async () => {
      const { acme } = await plenty()

      const { value, notices } = await acme.desk.when((hall) => hall.members.leave(acme.as('cy')))

      expect(notices.flatMap(({ events }) => events).filter(({ type }) => type === 'member.deactivated')).toEqual([])
      expect([value.status, notices.length, await ofCy(acme)]).toEqual(['removed', 2, []])
    })
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
