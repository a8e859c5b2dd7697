/** An organization always has an active admin (S4-37). */
import { refuse } from '../decision/refusal.js'
import type { Rule } from '../decision/rule.js'
import { adminsOf } from '../organization/organization.js'

export const lastAdmin: Rule<'member/last-admin'> = (before, after, { policy }) => {
  // INVARIANT: only active members whose own organization role is the admin role count.
  if (adminsOf(after.organization, policy) > 0) return undefined
  const wasWithout = before.head !== undefined && adminsOf(before.head, policy) === 0
  return wasWithout ? undefined : refuse('member/last-admin', { adminRole: policy.adminRole })
}
