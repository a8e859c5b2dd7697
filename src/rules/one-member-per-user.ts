/** A user is one member of an organization at most; those who were removed do not count. */
import { refuse } from '../decision/refusal.js'
import type { Rule } from '../decision/rule.js'

export const oneMemberPerUser: Rule<'member/duplicate-user'> = (_before, after, { changes }) => {
  for (const change of changes) {
    if (change.kind !== 'member' || change.after.status === 'removed' || change.after.userId === undefined) continue
    if (change.before?.userId === change.after.userId && change.before.status !== 'removed') continue
    const other = after.membersOfUser(change.after.userId).find(({ id }) => id !== change.after.id)
    if (other !== undefined) return refuse('member/duplicate-user', { memberId: other.id })
  }
  return undefined
}
