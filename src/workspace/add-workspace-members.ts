import { created, type DomainEvent, type Gone, type Write } from '../decision/change-set.js'
import { defineCommand } from '../decision/command.js'
import type { Context } from '../decision/context.js'
import { type Refusal, refuse } from '../decision/refusal.js'
import { mostWorkspaces } from '../group/group.js'
import * as fields from '../input/fields.js'
import { membershipIn, membershipsBetween, membersWithEdges, newMembership, roomFor } from '../membership/joining.js'
import { type Memberships, shownMemberships } from '../membership/members-join.js'
import type { MembershipRecord } from '../membership/membership.js'
import type { Slice } from '../organization/slice.js'
import { type Principals, principalFields, principalIds, principalIssues } from './principals.js'
import { askIn, belongingEvent, type WorkspaceRecord } from './workspace.js'

interface Input extends Principals {
  readonly workspaceId: string
  readonly role?: string
  readonly reason?: string
}

type Code =
  | 'workspace/not-found'
  | 'workspace/personal'
  | 'member/not-found'
  | 'group/not-found'
  | 'group/too-many-workspaces'
  | 'membership/other-role'
  | 'member/too-many-edges'

/**
 * Puts members and groups into a workspace, all in the same role, or all in none (S3-23..S3-25). Pending members too
 * (S3-20). Whoever is in it already stays as they are, and whoever holds another role there is refused.
 */
export const addWorkspaceMembers = defineCommand<Input, Memberships, Code>({
  name: 'workspace.addMembers',
  input: fields.input({
    workspaceId: fields.id,
    ...principalFields,
    role: fields.optional(fields.role),
    reason: fields.optional(fields.reason),
  }),
  check: principalIssues,
  needs: ({ workspaceId, ...who }) => [
    { get: 'workspace', ids: [workspaceId] },
    ...membersWithEdges(who.memberIds ?? []),
    ...(who.groupIds === undefined ? [] : [{ get: 'group' as const, ids: who.groupIds }]),
    ...membershipsBetween([workspaceId], principalIds(who)),
  ],
  authorize: (slice, { workspaceId }) => askIn(slice, workspaceId, 'workspace:add-member'),
  propose(slice, input, context) {
    const { workspaceId, memberIds = [], groupIds = [] } = input
    const workspace = slice.workspace(workspaceId)
    if (workspace === undefined) return refuse('workspace/not-found', { workspaceId })
    if (workspace.type === 'personal' && (groupIds.length > 0 || memberIds.some((id) => id !== workspace.ownerId)))
      return refuse('workspace/personal', { workspaceId })
    const joining = { slice, workspace, input, context, outcome: nothing() }
    for (const id of new Set(memberIds)) {
      const refusal = joinedByMember(joining, id)
      if (refusal !== undefined) return refusal
    }
    for (const id of new Set(groupIds)) {
      const refusal = joinedByGroup(joining, id)
      if (refusal !== undefined) return refusal
    }
    return joining.outcome
  },
  presented: (ids) => [{ get: 'membership', ids }],
  present: (slice, ids) => shownMemberships(slice, ids),
})

interface Outcome {
  readonly writes: Write[]
  readonly deletes: Gone[]
  readonly events: DomainEvent[]
  readonly ids: string[]
}

interface Joining {
  readonly slice: Slice
  readonly workspace: WorkspaceRecord
  readonly input: Input
  readonly context: Context
  readonly outcome: Outcome
}

function nothing(): Outcome {
  return { writes: [], deletes: [], events: [], ids: [] }
}

function joinedByMember(joining: Joining, memberId: string): Refusal<Code> | undefined {
  const { slice, outcome } = joining
  const member = slice.member(memberId)
  if (member === undefined || member.status === 'removed') return refuse('member/not-found', { memberId })
  const known = knownAlready(joining, memberId)
  if (known !== 'new') return known
  const room = roomFor(slice, memberId, 1)
  if (!Array.isArray(room)) return room
  outcome.deletes.push(...room)
  return join(joining, { kind: 'member', id: memberId, sortKey: member.sortKey })
}

function joinedByGroup(joining: Joining, groupId: string): Refusal<Code> | undefined {
  const group = joining.slice.group(groupId)
  if (group === undefined) return refuse('group/not-found', { groupId })
  const known = knownAlready(joining, groupId)
  if (known !== 'new') return known
  const there = joining.slice.catalogue('membership').filter(({ principalId }) => principalId === groupId)
  if (there.length >= mostWorkspaces) return refuse('group/too-many-workspaces', { groupId, limit: mostWorkspaces })
  return join(joining, { kind: 'group', id: groupId, sortKey: group.sortKey })
}

/** Whoever is in it already, in this role or whatever it is where none is named. */
function knownAlready(
  { slice, workspace: { id: containerId }, input: { role }, outcome }: Joining,
  principalId: string,
): Refusal<'membership/other-role'> | undefined | 'new' {
  const before = membershipIn(slice, containerId, principalId)
  if (before === undefined) return 'new'
  if (role !== undefined && role !== before.role)
    return refuse('membership/other-role', { containerId, principalId, role: before.role ?? null })
  outcome.ids.push(before.id)
  return undefined
}

function join(
  { workspace, input: { role, reason }, context, outcome }: Joining,
  principal: Parameters<typeof newMembership>[1],
): undefined {
  const membership: MembershipRecord = newMembership({ kind: 'workspace', id: workspace.id }, principal, role, context)
  outcome.writes.push(created('membership', membership))
  outcome.events.push(belongingEvent('added', undefined, membership, reason))
  outcome.ids.push(membership.id)
  return undefined
}
