/** Reads of groups that decide nothing. */
import type { Actor } from '../decision/context.js'
import { refuse } from '../decision/refusal.js'
import type { Engine } from '../execute.js'
import { type Group, type GroupRecord, groupView } from '../group/group.js'
import * as fields from '../input/fields.js'
import { byKey } from '../membership/container.js'
import type { Membership } from '../membership/membership.js'
import type { Slice } from '../organization/slice.js'
import { readAs, refused } from './ask.js'
import { containersOfMember, type MemberEntry, pageOfMembers } from './belonging.js'
import { inOrganization } from './organizations.js'
import { type Page, type PageInput, pageAs, pageFields } from './paging.js'

interface Asked {
  readonly organizationId: string
  readonly actor: Actor
}

export const getGroupInput = fields.input({ ...inOrganization, groupId: fields.id })

/** One group that is not deleted. */
export async function getGroup(
  engine: Engine,
  { organizationId, actor, groupId }: Asked & { readonly groupId: string },
): Promise<Group> {
  const slice = await readAs(engine, organizationId, actor, 'group:read', [{ get: 'group', ids: [groupId] }])
  return groupView(organizationId, groupIn(slice, groupId))
}

function groupIn(slice: Slice, groupId: string): GroupRecord {
  const found = slice.group(groupId)
  if (found === undefined) throw refused(refuse('group/not-found', { groupId }))
  return found
}

export const getGroupByKeyInput = fields.input({ ...inOrganization, key: fields.key })

/** The group that has this key now. */
export async function getGroupByKey(
  engine: Engine,
  { organizationId, actor, key }: Asked & { readonly key: string },
): Promise<Group> {
  const slice = await readAs(engine, organizationId, actor, 'group:read', byKey('group', key))
  const [group] = slice.by('group', 'key', key)
  if (group === undefined) throw refused(refuse('group/not-found', { key }))
  return groupView(organizationId, group)
}

export const listGroupsInput = fields.input({ ...inOrganization, ...pageFields })

/** Groups by name. */
export async function listGroups(engine: Engine, input: Asked & PageInput): Promise<Page<Group>> {
  const query = { kind: 'group' as const, where: { status: ['active'] } }
  const { records, cursors } = await pageAs(engine, input, 'group:read', query)
  const items = records.flatMap(({ kind, record }) =>
    kind === 'group' ? [groupView(input.organizationId, record)] : [],
  )
  return { items, ...cursors }
}

export const listGroupMembersInput = fields.input({ ...inOrganization, groupId: fields.id, ...pageFields })

/** Members of a group by name. */
export async function listGroupMembers(
  engine: Engine,
  input: Asked & PageInput & { readonly groupId: string },
): Promise<Page<MemberEntry>> {
  const { groupId } = input
  const filter = { by: { field: 'containerId' as const, key: groupId } }
  const needs = [{ get: 'group' as const, ids: [groupId] }]
  const { page, slice } = await pageOfMembers(engine, input, 'group:read', filter, { needs })
  groupIn(slice, groupId)
  return page
}

export interface GroupsOfMember {
  /** By name. */
  readonly items: readonly { readonly group: Group; readonly membership: Membership }[]
  readonly revision: number
}

/** The groups that a member is in (S0-27, S0-42). */
export async function groupsOfMember(
  engine: Engine,
  asked: Asked & { readonly memberId: string },
): Promise<GroupsOfMember> {
  const { found, revision } = await containersOfMember(engine, asked, 'group')
  const items = found.map(({ container, membership }) => ({
    group: groupView(asked.organizationId, container),
    membership,
  }))
  return { items, revision }
}
