/** `createGuildhall()`: the front door, opened. Clock, ids and secrets come in here, and nowhere else. */
import { milliseconds } from 'date-fns/milliseconds'
import { nanoid } from 'nanoid'
import { compiledOf, type Policy } from './access/policy.js'
import { Catalogues } from './catalogue.js'
import { commands, commandsByName } from './commands.js'
import { type AnyCommand, erased } from './decision/command.js'
import { compact } from './decision/compact.js'
import { type Actor, type IdKind, idPrefixes, type ProfileField } from './decision/context.js'
import type { Refusal } from './decision/refusal.js'
import { refuse } from './decision/refusal.js'
import type { Rule } from './decision/rule.js'
import { GuildhallError, type InputIssue, internalFault, isGuildhallError } from './errors.js'
import {
  type Committed,
  type Engine,
  type Executed,
  execute,
  type Foreseen,
  type ItemCount,
  type Leaver,
  type Order,
  plan,
  type Request,
} from './execute.js'
import type { AcceptedPlan, Guildhall, Notice, Plan, UserRemovedEverywhere } from './front-door.js'
import { canonicalJson } from './input/canonical-json.js'
import { type Envelope, open, openInside, plain } from './input/envelope.js'
import * as fields from './input/fields.js'
import { type InputSchema, invalidInput, parse } from './input/parse.js'
import { recordExpiredInvitations } from './invitation/record-expired-invitations.js'
import { leaveOrganization } from './member/leave-organization.js'
import { removeMember } from './member/remove-member.js'
import { accessInput, accessOf, check, checkInput } from './queries/access.js'
import { accessReport, accessReportInput } from './queries/access-report.js'
import { refused } from './queries/ask.js'
import { asking } from './queries/asking.js'
import { getAssignment, getAssignmentInput, listAssignments, listAssignmentsInput } from './queries/assignments.js'
import { ofMemberInput } from './queries/belonging.js'
import {
  getGroup,
  getGroupByKey,
  getGroupByKeyInput,
  getGroupInput,
  groupsOfMember,
  listGroupMembers,
  listGroupMembersInput,
  listGroups,
  listGroupsInput,
} from './queries/groups.js'
import { entriesOf, listHistory, listHistoryInput } from './queries/history.js'
import {
  getInvitation,
  getInvitationInput,
  invitationsOfEmail,
  invitationsOfEmailInput,
  listInvitations,
  listInvitationsInput,
  peekInvitation,
  peekInvitationInput,
  tokenParts,
} from './queries/invitations.js'
import { getMember, getMemberInput, listMembers, listMembersInput } from './queries/members.js'
import {
  dashboard,
  getOrganization,
  getOrganizationInput,
  organizationBySlug,
  organizationBySlugInput,
  organizationsOfUser,
  organizationsOfUserInput,
} from './queries/organizations.js'
import { acceptedPlan } from './queries/plan.js'
import { getResource, getResourceInput, listResources, listResourcesInput } from './queries/resources.js'
import { getRole, getRoleInput, listRoles, listRolesInput } from './queries/roles.js'
import {
  getTeam,
  getTeamByKey,
  getTeamByKeyInput,
  getTeamInput,
  listTeamMembers,
  listTeamMembersInput,
  listTeams,
  listTeamsInput,
  teamsOfMember,
} from './queries/teams.js'
import { verify, verifyInput } from './queries/verify.js'
import { reach, reachInput, whoCan, whoCanInput } from './queries/who-can.js'
import {
  getWorkspace,
  getWorkspaceInput,
  listWorkspaceMembers,
  listWorkspaceMembersInput,
  listWorkspaces,
  listWorkspacesInput,
  workspacesOfMember,
  workspacesOfMemberInput,
} from './queries/workspaces.js'
import { builtInRules } from './rules/index.js'
import { base64url, sha256 } from './sha256.js'
import type { Json, Storage } from './storage.js'

