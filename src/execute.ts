/**
 * THE ONLY WRITER. One walk for every command: read, authorize, decide, rules, commit, publish; a plan is the same walk
 * without the commit, `apply` the same walk with an expectation, a batch the same walk with several commands.
 */
import type { CompiledPolicy } from './access/compile.js'
import type { Catalogues } from './catalogue.js'
import type { DomainEvent, IssuedSecret } from './decision/change-set.js'
import type { AnyCommand, Given, ItemOutcome, Step } from './decision/command.js'
import { compact } from './decision/compact.js'
import type { Actor, IdKind, MintedSecret, ProfileField, Surroundings } from './decision/context.js'
import { type Decision, decide, type Mode, type Plea, type StepOutcome } from './decision/decide.js'
import { mergedNeeds } from './decision/merge-needs.js'
import { type Refusal, refuse } from './decision/refusal.js'
import { personalCore, revisionCore } from './decision/revision-core.js'
import type { Rule } from './decision/rule.js'
import { GuildhallError, internalFault, isGuildhallError } from './errors.js'
import { canonicalJson } from './input/canonical-json.js'
import { accessNeeds } from './organization/facts-of.js'
import { seatsOf } from './organization/organization.js'
import { Slice } from './organization/slice.js'
import { asking, faultOf, maxAttempts } from './queries/asking.js'
import type { HistoryEntry } from './queries/history.js'
import {
  type Base,
  type ChangeSet,
  type HistoryActor,
  kinds,
  type Need,
  type RevisionRow,
  type Snapshot,
  type Storage,
  type StoredEvent,
} from './storage.js'

