/** How long an answer holds: until the next assignment begins or ends. */
import type { AccessFacts } from './facts.js'

/** From `since` on, and before `until`, the same assignments are in force. */
export interface Term {
  readonly since: number
  readonly until: number
}

/** Whether time plays a part at all. */
export const isTimed = ({ assignments }: Pick<AccessFacts, 'assignments'>): boolean =>
  assignments.some(({ startsAt, expiresAt }) => startsAt !== undefined || expiresAt !== undefined)

export const termAt = ({ assignments }: Pick<AccessFacts, 'assignments'>, now: number): Term => {
  let [since, until] = [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY]
  for (const { startsAt, expiresAt } of assignments) {
    for (const turn of [startsAt, expiresAt]) {
      if (turn === undefined) continue
      if (turn <= now) since = Math.max(since, turn)
      else until = Math.min(until, turn)
    }
  }
  return { since, until }
}
