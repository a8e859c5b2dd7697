/** The answers to "may they?" for one user in one organization. */
import { can } from './can.js'
import { type Explanation, explain } from './explain.js'
import type { AccessFacts } from './facts.js'
import { compiledOf, type PermissionOf, type Policy, type RoleOf } from './policy.js'
import { rightsFrom } from './standing.js'

/**
 * What one user may do, as of one revision. Deny by default: only an active member of an organization that is not
 * deleted may do anything, and a permission that the policy does not know is answered with no.
 */
export interface Access<P extends Policy = Policy> {
  readonly facts: AccessFacts
  /** `model:delete:own` is answered with yes where `model:delete` or `model:delete:own` is held, `model:delete` only by itself. */
  can(permission: PermissionOf<P>): boolean
  /** Whether all are held. Of no permissions: no, since a list that came out empty must not open a door. */
  canAll(permissions: readonly PermissionOf<P>[]): boolean
  /** Whether at least one is held. */
  canAny(permissions: readonly PermissionOf<P>[]): boolean
  /** Everything that `can` answers with yes. */
  permissions(): readonly PermissionOf<P>[]
  /** Why `can` answers as it does: the ways that grant, or all that stands in the way. */
  explain(permission: PermissionOf<P>): Explanation<RoleOf<P>>
}

export const createAccess = <P extends Policy>(
  policy: P,
  facts: AccessFacts,
  { clock = Date.now }: { readonly clock?: () => number } = {},
): Access<P> => {
  const compiled = compiledOf(policy)
  const known = Object.freeze({ ...facts })
  const rights = rightsFrom(compiled, known, clock())
  const ask = (permission: string): boolean => can(compiled, rights, permission)
  return Object.freeze({
    facts: known,
    can: ask,
    canAll: (permissions: readonly string[]) => permissions.length > 0 && permissions.every(ask),
    canAny: (permissions: readonly string[]) => permissions.some(ask),
    // the names come from the policy itself, whose type says which they are
    permissions: () => compiled.namesIn(rights) as readonly PermissionOf<P>[],
    explain: (permission: string) => explain(compiled, known, permission) as Explanation<RoleOf<P>>,
  })
}
