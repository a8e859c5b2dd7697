/**
 * Authorize, propose, apply, rules: the pure half of the pipeline, for one command, many items or a batch alike. A
 * decision is a fold over steps, each on the state that the one before it leaves.
 */
import { holds } from '../access/rights.js'
import type { Where } from '../access/standing.js'
import { internalFault } from '../errors.js'
import type { Granter, MemberRecord } from '../member/member.js'
import type { Slice } from '../organization/slice.js'
import type { Claim, Delete, Put } from '../storage.js'
import { applyChanges, withContainerCounts } from './apply-changes.js'
import {
  type Authority,
  bytesOf,
  changedFields,
  type DomainEvent,
  digestBytes,
  type Gone,
  type IssuedSecret,
  keyOf,
  type Proposal,
  revisionLimits,
  type Write,
} from './change-set.js'
import type { Ask, Step } from './command.js'
import type { Actor, Context, Surroundings } from './context.js'
import { isRefusal, type Refusal, refuse } from './refusal.js'
import type { Change, Rule } from './rule.js'
import { Standings } from './standings.js'

/**
 * `all-or-nothing`: all or nothing, the rules judge only where all steps end up. `item-by-item`: the rules judge each step, and
 * a step that is refused becomes an outcome, where that is tolerated.
 */
export type Mode = 'all-or-nothing' | 'item-by-item'

export interface Plea {
  readonly steps: readonly Step[]
  readonly mode: Mode
  /** Whether any refusal of a step is an outcome; else only those that its command skips. */
  readonly tolerant: boolean
  readonly rules: readonly Rule[]
  /** Slugs that a commit found taken: a step that wants one is refused. */
  readonly taken?: ReadonlySet<string>
}

/** What became of one step. */
export type StepOutcome =
  | { readonly ok: true; readonly ids: readonly string[] }
  | { readonly ok: false; readonly refusal: Refusal }

/** The decision: what one revision will hold, or the refusal and the step that caused it. */
export type Decision =
  | {
      readonly ok: true
      readonly after: Slice
      readonly puts: readonly Put[]
      readonly deletes: readonly Delete[]
      /** Whether it moves a record of the catalogue. */
      readonly movesCatalogue: boolean
      readonly headFields: readonly string[]
      readonly events: readonly DomainEvent[]
      readonly claims: { readonly take?: Claim; readonly release: readonly Claim[] }
      readonly secrets: readonly IssuedSecret[]
      /** One for each step that was decided. */
      readonly outcomes: readonly StepOutcome[]
      /** How many steps fitted into the revision whole; the rest, one of which may have begun, go into the next. */
      readonly done: number
    }
  | { readonly ok: false; readonly refusal: Refusal; readonly at: number }

/** Decides as many steps as one revision holds. Pure: the same slice, plea and context give the same decision. */
export function decide(base: Slice, plea: Plea, surroundings: Surroundings): Decision {
  const stranger = admit(base, plea, surroundings)
  if (stranger !== undefined) return { ok: false, refusal: stranger, at: 0 }
  const { actor, policy, now } = surroundings
  const context = { ...surroundings, granter: granterOf(base, actor), standings: new Standings(base, policy, now) }
  const draft = new Draft(base)
  const outcomes: StepOutcome[] = []
  for (const [at, step] of plea.steps.entries()) {
    const decided = decideStep(base, draft, step, plea, context)
    if (decided === 'full') {
      if (outcomes.length === 0) return { ok: false, refusal: tooLarge(draft), at }
      return draft.decision(outcomes)
    }
    if (isRefusal(decided)) {
      const refusal = step.command.conceal?.(decided) ?? decided
      if (!plea.tolerant && step.command.skips?.includes(refusal.code) !== true) return { ok: false, refusal, at }
      outcomes.push({ ok: false, refusal })
    } else if (decided.left !== undefined) {
      if (plea.mode === 'all-or-nothing' && plea.steps.length > 1)
        return { ok: false, refusal: tooLarge(draft, decided.left), at }
      if (draft.size().operations === 0) internalFault(`\`${step.command.name}\` does nothing and is not done`)
      break
    } else outcomes.push({ ok: true, ids: decided.ids })
  }
  if (plea.mode === 'all-or-nothing') {
    const last = plea.steps.length - 1
    if (draft.overflows()) return { ok: false, refusal: tooLarge(draft), at: last }
    const refusal = judge(base, draft.running, draft.changes(), plea.rules, base, context)
    if (refusal !== undefined) return { ok: false, refusal: concealed(plea.steps, refusal), at: last }
  }
  return draft.decision(outcomes)
}

