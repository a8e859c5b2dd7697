import { changed } from '../decision/change-set.js'
import { ask, defineCommand } from '../decision/command.js'
import { compact, patched } from '../decision/compact.js'
import { refuse } from '../decision/refusal.js'
import { internalFault } from '../errors.js'
import * as fields from '../input/fields.js'
import { withEdges } from '../organization/facts-of.js'
import { type Assignment, assignmentEvent, assignmentView, isWider, wrongTerm } from './assignment.js'
import { isLivePrincipal, isLiveScope } from './principal.js'
import { whereOfAssignment } from './scope-name.js'

interface Input {
  readonly assignmentId: string
  readonly startsAt?: number | null
  readonly expiresAt?: number | null
  readonly reason?: string | null
}

/** Changes the term of an assignment, or its reason; null clears one. Whoever gives for longer answers for it (S4-81). */
export const changeAssignment = defineCommand<Input, Assignment, 'assignment/not-found' | 'assignment/never-in-force'>({
  name: 'assignment.change',
  input: fields.input({
    assignmentId: fields.id,
    startsAt: fields.optional(fields.nullable(fields.time)),
    expiresAt: fields.optional(fields.nullable(fields.time)),
    reason: fields.optional(fields.nullable(fields.reason)),
  }),
  needs: ({ assignmentId }) => [
    {
      get: 'assignment',
      ids: [assignmentId],
      follow: { principal: withEdges, scope: { workspace: {}, shared: {} } },
    },
  ],
  authorize: (slice, { assignmentId }) =>
    ask('assignment:update', whereOfAssignment(slice, slice.assignment(assignmentId))),
  propose(slice, { assignmentId, ...change }, { granter, now }) {
    const before = slice.assignment(assignmentId)
    if (before === undefined || !isLivePrincipal(slice, before) || !isLiveScope(slice, before))
      return refuse('assignment/not-found', { assignmentId })
    const { startsAt, expiresAt, reason, ...rest } = before
    const term = compact({
      startsAt: patched(startsAt, change.startsAt),
      expiresAt: patched(expiresAt, change.expiresAt),
    })
    const moves = change.startsAt !== undefined || change.expiresAt !== undefined
    const wrong = moves ? wrongTerm(term, now) : undefined
    if (wrong !== undefined) return wrong
    const after = { ...rest, ...term, ...compact({ reason: patched(reason, change.reason) }), updatedAt: now }
    return {
      writes: [changed('assignment', isWider(after, before) ? { ...after, granter } : after)],
      events: [assignmentEvent('assignment.changed', before, after, change.reason ?? undefined)],
      ids: [assignmentId],
    }
  },
  presented: (ids) => [{ get: 'assignment', ids }],
  present: (slice, [id = ''], _, now) =>
    assignmentView(slice.organizationId, slice.assignment(id) ?? internalFault('an assignment is missing'), now),
})
