/**
 * The front door: every command and query, by hand, with what it means, what it needs and what it refuses. `attempt` and
 * `plan` are mapped from the same interface, so that a command is described once.
 */
import type { Access } from './access/access.js'
import type { AttributesOf, PermissionOf, Policy, RoleOf } from './access/policy.js'
import type { EntryOf } from './access/policy-definition.js'
import type { AssignmentCommands, AssignmentQueries } from './assignment/assignment-door.js'
import type { IssuedSecret } from './decision/change-set.js'
import type { Actor } from './decision/context.js'
import type { Refusal } from './decision/refusal.js'
import type { RefusalCode } from './errors.js'
import type { ItemCount, Receipt } from './execute.js'
import type { GroupCommands, GroupQueries } from './group/group-door.js'
import type { PlaceInput } from './input/place-fields.js'
import type { Invitation, InvitationStatus } from './invitation/invitation.js'
import type { InviteOutcome } from './invitation/invite-members.js'
import type { Dispositions } from './member/dispositions.js'
import type { Member, MemberStatus } from './member/member.js'
import type { AdminTransferred } from './member/transfer-admin-role.js'
import type { OrganizationCreated } from './organization/create-organization.js'
import type { Organization, OrganizationSettings } from './organization/organization.js'
import type { AccessInput } from './queries/access.js'
import type { AccessReport } from './queries/access-report.js'
import type { GroupsOfMember } from './queries/groups.js'
import type { HistoryEntry, HistoryPage } from './queries/history.js'
import type { InvitationPeek, InvitationsOfEmail } from './queries/invitations.js'
import type { Dashboard, OrganizationsOfUser } from './queries/organizations.js'
import type { Page } from './queries/paging.js'
import type { TeamsOfMember } from './queries/teams.js'
import type { AuditReport } from './queries/verify.js'
import type { ViewsByKind } from './queries/view.js'
import type { FilteredPage, ReachableKind } from './queries/who-can.js'
import type { WorkspacesOfMember } from './queries/workspaces.js'
import type { Resource } from './resource/resource.js'
import type { ResourceCommands, ResourceQueries } from './resource/resource-door.js'
import type { CustomRoleId } from './role/role.js'
import type { RoleCommands, RoleQueries } from './role/role-door.js'
import type { RuleCode } from './rules/index.js'
import type { HistoryActor, Json, Kind, Storage } from './storage.js'
import type { TeamCommands, TeamQueries } from './team/team-door.js'
import type { WorkspaceCommands, WorkspaceQueries } from './workspace/workspace-door.js'

/** A role of the organization: one of the policy's, or one that the organization has made. */
export type OrganizationRole<P extends Policy> = RoleOf<P> | CustomRoleId

// ---------------------------------------------------------------------------------------------------------- commands

/** What any command can be refused with, besides its own codes: the actor's rights, the rules, size and repetition. */
export type CommonCode =
  | RuleCode
  | 'organization/not-found'
  | 'access/not-allowed'
  | 'batch/too-large'
  | 'idempotency/key-reused'
  | `app/${string}`

/** A command: commits, or throws one `GuildhallError`. `Codes` are the refusals of its own. */
export interface Command<Input, Result, Codes extends RefusalCode = never> {
  (input: Input): Promise<Result>
  /** Never there: it carries the codes for `attempt` and `plan`. */
  readonly codes?: Codes
}

/** The answer of `attempt`: refusals are returned, the other four kinds of error are thrown. */
export type Attempt<Value, Codes extends RefusalCode> =
  | { readonly ok: true; readonly value: Value }
  | { readonly ok: false; readonly refusal: Refusal<Codes> }

export type Attempts<T> = {
  readonly [K in keyof T]: T[K] extends Command<infer Input, infer Result, infer Codes>
    ? (input: Input) => Promise<Attempt<Result, Codes | CommonCode>>
    : Attempts<T[K]>
}

export type Plans<T> = {
  readonly [K in keyof T]: T[K] extends Command<infer Input, infer _Result, infer Codes>
    ? (input: Input) => Promise<Plan<Codes | CommonCode>>
    : Plans<T[K]>
}

