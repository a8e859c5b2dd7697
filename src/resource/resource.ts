/** The resource: something of the app's that access is given to, by its `type` and `key`; it belongs to the organization. */
import { compact, isoTime, isoTimeOrAbsent } from '../decision/compact.js'
import type { Json } from '../storage.js'
import type { ContainerStatus } from '../team/team.js'

/** A resource, as it is stored. Times are milliseconds since 1970 (UTC); absent is a missing key. */
export interface ResourceRecord {
  /** Minted: a resource that leaves and comes back is a new record, so that no old right wakes up (S1-45). */
  readonly id: string
  /** What kind of thing it is to the app: `app`, `model`, `repository`. */
  readonly type: string
  /** The app's own id of it, at most 512 bytes. */
  readonly key: string
  /** `type` and `key` in one, unique among the live resources of the organization. */
  readonly ref: string
  readonly name?: string
  readonly workspaceId?: string
  /** The owning member or team; absent where the organization itself is the owner. */
  readonly ownerId?: string
  readonly metadata: { readonly [key: string]: Json }
  readonly status: ContainerStatus
  readonly sortKey: string
  readonly createdAt: number
  readonly updatedAt: number
  readonly deletedAt?: number
}

/** A resource, as people see it. Times are ISO 8601, UTC. */
export interface Resource {
  readonly id: string
  readonly organizationId: string
  readonly type: string
  readonly key: string
  readonly name?: string
  readonly workspaceId?: string
  readonly ownerId?: string
  readonly metadata: { readonly [key: string]: Json }
  readonly status: ContainerStatus
  readonly createdAt: string
  readonly updatedAt: string
  readonly deletedAt?: string
}

/** One key of two parts; no type has a blank, so that no two pairs come out alike (R20). */
export function resourceRef(type: string, key: string): string {
  return `${type} ${key}`
}

export function resourceView(organizationId: string, record: ResourceRecord): Resource {
  const { sortKey: _, ref: __, createdAt, updatedAt, deletedAt, ...shown } = record
  return {
    organizationId,
    ...shown,
    createdAt: isoTime(createdAt),
    updatedAt: isoTime(updatedAt),
    ...compact({ deletedAt: isoTimeOrAbsent(deletedAt) }),
  }
}
