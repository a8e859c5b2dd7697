/** The history alone says how everybody stands; it says something exactly when something changed; it never goes back. */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { HistoryEntry } from '../../src/index.js'
import { runs } from './support/runs.js'
import { historySeen, isThere, membersSeen } from './support/seen.js'
import { anySetting, batches, steps, walks } from './support/steps.js'
import { differences, organizationsIn, type StoredOrganization, storedOf } from './support/stored.js'
import { walk } from './support/walk.js'
import type { World } from './support/world.js'

interface Standing {
  readonly role: unknown
  readonly status: unknown
}

/** A member has roles in teams and workspaces too; who they are in the organization, these events say. */
const isStanding = (type: string): boolean => type.startsWith('member.') || type.startsWith('invitation.')

/** Role and status of every member who ever was, from nothing but what the history says. */
function replayed(history: readonly HistoryEntry[]): Map<string, Standing> {
  const members = new Map<string, Standing>()
  for (const { type, memberId, before, after } of history) {
    if (memberId === undefined || after?.role === undefined || !isStanding(type)) continue
    // what it says was before is what it said before
    const { role, status } = before ?? {}
    expect(members.get(memberId)).toEqual(before === undefined ? undefined : { role, status })
    members.set(memberId, { role: after.role, status: after.status })
  }
  return members
}

const standings = (members: readonly { id: string; role: string; status: string }[]): Map<string, Standing> =>
  new Map(members.map(({ id, role, status }) => [id, { role, status }]))

async function expectReplay(world: World): Promise<void> {
  if (await isThere(world)) expect(replayed(await historySeen(world))).toEqual(standings(await membersSeen(world)))
}

describe('the history, replayed', () => {
  test('rebuilds every member’s role and status after any walk', async () => {
    await fc.assert(
      fc.asyncProperty(walks(24), async ([setting, taken]) => expectReplay(await walk(setting, taken, () => {}))),
      runs(200),
    )
  })

  test('and after any batch', async () => {
    await fc.assert(
      fc.asyncProperty(anySetting, steps(6), batches(8), async (setting, taken, batch) => {
        const world = await walk(setting, taken, () => {})
        await world.doors.batch(batch(world)).catch(() => {})
        await expectReplay(world)
      }),
      runs(200),
    )
  })

  test('is the same in pages of any size, and backwards', async () => {
    await fc.assert(
      fc.asyncProperty(walks(12), fc.integer({ min: 1, max: 7 }), async ([setting, taken], limit) => {
        const world = await walk(setting, taken, () => {})
        if (!(await isThere(world))) return
        const { hall, organizationId } = world
        const whole = await historySeen(world)
        const backwards: HistoryEntry[] = []
        let after: { after?: string } = {}
        for (;;) {
          const page = await hall.history.list({ organizationId, actor: { system: 'test' }, limit, ...after })
          backwards.push(...page.items)
          if (page.next === undefined) break
          expect(page.items).toHaveLength(limit)
          after = { after: page.next }
        }
        expect(backwards.reverse()).toEqual(whole)
      }),
      runs(100),
    )
  })
})

