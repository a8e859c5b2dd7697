/** R13, R14, R15: a secret leaves once, for whoever delivers it; it is stored nowhere, and carries no authority. */
import { createHash } from 'node:crypto'
import { createGuildhall } from 'guildhall'
import { memoryStorage } from 'guildhall/memory'
import { describe, expect, test } from 'vitest'
import { emailOf, given, givenAt, policy } from '../support/given.js'
import { secretPattern, thrownBy } from '../support/hall.js'
import { everyCommand, everyDoor, knock, peopled } from './every-door.js'

const hashOf = (secret: string) => createHash('sha256').update(secret).digest('base64url')

/** What must never be read: every secret that was minted, and the hash of it. */
function unspeakable(minted: number): string[] {
  return Array.from({ length: minted }, (_, i) => `Secret_${String(i + 1).padStart(20, '0')}`).flatMap((secret) => [
    secret,
    hashOf(secret),
  ])
}

/** Everything that something says: its JSON, and of an error the message and the details. */
async function said(asked: Promise<unknown>): Promise<string> {
  return asked.then(
    (value) => JSON.stringify(value) ?? '',
    (error: unknown) => JSON.stringify([error, String(error), error instanceof Error ? error.stack : '']),
  )
}

describe('R14 a secret is shown once', () => {
  test.each([...everyDoor])('and never by %s, unless it has just made it', async (name, door) => {
    const scene = await peopled()
    await scene.hall.invitations.resend({ ...scene.system, invitationId: scene.invitation('dee').invitationId })
    await door.prepare?.(scene)
    const { mint, notices } = scene.desk
    const before = mint.counts().get('secret') ?? 0
    const heard = notices.length
    const old = unspeakable(before)
    const input = door.input(scene, 'abe')

    const texts = everyCommand.has(name)
      ? [await said(knock(scene.hall.plan, name, input)), await said(knock(scene.hall.attempt, name, input))]
      : [await said(knock(scene.hall, name, input))]

    const [first = '', second = ''] = texts
    expect(old.filter((secret) => texts.some((text) => text.includes(secret)))).toEqual([])
    expect(first).not.toMatch(secretPattern)
    const made = unspeakable(mint.counts().get('secret') ?? 0).slice(2 * before)
    const [secret = 'none', hash = 'none'] = made
    const told = JSON.stringify(notices.slice(heard))
    expect(told).not.toContain(hash)
    expect(second).not.toContain(hash)
    expect(second.includes(secret)).toBe(made.length > 0)
    expect(told.includes(secret)).toBe(made.length > 0)
  })

  test('nor by anything afterwards: lists, single reads, history, plans, refusals, notices, the audit', async () => {
    const acme = await given(policy, { ada: 'admin', bo: 'manager' })
    for (const name of ['dee', 'eli', 'fay', 'gil', 'hal', 'ida']) await acme.invite(name, { by: 'ada' })
    const { hall } = acme
    const { invitationId } = acme.invitation('dee')
    await hall.invitations.resend({ ...acme.as('ada'), invitationId })
    await hall.members.update({ ...acme.as('ada'), memberId: acme.id('eli'), email: 'eli@new.test' })
    await acme.accept('fay')
    await hall.invitations.decline({ token: acme.invitation('gil').token })
    await hall.invitations.revoke({ ...acme.as('ada'), invitationId: acme.invitation('hal').invitationId })
    const heard = acme.desk.notices.length
    const statuses = ['pending', 'accepted', 'declined', 'revoked', 'expired'] as const
    const ada = acme.as('ada')

    const texts = await Promise.all(
      [
        hall.invitations.list({ ...ada, status: statuses }),
        hall.invitations.get({ ...ada, invitationId }),
        hall.invitations.peek({ token: acme.invitation('ida').token }),
        hall.invitations.ofEmail({ actor: { system: 'mailer' }, email: emailOf('dee') }),
        hall.members.list({ ...ada, status: ['pending', 'active', 'deactivated', 'removed'] }),
        hall.members.get({ ...ada, memberId: acme.id('dee') }),
        hall.organizations.get(ada),
        hall.organizations.dashboard(ada),
        hall.organizations.ofUser({ actor: acme.actor('fay') }),
        hall.history.list({ ...ada, limit: 1_000 }),
        hall.verify(ada),
        hall.plan.invitations.resend({ ...ada, invitationId }),
        hall.plan.members.remove({ ...ada, memberId: acme.id('dee') }),
        hall.plan.invitations.accept({ token: acme.invitation('ida').token, actor: acme.actor('ida') }),
        hall.plan.batch({
          ...ada,
          mode: 'all-or-nothing',
          commands: [{ command: 'invitation.invite', input: { emails: 'new@example.test' } }],
        }),
        hall.invitations.accept({ token: acme.invitation('ida').token, actor: acme.actor('dee') }),
        hall.invitations.accept({ token: acme.invitation('hal').token, actor: acme.actor('hal') }),
        hall.invitations.invite({ ...ada, emails: emailOf('dee') }),
        hall.maintain(),
      ].map(said),
    )

    const minted = acme.desk.mint.counts().get('secret') ?? 0
    const shown = texts.filter((text) => unspeakable(minted).some((secret) => text.includes(secret)))
    expect(shown).toEqual([])
    expect(acme.desk.notices.length).toBe(heard)
    // of those notices that were heard, each showed what its own commit had made, and no other
    const told = acme.desk.notices.map((notice) => ({
      inSecrets: notice.secrets.length,
      anywhere: JSON.stringify(notice).match(new RegExp(secretPattern, 'g'))?.length ?? 0,
    }))
    expect(told.every(({ inSecrets, anywhere }) => inSecrets === anywhere)).toBe(true)
    expect(told.reduce((sum, { anywhere }) => sum + anywhere, 0)).toBe(8)
  })

  test('the storage holds the hash, not the secret, and no longer than it is good for', async () => {
    const acme = await given(policy, { ada: 'admin' })
    const { token } = await acme.invite('dee', { by: 'ada' })
    const secret = token.split('.')[1] ?? ''

    expect(acme.desk.memory.snapshot()).not.toContain(secret)
    expect(acme.desk.memory.snapshot()).toContain(hashOf(secret))
    await acme.accept('dee')
    expect(acme.desk.memory.snapshot()).not.toContain(hashOf(secret))
  })

  test('by default it has 32 bytes of a cryptographic source, and no two are alike', async () => {
    const hall = createGuildhall({ storage: memoryStorage(), policy })
    const actor = { userId: 'ada' }
    const { id: organizationId } = await hall.organizations.create({ actor, name: 'Acme', slug: 'acme' })
    const emails = Array.from({ length: 100 }, (_, i) => `dee-${i}@example.test`)

    const { secrets } = await hall.invitations.invite({ organizationId, actor, emails })

    const [...made] = secrets.map(({ token }) => token.split('.')[1] ?? '')
    expect(made.every((secret) => Buffer.from(secret, 'base64url').length === 32)).toBe(true)
    expect(new Set(made).size).toBe(100)
  })
})

