/** Nobody takes a seat beyond the limit; a limit that was lowered below use throws nobody out (S2-05, S2-24). */
import { definePolicy } from 'guildhall'
import { describe, expect, test } from 'vitest'
import { emailOf, given, policy } from '../support/given.js'

describe('nobody takes a seat beyond the limit', () => {
  test('whatever the command', async () => {
    const acme = await given(
      policy,
      {
        ada: 'admin',
        bo: { role: 'viewer', status: 'deactivated' },
        cy: 'guest',
        dee: { role: 'guest', status: 'pending' },
      },
      { seatLimit: 1 },
    )
    const full = ['organization/seat-limit', { limit: 1, seats: 2 }] as const
    const bo = { ...acme.as('ada'), memberId: acme.id('bo') }
    const cy = { ...acme.as('ada'), memberId: acme.id('cy'), role: 'viewer' } as const
    const { invitationId } = acme.invitation('dee')

    await acme.desk.refuses((hall) => hall.members.add({ ...acme.as('ada'), userId: 'new' }), ...full)
    await acme.desk.refuses((hall) => hall.members.reactivate(bo), ...full)
    await acme.desk.refuses((hall) => hall.members.changeRole(cy), ...full)
    await acme.desk.refuses((hall) => hall.members.changeRole({ ...cy, memberId: acme.id('dee') }), ...full)
    await acme.desk.refuses(
      (hall) => hall.invitations.changeRole({ ...acme.as('ada'), invitationId, role: 'viewer' }),
      ...full,
    )
    const value = await acme.desk.unchanged((hall) =>
      hall.invitations.invite({ ...acme.as('ada'), emails: 'new@example.test' }),
    )
    expect(value.outcomes).toMatchObject([{ outcome: 'no-seat' }])
  })

  test('not even the system', async () => {
    const acme = await given(policy, { ada: 'admin' }, { seatLimit: 1 })

    await acme.desk.refuses((hall) => hall.members.add({ ...acme.system, userId: 'bo' }), 'organization/seat-limit', {
      limit: 1,
      seats: 2,
    })
  })

  test('pending members hold one, deactivated and removed ones do not, excepted roles never do', async () => {
    const acme = await given(
      policy,
      {
        ada: 'admin',
        bo: 'viewer',
        cy: { role: 'viewer', status: 'deactivated' },
        dee: { role: 'viewer', status: 'pending' },
        gil: 'guest',
      },
      { seatLimit: 3 },
    )
    expect((await acme.hall.organizations.dashboard(acme.as('ada'))).seats).toEqual({ taken: 3, limit: 3, free: 0 })

    await acme.hall.members.remove({ ...acme.as('ada'), memberId: acme.id('bo') })
    await acme.accept('dee')

    expect((await acme.hall.organizations.dashboard(acme.as('ada'))).seats).toEqual({ taken: 2, limit: 3, free: 1 })
  })

  test('which statuses take one is the policy’s to say', async () => {
    const strict = definePolicy({
      permissions: ['doc:read'],
      roles: { viewer: {}, admin: {} },
      seats: { statuses: ['pending', 'active', 'deactivated'] },
    })
    const acme = await given(strict, { ada: 'admin', bo: 'viewer' }, { seatLimit: 2 })

    await acme.desk.when((hall) => hall.members.deactivate({ ...acme.as('ada'), memberId: acme.id('bo') }))

    await acme.desk.refuses(
      (hall) => hall.members.add({ ...acme.as('ada'), userId: 'cy' }),
      'organization/seat-limit',
      { limit: 2, seats: 3 },
    )
    await acme.desk.when((hall) => hall.members.reactivate({ ...acme.as('ada'), memberId: acme.id('bo') }))
  })
})

describe('a seat comes free', () => {
  const ways = {
    'a removal': (acme) => acme.hall.members.remove({ ...acme.as('ada'), memberId: acme.id('bo') }),
    'a deactivation': (acme) => acme.hall.members.deactivate({ ...acme.as('ada'), memberId: acme.id('bo') }),
    'a leaving': (acme) => acme.hall.members.leave(acme.as('bo')),
    'a change to an excepted role': (acme) =>
      acme.hall.members.changeRole({ ...acme.as('ada'), memberId: acme.id('bo'), role: 'guest' }),
    'a revocation': (acme) =>
      acme.hall.invitations.revoke({ ...acme.as('ada'), invitationId: acme.invitation('dee').invitationId }),
    'a removal of somebody pending': (acme) =>
      acme.hall.members.remove({ ...acme.as('ada'), memberId: acme.id('dee') }),
    'a declining': (acme) => acme.hall.invitations.decline({ token: acme.invitation('dee').token }),
    'a running out': async (acme) => acme.clock.pass({ days: 7 }),
    'a higher limit': (acme) => acme.hall.organizations.setSeatLimit({ ...acme.as('ada'), seatLimit: 4 }),
    'no limit': (acme) => acme.hall.organizations.setSeatLimit({ ...acme.as('ada'), seatLimit: null }),
  } satisfies Record<string, (acme: Awaited<ReturnType<typeof full>>) => Promise<unknown>>

  const full = () =>
    given(policy, { ada: 'admin', bo: 'viewer', dee: { role: 'viewer', status: 'pending' } }, { seatLimit: 3 })

  test.each(Object.entries(ways))('by %s', async (_, way) => {
    const acme = await full()
    await acme.desk.refuses(
      (hall) => hall.members.add({ ...acme.as('ada'), userId: 'new' }),
      'organization/seat-limit',
      { limit: 3, seats: 4 },
    )

    await way(acme)

    await acme.desk.when((hall) => hall.members.add({ ...acme.as('ada'), userId: 'new' }))
  })
})