describe('revisions', () => {
  test('rise by one with every command that changes something, and never else; events come with the change', async () => {
    await fc.assert(
      fc.asyncProperty(walks(24), async ([setting, taken]) => {
        await walk(setting, taken, (world, { did, here, before, after }) => {
          const changed = here && did.ok && did.value.changed
          expect(after.head.revision).toBe(before.head.revision + (changed ? 1 : 0))
          expect(after.revisions.length).toBe(after.head.revision)
          const moved = differences(before, after, world.time.now)
          if (changed) expect(moved).not.toEqual([])
          else expect(after).toEqual(before)
          if (changed) expectSaid(before, after)
          if (here && did.ok) {
            const { revision, commitId } = did.value
            expect([revision, commitId]).toEqual([after.head.revision, after.head.commitId])
          }
        })
      }),
      runs(200),
    )
  })

  test('rise by one with a batch that changes something, and never else', async () => {
    await fc.assert(
      fc.asyncProperty(anySetting, steps(6), batches(6), async (setting, taken, batch) => {
        const world = await walk(setting, taken, () => {})
        const before = storedOf(world)
        const done = await world.doors.batch(batch(world)).catch(() => undefined)
        const after = storedOf(world)
        const moved = differences(before, after, world.time.now)
        expect(after.head.revision).toBe(before.head.revision + (moved.length > 0 ? 1 : 0))
        expect(done?.changed ?? false).toBe(moved.length > 0)
        if (moved.length === 0) expect(after).toEqual(before)
        else expectSaid(before, after)
      }),
      runs(200),
    )
  })

  test('rise only with time where maintenance records what has run out', async () => {
    await fc.assert(
      fc.asyncProperty(walks(15), async ([setting, taken]) => {
        const world = await walk(setting, taken, () => {})
        const before = storedOf(world)
        const due = ({ head, invitations }: StoredOrganization): number =>
          invitations.filter(
            ({ status, expiresAt }) => head.status === 'active' && status === 'pending' && expiresAt <= world.time.now,
          ).length
        const expired = organizationsIn(world.storage.snapshot()).reduce((sum, each) => sum + due(each), 0)
        expect(await world.hall.maintain()).toMatchObject({ expired, more: false })
        expect(storedOf(world).head.revision).toBe(before.head.revision + (due(before) > 0 ? 1 : 0))
        const again = storedOf(world)
        await world.hall.maintain()
        expect(storedOf(world)).toEqual(again)
        await expectReplay(world)
      }),
      runs(120),
    )
  })
})

/** Whoever stands differently is in the new events, from where they stood to where they stand; nobody else moves. */
function expectSaid(before: StoredOrganization, after: StoredOrganization): void {
  const said = after.revisions.slice(before.revisions.length)
  expect(said.every(({ events }) => events.length > 0)).toBe(true)
  const was = standings(before.members)
  const moved = new Map<string, Standing>()
  for (const { type, memberId, before: from, after: to } of said.flatMap(({ events }) => events)) {
    if (memberId === undefined || to?.role === undefined || !isStanding(type)) continue
    expect(moved.get(memberId) ?? was.get(memberId)).toEqual(from)
    expect(to).not.toEqual(from)
    moved.set(memberId, { role: to.role, status: to.status })
  }
  for (const [id, standing] of standings(after.members)) expect(standing).toEqual(moved.get(id) ?? was.get(id))
}

describe('whoever was removed', () => {
  test('stays removed: the record never comes back to life, and lives on in lists', async () => {
    await fc.assert(
      fc.asyncProperty(walks(24), async ([setting, taken]) => {
        await walk(setting, taken, (_, { before, after }) => {
          const now = new Map(after.members.map((member) => [member.id, member]))
          for (const member of before.members) {
            if (member.status === 'removed') expect(now.get(member.id)).toEqual(member)
            else expect(now.has(member.id)).toBe(true)
          }
          for (const invitation of before.invitations) {
            const is = after.invitations.find(({ id }) => id === invitation.id)
            if (invitation.status === 'pending') expect(is).toBeDefined()
            else expect(is).toEqual(invitation)
          }
        })
      }),
      runs(200),
    )
  })

  test('also in a batch', async () => {
    await fc.assert(
      fc.asyncProperty(anySetting, steps(8), batches(8), async (setting, taken, batch) => {
        const world = await walk(setting, taken, () => {})
        const gone = storedOf(world).members.filter(({ status }) => status === 'removed')
        await world.doors.batch(batch(world)).catch(() => {})
        expect(storedOf(world).members).toEqual(expect.arrayContaining(gone))
        expect(storedOf(world).head.status === 'deleted' ? [] : [storedOf(world).head.deletedAt]).not.toContain(
          expect.any(Number),
        )
      }),
      runs(180),
    )
  })
})
