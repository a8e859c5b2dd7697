/** Organizations that want the same names, step by step in an order that a scheduler decides. */
import fc from 'fast-check'
import type { ChangeSet, Storage } from 'guildhall'
import { Author } from '../../../adapters/conformance/builders.js'
import { Dice } from '../../../adapters/conformance/dice.js'
import type { ClaimDocument } from '../../../adapters/mongo/claims.js'
import { storageOn } from '../../../adapters/mongo/port.js'
import { DocumentStore, type Gate, type Repeats } from './document-store.js'
import { allSteps, type Stop, shuffledBy, stopping } from './schedule.js'

/** Who wants a name for which organization, and where they stop. */
interface Contender extends Stop {
  readonly organizationId: string
  readonly slug: string
}

export interface Contest {
  readonly scheduler: fc.Scheduler
  readonly seed: number
  readonly contenders: readonly Contender[]
  readonly repeats: Repeats
  readonly swept: boolean
}

/** `org_a` has `one`, `org_b` is there and has none, `org_c` is to be created. */
const organizations = ['org_a', 'org_b', 'org_c']
const slugs = ['one', 'two']

const contestsWith = (stop: { readonly [K in keyof Stop]: fc.Arbitrary<Stop[K]> }): fc.Arbitrary<Contest> => {
  const contender = fc.record({
    ...stop,
    organizationId: fc.constantFrom(...organizations),
    slug: fc.constantFrom(...slugs),
  })
  return fc.record({
    scheduler: fc.scheduler(),
    seed: fc.integer({ min: 0, max: 1_000_000 }),
    contenders: fc.array(contender, { minLength: 4, maxLength: 4 }),
    repeats: fc.constantFrom('once', 'twice', 'late'),
    swept: fc.boolean(),
  })
}

export const contests = contestsWith({
  at: fc.integer({ min: 1, max: 16 }),
  of: fc.constantFrom('steps', 'writes'),
  wakes: fc.boolean(),
})

/** Those in which everybody stalls around the commit point, and wakes up when all others are done. */
export const lateContests = contestsWith({
  at: fc.integer({ min: 1, max: 2 }),
  of: fc.constant('writes'),
  wakes: fc.constant(true),
})

/** Runs a contest to its end; answers what was wrong. */
export async function runContest(contest: Contest, { heedsRefusals } = { heedsRefusals: true }): Promise<string[]> {
  const { scheduler, seed, contenders, repeats, swept } = contest
  const [records, claims] = [new DocumentStore(), new DocumentStore()]
  const dice = new Dice(seed)
  const lateGate: Gate = (step) => scheduler.schedule(Promise.resolve(), step)
  const open = (gate: Gate, repeats: Repeats = 'once'): Storage => {
    const behaviour = { gate, repeats, lateGate, fenced: true, heedsRefusals, shuffled: shuffledBy(dice) }
    const collections = { records: records.as(behaviour), claims: claims.as(behaviour) }
    return storageOn(async () => collections, { scanBudget: 100, wait: () => gate('pause') })
  }
  const calm = open(async () => {})
  const told = new Holders(records)
  told.propose(await new Author('org_a').commit(calm, { take: 'one', commitId: 'com_a' }))
  told.propose(await new Author('org_b').commit(calm, { commitId: 'com_b' }))
  told.look()

  let wake = () => {}
  const woken = new Promise<void>((resolve) => (wake = resolve))
  const contending = contenders.map(async ({ organizationId, slug, ...stop }, number) => {
    const storage = open(stopping(scheduler, `contender ${number}`, stop, woken), repeats)
    for (let attempt = 0; attempt < 2; attempt++) {
      const author = new Author(organizationId)
      author.head = (await storage.read(organizationId, []))?.head
      const release = slugs.filter((one) => one !== slug && dice.onceIn(2))
      const changeSet = author.changeSet({ take: slug, release, commitId: `com_${number}x${attempt}` })
      told.propose(changeSet)
      told.answered(changeSet, await storage.commit(changeSet))
    }
  })
  const looking = open((step) => scheduler.schedule(Promise.resolve(), `reader: ${step}`))
  const readers = slugs.map(async (slug) =>
    told.found(slug, told.now, (await looking.find({ by: 'slug', slug })).found),
  )
  const sweeping = open((step) => scheduler.schedule(Promise.resolve(), `sweeper: ${step}`), repeats)
  const sweepers = swept ? [sweeping.sweep({ deletedBefore: 0, limit: 9 })] : []
  for (const one of [...contending, ...readers, ...sweepers])
    one.catch((error: unknown) => told.problems.push(error instanceof Error ? (error.stack ?? '') : String(error)))
  await allSteps(scheduler, () => told.look())
  wake()
  await allSteps(scheduler, () => told.look())
  await told.end(calm, claims)
  return told.problems
}

