/** Facts of one's own: a copy that nobody can change, so that an answer given is an answer kept. */
import type { AccessFacts } from './facts.js'

export const frozenFacts = (facts: AccessFacts): AccessFacts =>
  Object.freeze({
    ...facts,
    ...(facts.permissions === undefined ? {} : { permissions: frozen(facts.permissions) }),
    roles: frozen(facts.roles),
    teams: frozen(facts.teams),
    groups: frozen(facts.groups),
    workspaces: frozen(facts.workspaces),
    resources: frozen(facts.resources),
    assignments: frozen(facts.assignments),
  })

const none: readonly never[] = Object.freeze([])

const frozen = <T>(values: readonly T[]): readonly T[] =>
  values.length === 0 ? none : Object.freeze(values.map(frozenValue))

const frozenValue = <T>(value: T): T => {
  if (typeof value !== 'object' || value === null) return value
  // Entry by entry the same, which is what the type says.
  if (Array.isArray(value)) return frozen(value) as T
  return Object.freeze(Object.fromEntries(Object.entries(value).map(([key, item]) => [key, frozenValue(item)]))) as T
}
