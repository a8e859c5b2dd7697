import { defineCommand } from '../decision/command.js'
import { refuse } from '../decision/refusal.js'
import { internalFault } from '../errors.js'
import * as fields from '../input/fields.js'
import { removal } from '../invitation/invitation.js'
import { withEdges } from '../organization/facts-of.js'
import { handedOver, ownedResources, partOf, withHandover, withOwned } from './dispositions.js'
import { invitationsVouchedFor, type Member, memberView } from './member.js'

interface Input {
  readonly reason?: string
}

/** Leaves the organization: the removal of oneself, which needs no permission. What one owns is the organization's from then on. */
export const leaveOrganization = defineCommand<Input, Member, 'member/not-found'>({
  name: 'member.leave',
  input: fields.input({ reason: fields.optional(fields.reason) }),
  // The actor's own record comes with every read; an active member has answered their invitation long ago.
  needs: (_, { actor }) =>
    'system' in actor
      ? []
      : [{ get: 'member-by-user', keys: [actor.userId], follow: { invitation: {}, owned: withOwned, ...withEdges } }],
  authorize: () => 'oneself',
  impact: (slice, _, { actor }) =>
    [slice.memberOf(actor)?.id ?? []].flat().flatMap((id) => [invitationsVouchedFor(id), ownedResources(slice, id)]),
  leaver: (slice, _, actor) => slice.memberOf(actor)?.id,
  propose(slice, { reason }, { actor, now }) {
    const before = slice.memberOf(actor)
    if (before === undefined) return refuse('member/not-found', {})
    const handover = handedOver(before.id, slice.by('resource', 'ownerId', before.id), {}, now)
    if (handover.left > 0) return partOf(handover, { writes: [], events: [] })
    return withHandover(removal(slice, before, 'member.left', reason, now), handover, {})
  },
  presented: (ids) => [{ get: 'member', ids }],
  present: (slice, [id = '']) =>
    memberView(slice.organizationId, slice.member(id) ?? internalFault('the member who left is missing')),
})
