/** The answer to one question, from the rights in a scope and the thing that is asked about. */
import type { CompiledPolicy } from './compile.js'
import { type Asker, type ConditionOutcome, judge, judgeOwn } from './conditions.js'
import type { AccessFacts } from './facts.js'
import type { Located } from './holdings.js'
import { isAboutThing, locate, type Thing, thingOf } from './place.js'
import { holds, type Rights } from './rights.js'
import { rightsIn } from './standing.js'

/**
 * A question is answered with yes where it is held as it stands. One about a thing is also where the permission is held
 * under a condition that the thing meets; and one that names a condition only if the thing meets it, or the bare permission
 * is held. Allocates nothing unless a condition is to be judged.
 */
export const decide = (
  policy: CompiledPolicy,
  rights: Rights,
  bit: number,
  asked: object | undefined,
  at: Located,
  asker: Asker,
): boolean => {
  if (!isAboutThing(asked, at)) return holds(rights, bit)
  const { layout } = policy
  const bare = layout.bareOf(bit)
  if (holds(rights, bare)) return true
  const named = layout.conditionOf(bit)
  for (let place = 0; place < layout.conditions.length; place++) {
    if (named !== undefined && named !== place) continue
    const under = layout.under(bare, place)
    if (under === undefined || !holds(rights, under)) continue
    if (outcomeOf(policy, place, thingOf(asked, at), asker) === 'met') return true
  }
  return false
}

/** One question from the facts alone, for whoever asks it once only. */
export const answer = (
  policy: CompiledPolicy,
  facts: AccessFacts,
  permission: string,
  asked: object,
  now: number,
): boolean => {
  const bit = policy.index.get(permission)
  const at = locate(facts, asked)
  if (bit === undefined || at === undefined) return false
  return decide(policy, rightsIn(policy, facts, at, now), bit, asked, at, askerOf(facts))
}

/** Whether a thing meets a condition, by the condition's place. Of a resource alone only its owner is known. */
export const outcomeOf = (policy: CompiledPolicy, place: number, thing: Thing, asker: Asker): ConditionOutcome => {
  if (place === 0) return judgeOwn('attributes' in thing ? thing.attributes : thing.resource, asker)
  const condition = policy.conditions.get(policy.layout.conditions[place] ?? '')
  if (condition === undefined || 'resource' in thing) return 'attributes-missing'
  return judge(condition, thing.attributes, asker)
}

/** Who asks; nobody, where the user is not a member, whom no condition is judged for. */
export const askerOf = ({ organizationId, userId, memberId = '', teams, groups }: AccessFacts): Asker =>
  Object.freeze({
    ...{ organizationId, userId, memberId },
    teamIds: Object.freeze(teams.filter(({ belongs }) => belongs).map(({ id }) => id)),
    groupIds: Object.freeze([...groups]),
  })
