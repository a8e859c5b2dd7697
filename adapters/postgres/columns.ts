/**
 * Which field is which column, in the order in which rows are read and written. A record gets a new field by a line here
 * and a migration.
 */
import type { AssignmentRecord } from '../../src/assignment/assignment.js'
import type { GroupRecord } from '../../src/group/group.js'
import type { InvitationRecord } from '../../src/invitation/invitation.js'
import type { MemberRecord } from '../../src/member/member.js'
import type { MembershipRecord } from '../../src/membership/membership.js'
import type { OrganizationRecord } from '../../src/organization/organization.js'
import type { ResourceRecord } from '../../src/resource/resource.js'
import type { RoleRecord } from '../../src/role/role.js'
import type { HistoryEvent, Kind, RecordsByKind, RevisionRow, StoredEvent } from '../../src/storage.js'
import type { TeamRecord } from '../../src/team/team.js'
import type { WorkspaceRecord } from '../../src/workspace/workspace.js'

/** Field by field: the column and its type. */
export type Columns = { readonly [field: string]: string }

export const organizationColumns = {
  id: 'org_id text',
  revision: 'revision bigint',
  commitId: 'commit_id text',
  hash: 'hash text',
  slug: 'slug text',
  name: 'name text',
  status: 'status text',
  seatLimit: 'seat_limit bigint',
  settings: 'settings jsonb',
  metadata: 'metadata jsonb',
  counts: 'counts jsonb',
  totals: 'totals jsonb',
  catalogueId: 'catalogue_id text',
  createdAt: 'created_at bigint',
  updatedAt: 'updated_at bigint',
  archivedAt: 'archived_at bigint',
  deletedAt: 'deleted_at bigint',
} as const satisfies Record<keyof OrganizationRecord, string>

const memberColumns = {
  id: 'id text',
  userId: 'user_id text',
  email: 'email text',
  emailKey: 'email_key text',
  name: 'name text',
  phone: 'phone text',
  department: 'department text',
  jobTitle: 'job_title text',
  metadata: 'metadata jsonb',
  role: 'role text',
  roleGranter: 'role_granter text',
  permissions: 'permissions jsonb',
  permissionsGranter: 'permissions_granter text',
  status: 'status text',
  invitationId: 'invitation_id text',
  sortKey: 'sort_key text',
  createdAt: 'created_at bigint',
  updatedAt: 'updated_at bigint',
  joinedAt: 'joined_at bigint',
  deactivatedAt: 'deactivated_at bigint',
  removedAt: 'removed_at bigint',
} as const satisfies Record<keyof MemberRecord, string>

const invitationColumns = {
  id: 'id text',
  memberId: 'member_id text',
  email: 'email text',
  emailKey: 'email_key text',
  role: 'role text',
  status: 'status text',
  tokenHash: 'token_hash text',
  message: 'message text',
  metadata: 'metadata jsonb',
  statusOnAcceptance: 'status_on_acceptance text',
  sortKey: 'sort_key text',
  createdAt: 'created_at bigint',
  updatedAt: 'updated_at bigint',
  expiresAt: 'expires_at bigint',
  sentAt: 'sent_at bigint',
  sentCount: 'sent_count bigint',
  answeredAt: 'answered_at bigint',
} as const satisfies Record<keyof InvitationRecord, string>

const teamColumns = {
  id: 'id text',
  key: 'key text',
  name: 'name text',
  description: 'description text',
  parentId: 'parent_id text',
  ancestors: 'ancestors jsonb',
  capacity: 'capacity bigint',
  memberCount: 'member_count bigint',
  metadata: 'metadata jsonb',
  status: 'status text',
  sortKey: 'sort_key text',
  createdAt: 'created_at bigint',
  updatedAt: 'updated_at bigint',
  deletedAt: 'deleted_at bigint',
} as const satisfies Record<keyof TeamRecord, string>

const groupColumns = {
  id: 'id text',
  key: 'key text',
  name: 'name text',
  description: 'description text',
  memberCount: 'member_count bigint',
  metadata: 'metadata jsonb',
  status: 'status text',
  sortKey: 'sort_key text',
  createdAt: 'created_at bigint',
  updatedAt: 'updated_at bigint',
  deletedAt: 'deleted_at bigint',
} as const satisfies Record<keyof GroupRecord, string>

const workspaceColumns = {
  id: 'id text',
  key: 'key text',
  name: 'name text',
  description: 'description text',
  type: 'type text',
  ownerId: 'owner_id text',
  memberCount: 'member_count bigint',
  metadata: 'metadata jsonb',
  status: 'status text',
  catalogue: 'catalogue boolean',
  sortKey: 'sort_key text',
  createdAt: 'created_at bigint',
  updatedAt: 'updated_at bigint',
  deletedAt: 'deleted_at bigint',
} as const satisfies Record<keyof WorkspaceRecord, string>

