/** The same steps through the front door: parsed, planned, committed to a memory and audited. */
import { isDeepStrictEqual } from 'node:util'
import { createGuildhall, type Guildhall, type Plan } from 'guildhall'
import { memoryStorage } from 'guildhall/memory'
import { revisionCore } from '../../../src/decision/revision-core.js'
import { type InvitationRecord, invitationView } from '../../../src/invitation/invitation.js'
import { type MemberRecord, memberView } from '../../../src/member/member.js'
import { type OrganizationRecord, organizationView } from '../../../src/organization/organization.js'
import type { RevisionRow, StoredEvent } from '../../../src/storage.js'
import type { Step } from './checker.js'
import { inputOf, type Move, type Names } from './moves.js'
import { freshId, freshSecret, organizationId, policy, sha256, system, type World, worldOf } from './world.js'

interface Saved {
  readonly head: OrganizationRecord
  readonly members: readonly MemberRecord[]
  readonly invitations: readonly InvitationRecord[]
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
  put({ members, invitations }: World): void {
    this.memory.restore(JSON.stringify([{ ...this.saved(), members, invitations }]))
  }

  /** Everything in the one organization. */
  saved(): Saved {
    // What a snapshot holds, the adapter says.
    const [saved] = JSON.parse(this.memory.snapshot()) as Saved[]
    if (saved === undefined) throw new Error('the organization is gone')
    return saved
  }

  world(): World {
    const { head, members, invitations } = this.saved()
    return worldOf(this.now, head, members, invitations)
  }
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

function isSame({ head, members, invitations }: Saved, decided: World): boolean {
  const { revision: _, commitId: __, hash: ___, ...said } = head
  const { revision: ____, commitId: _____, hash: ______, ...thought } = decided.head
  return (
    isDeepStrictEqual(said, thought) &&
    isDeepStrictEqual(byId(members), byId(decided.members)) &&
    isDeepStrictEqual(byId(invitations), byId(decided.invitations))
  )
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

function changesBetween(before: World, { head, members, invitations }: Saved): Change[] {
  return [
    ...changed('organization', [before.head], [head], organizationView),
    ...changed('member', before.members, members, (record) => memberView(organizationId, record)),
    ...changed('invitation', before.invitations, invitations, (record) =>
      invitationView(organizationId, record, before.now),
    ),
  ].map(unnumbered)
}

function changed<R extends { readonly id: string }>(
  kind: string,
  before: readonly R[],
  after: readonly R[],
  view: (record: R) => object,
): Change[] {
  const old = new Map(before.map((record) => [record.id, record]))
  return after.flatMap((record): Change[] => {
    const was = old.get(record.id)
    if (was === undefined) return [{ kind, id: record.id, after: view(record) }]
    const change = { kind, id: record.id, before: view(was), after: view(record) }
    const { before: then, after: now } = unnumbered(change)
    return isDeepStrictEqual(then, now) ? [] : [change]
  })
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
export function snapshotOf({ head, members, invitations, now }: World): string {
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
    members,
    invitations,
    revisions: [first, second],
    claims: [{ kind: 'slug', key: head.slug }],
  }
  return JSON.stringify([saved])
}
