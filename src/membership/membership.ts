/** The membership: belonging to a team, a group or a workspace. */
import { isoTime } from '../decision/compact.js'
import type { Granter } from '../member/member.js'

export const containerKinds = ['team', 'group', 'workspace'] as const
export type ContainerKind = (typeof containerKinds)[number]

/** A membership, as it is stored. It is an edge: it counts while its container and its principal are live. */
export interface MembershipRecord {
  readonly id: string
  readonly containerKind: ContainerKind
  readonly containerId: string
  /** A member; in a workspace, also a group. */
  readonly principalKind: 'member' | 'group'
  readonly principalId: string
  /** Container and principal in one: a principal is in a container once. */
  readonly pair: string
  /** A role of the container's scope; none in groups, and in a workspace it may be absent. */
  readonly role?: string
  /** Who vouches for it: whoever added the principal, or last set the role. */
  readonly granter: Granter
  /** A group's memberships in workspaces are part of the catalogue. */
  readonly catalogue?: true
  /** The principal's own, so that lists come by name. */
  readonly sortKey: string
  readonly createdAt: number
  readonly updatedAt: number
}

/** A membership, as people see it. Times are ISO 8601, UTC. */
export interface Membership {
  readonly id: string
  readonly organizationId: string
  readonly containerKind: ContainerKind
  readonly containerId: string
  readonly principalKind: 'member' | 'group'
  readonly principalId: string
  readonly role?: string
  readonly granter: Granter
  readonly createdAt: string
  readonly updatedAt: string
}

/** Minted ids have no blank, so that no two pairs come out alike. */
export function membershipPair(containerId: string, principalId: string): string {
  return `${containerId} ${principalId}`
}

export function membershipView(organizationId: string, record: MembershipRecord): Membership {
  const { pair: _, sortKey: __, catalogue: ___, createdAt, updatedAt, ...shown } = record
  return { organizationId, ...shown, createdAt: isoTime(createdAt), updatedAt: isoTime(updatedAt) }
}
