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
  if (typeof at === 'string') return denied(permission, [...(bit === undefined ? unknown : []), at, ...stuck])
  const holdings = holdingsIn(policy, facts, at, now)
  const lookedAt = holdings.flatMap((holding) => looked(policy, facts, holding))
  if (bit === undefined) return denied(permission, [...unknown, ...stuck], { lookedAt })
  const question = { policy, facts, bit, asked, at }
  const { rights } = standingFrom(policy, facts, holdings)
  const grants = decide(policy, rights, bit, asked, at, askerOf(facts))
  if (grants && stuck.length === 0) return { decision: 'allowed', permission, via: pathsOf(question, holdings) }
  const conditions = conditionsOf(question, rights)
  const reasons = [...stuck, ...(grants || isStuckOnRole(stuck) ? [] : [reasonOf(question, rights, conditions)])]
  return denied(permission, reasons, { lookedAt, conditions, remedies: grants ? [] : remediesFor(question, now) })
}

interface Question {
  readonly policy: CompiledPolicy
  readonly facts: AccessFacts
  readonly bit: number
  readonly asked: object | undefined
  readonly at: Located
}

const unknown = ['unknown-permission'] as const

/** Without a role there is nothing to say about what the role grants. */
const isStuckOnRole = (stuck: readonly Obstacle[]): boolean =>
  stuck.includes('not-a-member') || stuck.includes('role-unknown')

const denied = (
  permission: string,
  reasons: readonly DenialReason[],
  more: Partial<Pick<Denied, 'lookedAt' | 'conditions' | 'remedies'>> = {},
): Denied => ({ decision: 'denied', permission, reasons, lookedAt: [], conditions: [], remedies: [], ...more })

const whereAsked = (facts: AccessFacts, asked: unknown): Located | 'unknown-scope' | 'not-loaded' => {
  if (asked === undefined) return { kind: 'organization' }
  if (typeof asked !== 'object' || asked === null || kindOf(asked) === undefined) return 'unknown-scope'
  return locate(facts, asked) ?? 'not-loaded'
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

/** The conditions under which it is held, each judged for the thing that is asked about. */
const conditionsOf = ({ policy, facts, bit, asked, at }: Question, rights: Rights): Denied['conditions'] => {
  if (!isAboutThing(asked, at)) return []
  return conditionPlaces(policy, bit, rights).map(({ place }) => ({
    condition: policy.layout.conditions[place] ?? '',
    outcome: outcomeOf(policy, place, thingOf(asked, at), askerOf(facts)),
  }))
}

/** The conditions under which the rights hold a question's permission, of those that it admits. */
const conditionPlaces = ({ layout }: CompiledPolicy, bit: number, rights: Rights) => {
  const named = layout.conditionOf(bit)
  return layout.conditions.flatMap((_, place) => {
    const under = layout.under(layout.bareOf(bit), place)
    const admitted = named === undefined || named === place
    return under !== undefined && admitted && holds(rights, under) ? [{ place, under }] : []
  })
}

/** A role that is held, or one that it inherits, with the entries of its own. */
interface Line {
  readonly role?: string
  readonly inheritedFrom: readonly string[]
  readonly entries: readonly { readonly entry: string; readonly source: GrantPath['source']; readonly bits: Rights }[]
}

const linesOf = (policy: CompiledPolicy, facts: AccessFacts, { name, role }: Holding): readonly Line[] => {
  if (name === undefined) {
    const { permissions = [] } = facts
    const entries = permissions.map((entry) => ({ entry, source: 'direct' as const, bits: policy.rightsTo([entry]) }))
    return [{ inheritedFrom: [], entries }]
  }
  if (role === undefined) return [{ role: name, inheritedFrom: [], entries: [] }]
  return role.lineage.map(({ role: key, inheritedFrom }) => {
    const isItself = key === role.key
    const entries = isItself ? role.entries : (policy.role(key)?.entries ?? [])
    return { role: isItself ? name : key, inheritedFrom, entries }
  })
}

const looked = (policy: CompiledPolicy, facts: AccessFacts, holding: Holding): readonly LookedAt[] => {
  const { source: held, reach, bar } = holding
  return linesOf(policy, facts, holding).map(({ entries, ...line }) => ({
    ...{ ...line, entries: entries.map(({ entry }) => entry), held },
    ...compact({ reach, bar }),
  }))
}

const pathsOf = (question: Question, holdings: readonly Holding[]): readonly GrantPath[] =>
  holdings.flatMap((holding) => (holding.bar === undefined ? grants(question, holding) : []))

const grants = (question: Question, holding: Holding): readonly GrantPath[] => {
  const { name: role, source: held, reach } = holding
  return linesOf(question.policy, question.facts, holding).flatMap(({ inheritedFrom, entries }) =>
    entries.flatMap(({ entry, source, bits }) =>
      grantOf(question, bits).map((met) => ({
        inheritedFrom,
        entry,
        source,
        held,
        ...compact({ role, reach }),
        ...met,
      })),
    ),
  )
}

/** Whether rights grant the question: as it stands, or under which condition that the thing meets. */
const grantOf = (
  { policy, facts, bit, asked, at }: Question,
  rights: Rights,
): readonly { readonly condition?: string }[] => {
  const about = isAboutThing(asked, at)
  if (holds(rights, about ? policy.layout.bareOf(bit) : bit)) return [{}]
  if (!about) return []
  const met = conditionPlaces(policy, bit, rights).find(
    ({ place }) => outcomeOf(policy, place, thingOf(asked, at), askerOf(facts)) === 'met',
  )
  const condition = met && policy.layout.conditions[met.place]
  return condition === undefined ? [] : [{ condition }]
}
