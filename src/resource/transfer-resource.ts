import { changed } from '../decision/change-set.js'
import { defineCommand } from '../decision/command.js'
import { refuse } from '../decision/refusal.js'
import * as fields from '../input/fields.js'
import { type NewOwner, ownerIdOf, ownersById, withOwner } from './owner.js'
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
  readonly to: NewOwner
  readonly reason?: string
}

/** Gives a resource another owner: a member, a team, or the organization. Whoever does so gains nothing on it by that. */
export const transferResource = defineCommand<Input, Resource, 'resource/not-found'>({
  name: 'resource.transfer',
  input: fields.input({ resource: fields.resource, to: fields.newOwner, reason: fields.optional(fields.reason) }),
  needs: ({ resource, to }) => [resourcesNamed([resource]), ...ownersById([ownerIdOf(to) ?? []].flat())],
  authorize: (slice, { resource }) => askOn(slice, resource, 'resource:transfer'),
  propose(slice, { resource, to, reason }, { now }) {
    const before = resourceOf(slice, resource)
    if (before === undefined) return refuse('resource/not-found', { ...resource })
    const after = withOwner(before, to, now)
    const facts = { before: { ownerId: before.ownerId ?? null }, after: { ownerId: after.ownerId ?? null } }
    return {
      writes: [changed('resource', after)],
      events: [resourceEvent('resource.transferred', before, after, { ...facts, reason })],
      ids: [before.id],
    }
  },
  presented: (ids) => [{ get: 'resource', ids }],
  present: (slice, [id = '']) => shownResource(slice, id),
})
