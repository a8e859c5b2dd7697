/** Who is where is listed by name, so that a new name goes into every membership. */
import { changed, type Write } from '../decision/change-set.js'
import type { MembershipRecord } from './membership.js'

/** Nothing is given by it, so that nobody answers for it. */
export function renamed(memberships: readonly MembershipRecord[], sortKey: string): Write[] {
  return memberships
    .filter((membership) => membership.sortKey !== sortKey)
    .map((membership) => changed('membership', { ...membership, sortKey }, 'system'))
}