/** What every command inside an organization says: where, and who. */
export interface InOrganization {
  readonly organizationId: string
  /** A user of the application, who must be an active member, or `{ system: name }`, which opts out of permissions visibly. */
  readonly actor: Actor
}

export interface Repeatable {
  /**
   * Makes the command safe to send twice: the second time the same key with the same input answers with what was done
   * the first time, without secrets; with another input it is refused (`idempotency/key-reused`). At most 255 bytes.
   */
  readonly idempotencyKey?: string
}

export interface WithReason {
  /** Why, for the history; at most 1,000 bytes. */
  readonly reason?: string
}

export type Metadata = { readonly [key: string]: Json }

/** Fields of a person: single lines of at most 200 bytes, metadata at most 16 KB and eight levels of plain JSON. */
export interface ProfileInput {
  readonly email?: string
  readonly name?: string
  readonly phone?: string
  readonly department?: string
  readonly jobTitle?: string
  readonly metadata?: Metadata
}

/** A change of a profile: absent leaves a field, null clears it. */
export type ProfileChangeInput = { readonly [K in Exclude<keyof ProfileInput, 'metadata'>]?: string | null } & {
  readonly metadata?: Metadata
}

export interface CreateOrganizationInput extends Repeatable {
  /** Who creates it; its first admin too, unless `admin` names somebody. */
  readonly actor: Actor
  readonly name: string
  /** 2 to 63 of `a-z`, `0-9` and `-`; unique among all organizations that are not deleted. */
  readonly slug: string
  /** Seats at most; 0 is zero, absent is unlimited. */
  readonly seatLimit?: number
  readonly settings?: OrganizationSettings
  readonly metadata?: Metadata
  /** The first admin, where it is not the creator. */
  readonly admin?: ProfileInput & { readonly userId: string }
}

export interface UpdateOrganizationInput extends InOrganization, Repeatable, WithReason {
  readonly name?: string
  readonly slug?: string
  /** All settings, as they shall be. */
  readonly settings?: OrganizationSettings
  /** All metadata, as it shall be. */
  readonly metadata?: Metadata
}

export interface OrganizationCommands {
  /** Makes an organization with its first admin (S3-14). Who may do so is the application's to decide. */
  readonly create: Command<
    CreateOrganizationInput,
    OrganizationCreated & Receipt,
    'organization/slug-taken' | 'member/profile-incomplete'
  >
  /** Changes name, slug, settings or metadata. Asks for `organization:update`. */
  readonly update: Command<UpdateOrganizationInput, Organization & Receipt, 'organization/slug-taken'>
  /** Sets the seat limit, or lifts it with null; it may fall below use (S2-05). Asks for `organization:set-seat-limit`. */
  readonly setSeatLimit: Command<
    InOrganization & Repeatable & WithReason & { readonly seatLimit: number | null },
    Organization & Receipt
  >
  /** Freezes the organization: from now on it accepts nothing but being restored or deleted. Asks for `organization:archive`. */
  readonly archive: Command<InOrganization & Repeatable & WithReason, Organization & Receipt>
  /** Brings an archived organization back. Asks for `organization:restore`. */
  readonly restore: Command<
    InOrganization & Repeatable & WithReason,
    Organization & Receipt,
    'organization/not-archived'
  >
  /** Deletes the organization; it is answered like one that never was, its slug is free. Asks for `organization:delete`. */
  readonly delete: Command<InOrganization & Repeatable & WithReason, Organization & Receipt>
}

export interface AddMemberInput<P extends Policy> extends InOrganization, Repeatable, WithReason, ProfileInput {
  readonly userId: string
  /** The organization's default role where absent. */
  readonly role?: OrganizationRole<P>
  /** `active` where absent. */
  readonly status?: 'active' | 'deactivated'
  /** Direct permissions beside the role (S0-22); wildcards are expanded. */
  readonly permissions?: readonly EntryOf<P>[]
}

export interface OfMember extends InOrganization, Repeatable, WithReason {
  readonly memberId: string
}

/** Secrets that leave with a result, once, for whoever delivers the message. Lost means resend. */
export interface WithSecrets {
  readonly secrets: readonly IssuedSecret[]
}

