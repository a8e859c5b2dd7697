import { describe, expect, test } from 'vitest'
import { given, givenAt, policy } from '../support/given.js'
import { system, thrownBy } from '../support/hall.js'

const three = async () => {
  const acme = await given(policy, { ada: 'admin', bo: 'viewer' })
  const globex = await givenAt(acme.desk, { gus: 'admin', bo: 'admin' }, { slug: 'globex' })
  const initech = await givenAt(
    acme.desk,
    { ira: 'admin', bo: { role: 'editor', status: 'deactivated' } },
    { slug: 'initech' },
  )
  return { hall: acme.hall, desk: acme.desk, acme, globex, initech }
}

describe('members.removeUserEverywhere', () => {
  test('takes a user out of every organization, each by an ordinary removal', async () => {
    const { hall, acme, globex, initech } = await three()

    const done = await hall.members.removeUserEverywhere({ actor: system, userId: 'bo', reason: 'account deleted' })

    expect(done.complete).toBe(true)
    expect(done.outcomes).toEqual(
      [acme, globex, initech].map((scene) => ({
        organizationId: scene.organizationId,
        memberId: scene.id('bo'),
        outcome: 'removed',
      })),
    )
    for (const scene of [acme, globex, initech]) {
      expect(await scene.statusOf('bo')).toBe('removed')
      const { items } = await hall.history.list({ ...scene.system, memberId: scene.id('bo') })
      expect(items[0]).toMatchObject({ type: 'member.removed', actor: system, reason: 'account deleted' })
    }
  })

  test('by the user themselves is their leaving', async () => {
    const acme = await given(policy, { ada: 'admin', bo: 'viewer' })

    const done = await acme.hall.members.removeUserEverywhere({ actor: acme.actor('bo'), userId: 'bo' })

    expect(done.complete).toBe(true)
    const { items } = await acme.hall.history.list({ ...acme.system, memberId: acme.id('bo') })
    expect(items[0]).toMatchObject({ type: 'member.left', actor: { memberId: acme.id('bo') } })
  })

  test('of a user who is nowhere is done already', async () => {
    const acme = await given(policy, { ada: 'admin' })

    expect(await acme.hall.members.removeUserEverywhere({ actor: system, userId: 'nobody' })).toEqual({
      complete: true,
      outcomes: [],
    })
  })

  test('R6 does nothing anywhere where one organization refuses, and tells each problem', async () => {
    const { hall, desk, acme, globex, initech } = await three()
    await hall.members.remove({ ...globex.system, memberId: globex.id('gus') })
    const written = desk.memory.snapshot()

    const done = await hall.members.removeUserEverywhere({ actor: system, userId: 'bo' })

    expect(done.complete).toBe(false)
    expect(done.outcomes).toMatchObject([
      { organizationId: acme.organizationId, outcome: 'kept' },
      {
        organizationId: globex.organizationId,
        outcome: 'refused',
        refusal: { code: 'member/last-admin', details: { adminRole: 'admin' } },
      },
      { organizationId: initech.organizationId, outcome: 'kept' },
    ])
    expect(desk.memory.snapshot()).toBe(written)
  })

  test('R6 goes on where it can, item by item, and keeps the last admin', async () => {
    const { hall, acme, globex, initech } = await three()
    await hall.members.remove({ ...globex.system, memberId: globex.id('gus') })

    const done = await hall.members.removeUserEverywhere({ actor: system, userId: 'bo', mode: 'item-by-item' })

    expect(done).toMatchObject({
      complete: false,
      outcomes: [
        { outcome: 'removed' },
        { outcome: 'refused', refusal: { code: 'member/last-admin' } },
        { outcome: 'removed' },
      ],
    })
    expect(await acme.statusOf('bo')).toBe('removed')
    expect(await globex.statusOf('bo')).toBe('active')
    expect(await initech.statusOf('bo')).toBe('removed')
  })

  test('is for the system, or for oneself', async () => {
    const { hall, acme } = await three()

    for (const userId of ['bo', 'nobody']) {
      const error = await thrownBy(hall.members.removeUserEverywhere({ actor: acme.actor('ada'), userId }))
      expect({ code: error.code, details: error.details }).toEqual({
        code: 'access/not-allowed',
        details: { permission: 'member:remove' },
      })
    }
  })
})
