/** R25 in earnest: twenty thousand members, and the sizes around every page. */
import { describe, expect, test } from 'vitest'
import { crowd, expected, verdicts } from './crowd.js'

describe('R25 the verdicts', () => {
  test.each([100, 1_000, 2_500, 20_001])('with %d members', async (size) => {
    const acme = await crowd(size)

    expect((await acme.hall.organizations.dashboard(acme.as('ada'))).members).toBe(size)
    expect(await verdicts(acme, size)).toEqual(expected)
  })
})
