/**
 * Every public method of a hall that takes an input, with an input that goes through: for tests that knock on all doors.
 * The types make the list complete; `every-door.test.ts` holds it against the hall itself.
 */
import {
  type Commands,
  definePolicy,
  type Guildhall,
  type GuildhallPermission,
  guildhallPermissions,
  type Policy,
} from 'guildhall'
import { expect } from 'vitest'
import { given, type Scene } from '../support/given.js'

/** A role that holds one permission of Guildhall's, for each of them. */
export const specialistOf = (permission: string) => `only-${permission.replace(':', '-')}`

const specialists = Object.fromEntries(
  Object.keys(guildhallPermissions).map((permission) => [
    specialistOf(permission),
    // a key of the list is a permission; what it reaches is what each door is about
    { permissions: [permission as GuildhallPermission], reach: 'always' as const },
  ]),
)

/** Untyped in its names, since they are generated. */
export const doorPolicy: Policy = definePolicy({
  permissions: ['doc:read'],
  roles: {
    ...specialists,
    member: {},
    other: {},
    host: { scope: 'workspace' },
    captain: { scope: 'team' },
    guest: { scope: 'resource' },
    admin: { permissions: ['*'] },
  },
  adminRole: 'admin',
  defaultRole: 'member',
})

export type DoorScene = Scene<Policy>

export interface Door {
  /** What it asks the policy, or why it asks nothing. */
  readonly asks: GuildhallPermission | 'nothing'
  /** Whether it writes. */
  readonly kind: 'command' | 'query'
  /** What must have happened before. */
  readonly prepare?: (scene: DoorScene) => Promise<unknown>
  /** An input that goes through, for a user who may. */
  readonly input: (scene: DoorScene, by: string) => object
}

const command = (asks: Door['asks'], input: Door['input'], prepare?: (scene: DoorScene) => Promise<unknown>): Door => ({
  asks,
  kind: 'command',
  input,
  ...(prepare && { prepare }),
})

const query = (asks: Door['asks'], input: Door['input']): Door => ({ asks, kind: 'query', input })

type CommandDoors = { readonly [G in keyof Commands<Policy>]: { readonly [K in keyof Commands<Policy>[G]]: Door } }

/** What is in an organization besides its people. */
interface Furniture {
  readonly workspaceId: string
  readonly teamId: string
  /** Another team, which is above none yet. */
  readonly parentId: string
  readonly groupId: string
  readonly roleId: string
  readonly assignmentId: string
}
const furnished = new WeakMap<DoorScene, Furniture>()

/** A workspace that Cy is in, a team and a group that Bo is in, another team, a role made here, and a resource, on which Bo holds one. */
export async function furnish(scene: DoorScene): Promise<Furniture> {
  const { hall, system } = scene
  const members = { memberIds: [scene.id('bo')] }
  const { id: workspaceId } = await hall.workspaces.create({ ...system, name: 'Lab' })
  await hall.workspaces.addMembers({ ...system, workspaceId, memberIds: [scene.id('cy')] })
  const { id: teamId } = await hall.teams.create({ ...system, name: 'Team', key: 'team' })
  await hall.teams.addMembers({ ...system, teamId, ...members })
  const { id: parentId } = await hall.teams.create({ ...system, name: 'Above' })
  const { id: groupId } = await hall.groups.create({ ...system, name: 'Group', key: 'group' })
  await hall.groups.addMembers({ ...system, groupId, ...members })
  await hall.resources.create({ ...system, ...app })
  const { id: roleId } = await hall.roles.create({ ...system, name: 'Made here', permissions: [] })
  const principals = [{ memberId: scene.id('bo') }]
  const scope = { resource: app }
  const { assignments } = await hall.assignments.assign({ ...system, principals, role: 'guest', scope })
  const furniture = { workspaceId, teamId, parentId, groupId, roleId, assignmentId: assignments[0]?.id ?? '' }
  furnished.set(scene, furniture)
  return furniture
}

const app = { type: 'app', key: 'one' }

/** Something of the scene, for an input. */
function at<K extends keyof Furniture>(scene: DoorScene, name: K): Pick<Furniture, K> {
  const furniture = furnished.get(scene) ?? expect.fail('there is no furniture')
  // one of its keys, with its value
  return { [name]: furniture[name] } as Pick<Furniture, K>
}

/** The workspace. */
const lab = (scene: DoorScene) => at(scene, 'workspaceId')

