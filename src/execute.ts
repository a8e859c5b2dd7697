/**
 * THE ONLY WRITER. One walk for every command: read, authorize, decide, rules, commit, publish; a plan is the same walk
 * without the commit, `apply` the same walk with an expectation, a batch the same walk with several commands.
 */
import type { CompiledPolicy } from './access/compile.js'
import type { DomainEvent, IssuedSecret } from './decision/change-set.js'
import type { AnyCommand, Given, ItemOutcome, Step } from './decision/command.js'
import { compact } from './decision/compact.js'
import type { Actor, Context, IdKind, MintedSecret, ProfileField } from './decision/context.js'
import { type Decision, decide, type Mode, type Plea, type StepOutcome } from './decision/decide.js'
import { type Refusal, refuse } from './decision/refusal.js'
import { personalCore, revisionCore } from './decision/revision-core.js'
import type { Rule } from './decision/rule.js'
import { GuildhallError, internalFault } from './errors.js'
import { canonicalJson } from './input/canonical-json.js'
import { seatsOf } from './organization/organization.js'
import { Slice } from './organization/slice.js'
import type {
  Base,
  ChangeSet,
  HistoryActor,
  Need,
  RevisionRow,
  Snapshot,
  Storage,
  StorageFault,
  StoredEvent,
} from './storage.js'

/** What the shell works with; everything impure is in here, injected by `createGuildhall`. */
export interface Engine {
  readonly storage: Storage
  readonly policy: CompiledPolicy
  readonly rules: readonly Rule[]
  readonly requiredProfile: readonly ProfileField[]
  readonly invitationLifetime: number
  readonly clock: () => number
  readonly newId: (kind: IdKind) => string
  readonly newCommitId: () => string
  readonly newSecret: () => string
  readonly newSalt: () => string
  /** SHA-256, base64url. */
  readonly hash: (text: string) => Promise<string>
  /** Digest of what the policy decides, so that a plan knows whether it still holds. */
  readonly policyFingerprint: () => Promise<string>
  /** Waits before another attempt; the number of attempts made so far decides how long. */
  readonly pause: (attempt: number) => Promise<void>
  readonly publish: (notice: Committed) => void
}

/** One command with its parsed input, as one of those that a request consists of. */
export interface Order {
  readonly command: AnyCommand
  readonly input: unknown
}

export interface Request {
  readonly organizationId: string
  readonly actor: Actor
  /** What the history calls it. */
  readonly name: string
  readonly orders: readonly Order[]
  readonly mode: Mode
  readonly tolerant: boolean
  readonly creates: boolean
  readonly tokenHash?: string
  readonly idempotency?: { readonly key: string; readonly requestId: string }
  /** Where a plan is applied: what it was made on, and the effect that it showed. */
  readonly expected?: { readonly base: Base; readonly digest: string }
}

/** What a command answers besides what it is about. */
export interface Receipt {
  /** The revision that the organization stands at by this command, or stood at where nothing changed. */
  readonly revision: number
  readonly commitId: string
  /** False where there was nothing to change, and no revision was made. */
  readonly changed: boolean
  /** True where the same idempotency key had been used for it before: nothing was done again. */
  readonly repeated: boolean
  /** Ids of the records that it is about. */
  readonly ids: readonly string[]
}

/** A commit that has happened, for subscribers. */
export interface Committed {
  readonly row: RevisionRow
  readonly secrets: readonly IssuedSecret[]
}

export type OrderOutcome =
  | { readonly ok: true; readonly value: unknown }
  | { readonly ok: false; readonly refusal: Refusal }

export type Executed =
  | {
      readonly ok: true
      readonly receipt: Receipt
      readonly results: readonly OrderOutcome[]
      readonly secrets: readonly IssuedSecret[]
      /** The revisions made, oldest first. */
      readonly rows: readonly RevisionRow[]
    }
  | { readonly ok: false; readonly refusal: Refusal; readonly at: number }

/** What a request would do, chunk by chunk. */
export type Foreseen =
  | {
      readonly ok: true
      readonly base: Base
      readonly before: Slice
      readonly chunks: readonly Accepted[]
      readonly digest: string
    }
  | { readonly ok: false; readonly refusal: Refusal; readonly at: number }

type Accepted = Extract<Decision, { ok: true }>

