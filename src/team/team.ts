/** The team: members who work together on resources; teams nest, and what a parent may reach, its children may. */
import type { GuildhallPermission } from '../access/permissions.js'
import type { Where } from '../access/standing.js'
import { type Ask, ask } from '../decision/command.js'
import { compact, isoTime, isoTimeOrAbsent } from '../decision/compact.js'
import { type Refusal, refuse } from '../decision/refusal.js'
import { internalFault } from '../errors.js'
import type { Slice } from '../organization/slice.js'
import type { Follow, Json, Need } from '../storage.js'

/** A container is live until it is deleted; its record stays, so that the history can be read. */
export const containerStatuses = ['active', 'deleted'] as const
export type ContainerStatus = (typeof containerStatuses)[number]

/** A team, as it is stored. Times are milliseconds since 1970 (UTC); absent is a missing key. */
export interface TeamRecord {
  readonly id: string
  /** Chosen by the caller, unique among the live teams of the organization (S1-22). */
  readonly key?: string
  readonly name: string
  readonly description?: string
  readonly parentId?: string
  /** The parent, then its parent, and so on; at most four, since teams nest five deep. */
  readonly ancestors: readonly string[]
  /** Members that it takes at most; 0 is zero, absent is unlimited. */
  readonly capacity?: number
  readonly memberCount: number
  readonly metadata: { readonly [key: string]: Json }
  readonly status: ContainerStatus
  readonly sortKey: string
  readonly createdAt: number
  readonly updatedAt: number
  readonly deletedAt?: number
}

/** A team, as people see it. Times are ISO 8601, UTC. */
export interface Team {
  readonly id: string
  readonly organizationId: string
  readonly key?: string
  readonly name: string
  readonly description?: string
  readonly parentId?: string
  readonly ancestors: readonly string[]
  readonly capacity?: number
  readonly memberCount: number
  readonly metadata: { readonly [key: string]: Json }
  readonly status: ContainerStatus
  readonly createdAt: string
  readonly updatedAt: string
  readonly deletedAt?: string
}

export function teamView(organizationId: string, record: TeamRecord): Team {
  const { sortKey: _, createdAt, updatedAt, deletedAt, ...shown } = record
  return {
    organizationId,
    ...shown,
    createdAt: isoTime(createdAt),
    updatedAt: isoTime(updatedAt),
    ...compact({ deletedAt: isoTimeOrAbsent(deletedAt) }),
  }
}

/** Teams nest five deep, so that a team has at most so many above it. */
export const mostAncestors = 4

/** At most so many teams are right below one, so that they can be read along with it. */
export const mostChildren = 400

/** A team with all above it, and what each of them holds: whoever comes under it, or into it, gains that. */
export const withAncestors = {
  assignments: {},
  parent: {
    assignments: {},
    parent: { assignments: {}, parent: { assignments: {}, parent: { assignments: {} } } },
  },
} as const satisfies Follow<'team'>

/** A team that others come under: all above it, and those that are right below it already. */
export function asParent(parentId: string | null | undefined): Need[] {
  if (parentId == null) return []
  return [
    { get: 'team', ids: [parentId], follow: withAncestors },
    { get: 'records', kind: 'team', by: 'parentId', keys: [parentId], limit: mostChildren + 1 },
  ]
}

/** Where a permission must be held to act on a team; where there is none, in the organization, so that only whoever may see all learns that. */
export function atTeam(slice: Slice, teamId: string | null | undefined): Where {
  const there = teamId == null ? undefined : slice.team(teamId)
  return there === undefined ? { organization: true } : { team: there.id }
}

export function askAt(slice: Slice, teamId: string, permission: GuildhallPermission): Ask {
  return ask(permission, atTeam(slice, teamId))
}

/** The teams above one that comes under this parent, or why it cannot; `height`: how many levels there are below it. */
export function ancestorsUnder(
  slice: Slice,
  parentId: string | null | undefined,
  height = 0,
): readonly string[] | Refusal<'team/not-found' | 'team/too-deep' | 'team/too-many-children'> {
  if (parentId == null) return []
  const parent = slice.team(parentId)
  if (parent === undefined) return refuse('team/not-found', { teamId: parentId })
  const ancestors = [parentId, ...parent.ancestors]
  if (ancestors.length + height > mostAncestors) return refuse('team/too-deep', { parentId, levels: mostAncestors + 1 })
  return slice.by('team', 'parentId', parentId).length >= mostChildren
    ? refuse('team/too-many-children', { parentId, limit: mostChildren })
    : ancestors
}

/** A team that a command is about, as people see it; deleted or not. */
export function shownTeam(slice: Slice, id: string): Team {
  const stored = slice.stored('team', id)
  if (stored?.kind !== 'team') internalFault('a team is missing')
  return teamView(slice.organizationId, stored.record)
}
