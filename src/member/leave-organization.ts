import { defineCommand } from '../decision/command.js'
import { refuse } from '../decision/refusal.js'
import { internalFault } from '../errors.js'
import * as fields from '../input/fields.js'
import { removal } from '../invitation/invitation.js'
import { withEdges } from '../organization/facts-of.js'
import { invitationsVouchedFor, type Member, memberView } from './member.js'

interface Input {
  readonly reason?: string
}

/** Leaves the organization: the removal of oneself, which needs no permission. */
export const leaveOrganization = defineCommand<Input, Member, 'member/not-found'>({
  name: 'member.leave',
  input: fields.input({ reason: fields.optional(fields.reason) }),
  // The actor's own record comes with every read; an active member has answered their invitation long ago.
  needs: (_, { actor }) =>
    'system' in actor
      ? []
      : [{ get: 'member-by-user', keys: [actor.userId], follow: { invitation: {}, ...withEdges } }],
  authorize: () => 'oneself',
  impact: (slice, _, actor) => [slice.memberOf(actor)?.id ?? []].flat().map(invitationsVouchedFor),
  propose(slice, { reason }, { actor, now }) {
    const before = slice.memberOf(actor)
    return before === undefined ? refuse('member/not-found', {}) : removal(slice, before, 'member.left', reason, now)
  },
  presented: (ids) => [{ get: 'member', ids }],
  present: (slice, [id = '']) =>
    memberView(slice.organizationId, slice.member(id) ?? internalFault('the member who left is missing')),
})
