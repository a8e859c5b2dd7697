/** Committers, helpers and readers of one organization, step by step in an order that a scheduler decides. */
import { isDeepStrictEqual } from 'node:util'
import fc from 'fast-check'
import type { ChangeSet, Need, Snapshot, Storage, Stored } from 'guildhall'
import { memoryStorage } from 'guildhall/memory'
import { Author, changedMember, event, newMember } from '../../../adapters/conformance/builders.js'
import { Dice } from '../../../adapters/conformance/dice.js'
import { member, now } from '../../../adapters/conformance/records.js'
import { storageOn } from '../../../adapters/mongo/port.js'
import type { MembershipRecord } from '../../../src/membership/membership.js'
import { DocumentStore, type Gate, type Repeats } from './document-store.js'

/** Before which of its steps, or of its writes, a committer stops, and whether it goes on after all others are done. */
export interface Stop {
  readonly at: number
  readonly of: 'steps' | 'writes'
  readonly wakes: boolean
}

export interface Course {
  readonly scheduler: fc.Scheduler
  readonly seed: number
  /** Of each committer. */
  readonly stops: readonly Stop[]
  /** What is done of every write of a committer. */
  readonly repeats: Repeats
  /** Whether somebody sweeps meanwhile, and so carries out what others left pending. */
  readonly swept: boolean
}

const coursesWith = (stop: { readonly [K in keyof Stop]: fc.Arbitrary<Stop[K]> }): fc.Arbitrary<Course> =>
  fc.record({
    scheduler: fc.scheduler(),
    seed: fc.integer({ min: 0, max: 1_000_000 }),
    stops: fc.array(fc.record(stop), { minLength: 3, maxLength: 3 }),
    repeats: fc.constantFrom('once', 'twice', 'late'),
    swept: fc.boolean(),
  })

export const courses = coursesWith({
  // a commit has up to nine writes, or eighteen where each is done twice; two readings and commits some forty steps
  at: fc.integer({ min: 1, max: 24 }),
  of: fc.constantFrom('steps', 'writes'),
  wakes: fc.boolean(),
})

/** Those in which everybody stalls in the middle of writing, and wakes up when all others are done. */
export const stalls = coursesWith({
  at: fc.integer({ min: 2, max: 8 }),
  of: fc.constant('writes'),
  wakes: fc.constant(true),
})

const id = 'org_a'
const people = ['mem_a', 'mem_b', 'mem_c']

/** Found by keys that change, by edges, by ids, and along edges. */
const needs: readonly Need[] = [
  { get: 'records', kind: 'member', by: 'role', keys: ['viewer', 'admin'], limit: 9 },
  { get: 'records', kind: 'membership', by: 'containerId', keys: ['team_a'], limit: 9, follow: { principal: {} } },
  { get: 'member', ids: people, follow: { granter: {}, memberships: {} } },
  { get: 'member-by-user', keys: ['user_a', 'user_b'], removed: true },
]

function membership(edge: string, principalId: string): MembershipRecord {
  return {
    ...{ id: edge, containerKind: 'team', containerId: 'team_a', principalKind: 'member', principalId, role: 'lead' },
    ...{ pair: `team_a ${principalId}`, granter: { system: 'test' }, sortKey: edge, createdAt: now, updatedAt: now },
  } as const
}

/** What a committer makes of what it has read. */
function changeOn({ head, records }: Snapshot, dice: Dice, name: string): ChangeSet {
  const author = new Author(id)
  author.head = head
  const members = records.flatMap((stored) => (stored.kind === 'member' ? [stored.record] : []))
  const edges = records.flatMap((stored) => (stored.kind === 'membership' ? [stored.record] : []))
  const before = dice.onceIn(2) ? members[0] : dice.pick(members)
  const fields = {
    name,
    ...dice.pick([{}, { department: name }, { role: dice.pick(['viewer', 'admin']) }, { userId: 'user_b' }]),
  }
  const status = dice.onceIn(6) ? ({ status: 'removed' } as const) : {}
  const gone = dice.onceIn(2) ? edges.slice(0, 1) : []
  const puts = before === undefined ? [] : [changedMember(before, { ...before, ...fields, ...status })]
  const edge = membership(`mbs_${name}`, dice.pick(people))
  return author.changeSet({
    commitId: `com_${name}`,
    puts: [
      ...puts,
      ...(dice.onceIn(3) ? [newMember(member(`mem_${name}`, { role: 'viewer' }))] : []),
      ...(dice.onceIn(2) ? [{ kind: 'membership', change: 'new', fields: [], record: edge } as const] : []),
    ],
    deletes: gone.map((record) => ({ kind: 'membership', id: record.id }) as const),
    events: [event('test.happened', { after: { name } })],
  })
}

