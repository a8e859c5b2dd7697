import { changed } from '../decision/change-set.js'
import { defineCommand } from '../decision/command.js'
import { compact } from '../decision/compact.js'
import { refuse } from '../decision/refusal.js'
import type { InputIssue } from '../errors.js'
import * as fields from '../input/fields.js'
import { membershipIn, membershipsBetween, membersWithEdges } from '../membership/joining.js'
import { type Memberships, shownMemberships } from '../membership/members-join.js'
import { askIn, belongingEvent } from './workspace.js'

interface Input {
  readonly workspaceId: string
  readonly memberId?: string
  readonly groupId?: string
  readonly role: string | null
  readonly reason?: string
}

/** Gives a member or a group of a workspace another role there, or with null none (S3-27..S3-29). */
export const changeWorkspaceRole = defineCommand<Input, Memberships, 'workspace/not-found' | 'membership/not-found'>({
  name: 'workspace.changeRole',
  input: fields.input({
    workspaceId: fields.id,
    memberId: fields.optional(fields.id),
    groupId: fields.optional(fields.id),
    role: fields.nullable(fields.role),
    reason: fields.optional(fields.reason),
  }),
  check: issuesOf,
  needs: ({ workspaceId, ...who }) => [
    { get: 'workspace', ids: [workspaceId] },
    ...membershipsBetween([workspaceId], [principalOf(who)]),
    ...membersWithEdges(who.memberId === undefined ? [] : [who.memberId]),
  ],
  authorize: (slice, { workspaceId }) => askIn(slice, workspaceId, 'workspace:update-role'),
  propose(slice, { workspaceId: containerId, role, reason, ...who }, { granter, now }) {
    if (slice.workspace(containerId) === undefined) return refuse('workspace/not-found', { workspaceId: containerId })
    const principalId = principalOf(who)
    const before = membershipIn(slice, containerId, principalId)
    if (before === undefined) return refuse('membership/not-found', { containerId, principalId })
    if ((before.role ?? null) === role) return { writes: [], events: [], ids: [before.id] }
    const { role: _, ...rest } = before
    const after = { ...rest, ...compact({ role: role ?? undefined }), granter, updatedAt: now }
    return {
      writes: [changed('membership', after)],
      events: [belongingEvent('role_changed', before, after, reason)],
      ids: [before.id],
    }
  },
  presented: (ids) => [{ get: 'membership', ids }],
  present: (slice, ids) => shownMemberships(slice, ids),
})

function principalOf({ memberId, groupId }: Pick<Input, 'memberId' | 'groupId'>): string {
  return memberId ?? groupId ?? ''
}

function issuesOf({ memberId, groupId }: Input): readonly InputIssue[] {
  if (memberId === undefined && groupId === undefined)
    return [{ path: 'memberId', problem: 'is required, or `groupId`' }]
  return memberId !== undefined && groupId !== undefined
    ? [{ path: 'groupId', problem: 'goes without `memberId`' }]
    : []
}
