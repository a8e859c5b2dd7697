import {
  changed,
  created,
  type DomainEvent,
  deleted,
  type Gone,
  revisionLimits,
  type Write,
} from '../decision/change-set.js'
import { ask, defineCommand } from '../decision/command.js'
import { compact, isoTime } from '../decision/compact.js'
import type { Context } from '../decision/context.js'
import { isRefusal, type Refusal, refuse } from '../decision/refusal.js'
import * as fields from '../input/fields.js'
import type { Slice } from '../organization/slice.js'
import {
  type Assignment,
  type AssignmentRecord,
  assignmentEvent,
  assignmentPair,
  assignmentView,
  isWider,
  wrongTerm,
} from './assignment.js'
import {
  assignmentsOf,
  isLivePrincipal,
  mostAssignments,
  type Principal,
  type PrincipalName,
  type PrincipalNotFound,
  principalMissing,
  principalNeeds,
  principalsOf,
  roomToAssign,
} from './principal.js'
import { type PlacedOn, placedOn, type ScopeName, type ScopeNotFound, scopeNeeds, whereNamed } from './scope-name.js'

interface Input {
  readonly principals: readonly PrincipalName[]
  readonly role: string
  readonly scope?: ScopeName
  readonly scopes?: readonly ScopeName[]
  readonly startsAt?: number
  readonly expiresAt?: number
  readonly reason?: string
}

export interface Assigned {
  /** One for each principal and scope: principal by principal, scope by scope. */
  readonly assignments: readonly Assignment[]
}

type Code =
  | PrincipalNotFound
  | ScopeNotFound
  | 'assignment/never-in-force'
  | 'assignment/members-only'
  | 'assignment/too-many'
  | 'member/too-many-edges'

const most = 500

/**
 * Assigns a role to each principal on each scope, all or nothing. One that is assigned already is as it is said now: its
 * term and reason are those given.
 */
export const assignRole = defineCommand<Input, Assigned, Code | 'batch/too-large'>({
  name: 'assignment.assign',
  input: fields.input({
    principals: fields.list(fields.principal, most, 1),
    role: fields.role,
    scope: fields.optional(fields.scope),
    scopes: fields.optional(fields.list(fields.scope, most, 1)),
    startsAt: fields.optional(fields.time),
    expiresAt: fields.optional(fields.time),
    reason: fields.optional(fields.reason),
  }),
  needs: (input) => [...principalNeeds(input.principals), ...scopeNeeds(scopesOf(input))],
  authorize: (slice, input) => ask('assignment:create', ...scopesOf(input).map((name) => whereNamed(slice, name))),
  propose(slice, input, context) {
    const wrong = wrongTerm(input, context.now)
    if (wrong !== undefined) return wrong
    const scopes = placesOf(slice, scopesOf(input))
    if (isRefusal(scopes)) return scopes
    const principals = principalsOf(input.principals)
    const { operations: maxOperations, bytes: maxBytes } = revisionLimits
    const operations = principals.length * scopes.length
    if (operations > maxOperations) return refuse('batch/too-large', { operations, bytes: 0, maxOperations, maxBytes })
    const outcome = { writes: [], deletes: [], events: [], ids: [] } as Outcome
    for (const principal of principals) {
      const refusal = assignAll(slice, principal, scopes, { input, context }, outcome)
      if (refusal !== undefined) return refusal
    }
    const full = makeRoomOnResources(slice, scopes, outcome)
    return full ?? outcome
  },
  presented: (ids) => [{ get: 'assignment', ids }],
  present: (slice, ids, _, now) => ({ assignments: shown(slice, ids, now) }),
})

/** Those that are still there: a repeat may come after they were taken away again. */
function shown(slice: Slice, ids: readonly string[], now: number): Assignment[] {
  return ids.flatMap((id) => {
    const assignment = slice.assignment(id)
    return assignment === undefined ? [] : assignmentView(slice.organizationId, assignment, now)
  })
}

function scopesOf({ scope, scopes }: Input): readonly ScopeName[] {
  const named = [...(scope === undefined ? [] : [scope]), ...(scopes ?? [])]
  return named.length === 0 ? ['organization'] : named
}