export interface MemberCommands<P extends Policy> {
  /**
   * Adds a user as a member without an invitation. Whoever was removed returns by an invitation only, unless the system
   * adds them. Asks for `member:add`.
   */
  readonly add: Command<
    AddMemberInput<P>,
    Member & Receipt,
    'member/was-removed' | 'member/profile-incomplete' | 'permission/unknown' | 'permission/wrong-scope'
  >
  /** Changes a profile (S0-28); a new address of a pending member makes a new secret. Asks for `member:update`. */
  readonly update: Command<
    OfMember & ProfileChangeInput,
    Member & Receipt & WithSecrets,
    'member/not-found' | 'member/profile-incomplete'
  >
  /** Gives another role, at once (S4-33). Nobody changes their own, unless the policy lets them lower it (S4-80). Asks for `member:update-role`. */
  readonly changeRole: Command<
    OfMember & { readonly role: OrganizationRole<P> },
    Member & Receipt,
    'member/not-found' | 'member/own-role'
  >
  /**
   * Sets a member's direct permissions, all of them as they shall be: for the one-off beside the role (S0-22). Wildcards are
   * expanded. Asks for `member:update-permissions`.
   */
  readonly setPermissions: Command<
    OfMember & { readonly permissions: readonly EntryOf<P>[] },
    Member & Receipt,
    'member/not-found' | 'permission/unknown' | 'permission/wrong-scope'
  >
  /** Suspends an active member, who keeps everything (S4-48..S4-50). Asks for `member:deactivate`. */
  readonly deactivate: Command<OfMember, Member & Receipt, 'member/not-found' | 'member/not-active'>
  /** Makes a deactivated member active again, if there is a seat. Asks for `member:reactivate`. */
  readonly reactivate: Command<OfMember, Member & Receipt, 'member/not-found' | 'member/not-deactivated'>
  /**
   * Removes a member for good; their record stays for attribution (S4-42, S4-51). What they own passes on in the same
   * commit; where it is more than 500 resources, in several, the first of which deactivates them and the last removes.
   * Asks for `member:remove`, and for `resource:transfer` where something goes to a member or a team.
   */
  readonly remove: Command<
    OfMember & { readonly dispositions?: Dispositions },
    Member & Receipt,
    'member/not-found' | 'member/owns-blocked' | 'batch/interrupted'
  >
  /** Removes oneself; needs no permission. What one owns is the organization's from then on. */
  readonly leave: Command<
    InOrganization & Repeatable & WithReason,
    Member & Receipt,
    'member/not-found' | 'batch/interrupted'
  >
  /**
   * Hands the actor's admin role to another active member in one step, and takes `role` (the default one where absent)
   * instead. Asks for `member:transfer-admin`.
   */
  readonly transferAdmin: Command<
    OfMember & { readonly role?: OrganizationRole<P> },
    AdminTransferred & Receipt,
    'member/not-found' | 'member/not-active' | 'member/not-admin'
  >
}

export interface InviteeInput<P extends Policy> extends ProfileInput {
  readonly email: string
  readonly role?: OrganizationRole<P>
}

export interface InviteInput<P extends Policy> extends InOrganization, Repeatable, WithReason {
  /** One address or many: text separated by commas, semicolons or line breaks, or a list, also with profiles and roles. At most 10,000. */
  readonly emails: string | readonly (string | InviteeInput<P>)[]
  /** The organization's default role where absent. */
  readonly role?: OrganizationRole<P>
  /** Words for the message; at most 4,000 bytes. */
  readonly message?: string
  readonly metadata?: Metadata
  /** ISO 8601; the organization's, else the hall's lifetime where absent. */
  readonly expiresAt?: string
  /** The status that they take when they accept; `active` where absent (S0-21). */
  readonly statusOnAcceptance?: 'active' | 'deactivated'
  /** Direct permissions of each, beside the role; judged again when they accept. Wildcards are expanded. */
  readonly permissions?: readonly EntryOf<P>[]
}

export interface OfInvitation extends InOrganization, Repeatable, WithReason {
  readonly invitationId: string
}

