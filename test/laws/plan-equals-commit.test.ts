/** A plan tells the truth: what it shows is what is committed, or else nothing is; and a plan gives nobody anything. */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type AcceptedPlan, isGuildhallError, type Plan } from '../../src/index.js'
import { edits } from './support/edits.js'
import { runs } from './support/runs.js'
import { anySetting, batches, type Call, callOf, type Step, steps, walks } from './support/steps.js'
import { comparable, differences, organizationsIn, type StoredOrganization, shown, storedOf } from './support/stored.js'
import { remember, take, walk } from './support/walk.js'
import {
  type Answer,
  type Attempted,
  actorOf,
  day,
  doorOf,
  policies,
  reopened,
  type Setting,
  system,
  type World,
  worldOf,
} from './support/world.js'

/** What stands in the store, of every organization. */
const everything = (world: World): object[] => organizationsIn(world.storage.snapshot()).map(comparable)

/** A plan as it comes back from a browser. */
const travelled = <T>(plan: T): T => JSON.parse(JSON.stringify(plan)) as T

// ------------------------------------------------------------------------------------------------------------ verdicts

describe('a plan', () => {
  test('says what attempt says, writes nothing, and shows exactly what is then committed', async () => {
    await fc.assert(
      fc.asyncProperty(walks(20), async ([setting, taken]) => {
        const world = await worldOf(setting)
        for (const step of taken) {
          if (step.pass !== undefined) await take(world, step)
          else await planThenAttempt(world, callOf(world, step))
        }
      }),
      runs(300),
    )
  })

  test('also of a batch', async () => {
    await fc.assert(
      fc.asyncProperty(anySetting, steps(8), batches(6), async (setting, taken, batch) => {
        const world = await walk(setting, taken, () => {})
        const input = batch(world)
        const before = storedOf(world)
        const snapshot = world.storage.snapshot()
        const minted = world.mint.next
        const plan = await world.doors.plan.batch(input)
        expect(world.storage.snapshot()).toBe(snapshot)
        world.mint.next = minted
        const did = await attempted(() => world.doors.batch(input))
        expectTruth(world, plan, did, before)
      }),
      runs(300),
    )
  })

  test('also of an organization that is about to be created', async () => {
    const created = fc.record({
      actor: fc.nat({ max: 5 }).map(actorOf),
      name: fc.constantFrom('One', 'Two'),
      slug: fc.constantFrom('one', 'two'),
      seatLimit: fc.option(fc.constantFrom(0, 1, 5), { nil: undefined }),
      admin: fc.option(fc.constantFrom({ userId: 'u9' }, { userId: 'u9', email: 'u9@acme.test', name: 'Nine' }), {
        nil: undefined,
      }),
    })
    await fc.assert(
      fc.asyncProperty(anySetting, created, async (setting, input) => {
        const world = await worldOf(setting)
        const minted = world.mint.next
        const plan = await doorOf(world.doors.plan, 'organizations.create')(input)
        world.mint.next = minted
        const did = await doorOf(world.doors.attempt, 'organizations.create')(input)
        expect(plan.ok).toBe(did.ok)
        if (!plan.ok) return
        const now = world.time.now
        const made = organizationsIn(world.storage.snapshot()).find(({ head }) => head.id === plan.organizationId)
        expect(changesOf(plan, now)).toEqual(made && differences(undefined, made, now))
        expect(plan.events).toEqual(eventsOf(made?.revisions ?? []))
      }),
      runs(200),
    )
  })

  test('of a slug that another organization holds is refused', async () => {
    const { hall, organizationId } = await worldOf({ policy: 0, seatLimit: undefined, staffed: false })
    const refusal = { code: 'organization/slug-taken', details: { slug: 'other' } }
    const update = { organizationId, actor: system, slug: 'other' }
    expect(await hall.attempt.organizations.update(update)).toMatchObject({ ok: false, refusal })
    expect(await hall.plan.organizations.update(update)).toMatchObject({ ok: false, refusal })
    const create = { actor: actorOf(0), name: 'Again', slug: 'other' }
    expect(await hall.attempt.organizations.create(create)).toMatchObject({ ok: false, refusal })
    expect(await hall.plan.organizations.create(create)).toMatchObject({ ok: false, refusal })
  })
})

