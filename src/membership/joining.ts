/** Joining a container: the new edge, within what a member may have, and without what is dead. */
import { deleted, type Gone } from '../decision/change-set.js'
import { compact } from '../decision/compact.js'
import type { Context } from '../decision/context.js'
import { type Refusal, refuse } from '../decision/refusal.js'
import { withEdges } from '../organization/facts-of.js'
import type { Slice } from '../organization/slice.js'
import type { Need } from '../storage.js'
import { type ContainerKind, type MembershipRecord, membershipPair } from './membership.js'

/** A member has at most so many edges, so that their access is always read whole. */
export const mostEdges = 400

/** Members who shall get an edge, with all those that they have. */
export function membersWithEdges(ids: readonly string[]): Need[] {
  return ids.length === 0 ? [] : [{ get: 'member', ids, follow: withEdges }]
}

/** What is there already between containers and principals, with both ends. */
export function membershipsBetween(containerIds: readonly string[], principalIds: readonly string[]): Need[] {
  const keys = containerIds.flatMap((container) => principalIds.map((id) => membershipPair(container, id)))
  if (keys.length === 0) return []
  return [
    {
      get: 'records',
      kind: 'membership',
      by: 'pair',
      keys,
      limit: keys.length,
      follow: { container: {}, principal: {} },
    },
  ]
}

/** The membership of a principal in a container. */
export function membershipIn(slice: Slice, containerId: string, principalId: string): MembershipRecord | undefined {
  return slice.by('membership', 'pair', membershipPair(containerId, principalId))[0]
}

/** Edges of a member that count for nothing, since what they lead to is gone. */
export function deadEdgesOf(slice: Slice, memberId: string): Gone[] {
  const memberships = slice
    .by('membership', 'principalId', memberId)
    .filter(({ containerKind, containerId }) => !slice.hasLive(containerKind, containerId))
  const assignments = slice
    .by('assignment', 'principalId', memberId)
    .filter(({ scopeKind, scopeId }) => scopeKind !== 'organization' && !slice.hasLive(scopeKind, scopeId))
  return [
    ...memberships.map((edge) => deleted('membership', edge, 'system')),
    ...assignments.map((edge) => deleted('assignment', edge, 'system')),
  ]
}

/**
 * Makes room for more edges of a member: the dead ones to take away, or why there is no room. Whoever adds an edge asks
 * first, so that nobody ever has more than can be read.
 */
export function roomFor(slice: Slice, memberId: string, more: number): Gone[] | Refusal<'member/too-many-edges'> {
  const dead = deadEdgesOf(slice, memberId)
  const all =
    slice.by('membership', 'principalId', memberId).length + slice.by('assignment', 'principalId', memberId).length
  const edges = all - dead.length + more
  return edges > mostEdges ? refuse('member/too-many-edges', { memberId, limit: mostEdges }) : dead
}

/** A member or a group in a container. */
export function newMembership(
  container: { readonly kind: ContainerKind; readonly id: string },
  principal: { readonly kind: 'member' | 'group'; readonly id: string; readonly sortKey: string },
  role: string | undefined,
  { newId, granter, now }: Context,
): MembershipRecord {
  return {
    ...{ id: newId('membership'), containerKind: container.kind, containerId: container.id },
    ...{ principalKind: principal.kind, principalId: principal.id },
    pair: membershipPair(container.id, principal.id),
    // Groups are only ever in workspaces, and what they hold there is part of everybody's access.
    ...compact({ role, catalogue: principal.kind === 'group' ? (true as const) : undefined }),
    ...{ granter, sortKey: principal.sortKey, createdAt: now, updatedAt: now },
  }
}
