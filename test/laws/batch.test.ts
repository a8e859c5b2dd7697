/** A batch is several commands as one: all or nothing, judged where they end up; or item by item, as one after another. */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { isGuildhallError } from '../../src/index.js'
import { runs } from './support/runs.js'
import { anySetting, type BatchInput, batches, steps } from './support/steps.js'
import { comparable, type StoredOrganization, settled, storedOf } from './support/stored.js'
import { walk } from './support/walk.js'
import {
  type Answer,
  type Attempted,
  actorOf,
  doorOf,
  system,
  takesSeat,
  userActor,
  type World,
  worldOf,
} from './support/world.js'

/** The commands of a batch, attempted one after another by the same actor, and the states in between. */
async function oneAfterAnother(world: World, { organizationId, actor, commands }: BatchInput) {
  const states = [storedOf(world)]
  const outcomes: Attempted[] = []
  for (const { command, input } of commands) {
    const path = command.replace('.', 's.')
    outcomes.push(await doorOf(world.doors.attempt, path)({ organizationId, actor, ...input }))
    states.push(storedOf(world))
  }
  return { outcomes, states }
}

type Batched = { readonly ok: true; readonly value: Answer } | { readonly ok: false; readonly code: string }

async function batched(world: World, input: BatchInput): Promise<Batched> {
  try {
    return { ok: true, value: await world.doors.batch(input) }
  } catch (error) {
    if (!isGuildhallError(error) || error.kind !== 'refused') throw error
    return { ok: false, code: error.code }
  }
}

/** Whether the actor stands in all of these as in the first: rights are asked at the beginning of a batch. */
function standsStill(states: readonly StoredOrganization[], actor: BatchInput['actor']): boolean {
  if ('system' in actor) return true
  const own = states.map(({ members }) =>
    members.find(({ userId, status }) => userId === actor.userId && status !== 'removed'),
  )
  return own.every((member) => member?.role === own[0]?.role && member?.status === own[0]?.status)
}

/** Whether nothing there breaks a rule: an organization may lawfully be over its limit, but this one is not. */
function isLegal(world: World, { head, members }: StoredOrganization): boolean {
  const seats = members.filter((member) => takesSeat(world.policy, member)).length
  return head.seatLimit === undefined || seats <= head.seatLimit
}

const isWholly = (did: Attempted): boolean =>
  did.ok && (did.value.outcomes ?? []).every((outcome) => (outcome as { outcome: string }).outcome === 'invited')

