/** What Guildhall's own permissions allow, in words: for settings pages, and apart from what a browser needs to decide. */
import { type GuildhallPermission, guildhallPermissionNames, scopesListing } from './permissions.js'
import type { Scope } from './scope.js'

const allows: { readonly [P in GuildhallPermission]: string } = {
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
  'assignment:create': 'assign a role',
  'assignment:read': 'see who is assigned which role, and ask who can do what',
  'assignment:update': 'change the term or the reason of an assignment',
  'assignment:delete': 'unassign a role',
  'history:read': 'read the history: who did what to whom',
  'history:verify': 'have the organization and its history audited',
}

export interface GuildhallPermissionSummary {
  /** What it allows. */
  readonly allows: string
  /** The scopes of the roles that may list it. */
  readonly scopes: readonly Scope[]
}

const summaries: { readonly [permission: string]: GuildhallPermissionSummary } = Object.fromEntries(
  guildhallPermissionNames.map((name) => [name, { allows: wordsOf(name), scopes: scopesListing(name) }]),
)

function wordsOf(name: string): string {
  const words: { readonly [permission: string]: string } = allows
  return words[name] ?? ''
}

/** Guildhall's own permissions, each with what it allows and the scopes of the roles that may list it. */
export const guildhallPermissions = Object.freeze(summaries) as {
  // Made of the list of names, one by one.
  readonly [P in GuildhallPermission]: GuildhallPermissionSummary
}
