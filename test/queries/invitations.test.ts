/** Reads for invitees: what a link offers, and all that is open to an address (S1-05). */
import { describe, expect, test } from 'vitest'
import { emailOf, given, givenAt, policy } from '../support/given.js'
import { system, thrownBy } from '../support/hall.js'

describe('invitations.peek', () => {
  test('shows the offer and whose it is to whoever has the token', async () => {
    const acme = await given(policy, { ada: 'admin' })
    const { secrets } = await acme.hall.invitations.invite({
      ...acme.as('ada'),
      emails: 'dee@example.test',
      role: 'editor',
      message: 'Welcome',
    })
    const [secret] = secrets

    expect(await acme.hall.invitations.peek({ token: secret?.token ?? '' })).toEqual({
      invitation: await acme.hall.invitations.get({ ...acme.as('ada'), invitationId: secret?.invitationId ?? '' }),
      organization: { id: acme.organizationId, name: 'acme', slug: 'acme' },
    })
  })

  test('shows nothing once it is answered, or has run out', async () => {
    const acme = await given(policy, { ada: 'admin', dee: { role: 'viewer', status: 'pending' } })
    const { token } = acme.invitation('dee')

    acme.clock.pass({ days: 7 })
    expect((await thrownBy(acme.hall.invitations.peek({ token }))).code).toBe('invitation/not-valid')
    acme.clock.pass({ ms: -1 })
    expect(await acme.hall.invitations.peek({ token })).toMatchObject({ invitation: { status: 'pending' } })
    await acme.accept('dee')
    expect((await thrownBy(acme.hall.invitations.peek({ token }))).code).toBe('invitation/not-valid')
  })
})

describe('invitations.ofEmail', () => {
  const invitedTwice = async () => {
    const acme = await given(policy, { ada: 'admin', dee: { role: 'viewer', status: 'pending' } })
    const globex = await givenAt(
      acme.desk,
      { gus: 'admin', dee: { role: 'editor', status: 'pending' } },
      { slug: 'globex' },
    )
    return { acme, globex }
  }

  test('shows what is open to one’s verified address, across organizations', async () => {
    const { acme } = await invitedTwice()
    const open = await acme.hall.invitations.ofEmail({ actor: acme.actor('dee') })

    expect(open.items.map(({ organization, invitation }) => [organization.slug, invitation.role])).toEqual([
      ['acme', 'viewer'],
      ['globex', 'editor'],
    ])
    for (const email of ['DEE@example.test', 'dee@EXAMPLE.test']) {
      const actor = { userId: 'dee', email, emailVerified: true }
      expect(await acme.hall.invitations.ofEmail({ actor })).toEqual(open)
    }
    expect(await acme.hall.invitations.ofEmail({ actor: acme.actor('dee'), email: emailOf('dee') })).toEqual(open)
    expect(await acme.hall.invitations.ofEmail({ actor: system, email: emailOf('dee') })).toEqual(open)
  })

  test('shows only what is still open', async () => {
    const { acme, globex } = await invitedTwice()
    await globex.accept('dee')
    expect((await acme.hall.invitations.ofEmail({ actor: acme.actor('dee') })).items).toHaveLength(1)

    acme.clock.pass({ days: 7 })
    expect((await acme.hall.invitations.ofEmail({ actor: acme.actor('dee') })).items).toEqual([])
  })

  test('follows an address that was changed', async () => {
    const { acme } = await invitedTwice()
    await acme.hall.members.update({ ...acme.as('ada'), memberId: acme.id('dee'), email: 'dee@new.test' })

    const emails = async (email: string) =>
      (await acme.hall.invitations.ofEmail({ actor: system, email })).items.map(({ organization }) => organization.slug)
    expect(await emails('dee@example.test')).toEqual(['globex'])
    expect(await emails('dee@new.test')).toEqual(['acme'])
  })

  test('is for those who have proof of the address', async () => {
    const { acme } = await invitedTwice()
    const code = async (input: Parameters<typeof acme.hall.invitations.ofEmail>[0]) =>
      (await thrownBy(acme.hall.invitations.ofEmail(input))).code

    expect(await code({ actor: { userId: 'dee', email: emailOf('dee') } })).toBe('invitation/email-not-verified')
    expect(await code({ actor: { userId: 'dee' } })).toBe('invitation/email-mismatch')
    expect(await code({ actor: acme.actor('eve'), email: emailOf('dee') })).toBe('invitation/email-mismatch')
    const nobody = await thrownBy(acme.hall.invitations.ofEmail({ actor: system }))
    expect(nobody.details).toEqual({ issues: [{ path: 'email', problem: 'is required' }] })
  })

  test('goes page by page', async () => {
    const { acme } = await invitedTwice()
    const first = await acme.hall.invitations.ofEmail({ actor: acme.actor('dee'), limit: 1 })
    const second = await acme.hall.invitations.ofEmail({ actor: acme.actor('dee'), limit: 1, after: first.next ?? '' })

    expect([first, second].map(({ items }) => items[0]?.organization.slug)).toEqual(['acme', 'globex'])
    expect(second).not.toHaveProperty('next')
  })
})
