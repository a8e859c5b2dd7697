/** What people may do in the demo: a company that runs projects, pays bills and keeps its code in repositories. */
import { definePolicy, type Guildhall, type RoleOf } from 'guildhall'

export const repositoryPermissions = [
  'repository:read',
  'repository:triage',
  'repository:push',
  'repository:configure',
  'repository:delete',
] as const

export const policy = definePolicy({
  permissions: [
    'project:read',
    'project:create',
    'project:delete',
    'report:export',
    'invoice:read',
    'invoice:approve',
    ...repositoryPermissions,
  ],
  roles: {
    member: { permissions: ['project:read', 'project:create', 'project:delete:own'] },
    lead: { inherits: ['member'], permissions: ['project:delete', 'report:export', 'invitation:create'] },
    finance: { inherits: ['member'], permissions: ['invoice:*', 'report:export'] },
    admin: { inherits: ['lead', 'finance'], permissions: ['*'] },

    'team-maintainer': { scope: 'team', permissions: ['team:read', 'team:add-member', 'team:remove-member'] },

    'repository-read': { scope: 'resource', permissions: ['repository:read'] },
    'repository-triage': { scope: 'resource', inherits: ['repository-read'], permissions: ['repository:triage'] },
    'repository-write': { scope: 'resource', inherits: ['repository-triage'], permissions: ['repository:push'] },
    'repository-maintain': { scope: 'resource', inherits: ['repository-write'], permissions: ['repository:configure'] },
    'repository-admin': { scope: 'resource', inherits: ['repository-maintain'], permissions: ['repository:delete'] },
  },
})

export type Hall = Guildhall<typeof policy>
export type Role = RoleOf<typeof policy, 'organization'>

/** Roles that somebody has in the organization. */
export const roles = policy.roles.filter(({ scope }) => scope === 'organization').map(({ key }) => key)

export const isRole = (name: string): name is Role => roles.includes(name)

/** Levels of access to a repository, each with all that the one before it allows. */
export const levels = ['read', 'triage', 'write', 'maintain', 'admin'] as const
export type Level = (typeof levels)[number]

export const isLevel = (name: string): name is Level => levels.some((level) => level === name)

export const roleOf = <L extends Level>(level: L): `repository-${L}` => `repository-${level}`

/** The level that a role gives; undefined for a role that gives none. */
export const levelOf = (role: string): Level | undefined => levels.find((level) => roleOf(level) === role)
