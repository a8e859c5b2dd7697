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
  const { index, questions, layout } = policy
  const names = new Set<string>()
  const unknown: string[] = []
  const misplaced: string[] = []
  for (const entry of entries) {
    const covered = entry.endsWith('*') ? coveredBy(policy, entry) : index.has(entry) ? [entry] : []
    if (covered.length === 0) unknown.push(entry)
    for (const name of covered) {
      if (scopesListing(name).includes(scope)) names.add(name)
      else misplaced.push(name)
    }
  }
  if (unknown.length > 0) return refuse('permission/unknown', { permissions: unknown })
  if (misplaced.length > 0) return refuse('permission/wrong-scope', { permissions: misplaced, scope })
  return questions.filter((name, bit) => {
    const bare = questions[layout.bareOf(bit)]
    return names.has(name) && (bare === name || bare === undefined || !names.has(bare))
  })
}

/** What the entries of a custom role come to: one for the organization holds what every role there does. */
export const expandRole = (
  policy: CompiledPolicy,
  entries: readonly string[],
  scope: Scope,
): readonly string[] | Refusal<WrongPermissions> =>
  expandPermissions(policy, scope === 'organization' ? [...heldByEveryOrganizationRole, ...entries] : entries, scope)

/** The app's own permissions that a wildcard covers, bare. */
const coveredBy = ({ questions, layout }: CompiledPolicy, wildcard: string): readonly string[] =>
  questions.filter(
    (name, bit) =>
      bit >= guildhallPermissionNames.length && layout.conditionOf(bit) === undefined && entryCovers(wildcard, name),
  )
