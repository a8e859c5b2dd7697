import { isGuildhallError } from 'guildhall'
import { memoryStorage } from 'guildhall/memory'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import {
  enrol,
  type Founded,
  found,
  type Hall,
  type Invited,
  invite,
  judge,
  openHall,
  single,
  userOf,
} from '../races/stage.js'
import { crashing, type Fault, faults } from './crashing.js'

const [bo, guest] = [userOf('bo', 't'), userOf('guest', 't')]

type World = Founded & Invited & { readonly boId: string }
type Ask = (hall: Hall, world: World) => Promise<unknown>

/** Everything at the front door that reads, or does so before it writes. */
const asks: { readonly [name: string]: Ask } = {
  'organizations.get': (hall, { organizationId, ada }) => hall.organizations.get({ organizationId, actor: ada }),
  'organizations.bySlug': (hall, { ada }) => hall.organizations.bySlug({ slug: 'acme-t', actor: ada }),
  'organizations.dashboard': (hall, { organizationId, ada }) =>
    hall.organizations.dashboard({ organizationId, actor: ada }),
  'organizations.ofUser': (hall, { ada }) => hall.organizations.ofUser({ actor: ada }),
  'members.get': (hall, { organizationId, ada, boId }) =>
    hall.members.get({ organizationId, actor: ada, memberId: boId }),
  'members.list': (hall, { organizationId, ada }) => hall.members.list({ organizationId, actor: ada }),
  'members.teams': (hall, { organizationId, ada, boId }) =>
    hall.members.teams({ organizationId, actor: ada, memberId: boId }),
  'members.groups': (hall, { organizationId, ada, boId }) =>
    hall.members.groups({ organizationId, actor: ada, memberId: boId }),
  'members.workspaces': (hall, { organizationId, ada, boId }) =>
    hall.members.workspaces({ organizationId, actor: ada, memberId: boId }),
  'members.whoCan': (hall, { organizationId, ada }) =>
    hall.members.whoCan({ organizationId, actor: ada, permission: 'model:read' }),
  'members.reach': (hall, { organizationId, ada, boId }) =>
    hall.members.reach({ organizationId, actor: ada, memberId: boId, permission: 'model:read', kind: 'workspace' }),
  'members.accessReport': (hall, { organizationId, ada, boId }) =>
    hall.members.accessReport({ organizationId, actor: ada, memberId: boId }),
  'teams.list': (hall, { organizationId, ada }) => hall.teams.list({ organizationId, actor: ada }),
  'groups.list': (hall, { organizationId, ada }) => hall.groups.list({ organizationId, actor: ada }),
  'workspaces.list': (hall, { organizationId, ada }) => hall.workspaces.list({ organizationId, actor: ada }),
  'resources.list': (hall, { organizationId, ada }) => hall.resources.list({ organizationId, actor: ada }),
  'roles.list': (hall, { organizationId, ada }) => hall.roles.list({ organizationId, actor: ada }),
  check: (hall, { organizationId }) => hall.check({ organizationId, userId: bo.userId, permission: 'model:read' }),
  'invitations.get': (hall, { organizationId, ada, invitationId }) =>
    hall.invitations.get({ organizationId, actor: ada, invitationId }),
  'invitations.list': (hall, { organizationId, ada }) => hall.invitations.list({ organizationId, actor: ada }),
  'invitations.peek': (hall, { token }) => hall.invitations.peek({ token }),
  'invitations.ofEmail': (hall) => hall.invitations.ofEmail({ actor: guest }),
  'history.list': (hall, { organizationId, ada }) => hall.history.list({ organizationId, actor: ada }),
  access: (hall, { organizationId }) => hall.access({ organizationId, userId: bo.userId }),
  verify: (hall, { organizationId, ada }) => hall.verify({ organizationId, actor: ada }),
  'plan.members.remove': (hall, { organizationId, ada, boId }) =>
    hall.plan.members.remove({ organizationId, actor: ada, memberId: boId }),
  'plan.batch': (hall, { organizationId, ada, boId }) =>
    hall.plan.batch({
      organizationId,
      actor: ada,
      mode: 'item-by-item',
      commands: [{ command: 'member.remove', input: { memberId: boId } }],
    }),
  'members.removeUserEverywhere': (hall) => hall.members.removeUserEverywhere({ actor: bo, userId: bo.userId }),
  maintain: (hall) => hall.maintain(),
}

async function stage() {
  const storage = memoryStorage()
  const hall = openHall(storage)
  const founded = await found(hall, 't')
  const boId = single(await enrol(hall, founded.organizationId, [{ user: bo, role: 'viewer' }]))
  const world: World = { ...founded, boId, ...single(await invite(hall, founded, [guest])) }
  return { storage, hall, world }
}