/** Each of them once. */
function placesOf(slice: Slice, names: readonly ScopeName[]): readonly PlacedOn[] | Refusal<ScopeNotFound> {
  const places = new Map<string, PlacedOn>()
  for (const name of names) {
    const placed = placedOn(slice, name)
    if ('code' in placed) return placed
    places.set(placed.scopeId, placed)
  }
  return [...places.values()]
}

interface Outcome {
  readonly writes: Write[]
  readonly deletes: Gone[]
  readonly events: DomainEvent[]
  readonly ids: string[]
}

interface Asked {
  readonly input: Input
  readonly context: Context
}

function assignAll(
  slice: Slice,
  principal: Principal,
  scopes: readonly PlacedOn[],
  asked: Asked,
  outcome: Outcome,
): Refusal<Code> | undefined {
  const missing = principalMissing(slice, principal)
  if (missing !== undefined) return missing
  const held = assignmentsOf(slice, principal)
  let fresh = 0
  for (const placed of scopes) {
    if (placed.scopeKind === 'team' && principal.kind !== 'member')
      return refuse('assignment/members-only', { principalKind: principal.kind, scopeKind: 'team' })
    if (assignOne(principal, placed, held, asked, outcome) === 'new') fresh += 1
  }
  const dead = roomToAssign(slice, principal, fresh)
  if (isRefusal(dead)) return dead
  outcome.deletes.push(...dead)
  return undefined
}

function assignOne(
  principal: Principal,
  placed: PlacedOn,
  held: readonly AssignmentRecord[],
  { input, context }: Asked,
  outcome: Outcome,
): 'new' | 'known' {
  const { now, granter } = context
  const pair = assignmentPair(principal.id, placed.scopeId, input.role)
  const terms = compact({ startsAt: input.startsAt, expiresAt: input.expiresAt, reason: input.reason })
  const before = held.find((assignment) => assignment.pair === pair)
  if (before !== undefined) {
    const { startsAt: _, expiresAt: __, reason: ___, ...rest } = before
    const after = { ...rest, ...terms, updatedAt: now }
    outcome.ids.push(before.id)
    if (sameTerms(before, after)) return 'known'
    const granted = isWider(after, before) ? { ...after, granter } : after
    outcome.writes.push(changed('assignment', granted))
    outcome.events.push(assignmentEvent('assignment.changed', before, granted, input.reason))
    return 'known'
  }
  const shared = principal.kind !== 'member'
  const record: AssignmentRecord = {
    id: context.newId('assignment'),
    principalKind: principal.kind,
    principalId: principal.id,
    role: input.role,
    ...placed,
    pair,
    ...compact({
      sharedScopeId: shared && placed.scopeKind === 'resource' ? placed.scopeId : undefined,
      catalogue: shared && placed.scopeKind !== 'resource' ? (true as const) : undefined,
    }),
    ...terms,
    granter,
    // The oldest first, and of those made at once, in the order in which they were named.
    sortKey: `${isoTime(now)} ${String(outcome.ids.length).padStart(4, '0')}`,
    createdAt: now,
    updatedAt: now,
  }
  outcome.writes.push(created('assignment', record))
  outcome.events.push(assignmentEvent('assignment.created', undefined, record, input.reason))
  outcome.ids.push(record.id)
  return 'new'
}

function sameTerms(a: AssignmentRecord, b: AssignmentRecord): boolean {
  return a.startsAt === b.startsAt && a.expiresAt === b.expiresAt && a.reason === b.reason
}

/** What a resource bears for others than members stays small enough to be read with it; the dead make room. */
function makeRoomOnResources(
  slice: Slice,
  scopes: readonly PlacedOn[],
  outcome: Outcome,
): Refusal<'assignment/too-many'> | undefined {
  for (const { scopeKind, scopeId } of scopes) {
    if (scopeKind !== 'resource') continue
    const fresh = outcome.writes.filter(
      ({ kind, record, isNew }) => kind === 'assignment' && isNew && record.sharedScopeId === scopeId,
    ).length
    if (fresh === 0) continue
    const there = slice.by('assignment', 'sharedScopeId', scopeId)
    const dead = there.filter((assignment) => !isLivePrincipal(slice, assignment))
    outcome.deletes.push(...dead.map((assignment) => deleted('assignment', assignment, 'system')))
    if (there.length - dead.length + fresh > mostAssignments)
      return refuse('assignment/too-many', { scopeId, limit: mostAssignments })
  }
  return undefined
}