interface Work extends Step {
  /** Which of the orders the step belongs to. */
  readonly of: number
}

const maxAttempts = 8

// ---------------------------------------------------------------------------------------------------------- execute

/** Carries a request out. @throws GuildhallError of the kinds `stale`, `storage` and `internal`; refusals are returned. */
export async function execute(engine: Engine, request: Request): Promise<Executed> {
  const secrets = await mintSecrets(engine, request)
  const run = () => carryOut(engine, request, secrets)
  return engine.storage.enlisted === true ? run() : inTurn(engine.storage, request.organizationId, run)
}

async function carryOut(engine: Engine, request: Request, secrets: readonly MintedSecret[]): Promise<Executed> {
  let rest = workOf(request, engine.clock())
  const done: { work: readonly Work[]; made: Made }[] = []
  let used = 0
  while (rest.length > 0) {
    const made = await oneRevision(engine, request, rest, secrets.slice(used), done.length === 0)
    if ('repeat' in made) return repeated(engine, request, made.repeat)
    if (!made.ok) {
      if (done.length === 0) return { ok: false, refusal: made.refusal, at: rest[made.at]?.of ?? 0 }
      // INVARIANT: what is committed stays; a refusal of the rest is the outcome of every step that was not reached.
      done.push({ work: rest, made: notReached(done.at(-1)?.made, rest, made.refusal) })
      break
    }
    done.push({ work: rest.slice(0, made.outcomes.length), made })
    rest = rest.slice(made.outcomes.length)
    used += made.secretsTaken
  }
  return executed(engine, request, done)
}

/** A revision that was made, or an empty one. */
interface Made {
  readonly ok: true
  readonly after: Slice
  readonly base: Base
  readonly row?: RevisionRow
  readonly secrets: readonly IssuedSecret[]
  readonly secretsTaken: number
  readonly outcomes: readonly StepOutcome[]
}

type RevisionOutcome =
  | Made
  | { readonly ok: false; readonly refusal: Refusal; readonly at: number }
  | { readonly repeat: Repeat }

interface Repeat {
  readonly row: RevisionRow
  readonly snapshot: Snapshot
}

async function oneRevision(
  engine: Engine,
  request: Request,
  work: readonly Work[],
  secrets: readonly MintedSecret[],
  first: boolean,
): Promise<RevisionOutcome> {
  /** Commits of which it is not known whether they happened. */
  const doubts: { readonly changeSet: ChangeSet; readonly made: Made }[] = []
  const enlisted = engine.storage.enlisted === true
  const attempts = enlisted ? 1 : maxAttempts
  for (let attempt = 1; attempt <= attempts; attempt++) {
    if (attempt > 1) await engine.pause(attempt - 1)
    const now = engine.clock()
    const steps = work.map((step) => ({ ...step, given: { ...step.given, now } }))
    const needs = [
      ...needsOf(request, steps),
      ...doubts.map(({ changeSet }) => ({ get: 'revision-by-commit' as const, commitId: changeSet.revision.commitId })),
    ]
    const snapshot = await read(engine, request, needs, doubts.length > 0)
    if (snapshot === 'again') continue
    const settled = doubts.find(({ changeSet }) =>
      snapshot?.revisions.some(({ commitId }) => commitId === changeSet.revision.commitId),
    )
    if (settled !== undefined) return published(engine, settled.made)
    const repeat = snapshot?.revisions.find(
      ({ request: made }) => made !== undefined && made.id === request.idempotency?.requestId,
    )
    if (repeat !== undefined && snapshot !== undefined) return { repeat: { row: repeat, snapshot } }
    const slice = sliceOf(request, snapshot, needs)
    const base = baseOf(slice)
    if (first && request.expected !== undefined && !sameBase(base, request.expected.base)) throw planStale('moved-on')

    const { context, minted, taken } = contextOf(engine, request, now, secrets)
    const decision = decide(slice, pleaOf(engine, request, steps), context)
    if (!decision.ok) {
      // A commit in doubt on this very base may still happen, and then this refusal would be a lie.
      if (doubts.some(({ changeSet }) => sameBase(changeSet.base, base)))
        throw storageFailed('unknown', undefined, doubts.at(-1)?.changeSet)
      return decision
    }
    const secretsTaken = taken()
    if (first) {
      const foreseen = foresee(engine, request, slice, steps, decision, now)
      if (!foreseen.ok) return foreseen
      if (
        request.expected !== undefined &&
        (await digestOf(engine, foreseen.chunks, minted)) !== request.expected.digest
      )
        throw planStale('effect-differs')
    }
    const empty = decision.puts.length === 0 && decision.headFields.length === 0
    if (empty) return { ok: true, after: decision.after, base, secrets: [], secretsTaken, outcomes: decision.outcomes }

    const changeSet = await seal(engine, request, {
      slice,
      decision,
      base,
      now,
      finishes: decision.done === work.length,
    })
    const made: Made = {
      ok: true,
      after: decision.after,
      base: { revision: changeSet.head.revision, commitId: changeSet.head.commitId },
      row: changeSet.revision,
      secrets: decision.secrets,
      secretsTaken,
      outcomes: decision.outcomes,
    }
    const outcome = await commit(engine, changeSet)
    if (outcome === 'committed') return published(engine, made)
    if (outcome === 'doubt') doubts.push({ changeSet, made })
    if (outcome === 'taken') {
      const again = await repeatAfterTaken(engine, request)
      return again === undefined
        ? { ok: false, refusal: refuse('organization/slug-taken', { slug: decision.claims.take?.key ?? '' }), at: 0 }
        : { repeat: again }
    }
    if (outcome === 'stale' && request.expected !== undefined && first) throw planStale('moved-on')
  }
  const last = doubts.at(-1)
  if (last !== undefined) throw storageFailed('unknown', undefined, last.changeSet)
  throw new GuildhallError('organization/stale', { organizationId: request.organizationId, attempts })
}