export interface GuildhallOptions<P extends Policy> {
  readonly storage: Storage
  readonly policy: P
  /** Rules of the application's own, judged after the built-in ones; their codes begin with `app/`. */
  readonly rules?: readonly Rule<`app/${string}`>[]
  /** Profile fields that every member must have, from the moment they are added or invited (S0-15, S0-18). */
  readonly requiredProfile?: readonly ProfileField[]
  /** How long invitations stay open where an organization does not say; 7 days where absent. */
  readonly invitationLifetime?: { readonly days?: number; readonly hours?: number; readonly minutes?: number }
  /** How long deleted organizations are kept before maintenance erases them; 30 days where absent. */
  readonly erasureGrace?: { readonly days?: number; readonly hours?: number; readonly minutes?: number }
  /**
   * Counts what the application itself keeps for a member (tasks, documents, comments), when a plan of their removal is
   * made. What is decided about it travels in the event of the removal, for the application to carry out.
   */
  readonly ownedItems?: (leaver: Leaver) => Promise<readonly ItemCount[]> | readonly ItemCount[]
  /** Hears what listeners of `subscribe` throw. */
  readonly onListenerError?: (error: unknown, notice: Notice) => void
  /** Milliseconds since 1970, UTC; the platform's clock where absent. Tests bring their own. */
  readonly clock?: () => number
  /** Mints the random part of an id, at most 60 of `[A-Za-z0-9_-]` and never the same twice; nanoid where absent. */
  readonly newId?: (kind: IdKind | 'commit') => string
  /** Mints the secret of an invitation, 16 to 128 of `[A-Za-z0-9_-]`; 32 bytes of the platform's cryptographic source where absent. */
  readonly newSecret?: () => string
}

/** Opens the membership desk over a storage and a policy. */
export function createGuildhall<P extends Policy>(options: GuildhallOptions<P>): Guildhall<P> {
  const listeners = new Set<(notice: Notice) => void | Promise<void>>()
  return hallOn(options, options.storage, listeners)
}

type Listeners = Set<(notice: Notice) => void | Promise<void>>

function hallOn<P extends Policy>(options: GuildhallOptions<P>, storage: Storage, listeners: Listeners): Guildhall<P> {
  const engine = engineOf(options, storage, listeners)
  const { policy } = options
  const query =
    <Input, Result>(schema: InputSchema<Input>, answer: (engine: Engine, input: Input) => Promise<Result>) =>
    async (input: unknown): Promise<Result> =>
      answer(engine, parse(schema, input))
  const hall = {
    policy,
    organizations: {
      ...doors(commands.organizations, (command) => committing(engine, command)),
      get: query(getOrganizationInput, getOrganization),
      bySlug: query(organizationBySlugInput, organizationBySlug),
      dashboard: query(getOrganizationInput, dashboard),
      ofUser: query(organizationsOfUserInput, organizationsOfUser),
    },
    members: {
      ...doors(commands.members, (command) => committing(engine, command)),
      get: query(getMemberInput, getMember),
      list: query(listMembersInput, listMembers),
      teams: query(ofMemberInput, teamsOfMember),
      groups: query(ofMemberInput, groupsOfMember),
      workspaces: query(workspacesOfMemberInput, workspacesOfMember),
      whoCan: query(whoCanInput, whoCan),
      reach: query(reachInput, reach),
      accessReport: query(accessReportInput, (_, input) => accessReport(engine, policy, input)),
      removeUserEverywhere: query(removeUserEverywhereInput, removeUserEverywhere),
    },
    invitations: {
      ...doors(commands.invitations, (command) => committing(engine, command)),
      get: query(getInvitationInput, getInvitation),
      list: query(listInvitationsInput, listInvitations),
      peek: query(peekInvitationInput, peekInvitation),
      ofEmail: query(invitationsOfEmailInput, invitationsOfEmail),
    },
    teams: {
      ...doors(commands.teams, (command) => committing(engine, command)),
      get: query(getTeamInput, getTeam),
      byKey: query(getTeamByKeyInput, getTeamByKey),
      list: query(listTeamsInput, listTeams),
      members: query(listTeamMembersInput, listTeamMembers),
    },
    groups: {
      ...doors(commands.groups, (command) => committing(engine, command)),
      get: query(getGroupInput, getGroup),
      byKey: query(getGroupByKeyInput, getGroupByKey),
      list: query(listGroupsInput, listGroups),
      members: query(listGroupMembersInput, listGroupMembers),
    },
    workspaces: {
      ...doors(commands.workspaces, (command) => committing(engine, command)),
      get: query(getWorkspaceInput, getWorkspace),
      list: query(listWorkspacesInput, listWorkspaces),
      members: query(listWorkspaceMembersInput, listWorkspaceMembers),
    },
    resources: {
      ...doors(commands.resources, (command) => committing(engine, command)),
      get: query(getResourceInput, getResource),
      list: query(listResourcesInput, listResources),
    },
    roles: {
      ...doors(commands.roles, (command) => committing(engine, command)),
      get: query(getRoleInput, getRole),
      list: query(listRolesInput, listRoles),
    },
    assignments: {
      ...doors(commands.assignments, (command) => committing(engine, command)),
      get: query(getAssignmentInput, getAssignment),
      list: query(listAssignmentsInput, listAssignments),
    },
    history: { list: query(listHistoryInput, listHistory) },
    attempt: {
      ...grouped((command) => attempting(engine, command)),
      batch: (input: unknown) => attemptBatch(engine, input),
      apply: query(applyInput, attemptApply),
    },
    plan: { ...grouped((command) => planning(engine, command)), batch: (input: unknown) => planBatch(engine, input) },
    apply: query(applyInput, apply),
    batch: (input: unknown) => batch(engine, input),
    access: query(accessInput, (_, input) => accessOf(engine, policy, input)),
    check: query(checkInput, check),
    verify: query(verifyInput, verify),
    subscribe(listener: (notice: Notice) => void | Promise<void>) {
      listeners.add(listener)
      return () => void listeners.delete(listener)
    },
    maintain: async (input: unknown = {}) =>
      maintain(engine, parse(maintainInput, input).limit ?? 100, milliseconds(options.erasureGrace ?? { days: 30 })),
    on: (other: Storage) => hallOn(options, other, listeners),
  }
  // The hand-written interface says more than the machinery can infer; `test/types` holds the two together.
  return hall as unknown as Guildhall<P>
}

