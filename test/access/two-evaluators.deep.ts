import { expect, test } from 'vitest'
import { agree } from './agreement.js'

// some three minutes of CPU; more of the clock where others share it
test('two evaluators agree on 100,000 random policies and states, five questions each', { timeout: 1_800_000 }, () => {
  const yes = agree(100_000)
  console.log(`two evaluators: 500,000 questions, ${yes} answered with yes`)
  expect(yes).toBeGreaterThan(100_000)
})
