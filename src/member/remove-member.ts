import { changedMember } from '../decision/change-set.js'
import { defineCommand } from '../decision/command.js'
import { compact } from '../decision/compact.js'
import { refuse } from '../decision/refusal.js'
import { internalFault } from '../errors.js'
import * as fields from '../input/fields.js'
import { removal } from '../invitation/invitation.js'
import { withEdges } from '../organization/facts-of.js'
import { ownersById } from '../resource/owner.js'
import {
  askToRemove,
  blocked,
  type Dispositions,
  type HandedOver,
  handedOver,
  heirsOf,
  ownedResources,
  partOf,
  withHandover,
  withOwned,
} from './dispositions.js'
import {
  deactivatedMember,
  invitationsVouchedFor,
  type Member,
  type MemberRecord,
  memberEvent,
  memberView,
} from './member.js'

interface Input {
  readonly memberId: string
  readonly dispositions?: Dispositions
  readonly reason?: string
}

/**
 * Removes a member at once and for good; the record stays, for attribution (S4-41, S4-42, S4-51). A pending member's
 * invitation is revoked with it. What they own passes on in the same commit (S4-43, S4-44, S4-83); where it is more than
 * one holds, they are deactivated with the first and removed with the last.
 */
export const removeMember = defineCommand<
  Input,
  Member,
  'member/not-found' | 'member/owns-blocked' | 'resource/owner-not-found'
>({
  name: 'member.remove',
  input: fields.input({
    memberId: fields.id,
    dispositions: fields.optional(fields.dispositions),
    reason: fields.optional(fields.reason),
  }),
  needs: ({ memberId, dispositions = {} }) => [
    { get: 'member', ids: [memberId], follow: { invitation: {}, owned: withOwned, ...withEdges } },
    ...ownersById(heirsOf(dispositions)),
  ],
  authorize: (_, { dispositions = {} }) => askToRemove(dispositions),
  impact: (slice, { memberId }) => [invitationsVouchedFor(memberId), ownedResources(slice, memberId)],
  leaver: (_, { memberId }) => memberId,
  propose(slice, { memberId, dispositions = {}, reason }, { actor, now }) {
    const before = slice.member(memberId)
    if (before === undefined || before.status === 'removed') return refuse('member/not-found', { memberId })
    if (heirsOf(dispositions).includes(memberId)) return refuse('resource/owner-not-found', { ownerId: memberId })
    const owned = slice.by('resource', 'ownerId', memberId)
    const kept = blocked(memberId, owned, dispositions)
    if (kept !== undefined) return kept
    const handover = handedOver(memberId, owned, dispositions, now)
    if (handover.left > 0) return partOf(handover, suspension(before, slice.memberOf(actor), reason, now))
    return withHandover(removal(slice, before, 'member.removed', reason, now), handover, dispositions)
  },
  presented: (ids) => [{ get: 'member', ids }],
  present: (slice, [id = '']) =>
    memberView(slice.organizationId, slice.member(id) ?? internalFault('a removed member is missing')),
})

/** Whoever is removed can do nothing from the first revision on; whoever removes themselves is needed until the last. */
function suspension(
  before: MemberRecord,
  self: MemberRecord | undefined,
  reason: string | undefined,
  now: number,
): Pick<HandedOver, 'writes' | 'events'> {
  if (before.status !== 'active' || before.id === self?.id) return { writes: [], events: [] }
  const after = deactivatedMember(before, now)
  return {
    writes: [changedMember(after)],
    events: [memberEvent('member.deactivated', before, after, compact({ reason }))],
  }
}