/** Plans a call and then makes it, with the same ids minted, so that the two can be compared to the letter. */
async function planThenAttempt(world: World, { command, input }: Call): Promise<void> {
  const before = storedOf(world)
  const snapshot = world.storage.snapshot()
  const minted = world.mint.next
  const plan = await doorOf(world.doors.plan, command)(input)
  expect(world.storage.snapshot()).toBe(snapshot)
  world.mint.next = minted
  const did = await doorOf(world.doors.attempt, command)(input)
  if (did.ok) remember(world, did.value.secrets ?? [])
  const abroad = plan.ok && plan.organizationId !== world.organizationId
  if (abroad) expect(did.ok).toBe(true)
  else expectTruth(world, plan, did, before)
}

function expectTruth(world: World, plan: Plan, did: Attempted, before: StoredOrganization): void {
  const after = storedOf(world)
  if (!plan.ok || !did.ok) {
    expect(plan).toEqual(did)
    expect(after).toEqual(before)
    return
  }
  const rows = after.revisions.slice(before.revisions.length)
  expect(byRecord(changesOf(plan, world.time.now))).toEqual(byRecord(differences(before, after, world.time.now)))
  expect(plan.events).toEqual(eventsOf(rows))
  expect(plan.revisions).toBe(rows.length)
  expect(did.value.changed).toBe(rows.length > 0)
  expect([plan.revision, plan.commitId]).toEqual([before.head.revision, before.head.commitId])
  const { seatLimit } = after.head
  expect(plan.seats).toEqual({
    before: before.revisions.at(-1)?.seats ?? 0,
    after: after.revisions.at(-1)?.seats ?? 0,
    ...(seatLimit === undefined ? {} : { limit: seatLimit }),
  })
  expectPlainWithoutSecrets(world, plan)
}

const eventsOf = (rows: StoredOrganization['revisions']): object[] =>
  rows.flatMap(({ events }) => events.map(({ personal: _, ...event }) => event))

/** The changes that a plan shows, without times and revisions. */
function changesOf({ changes, organizationId }: AcceptedPlan, now: number): { kind: string; id: string }[] {
  return changes.map((change) => {
    const { kind, id, before, after } = change
    const view = (record: object) => shown(record, organizationId, now)
    return {
      kind,
      id,
      ...(before === undefined ? {} : { before: view(before) }),
      ...(after === undefined ? {} : { after: view(after) }),
    }
  })
}

const byRecord = (changes: readonly { kind: string; id: string }[]): object[] =>
  [...changes].sort((a, b) => (`${a.kind} ${a.id}` < `${b.kind} ${b.id}` ? -1 : 1))

function expectPlainWithoutSecrets(world: World, plan: AcceptedPlan): void {
  expect(travelled(plan)).toStrictEqual(plan)
  const text = JSON.stringify(plan)
  for (const secret of world.addresses.keys()) expect(text).not.toContain(secret)
  for (const { tokenHash } of storedOf(world).invitations)
    if (tokenHash !== undefined) expect(text).not.toContain(tokenHash)
}

async function attempted(commit: () => Promise<unknown>): Promise<Attempted> {
  try {
    return { ok: true, value: (await commit()) as Answer }
  } catch (error) {
    if (!isGuildhallError(error) || error.kind !== 'refused') throw error
    const { code, details, message } = error
    return { ok: false, refusal: { code, details, message } as never }
  }
}

// -------------------------------------------------------------------------------------------------------------- impact

