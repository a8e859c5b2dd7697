/** Reads of assignments that decide nothing. */
import { type Assignment, type AssignmentRecord, assignmentView } from '../assignment/assignment.js'
import { isLivePrincipal, isLiveScope, type PrincipalName, principalOf } from '../assignment/principal.js'
import { placedOn, type ScopeName, scopeNeeds, whereNamed, whereOfAssignment } from '../assignment/scope-name.js'
import { compact } from '../decision/compact.js'
import type { Actor } from '../decision/context.js'
import { isRefusal, refuse } from '../decision/refusal.js'
import type { Engine } from '../execute.js'
import * as fields from '../input/fields.js'
import { invalidInput } from '../input/parse.js'
import type { Slice } from '../organization/slice.js'
import type { ResourceName } from '../resource/resource.js'
import type { Follow, PageQuery } from '../storage.js'
import { allowed, mayIn, readAs, readIn, refused } from './ask.js'
import { inOrganization } from './organizations.js'
import { type Page, type PageInput, pageFields, pageIn } from './paging.js'

/** An assignment with what it is about, as far as that has a name. */
export interface AssignmentEntry extends Assignment {
  /** The name of the member (else their address), team or group. */
  readonly principalName?: string
  /** The name of the workspace, team or resource. */
  readonly scopeName?: string
  /** The resource, as the app names it. */
  readonly resource?: ResourceName
}

/** What an assignment is about, and what somebody's rights there are decided by. */
const follow = { principal: {}, scope: { workspace: {}, shared: {} } } as const satisfies Follow<'assignment'>

export const getAssignmentInput = fields.input({ ...inOrganization, assignmentId: fields.id })

/** One assignment, in force or not, whose principal and scope are there. */
export async function getAssignment(
  engine: Engine,
  { organizationId, actor, assignmentId }: { organizationId: string; actor: Actor; assignmentId: string },
): Promise<AssignmentEntry> {
  const needs = [{ get: 'assignment' as const, ids: [assignmentId], follow }]
  const slice = await readAs(engine, organizationId, actor, 'assignment:read', needs, (read) =>
    whereOfAssignment(read, read.assignment(assignmentId)),
  )
  const assignment = slice.assignment(assignmentId)
  if (assignment === undefined || !isLive(slice, assignment))
    throw refused(refuse('assignment/not-found', { assignmentId }))
  return entryOf(slice, assignment, engine.clock())
}

export const listAssignmentsInput = fields.input({
  ...inOrganization,
  principal: fields.optional(fields.principal),
  scope: fields.optional(fields.scope),
  role: fields.optional(fields.list(fields.role, 100)),
  ...pageFields,
})

export interface AssignmentFilter extends PageInput {
  readonly principal?: PrincipalName
  readonly scope?: ScopeName
  readonly role?: readonly string[]
}

/** Assignments, the oldest first: those that the actor may see, each judged by itself. */
export async function listAssignments(
  engine: Engine,
  input: { organizationId: string; actor: Actor } & AssignmentFilter,
): Promise<Page<AssignmentEntry>> {
  const { actor, principal, scope, role } = input
  if (principal !== undefined && scope !== undefined)
    throw invalidInput([{ path: 'scope', problem: 'goes without `principal`' }])
  const by = principal === undefined ? await scopeFilter(engine, input) : principalFilter(principal)
  const where = compact({ by, role })
  const { records, cursors, slice } = await pageIn(engine, input, { kind: 'assignment', where, follow })
  const may = mayIn(engine, slice, actor)
  const now = engine.clock()
  const items = records.flatMap(({ kind, record }) =>
    kind === 'assignment' && isLive(slice, record) && may('assignment:read', whereOfAssignment(slice, record))
      ? [entryOf(slice, record, now)]
      : [],
  )
  return { items, ...cursors }
}

type By = NonNullable<PageQuery['where']['by']>

function principalFilter(name: PrincipalName): By {
  return { field: 'principalId', key: principalOf(name).id }
}

/** By the id of the scope, which for a resource must be looked up; whether the actor may see anything there, on the way. */
async function scopeFilter(
  engine: Engine,
  { organizationId, actor, scope }: { organizationId: string; actor: Actor } & AssignmentFilter,
): Promise<By | undefined> {
  if (scope === undefined) return undefined
  if (scope === 'organization') return { field: 'scopeId', key: organizationId }
  if ('workspaceId' in scope) return { field: 'scopeId', key: scope.workspaceId }
  if ('teamId' in scope) return { field: 'scopeId', key: scope.teamId }
  const slice = await readIn(engine, organizationId, actor, scopeNeeds([scope]))
  allowed(engine, { organizationId, actor }, 'assignment:read', slice, whereNamed(slice, scope))
  const placed = placedOn(slice, scope)
  if (isRefusal(placed)) throw refused(placed)
  return { field: 'scopeId', key: placed.scopeId }
}

function isLive(slice: Slice, assignment: AssignmentRecord): boolean {
  return isLivePrincipal(slice, assignment) && isLiveScope(slice, assignment)
}

function entryOf(slice: Slice, record: AssignmentRecord, now: number): AssignmentEntry {
  const { principalKind, principalId, scopeKind, scopeId } = record
  const member = principalKind === 'member' ? slice.member(principalId) : undefined
  const container =
    principalKind === 'team' || principalKind === 'group' ? slice[principalKind](principalId) : undefined
  const scope = scopeKind === 'organization' ? undefined : slice[scopeKind](scopeId)
  const resource = scopeKind === 'resource' ? slice.resource(scopeId) : undefined
  return {
    ...assignmentView(slice.organizationId, record, now),
    ...compact({
      principalName: member?.name ?? member?.email ?? container?.name,
      scopeName: scope?.name,
      resource: resource && { type: resource.type, key: resource.key },
    }),
  }
}
