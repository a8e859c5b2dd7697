/** Custom roles at the front door: what can be done with them, and asked of them. */
import type { Policy, RoleOf } from '../access/policy.js'
import type { EntryOf } from '../access/policy-definition.js'
import type { Scope } from '../access/scope.js'
import type { Receipt } from '../execute.js'
import type { Command, InOrganization, PageOptions, Repeatable, WithReason } from '../front-door.js'
import type { Page } from '../queries/paging.js'
import type { CustomRole, CustomRoleId } from './role.js'

export interface CreateRoleInput<P extends Policy> extends InOrganization, Repeatable, WithReason {
  /** How people see it; unique among the roles of the organization and of the policy, without regard to letter case. */
  readonly name: string
  /** What it is a role in: the organization where absent; it stays what it is. */
  readonly scope?: Scope
  /**
   * As a role of the policy lists them, wildcards included: they are expanded now, so that permissions which come into the
   * policy later are not in it.
   */
  readonly permissions: readonly EntryOf<P>[]
  /** At most 1,000 bytes. */
  readonly description?: string
}

export interface OfRole extends InOrganization, Repeatable, WithReason {
  readonly roleId: CustomRoleId
}

export interface RoleCommands<P extends Policy> {
  /** Makes a role within what its author holds, for whatever it is then given to. Asks for `role:create`. */
  readonly create: Command<
    CreateRoleInput<P>,
    CustomRole & Receipt,
    'role/name-taken' | 'permission/unknown' | 'permission/wrong-scope'
  >
  /**
   * Changes name, description (null clears it) or all permissions, for all who hold it at once; the id stays. Its plan lists
   * who gains and loses what. Asks for `role:update`.
   */
  readonly update: Command<
    OfRole & {
      readonly name?: string
      readonly permissions?: readonly EntryOf<P>[]
      readonly description?: string | null
    },
    CustomRole & Receipt,
    'role/not-found' | 'role/name-taken' | 'permission/unknown' | 'permission/wrong-scope'
  >
  /**
   * Deletes a role that nobody holds; or moves its holders, 500 at most, to another of the same scope in the same commit:
   * members, memberships, assignments and the default role. Asks for `role:delete`.
   */
  readonly delete: Command<
    OfRole & { readonly replaceWith?: RoleOf<P, Scope> | CustomRoleId },
    CustomRole & Receipt,
    'role/not-found' | 'role/in-use' | 'role/too-many-holders'
  >
}

export interface RoleQueries {
  /** One custom role. Asks for `role:read`. */
  get(input: InOrganization & { readonly roleId: CustomRoleId }): Promise<CustomRole>
  /** Custom roles by name; a page may hold fewer than its limit where `scope` thins it out. Asks for `role:read`. */
  list(input: InOrganization & PageOptions & { readonly scope?: Scope }): Promise<Page<CustomRole>>
}
