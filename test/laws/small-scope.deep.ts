/** Larger organizations, and every accepted step of the small ones through the hall. */
import { describe, expect, test } from 'vitest'
import { compared, patrol, seed } from './small-scope/patrol.js'
import { deepScopes, threePeople, twoPeople } from './small-scope/scopes.js'

describe(`every organization keeps the laws, and is told by its key (GUILDHALL_SEED=${seed})`, () => {
  test.each([threePeople, twoPeople, ...deepScopes])('$name', { timeout: 7_200_000 }, async (scope) => {
    const { found, keys, accepted, depth } = await patrol(scope, deepScopes.includes(scope) ? 'each kind' : 'every')
    expect(found).toBeUndefined()
    expect({ states: keys.length, accepted, depth }).toEqual(scope.expected)
    expect(await compared(scope, keys, { walks: 300, steps: 3 })).toBeUndefined()
    expect(await compared(scope, keys.slice(0, 1), { walks: 10, steps: 100 })).toBeUndefined()
  })
})
