import { changedMember } from '../decision/change-set.js'
import { ask, defineCommand } from '../decision/command.js'
import { compact } from '../decision/compact.js'
import { refuse } from '../decision/refusal.js'
import { internalFault } from '../errors.js'
import * as fields from '../input/fields.js'
import { expiredToRecord, freeSeats } from '../invitation/free-seats.js'
import { withEdges } from '../organization/facts-of.js'
import { type Member, memberEvent, memberView } from './member.js'

interface Input {
  readonly memberId: string
  readonly reason?: string
}

/** Makes a deactivated member active again, if there is a seat (S4-50). */
export const reactivateMember = defineCommand<Input, Member, 'member/not-found' | 'member/not-deactivated'>({
  name: 'member.reactivate',
  input: fields.input({ memberId: fields.id, reason: fields.optional(fields.reason) }),
  needs: ({ memberId }, { now }) => [{ get: 'member', ids: [memberId], follow: withEdges }, expiredToRecord(now)],
  authorize: () => ask('member:reactivate'),
  propose(slice, { memberId, reason }, context) {
    const before = slice.member(memberId)
    if (before === undefined || before.status === 'removed') return refuse('member/not-found', { memberId })
    if (before.status !== 'deactivated') return refuse('member/not-deactivated', { memberId, status: before.status })
    const { deactivatedAt: _, ...rest } = before
    const after = { ...rest, status: 'active' as const, updatedAt: context.now }
    const { policy } = context
    const takes = policy.takesSeat(after.role, 'active') && !policy.takesSeat(after.role, 'deactivated')
    const freed = freeSeats(slice, takes ? 1 : 0, context)
    return {
      writes: [...freed.writes, changedMember(after)],
      deletes: freed.deletes,
      events: [...freed.events, memberEvent('member.reactivated', before, after, compact({ reason }))],
      ids: [memberId],
    }
  },
  presented: (ids) => [{ get: 'member', ids }],
  present: (slice, [id = '']) =>
    memberView(slice.organizationId, slice.member(id) ?? internalFault('a member is missing')),
})