/** Bo is an active member, Cy a deactivated one, Dee is invited; Ada is an admin, and so is Abe. */
const commandDoors: CommandDoors = {
  organizations: {
    create: command('nothing', (scene, by) => ({ actor: scene.actor(by), name: 'New', slug: 'new' })),
    update: command('organization:update', (scene, by) => ({ ...scene.as(by), name: 'Renamed' })),
    setSeatLimit: command('organization:set-seat-limit', (scene, by) => ({ ...scene.as(by), seatLimit: 99 })),
    archive: command('organization:archive', (scene, by) => scene.as(by)),
    restore: command(
      'organization:restore',
      (scene, by) => scene.as(by),
      (scene) => scene.hall.organizations.archive(scene.system),
    ),
    delete: command('organization:delete', (scene, by) => scene.as(by)),
  },
  members: {
    add: command('member:add', (scene, by) => ({ ...scene.as(by), userId: 'new' })),
    update: command('member:update', (scene, by) => ({ ...scene.as(by), memberId: scene.id('bo'), name: 'Renamed' })),
    changeRole: command('member:update-role', (scene, by) => ({
      ...scene.as(by),
      memberId: scene.id('bo'),
      role: 'other',
    })),
    setPermissions: command('member:update-permissions', (scene, by) => ({
      ...scene.as(by),
      memberId: scene.id('bo'),
      permissions: ['member:read'],
    })),
    deactivate: command('member:deactivate', (scene, by) => ({ ...scene.as(by), memberId: scene.id('bo') })),
    reactivate: command('member:reactivate', (scene, by) => ({ ...scene.as(by), memberId: scene.id('cy') })),
    remove: command('member:remove', (scene, by) => ({ ...scene.as(by), memberId: scene.id('bo') })),
    leave: command('nothing', (scene, by) => scene.as(by)),
    transferAdmin: command('member:transfer-admin', (scene, by) => ({ ...scene.as(by), memberId: scene.id('bo') })),
  },
  invitations: {
    invite: command('invitation:create', (scene, by) => ({ ...scene.as(by), emails: 'new@example.test' })),
    resend: command('invitation:resend', (scene, by) => ({
      ...scene.as(by),
      invitationId: scene.invitation('dee').invitationId,
    })),
    changeRole: command('invitation:update-role', (scene, by) => ({
      ...scene.as(by),
      invitationId: scene.invitation('dee').invitationId,
      role: 'other',
    })),
    revoke: command('invitation:revoke', (scene, by) => ({
      ...scene.as(by),
      invitationId: scene.invitation('dee').invitationId,
    })),
    accept: command('nothing', (scene) => ({ token: scene.invitation('dee').token, actor: scene.actor('dee') })),
    decline: command('nothing', (scene) => ({ token: scene.invitation('dee').token })),
  },
  workspaces: {
    create: command('workspace:create', (scene, by) => ({ ...scene.as(by), name: 'New' })),
    update: command('workspace:update', (scene, by) => ({ ...scene.as(by), ...lab(scene), name: 'Renamed' })),
    delete: command('workspace:delete', (scene, by) => ({ ...scene.as(by), ...lab(scene) })),
    addMembers: command('workspace:add-member', (scene, by) => ({
      ...scene.as(by),
      ...lab(scene),
      memberIds: [scene.id('bo')],
    })),
    removeMembers: command('workspace:remove-member', (scene, by) => ({
      ...scene.as(by),
      ...lab(scene),
      memberIds: [scene.id('cy')],
    })),
    changeRole: command('workspace:update-role', (scene, by) => ({
      ...scene.as(by),
      ...lab(scene),
      memberId: scene.id('cy'),
      role: 'host',
    })),
  },
  resources: {
    create: command('resource:create', (scene, by) => ({ ...scene.as(by), type: 'app', key: 'new' })),
    createMany: command('resource:create', (scene, by) => ({
      ...scene.as(by),
      resources: [
        { type: 'app', key: 'new', ...lab(scene) },
        { type: 'app', key: 'newer' },
      ],
    })),
    update: command('resource:update', (scene, by) => ({ ...scene.as(by), resource: app, name: 'Renamed' })),
    move: command('resource:update', (scene, by) => ({ ...scene.as(by), resource: app, ...lab(scene) })),
    transfer: command('resource:transfer', (scene, by) => ({
      ...scene.as(by),
      resource: app,
      to: { memberId: scene.id('bo') },
    })),
    delete: command('resource:delete', (scene, by) => ({ ...scene.as(by), resource: app })),
  },
  teams: {
    create: command('team:create', (scene, by) => ({ ...scene.as(by), ...at(scene, 'parentId'), name: 'New' })),
    update: command('team:update', (scene, by) => ({ ...scene.as(by), ...at(scene, 'teamId'), name: 'Renamed' })),
    move: command('team:update', (scene, by) => ({
      ...scene.as(by),
      ...at(scene, 'teamId'),
      ...at(scene, 'parentId'),
    })),
    delete: command('team:delete', (scene, by) => ({ ...scene.as(by), ...at(scene, 'teamId') })),
    addMembers: command('team:add-member', (scene, by) => ({
      ...scene.as(by),
      ...at(scene, 'teamId'),
      memberIds: [scene.id('dee')],
    })),
    removeMembers: command('team:remove-member', (scene, by) => ({
      ...scene.as(by),
      ...at(scene, 'teamId'),
      memberIds: [scene.id('bo')],
    })),
    changeRole: command('team:update-role', (scene, by) => ({
      ...scene.as(by),
      ...at(scene, 'teamId'),
      memberId: scene.id('bo'),
      role: 'captain',
    })),
  },
  groups: {
    create: command('group:create', (scene, by) => ({ ...scene.as(by), name: 'New' })),
    update: command('group:update', (scene, by) => ({ ...scene.as(by), ...at(scene, 'groupId'), name: 'Renamed' })),
    delete: command('group:delete', (scene, by) => ({ ...scene.as(by), ...at(scene, 'groupId') })),
    addMembers: command('group:add-member', (scene, by) => ({
      ...scene.as(by),
      ...at(scene, 'groupId'),
      memberIds: [scene.id('dee')],
    })),
    removeMembers: command('group:remove-member', (scene, by) => ({
      ...scene.as(by),
      ...at(scene, 'groupId'),
      memberIds: [scene.id('bo')],
    })),
  },
  roles: {
    create: command('role:create', (scene, by) => ({ ...scene.as(by), name: 'New', permissions: [] })),
    update: command('role:update', (scene, by) => ({ ...scene.as(by), ...at(scene, 'roleId'), name: 'Renamed' })),
    delete: command('role:delete', (scene, by) => ({ ...scene.as(by), ...at(scene, 'roleId') })),
  },
  assignments: {
    assign: command('assignment:create', (scene, by) => ({
      ...scene.as(by),
      principals: [{ memberId: scene.id('cy') }],
      role: 'guest',
      scope: { resource: app },
    })),
    change: command('assignment:update', (scene, by) => ({
      ...scene.as(by),
      ...at(scene, 'assignmentId'),
      reason: 'to be sure',
    })),
    unassign: command('assignment:delete', (scene, by) => ({
      ...scene.as(by),
      assignmentIds: [at(scene, 'assignmentId').assignmentId],
    })),
  },
}

