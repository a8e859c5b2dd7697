/**
 * What must hold of a step where there is a team, or a workspace and a group. Written from the words of the pages, over
 * plain records; what somebody may do is worked out here once more, by names.
 */
import { isDeepStrictEqual } from 'node:util'
import type { MemberRecord } from '../../../src/member/member.js'
import type { MembershipRecord } from '../../../src/membership/membership.js'
import type { Step } from './checker.js'
import { groupId, teamId, workspaceId } from './places.js'
import { people, type World } from './world.js'

const inTeams = ['team:add-member', 'team:remove-member', 'team:update-role']
const inWorkspaces = ['workspace:add-member', 'workspace:remove-member', 'workspace:update-role']

/** What each role holds of what is asked for here. */
const holds: { readonly [role: string]: readonly string[] } = {
  manager: [...inTeams, 'team:update', 'group:add-member', 'group:remove-member', ...inWorkspaces],
  member: ['model:train'],
  keeper: ['model:keep'],
  lead: inTeams,
  mate: ['model:train'],
  curator: inWorkspaces,
  labeler: ['model:label'],
}
const assigns: { readonly [role: string]: string } = { lead: 'mate', curator: 'labeler' }
const roleFor: { readonly [K in MembershipRecord['containerKind']]: readonly string[] } = {
  team: ['lead', 'mate'],
  workspace: ['curator', 'labeler'],
  group: [],
}

/** What a command is asked for, and where. */
const asked: { readonly [does: string]: readonly [permission: string, where: Where] } = {
  'team.addMembers': ['team:add-member', 'team'],
  'team.removeMembers': ['team:remove-member', 'team'],
  'team.changeRole': ['team:update-role', 'team'],
  'team.update': ['team:update', 'team'],
  'team.delete': ['team:delete', 'team'],
  'group.addMembers': ['group:add-member', 'organization'],
  'group.removeMembers': ['group:remove-member', 'organization'],
  'group.delete': ['group:delete', 'organization'],
  'workspace.addMembers': ['workspace:add-member', 'workspace'],
  'workspace.removeMembers': ['workspace:remove-member', 'workspace'],
  'workspace.changeRole': ['workspace:update-role', 'workspace'],
  'workspace.delete': ['workspace:delete', 'workspace'],
}

type Where = 'organization' | 'team' | 'workspace'

/** Something that somebody is given: a role, which counts somewhere, and whether to them or to a group. */
interface Gift {
  readonly role: string
  readonly where: Where
  readonly to: string
}

