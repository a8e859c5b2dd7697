/** The custom role: a named set of permissions that an organization makes itself, within what its author holds. */
import type { CompiledPolicy } from '../access/compile.js'
import type { Rights } from '../access/rights.js'
import type { Scope } from '../access/scope.js'
import { changedFields, type DomainEvent } from '../decision/change-set.js'
import { compact, isoTime, isoTimeOrAbsent } from '../decision/compact.js'
import { internalFault } from '../errors.js'
import { sortKey } from '../input/text.js'
import type { Slice } from '../organization/slice.js'
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

/** What a name is compared by. */
export function roleNameKey(name: string): string {
  return sortKey(name)
}

/** The role that has the name already: a custom one, or one of the policy by its key or label, which none shall look like. */
export function roleNamed(slice: Slice, policy: CompiledPolicy, name: string): string | undefined {
  const nameKey = roleNameKey(name)
  for (const { key, label } of policy.roles.values())
    if (roleNameKey(key) === nameKey || roleNameKey(label) === nameKey) return key
  return slice.catalogue('role').find((role) => role.nameKey === nameKey)?.id
}

/** What a role by its key of now or its id comes to, whether the policy has it or the organization has made it. */
export function roleKnown(
  slice: Slice,
  policy: CompiledPolicy,
  name: string,
): { readonly scope: Scope; readonly rights: Rights } | undefined {
  const role = policy.roles.get(name)
  if (role !== undefined) return { scope: role.scope, rights: role.bits }
  const custom = slice.customRole(name)
  return custom && { scope: custom.scope, rights: policy.rightsTo(custom.permissions) }
}

/** An event about a custom role: what it holds, where that moves; its name and description are a personal part about nobody. */
export function roleEvent(
  type: `role.${'created' | 'updated' | 'deleted'}`,
  before: RoleRecord | undefined,
  after: RoleRecord | undefined,
  facts: Pick<DomainEvent, 'before' | 'after'>,
  reason?: string,
): DomainEvent {
  const changed: readonly string[] = changedFields(before ?? {}, after ?? {}).filter((field) =>
    ['name', 'description'].includes(field),
  )
  const pick = (record: RoleRecord) =>
    Object.fromEntries(Object.entries(record).filter(([field]) => changed.includes(field)))
  const names = changed.length === 0 ? {} : compact({ before: before && pick(before), after: after && pick(after) })
  const content = { ...names, ...compact({ reason }) }
  const about = compact({ recordId: (after ?? before)?.id })
  return { type, ...about, ...facts, personal: Object.keys(content).length === 0 ? [] : [{ content }] }
}

/** A custom role that a command is about, as people see it; deleted or not. */
export function shownRole(slice: Slice, id: string): CustomRole {
  const stored = slice.stored('role', id)
  if (stored?.kind !== 'role') internalFault('a custom role is missing')
  return roleView(slice.organizationId, stored.record)
}
