/** Workspaces at the front door: what can be done with them, and asked of them. */
import type { Policy, RoleOf } from '../access/policy.js'
import type { Receipt } from '../execute.js'
import type { Command, InOrganization, Metadata, PageOptions, Repeatable, WithReason } from '../front-door.js'
import type { Memberships } from '../membership/members-join.js'
import type { Page } from '../queries/paging.js'
import type { WorkspacePage } from '../queries/workspaces.js'
import type { CustomRoleId } from '../role/role.js'
import type { Workspace, WorkspaceType } from './workspace.js'

/** A role of a workspace: one of the policy's, or one that the organization has made. */
type WorkspaceRole<P extends Policy> = RoleOf<P, 'workspace'> | CustomRoleId

export interface CreateWorkspaceInput<P extends Policy> extends InOrganization, Repeatable, WithReason {
  readonly name: string
  /** The app's own id of it, at most 255 bytes, unique among the workspaces of the organization. */
  readonly key?: string
  /** `shared` where absent; it stays what it is. */
  readonly type?: WorkspaceType
  /** Of a personal one: the member whose it is; the actor where absent. */
  readonly ownerId?: string
  /** The role there of its owner, or of the creator of a shared one. */
  readonly role?: WorkspaceRole<P>
  /** At most 1,000 bytes. */
  readonly description?: string
  readonly metadata?: Metadata
}

export interface OfWorkspace extends InOrganization, Repeatable, WithReason {
  readonly workspaceId: string
}

/** Members, groups, or both: at least one of them. */
export interface WorkspacePrincipals {
  readonly memberIds?: readonly string[]
  readonly groupIds?: readonly string[]
}

export interface WorkspaceCommands<P extends Policy> {
  /**
   * Makes a workspace. In a personal one is its owner and nobody else; in a shared one is its creator, unless their role
   * reaches every workspace and they name no role of their own. Asks for `workspace:create`.
   */
  readonly create: Command<
    CreateWorkspaceInput<P>,
    Workspace & Receipt,
    'workspace/key-taken' | 'member/not-found' | 'member/too-many-edges'
  >
  /** Changes name, key, description (null clears those two) or all metadata. Asks for `workspace:update`, in the workspace. */
  readonly update: Command<
    OfWorkspace & {
      readonly name?: string
      readonly key?: string | null
      readonly description?: string | null
      readonly metadata?: Metadata
    },
    Workspace & Receipt,
    'workspace/not-found' | 'workspace/key-taken'
  >
  /**
   * Deletes a workspace without resources, with every membership and assignment there. Asks for `workspace:delete`, in the
   * workspace.
   */
  readonly delete: Command<OfWorkspace, Workspace & Receipt, 'workspace/not-found' | 'workspace/has-resources'>
  /**
   * Puts members, pending ones too, and groups into a workspace, in one role or in none (S3-20, S3-23..S3-25). Without a
   * role of their own there, members hold what their organization role reaches in with (S3-07).
   * Asks for `workspace:add-member`, in the workspace.
   */
  readonly addMembers: Command<
    OfWorkspace & WorkspacePrincipals & { readonly role?: WorkspaceRole<P> },
    Memberships & Receipt,
    | 'workspace/not-found'
    | 'workspace/personal'
    | 'member/not-found'
    | 'group/not-found'
    | 'group/too-many-workspaces'
    | 'membership/other-role'
    | 'member/too-many-edges'
  >
  /**
   * Takes members and groups out. A group's members keep what they have there in another way (S3-31); the plan lists who
   * loses access and who keeps it. Asks for `workspace:remove-member`, in the workspace.
   */
  readonly removeMembers: Command<
    OfWorkspace & WorkspacePrincipals,
    Workspace & Receipt,
    'workspace/not-found' | 'workspace/admin-stays' | 'member/not-found' | 'group/not-found'
  >
  /** Gives a member or a group another role there, null takes it (S3-27..S3-29). Asks for `workspace:update-role`, in the workspace. */
  readonly changeRole: Command<
    OfWorkspace &
      ({ readonly memberId: string } | { readonly groupId: string }) & {
        readonly role: WorkspaceRole<P> | null
      },
    Memberships & Receipt,
    'workspace/not-found' | 'membership/not-found'
  >
}

export interface WorkspaceQueries {
  /** Asks for `workspace:read`, in the workspace. */
  get(input: InOrganization & { readonly workspaceId: string }): Promise<Workspace>
  /**
   * Workspaces by name, of those that the actor may see: `workspace:read` is asked in each, so that a page may hold fewer
   * than its limit. Go on while there is a `next`.
   */
  list(input: InOrganization & PageOptions & { readonly type?: WorkspaceType }): Promise<Page<Workspace>>
  /** Members and groups by name, and apart the admins, who are in every shared one. Asks for `workspace:read`, in the workspace. */
  members(input: InOrganization & PageOptions & { readonly workspaceId: string }): Promise<WorkspacePage>
}