// ------------------------------------------------------------------------------------------------------------ engine

function engineOf<P extends Policy>(options: GuildhallOptions<P>, storage: Storage, listeners: Listeners): Engine {
  const { policy, clock = Date.now, newId = () => nanoid(), newSecret = randomSecret, rules = [] } = options
  let fingerprint: Promise<string> | undefined
  return {
    storage,
    catalogues: new Catalogues(),
    policy: compiledOf(policy),
    rules: [...Object.values(builtInRules), ...rules],
    requiredProfile: options.requiredProfile ?? [],
    invitationLifetime: milliseconds(options.invitationLifetime ?? { days: 7 }),
    ...compact({ ownedItems: options.ownedItems }),
    clock,
    newId: (kind) => `${idPrefixes[kind]}_${newId(kind)}`,
    newCommitId: () => `com_${newId('commit')}`,
    newSecret,
    newSalt: () => nanoid(),
    hash: sha256,
    policyFingerprint() {
      fingerprint ??= sha256(canonicalJson(policy.toJSON()))
      return fingerprint
    },
    pause: (attempt) => new Promise((resolve) => setTimeout(resolve, Math.random() * Math.min(200, 2 ** attempt * 5))),
    publish: (committed) => publish(listeners, noticeOf(committed), options.onListenerError),
  }
}

function randomSecret(): string {
  return base64url(crypto.getRandomValues(new Uint8Array(32)))
}

function noticeOf({ row, secrets }: Committed): Notice {
  const { organizationId, revision, commitId, at, actor, command } = row
  return {
    organizationId,
    revision,
    commitId,
    at: new Date(at).toISOString(),
    actor,
    command,
    events: entriesOf(row),
    secrets,
  }
}

/** Tells every listener, waits for none, and lets none of them undo what is committed. */
function publish(listeners: Listeners, notice: Notice, onError: GuildhallOptions<Policy>['onListenerError']): void {
  const report = (error: unknown) => {
    try {
      onError?.(error, notice)
    } catch {
      // Whoever hears of errors has failed, too: there is nobody left to tell.
    }
  }
  for (const listener of listeners) {
    try {
      void Promise.resolve(listener(notice)).catch(report)
    } catch (error) {
      report(error)
    }
  }
}

// ---------------------------------------------------------------------------------------------------------- commands

type Door = (input: unknown) => Promise<unknown>

/** The same door for every command of a group. */
function doors<G extends object>(group: G, door: (command: AnyCommand) => Door): { [K in keyof G]: Door } {
  return Object.fromEntries(Object.entries(group).map(([name, command]) => [name, door(command as AnyCommand)])) as {
    [K in keyof G]: Door
  }
}

/** The same door for every command there is. */
function grouped(door: (command: AnyCommand) => Door): {
  [G in keyof typeof commands]: { [K in keyof (typeof commands)[G]]: Door }
} {
  // Every group keeps its name, and every command in it.
  return Object.fromEntries(Object.entries(commands).map(([name, group]) => [name, doors(group, door)])) as {
    [G in keyof typeof commands]: { [K in keyof (typeof commands)[G]]: Door }
  }
}