export const belongingLaws = {
  'only who is of the organization belongs anywhere in it': ({ after }) =>
    edgesIn(after).every(({ principalKind, principalId, containerKind }) =>
      principalKind === 'group'
        ? containerKind === 'workspace'
        : after.members.some(({ id, status }) => id === principalId && status !== 'removed'),
    ),

  'who belongs is counted, each once': ({ after }) => {
    const edges = edgesIn(after)
    const counted = after.others.every(({ record }) => {
      if (!('memberCount' in record) || record.status === 'deleted') return true
      return record.memberCount === edges.filter(({ containerId }) => containerId === record.id).length
    })
    return counted && new Set(edges.map(({ pair }) => pair)).size === edges.length
  },

  'every role is for the place where it is held': ({ after }) =>
    edgesIn(after).every(({ role, containerKind }) => role === undefined || roleFor[containerKind].includes(role)),

  'nobody joins a team that is full': ({ before, after }) => {
    const [was, is] = [membersOfTeam(before), membersOfTeam(after)]
    return is <= capacityOf(after) || is <= was
  },

  'a capacity changes by the command for it': ({ before, move, after }) => {
    const expected = move.does === 'team.update' ? (move.limit ?? Number.POSITIVE_INFINITY) : capacityOf(before)
    return isDeleted(after, teamId) || capacityOf(after) === expected
  },

  'who belongs changes by the commands for it, and nobody else with them': (step) =>
    moved(step).every(({ before: was, after: is, edge }) => {
      const { does } = step.move
      const [noun] = does.split('.')
      if (was !== undefined && is === undefined && leaves(step, edge)) return true
      if (edge.principalId !== named(step) || noun !== edge.containerKind) return false
      const verb = was === undefined ? 'addMembers' : is === undefined ? 'removeMembers' : 'changeRole'
      return does === `${noun}.${verb}`
    }),

  'nobody does in a place what they are not let do there': ({ before, move }) => {
    const self = selfIn(before, move)
    const [permission, where] = asked[move.does] ?? []
    if (self === undefined || permission === undefined || where === undefined) return true
    return self.status === 'active' && may(before, self, permission, where)
  },

  'nobody gives more than they may by belonging': (step) => {
    const self = selfIn(step.before, step.move)
    return self === undefined || giftsIn(step).every((gift) => mayGive(step.before, self, gift))
  },

  'nobody raises themselves by belonging': (step) => {
    const self = selfIn(step.before, step.move)
    if (self === undefined) return true
    const own = giftsIn(step).filter(({ to }) => to === self.id || (to === groupId && isInGroup(step.after, self.id)))
    return own.every(({ role, where }) => holdsAll(step.before, self, role, where))
  },

  'whom the team makes more than others, nobody less acts on': ({ before, move, after }) => {
    const self = selfIn(before, move)
    if (self === undefined || move.does.startsWith('invitation.accept')) return true
    return before.members.every((was) => {
      const is = after.members.find(({ id }) => id === was.id)
      if (is === was || was.id === self.id || isExpiry(was, after)) return true
      return !isInTeam(before, was.id) || holdsAll(before, self, 'keeper', 'organization')
    })
  },

  'admins stay in the workspace': ({ before, move, after }) =>
    move.does !== 'workspace.removeMembers' ||
    before.members.every(
      ({ id, role }) => role !== 'admin' || edgeIn(before, workspaceId, id) === edgeIn(after, workspaceId, id),
    ),
} as const satisfies { readonly [name: string]: (step: Step) => boolean }

/** How full the team is, and how somebody belongs: as far as these laws tell steps apart. */
export function belongingKind({ before }: Step, members: readonly (MemberRecord | undefined)[]): string {
  const room = Math.sign(capacityOf(before) - membersOfTeam(before))
  const ways = members.flatMap((member) =>
    [teamId, workspaceId, groupId].map((id) => edgeIn(before, id, member?.id)?.role),
  )
  return [room, ...ways].join(' ')
}

// ------------------------------------------------------------------------------------------------------------- rights

/** The roles that count for somebody in a place, as they belong to it. */
function rolesOf(world: World, { id, role }: MemberRecord, where: Where): string[] {
  const inOrganization = [role, ...(isInTeam(world, id) ? ['keeper'] : [])]
  if (where === 'organization') return inOrganization
  if (where === 'team') return [...inOrganization, edgeIn(world, teamId, id)?.role ?? '']
  const edges = [edgeIn(world, workspaceId, id), isInGroup(world, id) ? edgeIn(world, workspaceId, groupId) : undefined]
  const own = edges.flatMap((edge) => edge?.role ?? [])
  if (own.length > 0 || edges.every((edge) => edge === undefined)) return own
  // a role of the organization reaches in where somebody belongs and holds no other there
  return inOrganization
}

function may(world: World, self: MemberRecord, permission: string, where: Where): boolean {
  return self.role === 'admin' || rolesOf(world, self, where).some((role) => holds[role]?.includes(permission) === true)
}

function holdsAll(world: World, self: MemberRecord, role: string, where: Where): boolean {
  return (holds[role] ?? []).every((permission) => may(world, self, permission, where))
}

function mayGive(world: World, self: MemberRecord, { role, where }: Gift): boolean {
  if (self.status !== 'active') return false
  return holdsAll(world, self, role, where) || rolesOf(world, self, where).some((own) => assigns[own] === role)
}

