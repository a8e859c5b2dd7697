/** That the evaluator and the naive one agree, on so many random policies, states and questions. */
import fc from 'fast-check'
import { expect } from 'vitest'
import { createAccess } from '../../src/access/access.js'
import { accessFromJSON } from '../../src/access/access-from-json.js'
import { guildhallPermissionNames } from '../../src/access/permissions.js'
import { naively } from './naive-evaluator.js'
import { define, facts, now, question, written } from './random-worlds.js'

const naive = naively(guildhallPermissionNames)
const clock = () => now

/** Each state is asked five questions, and to explain one. Answers how many were yes: a comparison of two that always say no proves nothing. */
export function agree(times: number): number {
  let yes = 0
  fc.assert(
    fc.property(written, facts, fc.array(question, { minLength: 5, maxLength: 5 }), (policy, state, questions) => {
      const defined = define(policy)
      const access = createAccess(defined, state, { clock })
      const travelled = accessFromJSON(defined, JSON.parse(JSON.stringify(access)), { clock })
      for (const [at, { permission, asked }] of questions.entries()) {
        const expected = naive(policy, state, { permission, asked }, now)
        // untyped, as a question from outside is
        const answers = [access, travelled].map((one) => one.can(permission, asked as never))
        if (answers.some((one) => one !== expected)) expect({ permission, asked, answers }).toEqual(expected)
        if (expected) yes++
        if (at > 0) continue
        const explained = access.explain(permission, asked as never)
        expect([permission, asked, explained.decision === 'allowed']).toEqual([permission, asked, expected])
        expect((explained.decision === 'allowed' ? explained.via : explained.reasons).length).toBeGreaterThan(0)
      }
    }),
    { numRuns: times },
  )
  return yes
}
