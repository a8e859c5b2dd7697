/** Guildhall: organizations, members, invitations, roles and the answers to "may they?". */

// The policy, and what it answers
export { type GuildhallPermissionSummary, guildhallPermissions } from './access/guildhall-permissions.js'
// What is held where
export type { Assigned } from './assignment/assign-role.js'
export type { Assignment, AssignmentRecord, PrincipalKind } from './assignment/assignment.js'
export type {
  AssignInput,
  AssignmentCommands,
  AssignmentQueries,
  ChangeAssignmentInput,
  RoleOn,
} from './assignment/assignment-door.js'
export type { PrincipalName } from './assignment/principal.js'
export type { ScopeName } from './assignment/scope-name.js'
export * from './core.js'
export type { IssuedSecret } from './decision/change-set.js'
export type { Actor, ProfileField } from './decision/context.js'
export { type Refusal, refuse } from './decision/refusal.js'
// Rules of an application's own
export type { Change, Rule, RuleContext, State } from './decision/rule.js'
// Errors
export {
  type BuiltInRefusalCode,
  type DetailsOf,
  type ErrorCode,
  type ErrorKind,
  errorCodes,
  type FaultCode,
  GuildhallError,
  type InputIssue,
  isGuildhallError,
  type RefusalCode,
} from './errors.js'
export type { ItemCount, Leaver, Receipt } from './execute.js'
export type {
  AcceptedPlan,
  AcceptInput,
  AddMemberInput,
  ApplyInput,
  Attempt,
  Attempts,
  BatchAttempt,
  BatchCommand,
  BatchCommands,
  BatchOfInput,
  BatchResult,
  Command,
  Commands,
  CommonCode,
  CreateOrganizationInput,
  DeclineInput,
  Guildhall,
  HistoryQueries,
  Impact,
  InOrganization,
  InvitationCommands,
  InvitationQueries,
  InviteeInput,
  InviteInput,
  InviteResult,
  MaintenanceReport,
  MemberCommands,
  MemberQueries,
  Metadata,
  Notice,
  OfInvitation,
  OfMember,
  OrganizationCommands,
  OrganizationQueries,
  OrganizationRole,
  PageOptions,
  Plan,
  PlannedChange,
  PlannedEvent,
  Plans,
  ProfileChangeInput,
  ProfileInput,
  QuestionInput,
  RemoveUserEverywhereInput,
  Repeatable,
  UpdateOrganizationInput,
  UserRemovedEverywhere,
  WithReason,
  WithSecrets,
} from './front-door.js'
export type { Group, GroupRecord } from './group/group.js'
export type { CreateGroupInput, GroupCommands, GroupQueries, OfGroup, UpdateGroupInput } from './group/group-door.js'
// Opening the hall
export { createGuildhall, type GuildhallOptions } from './guildhall.js'
// The one form of an address that is compared
export { type CanonicalEmail, canonicalEmail } from './input/email.js'
// For authors of adapters
export type { Invitation, InvitationRecord, InvitationStatus } from './invitation/invitation.js'
export type { InviteOutcome } from './invitation/invite-members.js'
export type { Disposition, Dispositions } from './member/dispositions.js'
export type { Granter, Member, MemberRecord, MemberStatus } from './member/member.js'
export type { AdminTransferred } from './member/transfer-admin-role.js'
export type { Memberships } from './membership/members-join.js'
export type { Membership, MembershipRecord } from './membership/membership.js'
export type { OrganizationCreated } from './organization/create-organization.js'
// What is in an organization
export type {
  MemberCounts,
  Organization,
  OrganizationRecord,
  OrganizationSettings,
  OrganizationStatus,
} from './organization/organization.js'
export type { AccessInput } from './queries/access.js'
export type { AccessReport, Entitlement } from './queries/access-report.js'
export type { AssignmentEntry } from './queries/assignments.js'
export { type AuditFinding, type AuditFindingCode, auditFindings } from './queries/audit-findings.js'
export type { MemberEntry } from './queries/belonging.js'
export type { GroupsOfMember } from './queries/groups.js'
export type { HistoryEntry, HistoryPage } from './queries/history.js'
export type { InvitationPeek, InvitationsOfEmail } from './queries/invitations.js'
// Lists, numbers, history and audit
export type { Dashboard, OrganizationsOfUser } from './queries/organizations.js'
export type { Page } from './queries/paging.js'
export type { TeamsOfMember } from './queries/teams.js'
export type { AuditReport } from './queries/verify.js'
export type { ViewsByKind } from './queries/view.js'
export type { FilteredPage, ReachableKind } from './queries/who-can.js'
export type {
  WayIn,
  WorkspaceEntry,
  WorkspaceOfMember,
  WorkspacePage,
  WorkspacesOfMember,
} from './queries/workspaces.js'
export type { ResourcesCreated } from './resource/create-resources.js'
export type { NewOwner } from './resource/owner.js'
export type { Resource, ResourceName, ResourceRecord } from './resource/resource.js'
export type { NewResourceInput, OfResource, ResourceCommands, ResourceQueries } from './resource/resource-door.js'
export type { CustomRole, CustomRoleId, RoleRecord } from './role/role.js'
export type { CreateRoleInput, OfRole, RoleCommands, RoleQueries } from './role/role-door.js'
export { type RuleCode, type RuleName, ruleNames } from './rules/index.js'
export type * from './storage.js'
export { StorageFault } from './storage.js'
export type { ContainerStatus, Team, TeamRecord } from './team/team.js'
export type { CreateTeamInput, OfTeam, TeamCommands, TeamQueries, UpdateTeamInput } from './team/team-door.js'
export type { Workspace, WorkspaceRecord, WorkspaceType } from './workspace/workspace.js'
export type {
  CreateWorkspaceInput,
  OfWorkspace,
  WorkspaceCommands,
  WorkspacePrincipals,
  WorkspaceQueries,
} from './workspace/workspace-door.js'
