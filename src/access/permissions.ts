/**
 * The names of permissions: `resource:action`, and `resource:action:own` for what is one's own. Guildhall's own are a
 * closed list; an app declares the others in its policy.
 */

/** Guildhall's own permissions, each with what it allows. */
export const guildhallPermissions = {
  'organization:read': 'see the organization: name, slug, settings, counters and seats',
  'organization:update': 'change the name, slug, settings and metadata of the organization',
  'organization:set-seat-limit': 'set or lift the limit on seats',
  'organization:archive': 'archive the organization, after which nothing in it changes',
  'organization:restore': 'bring an archived organization back',
  'organization:delete': 'delete the organization',
  'member:read': 'see the members: list, profiles, roles and statuses',
  'member:add': 'add a member without an invitation',
  'member:update': 'change the profile of a member',
  'member:update-role': 'give a member another role',
  'member:update-permissions': 'give a member permissions of their own beside the role, or take them',
  'member:deactivate': 'deactivate a member, who keeps everything but can do nothing',
  'member:reactivate': 'make a deactivated member active again',
  'member:remove': 'remove a member for good',
  'member:transfer-admin': 'hand the admin role over to another member',
  'invitation:create': 'invite somebody by e-mail',
  'invitation:read': 'see the invitations',
  'invitation:resend': 'send an invitation again, with a new secret and a new term',
  'invitation:update-role': 'change the role that a pending invitation offers',
  'invitation:revoke': 'revoke a pending invitation',
  'team:create': 'create a team, below another or not',
  'team:read': 'see the teams and who is in them',
  'team:update': 'rename, describe, limit or move a team',
  'team:delete': 'delete a team',
  'team:add-member': 'add members to a team',
  'team:remove-member': 'remove members from a team',
  'team:update-role': 'give a member of a team another role there',
  'group:create': 'create a group',
  'group:read': 'see the groups and who is in them',
  'group:update': 'rename or describe a group',
  'group:delete': 'delete a group',
  'group:add-member': 'add members to a group, who then hold what it holds',
  'group:remove-member': 'remove members from a group',
  'workspace:create': 'create a workspace',
  'workspace:read': 'see a workspace, its members and groups',
  'workspace:update': 'rename or describe a workspace, or change its kind',
  'workspace:delete': 'delete a workspace',
  'workspace:add-member': 'add members and groups to a workspace',
  'workspace:remove-member': 'remove members and groups from a workspace',
  'workspace:update-role': 'give a member or a group of a workspace another role there',
  'resource:create': 'register a resource, in a workspace or outside',
  'resource:read': 'see a resource and who owns it',
  'resource:update': 'rename a resource or move it to a workspace',
  'resource:delete': 'take a resource out of the organization',
  'resource:transfer': 'give a resource another owner',
  'role:create': 'make a custom role',
  'role:read': 'see the custom roles and what they hold',
  'role:update': 'rename a custom role or change what it holds',
  'role:delete': 'delete a custom role',
  'assignment:create': 'assign roles',
  'assignment:read': 'see the assignments',
  'assignment:update': 'change the times of an assignment',
  'assignment:delete': 'take an assignment away',
  'history:read': 'read the history: who did what to whom',
  'history:verify': 'have the organization and its history audited',
} as const

export type GuildhallPermission = keyof typeof guildhallPermissions

export const guildhallPermissionNames: readonly string[] = Object.keys(guildhallPermissions)

/** What every role of organization scope holds without listing it. */
export const heldByEveryOrganizationRole: readonly string[] = ['organization:read', 'member:read']

const segment = '[a-z0-9]+(?:[-_][a-z0-9]+)*'
const appPermission = new RegExp(`^${segment}:${segment}$`)

/** Whether a name is well formed as a permission that an app declares: `resource:action`, nothing more. */
export const isWellFormedPermission = (name: string): boolean => name.length <= 128 && appPermission.test(name)

export const resourceOf = (permission: string): string => permission.slice(0, permission.indexOf(':'))

/** The condition that is built in: the permission, only for what is the member's own. */
export const ownOf = (permission: string): string => `${permission}:own`

/** Whether an entry of a role, wildcards included, covers a permission that the app declares. */
export const entryCovers = (entry: string, permission: string): boolean =>
  entry === '*' || entry === permission || entry === `${resourceOf(permission)}:*`