describe('above the limit', () => {
  const above = () =>
    given(
      policy,
      { ada: 'admin', bo: 'viewer', cy: 'viewer', dee: { role: 'viewer', status: 'pending' } },
      { seatLimit: 2 },
    )

  test('an organization works on, and shrinks', async () => {
    const acme = await above()

    await acme.desk.when((hall) =>
      hall.members.changeRole({ ...acme.as('ada'), memberId: acme.id('bo'), role: 'editor' }),
    )
    await acme.desk.when((hall) => hall.members.update({ ...acme.as('ada'), memberId: acme.id('cy'), name: 'Cy' }))
    await acme.desk.when((hall) =>
      hall.invitations.accept({ token: acme.invitation('dee').token, actor: acme.actor('dee') }),
    )
    await acme.desk.when((hall) => hall.members.remove({ ...acme.as('ada'), memberId: acme.id('cy') }))

    expect(await acme.seats()).toBe(3)
  })

  test('growth is refused until use is below the limit', async () => {
    const acme = await above()
    const add = () => acme.hall.members.add({ ...acme.as('ada'), userId: 'new' })

    for (const name of ['bo', 'cy']) {
      await expect(add()).rejects.toMatchObject({ code: 'organization/seat-limit', details: { limit: 2 } })
      await acme.hall.members.remove({ ...acme.as('ada'), memberId: acme.id(name) })
    }
    await expect(add()).rejects.toMatchObject({ details: { limit: 2, seats: 3 } })
    await acme.hall.invitations.decline({ token: acme.invitation('dee').token })

    await acme.desk.when((hall) => hall.members.add({ ...acme.as('ada'), userId: 'new' }))
  })

  test('invitations that have run out hide no growth, recorded or not', async () => {
    const acme = await given(
      policy,
      {
        ada: 'admin',
        bo: 'viewer',
        cy: 'viewer',
        gil: { role: 'viewer', status: 'deactivated' },
        dee: { role: 'viewer', status: 'pending' },
        eli: { role: 'viewer', status: 'pending' },
      },
      { seatLimit: 2 },
    )
    acme.clock.pass({ days: 7 })
    const grows = [
      () => acme.hall.members.add({ ...acme.as('ada'), userId: 'new' }),
      () => acme.hall.members.reactivate({ ...acme.as('ada'), memberId: acme.id('gil') }),
    ]

    for (const recorded of [false, true]) {
      if (recorded) await acme.hall.maintain()
      for (const grow of grows) await expect(grow()).rejects.toMatchObject({ code: 'organization/seat-limit' })
      const value = await acme.desk.unchanged((hall) =>
        hall.invitations.invite({ ...acme.as('ada'), emails: 'new@example.test' }),
      )
      expect(value.outcomes).toMatchObject([{ outcome: 'no-seat' }])
    }
  })
})

describe('a batch', () => {
  test('is judged where it ends: with no seat free, one goes and another comes back, in either order', async () => {
    for (const order of [
      [0, 1],
      [1, 0],
    ]) {
      const acme = await given(
        policy,
        { ada: 'admin', bo: 'viewer', cy: { role: 'viewer', status: 'deactivated' } },
        { seatLimit: 2 },
      )
      const commands = [
        { command: 'member.reactivate', input: { memberId: acme.id('cy') } },
        { command: 'member.deactivate', input: { memberId: acme.id('bo') } },
      ] as const

      await acme.desk.when((hall) =>
        hall.batch({
          ...acme.as('ada'),
          mode: 'all-or-nothing',
          commands: order.flatMap((index) => commands[index] ?? []),
        }),
      )

      expect(await acme.people()).toEqual({ ada: 'admin', bo: 'deactivated viewer', cy: 'viewer' })
    }
  })

  test('is refused whole where it ends beyond the limit', async () => {
    const acme = await given(policy, { ada: 'admin' }, { seatLimit: 2 })

    await acme.desk.refuses(
      (hall) =>
        hall.batch({
          ...acme.as('ada'),
          mode: 'all-or-nothing',
          commands: [
            { command: 'member.add', input: { userId: 'bo' } },
            { command: 'invitation.invite', input: { emails: emailOf('dee') } },
          ],
        }),
      'organization/seat-limit',
      { limit: 2, seats: 3 },
    )
  })

  test('raises the limit and fills it at once', async () => {
    const acme = await given(policy, { ada: 'admin' }, { seatLimit: 1 })

    await acme.desk.when((hall) =>
      hall.batch({
        ...acme.as('ada'),
        mode: 'all-or-nothing',
        commands: [
          { command: 'member.add', input: { userId: 'bo' } },
          { command: 'organization.setSeatLimit', input: { seatLimit: 2 } },
        ],
      }),
    )

    expect(await acme.seats()).toBe(2)
  })
})
