/** What the doors of the whole model let through and what they do not; checked by `tsc`, never run. */
import { expectTypeOf } from 'vitest'
import {
  type CustomRole,
  type CustomRoleId,
  createGuildhall,
  definePolicy,
  type Guildhall,
  type Receipt,
  type Storage,
  type Team,
} from '../../src/index.js'

declare const storage: Storage
declare const made: CustomRoleId

const policy = definePolicy({
  permissions: ['model:read', 'model:train'],
  conditions: { drafted: (model: { draft: boolean }) => model.draft },
  roles: {
    admin: { permissions: ['*'] },
    viewer: { permissions: ['model:read'] },
    manager: { scope: 'workspace' },
    labeler: { scope: 'team' },
    editor: { scope: 'resource' },
  },
  renamed: { reader: 'viewer' },
})
definePolicy({
  permissions: [],
  roles: { admin: {}, viewer: {} },
  // @ts-expect-error: no role is called so now
  renamed: { reader: 'vewer' },
})

const hall = createGuildhall({ storage, policy })
const given = { organizationId: 'org_1', actor: { userId: 'u1' } }
const [team, workspace] = [
  { ...given, teamId: 'tem_1' },
  { ...given, workspaceId: 'wsp_1' },
] as const

// -------------------------------------------------------------------------------- a role fits its scope, a custom one any

hall.members.changeRole({ ...given, memberId: 'mem_1', role: made })
hall.members.changeRole({ ...given, memberId: 'mem_1', role: 'role_1' })
// @ts-expect-error: the name that it had is no name to give
hall.members.changeRole({ ...given, memberId: 'mem_1', role: 'reader' })

hall.teams.addMembers({ ...team, memberIds: ['mem_1'], role: 'labeler' })
hall.teams.addMembers({ ...team, memberIds: ['mem_1'], role: made })
hall.teams.addMembers({ ...team, memberIds: ['mem_1'] })
hall.teams.changeRole({ ...team, memberId: 'mem_1', role: null })
// @ts-expect-error: a role of the organization
hall.teams.addMembers({ ...team, memberIds: ['mem_1'], role: 'viewer' })
// @ts-expect-error: a role of workspaces
hall.teams.changeRole({ ...team, memberId: 'mem_1', role: 'manager' })
// @ts-expect-error: a filter, too, has roles of teams
hall.teams.members({ ...team, role: ['manager'] })

hall.workspaces.create({ ...given, name: 'Lab', role: 'manager' })
hall.workspaces.addMembers({ ...workspace, groupIds: ['grp_1'], role: made })
hall.workspaces.changeRole({ ...workspace, groupId: 'grp_1', role: 'manager' })
// @ts-expect-error: a role of the organization
hall.workspaces.create({ ...given, name: 'Lab', role: 'admin' })
// @ts-expect-error: a role of teams
hall.workspaces.addMembers({ ...workspace, memberIds: ['mem_1'], role: 'labeler' })
// @ts-expect-error: whose role?
hall.workspaces.changeRole({ ...workspace, role: 'manager' })
// @ts-expect-error: in a group there are no roles
hall.groups.addMembers({ ...given, groupId: 'grp_1', memberIds: ['mem_1'], role: 'viewer' })

// ------------------------------------------------------------------------------------------------------------ assignments

const to = { ...given, principals: [{ memberId: 'mem_1' }, 'everyone'] } as const
hall.assignments.assign({ ...to, role: 'viewer' })
hall.assignments.assign({ ...to, role: 'manager', scope: { workspaceId: 'wsp_1' } })
hall.assignments.assign({ ...to, role: 'editor', scope: { resource: { type: 'model', key: 'm1' } } })
hall.assignments.assign({ ...to, role: 'editor', scopes: [{ workspaceId: 'wsp_1' }, { workspaceId: 'wsp_2' }] })
hall.assignments.assign({ ...to, role: made, scope: { teamId: 'tem_1' } })
// @ts-expect-error: a role of workspaces is none in the organization
hall.assignments.assign({ ...to, role: 'manager' })
// @ts-expect-error: nor is one of the organization one in a team
hall.assignments.assign({ ...to, role: 'viewer', scope: { teamId: 'tem_1' } })
// @ts-expect-error: one scope, or several
hall.assignments.assign({ ...to, role: 'editor', scope: 'organization', scopes: ['organization'] })

