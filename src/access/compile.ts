/** A checked policy as tables: permissions are bits, roles are sets of bits with inheritance and wildcards resolved. */

import type { MemberStatus } from '../member/member.js'
import type { Checked } from './check-definition.js'
import type { Condition } from './conditions.js'
import { type Ancestor, lineage } from './effective-roles.js'
import { entryCovers, guildhallPermissionNames, heldByEveryOrganizationRole, resourceOf } from './permissions.js'
import type { Questions } from './questions.js'
import type { DeclaredRole } from './read-definition.js'
import { addAll, holds, noRights, type Rights } from './rights.js'
import type { Reach, Scope } from './scope.js'
import { type SeatPolicy, takesSeat } from './seats.js'

/** Something that a role itself grants: an entry that it lists, or what the library gives it. */
export interface Entry {
  /** As listed, for example `model:*`; `*` where the library gives the admin role everything of Guildhall's. */
  readonly entry: string
  readonly source: 'listed' | 'admin-role' | 'organization-role'
  readonly bits: Rights
}

export interface CompiledRole {
  readonly key: string
  readonly label: string
  readonly description: string | undefined
  readonly scope: Scope
  readonly assignable: boolean
  /** How a role of the organization reaches into workspaces. */
  readonly reach: Reach
  readonly inherits: readonly string[]
  /** What it lists in `assigns`, and what the roles that it inherits list there. */
  readonly assigns: ReadonlySet<string>
  /** All that it holds. */
  readonly bits: Rights
  /** The role itself and what it inherits, the nearest first. */
  readonly lineage: readonly Ancestor[]
  /** What the role itself grants, without what it inherits. */
  readonly entries: readonly Entry[]
}

/** What is known of a role that an organization has made itself. */
export interface CustomRole {
  readonly id: string
  readonly name: string
  readonly scope: Scope
  readonly permissions: readonly string[]
}

/** Roles of which a member holds at most so many. */
export interface SeparationOfDuty {
  readonly name: string
  readonly roles: ReadonlySet<string>
  readonly most: number
}

/** What the rules and the evaluator work with. Unknown names answer false, undefined, or no rights. */
export interface CompiledPolicy {
  /** Every question that can be asked, to its bit. */
  readonly index: ReadonlyMap<string, number>
  /** The questions in the order of their bits. */
  readonly questions: readonly string[]
  /** How a permission and its conditioned ones lie among the questions. */
  readonly layout: Questions
  /** The predicates of the app's conditions, by name. */
  readonly conditions: ReadonlyMap<string, Condition>
  /** Which permissions show which fields, by the resource that they are on. */
  readonly fields: ReadonlyMap<string, readonly ShownFields[]>
  readonly roles: ReadonlyMap<string, CompiledRole>
  readonly adminRole: string
  readonly defaultRole: string
  readonly ownRole: 'fixed' | 'may-lower'
  readonly seats: SeatPolicy
  /** Static separations of duty. What a role inherits is held along: count by `lineage`. */
  readonly separationOfDuty: readonly SeparationOfDuty[]
  /** A role by its name, or by one that it had before and is stored under. */
  role(name: string): CompiledRole | undefined
  /** Whether a stored name stands for the admin role. */
  isAdmin(role: string): boolean
  /** All that a role holds, whatever its scope; no rights for a role that is unknown. */
  rightsOf(role: string | undefined): Rights
  /** The rights that permissions by name come to; a bare one holds whatever the condition; unknown names give none. */
  rightsTo(permissions: readonly string[]): Rights
  /** A role that an organization has made itself, as it counts under this policy. */
  customRole(role: CustomRole): CompiledRole
  /** Whether a member of this role and status takes a seat. */
  takesSeat(role: string, status: MemberStatus): boolean
  /** The names of the permissions in a set of rights. */
  namesIn(rights: Rights): readonly string[]
}

/** Fields that a permission shows. */
export interface ShownFields {
  readonly permission: string
  readonly fields: readonly string[] | '*'
}

