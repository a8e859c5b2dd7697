/** An address is one member of an organization at most, by its canonical form; those who were removed do not count. */
import { refuse } from '../decision/refusal.js'
import type { Rule } from '../decision/rule.js'

export const oneMemberPerEmail: Rule<'member/duplicate-email'> = (_before, after, { changes }) => {
  for (const change of changes) {
    if (change.kind !== 'member' || change.after.status === 'removed' || change.after.emailKey === undefined) continue
    if (change.before?.emailKey === change.after.emailKey && change.before.status !== 'removed') continue
    const other = after.membersWithEmail(change.after.emailKey).find(({ id }) => id !== change.after.id)
    if (other !== undefined) return refuse('member/duplicate-email', { memberId: other.id })
  }
  return undefined
}