const queryDoors = {
  'organizations.get': query('organization:read', (scene, by) => scene.as(by)),
  'organizations.bySlug': query('organization:read', (scene, by) => ({ actor: scene.actor(by), slug: scene.slug })),
  'organizations.dashboard': query('organization:read', (scene, by) => scene.as(by)),
  'organizations.ofUser': query('nothing', (scene, by) => ({ actor: scene.actor(by) })),
  'members.get': query('member:read', (scene, by) => ({ ...scene.as(by), memberId: scene.id('bo') })),
  'members.list': query('member:read', (scene, by) => scene.as(by)),
  'members.teams': query('team:read', (scene, by) => ({ ...scene.as(by), memberId: scene.id('cy') })),
  'members.groups': query('group:read', (scene, by) => ({ ...scene.as(by), memberId: scene.id('cy') })),
  'members.whoCan': query('assignment:read', (scene, by) => ({ ...scene.as(by), permission: 'doc:read' })),
  'members.reach': query('assignment:read', (scene, by) => ({
    ...scene.as(by),
    memberId: scene.id('bo'),
    permission: 'doc:read',
    kind: 'workspace',
  })),
  'members.accessReport': query('assignment:read', (scene, by) => ({ ...scene.as(by), memberId: scene.id('bo') })),
  'teams.get': query('team:read', (scene, by) => ({ ...scene.as(by), ...at(scene, 'teamId') })),
  'teams.byKey': query('team:read', (scene, by) => ({ ...scene.as(by), key: 'team' })),
  'teams.list': query('nothing', (scene, by) => scene.as(by)),
  'teams.members': query('team:read', (scene, by) => ({ ...scene.as(by), ...at(scene, 'teamId') })),
  'groups.get': query('group:read', (scene, by) => ({ ...scene.as(by), ...at(scene, 'groupId') })),
  'groups.byKey': query('group:read', (scene, by) => ({ ...scene.as(by), key: 'group' })),
  'groups.list': query('group:read', (scene, by) => scene.as(by)),
  'groups.members': query('group:read', (scene, by) => ({ ...scene.as(by), ...at(scene, 'groupId') })),
  'roles.get': query('role:read', (scene, by) => ({ ...scene.as(by), ...at(scene, 'roleId') })),
  'roles.list': query('role:read', (scene, by) => scene.as(by)),
  'assignments.get': query('assignment:read', (scene, by) => ({ ...scene.as(by), ...at(scene, 'assignmentId') })),
  'assignments.list': query('nothing', (scene, by) => scene.as(by)),
  'members.workspaces': query('workspace:read', (scene, by) => ({ ...scene.as(by), memberId: scene.id('cy') })),
  'workspaces.get': query('workspace:read', (scene, by) => ({ ...scene.as(by), ...lab(scene) })),
  'workspaces.list': query('nothing', (scene, by) => scene.as(by)),
  'workspaces.members': query('workspace:read', (scene, by) => ({ ...scene.as(by), ...lab(scene) })),
  'resources.get': query('resource:read', (scene, by) => ({ ...scene.as(by), resource: app })),
  'resources.list': query('nothing', (scene, by) => scene.as(by)),
  'members.removeUserEverywhere': query('nothing', (scene, by) => ({ actor: scene.actor(by), userId: by })),
  'invitations.get': query('invitation:read', (scene, by) => ({
    ...scene.as(by),
    invitationId: scene.invitation('dee').invitationId,
  })),
  'invitations.list': query('invitation:read', (scene, by) => scene.as(by)),
  'invitations.peek': query('nothing', (scene) => ({ token: scene.invitation('dee').token })),
  'invitations.ofEmail': query('nothing', (scene, by) => ({ actor: scene.actor(by) })),
  'history.list': query('history:read', (scene, by) => scene.as(by)),
  verify: query('history:verify', (scene, by) => scene.as(by)),
  check: query('nothing', (scene, by) => ({
    organizationId: scene.organizationId,
    userId: by,
    permission: 'doc:read',
  })),
  access: query('nothing', (scene, by) => ({ organizationId: scene.organizationId, userId: by })),
} satisfies Record<string, Door>