/** Everything that a request still has to do, planned whole before its first revision; refuses what could not go through. */
function foresee(
  engine: Engine,
  request: Request,
  before: Slice,
  steps: readonly Work[],
  first: Accepted,
  now: number,
): Foreseen {
  const chunks = [first]
  let done = first.done
  let slice = first.after
  while (done < steps.length) {
    const { context } = contextOf(engine, request, now, [])
    const decision = decide(slice, pleaOf(engine, request, steps.slice(done)), context)
    if (!decision.ok) return { ok: false, refusal: decision.refusal, at: done + decision.at }
    chunks.push(decision)
    slice = decision.after
    done += decision.done
  }
  return { ok: true, base: baseOf(before), before, chunks, digest: '' }
}

function published(engine: Engine, made: Made): Made {
  if (made.row !== undefined && engine.storage.enlisted !== true)
    engine.publish({ row: made.row, secrets: made.secrets })
  return made
}

// ------------------------------------------------------------------------------------------------------------- plan

/** What the request would do, without doing it. */
export async function plan(engine: Engine, request: Request): Promise<Foreseen> {
  const now = engine.clock()
  const steps = workOf(request, now)
  const needs = needsOf(request, steps)
  const snapshot = await read(engine, request, needs, false)
  if (snapshot === 'again') throw storageFailed('not-committed')
  const slice = sliceOf(request, snapshot, needs)
  const { context, minted } = contextOf(engine, request, now, [])
  const decision = decide(slice, pleaOf(engine, request, steps), context)
  if (!decision.ok) return { ok: false, refusal: decision.refusal, at: steps[decision.at]?.of ?? 0 }
  const foreseen = foresee(engine, request, slice, steps, decision, now)
  return foreseen.ok ? { ...foreseen, digest: await digestOf(engine, foreseen.chunks, minted) } : foreseen
}

/**
 * Digest of an effect: what would be written and said, without times, secrets and the ids that only this run minted,
 * which count as ordinals. Later chunks go in by how many records of each kind they hold.
 */
async function digestOf(engine: Engine, chunks: readonly Accepted[], minted: readonly string[]): Promise<string> {
  const [first, ...later] = chunks
  if (first === undefined) return engine.hash('')
  const { revision: _, commitId: __, hash: ___, ...head } = first.after.organization
  const effect = {
    head: timeless(head),
    puts: first.puts.map(({ kind, record, change }) => ({ kind, change, record: timeless(record) })),
    events: first.events.map((event) => ({ ...event })),
    claims: { ...first.claims },
    later: later.map(({ puts }) => ({ member: ofKind(puts, 'member'), invitation: ofKind(puts, 'invitation') })),
  }
  const text = minted.reduce((json, id, ordinal) => json.replaceAll(`"${id}"`, `"#${ordinal}"`), canonicalJson(effect))
  return engine.hash(text)
}

