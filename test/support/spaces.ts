/** The policy of tests about workspaces and resources, and the words that they share. */
import { definePolicy, type Resource, type Workspace } from 'guildhall'
import type { Scene } from './given.js'

export const spacesPolicy = definePolicy({
  permissions: ['doc:read', 'doc:write', 'doc:delete'],
  roles: {
    member: { permissions: ['doc:read', 'workspace:read', 'resource:read'] },
    /** Looks after resources wherever they are in the organization, and writes what is theirs. */
    librarian: {
      inherits: ['member'],
      permissions: ['resource:create', 'resource:update', 'resource:delete', 'resource:transfer', 'doc:write:own'],
    },
    /** Makes workspaces, and sees people off. */
    founder: { inherits: ['member'], permissions: ['workspace:create', 'member:remove'] },
    contributor: { scope: 'workspace', permissions: ['workspace:read', 'doc:write'] },
    manager: {
      scope: 'workspace',
      inherits: ['contributor'],
      permissions: [
        'workspace:update',
        'workspace:delete',
        'workspace:add-member',
        'workspace:remove-member',
        'workspace:update-role',
        'resource:create',
        'resource:read',
        'resource:update',
        'resource:delete',
        'resource:transfer',
        'doc:delete',
      ],
    },
    /** On a resource: what S1 calls an access level. */
    writer: { scope: 'resource', permissions: ['doc:write', 'resource:read'] },
    'not-yet': { scope: 'workspace', assignable: false },
    admin: { permissions: ['*'] },
  },
})

type Here = Scene<typeof spacesPolicy>

/** A shared workspace, made by the system. */
export function workspace(scene: Here, name = 'Lab'): Promise<Workspace> {
  return scene.hall.workspaces.create({ ...scene.system, name })
}

/** Somebody in a workspace, put there by the system. */
export function joins(scene: Here, workspaceId: string, who: string, role?: 'manager' | 'contributor') {
  return scene.hall.workspaces.addMembers({
    ...scene.system,
    workspaceId,
    memberIds: [scene.id(who)],
    ...(role && { role }),
  })
}

/** A resource of the type `app`, brought in by the system. */
export function app(
  scene: Here,
  key: string,
  where: { readonly workspaceId?: string; readonly ownerId?: string } = {},
): Promise<Resource> {
  return scene.hall.resources.create({ ...scene.system, type: 'app', key, ...where })
}

export const named = (key: string) => ({ type: 'app', key })