export interface AcceptInput extends Repeatable {
  /** The token from the message; it says where to look and carries no authority. */
  readonly token: string
  /** The user who accepts, with an address that the application has verified. */
  readonly actor: Actor
  /** Accepts an address that nobody has verified. Whoever pre-registers an account at the invitee's address then gets in (R1). */
  readonly allowUnverifiedEmail?: boolean
}

export interface DeclineInput extends Repeatable, WithReason {
  readonly token: string
  readonly actor?: Actor
}

export type InviteResult = { readonly outcomes: readonly InviteOutcome[] } & Receipt & WithSecrets

export interface InvitationCommands<P extends Policy> {
  /**
   * Invites one or many, each with an outcome: invited, already a member, already invited, invalid and why, no seat. Whoever
   * is invited is a pending member from that moment and holds a seat if the policy says so. Large lists go into several
   * revisions. Asks for `invitation:create`.
   */
  readonly invite: Command<
    InviteInput<P>,
    InviteResult,
    'invitation/expiry-passed' | 'permission/unknown' | 'permission/wrong-scope'
  >
  /** Sends it again under a new secret and a new term; the old secret is dead (S2-20). Asks for `invitation:resend`. */
  readonly resend: Command<
    OfInvitation,
    Invitation & Receipt & WithSecrets,
    'invitation/not-found' | 'invitation/not-pending'
  >
  /** Offers another role while it is pending. Asks for `invitation:update-role`. */
  readonly changeRole: Command<
    OfInvitation & { readonly role: OrganizationRole<P> },
    Invitation & Receipt,
    'invitation/not-found' | 'invitation/not-pending'
  >
  /** Takes a pending invitation back (S2-21, S2-22). Asks for `invitation:revoke`. */
  readonly revoke: Command<OfInvitation, Invitation & Receipt, 'invitation/not-found' | 'invitation/not-pending'>
  /** Makes the pending member this user. Every token that is not good is refused alike (R23). */
  readonly accept: Command<
    AcceptInput,
    Member & Receipt,
    'invitation/not-valid' | 'invitation/already-member' | 'invitation/email-mismatch' | 'invitation/email-not-verified'
  >
  /** Declines by the token alone; the seat is free (S2-24). */
  readonly decline: Command<DeclineInput, Invitation & Receipt, 'invitation/not-valid'>
}

/** All commands, by concept. */
export interface Commands<P extends Policy> {
  readonly organizations: OrganizationCommands
  readonly members: MemberCommands<P>
  readonly invitations: InvitationCommands<P>
  readonly teams: TeamCommands<P>
  readonly groups: GroupCommands
  readonly workspaces: WorkspaceCommands<P>
  readonly resources: ResourceCommands
  readonly roles: RoleCommands<P>
  readonly assignments: AssignmentCommands<P>
}

// ------------------------------------------------------------------------------------------------------------- plans

/** A record as a plan shows it. */
export type PlannedChange =
  | { readonly kind: 'organization'; readonly id: string; readonly before?: Organization; readonly after: Organization }
  | {
      [K in Exclude<Kind, 'membership' | 'assignment'>]: {
        readonly kind: K
        readonly id: string
        readonly before?: ViewsByKind[K]
        readonly after: ViewsByKind[K]
      }
    }[Exclude<Kind, 'membership' | 'assignment'>]
  /** An edge: one without `after` is taken away. */
  | {
      [K in 'membership' | 'assignment']: {
        readonly kind: K
        readonly id: string
        readonly before?: ViewsByKind[K]
        readonly after?: ViewsByKind[K]
      }
    }['membership' | 'assignment']

/** An event as a plan shows it: it has no time and no place yet. */
export type PlannedEvent = Pick<HistoryEntry, 'type' | 'memberId' | 'invitationId' | 'recordId' | 'before' | 'after'>

/** Something that the command leaves behind or endangers. */
export interface Impact {
  /**
   * `invitations-vouched-for`: pending members whose invitation dies with this member's right to give the role;
   * `loses-access`, `keeps-access`: who is no longer in the workspace, and who still is in another way;
   * `owned-resources`: what a leaving member owns.
   */
  readonly name: string
  /** The first twenty. */
  readonly members: readonly Member[]
  /** Groups, teams and everyone, as far as it concerns them as such; at most twenty, too. */
  readonly others?: readonly { readonly kind: 'group' | 'team' | 'everyone'; readonly id: string }[]
  /** Permissions that they gain or lose by it. */
  readonly gains?: readonly string[]
  readonly loses?: readonly string[]
  /** Of `owned-resources`: what a leaving member owns, the first twenty. */
  readonly resources?: readonly Resource[]
  readonly more: boolean
}

