/** Where a role is assigned, as a command names it. */
import { scopeOf } from '../access/scope-of.js'
import type { Where } from '../access/standing.js'
import { type Refusal, refuse } from '../decision/refusal.js'
import type { Slice } from '../organization/slice.js'
import { type ResourceName, resourceOf, resourceRef } from '../resource/resource.js'
import type { Need } from '../storage.js'
import type { AssignmentRecord } from './assignment.js'

/** A resource by the app's own name of it. */
export type ScopeName =
  | 'organization'
  | { readonly workspaceId: string }
  | { readonly teamId: string }
  | { readonly resource: ResourceName }

/** A scope as an assignment has it. */
export type PlacedOn = Pick<AssignmentRecord, 'scopeKind' | 'scopeId'>

/** The scopes, each with all that is needed to know what somebody may do there. */
export function scopeNeeds(names: readonly ScopeName[]): Need[] {
  const workspaces = names.flatMap((name) =>
    typeof name === 'object' && 'workspaceId' in name ? name.workspaceId : [],
  )
  const teams = names.flatMap((name) => (typeof name === 'object' && 'teamId' in name ? name.teamId : []))
  const refs = names.flatMap((name) =>
    typeof name === 'object' && 'resource' in name ? resourceRef(name.resource.type, name.resource.key) : [],
  )
  const needs: Need[] = []
  if (workspaces.length > 0) needs.push({ get: 'workspace', ids: workspaces })
  if (teams.length > 0) needs.push({ get: 'team', ids: teams })
  if (refs.length > 0) {
    const follow = { workspace: {}, shared: { principal: {} } }
    needs.push({ get: 'records', kind: 'resource', by: 'ref', keys: refs, limit: refs.length, follow })
  }
  return needs
}

export type ScopeNotFound = 'workspace/not-found' | 'team/not-found' | 'resource/not-found'

export function placedOn(slice: Slice, name: ScopeName): PlacedOn | Refusal<ScopeNotFound> {
  if (name === 'organization') return { scopeKind: 'organization', scopeId: slice.organizationId }
  if ('workspaceId' in name) {
    const { workspaceId } = name
    const there = slice.workspace(workspaceId) !== undefined
    return there ? { scopeKind: 'workspace', scopeId: workspaceId } : refuse('workspace/not-found', { workspaceId })
  }
  if ('teamId' in name) {
    const { teamId } = name
    const there = slice.team(teamId) !== undefined
    return there ? { scopeKind: 'team', scopeId: teamId } : refuse('team/not-found', { teamId })
  }
  const found = resourceOf(slice, name.resource)
  return found === undefined
    ? refuse('resource/not-found', { ...name.resource })
    : { scopeKind: 'resource', scopeId: found.id }
}

/**
 * Where a permission must be held to act on a scope. Of one that is not there, in the organization, so that only whoever may
 * do it everywhere learns that.
 */
export function whereNamed(slice: Slice, name: ScopeName): Where {
  const placed = placedOn(slice, name)
  return 'code' in placed ? { organization: true } : scopeOf(placed.scopeKind, placed.scopeId)
}

/** The same of an assignment that is there; once its scope is gone, in the organization. */
export function whereOfAssignment(slice: Slice, assignment: PlacedOn | undefined): Where {
  const there = assignment !== undefined && assignment.scopeKind !== 'organization'
  return there && slice.hasLive(assignment.scopeKind, assignment.scopeId)
    ? scopeOf(assignment.scopeKind, assignment.scopeId)
    : { organization: true }
}
