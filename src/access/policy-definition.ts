/** What an app writes: the input of `definePolicy`. */
import type { Asker } from './conditions.js'
import type { GuildhallPermission } from './permissions.js'
import type { Policy } from './policy.js'
import type { Reach, Scope } from './scope.js'
import type { SeatStatus } from './seats.js'

type ResourceOf<P extends string> = P extends `${infer Resource}:${string}` ? Resource : never

/** What a role can list. `C`: the names of the app's conditions. */
export type PermissionEntry<P extends string, C extends string = never> =
  | P
  | `${P}:${'own' | C}`
  | `${ResourceOf<P>}:*`
  | '*'
  | GuildhallPermission

/** The same for a policy. */
export type EntryOf<T> = T extends Policy<infer P, string, infer C> ? PermissionEntry<P, keyof C & string> : never

/**
 * One role. `P`: the app's permissions; `N`: the names of all roles; `S`: the scope, which the type checker infers; `C`:
 * the names of the app's conditions.
 */
export interface RoleDefinition<P extends string, N extends string, S = Scope, C extends string = never> {
  /**
   * The app's permissions, `resource:*` and `*` for many of them, `permission:own` for what is the member's own,
   * `permission:condition` for what a condition of the app's holds for, and Guildhall's permissions one by one: wildcards
   * never cover those.
   */
  readonly permissions?: readonly PermissionEntry<P, C>[]
  /** Roles of the same scope, whose permissions and `assigns` this one has too. The admin role cannot be inherited. */
  readonly inherits?: readonly N[]
  /**
   * Roles that the holder may give although they hold more than the holder does. Without it, one gives only roles
   * whose permissions one holds. The admin role gives every role.
   */
  readonly assigns?: readonly N[]
  /** `false` for a role that is declared and cannot be given yet. */
  readonly assignable?: boolean
  /** What it is a role in: the organization, unless said. */
  readonly scope?: S & Scope
  /**
   * How a role of the organization reaches into workspaces: `always` into all (the admin role, unless said);
   * `unless-assigned` into those that its holder is in, while they are given no role there (the others, unless said, S3-07); `never`.
   */
  readonly reach?: Reach
  /** How people see it. */
  readonly label?: string
  readonly description?: string
}

type Names<R> = keyof R & string

/** Roles of organization scope: a role without a scope is inferred as `unknown`. */
export type OrganizationRoles<R> = {
  [N in Names<R>]: unknown extends R[N] ? N : R[N] extends 'organization' ? N : never
}[Names<R>]

/**
 * The names of the roles as the type of a policy has them: with their scope, where it is not the organization. The
 * conditional changes nothing but the hover, which then shows the names.
 */
export type RoleNames<R> = {
  [N in Names<R>]: unknown extends R[N]
    ? N
    : R[N] extends 'organization'
      ? N
      : R[N] extends Scope
        ? `${N}@${R[N]}`
        : never
}[Names<R>] extends infer Name extends string
  ? Name
  : never

interface AdminRole<R> {
  /**
   * The role that holds every permission of Guildhall's and gives every role: the role `admin`, unless said. An
   * organization always has an active member who holds it.
   */
  readonly adminRole: OrganizationRoles<R>
}

interface DefaultRole<R> {
  /** The role of those who are invited or added without one: the role `member`, else `viewer`, unless said. */
  readonly defaultRole: OrganizationRoles<R>
}

type OptionalIf<Condition extends boolean, T> = Condition extends true ? Partial<T> : T

/** One separation of duty. Its roles are for members alone: groups and teams are never given one. */
export interface SeparationOfDuty<N extends string = string> {
  /** What refusals call it. */
  readonly name: string
  readonly roles: readonly N[]
  /** How many of the roles one member may hold at most; 1 where absent. */
  readonly most?: number
}

/** The attributes that conditions take, by their names; of an app that declares none, nothing. */
// biome-ignore lint/complexity/noBannedTypes: a type with no names
export type NoConditions = {}

export type PolicyDefinition<P extends string, R, C = NoConditions> = {
  /**
   * The app's own permissions: `resource:action`. The resources of Guildhall's permissions are not the app's to use, but
   * for what may be seen of them: `member:read-name`.
   */
  readonly permissions: readonly P[]
  readonly roles: { readonly [N in keyof R]: RoleDefinition<NoInfer<P>, NoInfer<Names<R>>, R[N], NoInfer<Names<C>>> }
  /**
   * Predicates over attributes that the app passes in with a question, by name: a role that lists `task:complete:assigned`
   * may do so where `assigned` answers `true` of the task. Annotate their parameters: from there the type checker knows
   * which attributes a question takes. `own` is built in.
   */
  readonly conditions?: { readonly [N in keyof C]: (attributes: C[N], asker: Asker) => boolean }
  /** Which fields of a thing a permission shows, by the permission: `{ 'member:read-name': ['name'] }`; `*` for all. */
  readonly fields?: {
    readonly [N in NoInfer<P> | `${NoInfer<P>}:${'own' | NoInfer<Names<C>>}` | GuildhallPermission]?:
      | readonly string[]
      | '*'
  }
  /** Who takes a seat. */
  readonly seats?: {
    /** Pending and active members, unless said. */
    readonly statuses?: readonly SeatStatus[]
    /** Roles whose holders take no seat. */
    readonly exceptRoles?: readonly OrganizationRoles<NoInfer<R>>[]
  }
  /** Roles of which nobody holds more than so many at once, directly or by inheritance (static separation of duty). */
  readonly separationOfDuty?: readonly SeparationOfDuty<NoInfer<Names<R>>>[]
  /** Roles that are stored under a name which the policy no longer has: the old name, and the role that it is now. */
  readonly renamed?: { readonly [old: string]: NoInfer<Names<R>> }
  /** Whether members may give themselves a role that holds less. Nobody may ever raise themselves. Default: `fixed`. */
  readonly ownRole?: 'fixed' | 'may-lower'
} & OptionalIf<'admin' extends Names<NoInfer<R>> ? true : false, AdminRole<NoInfer<R>>> &
  OptionalIf<
    'member' extends OrganizationRoles<NoInfer<R>>
      ? true
      : 'viewer' extends OrganizationRoles<NoInfer<R>>
        ? true
        : false,
    DefaultRole<NoInfer<R>>
  >
