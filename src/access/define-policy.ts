/** The door through which every policy comes. */
import { compact } from '../decision/compact.js'
import { checkDefinition } from './check-definition.js'
import { type CompiledPolicy, type CompiledRole, compile } from './compile.js'
import { invalidPolicy } from './invalid-policy.js'
import { type Policy, type PolicyJson, type ResolvedPermission, type RoleSummary, withCompiled } from './policy.js'
import type { NoConditions, PolicyDefinition, RoleNames } from './policy-definition.js'
import { type Declared, readDefinition } from './read-definition.js'

/**
 * Declares permissions and roles, once, in code. A name that does not exist fails to compile where it stands, and throws
 * here. Organization roles hold `organization:read` and `member:read`, and nothing else of Guildhall's unless listed.
 *
 * Two roles have a part of their own. `adminRole` (the role `admin`, unless said) holds everything of Guildhall's.
 * `defaultRole` is the role of those who come without one: the role `member`, else the role `viewer`, unless said. Where
 * there is no such role, the type demands that it be named.
 */
export function definePolicy<
  const P extends `${string}:${string}`,
  // `unknown` is what the type checker infers for a role without a scope
  const R extends { readonly [role: string]: unknown },
  C = NoConditions,
>(definition: PolicyDefinition<P, R, C>): Policy<P, RoleNames<R>, C> {
  const declared = readDefinition(definition)
  const compiled = compile(checkDefinition(declared))
  const policy: Policy<P, RoleNames<R>, C> = {
    permissions: Object.freeze([...definition.permissions]),
    roles: Object.freeze([...compiled.roles.values()].map((role) => summaryOf(compiled, role))),
    adminRole: compiled.adminRole,
    defaultRole: compiled.defaultRole,
    resolve: (permission) => resolved(compiled, permission),
    toJSON: () => jsonOf(declared, compiled),
  }
  return withCompiled(policy, compiled)
}

const resolved = (compiled: CompiledPolicy, permission: string): ResolvedPermission => {
  const bit = compiled.index.get(permission)
  if (bit === undefined) return invalidPolicy('permissions', `no permission \`${permission}\``)
  return Object.freeze({ permission, bit, of: compiled })
}

const summaryOf = (compiled: CompiledPolicy, role: CompiledRole): RoleSummary =>
  Object.freeze({
    key: role.key,
    label: role.label,
    ...compact({ description: role.description }),
    scope: role.scope,
    assignable: role.assignable,
    reach: role.reach,
    inherits: Object.freeze([...role.inherits]),
    assigns: Object.freeze([...role.assigns]),
    permissions: Object.freeze([...compiled.namesIn(role.bits)]),
  })

const jsonOf = ({ permissions, renamed, conditions, fields }: Declared, compiled: CompiledPolicy): PolicyJson => ({
  permissions: sorted(permissions),
  adminRole: compiled.adminRole,
  defaultRole: compiled.defaultRole,
  ownRole: compiled.ownRole,
  seats: { statuses: sorted(compiled.seats.statuses), exceptRoles: sorted(compiled.seats.exceptRoles) },
  separationOfDuty: compiled.separationOfDuty
    .map(({ name, roles, most }) => ({ name, roles: sorted(roles), most }))
    .sort((a, b) => (a.name < b.name ? -1 : 1)),
  renamed: byName(renamed, (now) => now),
  conditions: sorted(conditions.keys()),
  fields: byName(fields, (shown) => (shown === '*' ? shown : sorted(shown))),
  roles: byName(compiled.roles, ({ scope, assignable, reach, assigns, bits }) => ({
    ...{ scope, assignable, reach, assigns: sorted(assigns) },
    permissions: sorted(compiled.namesIn(bits)),
  })),
})

/** By UTF-16 unit, the same everywhere. */
const sorted = <T extends string>(names: Iterable<T>): T[] => [...names].sort()

const byName = <T, J>(values: ReadonlyMap<string, T>, json: (value: T) => J): { readonly [name: string]: J } =>
  Object.fromEntries([...values].sort(([a], [b]) => (a < b ? -1 : 1)).map(([name, value]) => [name, json(value)]))
