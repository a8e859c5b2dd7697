/** Assignments at the front door: what can be done with them, and asked of them. */
import type { Policy, RoleOf } from '../access/policy.js'
import type { Scope } from '../access/scope.js'
import type { Receipt } from '../execute.js'
import type { Command, InOrganization, PageOptions, Repeatable, WithReason } from '../front-door.js'
import type { AssignmentEntry } from '../queries/assignments.js'
import type { Page } from '../queries/paging.js'
import type { ResourceName } from '../resource/resource.js'
import type { CustomRoleId } from '../role/role.js'
import type { Assigned } from './assign-role.js'
import type { Assignment } from './assignment.js'
import type { PrincipalName } from './principal.js'
import type { ScopeName } from './scope-name.js'

/**
 * A role and what it is assigned on, which the type holds together. A role of resources goes on one, or on a workspace or the
 * organization: then on all in it.
 */
export type RoleOn<P extends Policy> =
  | Placed<RoleOf<P, 'organization' | 'resource'>, 'organization'>
  | {
      readonly role: RoleOf<P, 'organization' | 'resource'> | CustomRoleId
      readonly scope?: never
      readonly scopes?: never
    }
  | Placed<RoleOf<P, 'workspace' | 'resource'>, { readonly workspaceId: string }>
  | Placed<RoleOf<P, 'team'>, { readonly teamId: string }>
  | Placed<RoleOf<P, 'resource'>, { readonly resource: ResourceName }>

type Placed<R extends string, S> = { readonly role: R | CustomRoleId } & (
  | { readonly scope: S; readonly scopes?: never }
  /** Several at once, at most 500; each once. */
  | { readonly scopes: readonly S[]; readonly scope?: never }
)

export type AssignInput<P extends Policy> = InOrganization &
  Repeatable &
  WithReason & {
    /** At most 500. Teams and groups hold what is assigned to them for their members; `everyone` is the active members. */
    readonly principals: readonly PrincipalName[]
    /** ISO 8601; at once where absent. */
    readonly startsAt?: string
    /** ISO 8601: from that very moment it grants nothing. For good where absent. */
    readonly expiresAt?: string
  } & RoleOn<P>

export interface ChangeAssignmentInput extends InOrganization, Repeatable {
  readonly assignmentId: string
  /** ISO 8601; null takes the bound away. */
  readonly startsAt?: string | null
  readonly expiresAt?: string | null
  /** Why it is assigned; null clears. */
  readonly reason?: string | null
}

export interface AssignmentCommands<P extends Policy> {
  /**
   * Assigns a role to each of the principals on each of the scopes, all or nothing: for good, or from and until a time
   * (temporary elevation, S4-81). What is assigned already is as it is said now. The admin role is never assigned, only a
   * member's own. Asks for `assignment:create`, in every scope.
   */
  readonly assign: Command<
    AssignInput<P>,
    Assigned & Receipt,
    | 'member/not-found'
    | 'team/not-found'
    | 'group/not-found'
    | 'workspace/not-found'
    | 'resource/not-found'
    | 'assignment/never-in-force'
    | 'assignment/members-only'
    | 'assignment/too-many'
    | 'member/too-many-edges'
  >
  /** Changes from when until when, or the reason. Asks for `assignment:update`, in its scope. */
  readonly change: Command<
    ChangeAssignmentInput,
    Assignment & Receipt,
    'assignment/not-found' | 'assignment/never-in-force'
  >
  /**
   * Takes assignments away, all or nothing, 500 at most; expired ones, too. A role that the actor could not give they take
   * from nobody but themselves. Asks for `assignment:delete`, in every scope.
   */
  readonly unassign: Command<
    InOrganization & Repeatable & WithReason & { readonly assignmentIds: readonly string[] },
    Receipt,
    'assignment/not-found'
  >
}

export interface AssignmentQueries<P extends Policy> {
  /** One assignment, with what it is about. Asks for `assignment:read`, in its scope. */
  get(input: InOrganization & { readonly assignmentId: string }): Promise<AssignmentEntry>
  /**
   * Assignments, the oldest first: of a principal, on a scope, or all; those over and those to come are among them. Of those
   * only that the actor may see: `assignment:read` is asked in the scope of each, so that a page may hold fewer than its
   * limit. Go on while there is a `next`.
   */
  list(
    input: InOrganization &
      PageOptions & {
        /** What this principal holds: the resources of a team with its level on each, for example (S1-43). */
        readonly principal?: PrincipalName
        /** What is held on this scope: the teams with access to a resource, for example (S1-44). */
        readonly scope?: ScopeName
        readonly role?: readonly (RoleOf<P, Scope> | CustomRoleId)[]
      },
  ): Promise<Page<AssignmentEntry>>
}
