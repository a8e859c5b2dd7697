import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { createAccess } from '../../src/access/access.js'
import { accessFromJSON } from '../../src/access/access-from-json.js'
import { definePolicy } from '../../src/access/define-policy.js'
import { isGuildhallError } from '../../src/errors.js'
import { factsOf, models } from './policies.js'

const access = createAccess(models, factsOf({ role: 'creator', permissions: ['model:delete', 'gone:by'] }))
const sent = (): unknown => JSON.parse(JSON.stringify(access))
const codeOf = (snapshot: unknown, policy: Parameters<typeof accessFromJSON>[0] = models): string => {
  try {
    accessFromJSON(policy, snapshot)
    return 'taken'
  } catch (error) {
    if (isGuildhallError(error)) return error.code
    throw error
  }
}

describe('a snapshot', () => {
  test('is short, and comes back as it was', () => {
    expect(accessFromJSON(models, sent()).facts).toEqual(access.facts)
    expect(JSON.stringify(access).length).toBeLessThan(200)
  })

  test('is refused by another policy, and by another version', () => {
    const richer = definePolicy({
      permissions: ['model:read', 'model:train', 'model:delete'],
      roles: { viewer: { permissions: ['model:read', 'model:train'] }, creator: {}, admin: { permissions: ['*'] } },
    })
    expect(codeOf(sent(), richer)).toBe('snapshot/stale')
    expect(codeOf({ ...(sent() as object), version: 2 })).toBe('snapshot/stale')
  })

  test('R18 is refused where it is none', () => {
    for (const hostile of [
      null,
      undefined,
      7,
      'text',
      [],
      {},
      { version: 1 },
      { version: '1' },
      JSON.parse('{"__proto__":{}}'),
    ])
      expect(codeOf(hostile)).toBe('snapshot/invalid')
  })

  test('R18 anything in the place of anything gives a typed error, or facts that decide as facts do', () => {
    const value = fc.oneof(
      fc.jsonValue(),
      fc.constantFrom<unknown>('__proto__', 'constructor', -1, 1e9, 1.5, Number.NaN, [], {}, null, 'x'.repeat(2_000)),
    )
    const { facts } = sent() as { readonly facts: readonly unknown[] }
    fc.assert(
      fc.property(fc.nat(facts.length - 1), value, fc.boolean(), (at, put, nested) => {
        const changed = facts.map((old, place) => (place === at ? (nested ? [put] : put) : old))
        const code = codeOf({ ...(sent() as object), facts: changed })
        expect(['taken', 'snapshot/invalid']).toContain(code)
      }),
      { numRuns: 500 },
    )
    expect(codeOf({ ...(sent() as object), facts: facts.slice(1) })).toBe('snapshot/invalid')
  })
})