/** The context of the commands, and what members hold, for authorization and rules. */
type Deciding = Context & { readonly standings: Standings }

function decideStep(base: Slice, draft: Draft, step: Step, plea: Plea, context: Deciding): Proposal | Refusal | 'full' {
  const { running } = draft
  const denied = authorize(base, running, step, context)
  if (denied !== undefined) return denied
  // An earlier step of the same batch may have deleted it.
  if (running.head?.status === 'deleted' && base.head?.status !== 'deleted') {
    return refuse('organization/not-found', { organizationId: base.organizationId })
  }
  const proposed = step.command.propose(running, step.input, context, step.given)
  if (isRefusal(proposed)) return proposed
  const proposal = withContainerCounts(running, proposed)
  const slug = proposal.claims?.take?.key
  if (slug !== undefined && plea.taken?.has(slug) === true) return refuse('organization/slug-taken', { slug })
  const effective = withoutIdleWrites(draft.running, proposal)
  const cost = costOf(draft.running, effective)
  if (plea.mode === 'item-by-item') {
    if (!draft.fits(effective, cost)) return 'full'
    const after = applyChanges(draft.running, effective)
    const changes = changesOf(draft.running, effective)
    const refusal = judge(draft.running, after, changes, plea.rules, base, context)
    if (refusal !== undefined) return refusal
  }
  draft.take(effective, cost)
  return proposal
}

/** To whoever is no active member, an organization is not there, whatever they ask of it; so it is to all once it is deleted. */
function admit(base: Slice, { steps }: Plea, { actor }: Surroundings): Refusal | undefined {
  const asked = steps.map(({ command, input }) => command.authorize(base, input))
  if (asked.length > 0 && asked.every((ask) => ask === 'creation' || ask === 'by-token')) return undefined
  const { head, organizationId } = base
  const there = head !== undefined && head.status !== 'deleted'
  const known = 'system' in actor || (there && base.memberOf(actor)?.status === 'active')
  return there && known ? undefined : refuse('organization/not-found', { organizationId })
}

/**
 * May this actor do this here? Answered at the base revision, whatever the steps before have changed; in a scope that one
 * of them has made, by what the actor holds in the organization.
 */
function authorize(base: Slice, running: Slice, { command, input }: Step, context: Deciding): Refusal | undefined {
  const { actor, policy, standings } = context
  if ('system' in actor) return undefined
  const member = base.memberOf(actor)
  const allows = (permission: string, where: Where) => {
    const known = base.isThere(where) || running.isThere(where)
    const standing = member !== undefined && known ? standings.of(member, where) : undefined
    const bit = policy.index.get(permission)
    return standing !== undefined && bit !== undefined && holds(standing.rights, bit)
  }
  let asked: Ask | undefined = command.authorize(running, input)
  while (typeof asked === 'object') {
    const { permission, in: scopes = [{ organization: true }], and }: Exclude<Ask, string> = asked
    if (!scopes.every((where) => allows(permission, where))) return refuse('access/not-allowed', { permission })
    asked = and
  }
  return undefined
}

/** A user vouches as the member that they are; who creates an organization is not one yet. */
function granterOf(base: Slice, actor: Actor): Granter {
  if ('system' in actor) return actor
  const member = base.head === undefined ? undefined : base.memberOf(actor)
  return member === undefined ? { system: 'creation' } : { memberId: member.id }
}

function judge(
  before: Slice,
  after: Slice,
  changes: readonly Change[],
  rules: readonly Rule[],
  base: Slice,
  { policy, actor, now, standings }: Deciding,
): Refusal | undefined {
  const standingOf = (member: MemberRecord, where?: Where) => standings.of(member, where)
  const later = new Standings(after, policy, now)
  const standingAfter = (member: MemberRecord, where?: Where) => later.of(member, where)
  const heldBy = (member: MemberRecord) => standings.heldBy(member)
  for (const rule of rules) {
    const refusal = rule(before, after, { policy, actor, now, changes, base, standingOf, standingAfter, heldBy })
    if (refusal !== undefined) return refusal
  }
  return undefined
}