function committing(engine: Engine, command: AnyCommand): Door {
  return async (given) => {
    const done = await run(engine, command, given)
    if (!done.ok) throw refused(done.refusal)
    return done.value
  }
}

function attempting(engine: Engine, command: AnyCommand): Door {
  return (given) => run(engine, command, given)
}

type Ran = { readonly ok: true; readonly value: unknown } | { readonly ok: false; readonly refusal: Refusal }

async function run(engine: Engine, command: AnyCommand, given: unknown): Promise<Ran> {
  const envelope = open(command, given)
  const request = await requestOf(engine, command, envelope)
  if ('code' in request) return { ok: false, refusal: request }
  const done = await execute(engine, request)
  if (!done.ok) return { ok: false, refusal: done.refusal }
  const [result] = done.results
  if (result === undefined) internalFault('a command without a result')
  return result.ok ? { ok: true, value: { ...(result.value as object), ...answerOf(engine, command, done) } } : result
}

/** Receipt, secrets where the command makes any, and events where only the caller knows whether they come to be. */
function answerOf(
  engine: Engine,
  command: AnyCommand | undefined,
  { receipt, secrets, rows }: Extract<Executed, { ok: true }>,
): object {
  return {
    ...receipt,
    ...(command === undefined || command.takesSecret !== undefined ? { secrets } : {}),
    ...(engine.storage.enlisted === true ? { events: rows.flatMap(entriesOf) } : {}),
  }
}

async function requestOf(engine: Engine, command: AnyCommand, envelope: Envelope): Promise<Request | Refusal> {
  const { actor, input, idempotencyKey } = envelope
  const one = { actor, name: command.name, orders: [{ command, input }], tolerant: false, creates: false } as const
  const mode = command.items === undefined ? 'all-or-nothing' : 'item-by-item'
  if (command.organization === 'created') {
    const idempotency = await idempotencyOf(engine, '', actor, command.name, idempotencyKey)
    const organizationId =
      idempotency === undefined ? engine.newId('organization') : `org_${idempotency.requestId.slice(0, 32)}`
    return { ...one, organizationId, mode, creates: true, ...compact({ idempotency }) }
  }
  if (command.organization === 'by-token') {
    const parts = tokenParts(envelope.token ?? '')
    if (parts === undefined) return refuse('invitation/not-valid', {})
    const { organizationId, secret } = parts
    const idempotency = await idempotencyOf(engine, organizationId, actor, command.name, idempotencyKey)
    return { ...one, organizationId, mode, tokenHash: await engine.hash(secret), ...compact({ idempotency }) }
  }
  const { organizationId } = envelope
  if (organizationId === undefined) internalFault('a command without an organization')
  return requestIn(engine, command, { ...envelope, organizationId })
}

/** The request of a command in an organization that the caller names. */
async function requestIn(
  engine: Engine,
  command: AnyCommand,
  given: Pick<Envelope, 'actor' | 'input' | 'idempotencyKey'> & { readonly organizationId: string },
): Promise<Request> {
  const { organizationId, actor, input, idempotencyKey } = given
  const idempotency = await idempotencyOf(engine, organizationId, actor, command.name, idempotencyKey)
  return {
    organizationId,
    actor,
    name: command.name,
    orders: [{ command, input }],
    mode: command.items === undefined ? 'all-or-nothing' : 'item-by-item',
    tolerant: false,
    creates: false,
    ...compact({ idempotency }),
  }
}

async function idempotencyOf(
  engine: Engine,
  organizationId: string,
  actor: Actor,
  command: string,
  key: string | undefined,
): Promise<{ key: string; requestId: string } | undefined> {
  if (key === undefined) return undefined
  const who = 'system' in actor ? { system: actor.system } : { userId: actor.userId }
  return { key, requestId: await engine.hash(canonicalJson({ organizationId, who, command, key })) }
}

// ------------------------------------------------------------------------------------------------------ plan and apply

function planning(engine: Engine, command: AnyCommand): Door {
  return async (given): Promise<Plan> => {
    const envelope = open(command, given)
    const request = await requestOf(engine, command, envelope)
    if ('code' in request) return { ok: false, refusal: request }
    return planOf(engine, request, envelope.raw)
  }
}

async function planOf(engine: Engine, request: Request, input: { readonly [key: string]: Json }): Promise<Plan> {
  const foreseen: Foreseen = await plan(engine, request)
  if (!foreseen.ok) return { ok: false, refusal: foreseen.refusal }
  return acceptedPlan(engine, request, foreseen, input)
}

