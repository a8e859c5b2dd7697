import { changed } from '../decision/change-set.js'
import { ask, defineCommand } from '../decision/command.js'
import { refuse } from '../decision/refusal.js'
import * as fields from '../input/fields.js'
import { containerEvent, edgesAtOnce, edgesGone, movedFacts } from '../membership/container.js'
import { type Group, shownGroup } from './group.js'

interface Input {
  readonly groupId: string
  readonly reason?: string
}

/** Deletes a group, with all that it holds: what its members hold in another way stays. */
export const deleteGroup = defineCommand<Input, Group, 'group/not-found'>({
  name: 'group.delete',
  input: fields.input({ groupId: fields.id, reason: fields.optional(fields.reason) }),
  needs: ({ groupId }) => [
    { get: 'group', ids: [groupId], follow: { memberships: { container: {} }, assignments: {} } },
    { get: 'records', kind: 'membership', by: 'containerId', keys: [groupId], limit: edgesAtOnce },
  ],
  authorize: () => ask('group:delete'),
  propose(slice, { groupId, reason }, { now }) {
    const before = slice.group(groupId)
    if (before === undefined) return refuse('group/not-found', { groupId })
    const after = { ...before, status: 'deleted' as const, deletedAt: now, updatedAt: now }
    const facts = movedFacts(['status'], before, after)
    return {
      writes: [changed('group', after)],
      deletes: edgesGone(
        ['assignment', slice.by('assignment', 'principalId', groupId)],
        ['membership', slice.by('membership', 'principalId', groupId)],
        ['membership', slice.by('membership', 'containerId', groupId)],
      ),
      events: [containerEvent('group.deleted', before, after, { ...facts, reason })],
      ids: [groupId],
    }
  },
  presented: (ids) => [{ get: 'group', ids }],
  present: (slice, [id = '']) => shownGroup(slice, id),
})
