/** Why a question is answered as it is. */
import { compact } from '../decision/compact.js'
import type { CompiledPolicy } from './compile.js'
import type { ConditionOutcome } from './conditions.js'
import { askerOf, decide, outcomeOf } from './decide.js'
import { type AccessFacts, type Obstacle, obstacles } from './facts.js'
import { type Bar, type Holding, holdingsIn, type Located, type Source } from './holdings.js'
import { isAboutThing, kindOf, locate, thingOf } from './place.js'
import { type Remedy, remediesFor } from './remedies.js'
import { holds, type Rights } from './rights.js'
import type { Reach } from './scope.js'
import { standingFrom } from './standing.js'

/** One way in which a permission is held. */
export interface GrantPath {
  /** The role that is held; absent where the permission itself is. */
  readonly role?: string
  /** The roles on the way to the one that grants, that one last; empty where it is the role that is held. */
  readonly inheritedFrom: readonly string[]
  /** The entry that grants, for example `model:*`. */
  readonly entry: string
  /** Whether a role lists it, or it comes with being the admin role or an organization role; or it is held directly. */
  readonly source: 'listed' | 'admin-role' | 'organization-role' | 'direct'
  /** How the member comes to the role: by themselves, through a group, a team or everyone; and until when. */
  readonly held: Source
  /** Where a role of the organization counts in a workspace: how it reaches in. */
  readonly reach?: Reach
  /** Where it is held for some things only: the condition that the thing meets. */
  readonly condition?: string
}

/**
 * `not-loaded`: the scope is not among the facts. `unknown-scope`: no scope is named, or several. `own-only`: held for what
 * is the member's own, and asked for without that. `condition-not-met`: held for some things only, and this is none of them.
 */
export type DenialReason =
  | 'unknown-permission'
  | 'unknown-scope'
  | 'not-loaded'
  | Obstacle
  | 'no-role-grants'
  | 'own-only'
  | 'condition-not-met'

export interface Allowed {
  readonly decision: 'allowed'
  readonly permission: string
  /** Every way that grants it, each role by the shortest way. */
  readonly via: readonly GrantPath[]
}

/** A role that was looked at, with all that it grants itself. */
export interface LookedAt {
  /** Absent where it is the member's direct permissions. */
  readonly role?: string
  readonly inheritedFrom: readonly string[]
  readonly entries: readonly string[]
  readonly held: Source
  readonly reach?: Reach
  /** Why it does not count here; absent where it does, and does not grant. */
  readonly bar?: Bar
}

export interface Denied {
  readonly decision: 'denied'
  readonly permission: string
  /** All that stands in the way: each alone would deny. Never empty. */
  readonly reasons: readonly DenialReason[]
  readonly lookedAt: readonly LookedAt[]
  /** Conditions under which it is held, and what became of each for the thing that was asked about. */
  readonly conditions: readonly { readonly condition: string; readonly outcome: ConditionOutcome }[]
  /** The single changes that would grant it, once nothing else stands in the way: the one that gives least besides first. */
  readonly remedies: readonly Remedy[]
}

export type Explanation = Allowed | Denied

export const explain = (
  policy: CompiledPolicy,
  facts: AccessFacts,
  permission: string,
  asked: object | undefined,
  now: number,
): Explanation => {
  const bit = policy.index.get(permission)
  const at = whereAsked(facts, asked)
  const stuck = obstacles(policy, facts)
  const unknown = bit === undefined ? (['unknown-permission'] as const) : []
  const nothing = { decision: 'denied', permission, lookedAt: [], conditions: [], remedies: [] } as const
  if (typeof at === 'string') return { ...nothing, reasons: [...unknown, at, ...stuck] }
  const holdings = holdingsIn(policy, facts, at, now)
  const lines = holdings.flatMap((holding) => linesOf(policy, facts, holding))
  const lookedAt = lines.map((line) => ({ ...line, entries: line.entries.map(({ entry }) => entry) }))
  if (bit === undefined) return { ...nothing, reasons: [...unknown, ...stuck], lookedAt }
  const question = { policy, facts, bit, asked, at }
  const { rights } = standingFrom(policy, facts, holdings)
  const grants = decide(policy, rights, bit, asked, at, askerOf(facts))
  if (grants && stuck.length === 0)
    return { decision: 'allowed', permission, via: holdings.flatMap((holding) => pathsOf(question, holding)) }
  const conditions = conditionsOf(question, rights)
  const reasons = [...stuck, ...(grants || isStuckOnRole(stuck) ? [] : [reasonOf(question, rights, conditions)])]
  return { ...nothing, reasons, lookedAt, conditions, remedies: grants ? [] : remediesFor(question, now) }
}

