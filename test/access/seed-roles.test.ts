/** The roles of the source products, each as a policy: what their pages promise, asked of the evaluator. */
import { describe, expect, test } from 'vitest'
import { createAccess } from '../../src/access/access.js'
import { definePolicy } from '../../src/access/define-policy.js'
import { compiledOf, type Policy } from '../../src/access/policy.js'
import { factsOf } from './policies.js'

/** What a role may and may not do. */
const expectRole = (policy: Policy, role: string, may: readonly string[], mayNot: readonly string[]) => {
  const access = createAccess(policy, factsOf({ role }))
  expect(may.filter((permission) => !access.can(permission))).toEqual([])
  expect(mayNot.filter((permission) => access.can(permission))).toEqual([])
}

describe('S0 admin, manager, developer, analyst, viewer', () => {
  const policy = definePolicy({
    permissions: [
      ...['billing:manage', 'settings:update', 'asset:read', 'asset:manage'],
      ...[
        'experiment:read',
        'experiment:create',
        'experiment:update',
        'model:create',
        'model:deploy',
        'deployment:create',
      ],
      ...['analytics:read', 'dataset:read'],
    ] as const,
    roles: {
      viewer: { permissions: ['asset:read'] },
      analyst: { inherits: ['viewer'], permissions: ['analytics:read', 'experiment:read', 'dataset:read'] },
      developer: { inherits: ['viewer'], permissions: ['experiment:*', 'model:*', 'deployment:*'] },
      manager: {
        inherits: ['viewer'],
        permissions: [
          'asset:manage',
          'member:add',
          'member:update',
          'member:update-role',
          'member:remove',
          'invitation:create',
        ],
        assigns: ['viewer', 'analyst', 'developer'],
      },
      admin: { permissions: ['*'] },
    },
  })

  test('S0-33 admin: users, billing, settings, every resource', () => {
    expectRole(policy, 'admin', [...compiledOf(policy).questions], [])
  })

  test('S0-34 manager: members and resources, views all resources', () => {
    expectRole(
      policy,
      'manager',
      [
        'member:add',
        'member:update',
        'member:update-role',
        'member:remove',
        'invitation:create',
        'asset:read',
        'asset:manage',
      ],
      ['billing:manage', 'settings:update', 'organization:update', 'organization:delete', 'member:transfer-admin'],
    )
  })

  test('S0-35 developer: creates, edits and deploys', () => {
    expectRole(
      policy,
      'developer',
      ['experiment:create', 'experiment:update', 'model:create', 'model:deploy', 'deployment:create', 'asset:read'],
      ['member:add', 'billing:manage', 'analytics:read', 'asset:manage'],
    )
  })

  test('S0-36 analyst: views analytics, experiments, datasets', () => {
    expectRole(
      policy,
      'analyst',
      ['analytics:read', 'experiment:read', 'dataset:read', 'asset:read'],
      ['experiment:create', 'model:deploy', 'member:update'],
    )
  })

  test('S0-37 viewer: views resources, edits nothing', () => {
    expectRole(policy, 'viewer', ['asset:read', 'member:read', 'organization:read'], ['asset:manage', 'member:update'])
    const held = createAccess(policy, factsOf({ role: 'viewer' })).permissions()
    expect(held.every((permission) => /:read(:own)?$/.test(permission))).toBe(true)
  })

  test('S0-20 the roles to choose from are those of the policy', () => {
    expect(policy.roles.map(({ key }) => key)).toEqual(['viewer', 'analyst', 'developer', 'manager', 'admin'])
  })
})

