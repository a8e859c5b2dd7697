/** The group: members gathered so that roles can be given to all of them at once. */
import { compact, isoTime, isoTimeOrAbsent } from '../decision/compact.js'
import { internalFault } from '../errors.js'
import type { Slice } from '../organization/slice.js'
import type { Json } from '../storage.js'
import type { ContainerStatus } from '../team/team.js'

/** A group, as it is stored. Times are milliseconds since 1970 (UTC); absent is a missing key. */
export interface GroupRecord {
  readonly id: string
  /** Chosen by the caller, unique among the live groups of the organization. */
  readonly key?: string
  readonly name: string
  readonly description?: string
  readonly memberCount: number
  readonly metadata: { readonly [key: string]: Json }
  readonly status: ContainerStatus
  readonly sortKey: string
  readonly createdAt: number
  readonly updatedAt: number
  readonly deletedAt?: number
}

/**
 * A group is in at most so many workspaces, so that a change of its name, by which it is listed in each, fits into one
 * revision.
 */
export const mostWorkspaces = 400

/** A group, as people see it. Times are ISO 8601, UTC. */
export interface Group {
  readonly id: string
  readonly organizationId: string
  readonly key?: string
  readonly name: string
  readonly description?: string
  readonly memberCount: number
  readonly metadata: { readonly [key: string]: Json }
  readonly status: ContainerStatus
  readonly createdAt: string
  readonly updatedAt: string
  readonly deletedAt?: string
}

export function groupView(organizationId: string, record: GroupRecord): Group {
  const { sortKey: _, createdAt, updatedAt, deletedAt, ...shown } = record
  return {
    organizationId,
    ...shown,
    createdAt: isoTime(createdAt),
    updatedAt: isoTime(updatedAt),
    ...compact({ deletedAt: isoTimeOrAbsent(deletedAt) }),
  }
}

/** A group that a command is about, as people see it; deleted or not. */
export function shownGroup(slice: Slice, id: string): Group {
  const stored = slice.stored('group', id)
  if (stored?.kind !== 'group') internalFault('a group is missing')
  return groupView(slice.organizationId, stored.record)
}
