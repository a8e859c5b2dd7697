/** The workspace: a part of the organization with its own member list; organization roles reach in as the policy says. */
import { compact, isoTime, isoTimeOrAbsent } from '../decision/compact.js'
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
