/** The team: members who work together on resources; teams nest, and what a parent may reach, its children may. */
import { compact, isoTime, isoTimeOrAbsent } from '../decision/compact.js'
import type { Json } from '../storage.js'

/** A container is live until it is deleted; its record stays, so that the history can be read. */
export const containerStatuses = ['active', 'deleted'] as const
export type ContainerStatus = (typeof containerStatuses)[number]

/** A team, as it is stored. Times are milliseconds since 1970 (UTC); absent is a missing key. */
export interface TeamRecord {
  readonly id: string
  /** Chosen by the caller, unique among the live teams of the organization (S1-22). */
  readonly key?: string
  readonly name: string
  readonly description?: string
  readonly parentId?: string
  /** The parent, then its parent, and so on; at most four, since teams nest five deep. */
  readonly ancestors: readonly string[]
  /** Members that it takes at most; 0 is zero, absent is unlimited. */
  readonly capacity?: number
  readonly memberCount: number
  readonly metadata: { readonly [key: string]: Json }
  readonly status: ContainerStatus
  readonly sortKey: string
  readonly createdAt: number
  readonly updatedAt: number
  readonly deletedAt?: number
}

/** A team, as people see it. Times are ISO 8601, UTC. */
export interface Team {
  readonly id: string
  readonly organizationId: string
  readonly key?: string
  readonly name: string
  readonly description?: string
  readonly parentId?: string
  readonly ancestors: readonly string[]
  readonly capacity?: number
  readonly memberCount: number
  readonly metadata: { readonly [key: string]: Json }
  readonly status: ContainerStatus
  readonly createdAt: string
  readonly updatedAt: string
  readonly deletedAt?: string
}

export function teamView(organizationId: string, record: TeamRecord): Team {
  const { sortKey: _, createdAt, updatedAt, deletedAt, ...shown } = record
  return {
    organizationId,
    ...shown,
    createdAt: isoTime(createdAt),
    updatedAt: isoTime(updatedAt),
    ...compact({ deletedAt: isoTimeOrAbsent(deletedAt) }),
  }
}