describe('all or nothing', () => {
  test('equals one after another, where every state in between is legal', async () => {
    let claimed = 0
    await fc.assert(
      fc.asyncProperty(anySetting, steps(6), batches(5), async (setting, taken, batch) => {
        const world = await walk({ ...setting, staffed: true }, taken, () => {})
        const given: BatchInput = { ...batch(world), mode: 'all-or-nothing' }
        const snapshot = world.storage.snapshot()
        const { outcomes, states } = await oneAfterAnother(world, given)
        const [base] = states
        const isAdmin = base?.members.some(
          ({ userId, role, status }) =>
            'userId' in given.actor && userId === given.actor.userId && role === 'admin' && status === 'active',
        )
        // whoever is not an admin is judged by the whole way, not step by step
        const claim =
          ('system' in given.actor || isAdmin === true) &&
          outcomes.every(isWholly) &&
          standsStill(states.slice(0, -1), given.actor) &&
          states.every((state) => isLegal(world, state))
        if (!claim) return
        claimed += 1
        const expected = storedOf(world)
        world.storage.restore(snapshot)
        const done = await batched(world, given)
        expect(done).toMatchObject({ ok: true })
        const after = storedOf(world)
        expect(settled(after)).toEqual(settled(expected))
        if (done.ok && done.value.changed) expect(comparable(after).history).toEqual(comparable(expected).history)
      }),
      runs(500),
    )
    expect(claimed).toBeGreaterThan(20)
  })

  test('is one revision at most; refused, it writes nothing at all', async () => {
    await fc.assert(
      fc.asyncProperty(anySetting, steps(6), batches(6), async (setting, taken, batch) => {
        const world = await walk(setting, taken, () => {})
        const before = storedOf(world)
        const snapshot = world.storage.snapshot()
        const done = await batched(world, { ...batch(world), mode: 'all-or-nothing' })
        if (!done.ok) expect(world.storage.snapshot()).toBe(snapshot)
        else expect(storedOf(world).head.revision - before.head.revision).toBe(done.value.changed ? 1 : 0)
      }),
      runs(300),
    )
  })

  test('swaps a seat with none free, in either order', async () => {
    for (const order of ['there and back', 'back and there'] as const) {
      const { world, active, inactive } = await fullHouse()
      const { hall, organizationId } = world
      const given = { organizationId, actor: system }
      const off = { command: 'member.deactivate', input: { memberId: active } } as const
      const on = { command: 'member.reactivate', input: { memberId: inactive } } as const
      // the second step alone is refused, and so is the other order one by one
      expect(await hall.attempt.members.reactivate({ ...given, memberId: inactive })).toMatchObject({
        ok: false,
        refusal: { code: 'organization/seat-limit' },
      })
      const commands = order === 'there and back' ? [off, on] : [on, off]
      const done = await hall.batch({ ...given, mode: 'all-or-nothing', commands })
      expect(done.outcomes.map(({ ok }) => ok)).toEqual([true, true])
      const statuses = new Map(storedOf(world).members.map(({ id, status }) => [id, status]))
      expect([statuses.get(active), statuses.get(inactive)]).toEqual(['deactivated', 'active'])
      expect(await hall.verify(given)).toMatchObject({ ok: true })
    }
  })

  test('hands the last admin role over in either order', async () => {
    for (const turn of [0, 1]) {
      const world = await worldOf({ policy: 0, seatLimit: undefined, staffed: true })
      const { hall, organizationId } = world
      const [u0, u1, u2] = storedOf(world).members.map(({ id }) => id)
      if (u0 === undefined || u1 === undefined || u2 === undefined) throw new Error('three members are missing')
      const given = { organizationId, actor: system }
      await hall.members.changeRole({ ...given, memberId: u1, role: 'viewer' })
      const down = { command: 'member.changeRole', input: { memberId: u0, role: 'guest' } } as const
      const up = { command: 'member.changeRole', input: { memberId: u2, role: 'admin' } } as const
      const commands = turn === 0 ? [down, up] : [up, down]
      await hall.batch({ ...given, mode: 'all-or-nothing', commands })
      const admins = storedOf(world).members.filter(({ role }) => role === 'admin')
      expect(admins.map(({ id }) => id)).toEqual([u2])
      const last = { ...given, mode: 'all-or-nothing', commands: [{ ...up, input: { memberId: u2, role: 'guest' } }] }
      expect(await batched(world, last)).toEqual({ ok: false, code: 'member/last-admin' })
    }
  })

  test('too large is refused, and nothing is written: 1,000 operations, 1 MiB', async () => {
    const world = await worldOf({ policy: 0, seatLimit: undefined, staffed: false })
    const { hall, organizationId } = world
    const given = { organizationId, actor: system, mode: 'all-or-nothing' } as const
    const snapshot = world.storage.snapshot()
    const invite = (count: number) => ({
      command: 'invitation.invite' as const,
      input: { emails: Array.from({ length: count }, (_, index) => `p${index}@acme.test`) },
    })
    // an invitation and its member: two operations each
    await expect(hall.batch({ ...given, commands: [invite(501)] })).rejects.toMatchObject({
      code: 'batch/too-large',
      details: { operations: 1_002, maxOperations: 1_000, maxBytes: 1_048_576 },
    })
    const blob = 'x'.repeat(16_000)
    const adds = Array.from({ length: 40 }, (_, index) => ({
      command: 'member.add' as const,
      input: { userId: `big-${index}`, metadata: { blob } },
    }))
    await expect(hall.batch({ ...given, commands: adds })).rejects.toMatchObject({
      code: 'batch/too-large',
      details: { operations: 40, maxBytes: 1_048_576 },
    })
    expect(world.storage.snapshot()).toBe(snapshot)
    const whole = await hall.batch({ ...given, commands: [invite(500)] })
    expect([whole.secrets.length, storedOf(world).head.revision]).toEqual([500, 2])
  })
})