/**
 * What a command would do, as plain JSON without secrets; or the refusal. It may travel to a browser and back: `apply`
 * runs the command anew and compares, so a plan that was tampered with gives nobody anything.
 */
export type Plan<Codes extends RefusalCode = RefusalCode> =
  | AcceptedPlan
  | { readonly ok: false; readonly refusal: Refusal<Codes> }

export interface AcceptedPlan {
  readonly ok: true
  /** For example `member.remove`, or `batch`. */
  readonly command: string
  readonly input: { readonly [key: string]: Json }
  readonly organizationId: string
  readonly actor: Actor
  /** What it was decided on. */
  readonly revision: number
  readonly commitId: string
  /** Fingerprint of the policy. */
  readonly policy: string
  /** Digest of the effect, without times, secrets and freshly minted ids. */
  readonly digest: string
  /** How many revisions it takes. */
  readonly revisions: number
  readonly changes: readonly PlannedChange[]
  readonly events: readonly PlannedEvent[]
  readonly seats: { readonly before: number; readonly after: number; readonly limit?: number }
  readonly impact: readonly Impact[]
  /**
   * Where a member leaves and the hall has `ownedItems`: what the application keeps for them, as of now; `unknown` where
   * it failed to say.
   */
  readonly items?: readonly (ItemCount & { readonly memberId: string })[] | 'unknown'
  /** For a command of many items, or a batch: what would become of each. */
  readonly outcomes: readonly ({ readonly ok: true } | { readonly ok: false; readonly refusal: Refusal })[]
}

// ------------------------------------------------------------------------------------------------------------- batch

type BatchInput<T> = T extends Command<infer Input, infer _Result, infer _Codes> ? Inside<Input> : never
/** Of each alternative of an input, what is the command's own. */
type Inside<Input> = Input extends unknown ? Omit<Input, keyof InOrganization | keyof Repeatable> : never
type ResultIn<T> =
  T extends Command<infer _Input, infer Result, infer _Codes> ? Omit<Result, keyof Receipt | keyof WithSecrets> : never

/** Commands that can be part of a batch, by their names in the history. */
export interface BatchCommands<P extends Policy> {
  'organization.update': OrganizationCommands['update']
  'organization.setSeatLimit': OrganizationCommands['setSeatLimit']
  'organization.archive': OrganizationCommands['archive']
  'organization.restore': OrganizationCommands['restore']
  'organization.delete': OrganizationCommands['delete']
  'member.add': MemberCommands<P>['add']
  'member.update': MemberCommands<P>['update']
  'member.changeRole': MemberCommands<P>['changeRole']
  'member.setPermissions': MemberCommands<P>['setPermissions']
  'member.deactivate': MemberCommands<P>['deactivate']
  'member.reactivate': MemberCommands<P>['reactivate']
  'member.remove': MemberCommands<P>['remove']
  'member.leave': MemberCommands<P>['leave']
  'member.transferAdmin': MemberCommands<P>['transferAdmin']
  'invitation.invite': InvitationCommands<P>['invite']
  'invitation.resend': InvitationCommands<P>['resend']
  'invitation.changeRole': InvitationCommands<P>['changeRole']
  'invitation.revoke': InvitationCommands<P>['revoke']
  'team.create': TeamCommands<P>['create']
  'team.update': TeamCommands<P>['update']
  'team.move': TeamCommands<P>['move']
  'team.delete': TeamCommands<P>['delete']
  'team.addMembers': TeamCommands<P>['addMembers']
  'team.removeMembers': TeamCommands<P>['removeMembers']
  'team.changeRole': TeamCommands<P>['changeRole']
  'group.create': GroupCommands['create']
  'group.update': GroupCommands['update']
  'group.delete': GroupCommands['delete']
  'group.addMembers': GroupCommands['addMembers']
  'group.removeMembers': GroupCommands['removeMembers']
  'workspace.create': WorkspaceCommands<P>['create']
  'workspace.update': WorkspaceCommands<P>['update']
  'workspace.delete': WorkspaceCommands<P>['delete']
  'workspace.addMembers': WorkspaceCommands<P>['addMembers']
  'workspace.removeMembers': WorkspaceCommands<P>['removeMembers']
  'workspace.changeRole': WorkspaceCommands<P>['changeRole']
  'resource.create': ResourceCommands['create']
  'resource.createMany': ResourceCommands['createMany']
  'resource.update': ResourceCommands['update']
  'resource.move': ResourceCommands['move']
  'resource.transfer': ResourceCommands['transfer']
  'resource.delete': ResourceCommands['delete']
  'role.create': RoleCommands<P>['create']
  'role.update': RoleCommands<P>['update']
  'role.delete': RoleCommands<P>['delete']
  'assignment.assign': AssignmentCommands<P>['assign']
  'assignment.change': AssignmentCommands<P>['change']
  'assignment.unassign': AssignmentCommands<P>['unassign']
}