function timeless(record: object): object {
  return Object.fromEntries(Object.entries(record).filter(([field]) => !field.endsWith('At') && field !== 'tokenHash'))
}

function ofKind(puts: Accepted['puts'], kind: string): number {
  return puts.filter((put) => put.kind === kind).length
}

// ------------------------------------------------------------------------------------------------------------ parts

function workOf(request: Request, now: number): Work[] {
  const given: Given = { actor: request.actor, now, ...compact({ tokenHash: request.tokenHash }) }
  return request.orders.flatMap(({ command, input }, of) =>
    (command.items?.(input) ?? [input]).map((item) => ({ command, input: item, given, of })),
  )
}

function pleaOf(engine: Engine, { mode, tolerant }: Request, steps: readonly Work[]): Plea {
  return { steps, mode, tolerant, rules: engine.rules }
}

/** What all steps need, with the actor, and with the revision that finished the same request before. Needs of one kind go together. */
function needsOf(request: Request, steps: readonly Work[]): Need[] {
  const { actor, idempotency } = request
  const needs: Need[] = 'system' in actor ? [] : [{ get: 'member-by-user', keys: [actor.userId] }]
  if (idempotency !== undefined) needs.push({ get: 'revision-by-request', requestId: idempotency.requestId })
  // A command of many items states its needs once: from the first of its steps, widened to all that are left.
  for (const [of, { command, input }] of request.orders.entries()) {
    const own = steps.filter((step) => step.of === of)
    const given = own[0]?.given
    if (given === undefined) continue
    needs.push(
      ...command.needs(
        command.items === undefined ? input : (command.gather?.(own.map((step) => step.input)) ?? input),
        given,
      ),
    )
  }
  return needs
}

async function mintSecrets(engine: Engine, request: Request): Promise<MintedSecret[]> {
  const count = request.orders.reduce((sum, { command, input }) => sum + (command.secrets?.(input) ?? 0), 0)
  return Promise.all(
    Array.from({ length: count }, async () => {
      const secret = engine.newSecret()
      return { secret, hash: await engine.hash(secret) }
    }),
  )
}

/** The context of one decision, and what it handed out. Without secrets, as in a plan, hashes are empty. */
function contextOf(
  engine: Engine,
  request: Request,
  now: number,
  secrets: readonly MintedSecret[],
): { context: Context; minted: readonly string[]; taken: () => number } {
  const minted: string[] = []
  let taken = 0
  const context: Context = {
    now,
    actor: request.actor,
    policy: engine.policy,
    requiredProfile: engine.requiredProfile,
    invitationLifetime: engine.invitationLifetime,
    newId(kind) {
      const id = engine.newId(kind)
      minted.push(id)
      return id
    },
    takeSecret: () => secrets[taken++] ?? { secret: '', hash: '' },
  }
  return { context, minted, taken: () => taken }
}

function sliceOf({ organizationId, creates }: Request, snapshot: Snapshot | undefined, needs: readonly Need[]): Slice {
  return creates && snapshot === undefined ? Slice.ofNothing(organizationId) : Slice.of(organizationId, snapshot, needs)
}

function baseOf(slice: Slice): Base {
  return { revision: slice.head?.revision ?? 0, commitId: slice.head?.commitId ?? '' }
}

function sameBase(a: Base, b: Base): boolean {
  return a.revision === b.revision && a.commitId === b.commitId
}

// ---------------------------------------------------------------------------------------------------- seal and commit

interface Decided {
  readonly slice: Slice
  readonly decision: Accepted
  readonly base: Base
  readonly now: number
  /** Whether this revision finishes the request. */
  readonly finishes: boolean
}

/** The decision as a change set: salted, digested, and hashed over the revision before. */
async function seal(
  engine: Engine,
  request: Request,
  { slice, decision, base, now, finishes }: Decided,
): Promise<ChangeSet> {
  const { organizationId } = request
  const commitId = engine.newCommitId()
  const revision = base.revision + 1
  const core = {
    organizationId,
    revision,
    commitId,
    at: now,
    actor: historyActor(request.actor, slice, decision.after),
    command: request.name,
    events: await Promise.all(decision.events.map((event) => salted(engine, event))),
    seats: seatsOf(decision.after.organization, engine.policy),
    previousHash: slice.head?.hash ?? '',
  }
  const hash = await engine.hash(revisionCore(core))
  const row: RevisionRow = {
    ...core,
    hash,
    ...compact({ request: finishes ? await requestOf(engine, request, decision) : undefined }),
  }
  return {
    organizationId,
    base,
    head: { ...decision.after.organization, revision, commitId, hash },
    puts: decision.puts,
    revision: row,
    claims: decision.claims,
  }
}

