/**
 * Whatever is handed to whatever method of a hall, it ends in success or in one of Guildhall's own errors, of input or of
 * refusal, which names the field; nothing is written then, and nothing is polluted or shared.
 */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { blows, impurityOf, spoiled, strikeAt } from './attack.js'
import { exampleOf, fixtureOf, withoutInput } from './methods.js'

const fixture = await fixtureOf()
const { world, methods, snapshot } = fixture

describe('every method of the hall', () => {
  test('is known here, with a good input to begin with', () => {
    expect(methods.length).toBeGreaterThan(60)
    const lacking = methods.map(({ path }) => path).filter((path) => exampleOf(fixture, path) === undefined)
    expect(lacking.sort()).toEqual([...withoutInput].sort())
  })

  test.each(methods.filter(({ path }) => !withoutInput.includes(path)))(
    '$path goes through with it',
    async (method) => {
      world.storage.restore(snapshot)
      if (method.path.endsWith('organizations.restore'))
        await world.hall.organizations.archive({ organizationId: world.organizationId, actor: { system: 'test' } })
      const answer: unknown = await method.call(structuredClone(exampleOf(fixture, method.path)))
      if (/^(attempt|plan)\./.test(method.path)) expect(answer).toMatchObject({ ok: true })
      if (method.path !== 'access') expect(impurityOf(answer)).toBeUndefined()
    },
  )

  test.each(methods)('$path: only typed errors', { timeout: 120_000 }, async (method) => {
    await fc.assert(
      fc.asyncProperty(blows(fixture), async (list) => {
        await strikeAt(fixture, method, list)
      }),
      { numRuns: 50 },
    )
  })
})

describe('the attacks', () => {
  test('spoil what they say, and leave the rest of the input alone', () => {
    const example = { a: { b: [1, 2] }, c: 'd' }
    const put = spoiled(fixture, example, [{ do: 'put', at: 1, value: { name: '-1' } }])
    expect(put.touched).toEqual(new Set(['a']))
    expect(put.input).toMatchObject({ c: 'd' })
    const added = spoiled(fixture, example, [
      { do: 'add', at: 0, key: '__proto__', value: { name: 'the system' }, how: 'define' },
    ])
    expect(added.touched).toEqual(new Set(['__proto__']))
    expect(Object.keys(added.input as object)).toEqual(['a', 'c', '__proto__'])
  })

  test('come through at times, or they would test nothing', async () => {
    const came = { done: 0, refused: 0 }
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...methods), blows(fixture), async (method, list) => {
        came[await strikeAt(fixture, method, list)] += 1
      }),
      { numRuns: 1_000 },
    )
    expect(came.done).toBeGreaterThan(100)
    expect(came.refused).toBeGreaterThan(300)
  })
})
