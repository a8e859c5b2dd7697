/** Reads of workspaces that decide nothing. */
import { compact } from '../decision/compact.js'
import type { Actor } from '../decision/context.js'
import { refuse } from '../decision/refusal.js'
import type { Engine } from '../execute.js'
import { type Group, groupView } from '../group/group.js'
import * as fields from '../input/fields.js'
import { type Member, type MemberRecord, memberView } from '../member/member.js'
import { type Membership, type MembershipRecord, membershipView } from '../membership/membership.js'
import type { Slice } from '../organization/slice.js'
import type { Need } from '../storage.js'
import {
  type Workspace,
  type WorkspaceRecord,
  type WorkspaceType,
  workspaceTypes,
  workspaceView,
} from '../workspace/workspace.js'
import { allowed, mayIn, type Place, readAs, readIn, refused } from './ask.js'
import { inOrganization } from './organizations.js'
import { type Page, type PageInput, pageAs, pageFields, pageIn } from './paging.js'

interface OfWorkspace {
  readonly organizationId: string
  readonly actor: Actor
  readonly workspaceId: string
}

export const getWorkspaceInput = fields.input({ ...inOrganization, workspaceId: fields.id })

/** One workspace that is not deleted. */
export async function getWorkspace(
  engine: Engine,
  { organizationId, actor, workspaceId }: OfWorkspace,
): Promise<Workspace> {
  const needs: Need[] = [{ get: 'workspace', ids: [workspaceId] }]
  const slice = await readAs(engine, organizationId, actor, 'workspace:read', needs, within(workspaceId))
  return workspaceView(organizationId, workspaceIn(slice, workspaceId))
}

/** In the workspace; where there is none, in the organization. */
function within(workspaceId: string): Place {
  return (slice) => (slice.workspace(workspaceId) === undefined ? { organization: true } : { workspace: workspaceId })
}

function workspaceIn(slice: Slice, workspaceId: string): WorkspaceRecord {
  const found = slice.workspace(workspaceId)
  if (found === undefined) throw refused(refuse('workspace/not-found', { workspaceId }))
  return found
}

export const listWorkspacesInput = fields.input({
  ...inOrganization,
  type: fields.optional(fields.oneOf(workspaceTypes)),
  ...pageFields,
})

export interface WorkspaceFilter extends PageInput {
  readonly type?: WorkspaceType
}

/** Workspaces by name: those that the actor may see, each judged by itself, so that a page may hold fewer than its limit. */
export async function listWorkspaces(
  engine: Engine,
  input: { organizationId: string; actor: Actor } & WorkspaceFilter,
): Promise<Page<Workspace>> {
  const { organizationId, actor, type } = input
  const { records, cursors, slice } = await pageIn(engine, input, { kind: 'workspace', where: { status: ['active'] } })
  const may = mayIn(engine, slice, actor)
  const items = records.flatMap(({ kind, record }) =>
    kind === 'workspace' && (type ?? record.type) === record.type && may('workspace:read', { workspace: record.id })
      ? [workspaceView(organizationId, record)]
      : [],
  )
  return { items, ...cursors }
}

/** Somebody in a workspace: a member, or a group with all who are in it. */
export type WorkspaceEntry =
  | { readonly membership: Membership; readonly member: Member }
  | { readonly membership: Membership; readonly group: Group }

/** A page of who is in a workspace. */
export interface WorkspacePage extends Page<WorkspaceEntry> {
  /** On the first page of a shared one: the active admins, the first hundred, who are in it without a membership (S3-12). */
  readonly admins?: readonly Member[]
  readonly moreAdmins?: boolean
}

export const listWorkspaceMembersInput = fields.input({ ...inOrganization, workspaceId: fields.id, ...pageFields })

const mostAdmins = 100
/** So many holders of the admin role are read, whatever their status. */
const readAdmins = 1_000