/** As many seats as are taken, and a deactivated member who would like one. */
async function fullHouse(): Promise<{ world: World; active: string; inactive: string }> {
  const world = await worldOf({ policy: 0, seatLimit: undefined, staffed: true })
  const { hall, organizationId } = world
  const given = { organizationId, actor: system }
  const { id: inactive } = await hall.members.add({ ...given, userId: 'late', status: 'deactivated' })
  const active = storedOf(world).members[3]?.id ?? ''
  await hall.organizations.setSeatLimit({ ...given, seatLimit: 4 })
  return { world, active, inactive }
}

// -------------------------------------------------------------------------------------------------------- item by item

describe('item by item', () => {
  test('equals attempting one after another', async () => {
    await fc.assert(
      fc.asyncProperty(anySetting, steps(6), batches(5), async (setting, taken, batch) => {
        const world = await walk(setting, taken, () => {})
        const given: BatchInput = { ...batch(world), mode: 'item-by-item' }
        const snapshot = world.storage.snapshot()
        const { outcomes, states } = await oneAfterAnother(world, given)
        if (!standsStill(states, given.actor)) return
        const expected = storedOf(world)
        world.storage.restore(snapshot)
        const done = await batched(world, given)
        if (!done.ok) {
          // whoever is not there for the organization is told so once
          expect(outcomes.map(verdictOf)).toEqual(outcomes.map(() => 'organization/not-found'))
          expect(done.code).toBe('organization/not-found')
          return
        }
        const verdicts = (done.value.outcomes as readonly Attempted[]).map(verdictOf)
        expect(verdicts).toEqual(outcomes.map(verdictOf))
        const after = storedOf(world)
        expect(settled(after)).toEqual(settled(expected))
        if (done.value.changed) expect(comparable(after).history).toEqual(comparable(expected).history)
      }),
      runs(400),
    )
  })

  test('what is refused is refused: an invitation that the actor may not make is no success', async () => {
    const { hall, organizationId } = await worldOf({ policy: 0, seatLimit: undefined, staffed: true })
    const viewer = userActor(3)
    const input = { emails: 'eve@acme.test' }
    const alone = await hall.attempt.invitations.invite({ organizationId, actor: viewer, ...input })
    expect(alone).toMatchObject({ ok: false, refusal: { code: 'access/not-allowed' } })
    const commands = [{ command: 'invitation.invite', input }] as const
    const done = await hall.batch({ organizationId, actor: viewer, mode: 'item-by-item', commands })
    expect(done.outcomes).toMatchObject([{ ok: false, refusal: { code: 'access/not-allowed' } }])
  })

  test('a slug that is taken refuses its own item, and no other', async () => {
    const world = await worldOf({ policy: 0, seatLimit: undefined, staffed: true })
    const { hall, organizationId } = world
    const commands = [
      { command: 'organization.update', input: { slug: 'other' } },
      { command: 'member.add', input: { userId: 'u9' } },
    ] as const
    const done = await hall.batch({ organizationId, actor: system, mode: 'item-by-item', commands })
    expect(done.outcomes).toMatchObject([{ ok: false, refusal: { code: 'organization/slug-taken' } }, { ok: true }])
  })

  test('what is too much for one revision goes into several, and every invitation has a secret of its own', async () => {
    const world = await worldOf({ policy: 0, seatLimit: undefined, staffed: false })
    const { hall, organizationId } = world
    const emails = Array.from({ length: 1_501 }, (_, index) => `p${index}@acme.test`)
    const many = await hall.invitations.invite({ organizationId, actor: system, emails })
    expect(storedOf(world).head.revision).toBe(1 + 4)
    expect(many.outcomes.map(({ outcome }) => outcome)).toEqual(emails.map(() => 'invited'))
    expect(new Set(many.secrets.map(({ token }) => token)).size).toBe(1_501)
    expect(new Set(storedOf(world).invitations.map(({ tokenHash }) => tokenHash)).size).toBe(1_501)
    for (const place of [0, 499, 500, 501, 1_000, 1_499, 1_500]) {
      const { token = '', email = '' } = many.secrets[place] ?? {}
      const joined = await hall.invitations.accept({ token, actor: { userId: email, email, emailVerified: true } })
      expect(joined).toMatchObject({ status: 'active', email: `p${place}@acme.test` })
    }
    expect(await hall.verify({ organizationId, actor: system })).toMatchObject({ ok: true })
  })
})

