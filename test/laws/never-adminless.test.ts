/** An organization always has an active admin, whatever anybody does, alone, together or as a batch (R5, R6, S4-37). */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { runs } from './support/runs.js'
import { isThere, membersSeen } from './support/seen.js'
import { anySetting, batches, callOf, steps, walks } from './support/steps.js'
import { remember, take, walk } from './support/walk.js'
import { day, doorOf, reopened, system, type World } from './support/world.js'

async function expectAnAdmin(world: World): Promise<void> {
  if (!(await isThere(world))) return
  const members = await membersSeen(world)
  expect(members.filter(({ role, status }) => role === 'admin' && status === 'active')).not.toEqual([])
}

describe('never without an admin', () => {
  test('after any step of any walk', async () => {
    await fc.assert(
      fc.asyncProperty(walks(25), async ([setting, taken]) => {
        await walk(setting, taken, expectAnAdmin)
      }),
      runs(250),
    )
  })

  test('after any batch', async () => {
    await fc.assert(
      fc.asyncProperty(anySetting, steps(6), batches(6), async (setting, before, batch) => {
        const world = await walk(setting, before, () => {})
        await world.doors.batch(batch(world)).catch(refusedOnly)
        await expectAnAdmin(world)
      }),
      runs(250),
    )
  })

  test('when two processes do many things at once', async () => {
    await fc.assert(
      fc.asyncProperty(anySetting, steps(6), steps(6), async (setting, before, together) => {
        const world = await walk({ ...setting, staffed: true }, before, () => {})
        // its own object: commands queue up by storage, so these two do not wait for each other
        const other = reopened(world, { storage: { ...world.storage } })
        const outcomes = together
          .filter(({ pass }) => pass === undefined)
          .map((step, index) => {
            const { command, input } = callOf(world, step)
            return doorOf(index % 2 === 0 ? world.doors.attempt : other.doors.attempt, command)(input)
          })
        for (const did of await Promise.all(outcomes)) if (did.ok) remember(world, did.value.secrets ?? [])
        await expectAnAdmin(world)
      }),
      runs(100),
    )
  })

  test('R6 when users are taken out of everything', async () => {
    await fc.assert(
      fc.asyncProperty(
        walks(12),
        fc.array(fc.nat({ max: 5 })),
        fc.boolean(),
        async ([setting, before], users, goOn) => {
          const world = await walk(setting, before, () => {})
          for (const user of users) {
            const mode = goOn ? 'item-by-item' : 'all-or-nothing'
            const done = await world.hall.members.removeUserEverywhere({ actor: system, userId: `u${user}`, mode })
            expect(done.complete).toBe(done.outcomes.every(({ outcome }) => outcome === 'removed'))
            if (done.complete) {
              const left = await world.hall.organizations.ofUser({ actor: system, userId: `u${user}` })
              expect(left.items).toEqual([])
            }
            await expectAnAdmin(world)
          }
        },
      ),
      runs(180),
    )
  })

  test('and time changes nothing about it', async () => {
    await fc.assert(
      fc.asyncProperty(walks(15), async ([setting, before]) => {
        const world = await walk(setting, before, () => {})
        await take(world, { command: 'time', by: 6, pass: 40 * day })
        await world.hall.maintain()
        await expectAnAdmin(world)
      }),
      runs(100),
    )
  })
})

function refusedOnly(error: unknown): void {
  expect(error).toMatchObject({ name: 'GuildhallError', kind: 'refused' })
}