/** One command of a batch. */
export type BatchCommand<P extends Policy> = {
  [N in keyof BatchCommands<P>]: { readonly command: N; readonly input: BatchInput<BatchCommands<P>[N]> }
}[keyof BatchCommands<P>]

export interface BatchOfInput<P extends Policy, C extends readonly BatchCommand<P>[]>
  extends InOrganization,
    Repeatable {
  /**
   * `all-or-nothing`: one revision; the rules judge only where all commands end up. `item-by-item`: each is judged on the
   * state that the one before it leaves; those that are refused are skipped and told.
   */
  readonly mode: 'all-or-nothing' | 'item-by-item'
  readonly commands: C
}

/** One outcome a command, in order; none where an idempotency key answers for what was done before. */
export type BatchResult<P extends Policy, C extends readonly BatchCommand<P>[]> = Receipt &
  WithSecrets & {
    readonly outcomes: {
      readonly [I in keyof C]: C[I] extends { readonly command: infer N extends keyof BatchCommands<P> }
        ? Attempt<ResultIn<BatchCommands<P>[N]>, RefusalCode>
        : never
    }
  }

export type BatchAttempt<P extends Policy, C extends readonly BatchCommand<P>[]> =
  | { readonly ok: true; readonly value: BatchResult<P, C> }
  | { readonly ok: false; readonly refusal: Refusal; readonly at: number }

export interface ApplyInput extends Repeatable {
  readonly plan: AcceptedPlan
  /** Who applies it, which need not be who planned it: rights are judged anew. */
  readonly actor: Actor
}

// ----------------------------------------------------------------------------------------------------------- queries

export interface PageOptions {
  /** How many at most, 1 to 1,000; 100 where absent. */
  readonly limit?: number
  /** The `next` of the page before. */
  readonly after?: string
  /** The `previous` of the page behind. */
  readonly before?: string
}

export interface OrganizationQueries {
  /** Asks for `organization:read`. */
  get(input: InOrganization): Promise<Organization>
  /** The organization with this slug; a foreign one is answered like none. Asks for `organization:read`. */
  bySlug(input: { readonly slug: string; readonly actor: Actor }): Promise<Organization>
  /** Its numbers at one instant, at the same cost at any size (S0-04..S0-08). Asks for `organization:read`. */
  dashboard(input: InOrganization): Promise<Dashboard>
  /** All organizations of a user (S1-20): their own, or anybody's for the system. */
  ofUser(input: {
    readonly actor: Actor
    readonly userId?: string
    readonly limit?: number
    readonly after?: string
  }): Promise<OrganizationsOfUser>
}

