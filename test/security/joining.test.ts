/** R1, R2, R10, R16, R28: who gets in by an invitation, and on whose word. */
import { describe, expect, test } from 'vitest'
import { emailOf, given, givenAt, policy, type Scene } from '../support/given.js'
import { thrownBy } from '../support/hall.js'

type Acme = Scene<typeof policy>

describe('R1 an account that was registered beforehand at the invitee’s address', () => {
  test('does not get in as long as nobody has verified the address', async () => {
    const acme = await given(policy, { ada: 'admin', dee: { role: 'editor', status: 'pending' } })
    const { token } = acme.invitation('dee')

    for (const verified of [{}, { emailVerified: false }]) {
      const squatter = { userId: 'squatter', email: emailOf('dee'), ...verified }
      await acme.desk.refuses(
        (hall) => hall.invitations.accept({ token, actor: squatter }),
        'invitation/email-not-verified',
        {},
      )
      await acme.desk.refuses(
        (hall) => hall.invitations.accept({ token, actor: squatter, allowUnverifiedEmail: false }),
        'invitation/email-not-verified',
        {},
      )
      const seen = acme.hall.invitations.ofEmail({ actor: squatter })
      expect((await thrownBy(seen)).code).toBe('invitation/email-not-verified')
    }
    expect(await acme.accept('dee')).toMatchObject({ userId: 'dee' })
  })

  test('gets in only where the call says so, for this once', async () => {
    const acme = await given(policy, {
      ada: 'admin',
      dee: { role: 'viewer', status: 'pending' },
      eli: { role: 'viewer', status: 'pending' },
    })
    const unverified = (name: string) => ({
      token: acme.invitation(name).token,
      actor: { userId: name, email: emailOf(name) },
    })

    await acme.hall.invitations.accept({ ...unverified('dee'), allowUnverifiedEmail: true })

    const next = acme.hall.invitations.accept(unverified('eli'))
    expect((await thrownBy(next)).code).toBe('invitation/email-not-verified')
  })

  test('does not get past the address by saying so', async () => {
    const acme = await given(policy, { ada: 'admin', dee: { role: 'viewer', status: 'pending' } })

    await acme.desk.refuses(
      (hall) =>
        hall.invitations.accept({
          token: acme.invitation('dee').token,
          actor: acme.actor('eve'),
          allowUnverifiedEmail: true,
        }),
      'invitation/email-mismatch',
      {},
    )
  })
})

describe('R2 whoever holds the link', () => {
  test('does not get in with another address, however alike', async () => {
    const acme = await given(policy, { ada: 'admin', dee: { role: 'viewer', status: 'pending' } })
    const { token } = acme.invitation('dee')

    for (const email of [
      'eve@example.test',
      'dee@example.test.evil.test',
      'dee+eve@example.test',
      'd.ee@example.test',
      'dee@example.tes',
      'dee@еxample.test',
      'ｄee@example.test',
      'dée@example.test',
      'dee@example.test,eve@example.test',
      ' dee@example.test',
      '',
    ]) {
      const actor = { userId: 'eve', email, emailVerified: true }
      await acme.desk.refuses((hall) => hall.invitations.accept({ token, actor }), 'invitation/email-mismatch', {})
    }
  })

  test('gets in with the address in any letter case', async () => {
    const cases = (text: string): string[] => {
      const [first, ...rest] = [...text]
      if (first === undefined) return ['']
      return cases(rest.join('')).flatMap((tail) => [
        ...new Set([first.toLowerCase() + tail, first.toUpperCase() + tail]),
      ])
    }
    const acme = await given(policy, { ada: 'admin' })
    const start = acme.desk.memory.snapshot()
    const spellings = cases('d@e.io')
    expect(spellings).toHaveLength(16)
    for (const invited of spellings) {
      for (const email of spellings) {
        acme.desk.memory.restore(start)
        const { secrets } = await acme.hall.invitations.invite({ ...acme.as('ada'), emails: invited })
        const actor = { userId: 'dee', email, emailVerified: true }
        const joined = await acme.hall.invitations.accept({ token: secrets[0]?.token ?? '', actor })
        expect(joined).toMatchObject({ email: invited, status: 'active' })
      }
    }
  })

  test('does not get in by a letter that only becomes the same one when folded', async () => {
    const acme = await given(policy, { ada: 'admin' })
    const { secrets } = await acme.hall.invitations.invite({ ...acme.as('ada'), emails: 'kim@i.test' })
    const token = secrets[0]?.token ?? ''

    for (const email of ['\u212Aim@i.test', 'k\u0131m@i.test', 'kim@\u0130.test', 'ｋim@i.test']) {
      const actor = { userId: 'eve', email, emailVerified: true }
      await acme.desk.refuses((hall) => hall.invitations.accept({ token, actor }), 'invitation/email-mismatch', {})
    }
  })
})

