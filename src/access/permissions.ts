/**
 * The names of permissions: `resource:action`, and `resource:action:own` for what is one's own. Guildhall's own are a
 * closed list; an app declares the others in its policy.
 */
import type { Scope } from './scope.js'

const inOrganization = ['organization'] as const
const inTeams = ['organization', 'team'] as const
const inWorkspaces = ['organization', 'workspace'] as const
const onResources = ['organization', 'workspace', 'resource'] as const
const everywhere = ['organization', 'workspace', 'team', 'resource'] as const

/** Guildhall's own permissions: what each allows, and the scopes of the roles that may list it. */
export const guildhallPermissions = {
  'organization:read': {
    allows: 'see the organization: name, slug, settings, counters and seats',
    scopes: inOrganization,
  },
  'organization:update': {
    allows: 'change the name, slug, settings and metadata of the organization',
    scopes: inOrganization,
  },
  'organization:set-seat-limit': { allows: 'set or lift the limit on seats', scopes: inOrganization },
  'organization:archive': {
    allows: 'archive the organization, after which nothing in it changes',
    scopes: inOrganization,
  },
  'organization:restore': { allows: 'bring an archived organization back', scopes: inOrganization },
  'organization:delete': { allows: 'delete the organization', scopes: inOrganization },
  'member:read': { allows: 'see the members: list, profiles, roles and statuses', scopes: inOrganization },
  'member:add': { allows: 'add a member without an invitation', scopes: inOrganization },
  'member:update': { allows: 'change the profile of a member', scopes: inOrganization },
  'member:update-role': { allows: 'give a member another role', scopes: inOrganization },
  'member:update-permissions': {
    allows: 'give a member permissions of their own beside the role, or take them',
    scopes: inOrganization,
  },
  'member:deactivate': {
    allows: 'deactivate a member, who keeps everything but can do nothing',
    scopes: inOrganization,
  },
  'member:reactivate': { allows: 'make a deactivated member active again', scopes: inOrganization },
  'member:remove': { allows: 'remove a member for good', scopes: inOrganization },
  'member:transfer-admin': { allows: 'hand the admin role over to another member', scopes: inOrganization },
  'invitation:create': { allows: 'invite somebody by e-mail', scopes: inOrganization },
  'invitation:read': { allows: 'see the invitations', scopes: inOrganization },
  'invitation:resend': { allows: 'send an invitation again, with a new secret and a new term', scopes: inOrganization },
  'invitation:update-role': { allows: 'change the role that a pending invitation offers', scopes: inOrganization },
  'invitation:revoke': { allows: 'revoke a pending invitation', scopes: inOrganization },
  'team:create': { allows: 'create a team, below another or not', scopes: inTeams },
  'team:read': { allows: 'see the teams and who is in them', scopes: inTeams },
  'team:update': { allows: 'rename, describe, limit or move a team', scopes: inTeams },
  'team:delete': { allows: 'delete a team', scopes: inTeams },
  'team:add-member': { allows: 'add members to a team', scopes: inTeams },
  'team:remove-member': { allows: 'remove members from a team', scopes: inTeams },
  'team:update-role': { allows: 'give a member of a team another role there', scopes: inTeams },
  'group:create': { allows: 'create a group', scopes: inOrganization },
  'group:read': { allows: 'see the groups and who is in them', scopes: inOrganization },
  'group:update': { allows: 'rename or describe a group', scopes: inOrganization },
  'group:delete': { allows: 'delete a group', scopes: inOrganization },
  'group:add-member': { allows: 'add members to a group, who then hold what it holds', scopes: inOrganization },
  'group:remove-member': { allows: 'remove members from a group', scopes: inOrganization },
  'workspace:create': { allows: 'create a workspace', scopes: inOrganization },
  'workspace:read': { allows: 'see a workspace, its members and groups', scopes: inWorkspaces },
  'workspace:update': { allows: 'rename or describe a workspace, or change its kind', scopes: inWorkspaces },
  'workspace:delete': { allows: 'delete a workspace', scopes: inWorkspaces },
  'workspace:add-member': { allows: 'add members and groups to a workspace', scopes: inWorkspaces },
  'workspace:remove-member': { allows: 'remove members and groups from a workspace', scopes: inWorkspaces },
  'workspace:update-role': {
    allows: 'give a member or a group of a workspace another role there',
    scopes: inWorkspaces,
  },
  'resource:create': { allows: 'register a resource, in a workspace or outside', scopes: inWorkspaces },
  'resource:read': { allows: 'see a resource and who owns it', scopes: onResources },
  'resource:update': { allows: 'rename a resource or move it to a workspace', scopes: onResources },
  'resource:delete': { allows: 'take a resource out of the organization', scopes: onResources },
  'resource:transfer': { allows: 'give a resource another owner', scopes: onResources },
  'role:create': { allows: 'make a custom role', scopes: inOrganization },
  'role:read': { allows: 'see the custom roles and what they hold', scopes: inOrganization },
  'role:update': { allows: 'rename a custom role or change what it holds', scopes: inOrganization },
  'role:delete': { allows: 'delete a custom role', scopes: inOrganization },
  'assignment:create': { allows: 'assign a role', scopes: everywhere },
  'assignment:read': { allows: 'see who is assigned which role, and ask who can do what', scopes: everywhere },
  'assignment:update': { allows: 'change the term or the reason of an assignment', scopes: everywhere },
  'assignment:delete': { allows: 'unassign a role', scopes: everywhere },
  'history:read': { allows: 'read the history: who did what to whom', scopes: inOrganization },
  'history:verify': { allows: 'have the organization and its history audited', scopes: inOrganization },
} as const satisfies { readonly [permission: string]: GuildhallPermissionSummary }

export interface GuildhallPermissionSummary {
  readonly allows: string
  readonly scopes: readonly Scope[]
}

export type GuildhallPermission = keyof typeof guildhallPermissions

export const guildhallPermissionNames: readonly string[] = Object.keys(guildhallPermissions)

/** The scopes of the roles that may list a permission: of Guildhall's those it is for, of the app's all. */
export const scopesListing = (permission: string): readonly Scope[] => guildhallScopes.get(permission) ?? everywhere

const guildhallScopes: ReadonlyMap<string, readonly Scope[]> = new Map(
  Object.entries(guildhallPermissions).map(([name, { scopes }]) => [name, scopes]),
)

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
