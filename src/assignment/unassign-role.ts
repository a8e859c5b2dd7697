import { deleted } from '../decision/change-set.js'
import { ask, defineCommand } from '../decision/command.js'
import { refuse } from '../decision/refusal.js'
import * as fields from '../input/fields.js'
import { type AssignmentRecord, assignmentEvent } from './assignment.js'
import { whereOfAssignment } from './scope-name.js'

interface Input {
  readonly assignmentIds: readonly string[]
  readonly reason?: string
}

/** Takes assignments away, whether they are in force, are over or have yet to begin; all or nothing. */
export const unassignRole = defineCommand<Input, object, 'assignment/not-found'>({
  name: 'assignment.unassign',
  input: fields.input({
    assignmentIds: fields.list(fields.id, 500, 1),
    reason: fields.optional(fields.reason),
  }),
  needs: ({ assignmentIds }) => [
    { get: 'assignment', ids: assignmentIds, follow: { scope: { workspace: {}, shared: {} } } },
  ],
  authorize: (slice, { assignmentIds }) =>
    ask('assignment:delete', ...assignmentIds.map((id) => whereOfAssignment(slice, slice.assignment(id)))),
  propose(slice, { assignmentIds, reason }) {
    const gone: AssignmentRecord[] = []
    for (const assignmentId of new Set(assignmentIds)) {
      const assignment = slice.assignment(assignmentId)
      if (assignment === undefined) return refuse('assignment/not-found', { assignmentId })
      gone.push(assignment)
    }
    return {
      writes: [],
      deletes: gone.map((assignment) => deleted('assignment', assignment, 'actor')),
      events: gone.map((assignment) => assignmentEvent('assignment.deleted', assignment, undefined, reason)),
      ids: gone.map(({ id }) => id),
    }
  },
  presented: () => [],
  // What is gone has nothing to be shown: the receipt has the ids.
  present: () => ({}),
})