const applyInput = fields.input({
  plan: fields.planToApply,
  actor: fields.actor,
  idempotencyKey: fields.optional(fields.idempotencyKey),
})

type PlanToApply = Pick<
  AcceptedPlan,
  'command' | 'input' | 'organizationId' | 'revision' | 'commitId' | 'policy' | 'digest'
>

interface ToApply {
  readonly plan: PlanToApply
  readonly actor: Actor
  readonly idempotencyKey?: string
}

async function apply(engine: Engine, given: ToApply): Promise<object> {
  const done = await attemptApply(engine, given)
  if (!done.ok) throw refused(done.refusal)
  return done.value
}

async function attemptApply(engine: Engine, given: ToApply): Promise<Tried> {
  const { plan: planned, actor, idempotencyKey } = given
  if (planned.policy !== (await engine.policyFingerprint()))
    throw new GuildhallError('plan/stale', { because: 'policy-changed' })
  const request = await requestOfPlan(engine, planned, actor, idempotencyKey)
  if ('code' in request) return { ok: false, refusal: request, at: 0 }
  const base = { revision: planned.revision, commitId: planned.commitId }
  const done = await execute(engine, { ...request, expected: { base, digest: planned.digest } })
  const command = planned.command === 'batch' ? done : only(done)
  return command.ok ? tried(engine, done) : { ok: false, refusal: command.refusal, at: 0 }
}

type Tried = { readonly ok: true; readonly value: object } | Extract<Executed, { ok: false }>

/** What was carried out without the result of a single command: receipt and secrets. */
function tried(engine: Engine, done: Executed): Tried {
  return done.ok ? { ok: true, value: answerOf(engine, undefined, done) } : done
}

async function requestOfPlan(
  engine: Engine,
  { command: name, organizationId, input }: PlanToApply,
  actor: Actor,
  idempotencyKey: string | undefined,
): Promise<Request | Refusal> {
  const around = { organizationId, actor, ...compact({ idempotencyKey }) }
  if (name === 'batch') return requestOfBatch(engine, { ...input, ...around })
  const command = commandsByName.get(name)
  if (command === undefined) throw invalidInput([{ path: 'plan.command', problem: 'is no command' }])
  if ((command.organization ?? 'named') !== 'named') return refuse('plan/not-applicable', { command: name })
  return requestIn(engine, command, { ...around, input: openInside(command, input, actor, 'plan.input') })
}

// ------------------------------------------------------------------------------------------------------------- batch

const batchInput = fields.input({
  organizationId: fields.id,
  actor: fields.actor,
  idempotencyKey: fields.optional(fields.idempotencyKey),
  mode: fields.oneOf(['all-or-nothing', 'item-by-item']),
  commands: fields.batchCommands,
})

async function requestOfBatch(engine: Engine, given: unknown): Promise<Request> {
  const { organizationId, actor, idempotencyKey, mode, commands: listed } = parse(batchInput, given)
  const issues: InputIssue[] = []
  const orders = listed.flatMap(({ command: name, input }, index): Order[] => {
    const command = commandsByName.get(name)
    if (command === undefined || (command.organization ?? 'named') !== 'named') {
      issues.push({ path: `commands[${index}].command`, problem: 'is no command that a batch can hold' })
      return []
    }
    try {
      return [{ command, input: openInside(command, input, actor, `commands[${index}].input`) }]
    } catch (error) {
      if (!isGuildhallError(error, 'input/invalid')) throw error
      issues.push(...error.details.issues)
      return []
    }
  })
  if (issues.length > 0) throw invalidInput(issues)
  const idempotency = await idempotencyOf(engine, organizationId, actor, 'batch', idempotencyKey)
  return {
    organizationId,
    actor,
    name: 'batch',
    orders,
    mode,
    tolerant: mode === 'item-by-item',
    creates: false,
    ...compact({ idempotency }),
  }
}

async function batch(engine: Engine, given: unknown): Promise<object> {
  const done = await attemptBatch(engine, given)
  if (!done.ok) throw refused(done.refusal)
  return done.value
}

async function attemptBatch(engine: Engine, given: unknown): Promise<Tried> {
  const done = await execute(engine, await requestOfBatch(engine, given))
  return done.ok ? { ok: true, value: { outcomes: done.results, ...answerOf(engine, undefined, done) } } : done
}

