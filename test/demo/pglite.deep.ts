import { expect, test } from 'vitest'
import { play } from './stage.js'

test('the demo plays in a PostgreSQL in this process', async () => {
  const { code, out } = await play('--storage', 'pglite', '--json')
  expect(code).toBe(0)
  expect(JSON.parse(out)).toMatchObject({ members: 63, teams: 2, events: 71, revision: 10, verified: true })
})
