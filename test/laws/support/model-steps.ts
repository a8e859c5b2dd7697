/** Steps through the rest of the model: teams, groups, workspaces, resources, custom roles, assignments. */
import fc from 'fast-check'
import { nth, oneOf, some } from './ordinals.js'

export type Fields = { readonly [field: string]: fc.Arbitrary<unknown> }

const optional = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { nil: undefined })
const orNull = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { nil: null })
const literal = <T>(...values: T[]) => fc.constantFrom(...values)

const name = literal('Blue', 'Green', 'Ÿ')
const key = literal('blue', 'green', 'k-1')
const capacity = fc.nat({ max: 3 })
/** Custom roles now and then, and names that are no role there. */
const roleFor = (...roles: string[]): fc.Arbitrary<unknown> =>
  fc.oneof(
    { weight: 8, arbitrary: literal(...roles) },
    { weight: 2, arbitrary: oneOf('role') },
    { weight: 1, arbitrary: literal('viewer', 'wizard', '__proto__') },
  )
const teamRole = roleFor('lead', 'mate')
const workspaceRole = roleFor('labeler', 'curator')
const permissions = fc.subarray(['model:read', 'model:train', 'model:delete:own', 'member:add', 'model:*'])

const when = literal('2027-01-15T09:00:00Z', '2027-01-17T08:00:00Z', '2027-02-01T08:00:00Z', '2020-01-01T00:00:00Z')
const principal = fc.oneof(
  fc.record({ memberId: nth('member') }),
  fc.record({ teamId: nth('team') }),
  fc.record({ groupId: nth('group') }),
  literal('everyone'),
)
/** A role and where it goes, which mostly fit. */
const together = fc.oneof(
  fc.record({ role: roleFor('viewer', 'manager', 'reader', 'writer'), scope: literal('organization') }),
  fc.record({ role: roleFor('labeler', 'reader'), scope: fc.record({ workspaceId: nth('workspace') }) }),
  fc.record({ role: teamRole, scope: fc.record({ teamId: nth('team') }) }),
  fc.record({ role: roleFor('reader', 'writer'), scope: fc.record({ resource: nth('resource') }) }),
)
const owner = fc.oneof(
  fc.record({ memberId: nth('member') }),
  fc.record({ teamId: nth('team') }),
  literal('organization'),
)
const newResource = {
  type: literal('model', 'app'),
  key: literal('a', 'b', 'c'),
  workspaceId: optional(oneOf('workspace')),
  ownerId: optional(fc.oneof(oneOf('member'), oneOf('team'))),
}
const workspaceType = fc.oneof(
  literal({ type: 'shared' }),
  fc.record({ type: literal('personal'), ownerId: oneOf('member'), role: optional(workspaceRole) }).map(given),
)
const whoInWorkspace = fc.oneof(
  fc.record({ memberIds: some('member') }),
  fc.record({ groupIds: some('group', 2) }),
  fc.record({ memberIds: some('member'), groupIds: some('group', 2) }),
)
const of = (kind: 'team' | 'group' | 'workspace') => ({ [`${kind}Id`]: nth(kind) })

/** What each command may be asked for, and how often it comes. What is in `together` fits, and is spread into the input. */
export const modelCommands: readonly (readonly [command: string, weight: number, input: Fields])[] = [
  ['teams.create', 3, { name, key: optional(key), parentId: optional(oneOf('team')), capacity: optional(capacity) }],
  ['teams.update', 2, { ...of('team'), key: optional(orNull(key)), capacity: optional(orNull(capacity)) }],
  ['teams.move', 4, { ...of('team'), parentId: orNull(nth('team')) }],
  ['teams.delete', 1, of('team')],
  ['teams.addMembers', 5, { ...of('team'), memberIds: some('member'), role: optional(teamRole) }],
  ['teams.removeMembers', 2, { ...of('team'), memberIds: some('member') }],
  ['teams.changeRole', 3, { ...of('team'), memberId: nth('member'), role: orNull(teamRole) }],
  ['groups.create', 2, { name, key: optional(key) }],
  ['groups.update', 1, { ...of('group'), key: optional(orNull(key)) }],
  ['groups.delete', 1, of('group')],
  ['groups.addMembers', 4, { ...of('group'), memberIds: some('member') }],
  ['groups.removeMembers', 2, { ...of('group'), memberIds: some('member') }],
  ['workspaces.create', 3, { name, key: optional(key), together: workspaceType }],
  ['workspaces.update', 1, { ...of('workspace'), key: optional(orNull(key)), name: optional(name) }],
  ['workspaces.delete', 3, of('workspace')],
  ['workspaces.addMembers', 5, { ...of('workspace'), together: whoInWorkspace, role: optional(workspaceRole) }],
  ['workspaces.removeMembers', 2, { ...of('workspace'), together: whoInWorkspace }],
  ['workspaces.changeRole', 3, { ...of('workspace'), memberId: nth('member'), role: orNull(workspaceRole) }],
  ['resources.create', 4, newResource],
  [
    'resources.createMany',
    1,
    { resources: fc.array(fc.record(newResource).map(given), { minLength: 1, maxLength: 2 }) },
  ],
  ['resources.update', 1, { resource: nth('resource'), name: orNull(name) }],
  ['resources.move', 4, { resource: oneOf('resource'), workspaceId: orNull(nth('workspace')) }],
  ['resources.transfer', 2, { resource: nth('resource'), to: owner }],
  ['resources.delete', 1, { resource: nth('resource') }],
  ['roles.create', 3, { name, scope: optional(literal('organization', 'workspace', 'team', 'resource')), permissions }],
  ['roles.update', 3, { roleId: oneOf('role'), name: optional(name), permissions: optional(permissions) }],
  [
    'roles.delete',
    2,
    { roleId: nth('role'), replaceWith: optional(fc.oneof(oneOf('role'), literal('viewer', 'mate', 'reader'))) },
  ],
  [
    'assignments.assign',
    8,
    {
      ...{ principals: fc.array(principal, { minLength: 1, maxLength: 2 }), together },
      ...{ startsAt: optional(when), expiresAt: optional(when) },
    },
  ],
  [
    'assignments.change',
    2,
    { assignmentId: nth('assignment'), startsAt: optional(orNull(when)), expiresAt: optional(orNull(when)) },
  ],
  ['assignments.unassign', 2, { assignmentIds: some('assignment') }],
  ['members.setPermissions', 3, { memberId: nth('member'), permissions }],
]

/** What is undefined is not there at all. */
export function given(object: object): { readonly [field: string]: unknown } {
  return Object.fromEntries(Object.entries(object).filter(([, value]) => value !== undefined))
}