// ------------------------------------------------------------------------------------------- roles, teams and resources

hall.roles.create({ ...given, name: 'Trainer', permissions: ['model:*', 'model:train:drafted', 'member:add'] })
// @ts-expect-error: no such permission
hall.roles.create({ ...given, name: 'Trainer', permissions: ['model:trian'] })
// @ts-expect-error: a role of the policy is not the organization's to delete
hall.roles.delete({ ...given, roleId: 'viewer' })
// @ts-expect-error: nobody can be moved to a role that is not there
hall.roles.delete({ ...given, roleId: made, replaceWith: 'vewer' })
// @ts-expect-error: what it is a role in stays
hall.roles.update({ ...given, roleId: made, scope: 'team' })
// @ts-expect-error: null is for what can be absent
hall.teams.update({ ...team, name: null })
// @ts-expect-error: under none is said by null
hall.teams.move({ ...team, parentId: undefined })
// @ts-expect-error: whose it is is for `transfer`
hall.resources.update({ ...given, resource: 'res_1', ownerId: 'mem_1' })
// @ts-expect-error: a type alone names no resource
hall.resources.delete({ ...given, resource: { type: 'model' } })
expectTypeOf(hall.teams.create).returns.toEqualTypeOf<Promise<Team & Receipt>>()
expectTypeOf(hall.roles.create).returns.toEqualTypeOf<Promise<CustomRole & Receipt>>()

// -------------------------------------------------------------------------------------------------------------- questions

const access = await hall.access({ organizationId: 'org_1', userId: 'u1', resources: [{ type: 'model', key: 'm1' }] })
access.can('model:train', { workspace: 'wsp_1' })
access.can('model:train:drafted', { resource: 'res_1', on: { draft: true } })
access.canInAny('model:train', [{ team: 'tem_1' }, { organization: true }])
access.can(policy.resolve('model:train:own'), { on: { ownerId: 'mem_1' } })
// @ts-expect-error: an attribute of another kind
access.can('model:train', { on: { draft: 'yes' } })
// @ts-expect-error: no such permission to resolve
policy.resolve('model:trian')
// @ts-expect-error: a place is said in words
access.can('model:train', 'wsp_1')
hall.check({ organizationId: 'org_1', userId: 'u1', permission: 'model:train', on: { draft: true } })
// @ts-expect-error: no such permission
hall.check({ organizationId: 'org_1', userId: 'u1', permission: 'model:trian' })
// @ts-expect-error: no such permission, of everybody
hall.members.whoCan({ ...given, permission: 'model:trian' })

// -------------------------------------------------------------------------------------------------- as much as the others

const added = await hall.attempt.teams.addMembers({ ...team, memberIds: ['mem_1'] })
// @ts-expect-error: adding to a team has nothing to do with its place
if (!added.ok) added.refusal.code === 'team/too-deep'
const batch = await hall.batch({
  ...given,
  mode: 'all-or-nothing',
  commands: [
    { command: 'team.create', input: { name: 'Red' } },
    { command: 'workspace.addMembers', input: { workspaceId: 'wsp_1', memberIds: ['mem_1'], role: 'manager' } },
  ],
})
const [first] = batch.outcomes
if (first.ok) expectTypeOf(first.value.name).toEqualTypeOf<Team['name']>()
hall.batch({
  ...given,
  mode: 'all-or-nothing',
  // @ts-expect-error: in a batch, too, a role fits its scope
  commands: [{ command: 'workspace.addMembers', input: { workspaceId: 'wsp_1', memberIds: [], role: 'labeler' } }],
})
expectTypeOf(hall).toEqualTypeOf<Guildhall<typeof policy>>()
