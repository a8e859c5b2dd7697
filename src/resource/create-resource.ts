import { defineCommand } from '../decision/command.js'
import * as fields from '../input/fields.js'
import { askForNew, type NewResource, needsOfNew, newResourceFields, proposeNew } from './new-resources.js'
import { type Resource, shownResource } from './resource.js'

interface Input extends NewResource {
  readonly reason?: string
}

/** Brings a resource into the organization, in a workspace or outside of them (S1-40, S1-45). */
export const createResource = defineCommand<Input, Resource, 'resource/already-here'>({
  name: 'resource.create',
  input: fields.input({ ...newResourceFields, reason: fields.optional(fields.reason) }),
  needs: ({ reason: _, ...resource }) => needsOfNew([resource]),
  authorize: (slice, resource) => askForNew(slice, [resource]),
  propose: (slice, { reason, ...resource }, context) => proposeNew(slice, [resource], reason, context),
  presented: (ids) => [{ get: 'resource', ids }],
  present: (slice, [id = '']) => shownResource(slice, id),
})
