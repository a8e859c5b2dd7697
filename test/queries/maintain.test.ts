/** Upkeep: running out is recorded, deleted organizations are erased after the grace; nothing depends on it. */
import { describe, expect, test } from 'vitest'
import { given, givenAt, policy } from '../support/given.js'
import { openHall, thrownBy } from '../support/hall.js'

describe('maintain', () => {
  test('records invitations that have run out: they end, their members are gone, their seats are free', async () => {
    const acme = await given(
      policy,
      { ada: 'admin', dee: { role: 'editor', status: 'pending' }, eli: { role: 'viewer', status: 'pending' } },
      { seatLimit: 3 },
    )
    acme.clock.pass({ days: 3 })
    await acme.hall.invitations.revoke({ ...acme.as('ada'), invitationId: acme.invitation('eli').invitationId })
    await acme.invite('fay', { by: 'ada' })
    acme.clock.pass({ days: 4 })

    expect(await acme.hall.maintain()).toEqual({ expired: 1, erased: 0, more: false })

    expect(await acme.statusOf('dee')).toBe('removed')
    expect(await acme.statusOf('fay')).toBe('pending')
    expect(await acme.seats()).toBe(2)
    expect(
      await acme.hall.invitations.get({ ...acme.as('ada'), invitationId: acme.invitation('dee').invitationId }),
    ).toMatchObject({ status: 'expired', answeredAt: acme.clock.iso() })
    const { items } = await acme.hall.history.list({ ...acme.as('ada'), limit: 1 })
    expect(items).toMatchObject([
      {
        type: 'invitation.expired',
        command: 'invitation.recordExpired',
        actor: { system: 'maintenance' },
        memberId: acme.id('dee'),
        before: { role: 'editor', status: 'pending' },
        after: { role: 'editor', status: 'removed' },
      },
    ])
  })

  test('run again has nothing to do', async () => {
    const acme = await given(policy, { ada: 'admin', dee: { role: 'viewer', status: 'pending' } })
    acme.clock.pass({ days: 7 })
    await acme.hall.maintain()
    const written = acme.desk.memory.snapshot()

    expect(await acme.hall.maintain()).toEqual({ expired: 0, erased: 0, more: false })
    expect(acme.desk.memory.snapshot()).toBe(written)
  })

  test('goes on where it stopped, over many organizations', async () => {
    const acme = await given(policy, { ada: 'admin' })
    const scenes = [acme]
    for (let i = 0; i < 4; i++) scenes.push(await givenAt(acme.desk, { ada: 'admin' }, { slug: `org-${i}` }))
    for (const scene of scenes) for (let i = 0; i < 5; i++) await scene.invite(`dee-${i}`, { by: 'ada' })
    acme.clock.pass({ days: 7 })

    let expired = 0
    let rounds = 0
    for (let more = true; more; rounds += 1) {
      const report = await acme.hall.maintain({ limit: 3 })
      expired += report.expired
      more = report.more
      expect(rounds).toBeLessThan(20)
    }

    expect(expired).toBe(25)
    for (const scene of scenes) expect(await scene.people()).toEqual({ ada: 'admin' })
  })

  test('in parallel records each once', async () => {
    const acme = await given(policy, { ada: 'admin' })
    for (let i = 0; i < 10; i++) await acme.invite(`dee-${i}`, { by: 'ada' })
    acme.clock.pass({ days: 7 })

    const reports = await Promise.all(Array.from({ length: 5 }, () => acme.hall.maintain()))

    expect(reports.reduce((sum, { expired }) => sum + expired, 0)).toBe(10)
    const { items } = await acme.hall.history.list({ ...acme.as('ada'), types: ['invitation.expired'] })
    expect(items).toHaveLength(10)
  })

  test('erases deleted organizations once the grace is over, and only those', async () => {
    const desk = openHall({ policy, erasureGrace: { days: 10 } })
    const acme = await givenAt(desk, { ada: 'admin', bo: 'viewer' })
    const globex = await givenAt(desk, { gus: 'admin' }, { slug: 'globex' })
    await acme.hall.organizations.delete(acme.as('ada'))

    desk.clock.pass({ days: 10 })
    expect(await desk.hall.maintain()).toEqual({ expired: 0, erased: 0, more: false })
    expect(desk.memory.snapshot()).toContain(acme.organizationId)

    desk.clock.pass({ ms: 1 })
    const { erased, more } = await desk.hall.maintain()
    expect(erased).toBeGreaterThan(0)
    expect(more).toBe(false)
    expect(desk.memory.snapshot()).not.toContain(acme.organizationId)
    expect(desk.memory.snapshot()).not.toContain('bo@example.test')
    expect(await globex.people()).toEqual({ gus: 'admin' })
  })

  test('waits 30 days to erase unless told otherwise, and goes on in small steps', async () => {
    const acme = await given(policy, { ada: 'admin' })
    for (let i = 0; i < 20; i++) await acme.add(`user-${i}`)
    await acme.hall.organizations.delete(acme.as('ada'))

    acme.clock.pass({ days: 30 })
    expect((await acme.hall.maintain()).erased).toBe(0)
    acme.clock.pass({ ms: 1 })
    let rounds = 0
    while ((await acme.hall.maintain({ limit: 5 })).more) rounds += 1

    expect(rounds).toBeGreaterThan(1)
    expect(acme.desk.memory.snapshot()).not.toContain(acme.organizationId)
  })

  test('is what nothing depends on: without it seats, tokens and lists say the same', async () => {
    const scene = () =>
      given(
        policy,
        { ada: 'admin', dee: { role: 'viewer', status: 'pending' }, eli: { role: 'viewer', status: 'pending' } },
        { seatLimit: 3 },
      )
    const [kept, neglected] = [await scene(), await scene()]
    const answers = []
    for (const acme of [kept, neglected]) {
      acme.clock.pass({ days: 7 })
      if (acme === kept) await acme.hall.maintain()
      const code = async (asked: Promise<unknown>) =>
        asked.then(
          () => 'done',
          (error: { code?: string }) => error.code,
        )
      answers.push([
        await code(acme.accept('dee')),
        await code(acme.hall.invitations.peek({ token: acme.invitation('eli').token })),
        await code(acme.hall.members.add({ ...acme.as('ada'), userId: 'new' })),
        (
          await acme.hall.invitations.invite({ ...acme.as('ada'), emails: 'dee@example.test, fay@example.test' })
        ).outcomes.map(({ outcome }) => outcome),
        await acme.seats(),
        (await acme.hall.invitations.ofEmail({ actor: acme.actor('eli') })).items.length,
      ])
    }

    expect(answers[0]).toEqual(answers[1])
    expect(answers[0]).toEqual(['invitation/not-valid', 'invitation/not-valid', 'done', ['invited', 'no-seat'], 3, 0])
  })

  test('takes a limit of 1 to 400', async () => {
    const { hall } = openHall({ policy })

    for (const limit of [0, 401, 1.5]) {
      const error = await thrownBy(hall.maintain({ limit }))
      expect(error.details).toEqual({ issues: [{ path: 'limit', problem: 'must be a whole number from 1 to 400' }] })
    }
  })
})
