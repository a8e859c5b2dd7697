/** Resources that come into the organization: one or many, in one revision. */
import { created, type Proposal } from '../decision/change-set.js'
import { type Ask, ask } from '../decision/command.js'
import { compact } from '../decision/compact.js'
import type { Context } from '../decision/context.js'
import { type Refusal, refuse } from '../decision/refusal.js'
import * as fields from '../input/fields.js'
import { sortKey } from '../input/text.js'
import type { Slice } from '../organization/slice.js'
import type { Json, Need } from '../storage.js'
import { ownersById } from './owner.js'
import {
  placement,
  placeOf,
  type ResourceName,
  type ResourceRecord,
  resourceEvent,
  resourceOf,
  resourceRef,
  resourcesNamed,
} from './resource.js'

/** A resource as it comes in. */
export interface NewResource extends ResourceName {
  readonly name?: string
  readonly workspaceId?: string
  readonly ownerId?: string
  readonly metadata?: { readonly [key: string]: Json }
}

export const newResourceFields = {
  type: fields.resourceType,
  key: fields.resourceKey,
  name: fields.optional(fields.name),
  workspaceId: fields.optional(fields.id),
  ownerId: fields.optional(fields.id),
  metadata: fields.optional(fields.metadata),
}

/** Those that are there already, and the workspaces and owners that they name. */
export function needsOfNew(resources: readonly NewResource[]): Need[] {
  const workspaces = resources.flatMap(({ workspaceId = [] }) => workspaceId)
  const owners = resources.flatMap(({ ownerId = [] }) => ownerId)
  return [
    resourcesNamed(resources),
    ...(workspaces.length === 0 ? [] : [{ get: 'workspace' as const, ids: workspaces }]),
    ...ownersById(owners),
  ]
}

export function askForNew(slice: Slice, resources: readonly NewResource[]): Ask {
  return ask('resource:create', ...resources.map(({ workspaceId }) => placeOf(slice, workspaceId)))
}

export function proposeNew(
  slice: Slice,
  resources: readonly NewResource[],
  reason: string | undefined,
  { newId, now }: Context,
): Proposal | Refusal<'resource/already-here'> {
  const records: ResourceRecord[] = []
  const refs = new Set<string>()
  for (const given of resources) {
    const { type, key, name, workspaceId, ownerId, metadata = {} } = given
    const ref = resourceRef(type, key)
    if (refs.has(ref) || resourceOf(slice, given) !== undefined) return refuse('resource/already-here', { type, key })
    refs.add(ref)
    records.push({
      ...{ id: newId('resource'), type, key, ref, metadata, status: 'active', sortKey: sortKey(name ?? key) },
      ...compact({ name, workspaceId, ownerId }),
      ...{ createdAt: now, updatedAt: now },
    })
  }
  return {
    writes: records.map((record) => created('resource', record)),
    events: records.map((record) => {
      const after = { type: record.type, key: record.key, ...placement(record) }
      return resourceEvent('resource.created', undefined, record, { after, reason })
    }),
    ids: records.map(({ id }) => id),
  }
}