/** The roles in the place; to whoever comes into the team what it holds, and into the group what that is in the workspace. */
function giftsIn(step: Step): Gift[] {
  return moved(step).flatMap(({ before, after }) => {
    if (after === undefined) return []
    const { containerKind, principalId: to, role } = after
    const gifts: Gift[] = []
    if (role !== undefined && containerKind !== 'group') gifts.push({ role, where: containerKind, to })
    if (before !== undefined) return gifts
    if (containerKind === 'team') gifts.push({ role: 'keeper', where: 'organization', to })
    const there = containerKind === 'group' ? edgeIn(step.before, workspaceId, groupId)?.role : undefined
    if (there !== undefined) gifts.push({ role: there, where: 'workspace', to })
    return gifts
  })
}

// ------------------------------------------------------------------------------------------------------------- records

function edgesIn({ others }: World): MembershipRecord[] {
  return others.flatMap(({ kind, record }) => (kind === 'membership' ? [record] : []))
}

function edgeIn(world: World, containerId: string, principalId: string | undefined): MembershipRecord | undefined {
  return edgesIn(world).find((edge) => edge.containerId === containerId && edge.principalId === principalId)
}

function isInTeam(world: World, memberId: string): boolean {
  return edgeIn(world, teamId, memberId) !== undefined
}

function isInGroup(world: World, memberId: string): boolean {
  return edgeIn(world, groupId, memberId) !== undefined
}

function membersOfTeam(world: World): number {
  return edgesIn(world).filter(({ containerId }) => containerId === teamId).length
}

function capacityOf({ others }: World): number {
  const team = others.find(({ kind }) => kind === 'team')
  return (team?.kind === 'team' ? team.record.capacity : undefined) ?? Number.POSITIVE_INFINITY
}

function isDeleted({ others }: World, recordId: string): boolean {
  return others.some(({ record }) => record.id === recordId && 'status' in record && record.status === 'deleted')
}

interface Moved {
  readonly edge: MembershipRecord
  readonly before: MembershipRecord | undefined
  readonly after: MembershipRecord | undefined
}

/** The memberships that a step makes, takes away or changes. */
function moved({ before, after }: Step): Moved[] {
  if (before.others.length === 0) return []
  const [old, now] = [edgesIn(before), edgesIn(after)]
  const gone = old
    .filter(({ id }) => !now.some((edge) => edge.id === id))
    .map((edge) => ({ edge, before: edge, after: undefined }))
  const others = now.map((edge) => ({ edge, before: old.find(({ id }) => id === edge.id), after: edge }))
  return [...gone, ...others.filter(({ before: was, after: is }) => was === undefined || !isSame(was, is))]
}

/** But for the order in which it is listed, which follows the name of whom it is about. */
function isSame(was: MembershipRecord, is: MembershipRecord): boolean {
  const named = { sortKey: is.sortKey, updatedAt: is.updatedAt }
  return was === is || isDeepStrictEqual({ ...was, ...named }, is)
}

/** Whether an edge goes because one of its ends does: the member is removed, or what they belong to is deleted. */
function leaves({ after }: Step, { principalId, containerId }: MembershipRecord): boolean {
  const isGone = after.members.some(({ id, status }) => id === principalId && status === 'removed')
  return isGone || isDeleted(after, containerId) || isDeleted(after, principalId)
}

/** Whom the move is about: a member, or the group. */
function named({ move, names }: Step): string {
  return move.group ? groupId : names.member(move.whom ?? 0)
}

function selfIn({ members }: World, { by }: Step['move']): MemberRecord | undefined {
  if (typeof by !== 'number') return undefined
  return members.find(({ userId, status }) => userId === people[by] && status !== 'removed')
}

function isExpiry(was: MemberRecord, after: World): boolean {
  return after.invitations.some(({ id, status }) => id === was.invitationId && status === 'expired')
}
