import { deleted } from '../decision/change-set.js'
import { defineCommand } from '../decision/command.js'
import { refuse } from '../decision/refusal.js'
import * as fields from '../input/fields.js'
import { membershipIn, membershipsBetween, membersWithEdges } from '../membership/joining.js'
import { type Principals, principalFields, principalIds, principalIssues } from './principals.js'
import { accessAfterRemoval } from './removal-impact.js'
import { askIn, belongingEvent, shownWorkspace, type Workspace } from './workspace.js'

interface Input extends Principals {
  readonly workspaceId: string
  readonly reason?: string
}

type Code = 'workspace/not-found' | 'workspace/admin-stays' | 'member/not-found' | 'group/not-found'

/**
 * Takes members and groups out of a workspace. With a group goes what came through it and nothing else (S3-31); with a
 * member what they hold there by themselves. Admins stay in shared ones, since they are in them without any membership
 * (S3-13).
 */
export const removeWorkspaceMembers = defineCommand<Input, Workspace, Code>({
  name: 'workspace.removeMembers',
  input: fields.input({
    workspaceId: fields.id,
    ...principalFields,
    reason: fields.optional(fields.reason),
  }),
  check: principalIssues,
  needs: ({ workspaceId, ...who }) => [
    { get: 'workspace', ids: [workspaceId] },
    ...membersWithEdges(who.memberIds ?? []),
    ...(who.groupIds === undefined ? [] : [{ get: 'group' as const, ids: who.groupIds }]),
    ...membershipsBetween([workspaceId], principalIds(who)),
  ],
  authorize: (slice, { workspaceId }) => askIn(slice, workspaceId, 'workspace:remove-member'),
  impact: accessAfterRemoval,
  propose(slice, { workspaceId, memberIds = [], groupIds = [], reason }, { policy }) {
    const workspace = slice.workspace(workspaceId)
    if (workspace === undefined) return refuse('workspace/not-found', { workspaceId })
    for (const memberId of memberIds) {
      const member = slice.member(memberId)
      if (member === undefined || member.status === 'removed') return refuse('member/not-found', { memberId })
      if (workspace.type === 'shared' && member.role === policy.adminRole)
        return refuse('workspace/admin-stays', { workspaceId, memberId })
    }
    const stranger = groupIds.find((id) => slice.group(id) === undefined)
    if (stranger !== undefined) return refuse('group/not-found', { groupId: stranger })
    const leaving = [...new Set([...memberIds, ...groupIds])].flatMap(
      (id) => membershipIn(slice, workspaceId, id) ?? [],
    )
    return {
      writes: [],
      deletes: leaving.map((membership) => deleted('membership', membership, 'actor')),
      events: leaving.map((membership) => belongingEvent('removed', membership, undefined, reason)),
      ids: [workspaceId],
    }
  },
  presented: (ids) => [{ get: 'workspace', ids }],
  present: (slice, [id = '']) => shownWorkspace(slice, id),
})
