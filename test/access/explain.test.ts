import { describe, expect, test } from 'vitest'
import { createAccess } from '../../src/access/access.js'
import { definePolicy } from '../../src/access/define-policy.js'
import type { AccessFacts } from '../../src/access/facts.js'
import type { PermissionOf } from '../../src/access/policy.js'
import { factsOf, models, strangerFacts } from './policies.js'

const explain = (facts: Partial<AccessFacts>, permission: PermissionOf<typeof models>) =>
  createAccess(models, factsOf(facts)).explain(permission)

describe('a yes says by which way', () => {
  test('the entry of one’s own role', () => {
    expect(explain({ role: 'viewer' }, 'model:read')).toEqual({
      decision: 'allowed',
      permission: 'model:read',
      via: [
        { role: 'viewer', inheritedFrom: [], entry: 'model:read', source: 'listed', held: { by: 'organization-role' } },
      ],
    })
  })

  test('all ways: a wildcard, and two roles further up', () => {
    expect(explain({ role: 'admin' }, 'model:read')).toMatchObject({
      via: [
        { role: 'admin', inheritedFrom: [], entry: '*' },
        { role: 'admin', inheritedFrom: ['creator', 'viewer'], entry: 'model:read' },
      ],
    })
  })

  test('the bare permission grants what is one’s own', () => {
    expect(explain({ role: 'creator' }, 'model:train:own')).toMatchObject({
      via: [{ role: 'creator', inheritedFrom: [], entry: 'model:train', source: 'listed' }],
    })
    expect(explain({ role: 'admin' }, 'model:delete:own')).toMatchObject({
      via: [{ entry: '*' }, { inheritedFrom: ['creator'], entry: 'model:delete:own' }],
    })
  })

  test('what comes by itself', () => {
    expect(explain({ role: 'admin' }, 'member:remove')).toMatchObject({
      via: [{ role: 'admin', inheritedFrom: [], entry: '*', source: 'admin-role' }],
    })
    expect(explain({ role: 'viewer' }, 'member:read')).toMatchObject({
      via: [{ role: 'viewer', inheritedFrom: [], entry: 'member:read', source: 'organization-role' }],
    })
  })

  test('what a role lists although it comes by itself is listed', () => {
    const policy = definePolicy({ permissions: [], roles: { admin: {}, member: { permissions: ['member:read'] } } })
    expect(createAccess(policy, factsOf({ role: 'member' })).explain('member:read')).toMatchObject({
      via: [{ entry: 'member:read', source: 'listed' }],
    })
  })

  test('an archived organization can be read', () => {
    expect(explain({ organizationStatus: 'archived' }, 'organization:read').decision).toBe('allowed')
  })
})

describe('a no says what was looked at, why nothing granted, and who holds it', () => {
  test('no role grants', () => {
    expect(explain({ role: 'creator' }, 'member:add')).toEqual({
      decision: 'denied',
      permission: 'member:add',
      reasons: ['no-role-grants'],
      lookedAt: [
        {
          role: 'creator',
          inheritedFrom: [],
          entries: ['model:train', 'model:delete:own', 'organization:read', 'member:read'],
          held: { by: 'organization-role' },
        },
        {
          role: 'viewer',
          inheritedFrom: ['viewer'],
          entries: ['model:read', 'organization:read', 'member:read'],
          held: { by: 'organization-role' },
        },
      ],
      conditions: [],
      remedies: [{ assign: 'admin', on: { organization: true }, adds: expect.arrayContaining(['member:remove']) }],
    })
  })

  test('only what is one’s own', () => {
    expect(explain({ role: 'creator' }, 'model:delete')).toMatchObject({
      reasons: ['own-only'],
      remedies: [{ assign: 'admin', on: { organization: true } }],
    })
  })

  test.each([
    ['pending', 'member-pending'],
    ['deactivated', 'member-deactivated'],
    ['removed', 'member-removed'],
  ] as const)('the member is %s', (status, reason) => {
    // what would be granted once they are active needs no remedy
    expect(explain({ status }, 'model:read')).toMatchObject({ reasons: [reason], remedies: [] })
  })

  test('not a member', () => {
    expect(createAccess(models, strangerFacts).explain('model:read')).toEqual({
      decision: 'denied',
      permission: 'model:read',
      reasons: ['not-a-member'],
      lookedAt: [],
      conditions: [],
      remedies: [{ assign: 'viewer' }, { assign: 'creator' }, { assign: 'admin' }].map((remedy) => ({
        ...remedy,
        on: { organization: true },
        adds: expect.any(Array),
      })),
    })
  })

  test('the organization is deleted', () => {
    expect(explain({ organizationStatus: 'deleted' }, 'model:read')).toMatchObject({
      reasons: ['organization-deleted'],
    })
  })

  test('a role that the policy does not have', () => {
    expect(explain({ role: 'wizard' }, 'model:read')).toMatchObject({
      reasons: ['role-unknown'],
      lookedAt: [{ role: 'wizard', bar: 'role-unknown' }],
    })
  })

  test('R18 a permission that the policy does not have', () => {
    for (const name of ['model:fly', '__proto__', 'constructor']) {
      // the cast stands for untyped code
      expect(explain({}, name as PermissionOf<typeof models>)).toMatchObject({
        reasons: ['unknown-permission'],
        remedies: [],
      })
    }
  })

  test('all that stands in the way at once', () => {
    expect(explain({ role: 'viewer', status: 'pending', organizationStatus: 'deleted' }, 'model:train')).toMatchObject({
      reasons: ['organization-deleted', 'member-pending', 'no-role-grants'],
    })
  })

  test('S2-13 a role that is not yet available is not offered as a way', () => {
    const policy = definePolicy({
      permissions: ['artifact:read'],
      roles: {
        admin: {},
        creator: {},
        viewer: { permissions: ['artifact:read'], assignable: false },
        manager: { scope: 'workspace', permissions: ['artifact:read'] },
        writer: { permissions: ['artifact:*'] },
      },
      defaultRole: 'creator',
    })
    expect(createAccess(policy, factsOf({ role: 'creator' })).explain('artifact:read')).toMatchObject({
      remedies: [{ assign: 'writer', adds: [] }],
    })
  })
})