// the pauses between attempts, at their shortest
beforeEach(() => void vi.spyOn(Math, 'random').mockReturnValue(0))
afterEach(() => void vi.restoreAllMocks())

describe('a query whose storage fails', () => {
  test('every query is here', () => {
    const hall = openHall(memoryStorage())
    const { organizations, members, invitations, history, attempt } = hall
    const doors = { organizations, members, invitations, history }
    const queries = Object.entries(doors).flatMap(([group, all]) =>
      Object.keys(all)
        .filter((name) => !(group in attempt) || !(name in attempt[group as keyof typeof attempt]))
        .map((name) => `${group}.${name}`),
    )
    for (const query of queries) expect(Object.keys(asks)).toContain(query)
  })

  test.each(Object.keys(asks))('is told in the library’s own words: %s', async (name) => {
    const { storage, hall, world } = await stage()
    const ask = asks[name] as Ask
    const smooth = crashing(storage, [])
    const before = storage.snapshot()
    await ask(hall.on(smooth.storage), world)
    expect(smooth.calls.length).toBeGreaterThan(0)
    for (const call of smooth.calls.keys()) {
      for (const fault of Object.keys(faults) as Fault[]) {
        storage.restore(before)
        const crashed = crashing(storage, [{ call, moment: 'before', fault, lasts: 'for good' }])
        const error = await ask(hall.on(crashed.storage), world).catch((thrown: unknown) => thrown)
        expect(isGuildhallError(error), `${fault} at call ${call}: ${String(error)}`).toBe(true)
        if (!isGuildhallError(error)) continue
        const persistent = fault === 'it did not happen, try again' && error.kind === 'stale'
        expect(persistent ? 'storage' : error.kind, `${fault} at call ${call}`).toBe('storage')
      }
    }
  })

  test.each(Object.keys(asks))('asks again where it may answer the next time: %s', async (name) => {
    const { storage, hall, world } = await stage()
    const ask = asks[name] as Ask
    const smooth = crashing(storage, [])
    const before = storage.snapshot()
    await ask(hall.on(smooth.storage), world)
    const after = storage.snapshot()
    for (const call of smooth.calls.keys()) {
      if (smooth.calls[call] === 'commit') continue
      storage.restore(before)
      const flaky = crashing(storage, [
        { call, moment: 'before', fault: 'it did not happen, try again', lasts: 'once' },
      ])
      await ask(hall.on(flaky.storage), world)
      expect(flaky.calls.length, `at call ${call}`).toBe(smooth.calls.length + 1)
      if (!smooth.calls.includes('commit')) expect(storage.snapshot()).toEqual(after)
    }
  })

  test('is told after as many attempts as a command makes, and after one inside a transaction of the caller’s own', async () => {
    const { storage, hall, world } = await stage()
    const get = asks['members.get'] as Ask
    for (const [enlisted, attempts] of [
      [false, 8],
      [true, 1],
    ] as const) {
      const fault = 'it did not happen, try again'
      const { storage: flaky, calls } = crashing(storage, [{ call: 0, moment: 'before', fault, lasts: 'for good' }])
      await expect(get(hall.on({ ...flaky, ...(enlisted && { enlisted }) }), world)).rejects.toMatchObject({
        code: 'storage/failed',
        details: { outcome: 'not-committed' },
      })
      expect(calls).toHaveLength(attempts)
    }
  })
})

describe('the removal of a user from several organizations', () => {
  test('is finished by asking for it again, wherever it was struck', async () => {
    const storage = memoryStorage()
    const hall = openHall(storage)
    const organizations: string[] = []
    for (const tag of ['a', 'b', 'c']) {
      const { organizationId } = await found(hall, tag)
      await enrol(hall, organizationId, [{ user: bo, role: 'viewer' }])
      organizations.push(organizationId)
    }
    const remove = (by: Hall) => by.members.removeUserEverywhere({ actor: bo, userId: bo.userId })
    const before = storage.snapshot()
    const smooth = crashing(storage, [])
    await remove(hall.on(smooth.storage))
    expect(smooth.calls.filter((call) => call === 'commit')).toHaveLength(3)

    for (const call of smooth.calls.keys()) {
      for (const moment of ['before', 'after'] as const) {
        storage.restore(before)
        const { storage: crashed } = crashing(storage, [{ call, moment, fault: 'a plain error', lasts: 'for good' }])
        await expect(remove(hall.on(crashed))).rejects.toMatchObject({ kind: 'storage' })
        expect(await remove(hall)).toMatchObject({ complete: true })
        for (const organizationId of organizations) {
          expect(await hall.verify({ organizationId, actor: judge })).toMatchObject({ ok: true, revision: 3 })
        }
      }
    }
  })
})