/** Members and groups by name, each with the role there. */
export async function listWorkspaceMembers(engine: Engine, input: OfWorkspace & PageInput): Promise<WorkspacePage> {
  const { organizationId, workspaceId } = input
  const { adminRole } = engine.policy
  const isFirst = input.after === undefined && input.before === undefined
  const needs: Need[] = [{ get: 'workspace', ids: [workspaceId] }]
  if (isFirst) needs.push({ get: 'records', kind: 'member', by: 'role', keys: [adminRole], limit: readAdmins })
  const query = {
    kind: 'membership' as const,
    where: { by: { field: 'containerId' as const, key: workspaceId } },
    follow: { principal: {} },
  }
  const beside = { needs, where: within(workspaceId) }
  const { records, cursors, slice } = await pageAs(engine, input, 'workspace:read', query, beside)
  const workspace = workspaceIn(slice, workspaceId)
  const items = records.flatMap(({ kind, record }) =>
    kind === 'membership' ? entryOf(slice, organizationId, record) : [],
  )
  if (!isFirst || workspace.type === 'personal') return { items, ...cursors }
  const admins = slice.by('member', 'role', adminRole).filter(({ status }) => status === 'active')
  const shown = [...admins].sort(byName).slice(0, mostAdmins)
  return {
    items,
    ...cursors,
    admins: shown.map((admin) => memberView(organizationId, admin)),
    moreAdmins: admins.length > mostAdmins,
  }
}

function byName(a: MemberRecord, b: MemberRecord): number {
  return a.sortKey === b.sortKey ? 0 : a.sortKey < b.sortKey ? -1 : 1
}

/** Nobody where the principal is gone: such an edge is dead. */
function entryOf(slice: Slice, organizationId: string, record: MembershipRecord): WorkspaceEntry[] {
  const membership = membershipView(organizationId, record)
  if (record.principalKind === 'group') {
    const group = slice.group(record.principalId)
    return group === undefined ? [] : [{ membership, group: groupView(organizationId, group) }]
  }
  const member = slice.member(record.principalId)
  return member === undefined || member.status === 'removed'
    ? []
    : [{ membership, member: memberView(organizationId, member) }]
}

/** A way in which somebody is in a workspace. */
export type WayIn =
  | { readonly by: 'membership'; readonly role?: string }
  | { readonly by: 'group'; readonly groupId: string; readonly role?: string }
  /** Their role in the organization reaches in, whoever is in it. */
  | { readonly by: 'organization-role'; readonly role: string }

export interface WorkspaceOfMember {
  readonly workspace: Workspace
  /** Every way; never empty. */
  readonly ways: readonly WayIn[]
}

export interface WorkspacesOfMember {
  /** By name. */
  readonly items: readonly WorkspaceOfMember[]
  readonly revision: number
}

export const workspacesOfMemberInput = fields.input({ ...inOrganization, memberId: fields.id })

/** The workspaces that a member is in, and how: by themselves, through a group, or by their role in the organization. */
export async function workspacesOfMember(
  engine: Engine,
  asked: { organizationId: string; actor: Actor; memberId: string },
): Promise<WorkspacesOfMember> {
  const { organizationId, actor, memberId } = asked
  const follow = { memberships: { container: {} } }
  const slice = await readIn(engine, organizationId, actor, [{ get: 'member', ids: [memberId], follow }])
  // What is one's own one may see.
  if (slice.memberOf(actor)?.id !== memberId) allowed(engine, asked, 'workspace:read', slice)
  const member = slice.member(memberId)
  if (member === undefined || member.status === 'removed') throw refused(refuse('member/not-found', { memberId }))
  const ways = waysInto(slice, member, engine.policy.role(member.role)?.reach === 'always')
  const items = [...ways]
    .flatMap(([id, found]) => {
      const workspace = slice.hasLive('workspace', id) ? slice.workspace(id) : undefined
      return workspace === undefined ? [] : [{ workspace, ways: found }]
    })
    .sort((a, b) => (a.workspace.sortKey < b.workspace.sortKey ? -1 : 1))
    .map(({ workspace, ways: found }) => ({ workspace: workspaceView(organizationId, workspace), ways: found }))
  return { items, revision: slice.organization.revision }
}

function waysInto(slice: Slice, member: MemberRecord, reachesAll: boolean): ReadonlyMap<string, readonly WayIn[]> {
  const ways = new Map<string, WayIn[]>()
  const add = (workspaceId: string, way: WayIn) => ways.set(workspaceId, [...(ways.get(workspaceId) ?? []), way])
  const own = slice.by('membership', 'principalId', member.id)
  for (const { containerKind, containerId, role } of own)
    if (containerKind === 'workspace') add(containerId, { by: 'membership', ...compact({ role }) })
  const groups = own.map(({ containerId }) => containerId).filter((id) => slice.hasLive('group', id))
  for (const { principalId: groupId, containerId, role } of slice.catalogue('membership'))
    if (groups.includes(groupId)) add(containerId, { by: 'group', groupId, ...compact({ role }) })
  const shared = reachesAll ? slice.catalogue('workspace') : []
  for (const { id } of shared) add(id, { by: 'organization-role', role: member.role })
  return ways
}