/** Who holds what, by the commits that have happened, in the order of their commit points. */
class Holders {
  readonly problems: string[] = []
  private readonly records: DocumentStore
  private readonly proposed = new Map<string, ChangeSet>()
  private readonly happened = new Set<string>()
  private readonly outcomes = new Map<string, string>()
  /** What was held at each time. */
  private readonly times: ReadonlyMap<string, string>[] = [new Map()]

  constructor(records: DocumentStore) {
    this.records = records
  }

  get now(): number {
    return this.times.length - 1
  }

  private get held(): ReadonlyMap<string, string> {
    return this.times[this.now] ?? new Map()
  }

  propose(changeSet: ChangeSet): void {
    this.proposed.set(changeSet.head.commitId, changeSet)
  }

  answered({ head }: ChangeSet, outcome: string): void {
    this.outcomes.set(head.commitId, outcome)
  }

  /** Follows the heads; one step moves at most one of them. */
  look(): void {
    for (const organizationId of organizations) {
      const commitId = this.records.documents.get(`${organizationId}/head`)?.commit_id
      const changeSet = this.proposed.get(String(commitId))
      if (changeSet === undefined || this.happened.has(String(commitId))) continue
      this.happened.add(String(commitId))
      this.move(changeSet)
    }
  }

  private move({ organizationId, claims: { take, release } }: ChangeSet): void {
    const held = new Map(this.held)
    for (const { key } of release) if (held.get(key) === organizationId) held.delete(key)
    if (take !== undefined) {
      const holder = held.get(take.key) ?? organizationId
      if (holder !== organizationId) this.problems.push(`${organizationId} takes ${take.key}, which ${holder} holds`)
      held.set(take.key, organizationId)
    }
    this.times.push(held)
  }

  /** Whoever is found by a name must have held it at some time since `from`. */
  found(slug: string, from: number, found: readonly { readonly head: { readonly id: string } }[]): void {
    for (const { head } of found)
      if (!this.times.slice(from).some((held) => held.get(slug) === head.id))
        this.problems.push(`${head.id} was found by ${slug}, which it did not hold`)
  }

  /** Nobody is under way any more: after a sweep, the claims are those that are held, and no others. */
  async end(storage: Storage, claims: DocumentStore): Promise<void> {
    await storage.sweep({ deletedBefore: 0, limit: 99 })
    for (const [commitId, outcome] of this.outcomes)
      if (this.happened.has(commitId) !== (outcome === 'committed'))
        this.problems.push(`${commitId} was answered ${outcome}`)
    const left = [...claims.documents.values()] as unknown as readonly ClaimDocument[]
    const are = left.map(({ _id, org_id, state }) => `${_id} of ${org_id}, ${state}`).sort()
    const should = [...this.held].map(([slug, holder]) => `slug:${slug} of ${holder}, held`).sort()
    if (are.join('; ') !== should.join('; ')) this.problems.push(`left are ${are.join('; ')}, not ${should.join('; ')}`)
    for (const slug of slugs) this.found(slug, this.now, (await storage.find({ by: 'slug', slug })).found)
  }
}
