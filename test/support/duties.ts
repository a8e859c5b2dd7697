/** A policy with roles for every scope, and two duties that are kept apart. */
import { definePolicy } from 'guildhall'

export const duties = definePolicy({
  permissions: ['doc:read', 'doc:write', 'doc:delete', 'bill:enter', 'bill:pay'],
  roles: {
    member: { permissions: ['doc:read'] },
    /** Writes, and looks after roles and assignments as far as that goes. */
    clerk: {
      inherits: ['member'],
      permissions: [
        ...(['doc:write', 'doc:delete:own', 'member:add', 'member:update-role', 'member:update-permissions'] as const),
        ...(['role:create', 'role:read', 'role:update', 'role:delete'] as const),
        ...(['assignment:create', 'assignment:read', 'assignment:update', 'assignment:delete'] as const),
        ...(['invitation:create', 'invitation:read'] as const),
      ],
    },
    /** Hands out what it lacks. */
    desk: { permissions: ['assignment:create', 'assignment:update'], assigns: ['bookkeeper', 'payer'] },
    bookkeeper: { permissions: ['bill:enter'] },
    payer: { permissions: ['bill:pay'] },
    later: { assignable: false },
    admin: { permissions: ['*'] },
    lead: {
      scope: 'workspace',
      permissions: ['doc:read', 'doc:write', 'assignment:create', 'assignment:read', 'assignment:delete'],
    },
    guest: { scope: 'workspace', permissions: ['doc:read'] },
    chair: { scope: 'team', permissions: ['doc:write'] },
    reader: { scope: 'resource', permissions: ['doc:read'] },
    writer: { scope: 'resource', inherits: ['reader'], permissions: ['doc:write'] },
  },
  separationOfDuty: [{ name: 'payments', roles: ['bookkeeper', 'payer'] }],
})

export type Duties = typeof duties
