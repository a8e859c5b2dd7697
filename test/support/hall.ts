/**
 * A hall as tests use it: on the memory adapter, with a clock that stands still until it is told to move, ids and secrets
 * that can be foretold, and an audit of every organization after every test.
 */
import {
  type AcceptedPlan,
  type BuiltInRefusalCode,
  createGuildhall,
  type DetailsOf,
  type Guildhall,
  type GuildhallOptions,
  type HistoryEntry,
  type InputIssue,
  isGuildhallError,
  type Notice,
  type Plan,
  type Policy,
  type Receipt,
} from 'guildhall'
import { type MemoryStorage, memoryStorage } from 'guildhall/memory'
import { expect } from 'vitest'
import { idPrefixes } from '../../src/decision/context.js'
import { viewOf } from '../../src/queries/view.js'
import { kinds } from '../../src/storage.js'

export const system = { system: 'test' } as const

export interface Clock {
  /** Milliseconds since 1970, UTC. */
  now: number
  /** The time as ISO 8601. */
  iso(): string
  pass(time: { readonly days?: number; readonly hours?: number; readonly seconds?: number; readonly ms?: number }): void
}

const day = 86_400_000

export function standingClock(start = '2030-01-01T12:00:00.000Z'): Clock {
  return {
    now: Date.parse(start),
    iso() {
      return new Date(this.now).toISOString()
    },
    pass({ days = 0, hours = 0, seconds = 0, ms = 0 }) {
      this.now += days * day + hours * 3_600_000 + seconds * 1_000 + ms
    },
  }
}

/** What was done, beside what was planned before. */
export interface Done<Result> {
  readonly value: Result
  readonly plan: AcceptedPlan
  readonly notices: readonly Notice[]
  /** What the commit said, in order. */
  readonly events: readonly HistoryEntry[]
}

/** Something asked of a hall; the same words work on `hall`, `hall.attempt` and `hall.plan`. */
export type Act<P extends Policy, Result = unknown> = (hall: Guildhall<P>) => Promise<Result>

const opened: { desk: Desk<Policy>; audited: boolean }[] = []

/** Audits what was opened; `audits.ts` has it done after every test. */
export async function auditOpened(): Promise<void> {
  for (const { desk, audited } of opened.splice(0)) if (audited) await desk.audit()
}

/** Ids that sort and count like those of production, in both letter cases. Two halls on one storage share them. */
export class Mint {
  readonly #counts = new Map<string, number>()

  newId = (kind: string): string => `N${String(this.#next(kind)).padStart(5, '0')}`
  newSecret = (): string => `Secret_${String(this.#next('secret')).padStart(20, '0')}`

  /** How many of each kind there have been. */
  counts(): ReadonlyMap<string, number> {
    return new Map(this.#counts)
  }

  #next(kind: string): number {
    const next = (this.#counts.get(kind) ?? 0) + 1
    this.#counts.set(kind, next)
    return next
  }
}

/** What every secret that a `Mint` makes looks like. */
export const secretPattern = /Secret_\d{20}/

type Options<P extends Policy> = Partial<Omit<GuildhallOptions<P>, 'policy' | 'clock' | 'newId' | 'newSecret'>> & {
  readonly policy: P
  readonly mint?: Mint
  readonly clock?: Clock
  /** The memory behind `storage`, where that is a wrapper around it. */
  readonly memory?: MemoryStorage
  /** `false` where a test leaves an organization that cannot stand an audit, on purpose. */
  readonly audited?: boolean
}

/** Opens a hall on a memory of its own. */
export function openHall<P extends Policy>(options: Options<P>): Desk<P> {
  const desk = new Desk(options)
  // Auditing asks nothing that depends on the names in the policy.
  opened.push({ desk: desk as unknown as Desk<Policy>, audited: options.audited ?? true })
  return desk
}

export class Desk<P extends Policy> {
  readonly hall: Guildhall<P>
  readonly policy: P
  readonly memory: MemoryStorage
  readonly clock: Clock
  readonly mint: Mint
  /** Everything that subscribers heard, oldest first. */
  readonly notices: Notice[] = []

  constructor({
    mint = new Mint(),
    clock = standingClock(),
    memory = memoryStorage(),
    audited: _,
    ...rest
  }: Options<P>) {
    this.policy = rest.policy
    this.memory = memory
    this.clock = clock
    this.mint = mint
    const { newId, newSecret } = mint
    this.hall = createGuildhall<P>({ storage: memory, ...rest, clock: () => clock.now, newId, newSecret })
    this.hall.subscribe((notice) => void this.notices.push(notice))
  }

