/** Permissions that are stored are written without wildcards, so that no deploy widens anybody. */
import { definePolicy, guildhallPermissions } from 'guildhall'
import { expect, test } from 'vitest'
import { expandPermissions, expandRole } from '../../src/access/expand-permissions.js'
import { compiledOf } from '../../src/access/policy.js'

const policy = compiledOf(
  definePolicy({
    permissions: ['doc:read', 'doc:write', 'doc:own', 'task:do'],
    roles: { member: {}, admin: {} },
    conditions: { assigned: (_: { readonly to?: string }) => false },
  }),
)
const inOrganization = (...entries: string[]) => expandPermissions(policy, entries, 'organization')

test('names stay names, in the policy’s order, each once', () => {
  expect(inOrganization('task:do', 'doc:read', 'task:do', 'history:read')).toEqual([
    'history:read',
    'doc:read',
    'task:do',
  ])
  expect(inOrganization()).toEqual([])
})

test('wildcards come to the app’s own permissions, and never to Guildhall’s', () => {
  expect(inOrganization('*')).toEqual(['doc:read', 'doc:write', 'doc:own', 'task:do'])
  expect(inOrganization('doc:*')).toEqual(['doc:read', 'doc:write', 'doc:own'])
  expect(inOrganization('member:*')).toMatchObject({
    code: 'permission/unknown',
    details: { permissions: ['member:*'] },
  })
})

test('what is held under a condition is left out beside what is held without one', () => {
  expect(inOrganization('doc:write:own', 'doc:write:assigned')).toEqual(['doc:write:own', 'doc:write:assigned'])
  expect(inOrganization('doc:write:own', 'doc:*', 'task:do:assigned')).toEqual([
    ...['doc:read', 'doc:write', 'doc:own', 'task:do:assigned'],
  ])
})

test('what the policy does not know is named, all of it', () => {
  const odd = [
    'doc:shred',
    'model:*',
    'doc:read:mine',
    'history:read:own',
    '__proto__',
    'constructor',
    '',
    '*:*',
    'doc:*:own',
  ]
  expect(inOrganization('doc:read', ...odd)).toMatchObject({
    code: 'permission/unknown',
    details: { permissions: odd },
  })
})

test('Guildhall’s own permissions go where their scope allows, and a role of the organization holds two by itself', () => {
  for (const [name, { scopes }] of Object.entries(guildhallPermissions)) {
    for (const scope of ['organization', 'workspace', 'team', 'resource'] as const) {
      const allowed = scopes.some((one) => one === scope)
      const expected = allowed ? [name] : { code: 'permission/wrong-scope', details: { permissions: [name], scope } }
      expect(expandPermissions(policy, [name], scope)).toEqual(allowed ? expected : expect.objectContaining(expected))
    }
  }
  expect(expandRole(policy, ['doc:read'], 'organization')).toEqual(['organization:read', 'member:read', 'doc:read'])
  expect(expandRole(policy, ['doc:read'], 'team')).toEqual(['doc:read'])
})