/** What the shell works with; everything impure is in here, injected by `createGuildhall`. */
export interface Engine {
  readonly storage: Storage
  readonly catalogues: Catalogues
  readonly policy: CompiledPolicy
  readonly rules: readonly Rule[]
  readonly requiredProfile: readonly ProfileField[]
  readonly invitationLifetime: number
  /** What the application keeps for a member who leaves; for plans only. */
  readonly ownedItems?: (leaver: Leaver) => Promise<readonly ItemCount[]> | readonly ItemCount[]
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

/** Somebody who leaves an organization. */
export interface Leaver {
  readonly organizationId: string
  readonly memberId: string
  /** Absent where they have not become a user yet. */
  readonly userId?: string
}

/** How many things of a type an application keeps for somebody: tasks, documents, comments. */
export interface ItemCount {
  readonly type: string
  readonly count: number
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
  /** Only inside a transaction of the caller's own, where nobody is told: what to tell once it has committed. */
  readonly events?: readonly HistoryEntry[]
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

// ---------------------------------------------------------------------------------------------------------- execute

/** Carries a request out. @throws GuildhallError of the kinds `stale`, `storage` and `internal`; refusals are returned. */
export async function execute(engine: Engine, request: Request): Promise<Executed> {
  const work = await withSecrets(engine, workOf(request, engine.clock()))
  const run = () => carryOut(engine, request, work)
  return engine.storage.enlisted === true ? run() : inTurn(engine.storage, request.organizationId, run)
}

/** Revision by revision, as many as it takes. */
async function carryOut(engine: Engine, request: Request, work: readonly Work[]): Promise<Executed> {
  let rest = work
  const done: { work: readonly Work[]; made: Made }[] = []
  do {
    const earlier = done.flatMap(({ made }) => idsOf(made.outcomes))
    const made = await (done.length === 0
      ? oneRevision(engine, request, rest)
      : nextRevision(engine, request, rest, earlier))
    if ('repeat' in made) return repeated(engine, request, made.repeat)
    if (!made.ok) {
      if (done.length === 0) return { ok: false, refusal: made.refusal, at: rest[made.at]?.of ?? 0 }
      // INVARIANT: what is committed stays; a refusal of the rest is the outcome of every step that was not reached.
      done.push({ work: rest, made: notReached(done.at(-1)?.made, rest, made.refusal) })
      break
    }
    done.push({ work: rest.slice(0, made.outcomes.length), made })
    rest = rest.slice(made.outcomes.length)
  } while (rest.length > 0)
  return executed(engine, request, done)
}

/** A later revision of the same request: what keeps it from being made is told beside what was done before. */
async function nextRevision(
  engine: Engine,
  request: Request,
  work: readonly Work[],
  earlier: readonly string[],
): Promise<Made | Refused | Repeat> {
  try {
    return await oneRevision(engine, request, work, earlier)
  } catch (error) {
    if (isGuildhallError(error, 'storage/failed')) return interrupted(error.details.outcome, error.message)
    if (isGuildhallError(error, 'organization/stale')) return interrupted('not-committed', error.message)
    throw error
  }
}

function interrupted(outcome: 'not-committed' | 'unknown', problem: string): Refused {
  return { ok: false, refusal: refuse('batch/interrupted', { outcome, problem }), at: 0 }
}

/** A revision that was made, or found to be empty. */
interface Made {
  readonly ok: true
  readonly after: Slice
  readonly base: Base
  readonly row?: RevisionRow
  readonly secrets: readonly IssuedSecret[]
  readonly outcomes: readonly StepOutcome[]
}

type Refused = { readonly ok: false; readonly refusal: Refusal; readonly at: number }

interface Repeat {
  readonly repeat: RevisionRow
}

/** A commit whose answer was lost: whether it happened is not known. */
interface Doubt {
  readonly changeSet: ChangeSet
  readonly made: Made
}

/** What the attempts at one revision have learnt so far. */
interface Trial {
  /** Whether it is the request's first revision, before which all of it is planned. */
  readonly first: boolean
  /** The ids that earlier revisions of the request are about. */
  readonly earlier: readonly string[]
  readonly doubts: Doubt[]
  /** Slugs that other organizations hold. */
  readonly taken: Set<string>
}

/** Reads, decides and commits, again where somebody else was faster; a bounded number of times. */
async function oneRevision(
  engine: Engine,
  request: Request,
  work: readonly Work[],
  earlier?: readonly string[],
): Promise<Made | Refused | Repeat> {
  const trial: Trial = { first: earlier === undefined, earlier: earlier ?? [], doubts: [], taken: new Set() }
  const attempts = engine.storage.enlisted === true ? 1 : maxAttempts
  for (let attempt = 1; attempt <= attempts; attempt++) {
    if (attempt > 1) await engine.pause(attempt - 1)
    const outcome = await oneAttempt(engine, request, work, trial)
    if (outcome !== 'again') return outcome
  }
  const doubt = trial.doubts.at(-1)
  if (doubt !== undefined) throw storageFailed('unknown', undefined, doubt.changeSet)
  throw new GuildhallError('organization/stale', { organizationId: request.organizationId, attempts })
}

async function oneAttempt(
  engine: Engine,
  request: Request,
  work: readonly Work[],
  trial: Trial,
): Promise<Made | Refused | Repeat | 'again'> {
  const { first, doubts, taken } = trial
  const seen = await see(engine, request, work, doubts)
  if (seen === 'again') return 'again'
  if ('settled' in seen) return published(engine, seen.settled)
  if ('repeat' in seen) return seen
  const { slice, steps, now } = seen
  const base = baseOf(slice)
  if (first && request.expected !== undefined && !sameBase(base, request.expected.base)) throw planStale('moved-on')

  const { surroundings, minted } = surroundingsOf(engine, request, now)
  const decision = decide(slice, pleaOf(engine, request, steps, taken), surroundings)
  // A commit in doubt on this very base may still happen, and then a refusal would be a lie.
  const doubt = doubts.find(({ changeSet }) => sameBase(changeSet.base, base))
  if (!decision.ok && doubt !== undefined) throw storageFailed('unknown', undefined, doubt.changeSet)
  if (!decision.ok) return decision
  if (first) {
    const foreseen = foresee(engine, request, slice, steps, decision, now)
    if (!foreseen.ok) return foreseen
    if (
      request.expected !== undefined &&
      (await digestOf(engine, request, foreseen.chunks, minted)) !== request.expected.digest
    ) {
      throw planStale('effect-differs')
    }
  }
  if (isEmpty(decision)) return { ok: true, after: decision.after, base, secrets: [], outcomes: decision.outcomes }

  const finishes = decision.done === work.length
  const changeSet = await seal(engine, request, {
    slice,
    decision,
    base,
    now,
    ...(finishes && { earlier: trial.earlier }),
  })
  const made = madeBy(changeSet, decision)
  switch (await commit(engine, changeSet)) {
    case 'committed':
      return published(engine, made)
    case 'doubt':
      doubts.push({ changeSet, made })
      return 'again'
    case 'taken':
      // Nothing else has happened, so that the next attempt is the same one, with the knowledge that the slug is taken.
      if (changeSet.claims.take !== undefined) taken.add(changeSet.claims.take.key)
      return oneAttempt(engine, request, work, trial)
    case 'stale':
      return 'again'
  }
}

/** One snapshot for all that is left to do; or the answer, where it shows that everything was done before. */
async function see(
  engine: Engine,
  request: Request,
  work: readonly Work[],
  doubts: readonly Doubt[],
): Promise<{ slice: Slice; steps: readonly Work[]; now: number } | { settled: Made } | Repeat | 'again'> {
  const now = engine.clock()
  const steps = work.map((step) => ({ ...step, given: { ...step.given, now } }))
  const commits = doubts.map(({ changeSet }) => changeSet.revision.commitId)
  const { needs, sliceOf } = engine.catalogues.asking(request.organizationId, [
    ...needsOf(request, steps),
    ...commits.map((commitId) => ({ get: 'revision-by-commit' as const, commitId })),
  ])
  const snapshot = await read(engine, request, needs, doubts.length > 0)
  if (snapshot === 'again') return 'again'
  const rows = snapshot?.revisions ?? []
  const settled = doubts.find(({ made }) => rows.some(({ commitId }) => commitId === made.base.commitId))
  if (settled !== undefined) return { settled: settled.made }
  const repeat = rows.find(({ request: made }) => made !== undefined && made.id === request.idempotency?.requestId)
  return repeat === undefined ? { slice: founded(request, snapshot) ?? sliceOf(snapshot), steps, now } : { repeat }
}

function isEmpty({ puts, deletes, headFields }: Accepted): boolean {
  return puts.length === 0 && deletes.length === 0 && headFields.length === 0
}

function madeBy({ head, revision: row }: ChangeSet, { after, secrets, outcomes }: Accepted): Made {
  return { ok: true, after, base: { revision: head.revision, commitId: head.commitId }, row, secrets, outcomes }
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
    const { surroundings } = surroundingsOf(engine, request, now)
    const decision = decide(slice, pleaOf(engine, request, steps.slice(done)), surroundings)
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

/** What the request would do, without doing it; a slug that it wants is looked up, since no commit will tell. */
export async function plan(engine: Engine, request: Request): Promise<Foreseen> {
  const now = engine.clock()
  const steps = workOf(request, now)
  const { organizationId } = request
  const { needs, sliceOf } = engine.catalogues.asking(organizationId, needsOf(request, steps))
  const snapshot = isUnheardOf(request)
    ? undefined
    : await asking(engine, () => engine.storage.read(organizationId, needs))
  const slice = founded(request, snapshot) ?? sliceOf(snapshot)
  const foreseen = await foreseeAll(engine, request, slice, steps, now, new Set())
  const slug = foreseen.ok ? foreseen.chunks[0]?.claims.take?.key : undefined
  if (slug === undefined || !(await isTaken(engine, request, slug))) return foreseen
  return foreseeAll(engine, request, slice, steps, now, new Set([slug]))
}

async function foreseeAll(
  engine: Engine,
  request: Request,
  slice: Slice,
  steps: readonly Work[],
  now: number,
  taken: ReadonlySet<string>,
): Promise<Foreseen> {
  const { surroundings, minted } = surroundingsOf(engine, request, now)
  const decision = decide(slice, pleaOf(engine, request, steps, taken), surroundings)
  if (!decision.ok) return { ok: false, refusal: decision.refusal, at: steps[decision.at]?.of ?? 0 }
  const foreseen = foresee(engine, request, slice, steps, decision, now)
  return foreseen.ok ? { ...foreseen, digest: await digestOf(engine, request, foreseen.chunks, minted) } : foreseen
}

async function isTaken(engine: Engine, { organizationId }: Request, slug: string): Promise<boolean> {
  const { found } = await asking(engine, () => engine.storage.find({ by: 'slug', slug }))
  return found.some(({ head }) => head.id !== organizationId)
}

/**
 * Digest of an effect: what was asked for, and what would be written and said, without times, secrets and the ids that
 * only this run minted, which count as ordinals. Later chunks go in by how many records of each kind they hold.
 */
async function digestOf(
  engine: Engine,
  { orders }: Request,
  chunks: readonly Accepted[],
  minted: readonly string[],
): Promise<string> {
  const [first, ...later] = chunks
  if (first === undefined) return engine.hash('')
  const { revision: _, commitId: __, hash: ___, ...head } = first.after.organization
  const effect = {
    orders: orders.map(({ command, input }) => ({ command: command.name, input: input as object })),
    head: timeless(head),
    puts: first.puts.map(({ kind, record, change }) => ({ kind, change, record: timeless(record) })),
    deletes: first.deletes.map((gone) => ({ ...gone })),
    events: first.events.map((event) => ({ ...event })),
    claims: { ...first.claims },
    later: later.map(({ puts, deletes }) => ({
      ...Object.fromEntries(kinds.map((kind) => [kind, puts.filter((put) => put.kind === kind).length])),
      deletes: deletes.length,
    })),
  }
  const text = minted.reduce((json, id, ordinal) => json.replaceAll(`"${id}"`, `"#${ordinal}"`), canonicalJson(effect))
  return engine.hash(text)
}

/** What is derived from ids that were just minted is left out with the times and the secrets. */
const passing = new Set(['tokenHash', 'sortKey', 'pair'])

function timeless(record: object): object {
  return Object.fromEntries(Object.entries(record).filter(([field]) => !field.endsWith('At') && !passing.has(field)))
}

// ------------------------------------------------------------------------------------------------------------ parts

const noSecret: MintedSecret = { secret: '', hash: '' }

/** The steps of a request, without secrets: so they can be planned. */
function workOf(request: Request, now: number): Work[] {
  const given: Given = { actor: request.actor, now, secret: noSecret, ...compact({ tokenHash: request.tokenHash }) }
  return request.orders.flatMap(({ command, input }, of) =>
    (command.items?.(input) ?? [input]).map((item) => ({ command, input: item, given, of })),
  )
}

/** Every step that takes a secret gets one of its own, which it keeps over all attempts. */
async function withSecrets(engine: Engine, work: readonly Work[]): Promise<Work[]> {
  return Promise.all(
    work.map(async (step) => {
      if (step.command.takesSecret?.(step.input) !== true) return step
      const secret = engine.newSecret()
      return { ...step, given: { ...step.given, secret: { secret, hash: await engine.hash(secret) } } }
    }),
  )
}

function pleaOf(
  engine: Engine,
  { mode, tolerant }: Request,
  steps: readonly Work[],
  taken?: ReadonlySet<string>,
): Plea {
  return { steps, mode, tolerant, rules: engine.rules, ...compact({ taken }) }
}

/** What all steps need, with the actor, and with the revision that finished the same request before. */
function needsOf({ actor, idempotency }: Request, steps: readonly Work[]): Need[] {
  const needs: Need[] = 'system' in actor ? [] : accessNeeds(actor.userId)
  if (idempotency !== undefined) needs.push({ get: 'revision-by-request', requestId: idempotency.requestId })
  for (const { command, input, given } of steps) needs.push(...command.needs(input, given))
  return mergedNeeds(needs)
}

/** The surroundings of one decision, and the ids that it minted. */
function surroundingsOf(
  engine: Engine,
  { actor }: Request,
  now: number,
): { surroundings: Surroundings; minted: readonly string[] } {
  const minted: string[] = []
  const { policy, requiredProfile, invitationLifetime } = engine
  const newId = (kind: IdKind) => {
    const id = engine.newId(kind)
    minted.push(id)
    return id
  }
  return { surroundings: { now, actor, policy, requiredProfile, invitationLifetime, newId }, minted }
}

/** An organization that is about to be. */
function founded({ organizationId, creates }: Request, snapshot: Snapshot | undefined): Slice | undefined {
  return creates && snapshot === undefined ? Slice.ofNothing(organizationId) : undefined
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
  /** Where this revision finishes the request: the ids that the revisions before it are about. */
  readonly earlier?: readonly string[]
}

/** The decision as a change set: salted, digested, and hashed over the revision before. */
async function seal(
  engine: Engine,
  request: Request,
  { slice, decision, base, now, earlier }: Decided,
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
    ...compact({ request: earlier && (await requestOf(engine, request, [...earlier, ...idsOf(decision.outcomes)])) }),
  }
  return {
    organizationId,
    base,
    head: {
      ...decision.after.organization,
      revision,
      commitId,
      hash,
      ...(decision.movesCatalogue && { catalogueId: commitId }),
    },
    puts: decision.puts,
    deletes: decision.deletes,
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

/** Users appear in the history as members: the one they were before, or have just become; who declines is and becomes none. */
function historyActor(actor: Actor, before: Slice, after: Slice): HistoryActor {
  if ('system' in actor) return actor
  const memberId =
    (before.head === undefined ? undefined : before.memberOf(actor)?.id) ?? memberAfter(actor.userId, after)
  if (memberId !== undefined) return { memberId }
  return { system: before.head === undefined ? 'creation' : 'invitee' }
}

function memberAfter(userId: string, after: Slice): string | undefined {
  for (const { kind, record } of after.records()) if (kind === 'member' && record.userId === userId) return record.id
  return undefined
}

async function requestOf(engine: Engine, request: Request, ids: readonly string[]): Promise<RevisionRow['request']> {
  if (request.idempotency === undefined) return undefined
  return { id: request.idempotency.requestId, digest: await inputDigest(engine, request), ids }
}

function idsOf(outcomes: readonly StepOutcome[]): string[] {
  return outcomes.flatMap((outcome) => (outcome.ok ? outcome.ids : []))
}

/** Digest of the input, keyed with the idempotency key. */
function inputDigest(engine: Engine, { idempotency, orders, tokenHash }: Request): Promise<string> {
  const inputs = orders.map(({ command, input }) => ({ command: command.name, input: input as object }))
  return engine.hash(canonicalJson({ key: idempotency?.key, inputs, tokenHash }))
}

/** Nothing can be known of an organization whose id was minted a moment ago. */
function isUnheardOf({ creates, idempotency }: Request): boolean {
  return creates && idempotency === undefined
}

async function read(
  engine: Engine,
  request: Request,
  needs: readonly Need[],
  inDoubt: boolean,
): Promise<Snapshot | undefined | 'again'> {
  if (isUnheardOf(request) && !inDoubt) return undefined
  try {
    return await engine.storage.read(request.organizationId, needs)
  } catch (fault) {
    if (faultOf(fault)?.retryable === true && engine.storage.enlisted !== true) return 'again'
    throw storageFailed(inDoubt ? 'unknown' : 'not-committed', fault)
  }
}

async function commit(engine: Engine, changeSet: ChangeSet): Promise<'committed' | 'stale' | 'taken' | 'doubt'> {
  try {
    return await engine.storage.commit(changeSet)
  } catch (error) {
    const fault = faultOf(error)
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

/** A repeat is answered with what was done then, as it is now, and without secrets. */
async function repeated(engine: Engine, request: Request, row: RevisionRow): Promise<Executed> {
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
  const { needs, sliceOf } = engine.catalogues.asking(request.organizationId, only.command.presented(ids))
  const slice = sliceOf(await asking(engine, () => engine.storage.read(request.organizationId, needs)))
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
    ids: done.flatMap(({ made }) => idsOf(made.outcomes)),
  }
  const results = request.orders.map(({ command }, of): OrderOutcome => {
    const parts = done
      .map(({ work, made }) => ({ made, items: itemsOf(work, made.outcomes, of) }))
      .filter(({ items }) => items.length > 0)
    const items = parts.flatMap(({ items }) => items)
    const refusal = refusalOf(command, items)
    if (refusal !== undefined) return { ok: false, refusal }
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

/** The refusal of a whole command: of its one step, or, of many items none of which went through, one that does not just skip an item. */
function refusalOf(command: AnyCommand, items: readonly ItemOutcome<unknown>[]): Refusal | undefined {
  if (items.some(({ ok }) => ok)) return undefined
  const refusals = items.flatMap((item) => (item.ok ? [] : [item.refusal]))
  return refusals.find(({ code }) => command.skips?.includes(code) !== true)
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
