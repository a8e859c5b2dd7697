/**
 * The names of permissions: `resource:action`, and `resource:action:own` for what is one's own. Guildhall's own are a
 * closed list; an app declares the others in its policy.
 */
import { type Scope, scopes } from './scope.js'

/** Guildhall's own permissions, by the resource that they are on. What they allow: `guildhall-permissions.ts`. */
const actions = {
  organization: ['read', 'update', 'set-seat-limit', 'archive', 'restore', 'delete'],
  member: [
    'read',
    'add',
    'update',
    'update-role',
    'update-permissions',
    'deactivate',
    'reactivate',
    'remove',
    'transfer-admin',
  ],
  invitation: ['create', 'read', 'resend', 'update-role', 'revoke'],
  team: ['create', 'read', 'update', 'delete', 'add-member', 'remove-member', 'update-role'],
  group: ['create', 'read', 'update', 'delete', 'add-member', 'remove-member'],
  workspace: ['create', 'read', 'update', 'delete', 'add-member', 'remove-member', 'update-role'],
  resource: ['create', 'read', 'update', 'delete', 'transfer'],
  role: ['create', 'read', 'update', 'delete'],
  assignment: ['create', 'read', 'update', 'delete'],
  history: ['read', 'verify'],
} as const

type ActionsOf<R extends keyof typeof actions> = `${R}:${(typeof actions)[R][number]}`
export type GuildhallPermission = { [R in keyof typeof actions]: ActionsOf<R> }[keyof typeof actions]

export const guildhallPermissionNames: readonly string[] = Object.entries(actions).flatMap(([resource, names]) =>
  names.map((action) => `${resource}:${action}`),
)

/** Where else than in the organization a role may list Guildhall's permissions on a resource. */
const elsewhere: { readonly [resource: string]: readonly Scope[] } = {
  team: ['team'],
  workspace: ['workspace'],
  resource: ['workspace', 'resource'],
  assignment: ['workspace', 'team', 'resource'],
}

/** What is made is not yet a scope itself: that may be allowed around it only. */
const elsewhereToMake: typeof elsewhere = { workspace: [], resource: ['workspace'] }

/** The scopes of the roles that may list a permission: of Guildhall's those it is for, of the app's all. */
export const scopesListing = (permission: string): readonly Scope[] => {
  if (!guildhallPermissionNames.includes(permission)) return scopes
  const resource = resourceOf(permission)
  const toMake = permission === `${resource}:create` ? elsewhereToMake[resource] : undefined
  return ['organization', ...(toMake ?? elsewhere[resource] ?? [])]
}

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
