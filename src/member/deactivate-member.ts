import { changedMember } from '../decision/change-set.js'
import { ask, defineCommand } from '../decision/command.js'
import { compact } from '../decision/compact.js'
import { refuse } from '../decision/refusal.js'
import { internalFault } from '../errors.js'
import * as fields from '../input/fields.js'
import { withEdges } from '../organization/facts-of.js'
import { deactivatedMember, invitationsVouchedFor, type Member, memberEvent, memberView } from './member.js'

interface Input {
  readonly memberId: string
  readonly reason?: string
}

/** Suspends an active member: they can do nothing, keep everything, and can be reactivated (S4-48..S4-50). */
export const deactivateMember = defineCommand<Input, Member, 'member/not-found' | 'member/not-active'>({
  name: 'member.deactivate',
  input: fields.input({ memberId: fields.id, reason: fields.optional(fields.reason) }),
  needs: ({ memberId }) => [{ get: 'member', ids: [memberId], follow: withEdges }],
  authorize: () => ask('member:deactivate'),
  impact: (_, { memberId }) => [invitationsVouchedFor(memberId)],
  propose(slice, { memberId, reason }, { now }) {
    const before = slice.member(memberId)
    if (before === undefined || before.status === 'removed') return refuse('member/not-found', { memberId })
    if (before.status !== 'active') return refuse('member/not-active', { memberId, status: before.status })
    const after = deactivatedMember(before, now)
    return {
      writes: [changedMember(after)],
      events: [memberEvent('member.deactivated', before, after, compact({ reason }))],
      ids: [memberId],
    }
  },
  presented: (ids) => [{ get: 'member', ids }],
  present: (slice, [id = '']) =>
    memberView(slice.organizationId, slice.member(id) ?? internalFault('a member is missing')),
})
