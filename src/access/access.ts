/** The answers to "may they?" for one user in one organization. */
import type { CompiledPolicy } from './compile.js'
import { type Explanation, explain } from './explain.js'
import type { AccessFacts } from './facts.js'
import { frozenFacts } from './frozen-facts.js'
import { notAllowed } from './not-allowed.js'
import type { Asked, Place } from './place.js'
import { platformClock } from './platform-clock.js'
import { type AttributesOf, compiledOf, type PermissionOf, type Policy, type ResolvedPermission } from './policy.js'
import { holds } from './rights.js'
import { Scopes } from './scopes.js'
import { type AccessSnapshot, snapshotOf } from './snapshot.js'
import { rightsIn } from './standing.js'
import { isTimed } from './term.js'

/** A scope with all that is answered with yes there. */
export interface ScopePermissions<P extends Policy = Policy> {
  readonly in: Place
  readonly permissions: readonly PermissionOf<P>[]
}

/**
 * What one user may do, as of one revision. Deny by default: only an active member of an organization that is not
 * deleted may do anything, and a permission that the policy does not know, or a scope that was not loaded, is answered
 * with no. An assignment grants nothing from the millisecond on in which it ends.
 */
export interface Access<P extends Policy = Policy> {
  readonly facts: AccessFacts
  /** When the next assignment begins or ends, in milliseconds since 1970: until then the answers stay as they are. */
  readonly validUntil: number | undefined
  /**
   * In the organization unless a scope is named. `model:delete:own` is answered with yes where `model:delete` or
   * `model:delete:own` is held, `model:delete` only by itself; unless a thing is asked about, whose owner then decides.
   */
  can(permission: PermissionOf<P> | ResolvedPermission, asked?: Asked<AttributesOf<P>>): boolean
  /** Whether all are held. Of no permissions: no, since a list that came out empty must not open a door. */
  canAll(permissions: readonly PermissionOf<P>[], asked?: Asked<AttributesOf<P>>): boolean
  /** Whether at least one is held. */
  canAny(permissions: readonly PermissionOf<P>[], asked?: Asked<AttributesOf<P>>): boolean
  /** Whether it is held in at least one of the places. */
  canInAny(permission: PermissionOf<P> | ResolvedPermission, places: readonly Asked<AttributesOf<P>>[]): boolean
  /** @throws GuildhallError `access/not-allowed` where `can` answers with no */
  require(permission: PermissionOf<P> | ResolvedPermission, asked?: Asked<AttributesOf<P>>): void
  /** Everything that `can` answers with yes. */
  permissions(asked?: Asked<AttributesOf<P>>): readonly PermissionOf<P>[]
  /** Everything that is answered with yes, for every scope that was loaded. */
  matrix(): readonly ScopePermissions<P>[]
  /** Why `can` answers as it does: the ways that grant, or all that stands in the way and what would remove it. */
  explain(permission: PermissionOf<P>, asked?: Asked<AttributesOf<P>>): Explanation
  /** The fields of a thing that the permissions on `resource` show, as the policy's `fields` say; `*` for all. */
  fields(resource: string, asked?: Asked<AttributesOf<P>>): readonly string[] | '*'
  /** The thing with those of its fields alone. */
  view<T extends object>(resource: string, thing: T, asked?: Asked<AttributesOf<P>>): Partial<T>
  /** All of this, for `accessFromJSON`, which answers the same elsewhere, for example in a browser. */
  toJSON(): AccessSnapshot
}

export interface AccessOptions {
  /** Milliseconds since 1970, UTC; the platform's clock where absent. Looked at only where an assignment has a term. */
  readonly clock?: () => number
}

/** Access from facts, wherever they come from. */
export const createAccess = <P extends Policy>(policy: P, facts: AccessFacts, options: AccessOptions = {}): Access<P> =>
  accessOver(policy, frozenFacts(facts), options)

/** The same from facts that nobody else holds. */
export const accessOver = <P extends Policy>(
  policy: P,
  facts: AccessFacts,
  { clock = platformClock }: AccessOptions = {},
): Access<P> => Object.freeze(new Answers<P>(policy, facts, clock))

type Question<P> = PermissionOf<P> | ResolvedPermission
type Ask<P> = Asked<AttributesOf<P>>

