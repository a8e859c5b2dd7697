import { changed } from '../decision/change-set.js'
import { defineCommand } from '../decision/command.js'
import { compact, patched } from '../decision/compact.js'
import { refuse } from '../decision/refusal.js'
import * as fields from '../input/fields.js'
import { sortKey } from '../input/text.js'
import type { Json } from '../storage.js'
import {
  askOn,
  type Resource,
  type ResourceName,
  resourceEvent,
  resourceOf,
  resourcesNamed,
  shownResource,
} from './resource.js'

interface Input {
  readonly resource: ResourceName
  readonly name?: string | null
  readonly metadata?: { readonly [key: string]: Json }
  readonly reason?: string
}

/** Changes the name (null clears it) or the metadata (as a whole) of a resource. */
export const updateResource = defineCommand<Input, Resource, 'resource/not-found'>({
  name: 'resource.update',
  input: fields.input({
    resource: fields.resource,
    name: fields.optional(fields.nullable(fields.name)),
    metadata: fields.optional(fields.metadata),
    reason: fields.optional(fields.reason),
  }),
  needs: ({ resource }) => [resourcesNamed([resource])],
  authorize: (slice, { resource }) => askOn(slice, resource, 'resource:update'),
  propose(slice, { resource, name, metadata, reason }, { now }) {
    const before = resourceOf(slice, resource)
    if (before === undefined) return refuse('resource/not-found', { ...resource })
    const { name: _, ...rest } = before
    const called = patched(before.name, name)
    const after = {
      ...rest,
      ...compact({ name: called }),
      metadata: metadata ?? before.metadata,
      sortKey: sortKey(called ?? before.key),
      updatedAt: now,
    }
    return {
      writes: [changed('resource', after)],
      events: [resourceEvent('resource.updated', before, after, { reason })],
      ids: [before.id],
    }
  },
  presented: (ids) => [{ get: 'resource', ids }],
  present: (slice, [id = '']) => shownResource(slice, id),
})
