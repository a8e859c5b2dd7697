/** Nobody takes a seat beyond the limit; a limit that was lowered below use throws nobody out (S2-05). */
import { refuse } from '../decision/refusal.js'
import type { Rule } from '../decision/rule.js'
import { seatsOf } from '../organization/organization.js'

export const seatLimit: Rule<'organization/seat-limit'> = (before, after, { policy }) => {
  const limit = after.organization.seatLimit
  if (limit === undefined) return undefined
  const seats = seatsOf(after.organization, policy)
  const seatsBefore = before.head === undefined ? 0 : seatsOf(before.head, policy)
  return seats > limit && seats > seatsBefore ? refuse('organization/seat-limit', { limit, seats }) : undefined
}