async function salted(engine: Engine, event: DomainEvent): Promise<StoredEvent> {
  const personal = event.personal.map(async ({ subject, content }) => {
    const salt = engine.newSalt()
    return { ...compact({ subject }), digest: await engine.hash(personalCore({ salt, content })), salt, content }
  })
  return { ...event, personal: await Promise.all(personal) }
}

/** Users appear in the history as members: the one they were before, or the one that they have just become. */
function historyActor(actor: Actor, before: Slice, after: Slice): HistoryActor {
  if ('system' in actor) return actor
  const memberId =
    (before.head === undefined ? undefined : before.memberOf(actor)?.id) ?? memberAfter(actor.userId, after)
  return memberId === undefined ? { system: 'creation' } : { memberId }
}

function memberAfter(userId: string, after: Slice): string | undefined {
  for (const { kind, record } of after.records()) if (kind === 'member' && record.userId === userId) return record.id
  return undefined
}

async function requestOf(engine: Engine, request: Request, decision: Accepted): Promise<RevisionRow['request']> {
  if (request.idempotency === undefined) return undefined
  return {
    id: request.idempotency.requestId,
    digest: await inputDigest(engine, request),
    ids: decision.outcomes.flatMap((outcome) => (outcome.ok ? outcome.ids : [])),
  }
}

/** Digest of the input, keyed with the idempotency key. */
function inputDigest(engine: Engine, { idempotency, orders, tokenHash }: Request): Promise<string> {
  const inputs = orders.map(({ command, input }) => ({ command: command.name, input: input as object }))
  return engine.hash(canonicalJson({ key: idempotency?.key, inputs, tokenHash }))
}

async function read(
  engine: Engine,
  request: Request,
  needs: readonly Need[],
  inDoubt: boolean,
): Promise<Snapshot | undefined | 'again'> {
  // Nothing can be known of an organization whose id was minted a moment ago.
  if (request.creates && request.idempotency === undefined && !inDoubt) return undefined
  try {
    return await engine.storage.read(request.organizationId, needs)
  } catch (fault) {
    if (
      fault instanceof Error &&
      fault.name === 'StorageFault' &&
      (fault as StorageFault).retryable &&
      engine.storage.enlisted !== true
    )
      return 'again'
    throw storageFailed(inDoubt ? 'unknown' : 'not-committed', fault)
  }
}

async function commit(engine: Engine, changeSet: ChangeSet): Promise<'committed' | 'stale' | 'taken' | 'doubt'> {
  try {
    return await engine.storage.commit(changeSet)
  } catch (error) {
    const fault = error instanceof Error && error.name === 'StorageFault' ? (error as StorageFault) : undefined
    const outcome = fault?.outcome ?? 'unknown'
    if (engine.storage.enlisted === true) throw storageFailed(outcome, error, changeSet)
    if (outcome === 'unknown') return 'doubt'
    if (fault?.retryable === true) return 'stale'
    throw storageFailed('not-committed', error, changeSet)
  }
}

function storageFailed(outcome: 'not-committed' | 'unknown', cause?: unknown, changeSet?: ChangeSet): GuildhallError {
  const problem = cause instanceof Error ? cause.message : 'the storage did not answer'
  const details = { outcome, problem, ...compact({ commitId: changeSet?.revision.commitId }) }
  return new GuildhallError('storage/failed', details, { cause })
}

function planStale(because: 'moved-on' | 'effect-differs'): GuildhallError {
  return new GuildhallError('plan/stale', { because })
}

// ---------------------------------------------------------------------------------------------------------- answers

/** A slug that is taken may be taken by the same request, made before. */
async function repeatAfterTaken(engine: Engine, request: Request): Promise<Repeat | undefined> {
  if (request.idempotency === undefined) return undefined
  const { requestId } = request.idempotency
  const snapshot = await read(engine, request, [{ get: 'revision-by-request', requestId }], false)
  if (snapshot === undefined || snapshot === 'again') return undefined
  const row = snapshot.revisions.find(({ request: made }) => made?.id === requestId)
  return row === undefined ? undefined : { row, snapshot }
}