describe('S2 administrator, creator, viewer', () => {
  const policy = definePolicy({
    permissions: ['artifact:read', 'artifact:write', 'artifact:delete'],
    roles: {
      viewer: { permissions: ['artifact:read'], assignable: false },
      creator: { inherits: ['viewer'], permissions: ['artifact:write', 'artifact:delete:own'] },
      administrator: { permissions: ['*'] },
    },
    adminRole: 'administrator',
    defaultRole: 'creator',
  })

  test('S2-01 any member can see the others', () => {
    for (const role of ['viewer', 'creator', 'administrator']) expectRole(policy, role, ['member:read'], [])
  })

  test('S2-02, S2-04, S2-06, S2-23 only administrators manage roles, invite and remove', () => {
    const reserved = [
      'member:update-role',
      'member:remove',
      'invitation:create',
      'invitation:resend',
      'invitation:revoke',
    ]
    expectRole(policy, 'administrator', reserved, [])
    expectRole(policy, 'creator', [], reserved)
    expectRole(policy, 'viewer', [], reserved)
  })

  test('S2-08 administrator: full control, deletes artifacts', () => {
    expectRole(policy, 'administrator', ['artifact:delete', 'artifact:write'], [])
  })

  test('S2-10, S2-11 creator: writes artifacts, deletes only their own', () => {
    expectRole(
      policy,
      'creator',
      ['artifact:read', 'artifact:write', 'artifact:delete:own'],
      ['artifact:delete', 'organization:update'],
    )
  })

  test('S2-12 viewer: view-only', () => {
    expectRole(policy, 'viewer', ['artifact:read', 'organization:read'], ['artifact:write', 'artifact:delete:own'])
  })

  test('S2-13 viewer is declared and not yet available', () => {
    expect(compiledOf(policy).role('viewer')?.assignable).toBe(false)
    expect(policy.roles.find(({ key }) => key === 'viewer')).toMatchObject({ assignable: false })
  })
})

describe('S3 member, admin, and manager in a workspace', () => {
  const policy = definePolicy({
    permissions: ['work:read', 'work:manage'],
    roles: {
      member: { permissions: ['work:read'] },
      manager: { scope: 'workspace', permissions: ['work:manage'], assigns: ['manager'] },
      admin: { permissions: ['*'] },
    },
  })

  test('S3-04, S3-05, S3-08 the organization has member and admin, a workspace adds manager', () => {
    const inScope = (scope: string) => policy.roles.filter((role) => role.scope === scope).map(({ key }) => key)
    expect(inScope('organization')).toEqual(['member', 'admin'])
    expect(inScope('workspace')).toEqual(['manager'])
  })

  test('S3-06 member is the default', () => {
    expect(policy.defaultRole).toBe('member')
  })

  test('S3-10 a manager’s permissions do not reach the organization', () => {
    expectRole(policy, 'manager', [], [...compiledOf(policy).questions])
  })
})

describe('S4 admin, user, viewer', () => {
  const policy = definePolicy({
    permissions: [
      ...['dashboard:read', 'gap:read', 'workflow:create', 'workflow:update', 'task:complete', 'document:upload'],
      ...['comment:create', 'item:read', 'integration:configure', 'data:export'],
    ] as const,
    roles: {
      viewer: { permissions: ['dashboard:read', 'item:read:own'] },
      user: {
        inherits: ['viewer'],
        permissions: ['gap:read', 'workflow:*', 'task:complete:own', 'document:upload', 'comment:create', 'item:read'],
      },
      admin: { permissions: ['*'] },
    },
  })

  test('S4-15, S4-16, S4-18, S4-19, S4-20, S4-34 admin: members, settings, integrations, history, export', () => {
    expectRole(
      policy,
      'admin',
      ['member:remove', 'organization:update', 'integration:configure', 'history:read', 'data:export', 'task:complete'],
      [],
    )
  })

  test('S4-21..S4-26 user: works, and cannot manage members or settings', () => {
    expectRole(
      policy,
      'user',
      [
        'dashboard:read',
        'gap:read',
        'workflow:create',
        'workflow:update',
        'task:complete:own',
        'document:upload',
        'comment:create',
      ],
      ['task:complete', 'member:add', 'member:update-role', 'organization:update', 'history:read', 'data:export'],
    )
  })

  test('S4-27..S4-31 viewer: the dashboard and assigned items only', () => {
    expectRole(
      policy,
      'viewer',
      ['dashboard:read', 'item:read:own'],
      ['item:read', 'workflow:create', 'document:upload', 'task:complete', 'task:complete:own'],
    )
  })

  test('S4-33, S4-35, S4-38 a role change takes effect with the next facts', () => {
    expectRole(policy, 'admin', ['member:remove'], [])
    expectRole(policy, 'viewer', [], ['member:remove', 'workflow:update'])
  })
})
