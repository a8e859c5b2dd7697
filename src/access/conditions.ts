/**
 * Conditions: permissions that hold for some things only. `own` is built in; an app declares others, each a predicate over
 * attributes that it passes in with the question. What cannot be decided is denied.
 */

/** Who asks, as a predicate sees them. */
export interface Asker {
  readonly organizationId: string
  readonly userId: string
  readonly memberId: string
  /** Teams that they are in, without those above. */
  readonly teamIds: readonly string[]
  readonly groupIds: readonly string[]
}

/**
 * Whether the condition holds for a thing with these attributes: only `true` says so. An attribute that was not passed
 * cannot be read: reading it ends the predicate, and the answer is no.
 */
export type Condition<A = never> = (attributes: A, asker: Asker) => boolean

/** Whose a thing is: the member of an id, or the user of an id; where both are said, both must be the asker. */
export interface Ownership {
  readonly ownerId?: string | undefined
  readonly ownerUserId?: string | undefined
}

/** What became of a condition: met, not met, or not decided, since an attribute was missing or the predicate failed. */
export type ConditionOutcome = 'met' | 'not-met' | 'attributes-missing' | 'failed'

const missing = Symbol('missing')

/** Judges a condition of the app's. */
export const judge = (condition: Condition, attributes: object, asker: Asker): ConditionOutcome => {
  try {
    // Which attributes it takes, the policy's type said where they were passed in; inside they are any object.
    const answer: unknown = condition(guarded(attributes) as never, asker)
    return answer === true ? 'met' : 'not-met'
  } catch (cause) {
    return cause === missing ? 'attributes-missing' : 'failed'
  }
}

/** The condition that is built in. */
export const judgeOwn = (thing: object, asker: Asker): ConditionOutcome => {
  const owner = attribute(thing, 'ownerId')
  const ownerUser = attribute(thing, 'ownerUserId')
  if (owner === undefined && ownerUser === undefined) return 'attributes-missing'
  const isTheirs =
    (owner === undefined || owner === asker.memberId) && (ownerUser === undefined || ownerUser === asker.userId)
  return isTheirs ? 'met' : 'not-met'
}

const attribute = (thing: object, name: keyof Ownership): unknown => {
  try {
    return name in thing ? Reflect.get(thing, name) : undefined
  } catch {
    // A getter that fails tells nobody whose the thing is; a symbol is nobody's id.
    return missing
  }
}

/** The attributes, of which one that is absent, or that every object has anyway, cannot be read. */
const guarded = (attributes: object): object =>
  new Proxy(attributes, {
    get(target, name) {
      if (typeof name === 'symbol') return Reflect.get(target, name, target)
      const value: unknown =
        name in target && !isOfEveryObject(target, name) ? Reflect.get(target, name, target) : undefined
      if (value === undefined) throw missing
      return value
    },
  })

const isOfEveryObject = (target: object, name: string): boolean =>
  name in Object.prototype && !Object.hasOwn(target, name)
