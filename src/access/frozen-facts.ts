/** Facts of one's own: a copy that nobody can change, so that an answer given is an answer kept. */
import type { AccessFacts } from './facts.js'

export const frozenFacts = (facts: AccessFacts): AccessFacts => {
  const copy: { [field: string]: unknown } = { ...facts }
  for (const field in copy) if (typeof copy[field] === 'object') copy[field] = frozen(copy[field])
  // Field by field the same, which is what the type says.
  return Object.freeze(copy) as unknown as AccessFacts
}

const none = Object.freeze([])

const frozen = (value: unknown): unknown => {
  if (typeof value !== 'object' || value === null) return value
  if (Array.isArray(value)) return value.length === 0 ? none : Object.freeze(value.map(frozen))
  return Object.freeze(Object.fromEntries(Object.entries(value).map(([key, item]) => [key, frozen(item)])))
}
