/** Who belongs where: counted right, within the room that there is, and over when it is over (S1-35, S3-20, S1-45). */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { modelCommands } from './support/model-steps.js'
import { runs } from './support/runs.js'
import { anySetting, batches, steps, walks } from './support/steps.js'
import { kinds, type StoredOrganization, storedOf } from './support/stored.js'
import { walk } from './support/walk.js'

type Edge = StoredOrganization['memberships'][number] | StoredOrganization['assignments'][number]

const edgesIn = ({ memberships, assignments }: StoredOrganization): readonly Edge[] => [...memberships, ...assignments]

/** Only who is of the organization holds anything in it: members who are not removed, and groups and teams. */
function expectHolders(after: StoredOrganization): void {
  const members = new Map(after.members.map(({ id, status }) => [id, status]))
  const others = new Set([...after.groups, ...after.teams].map(({ id }) => id))
  for (const { principalKind, principalId } of edgesIn(after)) {
    if (principalKind === 'member') expect(members.get(principalId) ?? 'removed').not.toBe('removed')
    else if (principalKind !== 'everyone') expect(others.has(principalId)).toBe(true)
  }
  for (const { containerKind, principalKind } of after.memberships)
    expect(principalKind === 'member' || containerKind === 'workspace').toBe(true)
}

function expectCounts(after: StoredOrganization): void {
  for (const { id, status, memberCount } of [...after.teams, ...after.groups, ...after.workspaces]) {
    const there = after.memberships.filter(({ containerId }) => containerId === id).length
    if (status === 'active') expect(memberCount).toBe(there)
  }
  const pairs = edgesIn(after).map(({ pair }) => pair)
  expect(new Set(pairs).size).toBe(pairs.length)
}

/** A capacity may fall below use, but then nobody comes in. */
function expectRoom(before: StoredOrganization, after: StoredOrganization): void {
  for (const { id, capacity = Number.POSITIVE_INFINITY, memberCount } of after.teams) {
    const was = before.teams.find((team) => team.id === id)?.memberCount ?? 0
    expect(memberCount <= capacity || memberCount <= was).toBe(true)
  }
}

/** What is deleted stays as it was, and nothing is hung on it. */
function expectEnds(before: StoredOrganization, after: StoredOrganization): void {
  const over = new Set<string>()
  for (const kind of ['team', 'group', 'workspace', 'resource', 'role'] as const) {
    const now = new Map(after[`${kind}s`].map((record) => [record.id, record]))
    for (const record of before[`${kind}s`]) {
      expect(now.has(record.id)).toBe(true)
      if (record.status !== 'deleted') continue
      expect(now.get(record.id)).toEqual(record)
      over.add(record.id)
    }
  }
  const known = new Set(edgesIn(before).map(({ id }) => id))
  for (const edge of edgesIn(after)) {
    if (known.has(edge.id)) continue
    for (const end of ['containerId' in edge ? edge.containerId : edge.scopeId, edge.principalId, edge.role ?? ''])
      expect(over.has(end)).toBe(false)
  }
}

function expectSound(before: StoredOrganization, after: StoredOrganization): void {
  expectHolders(after)
  expectCounts(after)
  expectRoom(before, after)
  expectEnds(before, after)
}

describe('who belongs where', () => {
  test('is sound after any step of any walk, in which nearly every command comes through', async () => {
    const came = new Set<string>()
    await fc.assert(
      fc.asyncProperty(walks(25), async ([setting, taken]) => {
        await walk({ ...setting, furnished: true }, taken, (_, { step, did, before, after }) => {
          if (did.ok && did.value.changed) came.add(step.command)
          expectSound(before, after)
        })
      }),
      runs(120),
    )
    const missed = modelCommands.map(([command]) => command).filter((command) => !came.has(command))
    expect(missed.length, missed.join()).toBeLessThanOrEqual(5)
  })

  test('and after any batch', async () => {
    await fc.assert(
      fc.asyncProperty(anySetting, steps(6), batches(8), async (setting, taken, batch) => {
        const world = await walk({ ...setting, furnished: true }, taken, () => {})
        const before = storedOf(world)
        await world.doors.batch(batch(world)).catch(() => {})
        expectSound(before, storedOf(world))
      }),
      runs(120),
    )
  })

  test('the history names every record that comes', async () => {
    await fc.assert(
      fc.asyncProperty(walks(20), async ([setting, taken]) => {
        await walk({ ...setting, furnished: true }, taken, (_, { before, after }) => {
          const said = after.revisions.slice(before.revisions.length).flatMap(({ events }) => events)
          const named = said.flatMap(({ recordId, memberId, invitationId }) => [recordId, memberId, invitationId])
          for (const kind of kinds) {
            if (kind === 'membership') continue
            const known = new Set(before[`${kind}s`].map(({ id }) => id))
            for (const { id } of after[`${kind}s`]) if (!known.has(id)) expect(named).toContain(id)
          }
        })
      }),
      runs(100),
    )
  })
})
