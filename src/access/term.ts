/** How long an answer holds: until the next assignment begins or ends. */
import type { AccessFacts } from './facts.js'

/** From `since` on, and before `until`, the same assignments are in force. */
export interface Term {
  readonly since: number
  readonly until: number
}

type Timed = Pick<AccessFacts, 'assignments'>

const turnsIn = ({ assignments }: Timed): readonly number[] =>
  assignments.flatMap(({ startsAt, expiresAt }) => [startsAt, expiresAt].filter((turn) => turn !== undefined))

/** Whether time plays a part at all. */
export const isTimed = (facts: Timed): boolean => turnsIn(facts).length > 0

export const termAt = (facts: Timed, now: number): Term => {
  const turns = turnsIn(facts)
  return {
    since: Math.max(...turns.filter((turn) => turn <= now)),
    // so written that a clock which tells no time is looked at again
    until: Math.min(...turns.filter((turn) => !(turn <= now))),
  }
}
