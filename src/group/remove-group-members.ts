import { ask, defineCommand } from '../decision/command.js'
import { refuse } from '../decision/refusal.js'
import * as fields from '../input/fields.js'
import { membershipsBetween } from '../membership/joining.js'
import { left, memberIds, type Named } from '../membership/members-join.js'
import { type Group, shownGroup } from './group.js'

interface Input extends Named {
  readonly groupId: string
}

/** Takes members out of a group, who lose what they hold by it. Whoever is not in it makes no difference. */
export const removeGroupMembers = defineCommand<Input, Group, 'group/not-found' | 'member/not-found'>({
  name: 'group.removeMembers',
  input: fields.input({ groupId: fields.id, memberIds, reason: fields.optional(fields.reason) }),
  needs: ({ groupId, memberIds }) => [
    { get: 'group', ids: [groupId] },
    { get: 'member', ids: memberIds },
    ...membershipsBetween([groupId], memberIds),
  ],
  authorize: () => ask('group:remove-member'),
  propose(slice, { groupId, ...named }) {
    if (slice.group(groupId) === undefined) return refuse('group/not-found', { groupId })
    return left(slice, groupId, named, 'group.member_removed')
  },
  presented: (ids) => [{ get: 'group', ids }],
  present: (slice, [id = '']) => shownGroup(slice, id),
})
