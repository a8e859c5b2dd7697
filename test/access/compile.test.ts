import { describe, expect, test } from 'vitest'
import { definePolicy } from '../../src/access/define-policy.js'
import { lineage } from '../../src/access/effective-roles.js'
import { guildhallPermissionNames } from '../../src/access/permissions.js'
import { compiledOf } from '../../src/access/policy.js'
import { covers, isEmpty } from '../../src/access/rights.js'
import { mayGive } from '../../src/rules/may-give.js'
import { models } from './policies.js'

const compiled = compiledOf(models)
const held = (role: string) => compiled.namesIn(compiled.rightsOf(role))

describe('permissions of roles', () => {
  test("the admin role holds every permission of Guildhall's, whatever it lists", () => {
    const bare = compiledOf(definePolicy({ permissions: ['model:read'], roles: { admin: {}, viewer: {} } }))
    expect(bare.namesIn(bare.rightsOf('admin'))).toEqual(guildhallPermissionNames)
    expect(held('admin')).toEqual(compiled.questions)
  })

  test("S3-02, S4-26 others hold two of Guildhall's, and what they list of them", () => {
    const policy = definePolicy({
      permissions: ['model:read'],
      roles: {
        admin: {},
        member: { permissions: ['*'] },
        hr: { inherits: ['member'], permissions: ['member:remove'] },
      },
    })
    const { namesIn, rightsOf } = compiledOf(policy)
    expect(namesIn(rightsOf('member'))).toEqual(['organization:read', 'member:read', 'model:read', 'model:read:own'])
    expect(namesIn(rightsOf('hr'))).toContain('member:remove')
    expect(namesIn(rightsOf('hr'))).not.toContain('member:add')
  })

  test('a wildcard over a resource covers that resource alone', () => {
    const policy = definePolicy({
      permissions: ['model:read', 'model-card:read', 'mode:l', 'model:delete'],
      roles: { admin: {}, member: { permissions: ['model:*'] } },
    })
    const { namesIn, rightsOf } = compiledOf(policy)
    expect(namesIn(rightsOf('member')).filter((name) => !name.endsWith(':own'))).toEqual([
      'organization:read',
      'member:read',
      'model:read',
      'model:delete',
    ])
  })

  test('S2-10 the bare permission covers what is one’s own, and not the other way round', () => {
    expect(held('creator')).toContain('model:delete:own')
    expect(held('creator')).not.toContain('model:delete')
    expect(held('admin')).toEqual(expect.arrayContaining(['model:delete', 'model:delete:own']))
    expect(covers(compiled.rightsOf('admin'), compiled.rightsOf('creator'))).toBe(true)
    expect(covers(compiled.rightsOf('creator'), compiled.rightsOf('admin'))).toBe(false)
  })

  test('roles of other scopes hold what they list and nothing that comes by itself', () => {
    const policy = definePolicy({
      permissions: ['task:read', 'task:assign'],
      roles: {
        admin: {},
        member: {},
        worker: { scope: 'team', permissions: ['task:read'] },
        lead: { scope: 'team', inherits: ['worker'], permissions: ['task:assign'] },
      },
    })
    const { namesIn, rightsOf } = compiledOf(policy)
    // S1-27: the lead includes everything of the worker
    expect(namesIn(rightsOf('lead'))).toEqual(['task:read', 'task:assign', 'task:read:own', 'task:assign:own'])
    expect(namesIn(rightsOf('worker'))).toEqual(['task:read', 'task:read:own'])
  })

  test('more than 32 permissions', () => {
    const permissions = Array.from({ length: 200 }, (_, i) => `thing-${i}:use` as const)
    const policy = definePolicy({ permissions, roles: { admin: {}, member: { permissions: ['thing-150:use'] } } })
    const { namesIn, rightsOf } = compiledOf(policy)
    expect(namesIn(rightsOf('member'))).toEqual([
      'organization:read',
      'member:read',
      'thing-150:use',
      'thing-150:use:own',
    ])
  })
})

