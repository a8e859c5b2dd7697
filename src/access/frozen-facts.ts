/** Facts of one's own: a copy that nobody can change, so that an answer given is an answer kept. */
import type { AccessFacts } from './facts.js'

export const frozenFacts = (facts: AccessFacts): AccessFacts => frozen(facts)

const frozen = <T>(value: T): T => {
  if (Array.isArray(value)) return Object.freeze(value.map(frozen)) as T
  if (typeof value !== 'object' || value === null) return value
  // Entry by entry the same, which is what the type says.
  return Object.freeze(Object.fromEntries(Object.entries(value).map(([key, item]) => [key, frozen(item)]))) as T
}
