import { changed } from '../decision/change-set.js'
import { defineCommand } from '../decision/command.js'
import { compact } from '../decision/compact.js'
import { refuse } from '../decision/refusal.js'
import * as fields from '../input/fields.js'
import {
  askOn,
  placeOf,
  type Resource,
  type ResourceName,
  resourceEvent,
  resourceOf,
  resourcesNamed,
  shownResource,
} from './resource.js'

interface Input {
  readonly resource: ResourceName
  readonly workspaceId: string | null
  readonly reason?: string
}

/**
 * Moves a resource into a workspace, or with null out of them. Asks on the resource and where it goes; whoever moves it
 * gains nothing on it by that.
 */
export const moveResource = defineCommand<Input, Resource, 'resource/not-found'>({
  name: 'resource.move',
  input: fields.input({
    resource: fields.resource,
    workspaceId: fields.nullable(fields.id),
    reason: fields.optional(fields.reason),
  }),
  needs: ({ resource, workspaceId }) => [
    resourcesNamed([resource]),
    ...(workspaceId === null ? [] : [{ get: 'workspace' as const, ids: [workspaceId] }]),
  ],
  authorize: (slice, { resource, workspaceId }) =>
    askOn(slice, resource, 'resource:update', placeOf(slice, workspaceId)),
  propose(slice, { resource, workspaceId, reason }, { now }) {
    const before = resourceOf(slice, resource)
    if (before === undefined) return refuse('resource/not-found', { ...resource })
    const { workspaceId: old = null, ...rest } = before
    const after = { ...rest, ...compact({ workspaceId: workspaceId ?? undefined }), updatedAt: now }
    const facts = { before: { workspaceId: old }, after: { workspaceId } }
    return {
      writes: [changed('resource', after)],
      events: [resourceEvent('resource.moved', before, after, { ...facts, reason })],
      ids: [before.id],
    }
  },
  presented: (ids) => [{ get: 'resource', ids }],
  present: (slice, [id = '']) => shownResource(slice, id),
})
