/** What compiles and what does not; checked by `tsc`, never run. */
import { expectTypeOf } from 'vitest'
import { type Access, createAccess } from '../../src/access/access.js'
import type { Asker } from '../../src/access/conditions.js'
import { definePolicy } from '../../src/access/define-policy.js'
import type { AccessFacts } from '../../src/access/facts.js'
import type { GuildhallPermission } from '../../src/access/permissions.js'
import type { PermissionOf, Policy, RoleOf } from '../../src/access/policy.js'
import type { NoConditions } from '../../src/access/policy-definition.js'
import type { Remedy } from '../../src/access/remedies.js'

// the example of the design compiles as it stands
const policy = definePolicy({
  permissions: ['model:read', 'model:train', 'model:delete'],
  roles: {
    viewer: { permissions: ['model:read'] },
    creator: { inherits: ['viewer'], permissions: ['model:train', 'model:delete:own'] },
    admin: { inherits: ['creator'], permissions: ['*'] },
  },
})

expectTypeOf(policy).toEqualTypeOf<
  Policy<'model:read' | 'model:train' | 'model:delete', 'viewer' | 'creator' | 'admin', NoConditions>
>()
expectTypeOf<PermissionOf<typeof policy>>().toEqualTypeOf<
  | 'model:read'
  | 'model:train'
  | 'model:delete'
  | 'model:read:own'
  | 'model:train:own'
  | 'model:delete:own'
  | GuildhallPermission
>()
expectTypeOf<RoleOf<typeof policy>>().toEqualTypeOf<'viewer' | 'creator' | 'admin'>()
expectTypeOf<RoleOf<typeof policy, 'workspace'>>().toEqualTypeOf<never>()

// inside, where names are strings, any policy will do
expectTypeOf(policy).toExtend<Policy>()
expectTypeOf<PermissionOf<Policy>>().toEqualTypeOf<string>()
expectTypeOf<RoleOf<Policy>>().toEqualTypeOf<string>()

// scopes are told apart, and are what the library knows of a role
const scoped = definePolicy({
  permissions: [],
  roles: {
    admin: {},
    member: { permissions: ['member:add'] },
    manager: { scope: 'workspace', assigns: ['manager'] },
    labeler: { scope: 'team' },
  },
})
expectTypeOf<RoleOf<typeof scoped>>().toEqualTypeOf<'admin' | 'member'>()
expectTypeOf<RoleOf<typeof scoped, 'workspace'>>().toEqualTypeOf<'manager'>()
expectTypeOf<RoleOf<typeof scoped, 'workspace' | 'team'>>().toEqualTypeOf<'manager' | 'labeler'>()
expectTypeOf<PermissionOf<typeof scoped>>().toEqualTypeOf<GuildhallPermission>()

// a typo fails where it stands
definePolicy({
  // @ts-expect-error: not `resource:action`
  permissions: ['modelread'],
  roles: { admin: {}, viewer: {} },
})
definePolicy({
  permissions: ['model:read'],
  roles: {
    admin: {},
    // @ts-expect-error: no such permission
    viewer: { permissions: ['model:raed'] },
  },
})
definePolicy({
  permissions: ['model:read'],
  roles: {
    admin: {},
    // @ts-expect-error: no such resource
    viewer: { permissions: ['modle:*'] },
  },
})
definePolicy({
  permissions: ['model:read'],
  roles: {
    admin: {},
    // @ts-expect-error: wildcards cover the app's permissions only
    viewer: { permissions: ['member:*'] },
  },
})
definePolicy({
  permissions: ['model:read'],
  roles: {
    admin: {},
    viewer: {},
    // @ts-expect-error: no such role
    creator: { inherits: ['vewer'] },
  },
})
definePolicy({
  permissions: ['model:read'],
  roles: {
    admin: {},
    // @ts-expect-error: no such role
    viewer: { assigns: ['vewer'] },
  },
})
definePolicy({
  permissions: ['model:read'],
  roles: {
    admin: {},
    // @ts-expect-error: no such field
    viewer: { permisions: [] },
  },
})
definePolicy({
  permissions: ['model:read'],
  roles: {
    admin: {},
    // @ts-expect-error: no such scope
    viewer: { scope: 'worksapce' },
  },
  defaultRole: 'admin',
})
definePolicy({
  permissions: [],
  roles: { admin: {}, viewer: {} },
  // @ts-expect-error: no such role
  seats: { exceptRoles: ['vewer'] },
})
definePolicy({
  permissions: [],
  roles: { admin: {}, viewer: {} },
  // @ts-expect-error: no such status
  seats: { statuses: ['removed'] },
})

