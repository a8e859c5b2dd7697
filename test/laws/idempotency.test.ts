/** A command sent twice under one idempotency key is done once, whatever it is, whenever it comes again, also after a restart. */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { memoryStorage } from '../../adapters/memory/index.js'
import { runs } from './support/runs.js'
import { anySetting, batches, type Call, callOf, steps, walks } from './support/steps.js'
import { storedOf } from './support/stored.js'
import { remember, take, walk } from './support/walk.js'
import {
  type Answer,
  type Attempted,
  type Doors,
  day,
  doorOf,
  reopened,
  type Setting,
  system,
  userActor,
  type World,
  worldOf,
} from './support/world.js'

const keyed = ({ command, input }: Call, idempotencyKey: string): Call => ({
  command,
  input: { ...input, idempotencyKey },
})

const attempt = (doors: Doors, { command, input }: Call): Promise<Attempted> => doorOf(doors.attempt, command)(input)

/** The same call with another input, where it is one that everybody takes. */
function altered({ command, input }: Call): Call {
  if (command === 'invitations.accept')
    return { command, input: { ...input, allowUnverifiedEmail: input.allowUnverifiedEmail !== true } }
  return { command, input: { ...input, reason: 'another one' } }
}

/** The same application after a restart: what was stored is there again, and nothing else is. */
function restarted(world: World): Doors & { readonly snapshot: () => string } {
  const storage = memoryStorage()
  storage.restore(world.storage.snapshot())
  return { ...reopened(world, { storage }).doors, snapshot: () => storage.snapshot() }
}

/** What a repeat answers: as the first time, said to be one, and without secrets. */
function asRepeat({ secrets, outcomes, ...answer }: Answer): object {
  return { ...answer, repeated: true, ...(secrets === undefined ? {} : { secrets: [] }), ...invited(outcomes) }
}

/** Of many, a repeat tells those that were invited: the others are not remembered. */
function invited(outcomes: Answer['outcomes']): { outcomes?: unknown } {
  if (outcomes === undefined) return {}
  const done = (outcomes as { outcome: string }[]).filter(({ outcome }) => outcome === 'invited')
  return { outcomes: done.map(({ outcome }) => expect.objectContaining({ outcome })) }
}

