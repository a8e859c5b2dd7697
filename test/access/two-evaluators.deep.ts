import { expect, test } from 'vitest'
import { agree } from './agreement.js'

test('two evaluators agree on 100,000 random policies and states, five questions each', () => {
  const yes = agree(100_000)
  console.log(`two evaluators: 500,000 questions, ${yes} answered with yes`)
  expect(yes).toBeGreaterThan(100_000)
})
