/** The resource: something of the app's that access is given to, by its `type` and `key`; it belongs to the organization. */
import type { GuildhallPermission } from '../access/permissions.js'
import type { Where } from '../access/standing.js'
import { changedFields, type DomainEvent } from '../decision/change-set.js'
import { type Ask, ask } from '../decision/command.js'
import { compact, isoTime, isoTimeOrAbsent } from '../decision/compact.js'
import { internalFault } from '../errors.js'
import type { Slice } from '../organization/slice.js'
import type { Json, Need } from '../storage.js'
import type { ContainerStatus } from '../team/team.js'

/** A resource, as it is stored. Times are milliseconds since 1970 (UTC); absent is a missing key. */
export interface ResourceRecord {
  /** Minted: a resource that leaves and comes back is a new record, so that no old right wakes up (S1-45). */
  readonly id: string
  /** What kind of thing it is to the app: `app`, `model`, `repository`. */
  readonly type: string
  /** The app's own id of it, at most 512 bytes. */
  readonly key: string
  /** `type` and `key` in one, unique among the live resources of the organization. */
  readonly ref: string
  readonly name?: string
  readonly workspaceId?: string
  /** The owning member or team; absent where the organization itself is the owner. */
  readonly ownerId?: string
  readonly metadata: { readonly [key: string]: Json }
  readonly status: ContainerStatus
  readonly sortKey: string
  readonly createdAt: number
  readonly updatedAt: number
  readonly deletedAt?: number
}

/** A resource, as people see it. Times are ISO 8601, UTC. */
export interface Resource {
  readonly id: string
  readonly organizationId: string
  readonly type: string
  readonly key: string
  readonly name?: string
  readonly workspaceId?: string
  readonly ownerId?: string
  readonly metadata: { readonly [key: string]: Json }
  readonly status: ContainerStatus
  readonly createdAt: string
  readonly updatedAt: string
  readonly deletedAt?: string
}

/** One key of two parts; no type has a blank, so that no two pairs come out alike (R20). */
export function resourceRef(type: string, key: string): string {
  return `${type} ${key}`
}

export function resourceView(organizationId: string, record: ResourceRecord): Resource {
  const { sortKey: _, ref: __, createdAt, updatedAt, deletedAt, ...shown } = record
  return {
    organizationId,
    ...shown,
    createdAt: isoTime(createdAt),
    updatedAt: isoTime(updatedAt),
    ...compact({ deletedAt: isoTimeOrAbsent(deletedAt) }),
  }
}

/** A resource as the app names it. */
export interface ResourceName {
  readonly type: string
  readonly key: string
}

/** The resources of these names, with all that rights on them are decided by. */
export function resourcesNamed(names: readonly ResourceName[]): Need {
  const keys = names.map(({ type, key }) => resourceRef(type, key))
  return {
    get: 'records',
    kind: 'resource',
    by: 'ref',
    keys,
    limit: keys.length,
    follow: { shared: {}, workspace: {} },
  }
}

/** The live resource of this name. */
export function resourceOf(slice: Slice, { type, key }: ResourceName): ResourceRecord | undefined {
  return slice.by('resource', 'ref', resourceRef(type, key))[0]
}

/** Asks on the resource; where there is none, in the organization, so that only whoever may see all learns that. */
export function askOn(slice: Slice, name: ResourceName, permission: GuildhallPermission, ...also: Where[]): Ask {
  const found = resourceOf(slice, name)
  return ask(permission, found === undefined ? { organization: true } : { resource: found.id }, ...also)
}

/** Where something in this workspace is; outside of workspaces, or in one that is not there, in the organization. */
export function placeOf(slice: Slice, workspaceId: string | null | undefined): Where {
  const there = workspaceId == null ? undefined : slice.workspace(workspaceId)
  return there === undefined ? { organization: true } : { workspace: there.id }
}

/** A resource that a command is about, as people see it; deleted or not. */
export function shownResource(slice: Slice, id: string): Resource {
  const stored = slice.stored('resource', id)
  if (stored?.kind !== 'resource') internalFault('a resource is missing')
  return resourceView(slice.organizationId, stored.record)
}

/** Where a resource is and whose, as events tell it. */
export function placement({ workspaceId, ownerId }: ResourceRecord): {
  readonly workspaceId: string | null
  readonly ownerId: string | null
} {
  return { workspaceId: workspaceId ?? null, ownerId: ownerId ?? null }
}

/** An event about a resource; its name and metadata are a personal part about nobody. */
export function resourceEvent(
  type: `resource.${string}`,
  before: ResourceRecord | undefined,
  after: ResourceRecord,
  { reason, ...facts }: Pick<DomainEvent, 'before' | 'after'> & { readonly reason?: string | undefined },
): DomainEvent {
  const changed: readonly string[] = changedFields(before ?? { metadata: {} }, after).filter((field) =>
    ['name', 'metadata'].includes(field),
  )
  const pick = (record: ResourceRecord) =>
    Object.fromEntries(Object.entries(record).filter(([field]) => changed.includes(field)))
  const content = {
    ...(changed.length > 0 && before !== undefined ? { before: pick(before) } : {}),
    ...(changed.length > 0 ? { after: pick(after) } : {}),
    ...compact({ reason }),
  }
  return { type, recordId: after.id, ...facts, personal: Object.keys(content).length === 0 ? [] : [{ content }] }
}