describe('an idempotency key', () => {
  test('makes any command safe to send again: at once, and at the end of all that followed, and after a restart', async () => {
    await fc.assert(
      fc.asyncProperty(walks(16), async ([setting, taken]) => {
        const world = await worldOf(setting)
        const sent: { readonly call: Call; readonly answer: Answer }[] = []
        for (const [index, step] of taken.entries()) {
          if (step.pass !== undefined) {
            await take(world, step)
            continue
          }
          const call = keyed(callOf(world, step), `key ${index}`)
          const first = await attempt(world.doors, call)
          if (first.ok) remember(world, first.value.secrets ?? [])
          await expectOnce(world, call, first)
          if (first.ok && first.value.changed) sent.push({ call, answer: first.value })
        }
        await expectRemembered(world, sent)
      }),
      runs(250),
    )
  })

  test('with another input it is refused, and nothing is written', async () => {
    await fc.assert(
      fc.asyncProperty(walks(12), async ([setting, taken]) => {
        const world = await worldOf(setting)
        for (const [index, step] of taken.entries()) {
          if (step.pass !== undefined) continue
          const call = keyed(callOf(world, step), `key ${index}`)
          const first = await attempt(world.doors, call)
          if (!first.ok || !first.value.changed) continue
          remember(world, first.value.secrets ?? [])
          const snapshot = world.storage.snapshot()
          expect(await attempt(world.doors, altered(call))).toMatchObject({
            ok: false,
            refusal: { code: 'idempotency/key-reused', details: { idempotencyKey: `key ${index}` } },
          })
          expect(world.storage.snapshot()).toBe(snapshot)
        }
      }),
      runs(150),
    )
  })

  test('of a batch, and of a plan that is applied', async () => {
    await fc.assert(
      fc.asyncProperty(anySetting, steps(6), batches(5), async (setting, taken, batch) => {
        const world = await walk(setting, taken, () => {})
        const input = batch(world)
        const plan = await world.doors.plan.batch(input)
        const before = world.storage.snapshot()
        const given = { ...input, idempotencyKey: 'key' }
        const send = [
          (doors: Doors) => doors.batch(given),
          (doors: Doors) => doors.apply({ plan, actor: input.actor, idempotencyKey: 'key' }),
        ]
        for (const again of plan.ok ? send : send.slice(0, 1)) {
          world.storage.restore(before)
          const first = await again(world.doors).catch(() => undefined)
          if (first === undefined || !first.changed) continue
          const { revision, commitId, ids } = first
          const snapshot = world.storage.snapshot()
          const later = restarted(world)
          for (const doors of [world.doors, later]) {
            const repeat = { revision, commitId, ids, repeated: true, secrets: [] }
            expect(await again(doors)).toMatchObject(repeat)
          }
          expect([world.storage.snapshot(), later.snapshot()]).toEqual([snapshot, snapshot])
        }
      }),
      runs(200),
    )
  })

  test('makes one organization, however often and from wherever it is created', async () => {
    const world = await worldOf(plainSetting)
    const input = { actor: userActor(4), name: 'New', slug: 'new', idempotencyKey: 'make it' }
    const other = reopened(world, { storage: { ...world.storage } })
    const made = await Promise.all([
      world.hall.organizations.create(input),
      other.hall.organizations.create(input),
      world.hall.organizations.create(input),
      other.hall.organizations.create(input),
    ])
    expect(new Set(made.map(({ id }) => id)).size).toBe(1)
    expect(made.filter(({ repeated }) => !repeated)).toHaveLength(1)
    const later = restarted(world)
    const again = doorOf(later.attempt, 'organizations.create')
    expect(await again(input)).toMatchObject({ ok: true, value: { id: made[0]?.id, repeated: true } })
    const reused = { ok: false, refusal: { code: 'idempotency/key-reused' } }
    expect(await again({ ...input, name: 'Newer' })).toMatchObject(reused)
    // somebody else's key is another one
    const elsewhere = await again({ ...input, actor: userActor(5), slug: 'newer' })
    expect(elsewhere).toMatchObject({ ok: true, value: { repeated: false } })
  })

  test('lets one of many that are sent at once through', async () => {
    const world = await worldOf(plainSetting)
    const { organizationId } = world
    const other = reopened(world, { storage: { ...world.storage } })
    const input = { organizationId, actor: system, emails: 'p@acme.test', idempotencyKey: 'once' }
    const halls = [world.hall, other.hall, world.hall, other.hall, world.hall, other.hall]
    const sent = await Promise.all(halls.map((hall) => hall.invitations.invite(input)))
    expect(sent.filter(({ repeated }) => !repeated)).toHaveLength(1)
    expect(sent.flatMap(({ secrets }) => secrets)).toHaveLength(1)
    expect(storedOf(world).invitations).toHaveLength(1)
  })

  test('belongs to its actor, its command and its organization', async () => {
    const world = await worldOf(plainSetting)
    const { hall, organizationId } = world
    const [u0, , , u3] = storedOf(world).members.map(({ id }) => id)
    if (u0 === undefined || u3 === undefined) throw new Error('members are missing')
    const given = { organizationId, idempotencyKey: 'key' }
    const first = await hall.members.deactivate({ ...given, actor: userActor(0), memberId: u3 })
    const byAnother = hall.attempt.members.deactivate({ ...given, actor: userActor(1), memberId: u3 })
    expect(await byAnother).toMatchObject({ ok: false, refusal: { code: 'member/not-active' } })
    const another = await hall.members.reactivate({ ...given, actor: userActor(0), memberId: u3 })
    expect([first.repeated, another.repeated]).toEqual([false, false])
  })

  test('remembers no refusal and no command that changed nothing', async () => {
    const world = await worldOf(plainSetting)
    const { hall, organizationId } = world
    const memberId = storedOf(world).members[3]?.id ?? ''
    const given = { organizationId, actor: system, memberId, idempotencyKey: 'key' }
    expect((await hall.attempt.members.reactivate(given)).ok).toBe(false)
    await hall.members.deactivate({ ...given, idempotencyKey: 'another' })
    expect(await hall.members.reactivate(given)).toMatchObject({ changed: true, repeated: false })
    const same = { ...given, role: 'viewer', idempotencyKey: 'third' } as const
    expect(await hall.members.changeRole(same)).toMatchObject({ changed: false, repeated: false })
    expect(await hall.members.changeRole({ ...same, role: 'guest' })).toMatchObject({ changed: true, repeated: false })
  })

  test('goes with whatever was given: addresses that are none among them', async () => {
    const world = await worldOf(plainSetting)
    const { organizationId } = world
    const emails = ['\ud800@acme.test', 'no address', '\0', 'ok@acme.test']
    const call = {
      command: 'invitations.invite',
      input: { organizationId, actor: system, emails, idempotencyKey: 'k' },
    }
    const first = await attempt(world.doors, call)
    expect(first).toMatchObject({ ok: true, value: { changed: true, repeated: false } })
    expect(await attempt(world.doors, call)).toMatchObject({ ok: true, value: { changed: true, repeated: true } })
  })

  test('stands in a history that the auditor finds whole', async () => {
    await fc.assert(
      fc.asyncProperty(walks(12), async ([setting, taken]) => {
        const world = await worldOf(setting)
        for (const [index, step] of taken.entries()) {
          if (step.pass !== undefined) await take(world, step)
          else await attempt(world.doors, keyed(callOf(world, step), `key ${index}`))
        }
        await take(world, { command: 'time', by: 6, pass: day })
        const { organizationId } = world
        if (storedOf(world).head.status === 'deleted') return
        expect(await world.hall.verify({ organizationId, actor: system })).toMatchObject({ ok: true })
      }),
      runs(100),
    )
  })
})

const plainSetting: Setting = { policy: 0, seatLimit: undefined, staffed: true }

/** Sent again at once, a command that did something is answered as before; one that did not does not either. */
async function expectOnce(world: World, call: Call, first: Attempted): Promise<void> {
  const snapshot = world.storage.snapshot()
  const second = await attempt(world.doors, call)
  expect(world.storage.snapshot()).toBe(snapshot)
  if (!first.ok) expect(second).toEqual(first)
  else if (first.value.changed) expect(second).toEqual({ ok: true, value: asRepeat(first.value) })
  else expect(second).toMatchObject({ ok: true, value: { changed: false, repeated: false } })
}

/** Everything that was sent is answered by what was done then, whatever has become of organization and actor since. */
async function expectRemembered(
  world: World,
  sent: readonly { readonly call: Call; readonly answer: Answer }[],
): Promise<void> {
  const later = restarted(world)
  for (const doors of [world.doors, later]) {
    for (const { call, answer } of sent) {
      const { revision, commitId, ids } = answer
      const value = { revision, commitId, ids, changed: true, repeated: true }
      const again = await attempt(doors, call)
      expect(again).toMatchObject({ ok: true, value })
      expect(again.ok && (again.value.secrets ?? [])).toEqual([])
    }
  }
  expect(later.snapshot()).toBe(world.storage.snapshot())
}
