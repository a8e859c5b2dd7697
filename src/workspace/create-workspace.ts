import type { CompiledPolicy } from '../access/compile.js'
import { created, type Proposal } from '../decision/change-set.js'
import { ask, defineCommand } from '../decision/command.js'
import { compact } from '../decision/compact.js'
import type { Actor, Context } from '../decision/context.js'
import { isRefusal, type Refusal, refuse } from '../decision/refusal.js'
import type { InputIssue } from '../errors.js'
import * as fields from '../input/fields.js'
import { sortKey } from '../input/text.js'
import type { MemberRecord } from '../member/member.js'
import { byKey, containerEvent, holderOfKey } from '../membership/container.js'
import { membersWithEdges, newMembership, roomFor } from '../membership/joining.js'
import type { Slice } from '../organization/slice.js'
import type { Json } from '../storage.js'
import {
  belongingEvent,
  shownWorkspace,
  type Workspace,
  type WorkspaceRecord,
  type WorkspaceType,
  workspaceTypes,
} from './workspace.js'

interface Input {
  readonly name: string
  readonly key?: string
  readonly type?: WorkspaceType
  readonly ownerId?: string
  readonly role?: string
  readonly description?: string
  readonly metadata?: { readonly [key: string]: Json }
  readonly reason?: string
}

type Code = 'workspace/key-taken' | 'member/not-found' | 'member/too-many-edges'

/**
 * Makes a workspace. In a personal one is its owner; in a shared one its creator, unless their role reaches every
 * workspace anyway and they name no role of their own there.
 */
export const createWorkspace = defineCommand<Input, Workspace, Code>({
  name: 'workspace.create',
  input: fields.input({
    name: fields.name,
    key: fields.optional(fields.key),
    type: fields.optional(fields.oneOf(workspaceTypes)),
    ownerId: fields.optional(fields.id),
    role: fields.optional(fields.role),
    description: fields.optional(fields.description),
    metadata: fields.optional(fields.metadata),
    reason: fields.optional(fields.reason),
  }),
  check: issuesOf,
  needs: ({ key, ownerId }) => [
    ...byKey('workspace', key),
    ...membersWithEdges(ownerId === undefined ? [] : [ownerId]),
  ],
  authorize: () => ask('workspace:create'),
  propose(slice, input, context) {
    const { now } = context
    const { name, key, type = 'shared', description, metadata = {}, role, reason } = input
    const other = holderOfKey(slice, 'workspace', key)
    if (key !== undefined && other !== undefined) return refuse('workspace/key-taken', { key, workspaceId: other.id })
    const member = firstMember(slice, input, context)
    if (isRefusalOrNot(member)) return member
    const workspace: WorkspaceRecord = {
      ...{ id: context.newId('workspace'), name, type, memberCount: 0, metadata, status: 'active' },
      ...compact({ key, description, ownerId: type === 'personal' ? member?.id : undefined }),
      // Personal ones count for their owner alone, so that they are read with their owner.
      ...compact({ catalogue: type === 'shared' ? (true as const) : undefined }),
      ...{ sortKey: sortKey(name), createdAt: now, updatedAt: now },
    }
    const after = { type, ownerId: workspace.ownerId ?? null }
    const made = {
      writes: [created('workspace', workspace)],
      events: [containerEvent('workspace.created', undefined, workspace, { after, reason })],
      ids: [workspace.id],
    }
    return member === undefined ? made : joined(slice, made, { workspace, member, role }, context)
  },
  presented: (ids) => [{ get: 'workspace', ids }],
  present: (slice, [id = '']) => shownWorkspace(slice, id),
})

function issuesOf({ type = 'shared', ownerId, role }: Input, actor: Actor): readonly InputIssue[] {
  const isSystem = 'system' in actor
  if (type === 'personal') return isSystem && ownerId === undefined ? [{ path: 'ownerId', problem: 'is required' }] : []
  return [
    ...(ownerId === undefined ? [] : [{ path: 'ownerId', problem: 'goes with `personal` only' }]),
    ...(isSystem && role !== undefined ? [{ path: 'role', problem: 'is for a creator who is a member' }] : []),
  ]
}

/** Who is in it from the first moment, if anybody. */
function firstMember(
  slice: Slice,
  { type = 'shared', ownerId, role }: Input,
  { actor, policy }: Context,
): MemberRecord | undefined | Refusal<'member/not-found'> {
  const self = slice.memberOf(actor)
  if (type === 'shared')
    return self === undefined || (role === undefined && reachesAll(policy, self)) ? undefined : self
  const owner = ownerId === undefined ? self : slice.member(ownerId)
  return owner === undefined || owner.status === 'removed'
    ? refuse('member/not-found', compact({ memberId: ownerId }))
    : owner
}

function isRefusalOrNot(member: MemberRecord | undefined | Refusal<Code>): member is Refusal<Code> {
  return member !== undefined && isRefusal(member)
}

function reachesAll(policy: CompiledPolicy, { role }: MemberRecord): boolean {
  return policy.role(role)?.reach === 'always'
}

/** The new workspace with its first member in it. */
function joined(
  slice: Slice,
  made: Proposal,
  { workspace, member, role }: { workspace: WorkspaceRecord; member: MemberRecord; role: string | undefined },
  context: Context,
): Proposal | Refusal<'member/too-many-edges'> {
  const room = roomFor(slice, member.id, 1)
  if (!Array.isArray(room)) return room
  const membership = newMembership(
    { kind: 'workspace', id: workspace.id },
    { kind: 'member', id: member.id, sortKey: member.sortKey },
    role,
    context,
  )
  return {
    ...made,
    writes: [...made.writes, created('membership', membership)],
    deletes: room,
    events: [...made.events, belongingEvent('added', undefined, membership, undefined)],
  }
}