export interface MemberQueries<P extends Policy> {
  /** One member in full, removed ones included (S0-27). Asks for `member:read`. */
  get(input: InOrganization & { readonly memberId: string }): Promise<Member>
  /** Members by name; active and deactivated ones unless `status` says otherwise. Asks for `member:read`. */
  list(
    input: InOrganization &
      PageOptions & { readonly status?: readonly MemberStatus[]; readonly role?: readonly OrganizationRole<P>[] },
  ): Promise<Page<Member>>
  /** The teams that a member is in, by name, with their role there (S4-12). Asks for `team:read`; of one's own, anybody may. */
  teams(input: InOrganization & { readonly memberId: string }): Promise<TeamsOfMember>
  /** The groups that a member is in, by name (S0-27, S0-42). Asks for `group:read`; of one's own, anybody may. */
  groups(input: InOrganization & { readonly memberId: string }): Promise<GroupsOfMember>
  /**
   * The workspaces that a member is in, and how: by themselves, through a group, or by their role in the organization.
   * Asks for `workspace:read`; of one's own, anybody may.
   */
  workspaces(input: InOrganization & { readonly memberId: string }): Promise<WorkspacesOfMember>
  /**
   * Who can do this here: the active members whom the check answers with yes, by name. Each call looks at `limit` members
   * in one round trip, so that a page may come out short, or empty, while more follow. Asks for `assignment:read` there.
   */
  whoCan(input: InOrganization & QuestionInput<P> & Omit<PageOptions, 'before'>): Promise<FilteredPage<Member>>
  /**
   * What a member may do this in: workspaces, teams or resources, by name, in pages like those of `whoCan`.
   * Asks for `assignment:read`.
   */
  reach<K extends ReachableKind>(
    input: InOrganization &
      Omit<PageOptions, 'before'> & {
        readonly memberId: string
        readonly permission: PermissionOf<P>
        readonly kind: K
      },
  ): Promise<FilteredPage<ViewsByKind[K]>>
  /** All that a member holds, where from and until when, and what it comes to, scope by scope. Asks for `assignment:read`. */
  accessReport(input: InOrganization & { readonly memberId: string }): Promise<AccessReport<P>>
  /**
   * Takes a user out of every organization that they are in: planned everywhere first, and if any of them refuses (the
   * last admin, R6), nothing is done and each problem is told; unless `mode` says to go on where it can. For the system,
   * or for the user themselves.
   */
  removeUserEverywhere(input: RemoveUserEverywhereInput): Promise<UserRemovedEverywhere>
}

export interface RemoveUserEverywhereInput extends WithReason {
  readonly actor: Actor
  readonly userId: string
  /** `all-or-nothing` where absent. Organizations are independent: what is done in one is not undone for another. */
  readonly mode?: 'all-or-nothing' | 'item-by-item'
}

export interface UserRemovedEverywhere {
  /** Whether the user is out of every organization. */
  readonly complete: boolean
  readonly outcomes: readonly {
    readonly organizationId: string
    readonly memberId: string
    /** `removed`; `refused`, with the refusal; `kept`, since another organization refuses. */
    readonly outcome: 'removed' | 'refused' | 'kept'
    readonly refusal?: Refusal
  }[]
}

export interface InvitationQueries<P extends Policy> {
  /** Asks for `invitation:read`. */
  get(input: InOrganization & { readonly invitationId: string }): Promise<Invitation>
  /** Invitations by address, pending ones unless `status` says otherwise (S1-08). Asks for `invitation:read`. */
  list(
    input: InOrganization &
      PageOptions & { readonly status?: readonly InvitationStatus[]; readonly role?: readonly OrganizationRole<P>[] },
  ): Promise<Page<Invitation>>
  /** Looks at an invitation by its token and consumes nothing (R16). Whoever has the token may. */
  peek(input: { readonly token: string }): Promise<InvitationPeek>
  /** Open invitations to the actor's verified address, or to any for the system (S1-05). */
  ofEmail(input: {
    readonly actor: Actor
    readonly email?: string
    readonly limit?: number
    readonly after?: string
  }): Promise<InvitationsOfEmail>
}

export interface HistoryQueries {
  /** Events, newest first unless `order` says otherwise; every filter given must hold. Asks for `history:read`. */
  list(
    input: InOrganization & {
      /** About this member. */
      readonly memberId?: string
      /** About this team, group, workspace, resource, role or assignment. */
      readonly recordId?: string
      /** By this actor. */
      readonly by?: HistoryActor
      readonly types?: readonly string[]
      /** From this time on, ISO 8601. */
      readonly from?: string
      /** Before this time, ISO 8601. */
      readonly until?: string
      readonly afterRevision?: number
      readonly order?: 'newest-first' | 'oldest-first'
      readonly limit?: number
      readonly after?: string
    },
  ): Promise<HistoryPage>
}

