/** Who is assigned a role, as a command names them. */
import { type Refusal, refuse } from '../decision/refusal.js'
import { withEdges } from '../organization/facts-of.js'
import type { Slice } from '../organization/slice.js'
import type { Delete, Need } from '../storage.js'
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

/** What a principal holds: the assignments that count, the edges that fill their room, and those that are dead. */
export interface Holding {
  readonly assignments: readonly AssignmentRecord[]
  readonly edges: number
  readonly dead: readonly Delete[]
}

/** The most that one member, team or group holds, and that one resource bears for others than members. */
export const mostEdges = 400

export function holdingOf(slice: Slice, { kind, id }: Principal): Holding {
  if (kind === 'everyone') return { assignments: heldByEveryone(slice), edges: 0, dead: [] }
  const assignments = slice.by('assignment', 'principalId', id)
  const dead: Delete[] = assignments
    .filter((assignment) => !isLiveScope(slice, assignment))
    .map((assignment) => ({ kind: 'assignment', id: assignment.id }))
  const memberships = kind === 'member' ? slice.by('membership', 'principalId', id) : []
  const left = memberships.filter(({ containerKind, containerId }) => !slice.hasLive(containerKind, containerId))
  return {
    assignments,
    edges: assignments.length + memberships.length,
    dead: [...dead, ...left.map((membership) => ({ kind: 'membership' as const, id: membership.id }))],
  }
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
