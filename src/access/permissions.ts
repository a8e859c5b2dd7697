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
  'member:deactivate': 'deactivate a member, who keeps everything but can do nothing',
  'member:reactivate': 'make a deactivated member active again',
  'member:remove': 'remove a member for good',
  'member:transfer-admin': 'hand the admin role over to another member',
  'invitation:create': 'invite somebody by e-mail',
  'invitation:read': 'see the invitations',
  'invitation:resend': 'send an invitation again, with a new secret and a new term',
  'invitation:update-role': 'change the role that a pending invitation offers',
  'invitation:revoke': 'revoke a pending invitation',
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