/** A refusal of the whole is told as its only command would tell it. */
function concealed(steps: readonly Step[], refusal: Refusal): Refusal {
  const [only, ...others] = steps
  return only === undefined || others.length > 0 ? refusal : (only.command.conceal?.(refusal) ?? refusal)
}

function tooLarge(draft: Draft, left = 0): Refusal {
  const { operations: maxOperations, bytes: maxBytes } = revisionLimits
  const { operations, bytes } = draft.size()
  return refuse('batch/too-large', { operations: operations + left, bytes, maxOperations, maxBytes })
}

/** What moves nothing but a time is no change; where nothing else is left, nothing happened. */
function withoutIdleWrites(running: Slice, proposal: Proposal): Proposal {
  const writes = proposal.writes.filter(
    (write) =>
      write.isNew ||
      write.authority === 'vouching' ||
      moves(running.stored(write.kind, write.record.id)?.record, write.record),
  )
  const { head, ...rest } = proposal
  const headMoves = head !== undefined && (running.head === undefined || moves(running.head, head))
  if (writes.length === 0 && (proposal.deletes ?? []).length === 0 && !headMoves)
    return { writes, events: [], ids: proposal.ids }
  return headMoves ? { ...rest, head, writes } : { ...rest, writes }
}

function moves(before: object | undefined, after: object): boolean {
  return before === undefined || changedFields(before, after).some(isMove)
}

function isMove(field: string): boolean {
  return field !== 'updatedAt'
}

function changesOf(before: Slice, { writes, deletes = [] }: Pick<Proposal, 'writes' | 'deletes'>): Change[] {
  return [
    ...writes.map((write) =>
      change(write, write.isNew ? undefined : before.stored(write.kind, write.record.id)?.record),
    ),
    ...deletes.flatMap((gone) => taken(before, gone)),
  ]
}

function change({ kind, record, authority }: Write, before: object | undefined): Change {
  // A record only ever replaces one of its own kind.
  return { kind, before, after: record, authority } as Change
}

/** An edge that is no more. */
function taken(before: Slice, { kind, id, authority }: Gone): Change[] {
  const stored = before.stored(kind, id)
  // What is deleted is an edge, of the kind that is named.
  return stored === undefined ? [] : [{ kind, before: stored.record, after: undefined, authority } as Change]
}

/** What a revision holds so far. Mutable, and never seen outside one call of `decide`. */
class Draft {
  readonly #base: Slice
  running: Slice
  readonly #writes = new Map<string, { write: Write; before: object | undefined }>()
  readonly #deletes = new Map<string, Gone>()
  readonly #events: DomainEvent[] = []
  readonly #secrets: IssuedSecret[] = []
  readonly #release: Claim[] = []
  #take: Claim | undefined
  #bytes = 0

  constructor(base: Slice) {
    this.#base = base
    this.running = base.layer()
  }

  size(): { operations: number; bytes: number } {
    return { operations: this.#operations, bytes: this.#bytes }
  }

  overflows(): boolean {
    return this.#operations > revisionLimits.operations || this.#bytes > revisionLimits.bytes
  }

  get #operations(): number {
    return this.#writes.size + this.#deletes.size
  }

