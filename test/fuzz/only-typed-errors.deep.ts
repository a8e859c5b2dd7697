/** The million inputs of `npm run test:deep`: see only-typed-errors.test.ts. */
import fc from 'fast-check'
import { test } from 'vitest'
import { blows, strikeAt } from './attack.js'
import { fixtureOf } from './methods.js'

const parts = Array.from({ length: 20 }, (_, index) => index + 1)

test.each(parts)(
  'only typed errors, part %i of 20: 50,000 inputs over every method',
  { timeout: 7_200_000 },
  async () => {
    const fixture = await fixtureOf()
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...fixture.methods), blows(fixture), async (method, list) => {
        await strikeAt(fixture, method, list)
      }),
      { numRuns: 50_000 },
    )
  },
)
