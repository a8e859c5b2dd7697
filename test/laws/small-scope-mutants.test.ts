/** The walk itself is tested: whatever is taken out or planted, it finds, and prints the shortest way there. */
import { describe, expect, test } from 'vitest'
import { limitNeverFalls, type Mutant, planted, withoutOneRule } from './small-scope/mutants.js'
import { plantedInPlaces } from './small-scope/place-mutants.js'
import { threePeople, twoPeople } from './small-scope/scopes.js'
import { walk } from './small-scope/walk.js'
import { type House, house } from './small-scope/world.js'

async function expectFound(name: string, { change, scope = threePeople, found: expected }: Mutant): Promise<void> {
  const changed: House = { ...house, ...change }
  const { found, keys, tried } = await walk(changed, scope, { cap: 2 * scope.expected.states })
  console.log(
    [`${name}: ${found?.problem} (${keys.length} states, ${tried} tried)`, ...(found?.way ?? [])].join('\n  '),
  )
  expect(found?.problem.startsWith(expected), found?.problem).toBe(true)
  expect(found?.way.length).toBeLessThanOrEqual(5)
}

describe('a rule that is taken out is missed', () => {
  test.each(Object.entries(withoutOneRule))('%s', expectFound)
})

describe('a mistake that is planted is found', () => {
  test.each(Object.entries(planted))('%s', expectFound)
})

describe('a mistake about a team, a workspace or a group is found', () => {
  test.each(Object.entries(plantedInPlaces))('%s', expectFound)
})

test('a law that refuses too much is told by the numbers', async () => {
  const { found, keys } = await walk({ ...house, ...limitNeverFalls }, twoPeople)
  console.log(`the limit never falls: ${keys.length} states instead of ${twoPeople.expected.states}`)
  expect(found).toBeUndefined()
  expect(keys.length).toBeLessThan(twoPeople.expected.states)
})
