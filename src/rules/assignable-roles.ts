/** Only roles that the policy has, for the organization, and that may be assigned, are given (S2-13, S3-08, R24). */
import { refuse } from '../decision/refusal.js'
import type { Change, Rule } from '../decision/rule.js'
import { roleGiven } from './role-given.js'

export const assignableRoles: Rule<'role/unknown' | 'role/wrong-scope' | 'role/not-assignable'> = (
  before,
  after,
  { changes, policy },
) => {
  const given = changes.flatMap((change) => (isGiven(change) ? [change.after.role] : []))
  const { defaultRole } = after.organization.settings
  if (defaultRole !== undefined && defaultRole !== before.head?.settings.defaultRole) given.push(defaultRole)
  for (const name of given) {
    const role = policy.role(name)
    if (role === undefined) return refuse('role/unknown', { role: name })
    if (role.scope !== 'organization') return refuse('role/wrong-scope', { role: name, scope: role.scope })
    if (!role.assignable) return refuse('role/not-assignable', { role: name })
  }
  return undefined
}

/** INVARIANT: not even the system gives a role that does not exist, to a member or as the default for all. */
function isGiven(change: Change): change is Extract<Change, { kind: 'member' }> {
  if (change.kind !== 'member' || change.after.status === 'removed') return false
  return change.before?.role !== change.after.role || roleGiven(change) !== undefined
}
