import { defineCommand } from '../decision/command.js'
import * as fields from '../input/fields.js'
import { askForNew, type NewResource, needsOfNew, newResourceFields, proposeNew } from './new-resources.js'
import { type Resource, shownResource } from './resource.js'

interface Input {
  readonly resources: readonly NewResource[]
  readonly reason?: string
}

/** What came in, in the order in which it was given. */
export interface ResourcesCreated {
  readonly resources: readonly Resource[]
}

/** Brings several resources in at once: all of them or none. */
export const createResources = defineCommand<Input, ResourcesCreated, 'resource/already-here'>({
  name: 'resource.createMany',
  input: fields.input({
    resources: fields.list(fields.input(newResourceFields), 1_000, 1),
    reason: fields.optional(fields.reason),
  }),
  needs: ({ resources }) => needsOfNew(resources),
  authorize: (slice, { resources }) => askForNew(slice, resources),
  propose: (slice, { resources, reason }, context) => proposeNew(slice, resources, reason, context),
  presented: (ids) => [{ get: 'resource', ids }],
  present: (slice, ids) => ({ resources: ids.map((id) => shownResource(slice, id)) }),
})