export const compile = (policy: Checked): CompiledPolicy => {
  const { questions: layout } = policy
  const { names: questions, index, rightsTo } = layout
  const entries = new Map([...policy.roles.values()].map((role) => [role.key, compileEntries(policy, role, layout)]))
  const roles = new Map(
    [...policy.roles.values()].map((role) => [role.key, compileRole(policy, role, entries, index.size)]),
  )
  const none = noRights(questions.length)
  const { adminRole, defaultRole, ownRole, seats, conditions } = policy
  const separationOfDuty = policy.separationOfDuty.map((separation) => ({
    ...separation,
    roles: new Set(separation.roles),
  }))
  const nameOf = (stored: string): string => policy.renamed.get(stored) ?? stored
  const roleOf = (stored: string): CompiledRole | undefined => roles.get(nameOf(stored))
  return {
    ...{ index, questions, layout, conditions, roles, adminRole, defaultRole, ownRole, seats, separationOfDuty },
    fields: fieldsByResource(policy.fields),
    role: roleOf,
    isAdmin: (role) => nameOf(role) === adminRole,
    rightsOf: (role) => (role === undefined ? none : (roleOf(role)?.bits ?? none)),
    rightsTo,
    customRole: (role) => compileCustomRole(role, layout),
    takesSeat: (role, status) => takesSeat(seats, nameOf(role), status),
    namesIn: (rights) => questions.filter((_, bit) => holds(rights, bit)),
  }
}

const compileEntries = (policy: Checked, role: DeclaredRole, { rightsTo }: Questions): readonly Entry[] => {
  const listed = role.entries.map(
    (entry): Entry => ({ entry, source: 'listed', bits: rightsTo(namesCovered(policy, entry)) }),
  )
  if (role.key === policy.adminRole) {
    return [...listed, { entry: '*', source: 'admin-role', bits: rightsTo(guildhallPermissionNames) }]
  }
  if (role.scope !== 'organization') return listed
  const unlisted = heldByEveryOrganizationRole.filter((name) => !role.entries.includes(name))
  return [
    ...listed,
    ...unlisted.map((entry): Entry => ({ entry, source: 'organization-role', bits: rightsTo([entry]) })),
  ]
}

/** The permissions that a listed entry names: one, or those that its wildcard covers. */
const namesCovered = (policy: Checked, entry: string): readonly string[] =>
  entry.endsWith('*') ? policy.permissions.filter((permission) => entryCovers(entry, permission)) : [entry]

const compileCustomRole = ({ id, name, scope, permissions }: CustomRole, { rightsTo }: Questions): CompiledRole => ({
  key: id,
  label: name,
  description: undefined,
  scope,
  assignable: true,
  reach: 'unless-assigned',
  inherits: [],
  assigns: new Set(),
  bits: rightsTo(permissions),
  lineage: [{ role: id, inheritedFrom: [] }],
  entries: permissions.map((entry) => ({ entry, source: 'listed', bits: rightsTo([entry]) })),
})

const fieldsByResource = (fields: Checked['fields']): ReadonlyMap<string, readonly ShownFields[]> => {
  const byResource = new Map<string, ShownFields[]>()
  for (const [permission, shown] of fields) {
    const resource = resourceOf(permission)
    byResource.set(resource, [...(byResource.get(resource) ?? []), { permission, fields: shown }])
  }
  return byResource
}

const compileRole = (
  policy: Checked,
  role: DeclaredRole,
  entries: ReadonlyMap<string, readonly Entry[]>,
  size: number,
): CompiledRole => {
  const ancestors = lineage(policy.roles, role.key)
  const bits = noRights(size)
  const assigns = new Set<string>()
  for (const ancestor of ancestors) {
    for (const entry of entries.get(ancestor.role) ?? []) addAll(bits, entry.bits)
    for (const name of policy.roles.get(ancestor.role)?.assigns ?? []) assigns.add(name)
  }
  const reach = role.reach ?? (role.key === policy.adminRole ? 'always' : 'unless-assigned')
  return { ...role, reach, assigns, bits, lineage: ancestors, entries: entries.get(role.key) ?? [] }
}