export interface Naive {
  /** Without the fence, as a counter-example. */
  readonly fenced: boolean
}

/** Runs a course to its end; answers what was wrong. */
export async function runCourse(course: Course, { fenced }: Naive = { fenced: true }): Promise<string[]> {
  const { scheduler, seed, stops, repeats, swept } = course
  const dice = new Dice(seed)
  const [records, claims] = [new DocumentStore(), new DocumentStore()]
  const lateGate: Gate = (step) => scheduler.schedule(Promise.resolve(), step)
  const open = (gate: Gate, repeats: Repeats = 'once'): Storage => {
    const behaviour = { gate, repeats, lateGate, fenced, heedsRefusals: true, shuffled: shuffledBy(dice) }
    const collections = { records: records.as(behaviour), claims: claims.as(behaviour) }
    return storageOn(async () => collections, { scanBudget: 100, wait: () => gate('pause') })
  }
  const calm = open(async () => {})
  const first = await firstRevision(calm)
  const told = new Chronicle([first])
  const problems: string[] = []

  let wake = () => {}
  const woken = new Promise<void>((resolve) => (wake = resolve))
  const committers = stops.map(async (stop, number) => {
    const gate = stopping(scheduler, `committer ${number}`, stop, woken)
    const storage = open(gate, repeats)
    for (let attempt = 0; attempt < 2; attempt++) {
      const snapshot = await storage.read(id, needs)
      if (snapshot === undefined) throw new Error('the organization is gone')
      problems.push(...(await told.problemsOf(snapshot, 'what a committer read')))
      const changeSet = changeOn(snapshot, dice, `${number}x${attempt}`)
      told.propose(changeSet)
      told.answered(changeSet, await storage.commit(changeSet))
    }
  })
  const readers = [0, 1].map(async (number) => {
    const gate: Gate = (step) => scheduler.schedule(Promise.resolve(), `reader ${number}: ${step}`)
    const storage = open(gate)
    for (let time = 0; time < 2; time++) {
      const snapshot = await storage.read(id, needs)
      if (snapshot !== undefined) problems.push(...(await told.problemsOf(snapshot, 'what a reader read')))
    }
  })
  const sweeping = open((step) => scheduler.schedule(Promise.resolve(), `sweeper: ${step}`), repeats)
  const sweepers = swept ? [sweeping.sweep({ deletedBefore: 0, limit: 9 })] : []
  const running = [...committers, ...readers, ...sweepers].map((one) =>
    one.catch((error: unknown) => problems.push(error instanceof Error ? (error.stack ?? '') : String(error))),
  )
  await allSteps(scheduler)
  wake()
  await allSteps(scheduler)
  void running
  problems.push(...(await endOf(calm, told, records)))
  return problems
}

/** Passes a gate at the scheduler's bidding, and stops where it is told to: until `woken`, or for good. */
export function stopping(scheduler: fc.Scheduler, name: string, stop: Stop, woken: Promise<void>): Gate {
  let steps = 0
  return async (step) => {
    await scheduler.schedule(Promise.resolve(), `${name}: ${step}`)
    if (stop.of === 'steps' || step.startsWith('update')) steps++
    else return
    if (steps !== stop.at) return
    if (stop.wakes) await woken
    else await new Promise(() => {}) // it crashed
  }
}

/** Steps follow from steps, by way of promises that the scheduler does not know. `after` looks at what each has left. */
export async function allSteps(scheduler: fc.Scheduler, after = () => {}): Promise<void> {
  for (let idle = 0; idle < 3; ) {
    if (scheduler.count() > 0) {
      idle = 0
      await scheduler.waitOne()
    } else idle++
    await new Promise((resolve) => setImmediate(resolve))
    after()
  }
}

