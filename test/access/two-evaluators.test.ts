/**
 * The compiled evaluator against a naive one, written from the words of the docs: strings and recursion, no tables. Both
 * must give the same answer for any policy, any state and any question.
 */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { createAccess } from '../../src/access/access.js'
import type { AccessFacts } from '../../src/access/facts.js'
import { guildhallPermissionNames } from '../../src/access/permissions.js'
import { compiledOf } from '../../src/access/policy.js'
import { covers } from '../../src/access/rights.js'
import { memberStatuses } from '../../src/member/member.js'
import { definePolicyUntyped, factsOf } from './policies.js'

interface WrittenRole {
  readonly permissions: readonly string[]
  readonly inherits: readonly string[]
  readonly assigns: readonly string[]
  readonly scope: string
}
interface Written {
  readonly permissions: readonly string[]
  readonly roles: { readonly [name: string]: WrittenRole }
}

const naiveHolds = (policy: Written, name: string, question: string): boolean => {
  const role = policy.roles[name]
  if (role === undefined) return false
  return (
    naiveLists(policy, name, role, question) ||
    role.inherits.some((inherited) => naiveHolds(policy, inherited, question))
  )
}

const naiveLists = (policy: Written, name: string, role: WrittenRole, question: string): boolean => {
  if (guildhallPermissionNames.includes(question)) {
    return (
      name === 'admin' || ['organization:read', 'member:read'].includes(question) || role.permissions.includes(question)
    )
  }
  // the app's permission that is asked about, bare or for what is one's own
  const asked = policy.permissions.find((permission) => question === permission || question === `${permission}:own`)
  if (asked === undefined) return false
  return ['*', `${asked.split(':')[0]}:*`, asked, question].some((entry) => role.permissions.includes(entry))
}

const naiveCan = (policy: Written, facts: AccessFacts, question: string): boolean =>
  facts.organizationStatus !== 'deleted' &&
  facts.status === 'active' &&
  facts.role !== undefined &&
  policy.roles[facts.role]?.scope === 'organization' &&
  naiveHolds(policy, facts.role, question)

const appPermissions = ['a:read', 'a:write', 'a:own', 'b:read', 'b-c:read', 'b:write']
const names = ['r0', 'r1', 'r2', 'r3', 'r4']

const role = (permissions: readonly string[], inheritable: readonly string[]) =>
  fc.record({
    permissions: fc
      .subarray([
        ...permissions.flatMap((name) => [name, `${name}:own`, `${name.split(':')[0]}:*`]),
        '*',
        'member:add',
        'history:read',
      ])
      .map((list) => [...new Set(list)].filter((entry) => entry !== '*' || permissions.length > 0)),
    inherits: fc.subarray([...inheritable]),
    assigns: fc.subarray(names),
    scope: fc.constant('organization'),
  })

const written: fc.Arbitrary<Written> = fc.subarray(appPermissions).chain((permissions) =>
  fc.tuple(...names.map((_, i) => role(permissions, names.slice(0, i))), role(permissions, names)).map((roles) => ({
    permissions,
    roles: Object.fromEntries(
      [...names, 'admin'].map((name, i) => [
        name,
        roles[i] ?? { permissions: [], inherits: [], assigns: [], scope: 'team' },
      ]),
    ),
  })),
)

const facts = fc
  .record({
    role: fc.constantFrom(...names, 'admin', 'wizard', 'constructor', undefined),
    status: fc.constantFrom(...memberStatuses, 'active' as const, 'active' as const, undefined),
    organizationStatus: fc.constantFrom('active' as const, 'active' as const, 'archived' as const, 'deleted' as const),
  })
  .map(factsOf)

const questions = [
  ...guildhallPermissionNames,
  ...appPermissions.flatMap((name) => [name, `${name}:own`]),
  ...['*', 'a:*', 'member:add:own', 'a:read:own:own', '__proto__', 'nothing'],
]

const define = (policy: Written) => definePolicyUntyped({ ...policy, defaultRole: 'r0' })

describe('two evaluators', () => {
  test('give the same answers', () => {
    fc.assert(
      fc.property(written, facts, (policy, state) => {
        const access = createAccess(define(policy), state)
        for (const question of questions)
          expect([question, access.can(question)]).toEqual([question, naiveCan(policy, state, question)])
      }),
      { numRuns: 2000 },
    )
  })

  test('R21 the list is the filter of the question, and the explanation decides the same', () => {
    fc.assert(
      fc.property(written, facts, (policy, state) => {
        const access = createAccess(define(policy), state)
        const held = access.permissions()
        for (const question of questions) {
          const explanation = access.explain(question)
          expect(held.includes(question)).toBe(access.can(question))
          expect(explanation.decision === 'allowed').toBe(access.can(question))
          // a yes has a way, a no has a reason
          expect(
            explanation.decision === 'allowed' ? explanation.via.length : explanation.reasons.length,
          ).toBeGreaterThan(0)
        }
      }),
      { numRuns: 500 },
    )
  })

  test('permissions are monotone: a role holds all that a role it inherits holds', () => {
    fc.assert(
      fc.property(written, (policy) => {
        const { rightsOf, role } = compiledOf(define(policy))
        for (const [name, { inherits }] of Object.entries(policy.roles)) {
          for (const inherited of inherits) {
            expect(covers(rightsOf(name), rightsOf(inherited))).toBe(true)
            for (const assigned of role(inherited)?.assigns ?? []) expect(role(name)?.assigns).toContain(assigned)
          }
        }
      }),
      { numRuns: 2000 },
    )
  })

  test('permissions are monotone: listing more never takes anything away', () => {
    fc.assert(
      fc.property(
        written,
        fc.constantFrom(...names),
        fc.constantFrom('member:remove', 'history:verify'),
        (policy, name, more) => {
          const { permissions, ...rest } = policy.roles[name] ?? {
            permissions: [],
            inherits: [],
            assigns: [],
            scope: 'organization',
          }
          const richer = {
            ...policy,
            roles: { ...policy.roles, [name]: { ...rest, permissions: [...permissions, more] } },
          }
          for (const key of Object.keys(policy.roles)) {
            expect(covers(compiledOf(define(richer)).rightsOf(key), compiledOf(define(policy)).rightsOf(key))).toBe(
              true,
            )
          }
        },
      ),
      { numRuns: 500 },
    )
  })

  test('R22 a thousand answers in between change nothing', () => {
    const policy = define({
      permissions: appPermissions,
      roles: {
        r0: { permissions: ['a:*'], inherits: [], assigns: [], scope: 'organization' },
        admin: { permissions: [], inherits: [], assigns: [], scope: 'organization' },
      },
    })
    const serial = questions.map((question) => createAccess(policy, factsOf({ role: 'r0' })).can(question))
    const many = Array.from({ length: 1000 }, () => createAccess(policy, factsOf({ role: 'r0' })))
    for (const access of many) expect(questions.map((question) => access.can(question))).toEqual(serial)
  })
})
