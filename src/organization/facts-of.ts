/** From a slice to what access is decided on, and what must be read for it. */
import type { AccessFacts, AssignmentFacts, TeamFacts, WorkspaceFacts } from '../access/facts.js'
import type { AssignmentRecord } from '../assignment/assignment.js'
import { compact } from '../decision/compact.js'
import type { MemberRecord } from '../member/member.js'
import type { MembershipRecord } from '../membership/membership.js'
import type { Follow, Need } from '../storage.js'
import { isGone, type Slice } from './slice.js'

/** What must be read of a member for their rights to be known, beside the catalogue. */
export const withEdges = {
  memberships: { container: {} },
  assignments: { scope: { workspace: {} } },
} as const satisfies Follow<'member'>

/** The user as a member, and what everybody's access is decided on. */
export function accessNeeds(userId: string): Need[] {
  return [{ get: 'member-by-user', keys: [userId], follow: withEdges }, { get: 'catalogue' }]
}

/** What access of a user is decided on, from the same snapshot as everything else. */
export function factsOf(slice: Slice, userId: string): AccessFacts {
  return { ...factsOfMember(slice, slice.membersOfUser(userId)[0]), userId }
}

/** The same for a member, who need not have become a user yet. */
export function factsOfMember(slice: Slice, member: MemberRecord | undefined): AccessFacts {
  const { id: organizationId, status: organizationStatus, revision, commitId } = slice.organization
  const memberships = member === undefined ? [] : slice.by('membership', 'principalId', member.id)
  const teams = teamsOf(slice, memberships)
  const groups = memberships
    .filter(({ containerId }) => slice.hasLive('group', containerId))
    .map((m) => m.containerId)
    .sort()
  const assignments = member === undefined ? [] : assignmentsOf(slice, member.id, teams, groups)
  const own = compact({
    memberId: member?.id,
    role: member?.role,
    status: member?.status,
    permissions: member?.permissions,
  })
  const facts = {
    ...{ organizationId, organizationStatus, userId: member?.userId ?? '', ...own, teams, groups, assignments },
    workspaces: workspacesOf(slice, memberships, groups),
    // INVARIANT: a resource is known only with all that anybody holds on it, or a no would not mean no
    resources: inOrder(slice.live('resource'))
      .filter(({ id }) => slice.knowsBy('assignment', 'sharedScopeId', id))
      .map(({ id, type, key, workspaceId, ownerId }) => ({
        ...{ id, type, key },
        ...compact({ workspaceId, ownerId }),
      })),
    ...{ revision, commitId },
  }
  return { ...facts, roles: rolesNamed(slice, facts) }
}

function teamsOf(slice: Slice, memberships: readonly MembershipRecord[]): TeamFacts[] {
  return inOrder(slice.live('team')).map(({ id, ancestors }) => {
    const membership = memberships.find(({ containerId }) => containerId === id)
    return { id, ancestors, belongs: membership !== undefined, ...compact({ role: membership?.role }) }
  })
}

function workspacesOf(slice: Slice, own: readonly MembershipRecord[], groups: readonly string[]): WorkspaceFacts[] {
  const throughGroups = inOrder(slice.catalogue('membership').filter(({ principalId }) => groups.includes(principalId)))
  return inOrder(slice.live('workspace')).map(({ id, type }) => ({
    id,
    type,
    memberships: [
      ...own.filter(({ containerId }) => containerId === id).map(({ role }) => compact({ role })),
      ...throughGroups
        .filter(({ containerId }) => containerId === id)
        .map(({ role, principalId }) => ({ ...compact({ role }), groupId: principalId })),
    ],
  }))
}

/** The member's own, and those of whatever the member is part of; each while its scope is live. */
function assignmentsOf(
  slice: Slice,
  memberId: string,
  teams: readonly TeamFacts[],
  groups: readonly string[],
): AssignmentFacts[] {
  const throughTeams = teams.filter(({ belongs }) => belongs).flatMap(({ id, ancestors }) => [id, ...ancestors])
  const principals = new Set(['everyone', ...groups, ...throughTeams])
  const shared = [...slice.catalogue('assignment'), ...slice.live('resource').flatMap(({ id }) => sharedOn(slice, id))]
  const held = [
    ...slice.by('assignment', 'principalId', memberId),
    ...shared.filter(({ principalId }) => principals.has(principalId)),
  ]
  return inOrder(held.filter((assignment) => hasLiveScope(slice, assignment))).map(factOf)
}

/** The order of a snapshot means nothing; what is told of the facts comes in the same order everywhere. */
export function inOrder<R extends { readonly id: string }>(records: readonly R[]): R[] {
  return [...records].sort((a, b) => (a.id < b.id ? -1 : 1))
}

/** What others than members hold on a resource, where that was read along. */
function sharedOn(slice: Slice, resourceId: string): readonly AssignmentRecord[] {
  return slice.knowsBy('assignment', 'sharedScopeId', resourceId)
    ? slice.by('assignment', 'sharedScopeId', resourceId)
    : []
}

function hasLiveScope(slice: Slice, { scopeKind, scopeId }: AssignmentRecord): boolean {
  return scopeKind === 'organization' || slice.hasLive(scopeKind, scopeId)
}

function factOf(assignment: AssignmentRecord): AssignmentFacts {
  const { id, principalKind, principalId, role, scopeKind, scopeId, startsAt, expiresAt } = assignment
  return { id, principalKind, principalId, role, scopeKind, scopeId, ...compact({ startsAt, expiresAt }) }
}

/** The custom roles that the facts name. */
function rolesNamed(slice: Slice, facts: Omit<AccessFacts, 'roles'>): AccessFacts['roles'] {
  const held = new Set([
    facts.role,
    ...facts.assignments.map(({ role }) => role),
    ...facts.teams.map(({ role }) => role),
    ...facts.workspaces.flatMap(({ memberships }) => memberships.map(({ role }) => role)),
  ])
  return slice
    .catalogue('role')
    .filter((role) => held.has(role.id) && !isGone(role))
    .map(({ id, name, scope, permissions }) => ({ id, name, scope, permissions }))
}
