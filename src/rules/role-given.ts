/** What a change gives to whom, as the rules about roles judge it. */
import type { Change } from '../decision/rule.js'
import type { Granter, MemberRecord } from '../member/member.js'

/** A member who is given a role, by somebody who answers for it. */
export interface RoleGiven {
  readonly before: MemberRecord | undefined
  readonly after: MemberRecord
  /** Whose rights must suffice: the actor, or the granter, whose gift is judged again. */
  readonly giver: 'actor' | { readonly memberId: string }
  /** Judged as a whole: a first gift, or one that somebody vouches for anew; else only what grows. */
  readonly whole: boolean
}

/**
 * The role that a change gives: a new role, one that somebody vouches for anew (resend), or one that takes effect now on
 * the word of its granter (acceptance). What is given to a pending member is judged as if they were active.
 */
export function roleGiven(change: Change): RoleGiven | undefined {
  if (change.kind !== 'member' || change.after.status === 'removed') return undefined
  const { before, after, authority } = change
  if (authority === 'system') return undefined
  if (authority === 'granter') {
    // INVARIANT: the system as granter is not judged again.
    return 'memberId' in after.roleGranter ? { before, after, giver: after.roleGranter, whole: true } : undefined
  }
  const anew = before === undefined || authority === 'vouching' || !sameGranter(before.roleGranter, after.roleGranter)
  if (!anew && before.role === after.role) return undefined
  // INVARIANT: whoever gives to a pending member vouches for all of it, since all of it is judged again on acceptance.
  const whole = before === undefined || before.status === 'pending' || before.role === after.role
  return { before, after, giver: 'actor', whole }
}

function sameGranter(a: Granter, b: Granter): boolean {
  if ('memberId' in a) return 'memberId' in b && a.memberId === b.memberId
  return 'system' in b && a.system === b.system
}
