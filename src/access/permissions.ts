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

/** Guildhall's own permissions, each with the scopes of the roles that may list it. What they allow: `guildhall-permissions.ts`. */
export const scopesOfGuildhall = {
  'organization:read': inOrganization,
  'organization:update': inOrganization,
  'organization:set-seat-limit': inOrganization,
  'organization:archive': inOrganization,
  'organization:restore': inOrganization,
  'organization:delete': inOrganization,
  'member:read': inOrganization,
  'member:add': inOrganization,
  'member:update': inOrganization,
  'member:update-role': inOrganization,
  'member:update-permissions': inOrganization,
  'member:deactivate': inOrganization,
  'member:reactivate': inOrganization,
  'member:remove': inOrganization,
  'member:transfer-admin': inOrganization,
  'invitation:create': inOrganization,
  'invitation:read': inOrganization,
  'invitation:resend': inOrganization,
  'invitation:update-role': inOrganization,
  'invitation:revoke': inOrganization,
  'team:create': inTeams,
  'team:read': inTeams,
  'team:update': inTeams,
  'team:delete': inTeams,
  'team:add-member': inTeams,
  'team:remove-member': inTeams,
  'team:update-role': inTeams,
  'group:create': inOrganization,
  'group:read': inOrganization,
  'group:update': inOrganization,
  'group:delete': inOrganization,
  'group:add-member': inOrganization,
  'group:remove-member': inOrganization,
  'workspace:create': inOrganization,
  'workspace:read': inWorkspaces,
  'workspace:update': inWorkspaces,
  'workspace:delete': inWorkspaces,
  'workspace:add-member': inWorkspaces,
  'workspace:remove-member': inWorkspaces,
  'workspace:update-role': inWorkspaces,
  'resource:create': inWorkspaces,
  'resource:read': onResources,
  'resource:update': onResources,
  'resource:delete': onResources,
  'resource:transfer': onResources,
  'role:create': inOrganization,
  'role:read': inOrganization,
  'role:update': inOrganization,
  'role:delete': inOrganization,
  'assignment:create': everywhere,
  'assignment:read': everywhere,
  'assignment:update': everywhere,
  'assignment:delete': everywhere,
  'history:read': inOrganization,
  'history:verify': inOrganization,
} as const satisfies { readonly [permission: string]: readonly Scope[] }

export type GuildhallPermission = keyof typeof scopesOfGuildhall

export const guildhallPermissionNames: readonly string[] = Object.keys(scopesOfGuildhall)

/** The scopes of the roles that may list a permission: of Guildhall's those it is for, of the app's all. */
export const scopesListing = (permission: string): readonly Scope[] => guildhallScopes.get(permission) ?? everywhere

const guildhallScopes: ReadonlyMap<string, readonly Scope[]> = new Map(Object.entries(scopesOfGuildhall))

/** What every role of organization scope holds without listing it. */
export const heldByEveryOrganizationRole: readonly string[] = ['organization:read', 'member:read']

const segment = '[a-z0-9]+(?:[-_][a-z0-9]+)*'
const appPermission = new RegExp(`^${segment}:${segment}$`)
const oneSegment = new RegExp(`^${segment}$`)

/** Whether a name can be a part of a permission. */
export const isSegment = (name: string): boolean => name.length <= 64 && oneSegment.test(name)

/** Whether a name is well formed as a permission that an app declares: `resource:action`, nothing more. */
export const isWellFormedPermission = (name: string): boolean => name.length <= 128 && appPermission.test(name)

export const resourceOf = (permission: string): string => permission.slice(0, permission.indexOf(':'))

/** The permission, only for what a condition holds for: `own`, or one of the app's. */
export const conditioned = (permission: string, condition: string): string => `${permission}:${condition}`

/** What may be seen of Guildhall's own records is for the app to say: Guildhall takes no name that begins so. */
export const isView = (permission: string): boolean => permission.includes(':read-')

/** Whether an entry of a role, wildcards included, covers a permission that the app declares. */
export const entryCovers = (entry: string, permission: string): boolean =>
  entry === '*' || entry === permission || entry === `${resourceOf(permission)}:*`
