/** What people may do in the demo: a company that runs projects and pays bills. */
import { definePolicy, type Guildhall, type RoleOf } from 'guildhall'

export const policy = definePolicy({
  permissions: ['project:read', 'project:create', 'project:delete', 'report:export', 'invoice:read', 'invoice:approve'],
  roles: {
    member: { permissions: ['project:read', 'project:create', 'project:delete:own'] },
    lead: { inherits: ['member'], permissions: ['project:delete', 'report:export', 'invitation:create'] },
    finance: { inherits: ['member'], permissions: ['invoice:*', 'report:export'] },
    admin: { inherits: ['lead', 'finance'], permissions: ['*'] },
  },
})

export type Hall = Guildhall<typeof policy>
export type Role = RoleOf<typeof policy>

export const roles = policy.roles.map(({ key }) => key)

export const isRole = (name: string): name is Role => roles.includes(name)
