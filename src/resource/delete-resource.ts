import { changed, deleted } from '../decision/change-set.js'
import { defineCommand } from '../decision/command.js'
import { refuse } from '../decision/refusal.js'
import * as fields from '../input/fields.js'
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
  readonly reason?: string
}

/**
 * Takes a resource out of the organization, with all rights on it: one that comes back is a new record, and no old right
 * wakes up (S1-45).
 */
export const deleteResource = defineCommand<Input, Resource, 'resource/not-found'>({
  name: 'resource.delete',
  input: fields.input({ resource: fields.resource, reason: fields.optional(fields.reason) }),
  needs: ({ resource }) => [resourcesNamed([resource])],
  authorize: (slice, { resource }) => askOn(slice, resource, 'resource:delete'),
  propose(slice, { resource, reason }, { now }) {
    const before = resourceOf(slice, resource)
    if (before === undefined) return refuse('resource/not-found', { ...resource })
    const after = { ...before, status: 'deleted' as const, deletedAt: now, updatedAt: now }
    // What members hold on it dies with it; what others do is at hand, and goes at once.
    const shared = slice.by('assignment', 'sharedScopeId', before.id)
    const facts = { before: { status: before.status }, after: { status: after.status } }
    return {
      writes: [changed('resource', after)],
      deletes: shared.map((assignment) => deleted('assignment', assignment, 'system')),
      events: [resourceEvent('resource.deleted', before, after, { ...facts, reason })],
      ids: [before.id],
    }
  },
  presented: (ids) => [{ get: 'resource', ids }],
  present: (slice, [id = '']) => shownResource(slice, id),
})
