/** Permissions that are stored: wildcards are expanded when they are written, so that no deploy widens anybody. */
import { type Refusal, refuse } from '../decision/refusal.js'
import type { CompiledPolicy } from './compile.js'
import { entryCovers, guildhallPermissionNames, heldByEveryOrganizationRole, scopesListing } from './permissions.js'
import type { Scope } from './scope.js'

export type WrongPermissions = 'permission/unknown' | 'permission/wrong-scope'

/**
 * What entries come to, written as a role of the policy lists them: names without wildcards in the policy's order, none of
 * them covered by another. `*` covers the app's permissions only; Guildhall's own go where their scope allows.
 */
export const expandPermissions = (
  policy: CompiledPolicy,
  entries: readonly string[],
  scope: Scope,
): readonly string[] | Refusal<WrongPermissions> => {
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
  if (unknown.length > 0) return refuse('permission/unknown', { permissions: unknown })
  if (misplaced.length > 0) return refuse('permission/wrong-scope', { permissions: misplaced, scope })
  const isImplied = (name: string) => name.split(':').length === 3 && names.has(name.slice(0, name.lastIndexOf(':')))
  return policy.questions.filter((name) => names.has(name) && !isImplied(name))
}

/** What the entries of a custom role come to: one for the organization holds what every role there does. */
export const expandRole = (
  policy: CompiledPolicy,
  entries: readonly string[],
  scope: Scope,
): readonly string[] | Refusal<WrongPermissions> =>
  expandPermissions(policy, scope === 'organization' ? [...heldByEveryOrganizationRole, ...entries] : entries, scope)

/** The app's own permissions, bare: `resource:action`. */
const appPermissions = ({ questions }: CompiledPolicy): readonly string[] =>
  questions.filter((name) => !guildhallPermissionNames.includes(name) && name.split(':').length === 2)