class Answers<P extends Policy> implements Access<P> {
  readonly facts: AccessFacts
  /** The object's own, so that it can be taken out of it. */
  readonly can: (permission: Question<P>, asked?: Ask<P>) => boolean
  readonly #source: P
  readonly #clock: () => number
  /** Made when a question is asked that the rights in the organization do not answer. */
  #scopes: Scopes | undefined

  constructor(source: P, facts: AccessFacts, clock: () => number) {
    this.facts = facts
    this.#source = source
    this.#clock = clock
    const policy = compiledOf(source)
    const { index } = policy
    // The hot path: a look-up by name, where there is a name, and the test of a bit.
    const lasting = isTimed(facts) ? undefined : rightsIn(policy, facts, { kind: 'organization' }, 0)
    this.can = (permission, asked) => {
      const bit = typeof permission === 'string' ? index.get(permission) : placeIn(policy, permission)
      if (bit === undefined) return false
      return asked === undefined && lasting !== undefined ? holds(lasting, bit) : this.#inScopes.answer(bit, asked)
    }
  }

  get validUntil(): number | undefined {
    return this.#inScopes.validUntil
  }

  canAll(permissions: readonly Question<P>[], asked?: Ask<P>): boolean {
    return permissions.length > 0 && permissions.every((permission) => this.can(permission, asked))
  }

  canAny(permissions: readonly Question<P>[], asked?: Ask<P>): boolean {
    return permissions.some((permission) => this.can(permission, asked))
  }

  canInAny(permission: Question<P>, places: readonly Ask<P>[]): boolean {
    // A hole in the list is no scope, where an absent second argument would be the organization.
    return places.some((place) => place !== undefined && this.can(permission, place))
  }

  require(permission: Question<P>, asked?: Ask<P>): void {
    if (this.can(permission, asked)) return
    throw notAllowed(typeof permission === 'object' ? permission.permission : String(permission))
  }

  permissions(asked?: Ask<P>): readonly PermissionOf<P>[] {
    const names: readonly string[] = this.#policy.questions.filter((_, bit) => this.#inScopes.answer(bit, asked))
    // They come from the policy itself, whose type says which they are.
    return names as readonly PermissionOf<P>[]
  }

  matrix(): readonly ScopePermissions<P>[] {
    const { teams, workspaces, resources } = this.facts
    const places: Place[] = [
      { organization: true },
      ...workspaces.map(({ id }) => ({ workspace: id })),
      ...teams.map(({ id }) => ({ team: id })),
      ...resources.map(({ id }) => ({ resource: id })),
    ]
    return places.map((place) => ({ in: place, permissions: this.permissions(place) }))
  }

  explain(permission: PermissionOf<P>, asked?: Ask<P>): Explanation {
    return explain(this.#policy, this.facts, permission, asked, isTimed(this.facts) ? this.#clock() : 0)
  }

  fields(resource: string, asked?: Ask<P>): readonly string[] | '*' {
    const names = new Set<string>()
    for (const { permission, fields } of this.#policy.fields.get(resource) ?? []) {
      const bit = this.#policy.index.get(permission)
      if (bit === undefined || !this.#inScopes.answer(bit, asked)) continue
      if (fields === '*') return fields
      for (const name of fields) names.add(name)
    }
    return [...names]
  }

  view<T extends object>(resource: string, thing: T, asked?: Ask<P>): Partial<T> {
    const fields = this.fields(resource, asked)
    const shown = Object.entries(thing).filter(([name]) => fields === '*' || fields.includes(name))
    // Some of the thing's own entries, as they are.
    return Object.fromEntries(shown) as Partial<T>
  }

  toJSON(): AccessSnapshot {
    return snapshotOf(this.#source, this.facts)
  }

  get #policy(): CompiledPolicy {
    return compiledOf(this.#source)
  }

  get #inScopes(): Scopes {
    this.#scopes ??= new Scopes(this.#policy, this.facts, this.#clock)
    return this.#scopes
  }
}

/** Of another policy, and in untyped code of anything else, nothing is known. */
const placeIn = (policy: CompiledPolicy, permission: ResolvedPermission): number | undefined =>
  permission?.of === policy ? permission.bit : undefined
