/** Only roles that the policy has, for the organization, and that may be assigned, are given (S2-13, S3-08, R24). */
import { refuse } from '../decision/refusal.js'
import type { Rule } from '../decision/rule.js'
import { roleGiven } from './role-given.js'

export const assignableRoles: Rule<'role/unknown' | 'role/wrong-scope' | 'role/not-assignable'> = (
  _before,
  _after,
  { changes, policy },
) => {
  for (const change of changes) {
    // INVARIANT: not even the system gives a role that does not exist.
    if (change.kind !== 'member' || change.after.status === 'removed') continue
    const { role: name } = change.after
    if (change.before?.role === name && roleGiven(change) === undefined) continue
    const role = policy.role(name)
    if (role === undefined) return refuse('role/unknown', { role: name })
    if (role.scope !== 'organization') return refuse('role/wrong-scope', { role: name, scope: role.scope })
    if (!role.assignable) return refuse('role/not-assignable', { role: name })
  }
  return undefined
}