const resourceColumns = {
  id: 'id text',
  type: 'type text',
  key: 'key text',
  ref: 'ref text',
  name: 'name text',
  workspaceId: 'workspace_id text',
  ownerId: 'owner_id text',
  metadata: 'metadata jsonb',
  status: 'status text',
  sortKey: 'sort_key text',
  createdAt: 'created_at bigint',
  updatedAt: 'updated_at bigint',
  deletedAt: 'deleted_at bigint',
} as const satisfies Record<keyof ResourceRecord, string>

const roleColumns = {
  id: 'id text',
  name: 'name text',
  nameKey: 'name_key text',
  description: 'description text',
  scope: 'scope text',
  permissions: 'permissions jsonb',
  status: 'status text',
  catalogue: 'catalogue boolean',
  sortKey: 'sort_key text',
  createdAt: 'created_at bigint',
  updatedAt: 'updated_at bigint',
  deletedAt: 'deleted_at bigint',
} as const satisfies Record<keyof RoleRecord, string>

const membershipColumns = {
  id: 'id text',
  containerKind: 'container_kind text',
  containerId: 'container_id text',
  principalKind: 'principal_kind text',
  principalId: 'principal_id text',
  pair: 'pair text',
  role: 'role text',
  granter: 'granter text',
  catalogue: 'catalogue boolean',
  sortKey: 'sort_key text',
  createdAt: 'created_at bigint',
  updatedAt: 'updated_at bigint',
} as const satisfies Record<keyof MembershipRecord, string>

const assignmentColumns = {
  id: 'id text',
  principalKind: 'principal_kind text',
  principalId: 'principal_id text',
  role: 'role text',
  scopeKind: 'scope_kind text',
  scopeId: 'scope_id text',
  pair: 'pair text',
  sharedScopeId: 'shared_scope_id text',
  startsAt: 'starts_at bigint',
  expiresAt: 'expires_at bigint',
  reason: 'reason text',
  granter: 'granter text',
  catalogue: 'catalogue boolean',
  sortKey: 'sort_key text',
  createdAt: 'created_at bigint',
  updatedAt: 'updated_at bigint',
} as const satisfies Record<keyof AssignmentRecord, string>

export const recordColumns = {
  member: memberColumns,
  invitation: invitationColumns,
  team: teamColumns,
  group: groupColumns,
  workspace: workspaceColumns,
  resource: resourceColumns,
  role: roleColumns,
  membership: membershipColumns,
  assignment: assignmentColumns,
} as const satisfies { [K in Kind]: Record<keyof RecordsByKind[K], string> }

/** Without what every statement knows and what has a table of its own; `request` is laid flat. */
export type FlatRevision = Omit<RevisionRow, 'organizationId' | 'events' | 'request'> & {
  readonly requestId?: string
  readonly requestDigest?: string
  readonly requestIds?: readonly string[]
}

export const revisionColumns = {
  revision: 'revision bigint',
  commitId: 'commit_id text',
  at: 'at bigint',
  actor: 'actor text',
  command: 'command text',
  seats: 'seats bigint',
  previousHash: 'previous_hash text',
  hash: 'hash text',
  requestId: 'request_id text',
  requestDigest: 'request_digest text',
  requestIds: 'request_ids jsonb',
} as const satisfies Record<keyof FlatRevision, string>

/** Where, when and by whom an event was: every event says so too, so that histories need but one table. */
export const placeColumns = {
  revision: 'revision bigint',
  index: 'seq bigint',
  at: 'at bigint',
  actor: 'actor text',
  command: 'command text',
} as const satisfies Record<keyof Omit<HistoryEvent, 'event'>, string>

export const eventColumns = {
  type: 'type text',
  memberId: 'member_id text',
  invitationId: 'invitation_id text',
  recordId: 'record_id text',
  before: 'before jsonb',
  after: 'after jsonb',
  personal: 'personal jsonb',
} as const satisfies Record<keyof StoredEvent, string>

/** Fields that hold a member or a system; a column holds a member's id, or `system:` and the system's name. */
export const principalFields: readonly string[] = ['actor', 'roleGranter', 'permissionsGranter', 'granter']

/** The column of a field, if records of the kind have it. */
export function columnOf(kind: Kind, field: string): string | undefined {
  const columns: Columns = recordColumns[kind]
  return columns[field]?.split(' ')[0]
}
