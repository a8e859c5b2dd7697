import { expect, test } from 'vitest'
import { agree } from './agreement.js'

// some five minutes of CPU; more than that where others share it
test('two evaluators agree on 100,000 random policies and states, five questions each', { timeout: 1_800_000 }, () => {
  const yes = agree(100_000)
  console.log(`two evaluators: 500,000 questions, ${yes} answered with yes`)
  expect(yes).toBeGreaterThan(100_000)
})