// without a role `admin`, the type asks which role administers
definePolicy({ permissions: [], roles: { owner: {}, viewer: {} }, adminRole: 'owner' })
// @ts-expect-error: `adminRole` is missing
definePolicy({ permissions: [], roles: { owner: {}, viewer: {} } })
definePolicy({
  permissions: [],
  roles: { owner: {}, viewer: {} },
  // @ts-expect-error: no such role
  adminRole: 'onwer',
})
definePolicy({
  permissions: [],
  roles: { admin: {}, viewer: {}, manager: { scope: 'workspace' } },
  // @ts-expect-error: not a role in the organization
  adminRole: 'manager',
})

// without a role `member` or `viewer` in the organization, the type asks for the default role
definePolicy({ permissions: [], roles: { admin: {}, guest: {} }, defaultRole: 'guest' })
// @ts-expect-error: `defaultRole` is missing
definePolicy({ permissions: [], roles: { admin: {}, guest: {} } })
// @ts-expect-error: `defaultRole` is missing, since `viewer` is a role in a workspace
definePolicy({ permissions: [], roles: { admin: {}, viewer: { scope: 'workspace' } } })

// access asks by the policy's names
declare const facts: AccessFacts
const access = createAccess(policy, facts)
expectTypeOf(access).toEqualTypeOf<Access<typeof policy>>()
access.can('model:train')
access.can('model:delete:own')
access.can('member:update-role')
// @ts-expect-error: no such permission
access.can('model:trian')
// @ts-expect-error: wildcards are for definitions, never for questions
access.can('model:*')
// @ts-expect-error: Guildhall's own permissions have no condition
access.canAll(['model:train', 'member:update:own'])
expectTypeOf(access.permissions()).toEqualTypeOf<readonly PermissionOf<typeof policy>[]>()
const explanation = access.explain('model:train')
if (explanation.decision === 'denied') {
  expectTypeOf(explanation.remedies).toEqualTypeOf<readonly Remedy[]>()
}
expectTypeOf(access).toExtend<Access>()

// conditions: their names complete, their attributes are what a question takes
const conditioned = definePolicy({
  permissions: ['task:complete'],
  conditions: { assigned: (task: { assigneeId: string }, asker: Asker) => task.assigneeId === asker.userId },
  roles: { admin: {}, member: { permissions: ['task:complete:assigned'] } },
  fields: { 'task:complete:assigned': ['name'] },
})
const asked = createAccess(conditioned, facts)
asked.can('task:complete:assigned')
asked.can('task:complete', { on: { assigneeId: 'u1' } })
asked.can('task:complete', { on: { ownerUserId: 'u1' } })
asked.can('task:complete', { team: 'tem_1', on: { assigneeId: 'u1' } })
asked.can('task:complete', { resource: { type: 'app', key: 'k' } })
asked.can(conditioned.resolve('task:complete'))
// @ts-expect-error: no such condition
asked.can('task:complete:mine')
// @ts-expect-error: an attribute of another kind
asked.can('task:complete', { on: { assigneeId: 7 } })
// @ts-expect-error: no such scope
asked.can('task:complete', { workspcae: 'wsp_1' })
definePolicy({
  permissions: ['task:complete'],
  // @ts-expect-error: no such condition
  roles: { admin: {}, member: { permissions: ['task:complete:mine'] } },
})