/** What became of an item: done, or refused by which code. */
const verdictOf = (did: Attempted): unknown =>
  did.ok ? ((did.value.outcomes ?? []) as { outcome: string }[]).map(({ outcome }) => outcome) : did.refusal.code

// -------------------------------------------------------------------------------------------------------------- traps

describe('a batch is no way around a rule', () => {
  test('R10 whoever leaves in it vouches for nothing afterwards', async () => {
    for (const mode of ['all-or-nothing', 'item-by-item'] as const) {
      const world = await worldOf({ policy: 0, seatLimit: undefined, staffed: true })
      const { hall, organizationId } = world
      const commands = [
        { command: 'member.leave', input: {} },
        { command: 'invitation.invite', input: { emails: 'eve@acme.test', role: 'admin' } },
        { command: 'member.changeRole', input: { memberId: storedOf(world).members[3]?.id ?? '', role: 'manager' } },
      ] as const
      const done = await hall.batch({ organizationId, actor: userActor(0), mode, commands }).catch(() => undefined)
      const byNobody = storedOf(world).members.filter(
        ({ roleGranter }) => 'system' in roleGranter && roleGranter.system !== system.system,
      )
      // the creator, and nobody else
      expect(byNobody.map(({ userId }) => userId)).toEqual(['u0'])
      for (const { token, email } of done?.secrets ?? []) {
        const accepted = hall.attempt.invitations.accept({
          token,
          actor: { userId: 'eve', email, emailVerified: true },
        })
        expect(await accepted).toMatchObject({ ok: false, refusal: { code: 'invitation/not-valid' } })
      }
    }
  })

  test.each(['organization.archive', 'organization.restore', 'organization.update', 'organization.setSeatLimit'])(
    'R26 what it deletes stays deleted, with `%s` behind it',
    async (command) => {
      const world = await worldOf({ policy: 0, seatLimit: undefined, staffed: true })
      const { hall, organizationId } = world
      const inputs: { [command: string]: object } = {
        'organization.update': { slug: 'acme' },
        'organization.setSeatLimit': { seatLimit: 5 },
      }
      const commands = [
        { command: 'organization.delete', input: {} },
        { command, input: inputs[command] ?? {} },
      ]
      const given = { organizationId, actor: system, mode: 'all-or-nothing', commands }
      await batched(world, given as BatchInput)
      await hall.attempt.organizations.restore({ organizationId, actor: system })
      const second = await hall.attempt.organizations.create({ actor: actorOf(5), name: 'Second', slug: 'acme' })
      const { status } = storedOf(world).head
      expect(status === 'deleted').toBe(second.ok)
    },
  )

  test.each<[string, object]>([
    ['organizationId', { organizationId: 'org_none' }],
    ['actor', { actor: { system: 'root' } }],
    ['idempotencyKey', { idempotencyKey: 'key' }],
    ['token', { token: 'org_none.secret' }],
    ['anything', { anything: 1 }],
  ])('R12 R27 an input in it is closed: `%s` is no field of it', async (field, extra) => {
    const world = await worldOf({ policy: 0, seatLimit: undefined, staffed: true })
    const { organizationId } = world
    const snapshot = world.storage.snapshot()
    const commands = [{ command: 'member.add', input: { userId: 'u9', ...extra } }]
    await expect(
      world.doors.batch({ organizationId, actor: system, mode: 'all-or-nothing', commands }),
    ).rejects.toMatchObject({
      code: 'input/invalid',
      details: { issues: [{ path: `commands[0].input.${field}`, problem: 'unknown field' }] },
    })
    expect(world.storage.snapshot()).toBe(snapshot)
  })

  test('commands that do not name their organization, and those of upkeep, are none of it', async () => {
    const world = await worldOf({ policy: 0, seatLimit: undefined, staffed: true })
    const { organizationId } = world
    for (const command of [
      'organization.create',
      'invitation.accept',
      'invitation.decline',
      'invitation.recordExpired',
      'batch',
      'constructor',
      '__proto__',
    ]) {
      const commands = [{ command, input: {} }]
      await expect(
        world.doors.batch({ organizationId, actor: system, mode: 'all-or-nothing', commands }),
      ).rejects.toMatchObject({ code: 'input/invalid', details: { issues: [{ path: 'commands[0].command' }] } })
    }
  })
})
