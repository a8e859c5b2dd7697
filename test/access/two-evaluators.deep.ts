import { expect, test } from 'vitest'
import { agree } from './agreement.js'

// some five minutes of CPU, which may be an hour where others share it
test('two evaluators agree on 100,000 random policies and states, five questions each', { timeout: 7_200_000 }, () => {
  const yes = agree(100_000)
  console.log(`two evaluators: 500,000 questions, ${yes} answered with yes`)
  expect(yes).toBeGreaterThan(100_000)
})
