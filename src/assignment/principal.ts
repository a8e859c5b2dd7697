/** Who is assigned a role, as a command names them. */
import { deleted, type Gone } from '../decision/change-set.js'
import { type Refusal, refuse } from '../decision/refusal.js'
import { roomFor } from '../membership/joining.js'
import { withEdges } from '../organization/facts-of.js'
import type { Slice } from '../organization/slice.js'
import type { Need } from '../storage.js'
import type { AssignmentRecord, PrincipalKind } from './assignment.js'

/** `everyone`: the active members. */
export type PrincipalName =
  | 'everyone'
  | { readonly memberId: string }
  | { readonly teamId: string }
  | { readonly groupId: string }

/** A principal by kind and id. */
export interface Principal {
  readonly kind: PrincipalKind
  readonly id: string
}

export function principalOf(name: PrincipalName): Principal {
  if (name === 'everyone') return { kind: 'everyone', id: 'everyone' }
  if ('memberId' in name) return { kind: 'member', id: name.memberId }
  return 'teamId' in name ? { kind: 'team', id: name.teamId } : { kind: 'group', id: name.groupId }
}

/** Each of them once. */
export function principalsOf(names: readonly PrincipalName[]): readonly Principal[] {
  return [...new Map(names.map(principalOf).map((principal) => [principal.id, principal])).values()]
}

/** The principals with all that they hold; what everyone holds comes with the catalogue and with the resources. */
export function principalNeeds(names: readonly PrincipalName[]): Need[] {
  const principals = principalsOf(names)
  const ids = (kind: PrincipalKind) => principals.flatMap((one) => (one.kind === kind ? one.id : []))
  const assignments = { scope: {} }
  const needs: Need[] = [
    { get: 'member', ids: ids('member'), follow: withEdges },
    { get: 'team', ids: ids('team'), follow: { assignments } },
    { get: 'group', ids: ids('group'), follow: { assignments } },
  ]
  return needs.filter((need) => !('ids' in need) || need.ids.length > 0)
}

export type PrincipalNotFound = 'member/not-found' | 'team/not-found' | 'group/not-found'

/** Why somebody can be assigned nothing; a pending member can, who then holds it once they are active (S3-20). */
export function principalMissing(slice: Slice, { kind, id }: Principal): Refusal<PrincipalNotFound> | undefined {
  if (kind === 'everyone' || isLivePrincipal(slice, { principalKind: kind, principalId: id })) return undefined
  if (kind === 'member') return refuse('member/not-found', { memberId: id })
  return kind === 'team' ? refuse('team/not-found', { teamId: id }) : refuse('group/not-found', { groupId: id })
}

/** Whether the principal of an assignment is there; of what was not read, no. */
export function isLivePrincipal(
  slice: Slice,
  { principalKind: kind, principalId: id }: Pick<AssignmentRecord, 'principalKind' | 'principalId'>,
): boolean {
  return kind === 'everyone' || slice.hasLive(kind, id)
}

/** The most that one team or group holds, and that one resource bears for others than members. */
export const mostAssignments = 400

/** Assignments of a principal, as they are at hand; dead ones among them. */
export function assignmentsOf(slice: Slice, { kind, id }: Principal): readonly AssignmentRecord[] {
  return kind === 'everyone' ? heldByEveryone(slice) : slice.by('assignment', 'principalId', id)
}

/** Makes room for more assignments of a principal: the dead edges to take away, or why there is no room. */
export function roomToAssign(
  slice: Slice,
  principal: Principal,
  more: number,
): readonly Gone[] | Refusal<'assignment/too-many' | 'member/too-many-edges'> {
  const { kind, id } = principal
  // What everyone holds is bounded by the catalogue, and by what each resource bears.
  if (kind === 'everyone' || more === 0) return []
  if (kind === 'member') return roomFor(slice, id, more)
  const all = assignmentsOf(slice, principal)
  const dead = all.filter((assignment) => !isLiveScope(slice, assignment))
  return all.length - dead.length + more > mostAssignments
    ? refuse('assignment/too-many', { principalId: id, limit: mostAssignments })
    : dead.map((assignment) => deleted('assignment', assignment, 'system'))
}

function heldByEveryone(slice: Slice): readonly AssignmentRecord[] {
  const shared = slice
    .live('resource')
    .flatMap(({ id }) =>
      slice.knowsBy('assignment', 'sharedScopeId', id) ? slice.by('assignment', 'sharedScopeId', id) : [],
    )
  return [...slice.catalogue('assignment'), ...shared].filter(({ principalKind }) => principalKind === 'everyone')
}

/** Whether what an assignment is on is there; of what was not read, no. */
export function isLiveScope(slice: Slice, { scopeKind, scopeId }: AssignmentRecord): boolean {
  return scopeKind === 'organization' || slice.hasLive(scopeKind, scopeId)
}
