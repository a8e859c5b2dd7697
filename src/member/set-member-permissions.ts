import { expandPermissions, type WrongPermissions } from '../access/expand-permissions.js'
import { changedMember } from '../decision/change-set.js'
import { ask, defineCommand } from '../decision/command.js'
import { compact } from '../decision/compact.js'
import { isRefusal, refuse } from '../decision/refusal.js'
import { internalFault } from '../errors.js'
import * as fields from '../input/fields.js'
import { withEdges } from '../organization/facts-of.js'
import { type Member, memberEvent, memberView, withPermissions } from './member.js'

interface Input {
  readonly memberId: string
  readonly permissions: readonly string[]
  readonly reason?: string
}

/**
 * Sets a member's direct permissions, all of them as they shall be: for the one-off beside the role (S0-22). Whoever sets
 * them vouches for all of them; a pending member's are judged again when they accept.
 */
export const setMemberPermissions = defineCommand<Input, Member, 'member/not-found' | WrongPermissions>({
  name: 'member.setPermissions',
  input: fields.input({
    memberId: fields.id,
    permissions: fields.permissions,
    reason: fields.optional(fields.reason),
  }),
  needs: ({ memberId }) => [{ get: 'member', ids: [memberId], follow: withEdges }],
  authorize: () => ask('member:update-permissions'),
  propose(slice, { memberId, permissions: entries, reason }, { granter, now, policy }) {
    const before = slice.member(memberId)
    if (before === undefined || before.status === 'removed') return refuse('member/not-found', { memberId })
    const permissions = expandPermissions(policy, entries, 'organization')
    if (isRefusal(permissions)) return permissions
    if (String(permissions) === String(before.permissions ?? [])) return { writes: [], events: [], ids: [memberId] }
    const after = { ...withPermissions(before, permissions, granter), updatedAt: now }
    return {
      writes: [changedMember(after)],
      events: [memberEvent('member.permissions_changed', before, after, compact({ reason }))],
      ids: [memberId],
    }
  },
  presented: (ids) => [{ get: 'member', ids }],
  present: (slice, [id = '']) =>
    memberView(slice.organizationId, slice.member(id) ?? internalFault('a member is missing')),
})
