/** What a definition must satisfy beyond its shape: names that exist, inheritance without circles, wildcards that cover. */
import { inheritanceCircle, lineage } from './effective-roles.js'
import { invalidPolicy, list } from './invalid-policy.js'
import {
  entryCovers,
  guildhallPermissionNames,
  isView,
  isWellFormedPermission,
  resourceOf,
  scopesListing,
} from './permissions.js'
import { type Questions, questionsOf } from './questions.js'
import type { Declared, DeclaredRole, DeclaredSeparation } from './read-definition.js'

/** A definition whose admin role is settled, with all names that can be asked for. */
interface Settled extends Declared {
  readonly adminRole: string
  readonly questions: Questions
}

/** A definition in which everything fits. */
export interface Checked extends Settled {
  readonly defaultRole: string
}

export const checkDefinition = (declared: Declared): Checked => {
  for (const permission of declared.permissions) checkPermission(permission)
  const adminRole = namedRole(declared, 'adminRole', 'that administers', ['admin'])
  const questions = questionsOf(declared.permissions, declared.conditions.keys())
  const checked = { ...declared, adminRole, questions }
  for (const role of declared.roles.values()) checkRole(checked, role)
  const circle = inheritanceCircle(declared.roles)
  if (circle !== undefined)
    invalidPolicy(`roles.${circle[0]}.inherits`, `goes round in a circle: ${circle.join(' > ')}`)
  for (const name of declared.fields.keys())
    if (!questions.index.has(name)) invalidPolicy('fields', `no permission \`${name}\``)
  for (const separation of declared.separationOfDuty.entries()) checkSeparation(checked, separation)
  for (const [old, name] of declared.renamed) {
    if (declared.roles.has(old)) invalidPolicy(`renamed.${old}`, 'is still a role of the policy')
    checkRoleExists(`renamed.${old}`, declared, name)
  }
  for (const name of declared.seats.exceptRoles) checkOrganizationRole('seats.exceptRoles', declared, name)
  const defaultRole = namedRole(declared, 'defaultRole', 'of those who come without one', ['member', 'viewer'])
  return { ...checked, defaultRole }
}

/** The role that is named for a part, else the first of the usual ones; Guildhall itself gives it, so it can be given. */
const namedRole = (
  declared: Declared,
  part: 'adminRole' | 'defaultRole',
  which: string,
  usual: readonly string[],
): string => {
  const name = declared[part] ?? usual.find((one) => declared.roles.get(one)?.scope === 'organization')
  if (name === undefined)
    return invalidPolicy(part, `name the role ${which}; there is no role ${list(usual).replace(', ', ' or ')}`)
  if (!checkOrganizationRole(part, declared, name).assignable) invalidPolicy(part, `\`${name}\` is not assignable`)
  return name
}

const guildhallResources = new Set(guildhallPermissionNames.map(resourceOf))

const checkPermission = (name: string): void => {
  if (!isWellFormedPermission(name)) {
    invalidPolicy(
      'permissions',
      `\`${name}\` must be \`resource:action\`, each of a-z and 0-9 with single \`-\` or \`_\` inside`,
    )
  }
  if (guildhallResources.has(resourceOf(name)) && !isView(name)) {
    invalidPolicy(
      'permissions',
      `\`${name}\`: the permissions on ${list(guildhallResources)} are Guildhall's own, but for \`read-\` and a name`,
    )
  }
}

const checkRoleExists = (path: string, { roles }: Declared, name: string): DeclaredRole =>
  roles.get(name) ?? invalidPolicy(path, `no role \`${name}\`; the roles are ${list(roles.keys())}`)

const checkOrganizationRole = (path: string, declared: Declared, name: string): DeclaredRole => {
  const role = checkRoleExists(path, declared, name)
  return role.scope === 'organization'
    ? role
    : invalidPolicy(path, `\`${name}\` is of scope \`${role.scope}\`, not \`organization\``)
}

/** A set of roles that can be held together by nobody: large enough to forbid something, and not yet broken by a role. */
const checkSeparation = (
  definition: Settled,
  [at, { name, roles, most }]: readonly [number, DeclaredSeparation],
): void => {
  const path = `separationOfDuty[${at}]`
  if (definition.separationOfDuty.findIndex((other) => other.name === name) < at)
    invalidPolicy(`${path}.name`, `there are two of the name \`${name}\``)
  for (const role of roles) checkRoleExists(`${path}.roles`, definition, role)
  if (roles.includes(definition.adminRole))
    invalidPolicy(`${path}.roles`, `the admin role \`${definition.adminRole}\` holds everything as it is`)
  if (roles.length <= most)
    invalidPolicy(`${path}.roles`, `names ${roles.length}, of which ${most} may be held: it forbids nothing`)
  for (const { key } of definition.roles.values()) {
    const within = lineage(definition.roles, key).filter(({ role }) => roles.includes(role))
    if (within.length > most)
      invalidPolicy(`roles.${key}.inherits`, `holds ${list(within.map(({ role }) => role))}, against \`${name}\``)
  }
}

const checkRole = (definition: Settled, role: DeclaredRole): void => {
  const path = `roles.${role.key}`
  for (const entry of role.entries) checkEntry(`${path}.permissions`, definition, role, entry)
  for (const name of role.assigns) checkRoleExists(`${path}.assigns`, definition, name)
  for (const name of role.inherits) {
    const inherited = checkRoleExists(`${path}.inherits`, definition, name)
    if (name === definition.adminRole)
      invalidPolicy(`${path}.inherits`, `the admin role \`${name}\` cannot be inherited`)
    if (inherited.scope !== role.scope) {
      invalidPolicy(`${path}.inherits`, `\`${name}\` is of scope \`${inherited.scope}\`, not \`${role.scope}\``)
    }
  }
}

const checkEntry = (
  path: string,
  { permissions, questions, adminRole }: Settled,
  role: DeclaredRole,
  entry: string,
): void => {
  const listing = scopesListing(entry)
  if (!listing.includes(role.scope)) {
    invalidPolicy(
      path,
      `\`${entry}\` is for roles of scope ${list(listing)}, and \`${role.key}\` is of \`${role.scope}\``,
    )
  }
  // the admin role holds Guildhall's permissions, so in it `*` covers something even where the app has none of its own
  if (questions.index.has(entry) || (entry === '*' && role.key === adminRole)) return
  if (!entry.endsWith('*')) invalidPolicy(path, `no permission \`${entry}\``)
  if (!permissions.some((permission) => entryCovers(entry, permission)))
    invalidPolicy(path, `\`${entry}\` covers no permission of the app's; Guildhall's are listed one by one`)
}
