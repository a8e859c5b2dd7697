/** Every small organization: not sampled, walked. Larger ones, and more of each: `npm run test:deep`. */
import { describe, expect, test } from 'vitest'
import { commandsByName } from '../../src/commands.js'
import { movesIn } from './small-scope/moves.js'
import { compared, patrol, seed } from './small-scope/patrol.js'
import { threePeople, twoPeople, withTeam, withWorkspace } from './small-scope/scopes.js'

/** All that can change what is walked: people, not the making of an organization nor its name, and no direct permissions. */
const unwalked = ['organization.create', 'organization.update', 'member.setPermissions']
const commands = [...commandsByName.keys(), 'invitation.recordExpired'].filter(
  (name) => /^(organization|member|invitation)\./.test(name) && !unwalked.includes(name),
)

describe(`every small organization keeps the laws, and is told by its key (GUILDHALL_SEED=${seed})`, () => {
  test.each([threePeople, twoPeople])('$name', { timeout: 300_000 }, async (scope) => {
    const { found, keys, accepted, depth, byCommand } = await patrol(scope, 'each kind')
    expect(found).toBeUndefined()
    expect(commands.filter((name) => !byCommand.has(name))).toEqual([])
    expect({ states: keys.length, accepted, depth }).toEqual(scope.expected)
    expect(await compared(scope, keys, { walks: 30, steps: 2 })).toBeUndefined()
    expect(await compared(scope, keys.slice(0, 1), { walks: 1, steps: 20 })).toBeUndefined()
  })

  test.each([withTeam, withWorkspace])('$name', { timeout: 300_000 }, async (scope) => {
    const { found, keys, accepted, depth, byCommand } = await patrol(scope, 'commands')
    expect(found).toBeUndefined()
    const named = new Set(movesIn(scope).map(({ does }) => does))
    expect([...named].filter((name) => !byCommand.has(name))).toEqual([])
    expect({ states: keys.length, accepted, depth }).toEqual(scope.expected)
    expect(await compared(scope, keys, { walks: 10, steps: 3 })).toBeUndefined()
  })
})
