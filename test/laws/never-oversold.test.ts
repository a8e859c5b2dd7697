/** No step takes a seat beyond the limit; and every number that is shown is the number that the lists have (R4, S2-05). */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { runs } from './support/runs.js'
import { counted, isThere, membersSeen } from './support/seen.js'
import { anySetting, batches, callOf, steps, walks } from './support/steps.js'
import { storedOf } from './support/stored.js'
import { take, walk } from './support/walk.js'
import { doorOf, reopened, system, takesSeat, type World, worldOf } from './support/world.js'

/** The dashboard says what the lists say; answers how many seats are taken. */
async function seatsSeen(world: World): Promise<number> {
  const { hall, organizationId, policy } = world
  const { revision, seats, ...numbers } = await hall.organizations.dashboard({ organizationId, actor: system })
  const { taken, ...others } = counted(policy, await membersSeen(world))
  expect(numbers).toEqual(others)
  expect(seats.taken).toBe(taken)
  expect(seats.free).toBe(seats.limit === undefined ? undefined : Math.max(0, seats.limit - taken))
  const organization = await hall.organizations.get({ organizationId, actor: system })
  expect([revision, seats.limit]).toEqual([organization.revision, organization.seatLimit])
  return taken
}

async function limitSeen({ hall, organizationId }: World): Promise<number> {
  return limitOf((await hall.organizations.get({ organizationId, actor: system })).seatLimit)
}

function limitOf(seatLimit: unknown): number {
  return typeof seatLimit === 'number' ? seatLimit : Number.POSITIVE_INFINITY
}

describe('never oversold', () => {
  test('no step of any walk takes a seat beyond the limit, and the dashboard counts what the lists show', async () => {
    await fc.assert(
      fc.asyncProperty(walks(20), async ([setting, taken]) => {
        const world = await worldOf(setting)
        let before = await seatsSeen(world)
        for (const step of taken) {
          await take(world, step)
          if (!(await isThere(world))) return
          const after = await seatsSeen(world)
          if (after > (await limitSeen(world))) expect(after).toBeLessThanOrEqual(before)
          before = after
        }
      }),
      runs(240),
    )
  })

  test('nor does any batch: all or nothing where it ends, item by item at the limit of then', async () => {
    await fc.assert(
      fc.asyncProperty(anySetting, steps(6), batches(6), async (setting, steps, batch) => {
        const world = await walk(setting, steps, () => {})
        if (!(await isThere(world))) return
        const before = await seatsSeen(world)
        const limits = [await limitSeen(world)]
        const given = batch(world)
        await world.doors.batch(given).catch(() => {})
        if (!(await isThere(world))) return
        const after = await seatsSeen(world)
        for (const { input } of given.commands) if (input.seatLimit !== undefined) limits.push(limitOf(input.seatLimit))
        const limit = given.mode === 'all-or-nothing' ? await limitSeen(world) : Math.max(...limits)
        expect(after).toBeLessThanOrEqual(Math.max(before, limit))
      }),
      runs(250),
    )
  })

  test('R4 nor do many things at once, from two processes', async () => {
    await fc.assert(
      fc.asyncProperty(anySetting, steps(8), steps(8), async (setting, steps, together) => {
        const world = await walk(setting, steps, () => {})
        if (!(await isThere(world))) return
        // its own object: commands queue up by storage, so these two do not wait for each other
        const other = reopened(world, { storage: { ...world.storage } })
        await Promise.all(
          together
            .filter(({ pass }) => pass === undefined)
            .map((step, index) => {
              const { command, input } = callOf(world, step)
              return doorOf(index % 2 === 0 ? world.doors.attempt : other.doors.attempt, command)(input)
            }),
        )
        // what each commit left behind stands in the history: no revision took a seat beyond the limit of then
        expectNoRevisionOversold(world)
        if (await isThere(world)) await seatsSeen(world)
      }),
      runs(100),
    )
  })

  test('the seats that the history records are those that its own events add up to', async () => {
    await fc.assert(
      fc.asyncProperty(walks(25), async ([setting, taken]) => {
        expectNoRevisionOversold(await walk(setting, taken, () => {}))
      }),
      runs(180),
    )
  })
})

function expectNoRevisionOversold(world: World): void {
  const standing = new Map<string, { role: string; status: string }>()
  let limit = Number.POSITIVE_INFINITY
  let before = 0
  for (const { events, seats } of storedOf(world).revisions) {
    for (const { type, memberId, after = {} } of events) {
      const { role, status, seatLimit } = after
      if (type === 'organization.created' || type === 'organization.seat_limit_changed') limit = limitOf(seatLimit)
      if (memberId !== undefined && typeof role === 'string' && typeof status === 'string')
        standing.set(memberId, { role, status })
    }
    const taken = [...standing.values()].filter((member) => takesSeat(world.policy, member)).length
    expect(seats).toBe(taken)
    if (taken > limit) expect(taken).toBeLessThanOrEqual(before)
    before = taken
  }
}
