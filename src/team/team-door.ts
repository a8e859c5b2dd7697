/** Teams at the front door: what can be done with them, and asked of them. */
import type { Policy, RoleOf } from '../access/policy.js'
import type { Receipt } from '../execute.js'
import type { Command, InOrganization, Metadata, PageOptions, Repeatable, WithReason } from '../front-door.js'
import type { Memberships } from '../membership/members-join.js'
import type { MemberEntry } from '../queries/belonging.js'
import type { Page } from '../queries/paging.js'
import type { CustomRoleId } from '../role/role.js'
import type { Team } from './team.js'

/** A role of a team: one of the policy's, or one that the organization has made. */
type TeamRole<P extends Policy> = RoleOf<P, 'team'> | CustomRoleId

export interface CreateTeamInput extends InOrganization, Repeatable, WithReason {
  readonly name: string
  /** The app's own id of it, at most 255 bytes, unique among the teams of the organization (S1-22). */
  readonly key?: string
  /** At most 1,000 bytes. */
  readonly description?: string
  /** The team that it is below; teams nest five levels deep, and at most 400 are right below one. */
  readonly parentId?: string
  /** Members that it takes at most; 0 is zero, absent is unlimited. */
  readonly capacity?: number
  readonly metadata?: Metadata
}

export interface OfTeam extends InOrganization, Repeatable, WithReason {
  readonly teamId: string
}

/** A change of a team: absent leaves a field, null clears it. */
export interface UpdateTeamInput extends OfTeam {
  readonly name?: string
  readonly key?: string | null
  readonly description?: string | null
  /** It may fall below use: nobody is thrown out. */
  readonly capacity?: number | null
  /** All metadata, as it shall be. */
  readonly metadata?: Metadata
}

export interface TeamCommands<P extends Policy> {
  /** Makes a team, with nobody in it yet. Asks for `team:create`, in the team that it comes under. */
  readonly create: Command<
    CreateTeamInput,
    Team & Receipt,
    'team/key-taken' | 'team/not-found' | 'team/too-deep' | 'team/too-many-children'
  >
  /** Changes name (S1-32), key, description, capacity or metadata. Asks for `team:update`, in the team. */
  readonly update: Command<UpdateTeamInput, Team & Receipt, 'team/not-found' | 'team/key-taken'>
  /**
   * Puts a team with all below it under another one, or with null under none. What is held above, its members hold too, so
   * this is a gift like any other. Asks for `team:update`, in the team, where it comes from and where it goes.
   */
  readonly move: Command<
    OfTeam & { readonly parentId: string | null },
    Team & Receipt,
    'team/not-found' | 'team/below-itself' | 'team/too-deep' | 'team/too-many-children'
  >
  /** Deletes a team without teams below it or resources of its own (S1-33, S4-17). Asks for `team:delete`, in the team. */
  readonly delete: Command<OfTeam, Team & Receipt, 'team/not-found' | 'team/has-children' | 'team/has-resources'>
  /**
   * Puts up to 1,000 members into a team, pending ones too, in one role there or in none (S1-34..S1-36, S3-20, S4-58).
   * Whoever is in it already stays as they are. Asks for `team:add-member`, in the team.
   */
  readonly addMembers: Command<
    OfTeam & { readonly memberIds: readonly string[]; readonly role?: TeamRole<P> },
    Memberships & Receipt,
    'team/not-found' | 'member/not-found' | 'membership/other-role' | 'member/too-many-edges'
  >
  /** Takes members out of a team (S1-37, S4-59, S4-64). Asks for `team:remove-member`, in the team. */
  readonly removeMembers: Command<
    OfTeam & { readonly memberIds: readonly string[] },
    Team & Receipt,
    'team/not-found' | 'member/not-found'
  >
  /** Gives a member of a team another role there, null takes it. Asks for `team:update-role`, in the team. */
  readonly changeRole: Command<
    OfTeam & { readonly memberId: string; readonly role: TeamRole<P> | null },
    Memberships & Receipt,
    'team/not-found' | 'membership/not-found'
  >
}

export interface TeamQueries<P extends Policy> {
  /** Asks for `team:read`, in the team. */
  get(input: InOrganization & { readonly teamId: string }): Promise<Team>
  /** The team that has this key. Asks for `team:read`, in the team. */
  byKey(input: InOrganization & { readonly key: string }): Promise<Team>
  /**
   * Teams by name (S1-23), all or those right below one, of those that the actor may see: `team:read` is asked in each, so
   * that a page may hold fewer than its limit. Go on while there is a `next`.
   */
  list(input: InOrganization & PageOptions & { readonly parentId?: string }): Promise<Page<Team>>
  /** Members of a team by name, whatever their status, with their role there (S1-37, S4-07). Asks for `team:read`, in the team. */
  members(
    input: InOrganization & PageOptions & { readonly teamId: string; readonly role?: readonly TeamRole<P>[] },
  ): Promise<Page<MemberEntry>>
}
