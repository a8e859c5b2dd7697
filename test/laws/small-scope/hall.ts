/** The same steps through the front door: parsed, planned, committed to a memory and audited. */
import { isDeepStrictEqual } from 'node:util'
import { createGuildhall, type Guildhall, type Plan } from 'guildhall'
import { memoryStorage } from 'guildhall/memory'
import { revisionCore } from '../../../src/decision/revision-core.js'
import { type OrganizationRecord, organizationView } from '../../../src/organization/organization.js'
import { viewOf } from '../../../src/queries/view.js'
import {
  type Kind,
  kinds,
  type RecordsByKind,
  type RevisionRow,
  type Stored,
  type StoredEvent,
} from '../../../src/storage.js'
import type { Step } from './checker.js'
import { inputOf, type Move, type Names } from './moves.js'
import { freshId, freshSecret, organizationId, policy, sha256, system, type World, worldOf } from './world.js'

type Lists = { readonly [K in Kind as `${K}s`]: readonly RecordsByKind[K][] }

interface Saved extends Lists {
  readonly head: OrganizationRecord
  readonly revisions: readonly RevisionRow[]
  readonly claims: readonly { readonly kind: 'slug'; readonly key: string }[]
}

type Door = (input: object) => Promise<unknown>
type Doors = { readonly [group: string]: { readonly [verb: string]: Door | undefined } | undefined }

/** A hall on a memory that can be put to any state. What it mints begins with `mint`. */
export class Desk {
  readonly memory = memoryStorage()
  readonly hall: Guildhall<typeof policy>
  now = 0
  #minted = { ids: 0, secrets: 0 }