describe('the impact', () => {
  test('names the pending members who rest on the word of whoever loses the right', async () => {
    await fc.assert(
      fc.asyncProperty(walks(15), fc.nat({ max: 5 }), async ([setting, taken], target) => {
        const world = await walk(setting, taken, () => {})
        const { members } = storedOf(world)
        const memberId = members[target % members.length]?.id ?? ''
        const resting = members.filter(
          ({ status, roleGranter }) =>
            status === 'pending' && 'memberId' in roleGranter && roleGranter.memberId === memberId,
        )
        const of = { organizationId: world.organizationId, actor: system, memberId }
        for (const plan of [
          await world.hall.plan.members.remove(of),
          await world.hall.plan.members.deactivate(of),
          await world.hall.plan.members.changeRole({ ...of, role: 'guest' }),
        ]) {
          if (!plan.ok) continue
          const named = plan.impact.flatMap((impact) => impact.members.map(({ id }) => id))
          expect(named.sort()).toEqual(resting.map(({ id }) => id).sort())
        }
      }),
      runs(200),
    )
  })
})

// --------------------------------------------------------------------------------------------------------------- apply

/** A plan that would go through, with the call that it is of; of a command that names its organization. */
async function acceptedPlans(world: World, step: Step): Promise<{ call: Call; plan: AcceptedPlan } | undefined> {
  if (step.pass !== undefined) return undefined
  const call = callOf(world, step)
  const plan = await doorOf(world.doors.plan, call.command)(call.input)
  return plan.ok ? { call, plan } : undefined
}

const isByToken = ({ command }: Call): boolean => /^invitations\.(accept|decline)$/.test(command)

describe('applying a plan', () => {
  test('does what was shown, under other ids, as the command itself would; one by token is not for applying', async () => {
    await fc.assert(
      fc.asyncProperty(walks(14), async ([setting, taken]) => {
        const world = await worldOf(setting)
        for (const step of taken) {
          const accepted = await acceptedPlans(world, step)
          if (accepted === undefined) {
            await take(world, step)
            continue
          }
          const { call, plan } = accepted
          const { actor } = call.input
          const snapshot = world.storage.snapshot()
          if (isByToken(call)) {
            await expect(world.doors.apply({ plan, actor })).rejects.toMatchObject({ code: 'plan/not-applicable' })
            expect(world.storage.snapshot()).toBe(snapshot)
            await take(world, step)
            continue
          }
          const did = await doorOf(world.doors.attempt, call.command)(call.input)
          const expected = everything(world)
          world.storage.restore(snapshot)
          const applied = await world.doors.apply({ plan: travelled(plan), actor })
          expect(everything(world)).toEqual(expected)
          expect([did.ok, applied.changed]).toEqual([true, did.ok && did.value.changed])
          expect(applied.secrets).toHaveLength(did.ok ? (did.value.secrets?.length ?? 0) : 0)
          remember(world, applied.secrets ?? [])
        }
      }),
      runs(250),
    )
  })

  test('also a batch', async () => {
    await fc.assert(
      fc.asyncProperty(anySetting, steps(8), batches(6), async (setting, taken, batch) => {
        const world = await walk(setting, taken, () => {})
        const input = batch(world)
        const plan = await world.doors.plan.batch(input)
        if (!plan.ok) return
        const snapshot = world.storage.snapshot()
        const done = await world.doors.batch(input)
        const expected = everything(world)
        world.storage.restore(snapshot)
        const applied = await world.doors.apply({ plan: travelled(plan), actor: input.actor })
        expect(everything(world)).toEqual(expected)
        expect(applied.changed).toBe(done.changed)
      }),
      runs(250),
    )
  })

  test('does what was shown or nothing, however much later', async () => {
    const time = fc.constantFrom(60_000, day, 8 * day, 40 * day)
    await fc.assert(
      fc.asyncProperty(walks(12), time, async ([setting, taken], pass) => {
        const world = await worldOf(setting)
        for (const step of taken) {
          const minted = world.mint.next
          const accepted = await acceptedPlans(world, step)
          if (accepted !== undefined && !isByToken(accepted.call)) {
            const { call, plan } = accepted
            const before = storedOf(world)
            const snapshot = world.storage.snapshot()
            const planned = world.time.now
            world.time.now += pass
            world.mint.next = minted
            const did = await outcomeOf(world.doors.apply({ plan, actor: call.input.actor }))
            const became = differences(before, storedOf(world), planned)
            if (did) expect(byRecord(changesOf(plan, planned))).toEqual(byRecord(became))
            else expect(world.storage.snapshot()).toBe(snapshot)
            world.storage.restore(snapshot)
            world.time.now = planned
          }
          await take(world, step)
        }
      }),
      runs(120),
    )
  })

  test('is refused as stale after any other commit, and under another policy, and writes nothing then', async () => {
    await fc.assert(
      fc.asyncProperty(walks(10), steps(6), async ([setting, taken], others) => {
        const world = await worldOf(setting)
        for (const step of taken) {
          const accepted = await acceptedPlans(world, step)
          if (accepted !== undefined && !isByToken(accepted.call)) await expectStale(world, accepted, others)
          await take(world, step)
        }
      }),
      runs(120),
    )
  })
})

