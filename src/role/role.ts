/** The custom role: a named set of permissions that an organization makes itself, within what its author holds. */
import type { Scope } from '../access/scope.js'
import { compact, isoTime, isoTimeOrAbsent } from '../decision/compact.js'
import type { ContainerStatus } from '../team/team.js'

/** A custom role, as it is stored. Times are milliseconds since 1970 (UTC); absent is a missing key. */
export interface RoleRecord {
  /** Begins with `role_`, which no role of the policy does; it stays when the name changes. */
  readonly id: string
  readonly name: string
  /** Its name as it is compared: unique among the live roles of the organization. */
  readonly nameKey: string
  readonly description?: string
  readonly scope: Scope
  /** Names of permissions, without wildcards: they were expanded when it was written, so that no deploy widens them. */
  readonly permissions: readonly string[]
  readonly status: ContainerStatus
  /** Live custom roles are part of the catalogue. */
  readonly catalogue?: true
  readonly sortKey: string
  readonly createdAt: number
  readonly updatedAt: number
  readonly deletedAt?: number
}

/** A custom role, as people see it. Times are ISO 8601, UTC. */
export interface CustomRole {
  readonly id: CustomRoleId
  readonly organizationId: string
  readonly name: string
  readonly description?: string
  readonly scope: Scope
  readonly permissions: readonly string[]
  readonly status: ContainerStatus
  readonly createdAt: string
  readonly updatedAt: string
  readonly deletedAt?: string
}

/** The id of a custom role, which stands wherever the key of a role of the policy does. */
export type CustomRoleId = `role_${string}`

export function isCustomRoleId(role: string): role is CustomRoleId {
  return role.startsWith('role_')
}

export function roleView(organizationId: string, record: RoleRecord): CustomRole {
  const { nameKey: _, sortKey: __, catalogue: ___, id, createdAt, updatedAt, deletedAt, ...shown } = record
  return {
    organizationId,
    // Guildhall mints the ids of roles with this prefix.
    id: id as CustomRoleId,
    ...shown,
    createdAt: isoTime(createdAt),
    updatedAt: isoTime(updatedAt),
    ...compact({ deletedAt: isoTimeOrAbsent(deletedAt) }),
  }
}