/** The commands of a hall by their names, `members.changeRole` for example. */
export const everyCommand: ReadonlyMap<string, Door> = new Map(
  Object.entries(commandDoors).flatMap(([group, doors]) =>
    Object.entries(doors).map(([name, door]: [string, Door]) => [`${group}.${name}`, door] as const),
  ),
)

export const everyQuery: ReadonlyMap<string, Door> = new Map(Object.entries(queryDoors))

export const everyDoor: ReadonlyMap<string, Door> = new Map([...everyCommand, ...everyQuery])

/** Calls a method by its name, on `hall`, `hall.attempt` or `hall.plan`. */
export function knock(hall: object, name: string, input: object): Promise<unknown> {
  const method = name.split('.').reduce<unknown>((at, key) => (at as Record<string, unknown>)[key], hall)
  return typeof method === 'function' ? method(input) : expect.fail(`the hall has no \`${name}\``)
}

/** An organization of those whom the doors speak of. */
export async function peopled(slug = 'acme'): Promise<DoorScene> {
  const scene = await given(
    doorPolicy,
    {
      ada: 'admin',
      abe: 'admin',
      bo: 'member',
      cy: { role: 'member', status: 'deactivated' },
      dee: { role: 'member', status: 'pending' },
    },
    { slug },
  )
  await furnish(scene)
  return scene
}

/** Names of the methods of a hall that take an input, as `group.name`. */
export function methodsOf(hall: Guildhall<Policy>): string[] {
  return Object.entries(hall).flatMap(([group, value]: [string, unknown]) => {
    if (typeof value === 'function') return [group]
    if (group === 'policy' || typeof value !== 'object' || value === null) return []
    return Object.entries(value).flatMap(([name, method]: [string, unknown]) => {
      if (typeof method === 'function') return [`${group}.${name}`]
      return Object.keys(method as object).map((inner) => `${group}.${name}.${inner}`)
    })
  })
}