describe('R15 every sending makes a new secret, and the old one dies', () => {
  test('by resending', async () => {
    const acme = await given(policy, { ada: 'admin' })
    const { invitationId } = await acme.invite('dee', { by: 'ada' })
    const tokens = [acme.invitation('dee').token]
    for (let i = 0; i < 3; i++) {
      const { secrets } = await acme.hall.invitations.resend({ ...acme.as('ada'), invitationId })
      tokens.push(...secrets.map(({ token }) => token))
    }

    expect(new Set(tokens).size).toBe(4)
    for (const token of tokens.slice(0, 3)) {
      for (const ask of [
        () => acme.hall.invitations.peek({ token }),
        () => acme.hall.invitations.accept({ token, actor: acme.actor('dee') }),
        () => acme.hall.invitations.decline({ token }),
      ]) {
        expect((await thrownBy(ask())).code).toBe('invitation/not-valid')
      }
    }
    const last = tokens[3] ?? ''
    expect(await acme.hall.invitations.accept({ token: last, actor: acme.actor('dee') })).toMatchObject({
      status: 'active',
    })
  })

  test('by inviting again, after a revocation, a declining, an expiry or a removal', async () => {
    const acme = await given(policy, { ada: 'admin' })
    const ends: ((token: string) => Promise<unknown>)[] = [
      () => acme.hall.invitations.revoke({ ...acme.as('ada'), invitationId: acme.invitation('dee').invitationId }),
      (token) => acme.hall.invitations.decline({ token }),
      async () => acme.clock.pass({ days: 8 }),
      () => acme.hall.members.remove({ ...acme.as('ada'), memberId: acme.id('dee') }),
    ]
    for (const end of ends) {
      const { token: old } = await acme.invite('dee', { by: 'ada' })
      await end(old)
      const { token } = await acme.invite('dee', { by: 'ada' })

      expect(token).not.toBe(old)
      const error = await thrownBy(acme.hall.invitations.accept({ token: old, actor: acme.actor('dee') }))
      expect(error.code).toBe('invitation/not-valid')
      await acme.hall.invitations.decline({ token })
    }
  })
})

describe('R13 a token carries no authority', () => {
  test('organization, address and role come from storage only', async () => {
    const acme = await given(policy, { ada: 'admin' })
    const globex = await givenAt(acme.desk, { gus: 'admin' }, { slug: 'globex' })
    const { token } = await acme.invite('dee', { by: 'ada' })
    const [, secret] = token.split('.')

    const elsewhere = globex.hall.invitations.accept({
      token: `${globex.organizationId}.${secret}`,
      actor: acme.actor('dee'),
    })
    expect((await thrownBy(elsewhere)).code).toBe('invitation/not-valid')
    for (const claims of ['.admin', '.eyJyb2xlIjoiYWRtaW4ifQ', '?role=admin']) {
      const asked = acme.hall.invitations.accept({ token: `${token}${claims}`, actor: acme.actor('dee') })
      expect((await thrownBy(asked)).code).toBe('invitation/not-valid')
    }
    expect(await acme.accept('dee')).toMatchObject({ organizationId: acme.organizationId, role: 'viewer' })
  })

  test('the hash of a secret, or the id of an invitation, opens nothing', async () => {
    const acme = await given(policy, { ada: 'admin' })
    const { token, invitationId, memberId } = await acme.invite('dee', { by: 'ada' })
    const secret = token.split('.')[1] ?? ''

    for (const guess of [hashOf(secret), invitationId, memberId, emailOf('dee'), '']) {
      const asked = acme.hall.invitations.accept({
        token: `${acme.organizationId}.${guess}`,
        actor: acme.actor('dee'),
      })
      expect((await thrownBy(asked)).code).toBe('invitation/not-valid')
    }
  })
})