async function expectStale(
  world: World,
  { call, plan }: { call: Call; plan: AcceptedPlan },
  others: readonly Step[],
): Promise<void> {
  const { actor } = call.input
  const snapshot = world.storage.snapshot()
  const under = reopened(world, { policy: (world.policy + 1) % policies.length })
  const changed = { code: 'plan/stale', kind: 'stale', details: { because: 'policy-changed' } }
  await expect(under.doors.apply({ plan, actor })).rejects.toMatchObject(changed)
  expect(world.storage.snapshot()).toBe(snapshot)
  for (const other of others) await take(world, other)
  const moved = world.storage.snapshot()
  if (storedOf(world).head.commitId !== plan.commitId) {
    await expect(world.doors.apply({ plan, actor })).rejects.toMatchObject({
      kind: expect.stringMatching(/^(stale|refused)$/),
    })
    expect(world.storage.snapshot()).toBe(moved)
  }
  // a storage that was put back makes the same revision once more, under another commit id
  world.storage.restore(snapshot)
}

// --------------------------------------------------------------------------------------------------------- tampering

const setting: Setting = { policy: 0, seatLimit: undefined, staffed: true }

describe('a plan that was tampered with', () => {
  test('gives nobody anything: it is refused, or does what its actor could do by the command itself', async () => {
    await fc.assert(
      fc.asyncProperty(anySetting, steps(8), steps(4), edits(3), async (setting, taken, candidates, edit) => {
        const world = await walk(setting, taken, () => {})
        for (const step of candidates) {
          const accepted = await acceptedPlans(world, step)
          if (accepted === undefined || isByToken(accepted.call)) continue
          const { members } = storedOf(world)
          const pool = [...members.map(({ id }) => id), world.foreign.memberId, world.foreign.organizationId]
          const tampered = edit({ ...travelled(accepted.plan) }, pool)
          await expectNothingGained(world, tampered, accepted.call.input.actor)
        }
      }),
      runs(500),
    )
  })

  test.each<[string, (plan: { [field: string]: unknown }) => object]>([
    ['another command', () => ({ command: 'member.deactivate' })],
    ['another organization', () => ({ organizationId: 'org_none' })],
    ['an older revision', ({ revision }) => ({ revision: Number(revision) - 1 })],
    ['a later revision', ({ revision }) => ({ revision: Number(revision) + 1 })],
    ['another commit', () => ({ commitId: 'com_other' })],
    ['another policy', () => ({ policy: 'other' })],
    ['another digest', () => ({ digest: 'other' })],
  ])('%s: refused, and nothing is written', async (_, altered) => {
    const { world, plan, actor } = await removal()
    const snapshot = world.storage.snapshot()
    await expect(world.doors.apply({ plan: { ...plan, ...altered({ ...plan }) }, actor })).rejects.toMatchObject({
      name: 'GuildhallError',
      kind: expect.stringMatching(/^(stale|refused|invalid-input)$/),
    })
    expect(world.storage.snapshot()).toBe(snapshot)
  })

  const address = { email: 'p@acme.test' }
  test.each<[string, string, object, object]>([
    ['another role', 'members.changeRole', { role: 'guest' }, { role: 'manager' }],
    ['another reason', 'members.remove', { reason: 'asked for' }, { reason: 'stole' }],
    ['no reason', 'members.remove', { reason: 'asked for' }, {}],
    ['a reason', 'members.remove', {}, { reason: 'stole' }],
    ['another name', 'members.update', { name: 'Bo' }, { name: 'Cy' }],
    ['another address', 'invitations.invite', { emails: [address] }, { emails: ['q@acme.test'] }],
    ['a role', 'invitations.invite', { emails: [address] }, { emails: [{ ...address, role: 'admin' }] }],
    ['another message', 'invitations.invite', { emails: [address] }, { emails: [address], message: 'click here' }],
    [
      'another term',
      'invitations.invite',
      { emails: [address], expiresAt: '2027-02-01T00:00:00Z' },
      { emails: [address], expiresAt: '2999-01-01T00:00:00Z' },
    ],
    ['a term', 'invitations.invite', { emails: [address] }, { emails: [address], expiresAt: '2999-01-01T00:00:00Z' }],
    [
      'a later arrival',
      'invitations.invite',
      { emails: [address] },
      { emails: [address], statusOnAcceptance: 'deactivated' },
    ],
    ['another limit', 'organizations.setSeatLimit', { seatLimit: 9 }, { seatLimit: 10 }],
    ['another slug', 'organizations.update', { slug: 'acme-2' }, { slug: 'acme-3' }],
  ])('%s in the input of %s: refused as stale', async (_, command, input, altered) => {
    const world = await worldOf(setting)
    const { organizationId } = world
    const memberId = storedOf(world).members[3]?.id
    const about = command.startsWith('members.') ? { memberId } : {}
    const plan = await doorOf(world.doors.plan, command)({ organizationId, actor: system, ...about, ...input })
    const snapshot = world.storage.snapshot()
    const tampered = { ...plan, input: { ...about, ...altered } }
    await expect(world.doors.apply({ plan: tampered, actor: system })).rejects.toMatchObject({ code: 'plan/stale' })
    expect(world.storage.snapshot()).toBe(snapshot)
  })

  test('what a plan shows is for people: without it, it does the same', async () => {
    const { world, plan, actor } = await removal()
    const { changes: _, events: __, seats: ___, impact: ____, outcomes: _____, revisions: ______, ...bare } = plan
    const someone = { actor: { userId: 'somebody-else' } }
    expect(await world.doors.apply({ plan: { ...bare, ...someone }, actor })).toMatchObject({ changed: true })
  })
})