  /** Plans it, does it, and holds the two side by side: a plan writes nothing, and tells the truth. */
  async when<Result>(act: Act<P, Result>): Promise<Done<Result>> {
    const written = this.memory.snapshot()
    const known = this.mint.counts()
    const heard = this.notices.length
    // A plan takes what the command takes.
    const plan = (await act(this.#planning())) as unknown as Plan
    expect(this.memory.snapshot(), 'a plan writes nothing').toBe(written)
    if (!plan.ok) return expect.fail(`the plan refuses: ${plan.refusal.code} (${plan.refusal.message})`)
    const before = await this.#records(plan.organizationId)
    const value = await act(this.hall)
    const notices = this.notices.slice(heard)
    const events = notices.flatMap(({ events }) => events)
    const after = await this.#records(notices[0]?.organizationId ?? plan.organizationId)
    expect({ revisions: plan.revisions, events: comparable(plan.events, known) }, 'what was planned').toEqual({
      revisions: notices.length,
      events: comparable(events.map(asPlanned), known),
    })
    if (after !== undefined)
      expect(comparable(sorted(plan.changes.map(withoutRevision)), known), 'what was planned').toEqual(
        comparable(sorted(changes(before, after).map(withoutRevision)), known),
      )
    return { value, plan, notices, events }
  }

  /** Does what changes nothing: no revision, no event, no write. */
  async unchanged<Result extends Receipt>(act: Act<P, Result>): Promise<Result> {
    const written = this.memory.snapshot()
    const { value, plan, notices } = await this.when(act)
    expect(plan).toMatchObject({ revisions: 0, changes: [], events: [] })
    expect(value).toMatchObject({ changed: false, repeated: false })
    expect(notices).toEqual([])
    expect(this.memory.snapshot()).toBe(written)
    return value
  }

  /** Is refused in the same words by all three doors, and writes nothing. */
  async refuses<C extends BuiltInRefusalCode>(act: Act<P>, code: C, details: DetailsOf<C>): Promise<void> {
    const written = this.memory.snapshot()
    const heard = this.notices.length
    const message = await this.refusesToCommit(act, code, details)
    expect(await act(this.#planning()), 'the plan').toEqual({ ok: false, refusal: { code, details, message } })
    expect(this.memory.snapshot()).toBe(written)
    expect(this.notices.length).toBe(heard)
  }

  /** The same for what a plan cannot see: that a key was used before. */
  async refusesToCommit<C extends BuiltInRefusalCode>(act: Act<P>, code: C, details: DetailsOf<C>): Promise<string> {
    const written = this.memory.snapshot()
    const error = await thrownBy(act(this.hall))
    expect({ code: error.code, kind: error.kind, details: error.details }).toEqual({ code, kind: 'refused', details })
    const { message } = error
    const { at: _, ...attempted } = { at: 0, ...((await act(this.#attempting())) as object) }
    expect(attempted, 'attempt').toEqual({ ok: false, refusal: { code, details, message } })
    expect(this.memory.snapshot()).toBe(written)
    return message
  }

  /** Throws `input/invalid` with exactly these issues from all three doors, and writes nothing. */
  async rejects(act: Act<P>, issues: readonly InputIssue[]): Promise<void> {
    const written = this.memory.snapshot()
    for (const door of [this.hall, this.#attempting(), this.#planning()]) {
      const error = await thrownBy(act(door))
      expect({ code: error.code, kind: error.kind, details: error.details }).toEqual({
        code: 'input/invalid',
        kind: 'invalid-input',
        details: { issues },
      })
    }
    expect(this.memory.snapshot()).toBe(written)
  }

  /** Done twice under one key it is done once; another input under the same key is refused. */
  async doesOnce<Result extends Receipt>(
    act: (hall: Guildhall<P>, idempotencyKey: string) => Promise<Result>,
    other: (hall: Guildhall<P>, idempotencyKey: string) => Promise<unknown>,
  ): Promise<{ first: Result; second: Result }> {
    const idempotencyKey = 'the-key'
    const { value: first } = await this.when((hall) => act(hall, idempotencyKey))
    expect(first).toMatchObject({ changed: true, repeated: false })
    const written = this.memory.snapshot()
    const heard = this.notices.length
    const second = await act(this.hall, idempotencyKey)
    const { revision, commitId, ids } = first
    expect(second).toMatchObject({ revision, commitId, ids, changed: true, repeated: true })
    expect(JSON.stringify(second)).not.toMatch(secretPattern)
    await this.refusesToCommit((hall) => other(hall, idempotencyKey), 'idempotency/key-reused', { idempotencyKey })
    expect(this.memory.snapshot()).toBe(written)
    expect(this.notices.length).toBe(heard)
    return { first, second }
  }

  /** Has every organization audited that this desk has heard of and that is not deleted. */
  async audit(): Promise<void> {
    for (const organizationId of new Set(this.notices.map((notice) => notice.organizationId))) {
      try {
        const { findings } = await this.hall.verify({ organizationId, actor: system })
        expect(findings, `the audit of ${organizationId}`).toEqual([])
      } catch (error) {
        if (!isGuildhallError(error, 'organization/not-found')) throw error
      }
    }
  }

  /** `hall.plan` with the types of `hall`: it takes the same inputs, which is all that an act is about. */
  #planning(): Guildhall<P> {
    return this.hall.plan as unknown as Guildhall<P>
  }

  /** `hall.attempt` with the types of `hall`. */
  #attempting(): Guildhall<P> {
    return this.hall.attempt as unknown as Guildhall<P>
  }

  /** Everything in an organization, as people see it; nothing where there is none (any more). */
  async #records(organizationId: string): Promise<Records | undefined> {
    try {
      const organization = await this.hall.organizations.get({ organizationId, actor: system })
      const records: Records = [{ kind: 'organization', record: organization }]
      for (const kind of kinds) {
        const page = await this.memory.page(organizationId, { kind, where: {}, limit: 100_000 })
        for (const stored of page?.records ?? [])
          records.push({ kind, record: viewOf(organizationId, stored, this.clock.now) })
      }
      return records
    } catch (error) {
      if (isGuildhallError(error, 'organization/not-found')) return undefined
      throw error
    }
  }
}

/** The Guildhall error that something throws; anything else fails the test. */
export async function thrownBy(promise: Promise<unknown>) {
  const outcome = await promise.then(
    (value) => ({ value }),
    (error: unknown) => ({ error }),
  )
  if (!('error' in outcome)) return expect.fail(`nothing was thrown, but answered: ${JSON.stringify(outcome.value)}`)
  if (!isGuildhallError(outcome.error)) throw outcome.error
  return outcome.error
}

// --------------------------------------------------------------------------------------------------- plan against deed

type Records = { readonly kind: string; readonly record: { readonly id: string } }[]

interface Changed {
  readonly kind: string
  readonly id: string
  readonly before?: object
  readonly after?: object
}

/** What differs between two states, in the form of a plan's changes. */
function changes(before: Records | undefined, after: Records): Changed[] {
  const old = new Map(before?.map(({ record }) => [record.id, record]))
  const left = new Set(after.map(({ record }) => record.id))
  const gone = (before ?? []).filter(({ record }) => !left.has(record.id))
  return [
    ...after.flatMap(({ kind, record }) => {
      const was = old.get(record.id)
      if (was === undefined) return [{ kind, id: record.id, after: record }]
      const same = JSON.stringify(withoutRevision(was)) === JSON.stringify(withoutRevision(record))
      return same ? [] : [{ kind, id: record.id, before: was, after: record }]
    }),
    ...gone.map(({ kind, record }) => ({ kind, id: record.id, before: record })),
  ]
}

/** A plan does not know the revision that it will make. */
function withoutRevision<T extends object>(value: T): object {
  return JSON.parse(JSON.stringify(value, (key, inner) => (key === 'revision' ? undefined : inner)))
}

function asPlanned({ type, memberId, invitationId, recordId, before, after }: HistoryEntry): object {
  return JSON.parse(JSON.stringify({ type, memberId, invitationId, recordId, before, after }))
}

function sorted(values: readonly object[]): object[] {
  return [...values].sort((a, b) => (identity(a) < identity(b) ? -1 : 1))
}

/** Ids have five digits, so that they sort in the order in which they were minted. */
function identity(value: object): string {
  return 'kind' in value && 'id' in value ? `${value.kind} ${value.id}` : ''
}

const prefixes = new Map<string, string>(Object.entries(idPrefixes).map(([kind, prefix]) => [prefix, kind]))
const minted = new RegExp(`(?:${[...prefixes.keys()].join('|')})_N\\d{5}`, 'g')

/** The same without what one run minted for itself: such ids count by their order. */
function comparable(values: readonly object[], known: ReadonlyMap<string, number>): object[] {
  const text = JSON.stringify(values)
  const fresh = [...new Set(text.match(minted))]
    .filter((id) => Number(id.slice(-5)) > (known.get(prefixes.get(id.split('_')[0] ?? '') ?? '') ?? 0))
    .sort()
  return JSON.parse(fresh.reduce((json, id, ordinal) => json.replaceAll(id, `fresh ${ordinal}`), text))
}
