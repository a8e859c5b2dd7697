import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { createAccess } from '../../src/access/access.js'
import { definePolicy } from '../../src/access/define-policy.js'
import type { PermissionOf } from '../../src/access/policy.js'
import { memberStatuses } from '../../src/member/member.js'
import { factsOf, models, strangerFacts } from './policies.js'

type Question = PermissionOf<typeof models>
const hostile = ['__proto__', 'constructor', 'toString', 'hasOwnProperty', 'valueOf', '__defineGetter__', '']

describe('a question', () => {
  const access = (role: string) => createAccess(models, factsOf({ role }))

  test('is answered by the role', () => {
    expect(access('viewer').can('model:read')).toBe(true)
    expect(access('viewer').can('model:train')).toBe(false)
    expect(access('creator').can('model:train')).toBe(true)
    expect(access('creator').can('member:add')).toBe(false)
    expect(access('admin').can('member:add')).toBe(true)
  })

  test('S2-10 with the condition `own` is answered by the bare permission too', () => {
    expect(access('creator').can('model:delete:own')).toBe(true)
    expect(access('creator').can('model:delete')).toBe(false)
    expect(access('admin').can('model:delete:own')).toBe(true)
    expect(access('admin').can('model:delete')).toBe(true)
    expect(access('viewer').can('model:delete:own')).toBe(false)
  })

  test.each([...hostile, 'model:*', '*', 'model:read:own:own', 'model', 'MODEL:READ', 'model:read ', 'member:add:own'])(
    'R18 `%s` is unknown, and answered with no even to an admin',
    (name) => {
      // the cast stands for untyped code
      expect(access('admin').can(name as Question)).toBe(false)
    },
  )

  test.each(hostile)('R18 the role `%s` grants nothing', (role) => {
    expect(access(role).permissions()).toEqual([])
  })

  test('can be taken out of its object', () => {
    const { can } = access('viewer')
    expect(['model:read' as const, 'model:train' as const].filter((permission) => can(permission))).toEqual([
      'model:read',
    ])
  })
})

describe('deny by default', () => {
  test.each(
    memberStatuses.flatMap((status) =>
      (['active', 'archived', 'deleted'] as const).map((org) => [status, org] as const),
    ),
  )('S2-16, S4-48, S4-51 a member who is %s in an organization that is %s', (status, organizationStatus) => {
    const access = createAccess(models, factsOf({ status, organizationStatus }))
    const expected = status === 'active' && organizationStatus !== 'deleted'
    expect(access.can('organization:read')).toBe(expected)
    expect(access.can('model:read')).toBe(expected)
    expect(access.permissions().length > 0).toBe(expected)
  })

  test('a stranger can do nothing', () => {
    expect(createAccess(models, strangerFacts).permissions()).toEqual([])
  })

  test('a role without a status, and a status without a role, grant nothing', () => {
    expect(createAccess(models, factsOf({ status: undefined })).permissions()).toEqual([])
    expect(createAccess(models, factsOf({ role: undefined })).permissions()).toEqual([])
  })

  test('S3-08, S3-10 a role of another scope grants nothing in the organization', () => {
    const policy = definePolicy({
      permissions: ['model:read'],
      roles: { admin: {}, member: {}, manager: { scope: 'workspace', permissions: ['*'] } },
    })
    expect(createAccess(policy, factsOf({ role: 'manager' })).permissions()).toEqual([])
  })

  test('facts that are changed later change nothing', () => {
    const facts = { ...factsOf({ role: 'viewer', status: 'pending' }) }
    const access = createAccess(models, facts)
    Object.assign(facts, { status: 'active', role: 'admin' })
    expect(access.can('model:read')).toBe(false)
    expect(access.explain('model:read')).toMatchObject({ reasons: ['member-pending'] })
    expect(Object.isFrozen(access.facts)).toBe(true)
  })
})

describe('several questions as one', () => {
  const access = createAccess(models, factsOf({ role: 'creator' }))
  const asked = { held: 'model:train', notHeld: 'model:delete', unknown: 'model:fly' } as const
  const kinds = ['held', 'notHeld', 'unknown'] as const
  const lists = [[], ...kinds.map((a) => [a]), ...kinds.flatMap((a) => kinds.map((b) => [a, b]))]
    .concat(kinds.flatMap((a) => kinds.flatMap((b) => kinds.map((c) => [a, b, c]))))
    .map((list) => [list.join(' + ') || 'nothing', list] as const)

  test.each(lists)('R19 %s', (_, list) => {
    const questions = list.map((kind) => asked[kind] as Question)
    // nothing asked is nothing granted
    expect(access.canAll(questions)).toBe(list.length > 0 && list.every((kind) => kind === 'held'))
    expect(access.canAny(questions)).toBe(list.includes('held'))
  })
})

describe('R20 names that look alike are different questions', () => {
  const names = [
    'a:b',
    'a-b:c',
    'a:b-c',
    'a_b:c',
    'a:b_c',
    'a-b_c:d',
    'ab:c',
    'a:bc',
    'a:own',
    'own:own',
    'own:a',
    'abc:abc',
  ] as const

  test.each(names)('only `%s` is held', (name) => {
    const policy = definePolicy({ permissions: names, roles: { admin: {}, member: { permissions: [name] } } })
    const access = createAccess(policy, factsOf({ role: 'member' }))
    expect(names.filter((other) => access.can(other))).toEqual([name])
    expect(names.filter((other) => access.can(`${other}:own`))).toEqual([name])
  })

  test('with separators in every place', () => {
    const segment = fc.stringMatching(/^[ab]([-_]?[ab]){0,3}$/)
    const permission = fc.tuple(segment, segment).map(([resource, action]) => `${resource}:${action}` as const)
    fc.assert(
      fc.property(fc.uniqueArray(permission, { minLength: 1, maxLength: 12 }), fc.nat(), (permissions, pick) => {
        const held = permissions[pick % permissions.length] ?? 'a:a'
        const policy = definePolicy({ permissions, roles: { admin: {}, member: { permissions: [held] } } })
        const access = createAccess(policy, factsOf({ role: 'member' }))
        expect(permissions.filter((other) => access.can(other))).toEqual([held])
      }),
      { numRuns: 2000 },
    )
  })
})
