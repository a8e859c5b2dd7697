/** An archived organization accepts nothing but being restored or deleted; a deleted one accepts nothing at all (R26). */
import { describe, expect, test } from 'vitest'
import { given, policy } from '../support/given.js'

const archived = async () => {
  const acme = await given(policy, { ada: 'admin', bo: 'viewer', dee: { role: 'viewer', status: 'pending' } })
  await acme.hall.organizations.archive(acme.as('ada'))
  return acme
}

describe('an archived organization', () => {
  test('accepts no change of people, not by the system either', async () => {
    const acme = await archived()
    const refusal = ['organization/archived', { organizationId: acme.organizationId }] as const

    for (const by of [acme.as('ada'), acme.system]) {
      await acme.desk.refuses((hall) => hall.members.add({ ...by, userId: 'new' }), ...refusal)
      await acme.desk.refuses((hall) => hall.members.remove({ ...by, memberId: acme.id('bo') }), ...refusal)
      await acme.desk.refuses((hall) => hall.invitations.invite({ ...by, emails: 'new@example.test' }), ...refusal)
      await acme.desk.refuses((hall) => hall.organizations.update({ ...by, name: 'Acme AB' }), ...refusal)
      await acme.desk.refuses((hall) => hall.organizations.setSeatLimit({ ...by, seatLimit: 9 }), ...refusal)
    }
    await acme.desk.refuses((hall) => hall.members.leave(acme.as('bo')), ...refusal)
  })

  test('accepts nobody who comes by a token', async () => {
    const acme = await archived()
    const { token } = acme.invitation('dee')

    for (const answer of ['accept', 'decline'] as const) {
      await acme.desk.refuses(
        (hall) => hall.invitations[answer]({ token, actor: acme.actor('dee') }),
        'organization/archived',
        { organizationId: acme.organizationId },
      )
    }
  })

  test('answers what would change nothing', async () => {
    const acme = await archived()

    await acme.desk.unchanged((hall) => hall.organizations.archive(acme.as('ada')))
    await acme.desk.unchanged((hall) =>
      hall.members.changeRole({ ...acme.as('ada'), memberId: acme.id('bo'), role: 'viewer' }),
    )
  })

  test('accepts being restored, or deleted', async () => {
    const restored = await archived()
    await restored.desk.when((hall) => hall.organizations.restore(restored.as('ada')))
    await restored.desk.when((hall) => hall.members.add({ ...restored.as('ada'), userId: 'new' }))

    const deleted = await archived()
    await deleted.desk.when((hall) => hall.organizations.delete(deleted.as('ada')))
  })
})

describe('in a batch', () => {
  const remove = (memberId: string) => ({ command: 'member.remove', input: { memberId } }) as const
  const archive = { command: 'organization.archive', input: {} } as const
  const restore = { command: 'organization.restore', input: {} } as const

  test('it is restored and changed at once, and not changed and archived again', async () => {
    const acme = await archived()
    const batch = { ...acme.as('ada'), mode: 'all-or-nothing' } as const

    await acme.desk.refuses(
      (hall) => hall.batch({ ...batch, commands: [remove(acme.id('bo'))] }),
      'organization/archived',
      { organizationId: acme.organizationId },
    )
    await acme.desk.refuses(
      (hall) => hall.batch({ ...batch, commands: [restore, remove(acme.id('bo')), archive] }),
      'organization/archived',
      { organizationId: acme.organizationId },
    )
    await acme.desk.when((hall) => hall.batch({ ...batch, commands: [restore, remove(acme.id('bo'))] }))
  })

  test('item by item, each is judged where it stands', async () => {
    const acme = await given(policy, { ada: 'admin', bo: 'viewer', cy: 'viewer' })

    const { value } = await acme.desk.when((hall) =>
      hall.batch({
        ...acme.as('ada'),
        mode: 'item-by-item',
        commands: [archive, remove(acme.id('bo')), restore, remove(acme.id('cy'))],
      }),
    )

    expect(value.outcomes).toMatchObject([
      { ok: true },
      { ok: false, refusal: { code: 'organization/archived' } },
      { ok: true },
      { ok: true },
    ])
    expect(await acme.people()).toEqual({ ada: 'admin', bo: 'viewer' })
  })
})