  constructor(mint: string) {
    this.hall = createGuildhall({
      storage: this.memory,
      policy,
      clock: () => this.now,
      newId: (kind) => (kind === 'commit' ? `${mint}${this.now}` : freshId(mint, ++this.#minted.ids)),
      newSecret: () => freshSecret(mint, ++this.#minted.secrets),
    })
  }

  /** Starts minting from the beginning. */
  again(): void {
    this.#minted = { ids: 0, secrets: 0 }
  }

  plan(move: Move, names: Names): Promise<Plan> {
    // Both interfaces are too well typed to be called by a name that is computed; a plan is what this one answers.
    return doorOf(this.hall.plan as unknown as Doors, move)(inputOf(move, names)) as Promise<Plan>
  }

  carryOut(move: Move, names: Names): Promise<unknown> {
    if (move.does === 'invitation.recordExpired') return this.hall.maintain({ limit: 400 })
    return doorOf(this.hall as unknown as Doors, move)(inputOf(move, names))
  }

  /** Puts the records of the organization to what they are in this world; its history stays. */
  put(world: World): void {
    this.memory.restore(JSON.stringify([{ ...this.saved(), ...listsOf(world) }]))
  }

  /** Everything in the one organization. */
  saved(): Saved {
    // What a snapshot holds, the adapter says.
    const [saved] = JSON.parse(this.memory.snapshot()) as Saved[]
    if (saved === undefined) throw new Error('the organization is gone')
    return saved
  }

  world(): World {
    return worldIn(this.saved(), this.now)
  }
}

const otherKinds = kinds.filter((kind) => kind !== 'member' && kind !== 'invitation')

function worldIn(saved: Saved, now: number): World {
  // The list of a kind holds records of that kind.
  const others = otherKinds.flatMap((kind) => saved[`${kind}s`].map((record) => ({ kind, record }) as Stored))
  return worldOf(now, saved.head, saved.members, saved.invitations, others)
}

/** Its records, by the names under which a memory saves them. */
function listsOf({ members, invitations, others }: World): Lists {
  const list = (kind: Kind) => others.filter((stored) => stored.kind === kind).map(({ record }) => record)
  const lists = otherKinds.map((kind) => [`${kind}s`, list(kind)])
  // Each kind of the type is there.
  return { members, invitations, ...Object.fromEntries(lists) } as Lists
}

function doorOf(doors: Doors, { does }: Move): Door {
  const [noun = '', verb = ''] = does.split('.')
  const door = doors[`${noun}s`]?.[verb]
  if (door === undefined) throw new Error(`no door to \`${does}\``)
  return door
}

/** Whether a step, taken through the hall, was planned as it came, came as it was decided, and stands an audit; else what is wrong. */
export async function throughHall(
  desk: Desk,
  { move, names, before, after: decided }: Step,
): Promise<string | undefined> {
  desk.now = before.now
  desk.memory.restore(snapshotOf(before))
  const untouched = desk.memory.snapshot()
  desk.again()
  const plan = move.does === 'invitation.recordExpired' ? undefined : await desk.plan(move, names)
  if (desk.memory.snapshot() !== untouched) return 'the plan has written'
  desk.again()
  await desk.carryOut(move, names)
  const saved = desk.saved()
  if (!isSame(saved, decided)) return 'the hall did not do what the core decided'
  if (plan !== undefined && !isTrue(plan, before, saved)) return 'the plan did not tell what was done'
  if (saved.head.status === 'deleted') return undefined
  const { findings } = await desk.hall.verify({ organizationId, actor: system })
  return findings.length === 0 ? undefined : `the audit finds ${JSON.stringify(findings)}`
}

function isSame(saved: Saved, decided: World): boolean {
  const records = (world: World) => [...storedIn(world).values()].sort((a, b) => (a.record.id < b.record.id ? -1 : 1))
  return (
    isDeepStrictEqual(unsealed(saved.head), unsealed(decided.head)) &&
    isDeepStrictEqual(records(worldIn(saved, decided.now)), records(decided))
  )
}

/** What a head says that a decision says too. */
function unsealed({ revision: _, commitId: __, hash: ___, catalogueId: ____, ...head }: OrganizationRecord): object {
  return head
}

/** Whether the plan told each record that is different now, before and after, what the history says of it, and the seats. */
function isTrue(plan: Plan, before: World, saved: Saved): boolean {
  if (!plan.ok) return false
  const row = saved.revisions.at(-1)
  return (
    isDeepStrictEqual(byId(plan.changes.map(unnumbered)), byId(changesBetween(before, saved))) &&
    isDeepStrictEqual(
      plan.events,
      row?.events.map(({ personal: _, ...event }) => event),
    ) &&
    plan.seats.after === row?.seats &&
    plan.revisions === saved.head.revision - before.head.revision
  )
}

interface Change {
  readonly kind: string
  readonly id: string
  readonly before?: object
  readonly after?: object
}

function changesBetween(before: World, saved: Saved): Change[] {
  const [old, now] = [storedIn(before), storedIn(worldIn(saved, before.now))]
  const view = (stored: Stored) => viewOf(organizationId, stored, before.now)
  const left = [...now.values()].flatMap((stored): Change[] => {
    const { kind, record } = stored
    const was = old.get(record.id)
    const change = { kind, id: record.id, ...(was === undefined ? {} : { before: view(was) }), after: view(stored) }
    const { before: then, after } = unnumbered(change)
    return isDeepStrictEqual(then, after) ? [] : [change]
  })
  const gone = [...old.values()]
    .filter(({ record }) => !now.has(record.id))
    .map((stored): Change => ({ kind: stored.kind, id: stored.record.id, before: view(stored) }))
  return [...headChange(before.head, saved.head), ...left, ...gone].map(unnumbered)
}

function headChange(before: OrganizationRecord, after: OrganizationRecord): Change[] {
  const change = {
    kind: 'organization',
    id: after.id,
    before: organizationView(before),
    after: organizationView(after),
  }
  const { before: then, after: now } = unnumbered(change)
  return isDeepStrictEqual(then, now) ? [] : [change]
}

function storedIn({ members, invitations, others }: World): Map<string, Stored> {
  const all = [
    ...members.map((record): Stored => ({ kind: 'member', record })),
    ...invitations.map((record): Stored => ({ kind: 'invitation', record })),
    ...others,
  ]
  return new Map(all.map((stored) => [stored.record.id, stored]))
}

/** A plan does not know the revision that it will make. */
function unnumbered({ kind, id, before, after }: Change): Change {
  const view = (record: object) => ({ ...record, revision: undefined })
  return {
    kind,
    id,
    ...(before === undefined ? {} : { before: view(before) }),
    ...(after === undefined ? {} : { after: view(after) }),
  }
}

function byId<T extends { readonly id: string }>(records: readonly T[]): T[] {
  return [...records].sort((a, b) => (a.id < b.id ? -1 : 1))
}

// ------------------------------------------------------------------------------------------------------------- history

/**
 * An organization with a history that leads to it: it was made as it is, with no limit, and then its limit was set, since
 * an organization may lawfully be above its limit.
 */
export function snapshotOf(world: World): string {
  const { head, members, now } = world
  const { seatLimit = null } = head
  const seats = members.filter(({ status }) => status === 'active' || status === 'pending').length
  const rowOf = (revision: number, command: string, events: readonly StoredEvent[], previousHash: string) => {
    const actor = { system: 'walk' }
    const row = { organizationId, revision, commitId: `com_${revision}`, at: now - 1_000, actor, command }
    const core = { ...row, events, seats, previousHash }
    return { ...core, hash: sha256(revisionCore(core)) }
  }
  const created: StoredEvent[] = [
    { type: 'organization.created', after: { slug: head.slug, status: head.status }, personal: [] },
    ...members.map(
      ({ id, role, status, invitationId }): StoredEvent => ({
        type: invitationId === undefined ? 'member.added' : 'invitation.created',
        memberId: id,
        ...(invitationId === undefined ? {} : { invitationId }),
        after: { role, status },
        personal: [],
      }),
    ),
  ]
  const limited: StoredEvent = { type: 'organization.seat_limit_changed', after: { seatLimit }, personal: [] }
  const first = rowOf(1, 'organization.create', created, '')
  const second = rowOf(2, 'organization.setSeatLimit', [limited], first.hash)
  const saved: Saved = {
    head: { ...head, revision: 2, commitId: second.commitId, hash: second.hash },
    ...listsOf(world),
    revisions: [first, second],
    claims: [{ kind: 'slug', key: head.slug }],
  }
  return JSON.stringify([saved])
}