describe('roles by name', () => {
  test('what is known of one', () => {
    expect(compiled.role('creator')).toMatchObject({
      key: 'creator',
      scope: 'organization',
      assignable: true,
      label: 'creator',
    })
  })

  test.each(['nobody', '', '__proto__', 'constructor', 'toString', 'hasOwnProperty'])('R18 `%s` is unknown', (name) => {
    expect(compiled.role(name)).toBeUndefined()
    expect(isEmpty(compiled.rightsOf(name))).toBe(true)
  })

  test('no role, no rights', () => {
    expect(isEmpty(compiled.rightsOf(undefined))).toBe(true)
  })
})

describe('who may give which role', () => {
  const policy = definePolicy({
    permissions: [],
    roles: {
      admin: {},
      member: {},
      manager: { scope: 'workspace', assigns: ['manager'] },
      recruiter: { assigns: ['member', 'trainer'] },
      trainer: { permissions: ['member:update'] },
      head: { inherits: ['recruiter'], assigns: ['recruiter'] },
    },
  })
  const compiled = compiledOf(policy)
  const given = (giver: string) => {
    const roles = [...compiled.roles.values()]
    const standing = { rights: compiled.rightsOf(giver), roles: roles.filter(({ key }) => key === giver) }
    return roles.map(({ key }) => key).filter((role) => mayGive(compiled, standing, role))
  }

  test('S3-21 the admin role gives every role, other admins included', () => {
    expect(given('admin')).toEqual([...compiled.roles.keys()])
  })

  test('others give what they assign, and what the roles that they inherit assign', () => {
    expect(given('member')).toEqual([])
    expect(given('recruiter')).toEqual(['member', 'trainer'])
    expect(given('head')).toEqual(['member', 'recruiter', 'trainer'])
    // S3-27: managers of a workspace assign other managers
    expect(given('manager')).toEqual(['manager'])
  })
})

describe('who takes a seat', () => {
  const roles = { admin: {}, member: {}, guest: {} } as const

  test('S2-05, S2-24 pending and active members do, unless said', () => {
    const { takesSeat } = compiledOf(definePolicy({ permissions: [], roles }))
    expect(
      (['pending', 'active', 'deactivated', 'removed'] as const).map((status) => takesSeat('guest', status)),
    ).toEqual([true, true, false, false])
  })

  test('the policy says which statuses and which roles', () => {
    const seats = { statuses: ['active', 'deactivated'], exceptRoles: ['guest'] } as const
    const { takesSeat } = compiledOf(definePolicy({ permissions: [], roles, seats }))
    expect(takesSeat('member', 'deactivated')).toBe(true)
    expect(takesSeat('member', 'pending')).toBe(false)
    expect(takesSeat('guest', 'active')).toBe(false)
  })
})

describe('the roles that a role is made of', () => {
  const roles = new Map(
    Object.entries({ a: ['b', 'c'], b: ['d'], c: ['d', 'e'], d: ['e'], e: [] }).map(([key, inherits]) => [
      key,
      { key, inherits },
    ]),
  )

  test('come once, by the shortest way, the nearest first', () => {
    expect(lineage(roles, 'a')).toEqual([
      { role: 'a', inheritedFrom: [] },
      { role: 'b', inheritedFrom: ['b'] },
      { role: 'c', inheritedFrom: ['c'] },
      { role: 'd', inheritedFrom: ['b', 'd'] },
      { role: 'e', inheritedFrom: ['c', 'e'] },
    ])
  })

  test('are found quickly where the ways are many', () => {
    const inherits = (level: number) => (level === 0 ? [] : [`l${level - 1}`, `r${level - 1}`])
    const keys = Array.from({ length: 60 }, (_, level) => level)
    const ladder = new Map(
      keys.flatMap((level) =>
        [`l${level}`, `r${level}`].map((key) => [key, { key, inherits: inherits(level) }] as const),
      ),
    )
    expect(lineage(ladder, 'l59')).toHaveLength(119)
  })
})
