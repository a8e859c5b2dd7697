/** Nobody raises themselves, not even to a role that theirs may give to others (S4-80, R9). */
import { isEmpty, minus } from '../access/rights.js'
import { refuse } from '../decision/refusal.js'
import type { Rule } from '../decision/rule.js'
import { roleGiven } from './role-given.js'

export const noSelfElevation: Rule<'member/self-elevation'> = (_before, _after, { changes, actor, base, policy }) => {
  const self = base.memberOf(actor)
  for (const change of changes) {
    const given = roleGiven(change)
    if (given?.giver !== 'actor' || given.after.id !== self?.id) continue
    const growth = minus(policy.rightsOf(given.after.role), policy.rightsOf(self.role))
    if (!isEmpty(growth)) return refuse('member/self-elevation', { memberId: self.id, role: given.after.role })
  }
  return undefined
}