describe('R10 an invitation does not outlive its author’s right to give the role', () => {
  const losses: Record<string, (acme: Acme) => Promise<unknown>> = {
    'is lowered': (acme) =>
      acme.hall.members.changeRole({ ...acme.as('ada'), memberId: acme.id('bo'), role: 'viewer' }),
    'is removed': (acme) => acme.hall.members.remove({ ...acme.as('ada'), memberId: acme.id('bo') }),
    leaves: (acme) => acme.hall.members.leave(acme.as('bo')),
    'is deactivated': (acme) => acme.hall.members.deactivate({ ...acme.as('ada'), memberId: acme.id('bo') }),
    'comes back as somebody new': async (acme) => {
      await acme.hall.members.remove({ ...acme.as('ada'), memberId: acme.id('bo') })
      await acme.hall.members.add({ ...acme.system, userId: 'bo', role: 'manager' })
    },
  }
  const offers: Record<string, (acme: Acme) => Promise<unknown>> = {
    'who invited': (acme) => acme.invite('dee', { by: 'bo', role: 'editor' }),
    'who resent': async (acme) => {
      await acme.invite('dee', { by: 'ada', role: 'editor' })
      const { invitationId } = acme.invitation('dee')
      const { secrets } = await acme.hall.invitations.resend({ ...acme.as('bo'), invitationId })
      acme.knows('dee', { memberId: acme.id('dee'), invitationId, token: secrets[0]?.token ?? '' })
    },
    'who changed the offer': async (acme) => {
      await acme.invite('dee', { by: 'ada', role: 'viewer' })
      const { invitationId } = acme.invitation('dee')
      await acme.hall.invitations.changeRole({ ...acme.as('bo'), invitationId, role: 'editor' })
    },
    'who changed the pending member’s role': async (acme) => {
      await acme.invite('dee', { by: 'ada', role: 'viewer' })
      await acme.hall.members.changeRole({ ...acme.as('bo'), memberId: acme.id('dee'), role: 'editor' })
    },
  }
  const cases = Object.entries(offers).flatMap(([who, offer]) =>
    Object.entries(losses).map(([how, loss]) => [who, how, offer, loss] as const),
  )

  test.each(cases)('of somebody %s and %s', async (_, __, offer, loss) => {
    const acme = await given(policy, { ada: 'admin', bo: 'manager' })
    await offer(acme)
    await loss(acme)

    await acme.desk.refuses(
      (hall) => hall.invitations.accept({ token: acme.invitation('dee').token, actor: acme.actor('dee') }),
      'invitation/not-valid',
      {},
    )
    expect(await acme.statusOf('dee')).toBe('pending')
  })

  test('what they still may give stays good', async () => {
    const acme = await given(policy, { ada: 'admin', bo: 'admin' })
    await acme.invite('dee', { by: 'bo', role: 'editor' })
    await acme.hall.members.changeRole({ ...acme.as('ada'), memberId: acme.id('bo'), role: 'editor' })

    expect(await acme.accept('dee')).toMatchObject({ role: 'editor', status: 'active' })
  })

  test('and is good again where they have the right again, or somebody else vouches', async () => {
    const acme = await given(policy, { ada: 'admin', bo: 'manager' })
    await acme.invite('dee', { by: 'bo', role: 'editor' })
    await acme.invite('eli', { by: 'bo', role: 'editor' })
    await acme.hall.members.deactivate({ ...acme.as('ada'), memberId: acme.id('bo') })

    const { secrets } = await acme.hall.invitations.resend({
      ...acme.as('ada'),
      invitationId: acme.invitation('eli').invitationId,
    })
    const eli = { token: secrets[0]?.token ?? '', actor: acme.actor('eli') }
    expect(await acme.hall.invitations.accept(eli)).toMatchObject({ role: 'editor' })

    await acme.hall.members.reactivate({ ...acme.as('ada'), memberId: acme.id('bo') })
    expect(await acme.accept('dee')).toMatchObject({ role: 'editor' })
  })

  test('the system’s word stands', async () => {
    const acme = await given(policy, { ada: 'admin' })
    await acme.invite('dee', { role: 'admin' })

    expect(await acme.accept('dee')).toMatchObject({ role: 'admin', roleGranter: { system: 'test' } })
  })

  test('it dies with a granter who leaves in the very batch that invites', async () => {
    const acme = await given(policy, { ada: 'admin', bo: 'manager' })
    const { secrets } = await acme.hall.batch({
      ...acme.as('bo'),
      mode: 'all-or-nothing',
      commands: [
        { command: 'member.leave', input: {} },
        { command: 'invitation.invite', input: { emails: emailOf('dee'), role: 'editor' } },
      ],
    })

    const joining = acme.hall.invitations.accept({ token: secrets[0]?.token ?? '', actor: acme.actor('dee') })
    expect((await thrownBy(joining)).code).toBe('invitation/not-valid')
  })
})

