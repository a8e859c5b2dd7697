/** Permissions that are stored: wildcards are expanded when they are written, so that no deploy widens anybody. */
import type { CompiledPolicy } from './compile.js'
import { entryCovers, guildhallPermissionNames, heldByEveryOrganizationRole, ownOf, scopesListing } from './permissions.js'
import type { Scope } from './scope.js'

export interface Expanded {
  /** Names without wildcards, in the policy's order; none of them is covered by another. */
  readonly permissions: readonly string[]
  /** Entries that the policy knows nothing for. */
  readonly unknown: readonly string[]
  /** Permissions of Guildhall's that mean nothing in this scope. */
  readonly misplaced: readonly string[]
}

/** What entries as a role of the policy lists them come to. `*` covers the app's permissions only. */
export const expandPermissions = (policy: CompiledPolicy, entries: readonly string[], scope: Scope): Expanded => {
  const own = appPermissions(policy)
  const names = new Set<string>()
  const unknown: string[] = []
  const misplaced: string[] = []
  for (const entry of entries) {
    const covered = own.filter((permission) => entryCovers(entry, permission))
    if (covered.length > 0) for (const permission of covered) names.add(permission)
    else if (!policy.index.has(entry)) unknown.push(entry)
    else if (scopesListing(entry).includes(scope)) names.add(entry)
    else misplaced.push(entry)
  }
  const covered = new Set(own.filter((permission) => names.has(permission)).map(ownOf))
  return { permissions: policy.questions.filter((name) => names.has(name) && !covered.has(name)), unknown, misplaced }
}

/** What a custom role of a scope comes to: one for the organization holds what every role there does. */
export const expandRole = (policy: CompiledPolicy, entries: readonly string[], scope: Scope): Expanded =>
  expandPermissions(policy, scope === 'organization' ? [...heldByEveryOrganizationRole, ...entries] : entries, scope)

/** The app's own permissions, bare: `resource:action`. */
const appPermissions = ({ questions }: CompiledPolicy): readonly string[] =>
  questions.filter((name) => !guildhallPermissionNames.includes(name) && name.split(':').length === 2)
