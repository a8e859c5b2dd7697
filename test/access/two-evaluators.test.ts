/**
 * The compiled evaluator against a naive one, written from the words of the docs: strings and recursion, no tables. Both
 * must give the same answer for any policy, any state and any question; the million are in `two-evaluators.deep.ts`.
 */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { createAccess } from '../../src/access/access.js'
import { compiledOf } from '../../src/access/policy.js'
import { covers } from '../../src/access/rights.js'
import { agree } from './agreement.js'
import { factsOf } from './policies.js'
import { appPermissions, define, facts, now, question, written } from './random-worlds.js'

describe('two evaluators', () => {
  test('R21 agree, and the explanation and the snapshot with them', () => {
    expect(agree(2_000)).toBeGreaterThan(2_000)
  })

  test('R21 a list is the filter of the question, in every scope', () => {
    fc.assert(
      fc.property(written, facts, question, (policy, state, { asked }) => {
        const defined = define(policy)
        const access = createAccess(defined, state, { clock: () => now })
        const { questions } = compiledOf(defined)
        const where = asked as never
        expect(access.permissions(where)).toEqual(questions.filter((name) => access.can(name, where)))
        for (const row of access.matrix()) expect(row.permissions).toEqual(access.permissions(row.in))
      }),
      { numRuns: 100 },
    )
  })

  test('a remedy helps: what it assigns grants, in the scope that was asked about', () => {
    fc.assert(
      fc.property(written, facts, question, (policy, state, { permission, asked }) => {
        const defined = define(policy)
        const clock = () => now
        const explained = createAccess(defined, state, { clock }).explain(permission, asked as never)
        if (explained.decision === 'allowed') return
        const blocked = explained.reasons.some((reason) => /^(organization-|not-a-|member-|role-)/.test(reason))
        for (const remedy of explained.remedies) {
          if (blocked || !('assign' in remedy)) continue
          const place = remedy.on
          const [[scopeKind, scopeId] = ['organization', 'org_1']] = Object.entries(place)
          const on = scopeKind === 'organization' ? 'org_1' : String(scopeId)
          const principal = { principalKind: 'member', principalId: 'mem_1' } as const
          // one of the four kinds of scope
          const made = { id: 'asg_new', ...principal, role: remedy.assign, scopeKind: scopeKind as 'team', scopeId: on }
          const after = createAccess(defined, { ...state, assignments: [...state.assignments, made] }, { clock })
          expect(after.can(permission, asked as never)).toBe(true)
        }
      }),
      { numRuns: 200 },
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
      { numRuns: 300 },
    )
  })

  test('permissions are monotone: listing more never takes anything away', () => {
    fc.assert(
      fc.property(
        written,
        fc.constantFrom('r0', 'r1', 'r2'),
        fc.constantFrom('member:remove', 'history:verify'),
        (policy, name, more) => {
          const { permissions, ...rest } = policy.roles[name] ?? {
            permissions: [],
            inherits: [],
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
      { numRuns: 200 },
    )
  })

  test('R22 a thousand answers in between change nothing', () => {
    const policy = define({
      permissions: appPermissions,
      conditions: {},
      renamed: {},
      roles: {
        r0: { permissions: ['a:*'], inherits: [], scope: 'organization' },
        admin: { permissions: [], inherits: [], scope: 'organization' },
      },
    })
    const { questions } = compiledOf(policy)
    const serial = questions.map((question) => createAccess(policy, factsOf({ role: 'r0' })).can(question))
    const many = Array.from({ length: 1000 }, () => createAccess(policy, factsOf({ role: 'r0' })))
    for (const access of many) expect(questions.map((question) => access.can(question))).toEqual(serial)
  })
})
