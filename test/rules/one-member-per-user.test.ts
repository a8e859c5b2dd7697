/** A user is one member of an organization at most; those who were removed do not count. */
import { describe, expect, test } from 'vitest'
import { emailOf, given, givenAt, policy } from '../support/given.js'

describe('a user is one member of an organization at most', () => {
  test('whatever their status', async () => {
    const acme = await given(policy, { ada: 'admin', bo: 'viewer', cy: { role: 'viewer', status: 'deactivated' } })

    for (const userId of ['ada', 'bo', 'cy']) {
      for (const by of [acme.as('ada'), acme.system]) {
        await acme.desk.refuses((hall) => hall.members.add({ ...by, userId }), 'member/duplicate-user', {
          memberId: acme.id(userId),
        })
      }
    }
  })

  test('by invitation too', async () => {
    const acme = await given(policy, { ada: 'admin', bo: 'viewer', dee: { role: 'viewer', status: 'pending' } })

    await acme.desk.refuses(
      (hall) =>
        hall.invitations.accept({
          token: acme.invitation('dee').token,
          actor: { userId: 'bo', email: emailOf('dee'), emailVerified: true },
        }),
      'invitation/already-member',
      {},
    )
  })

  test('within one batch', async () => {
    const acme = await given(policy, { ada: 'admin' })
    const twice = [
      { command: 'member.add', input: { userId: 'bo' } },
      { command: 'member.add', input: { userId: 'bo', email: 'bo@example.test' } },
    ] as const

    const whole = acme.hall.batch({ ...acme.as('ada'), mode: 'all-or-nothing', commands: twice })
    await expect(whole).rejects.toMatchObject({ code: 'member/duplicate-user' })

    const { value } = await acme.desk.when((hall) =>
      hall.batch({ ...acme.as('ada'), mode: 'item-by-item', commands: twice }),
    )
    expect(value.outcomes).toMatchObject([{ ok: true }, { ok: false, refusal: { code: 'member/duplicate-user' } }])
  })

  test('user ids are compared as they are', async () => {
    const acme = await given(policy, { ada: 'admin', bo: 'viewer' })

    for (const userId of ['BO', 'bó', 'bo x'])
      await acme.desk.when((hall) => hall.members.add({ ...acme.as('ada'), userId }))

    expect(Object.keys(await acme.people())).toHaveLength(5)
  })
})

describe('does not count', () => {
  test('who was removed: by the system’s hand, and by invitation, they come back as somebody new', async () => {
    const acme = await given(policy, { ada: 'admin', bo: 'viewer' })
    for (let round = 1; round <= 3; round++) {
      await acme.desk.when((hall) => hall.members.remove({ ...acme.as('ada'), memberId: acme.id('bo') }))
      await acme.invite('bo', { by: 'ada' })
      await acme.accept('bo')
    }

    expect(await acme.people()).toEqual({ ada: 'admin', bo: 'viewer' })
  })

  test('another organization', async () => {
    const acme = await given(policy, { ada: 'admin', bo: 'viewer' })
    const globex = await givenAt(acme.desk, { ada: 'admin' }, { slug: 'globex' })

    await globex.desk.when((hall) => hall.members.add({ ...globex.as('ada'), userId: 'bo' }))
  })
})