// ---------------------------------------------------------------------------------------------------------- the hall

/** What subscribers hear after a commit. The history is the outbox: who was not listening reads on from a revision. */
export interface Notice extends WithSecrets {
  readonly organizationId: string
  readonly revision: number
  readonly commitId: string
  readonly at: string
  readonly actor: HistoryActor
  readonly command: string
  readonly events: readonly HistoryEntry[]
}

export interface MaintenanceReport {
  /** Invitations whose running out was recorded. */
  readonly expired: number
  /** Records of deleted organizations that were erased. */
  readonly erased: number
  /** Whether there is more to do: call again. */
  readonly more: boolean
}

/** One question: a permission, in at most one of a workspace, a team or a resource, else in the organization. */
export interface QuestionInput<P extends Policy> extends PlaceInput {
  readonly permission: PermissionOf<P>
}

/** The membership desk of an application. */
export interface Guildhall<P extends Policy = Policy> {
  readonly policy: P
  readonly organizations: OrganizationCommands & OrganizationQueries
  readonly members: MemberCommands<P> & MemberQueries<P>
  readonly invitations: InvitationCommands<P> & InvitationQueries<P>
  readonly teams: TeamCommands<P> & TeamQueries<P>
  readonly groups: GroupCommands & GroupQueries
  readonly workspaces: WorkspaceCommands<P> & WorkspaceQueries
  readonly resources: ResourceCommands & ResourceQueries
  readonly roles: RoleCommands<P> & RoleQueries
  readonly assignments: AssignmentCommands<P> & AssignmentQueries<P>
  readonly history: HistoryQueries
  /** Every command, returning refusals instead of throwing them. */
  readonly attempt: Attempts<Commands<P>> & {
    /** With the place of the command that was refused, or of the last one, where it is the whole that a rule refuses. */
    batch<const C extends readonly BatchCommand<P>[]>(input: BatchOfInput<P, C>): Promise<BatchAttempt<P, C>>
    apply(input: ApplyInput): Promise<Attempt<Receipt & WithSecrets, RefusalCode>>
  }
  /** Every command, without doing it. */
  readonly plan: Plans<Commands<P>> & {
    batch<const C extends readonly BatchCommand<P>[]>(input: BatchOfInput<P, C>): Promise<Plan>
  }
  /** Does what a plan showed, for this actor; or throws `plan/stale` where it would do anything else. */
  apply(input: ApplyInput): Promise<Receipt & WithSecrets>
  /** Decides several commands as one. @throws in `all-or-nothing`, the refusal of the first that is refused, or of the whole */
  batch<const C extends readonly BatchCommand<P>[]>(input: BatchOfInput<P, C>): Promise<BatchResult<P, C>>
  /**
   * Loads what a user may do, once; asking is then synchronous. Known are the organization, the shared workspaces, and the
   * teams and workspaces that they are in; others, and resources, are named: at most 100 of each.
   * @throws `organization/not-found` where there is none; of one that the user is not in, every question is answered with no
   */
  access(input: AccessInput): Promise<Access<P>>
  /**
   * Answers one question, reading exactly what it needs: no, where there is no such organization. `on`: the attributes that
   * conditions are judged by.
   */
  check(
    input: { readonly organizationId: string; readonly userId: string } & QuestionInput<P> & {
        readonly on?: AttributesOf<P>
      },
  ): Promise<boolean>
  /** The auditor: whether everything that must hold does, history included. Asks for `history:verify`. */
  verify(input: InOrganization): Promise<AuditReport>
  /** Hears of every commit of this process, after it; answers how to stop. What a listener throws goes to `onListenerError`. */
  subscribe(listener: (notice: Notice) => void | Promise<void>): () => void
  /** Upkeep: safe to run at any time, twice and in parallel; correctness never depends on it. */
  maintain(input?: { readonly limit?: number }): Promise<MaintenanceReport>
  /** The same hall on another storage, for example on a transaction of the caller's own: `hall.on(storage.with(tx))`. */
  on(storage: Storage): Guildhall<P>
}
