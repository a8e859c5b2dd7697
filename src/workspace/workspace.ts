/** The workspace: a part of the organization with its own member list; organization roles reach in as the policy says. */
import type { GuildhallPermission } from '../access/permissions.js'
import type { DomainEvent } from '../decision/change-set.js'
import { type Ask, ask } from '../decision/command.js'
import { compact, isoTime, isoTimeOrAbsent } from '../decision/compact.js'
import { internalFault } from '../errors.js'
import type { MembershipRecord } from '../membership/membership.js'
import type { Slice } from '../organization/slice.js'
import type { Json } from '../storage.js'
import type { ContainerStatus } from '../team/team.js'

/** `shared` by many, or `personal` to one member. */
export const workspaceTypes = ['shared', 'personal'] as const
export type WorkspaceType = (typeof workspaceTypes)[number]

/** A workspace, as it is stored. Times are milliseconds since 1970 (UTC); absent is a missing key. */
export interface WorkspaceRecord {
  readonly id: string
  /** Chosen by the caller, unique among the live workspaces of the organization. */
  readonly key?: string
  readonly name: string
  readonly description?: string
  readonly type: WorkspaceType
  /** The member whose personal workspace it is. */
  readonly ownerId?: string
  /** Members and groups in it. */
  readonly memberCount: number
  readonly metadata: { readonly [key: string]: Json }
  readonly status: ContainerStatus
  /** Live shared workspaces are part of the catalogue. */
  readonly catalogue?: true
  readonly sortKey: string
  readonly createdAt: number
  readonly updatedAt: number
  readonly deletedAt?: number
}

/** A workspace, as people see it. Times are ISO 8601, UTC. */
export interface Workspace {
  readonly id: string
  readonly organizationId: string
  readonly key?: string
  readonly name: string
  readonly description?: string
  readonly type: WorkspaceType
  readonly ownerId?: string
  /** Members and groups in it; admins who reach in without being in it are not counted. */
  readonly memberCount: number
  readonly metadata: { readonly [key: string]: Json }
  readonly status: ContainerStatus
  readonly createdAt: string
  readonly updatedAt: string
  readonly deletedAt?: string
}

export function workspaceView(organizationId: string, record: WorkspaceRecord): Workspace {
  const { sortKey: _, catalogue: __, createdAt, updatedAt, deletedAt, ...shown } = record
  return {
    organizationId,
    ...shown,
    createdAt: isoTime(createdAt),
    updatedAt: isoTime(updatedAt),
    ...compact({ deletedAt: isoTimeOrAbsent(deletedAt) }),
  }
}

/** Asks in the workspace; where there is none, in the organization, so that only whoever may see all learns that. */
export function askIn(slice: Slice, workspaceId: string, permission: GuildhallPermission): Ask {
  return slice.workspace(workspaceId) === undefined ? ask(permission) : ask(permission, { workspace: workspaceId })
}

/** A workspace that a command is about, as people see it; deleted or not. */
export function shownWorkspace(slice: Slice, id: string): Workspace {
  const stored = slice.stored('workspace', id)
  if (stored?.kind !== 'workspace') internalFault('a workspace is missing')
  return workspaceView(slice.organizationId, stored.record)
}

/** An event about who is in a workspace: a member, or a group, which stands among the facts. */
export function belongingEvent(
  type: 'added' | 'removed' | 'role_changed',
  before: MembershipRecord | undefined,
  after: MembershipRecord | undefined,
  reason: string | undefined,
): DomainEvent {
  const membership = after ?? before ?? internalFault('an event about no membership')
  const { containerId, principalKind, principalId } = membership
  const facts = ({ role }: MembershipRecord) => ({
    ...(principalKind === 'group' ? { groupId: principalId } : {}),
    role: role ?? null,
  })
  return {
    type: belongingEvents[principalKind][type],
    recordId: containerId,
    ...compact({
      memberId: principalKind === 'member' ? principalId : undefined,
      before: before && facts(before),
      after: after && facts(after),
    }),
    personal:
      reason === undefined
        ? []
        : [{ ...(principalKind === 'member' ? { subject: principalId } : {}), content: { reason } }],
  }
}

const belongingEvents = {
  member: {
    added: 'workspace.member_added',
    removed: 'workspace.member_removed',
    role_changed: 'workspace.member_role_changed',
  },
  group: {
    added: 'workspace.group_added',
    removed: 'workspace.group_removed',
    role_changed: 'workspace.group_role_changed',
  },
} as const