/** A repeat is answered with what was done then, as it is now, and without secrets. */
async function repeated(engine: Engine, request: Request, { row }: Repeat): Promise<Executed> {
  if (row.request?.digest !== (await inputDigest(engine, request))) {
    return {
      ok: false,
      refusal: refuse('idempotency/key-reused', { idempotencyKey: request.idempotency?.key ?? '' }),
      at: 0,
    }
  }
  const { ids } = row.request
  const receipt: Receipt = { revision: row.revision, commitId: row.commitId, changed: true, repeated: true, ids }
  const [only, ...others] = request.orders
  if (only === undefined || others.length > 0) return { ok: true, receipt, results: [], secrets: [], rows: [] }
  const needs = only.command.presented(ids)
  const snapshot = await read(engine, { ...request, creates: false }, needs, false)
  if (snapshot === 'again') throw storageFailed('not-committed')
  const slice = Slice.of(request.organizationId, snapshot, needs)
  return {
    ok: true,
    receipt,
    results: [{ ok: true, value: only.command.present(slice, ids, [], engine.clock()) }],
    secrets: [],
    rows: [],
  }
}

function notReached(last: Made | undefined, work: readonly Work[], refusal: Refusal): Made {
  if (last === undefined) internalFault('nothing was done before')
  const { row: _, ...made } = last
  return { ...made, secrets: [], outcomes: work.map(() => ({ ok: false, refusal })) }
}

function executed(engine: Engine, request: Request, done: readonly { work: readonly Work[]; made: Made }[]): Executed {
  const now = engine.clock()
  const last = done.at(-1)?.made
  const rows = done.flatMap(({ made }) => made.row ?? [])
  const receipt: Receipt = {
    revision: last?.base.revision ?? 0,
    commitId: last?.base.commitId ?? '',
    changed: rows.length > 0,
    repeated: false,
    ids: done.flatMap(({ made }) => made.outcomes.flatMap((outcome) => (outcome.ok ? outcome.ids : []))),
  }
  const results = request.orders.map(({ command }, of): OrderOutcome => {
    const parts = done
      .map(({ work, made }) => ({ made, items: itemsOf(work, made.outcomes, of) }))
      .filter(({ items }) => items.length > 0)
    const [single] = parts.flatMap(({ items }) => items)
    if (command.items === undefined && single?.ok === false) return { ok: false, refusal: single.refusal }
    const values = parts.map(({ made, items }) =>
      command.present(
        presentable(made),
        items.flatMap((item) => (item.ok ? item.ids : [])),
        command.items === undefined ? [] : items,
        now,
      ),
    )
    return { ok: true, value: values.length === 1 ? values[0] : command.join?.(values) }
  })
  return { ok: true, receipt, results, secrets: done.flatMap(({ made }) => made.secrets), rows }
}

function itemsOf(work: readonly Work[], outcomes: readonly StepOutcome[], of: number): ItemOutcome<unknown>[] {
  return work.flatMap((step, index) => {
    const outcome = outcomes[index]
    return step.of !== of || outcome === undefined ? [] : [{ ...outcome, input: step.input }]
  })
}

/** The slice after a commit, with the head as it was committed. */
function presentable({ after, base }: Made): Slice {
  const shown = after.layer()
  shown.setHead({ ...after.organization, revision: base.revision, commitId: base.commitId })
  return shown
}

// ------------------------------------------------------------------------------------------------------------ queue

/** Commands of one organization in one process queue up rather than collide. */
const queues = new WeakMap<Storage, Map<string, Promise<unknown>>>()

function inTurn<T>(storage: Storage, organizationId: string, run: () => Promise<T>): Promise<T> {
  const queue = queues.get(storage) ?? new Map<string, Promise<unknown>>()
  queues.set(storage, queue)
  const turn = (queue.get(organizationId) ?? Promise.resolve()).then(run)
  const over = turn.then(
    () => undefined,
    () => undefined,
  )
  queue.set(organizationId, over)
  void over.then(() => {
    if (queue.get(organizationId) === over) queue.delete(organizationId)
  })
  return turn
}