async function firstRevision(storage: Storage): Promise<ChangeSet> {
  const author = new Author(id)
  const puts = people.map((one, at) =>
    newMember(member(one, { role: 'viewer', userId: `user_${at}`, roleGranter: { memberId: 'mem_a' } })),
  )
  const edges = people.map(
    (one) => ({ kind: 'membership', change: 'new', fields: [], record: membership(`mbs_${one}`, one) }) as const,
  )
  return author.commit(storage, { puts: [...puts, ...edges], commitId: 'com_first' })
}

/** Nobody is under way any more: somebody reads, somebody commits, and then the documents themselves must be right. */
async function endOf(storage: Storage, told: Chronicle, records: DocumentStore): Promise<string[]> {
  const left = await storage.read(id, needs)
  if (left === undefined) return ['the organization is gone']
  const problems = [...(await told.problemsOf(left, 'what is left')), ...told.falseAnswers(left)]
  const author = new Author(id)
  author.head = left.head
  told.propose(await author.commit(storage, { commitId: 'com_last' }))
  await new Promise((resolve) => setImmediate(resolve)) // the clear runs behind
  const pending = records.documents.get(`${id}/head`)?.pending
  if (pending !== null) problems.push('something is still pending after a commit')
  const settled = await storage.read(id, needs)
  return settled === undefined ? problems : [...problems, ...(await told.problemsOf(settled, 'what is settled'))]
}

export const shuffledBy =
  (dice: Dice) =>
  <T>(things: readonly T[]): readonly T[] => {
    const left = [...things]
    return things.flatMap(() => left.splice(dice.below(left.length), 1))
  }

/** All that may have been committed, and what the memory storage makes of it. */
class Chronicle {
  private readonly proposed = new Map<string, ChangeSet>()
  /** After each commit; what is committed is one chain. */
  private readonly states = new Map<string, Promise<Snapshot | undefined>>()
  private readonly oracle = memoryStorage()
  private readonly outcomes = new Map<string, string>()

  constructor(changeSets: readonly ChangeSet[]) {
    for (const changeSet of changeSets) this.propose(changeSet)
  }

  propose(changeSet: ChangeSet): void {
    this.proposed.set(changeSet.head.commitId, changeSet)
  }

  answered({ head }: ChangeSet, outcome: string): void {
    this.outcomes.set(head.commitId, outcome)
  }

  /** A snapshot must be what the chain of commits up to its head makes. */
  async problemsOf(snapshot: Snapshot, what: string): Promise<string[]> {
    const { commitId, revision } = snapshot.head
    const expected = await this.stateAfter(commitId)
    if (expected === undefined) return [`${what}: ${commitId} cannot have been committed`]
    return isDeepStrictEqual(byId(snapshot), byId(expected))
      ? []
      : [`${what} at revision ${revision}: ${namesOf(snapshot)}, not ${namesOf(expected)}`]
  }

  falseAnswers({ head }: Snapshot): string[] {
    const chain = new Set(this.chain(head.commitId).map((changeSet) => changeSet.head.commitId))
    return [...this.outcomes]
      .filter(([commitId, outcome]) => chain.has(commitId) !== (outcome === 'committed'))
      .map(([commitId, outcome]) => `${commitId} was answered ${outcome}`)
  }

  private stateAfter(commitId: string): Promise<Snapshot | undefined> {
    const known = this.states.get(commitId) ?? this.replayed(commitId)
    this.states.set(commitId, known)
    return known
  }

  private async replayed(commitId: string): Promise<Snapshot | undefined> {
    const changeSet = this.proposed.get(commitId)
    if (changeSet === undefined) return undefined
    if (changeSet.base.revision > 0) await this.stateAfter(changeSet.base.commitId)
    const outcome = await this.oracle.commit(changeSet)
    return outcome === 'committed' ? this.oracle.read(id, needs) : undefined
  }

  private chain(commitId: string): ChangeSet[] {
    const last = this.proposed.get(commitId)
    return last === undefined ? [] : [...this.chain(last.base.commitId), last]
  }
}

const byId = ({ head, records }: Snapshot) => [head, new Map(records.map((stored) => [stored.record.id, stored]))]

const namesOf = ({ records }: Snapshot): string =>
  JSON.stringify(records.map(({ record }: Stored) => record).sort((a, b) => (a.id < b.id ? -1 : 1)))
