import { ask, defineCommand } from '../decision/command.js'
import { refuse } from '../decision/refusal.js'
import * as fields from '../input/fields.js'
import { membershipsBetween, membersWithEdges } from '../membership/joining.js'
import { joined, type Memberships, memberIds, type Named, shownMemberships } from '../membership/members-join.js'

interface Input extends Named {
  readonly groupId: string
}

type Code = 'group/not-found' | 'member/not-found' | 'membership/other-role' | 'member/too-many-edges'

/**
 * Puts members of the organization into a group, pending ones too, who then hold what it holds (S0-42, S3-20). Whoever is in
 * it already stays.
 */
export const addGroupMembers = defineCommand<Input, Memberships, Code>({
  name: 'group.addMembers',
  input: fields.input({ groupId: fields.id, memberIds, reason: fields.optional(fields.reason) }),
  needs: ({ groupId, memberIds }) => [
    { get: 'group', ids: [groupId], follow: { assignments: {} } },
    ...membersWithEdges(memberIds),
    ...membershipsBetween([groupId], memberIds),
  ],
  authorize: () => ask('group:add-member'),
  propose(slice, { groupId, ...named }, context) {
    if (slice.group(groupId) === undefined) return refuse('group/not-found', { groupId })
    return joined(slice, { kind: 'group', id: groupId, event: 'group.member_added' }, named, context)
  },
  presented: (ids) => [{ get: 'membership', ids }],
  present: (slice, ids) => shownMemberships(slice, ids),
})