interface Question {
  readonly policy: CompiledPolicy
  readonly facts: AccessFacts
  readonly bit: number
  readonly asked: object | undefined
  readonly at: Located
}

/** Without a role there is nothing to say about what the role grants. */
const isStuckOnRole = (stuck: readonly Obstacle[]): boolean =>
  stuck.includes('not-a-member') || stuck.includes('role-unknown')

const whereAsked = (facts: AccessFacts, asked: object | undefined): Located | 'unknown-scope' | 'not-loaded' => {
  if (asked === undefined) return { kind: 'organization' }
  return kindOf(asked) === undefined ? 'unknown-scope' : (locate(facts, asked) ?? 'not-loaded')
}

const reasonOf = (
  { policy, bit, asked, at }: Question,
  rights: Rights,
  conditions: Denied['conditions'],
): DenialReason => {
  if (conditions.length > 0) return 'condition-not-met'
  const own = policy.layout.under(bit, 0)
  return own !== undefined && holds(rights, own) && !isAboutThing(asked, at) ? 'own-only' : 'no-role-grants'
}

/** The conditions under which rights hold a question's permission, of those that it admits, each judged for the thing. */
const conditionsOf = ({ policy, facts, bit, asked, at }: Question, rights: Rights): Denied['conditions'] => {
  const { layout } = policy
  const named = layout.conditionOf(bit)
  if (!isAboutThing(asked, at)) return []
  return layout.conditions.flatMap((condition, place) => {
    const under = layout.under(layout.bareOf(bit), place)
    const admitted = named === undefined || named === place
    if (under === undefined || !admitted || !holds(rights, under)) return []
    return [{ condition, outcome: outcomeOf(policy, place, thingOf(asked, at), askerOf(facts)) }]
  })
}

/** A role that is held, or one that it inherits, with the entries of its own. */
interface Line extends Omit<LookedAt, 'entries'> {
  readonly entries: readonly { readonly entry: string; readonly source: GrantPath['source']; readonly bits: Rights }[]
}

const linesOf = (policy: CompiledPolicy, facts: AccessFacts, holding: Holding): readonly Line[] => {
  const { name, role, source, reach, bar } = holding
  const held = { held: source, ...compact({ reach, bar }) }
  if (name === undefined) {
    const { permissions = [] } = facts
    const entries = permissions.map((entry) => ({ entry, source: 'direct' as const, bits: policy.rightsTo([entry]) }))
    return [{ inheritedFrom: [], entries, ...held }]
  }
  if (role === undefined) return [{ role: name, inheritedFrom: [], entries: [], ...held }]
  return role.lineage.map(({ role: key, inheritedFrom }) => {
    const isItself = key === role.key
    const entries = isItself ? role.entries : (policy.role(key)?.entries ?? [])
    return { role: isItself ? name : key, inheritedFrom, entries, ...held }
  })
}

/** The ways in which a holding grants a question: none where it does not count. */
const pathsOf = (question: Question, holding: Holding): readonly GrantPath[] => {
  if (holding.bar !== undefined) return []
  const role = compact({ role: holding.name })
  return linesOf(question.policy, question.facts, holding).flatMap(({ entries, ...line }) =>
    entries.flatMap(({ bits, ...entry }) =>
      grantOf(question, bits).map((met) => ({ ...line, ...role, ...entry, ...met })),
    ),
  )
}

/** Whether rights grant the question: as it stands, or under which condition that the thing meets. */
const grantOf = (question: Question, rights: Rights): readonly { readonly condition?: string }[] => {
  const { policy, bit, asked, at } = question
  if (holds(rights, isAboutThing(asked, at) ? policy.layout.bareOf(bit) : bit)) return [{}]
  const met = conditionsOf(question, rights).find(({ outcome }) => outcome === 'met')
  return met === undefined ? [] : [{ condition: met.condition }]
}
