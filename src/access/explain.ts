/** Why a question is answered as it is. */
import type { CompiledPolicy, CompiledRole } from './compile.js'
import type { Ancestor } from './effective-roles.js'
import { type AccessFacts, type Obstacle, obstacles, organizationRole } from './facts.js'
import { ownOf } from './permissions.js'
import { holds } from './rights.js'

/** One way in which a permission is held. */
export interface GrantPath {
  /** The role that the member holds. */
  readonly role: string
  /** The roles on the way to the one that grants, that one last; empty where it is the member's own role. */
  readonly inheritedFrom: readonly string[]
  /** The entry that grants, for example `model:*`. */
  readonly entry: string
  /** Whether a role lists it, or it comes with being the admin role or an organization role. */
  readonly source: 'listed' | 'admin-role' | 'organization-role'
}

/** `own-only`: the permission is held for what is the member's own, and was asked for without that. */
export type DenialReason = 'unknown-permission' | Obstacle | 'no-role-grants' | 'own-only'

export interface Allowed {
  readonly decision: 'allowed'
  readonly permission: string
  /** Every role that grants it, each by the shortest way. */
  readonly via: readonly GrantPath[]
}

export interface Denied<Role extends string = string> {
  readonly decision: 'denied'
  readonly permission: string
  /** All that stands in the way: each alone would deny. Never empty. */
  readonly reasons: readonly DenialReason[]
  /** The roles that were looked at, with all that each of them grants itself. */
  readonly lookedAt: readonly {
    readonly role: string
    readonly inheritedFrom: readonly string[]
    readonly entries: readonly string[]
  }[]
  /** The assignable organization roles that hold the permission. */
  readonly grantedBy: readonly Role[]
}

export type Explanation<Role extends string = string> = Allowed | Denied<Role>

export const explain = (policy: CompiledPolicy, facts: AccessFacts, permission: string): Explanation => {
  const bit = policy.index.get(permission)
  const role = organizationRole(policy, facts)
  const reasons = denialReasons(policy, facts, permission, bit)
  if (bit !== undefined && role !== undefined && reasons.length === 0) {
    return {
      decision: 'allowed',
      permission,
      via: role.lineage.flatMap((ancestor) => grants(policy, role, ancestor, bit)),
    }
  }
  const lookedAt = (role?.lineage ?? []).map((ancestor) => ({
    ...ancestor,
    entries: (policy.role(ancestor.role)?.entries ?? []).map(({ entry }) => entry),
  }))
  return {
    decision: 'denied',
    permission,
    reasons,
    lookedAt,
    grantedBy: bit === undefined ? [] : rolesHolding(policy, bit),
  }
}

const denialReasons = (
  policy: CompiledPolicy,
  facts: AccessFacts,
  permission: string,
  bit: number | undefined,
): readonly DenialReason[] => {
  const found: DenialReason[] = bit === undefined ? ['unknown-permission'] : []
  found.push(...obstacles(policy, facts))
  const role = organizationRole(policy, facts)
  if (bit === undefined || role === undefined || holds(role.bits, bit)) return found
  const own = policy.index.get(ownOf(permission))
  return [...found, own !== undefined && holds(role.bits, own) ? 'own-only' : 'no-role-grants']
}

const grants = (policy: CompiledPolicy, held: CompiledRole, ancestor: Ancestor, bit: number): readonly GrantPath[] =>
  (policy.role(ancestor.role)?.entries ?? [])
    .filter(({ bits }) => holds(bits, bit))
    .map(({ entry, source }) => ({ role: held.key, inheritedFrom: ancestor.inheritedFrom, entry, source }))

const rolesHolding = (policy: CompiledPolicy, bit: number): readonly string[] =>
  [...policy.roles.values()]
    .filter(({ scope, assignable, bits }) => scope === 'organization' && assignable && holds(bits, bit))
    .map(({ key }) => key)
