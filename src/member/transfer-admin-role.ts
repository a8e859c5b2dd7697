import { changedMember } from '../decision/change-set.js'
import { ask, defineCommand } from '../decision/command.js'
import { compact } from '../decision/compact.js'
import { refuse } from '../decision/refusal.js'
import { internalFault } from '../errors.js'
import * as fields from '../input/fields.js'
import { withEdges } from '../organization/facts-of.js'
import { defaultRoleOf } from '../organization/organization.js'
import { type Member, memberEvent, memberView } from './member.js'

interface Input {
  readonly memberId: string
  readonly role?: string
  readonly reason?: string
}

/** The new admin, and the one who handed over. */
export interface AdminTransferred {
  readonly to: Member
  readonly from: Member
}

/** Hands the actor's admin role to another active member in one step, and takes `role`, or the default, for oneself. */
export const transferAdminRole = defineCommand<
  Input,
  AdminTransferred,
  'member/not-found' | 'member/not-active' | 'member/not-admin'
>({
  name: 'member.transferAdmin',
  input: fields.input({
    memberId: fields.id,
    role: fields.optional(fields.role),
    reason: fields.optional(fields.reason),
  }),
  needs: ({ memberId }) => [{ get: 'member', ids: [memberId], follow: withEdges }],
  authorize: () => ask('member:transfer-admin'),
  propose(slice, { memberId, role, reason }, { actor, granter, now, policy }) {
    const from = slice.memberOf(actor)
    const to = slice.member(memberId)
    if (from === undefined || !policy.isAdmin(from.role))
      return refuse('member/not-admin', { adminRole: policy.adminRole })
    if (to === undefined || to.status === 'removed' || to.id === from.id)
      return refuse('member/not-found', { memberId })
    if (to.status !== 'active') return refuse('member/not-active', { memberId, status: to.status })
    const given = { roleGranter: granter, updatedAt: now }
    const admin = { ...to, ...given, role: policy.adminRole }
    const former = { ...from, ...given, role: role ?? defaultRoleOf(slice.organization, policy) }
    const said = compact({ reason })
    return {
      writes: [
        ...(to.role === admin.role ? [] : [changedMember(admin)]),
        ...(from.role === former.role ? [] : [changedMember(former)]),
      ],
      events: [
        ...(to.role === admin.role ? [] : [memberEvent('member.role_changed', to, admin, said)]),
        ...(from.role === former.role ? [] : [memberEvent('member.role_changed', from, former, said)]),
      ],
      ids: [admin.id, former.id],
    }
  },
  presented: (ids) => [{ get: 'member', ids }],
  present(slice, [to = '', from = '']) {
    const view = (id: string) =>
      memberView(slice.organizationId, slice.member(id) ?? internalFault('a member is missing'))
    return { to: view(to), from: view(from) }
  },
})