  fits(proposal: Proposal, cost: number): boolean {
    const added = new Set(
      proposal.writes.map(({ kind, record }) => keyOf(kind, record.id)).filter((key) => !this.#writes.has(key)),
    )
    const deletes = (proposal.deletes ?? []).length
    return (
      this.#operations + added.size + deletes <= revisionLimits.operations && this.#bytes + cost <= revisionLimits.bytes
    )
  }

  take(proposal: Proposal, cost: number): void {
    this.#bytes += cost
    for (const write of proposal.writes) {
      const key = keyOf(write.kind, write.record.id)
      const earlier = this.#writes.get(key)
      const before =
        earlier === undefined && !write.isNew ? this.#base.stored(write.kind, write.record.id)?.record : earlier?.before
      const isNew = earlier?.write.isNew ?? write.isNew
      const authority = stricter(earlier?.write.authority ?? write.authority, write.authority)
      this.#writes.set(key, { write: { ...write, isNew, authority }, before })
    }
    for (const gone of proposal.deletes ?? []) {
      const key = keyOf(gone.kind, gone.id)
      // What this very revision was to write is not written at all.
      if (this.#writes.get(key)?.write.isNew !== true) this.#deletes.set(key, gone)
      this.#writes.delete(key)
    }
    const after = applyChanges(this.running, proposal)
    for (const write of proposal.writes) this.running.put(write)
    for (const gone of proposal.deletes ?? []) this.running.drop(gone)
    if (after.head !== undefined) this.running.setHead(after.head)
    this.#events.push(...proposal.events)
    this.#secrets.push(...(proposal.secrets ?? []))
    for (const claim of proposal.claims?.release ?? []) this.#giveBack(claim)
    if (proposal.claims?.take !== undefined) this.#claim(proposal.claims.take)
  }

  /** A claim that this very revision was to take is not taken at all. */
  #giveBack(claim: Claim): void {
    if (this.#take?.key === claim.key) this.#take = undefined
    else this.#release.push(claim)
  }

  /** A claim that this very revision was to give back is kept. */
  #claim(claim: Claim): void {
    const own = this.#release.findIndex(({ key }) => key === claim.key)
    if (own === -1) this.#take = claim
    else this.#release.splice(own, 1)
  }

  changes(): Change[] {
    const written = [...this.#writes.values()].map(({ write, before }) => change(write, before))
    return [...written, ...[...this.#deletes.values()].flatMap((gone) => taken(this.#base, gone))]
  }

  decision(outcomes: readonly StepOutcome[]): Decision {
    const head = this.running.organization
    const puts = [...this.#writes.values()].flatMap(({ write, before }) => put(write, before))
    const headFields = moves(this.#base.head, head) ? changedFields(this.#base.head ?? {}, head) : []
    const deletes = [...this.#deletes.values()].map(({ kind, id }): Delete => ({ kind, id }))
    // Steps that undo each other leave nothing to tell.
    const idle = puts.length === 0 && deletes.length === 0 && headFields.length === 0
    return {
      ok: true,
      after: this.running,
      puts,
      deletes,
      movesCatalogue: this.changes().some(
        ({ before, after }) =>
          (before !== undefined && 'catalogue' in before) || (after !== undefined && 'catalogue' in after),
      ),
      headFields,
      events: idle ? [] : this.#events,
      claims: this.#take === undefined ? { release: this.#release } : { take: this.#take, release: this.#release },
      secrets: idle ? [] : this.#secrets,
      outcomes,
      done: outcomes.length,
    }
  }
}

/** What a proposal takes of a revision's bytes: towards the limit count new records, changed fields and events. */
function costOf(running: Slice, { writes, deletes = [], events, head }: Proposal): number {
  let bytes = deletes.length * digestBytes + (head === undefined ? 0 : bytesOf(head))
  for (const { kind, record, isNew } of writes) {
    const before = isNew ? undefined : running.stored(kind, record.id)?.record
    bytes += before === undefined ? bytesOf(record) : bytesOf(only(record, changedFields(before, record)))
  }
  for (const event of events) bytes += bytesOf(event) + digestBytes * event.personal.length
  return bytes
}

function put({ kind, record, isNew }: Write, before: object | undefined): Put[] {
  const fields = before === undefined ? [] : changedFields(before, record)
  if (!isNew && !fields.some(isMove)) return []
  // The kind and the record come from one write, so they belong together.
  return [{ kind, record, change: isNew ? 'new' : 'changed', fields } as Put]
}

function only(record: object, fields: readonly string[]): object {
  return Object.fromEntries(Object.entries(record).filter(([field]) => fields.includes(field)))
}

function stricter(a: Authority, b: Authority): Authority {
  const order: readonly Authority[] = ['vouching', 'actor', 'granter', 'system']
  return order.indexOf(a) <= order.indexOf(b) ? a : b
}
