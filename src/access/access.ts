/** The answers to "may they?" for one user in one organization. */
import type { CompiledPolicy } from './compile.js'
import type { Asker } from './conditions.js'
import { askerOf, decide } from './decide.js'
import { type Explanation, explain } from './explain.js'
import { type AccessFacts, obstacles } from './facts.js'
import { frozenFacts } from './frozen-facts.js'
import { holdingsIn, type Located } from './holdings.js'
import { notAllowed } from './not-allowed.js'
import { type Asked, isRef, kindOf, locateAsked, type Place } from './place.js'
import { type AttributesOf, compiledOf, type PermissionOf, type Policy, type ResolvedPermission } from './policy.js'
import { holds, type Rights } from './rights.js'
import { type AccessSnapshot, snapshotOf } from './snapshot.js'
import { standingFrom } from './standing.js'
import { isTimed, type Term, termAt } from './term.js'

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
  { clock = Date.now }: AccessOptions = {},
): Access<P> => Object.freeze(new Answers<P>(policy, facts, clock))

type Question<P> = PermissionOf<P> | ResolvedPermission
type Ask<P> = Asked<AttributesOf<P>>

/** The rights in one scope, worked out when it is first asked about and again when an assignment has begun or ended. */
interface Cell {
  readonly at: Located
  term: Term
  rights: Rights
}

const always: Term = { since: Number.NEGATIVE_INFINITY, until: Number.POSITIVE_INFINITY }

class Answers<P extends Policy> implements Access<P> {
  readonly facts: AccessFacts
  /** The object's own, so that it can be taken out of it. */
  readonly can: (permission: Question<P>, asked?: Ask<P>) => boolean
  readonly #source: P
  readonly #policy: CompiledPolicy
  readonly #clock: () => number
  readonly #timed: boolean
  readonly #barred: boolean
  readonly #organization: Cell
  readonly #byId = new Map<string, Cell>()
  readonly #byRef = new Map<string, Map<string, Cell>>()
  readonly #asker: Asker
  #term = always
  #now = 0

  constructor(policy: P, facts: AccessFacts, clock: () => number) {
    this.facts = facts
    this.#source = policy
    this.#policy = compiledOf(policy)
    this.#clock = clock
    this.#timed = isTimed(facts)
    this.#barred = obstacles(this.#policy, facts).length > 0
    this.#asker = askerOf(facts)
    if (this.#timed) this.#look()
    this.#organization = this.#cellOf({ kind: 'organization' })
    this.can = (permission, asked) => this.#answer(this.#bitOf(permission), asked)
  }

  get validUntil(): number | undefined {
    if (this.#timed) this.#look()
    return this.#term.until === always.until ? undefined : this.#term.until
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
    const names: readonly string[] = this.#policy.questions.filter((_, bit) => this.#answer(bit, asked))
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
    const now = this.#timed ? this.#clock() : 0
    return explain(this.#policy, this.facts, permission, asked, now)
  }

  fields(resource: string, asked?: Ask<P>): readonly string[] | '*' {
    const names = new Set<string>()
    for (const { permission, fields } of this.#policy.fields.get(resource) ?? []) {
      if (!this.#answer(this.#policy.index.get(permission), asked)) continue
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

  #bitOf(permission: Question<P>): number | undefined {
    if (typeof permission === 'string') return this.#policy.index.get(permission)
    return permission?.of === this.#policy ? permission.bit : undefined
  }

  #answer(bit: number | undefined, asked: Ask<P> | undefined): boolean {
    if (bit === undefined) return false
    if (this.#timed) this.#look()
    const cell = asked === undefined ? this.#organization : this.#find(asked)
    if (cell === undefined) return false
    const rights = cell.term === this.#term ? cell.rights : this.#renew(cell)
    if (asked === undefined) return holds(rights, bit)
    return decide(this.#policy, rights, bit, asked, cell.at, this.#asker)
  }

  /** Looks at the clock, which may have been set back, too. */
  #look(): void {
    const now = this.#clock()
    this.#now = now
    if (now < this.#term.since || now >= this.#term.until || this.#term === always) this.#term = termAt(this.facts, now)
  }

  #cellOf(at: Located): Cell {
    const cell = { at, term: this.#term, rights: this.#policy.rightsOf(undefined) }
    this.#renew(cell)
    return cell
  }

  #renew(cell: Cell): Rights {
    cell.term = this.#term
    cell.rights = this.#barred
      ? this.#policy.rightsOf(undefined)
      : standingFrom(this.#policy, this.facts, holdingsIn(this.#policy, this.facts, cell.at, this.#now)).rights
    return cell.rights
  }

  /** The scope that is named, by its id or as the app names it. */
  #find(asked: Ask<P>): Cell | undefined {
    if (typeof asked !== 'object' || asked === null) return undefined
    const kind = kindOf(asked)
    if (kind === undefined) return undefined
    const name: unknown = Reflect.get(asked, kind)
    if (kind === 'organization') return name === undefined || name === true ? this.#organization : undefined
    const known =
      typeof name === 'string'
        ? this.#byId.get(name)
        : isRef(name)
          ? this.#byRef.get(name.type)?.get(name.key)
          : undefined
    if (known !== undefined) return known.at.kind === kind ? known : undefined
    return this.#note(name, locateAsked(this.facts, asked))
  }

  #note(name: unknown, at: Located | undefined): Cell | undefined {
    if (at === undefined) return undefined
    const cell = this.#cellOf(at)
    if (isRef(name)) {
      const ofType = this.#byRef.get(name.type) ?? new Map<string, Cell>()
      this.#byRef.set(name.type, ofType.set(name.key, cell))
    } else if (typeof name === 'string') this.#byId.set(name, cell)
    return cell
  }
}
