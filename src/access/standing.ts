/** What somebody holds in a scope: the roles that count there, and the rights that they add up to. */
import type { CompiledPolicy, CompiledRole } from './compile.js'
import { type AccessFacts, obstacles } from './facts.js'
import { type Holding, holdingsIn, type Located } from './holdings.js'
import { locate } from './place.js'
import { addAll, noRights, type Rights } from './rights.js'

/** A scope by the id of its record. */
export type Where =
  | { readonly organization: true }
  | { readonly workspace: string }
  | { readonly team: string }
  | { readonly resource: string }

export interface Standing {
  readonly rights: Rights
  /** Every role that counts here. */
  readonly roles: readonly CompiledRole[]
}

/** Undefined where the scope is not among the facts: what cannot be decided is denied. */
export const standingIn = (
  policy: CompiledPolicy,
  facts: AccessFacts,
  where: Where,
  now: number,
): Standing | undefined => {
  if (obstacles(policy, facts).length > 0) return { rights: policy.rightsOf(undefined), roles: [] }
  const at = locate(facts, where)
  return at && standingFrom(policy, facts, holdingsIn(policy, facts, at, now))
}

/** What holdings add up to, of somebody whom nothing keeps from doing anything. */
export const standingFrom = (policy: CompiledPolicy, facts: AccessFacts, holdings: readonly Holding[]): Standing => {
  const counting = holdings.filter(({ bar }) => bar === undefined)
  const roles = counting.flatMap(({ role }) => role ?? [])
  const [only] = roles
  // One role and nothing beside it is what most members hold: its rights are shared by all of them.
  if (only !== undefined && counting.length === 1) return { rights: only.bits, roles }
  const rights = noRights(policy.questions.length)
  for (const { bits } of roles) addAll(rights, bits)
  if (counting.some(({ source }) => source.by === 'direct-permission'))
    addAll(rights, policy.rightsTo(facts.permissions ?? []))
  return { rights, roles }
}

/** What the user may do in a scope of the facts. */
export const rightsIn = (policy: CompiledPolicy, facts: AccessFacts, at: Located, now: number): Rights =>
  obstacles(policy, facts).length > 0
    ? policy.rightsOf(undefined)
    : standingFrom(policy, facts, holdingsIn(policy, facts, at, now)).rights