async function removal(): Promise<{ world: World; plan: AcceptedPlan; actor: { userId: string } }> {
  const world = await worldOf(setting)
  const actor = { userId: 'u0' }
  const memberId = storedOf(world).members[3]?.id ?? ''
  const plan = await world.hall.plan.members.remove({ organizationId: world.organizationId, actor, memberId })
  if (!plan.ok) throw new Error(plan.refusal.message)
  return { world, plan, actor }
}

/** Applies a plan, and compares with what its command and input would have done by the same actor. */
async function expectNothingGained(world: World, plan: { [field: string]: unknown }, actor: unknown): Promise<void> {
  const snapshot = world.storage.snapshot()
  const applied = await outcomeOf(world.doors.apply({ plan, actor }))
  const by = { plan: everything(world), changed: world.storage.snapshot() !== snapshot }
  world.storage.restore(snapshot)
  if (!applied) {
    expect(by.changed).toBe(false)
    return
  }
  const { command, input, organizationId } = plan
  const called = { ...(input as object), organizationId, actor }
  const path = String(command).replace('.', 's.')
  const direct = path === 'batch' ? world.doors.batch(called) : doorOf(world.doors.attempt, path)(called)
  expect(await outcomeOf(direct)).toBe(true)
  expect(everything(world)).toEqual(by.plan)
  world.storage.restore(snapshot)
}

/** Whether it was done; whatever is thrown must be one of ours. */
async function outcomeOf(done: Promise<object>): Promise<boolean> {
  try {
    const answer = await done
    return !('ok' in answer) || answer.ok === true
  } catch (error) {
    expect(error).toMatchObject({
      name: 'GuildhallError',
      kind: expect.stringMatching(/^(stale|refused|invalid-input)$/),
    })
    return false
  }
}