describe('R16 looking', () => {
  test('never consumes, however often a scanner follows the link', async () => {
    const acme = await given(policy, { ada: 'admin', dee: { role: 'editor', status: 'pending' } })
    const { token, invitationId } = acme.invitation('dee')
    const written = acme.desk.memory.snapshot()

    for (let i = 0; i < 10; i++) {
      expect(await acme.hall.invitations.peek({ token })).toMatchObject({
        invitation: { id: invitationId, status: 'pending', role: 'editor' },
        organization: { id: acme.organizationId, name: 'acme', slug: 'acme' },
      })
    }

    expect(acme.desk.memory.snapshot()).toBe(written)
    expect(await acme.accept('dee')).toMatchObject({ status: 'active' })
  })
})

describe('R28 accepting is not identity', () => {
  test('the user comes from the application, and no other membership of theirs is touched', async () => {
    const acme = await given(policy, { ada: 'admin' })
    const globex = await givenAt(acme.desk, { gus: 'admin', dee: 'editor' }, { slug: 'globex' })
    await acme.invite('dee', { by: 'ada' })
    const before = await globex.member('dee')

    await acme.hall.invitations.accept({
      token: acme.invitation('dee').token,
      actor: { userId: 'dee', email: emailOf('dee'), emailVerified: true },
    })

    expect(await globex.member('dee')).toEqual(before)
    expect(await acme.people()).toEqual({ ada: 'admin', dee: 'viewer' })
  })

  test('an account with the same address in another organization gets nothing by it', async () => {
    const acme = await given(policy, { ada: 'admin', dee: { role: 'editor', status: 'pending' } })
    await givenAt(acme.desk, { gus: 'admin', dee: 'viewer' }, { slug: 'globex' })

    const access = await acme.hall.access({ organizationId: acme.organizationId, userId: 'dee' })

    expect(access.permissions()).toEqual([])
  })

  test('two users of one address: the first who has proof of it joins, the second finds the invitation used', async () => {
    const acme = await given(policy, { ada: 'admin', dee: { role: 'viewer', status: 'pending' } })
    const accept = (userId: string) =>
      acme.hall.invitations.accept({
        token: acme.invitation('dee').token,
        actor: { userId, email: emailOf('dee'), emailVerified: true },
      })

    expect(await accept('dee-1')).toMatchObject({ userId: 'dee-1' })
    expect((await thrownBy(accept('dee-2'))).code).toBe('invitation/not-valid')
  })
})
