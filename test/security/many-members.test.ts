/** R25: rules give the same verdict whether there are few members or very many; no page size hides a row from them. */
import { describe, expect, test } from 'vitest'
import { given, policy } from '../support/given.js'
import { crowd, expected, verdicts } from './crowd.js'

describe('R25 the verdicts', () => {
  test.each([4, 101, 1_001])('with %d members', async (size) => {
    const acme = await crowd(size)

    expect((await acme.hall.organizations.dashboard(acme.as('ada'))).members).toBe(size)
    expect(await verdicts(acme, size)).toEqual(expected)
  })
})

describe('R25 lists', () => {
  test('have no hidden limit: page by page they show everybody once', async () => {
    const acme = await crowd(1_001)

    const shown: string[] = []
    let pages = 0
    let after: string | undefined
    do {
      const page = await acme.hall.members.list({ ...acme.as('ada'), ...(after === undefined ? {} : { after }) })
      shown.push(...page.items.map(({ id }) => id))
      after = page.next
      pages += 1
    } while (after !== undefined)

    expect(pages).toBe(10)
    expect(shown).toHaveLength(1_000)
    expect(new Set(shown).size).toBe(1_000)
  })

  test('of organizations do not hide one from an account that is deleted', async () => {
    const acme = await given(policy, { ada: 'admin' })
    for (let i = 0; i < 1_001; i++)
      await acme.hall.organizations.create({
        actor: { system: 'test' },
        name: 'A',
        slug: `org-${i}`,
        admin: { userId: 'bo' },
      })

    // the only admin of each
    const done = await acme.hall.members.removeUserEverywhere({ actor: { system: 'test' }, userId: 'bo' })

    expect(done.complete).toBe(false)
    expect(done.outcomes).toHaveLength(1_001)
    expect(done.outcomes.every(({ refusal }) => refusal?.code === 'member/last-admin')).toBe(true)
  })
})