async function planBatch(engine: Engine, given: unknown): Promise<Plan> {
  const request = await requestOfBatch(engine, given)
  const { mode, commands: listed } = parse(batchInput, given)
  return planOf(engine, request, plain({ mode, commands: listed }))
}

// ------------------------------------------------------------------------------------------- across organizations

const removeUserEverywhereInput = fields.input({
  actor: fields.actor,
  userId: fields.userId,
  reason: fields.optional(fields.reason),
  mode: fields.optional(fields.oneOf(['all-or-nothing', 'item-by-item'])),
})

interface RemoveUserEverywhere {
  readonly actor: Actor
  readonly userId: string
  readonly reason?: string
  readonly mode?: 'all-or-nothing' | 'item-by-item'
}

/** One removal, by the same command as everywhere else, in each organization of the user. */
async function removeUserEverywhere(engine: Engine, input: RemoveUserEverywhere): Promise<UserRemovedEverywhere> {
  const { actor, userId, reason, mode = 'all-or-nothing' } = input
  if (!('system' in actor) && actor.userId !== userId)
    throw refused(refuse('access/not-allowed', { permission: 'member:remove' }))
  const places: { organizationId: string; memberId: string; request: Request }[] = []
  let after: string | undefined
  do {
    const page = await organizationsOfUser(engine, { actor, userId, limit: 1_000, ...compact({ after }) })
    for (const { organization, member } of page.items) {
      places.push({
        organizationId: organization.id,
        memberId: member.id,
        request: departure(actor, organization.id, member.id, reason),
      })
    }
    after = page.next
  } while (after !== undefined)
  const planned = mode === 'item-by-item' ? [] : await inOrder(places, ({ request }) => plan(engine, request))
  const outcomes = planned.every(({ ok }) => ok)
    ? await inOrder(places, async ({ request, ...place }) =>
        outcomeAt(place, only(await execute(engine, request)), 'removed'),
      )
    : places.map(({ request: _, ...place }, index) => outcomeAt(place, planned[index], 'kept'))
  return { complete: outcomes.every(({ outcome }) => outcome === 'removed'), outcomes }
}

function departure(actor: Actor, organizationId: string, memberId: string, reason: string | undefined): Request {
  const said = compact({ reason })
  const order: Order =
    'system' in actor
      ? { command: erased(removeMember), input: { memberId, ...said } }
      : { command: erased(leaveOrganization), input: said }
  return {
    organizationId,
    actor,
    name: order.command.name,
    orders: [order],
    mode: 'all-or-nothing',
    tolerant: false,
    creates: false,
  }
}

/** What became of the one command of a request, which can be refused after a part of it was done. */
function only(done: Executed): { readonly ok: true } | { readonly ok: false; readonly refusal: Refusal } {
  return done.ok ? (done.results[0] ?? done) : done
}

function outcomeAt(
  place: { organizationId: string; memberId: string },
  done: { ok: true } | { ok: false; refusal: Refusal } | undefined,
  otherwise: 'removed' | 'kept',
): UserRemovedEverywhere['outcomes'][number] {
  return done?.ok === false ? { ...place, outcome: 'refused', refusal: done.refusal } : { ...place, outcome: otherwise }
}

async function inOrder<T, R>(items: readonly T[], act: (item: T) => Promise<R>): Promise<R[]> {
  const results: R[] = []
  for (const item of items) results.push(await act(item))
  return results
}

// ------------------------------------------------------------------------------------------------------- maintenance

const maintainInput = fields.input({ limit: fields.optional(fields.limit(400)) })

async function maintain(
  engine: Engine,
  limit: number,
  grace: number,
): Promise<{ expired: number; erased: number; more: boolean }> {
  const now = engine.clock()
  const actor = { system: 'maintenance' }
  const { found, more } = await asking(engine, () => engine.storage.find({ by: 'expired-invitations', at: now, limit }))
  const recorded = await inOrder(found, ({ head }) =>
    execute(engine, {
      organizationId: head.id,
      actor,
      name: recordExpiredInvitations.name,
      orders: [{ command: erased(recordExpiredInvitations), input: { limit } }],
      mode: 'all-or-nothing',
      tolerant: false,
      creates: false,
    }),
  )
  const expired = recorded.map((done) => (done.ok ? done.receipt.ids.length : 0))
  const swept = await asking(engine, () => engine.storage.sweep({ deletedBefore: now - grace, limit }))
  return {
    expired: expired.reduce((sum, count) => sum + count, 0),
    erased: swept.erased,
    more: more || swept.more || expired.some((count) => count === limit),
  }
}
