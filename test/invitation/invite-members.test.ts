import { describe, expect, test } from 'vitest'
import { emailOf, given, policy } from '../support/given.js'
import { openHall, secretPattern, system } from '../support/hall.js'

describe('invitation.invite', () => {
  test('invites one person: a pending member, an invitation, and a secret for whoever delivers it', async () => {
    const acme = await given(policy, { ada: 'admin' })

    const { value, events } = await acme.desk.when((hall) =>
      hall.invitations.invite({
        ...acme.as('ada'),
        emails: 'Dee@Example.test',
        role: 'editor',
        message: 'Welcome aboard,\nDee!',
        metadata: { source: 'fair' },
        reason: 'hired',
      }),
    )

    const [secret] = value.secrets
    if (secret === undefined) return expect.fail('there is no secret')
    const { invitationId, memberId, token } = secret
    const invitation = {
      id: invitationId,
      organizationId: acme.organizationId,
      memberId,
      email: 'Dee@Example.test',
      role: 'editor',
      status: 'pending',
      message: 'Welcome aboard,\nDee!',
      metadata: { source: 'fair' },
      statusOnAcceptance: 'active',
      createdAt: acme.clock.iso(),
      updatedAt: acme.clock.iso(),
      expiresAt: '2030-01-08T12:00:00.000Z',
      sentAt: acme.clock.iso(),
      sentCount: 1,
    }
    expect(value).toEqual({
      outcomes: [{ outcome: 'invited', email: 'Dee@Example.test', line: 1, invitation }],
      secrets: [{ invitationId, memberId, email: 'Dee@Example.test', token }],
      revision: 2,
      commitId: value.commitId,
      changed: true,
      repeated: false,
      ids: [invitationId],
    })
    expect(token.startsWith(`${acme.organizationId}.`)).toBe(true)
    expect(token).toMatch(secretPattern)
    expect(events).toEqual([
      {
        revision: 2,
        index: 0,
        at: acme.clock.iso(),
        actor: { memberId: acme.id('ada') },
        command: 'invitation.invite',
        type: 'invitation.created',
        memberId,
        invitationId,
        after: { role: 'editor', status: 'pending' },
        reason: 'hired',
        details: { after: { email: 'Dee@Example.test' }, message: 'Welcome aboard,\nDee!' },
      },
    ])
    expect(await acme.hall.members.get({ ...acme.as('ada'), memberId })).toEqual({
      id: memberId,
      organizationId: acme.organizationId,
      email: 'Dee@Example.test',
      metadata: {},
      role: 'editor',
      roleGranter: { memberId: acme.id('ada') },
      status: 'pending',
      invitationId,
      createdAt: acme.clock.iso(),
      updatedAt: acme.clock.iso(),
    })
  })

  test('invites many, each with an outcome of their own, in order and by line', async () => {
    const acme = await given(policy, {
      ada: 'admin',
      bo: 'viewer',
      cy: { role: 'viewer', status: 'deactivated' },
      dee: { role: 'viewer', status: 'pending' },
    })

    const { value } = await acme.desk.when((hall) =>
      hall.invitations.invite({
        ...acme.as('ada'),
        emails: `eli@example.test, BO@example.test; nobody\n\n ${emailOf('cy')} ,, dee@EXAMPLE.test\r\nfay@example.test,ELI@example.test`,
      }),
    )

    expect(value.outcomes).toMatchObject([
      { outcome: 'invited', email: 'eli@example.test', line: 1 },
      { outcome: 'already-member', email: 'BO@example.test', line: 1 },
      { outcome: 'invalid', email: 'nobody', line: 1, problem: 'must contain exactly one `@`' },
      { outcome: 'already-member', email: 'cy@example.test', line: 3 },
      { outcome: 'already-invited', email: 'dee@EXAMPLE.test', line: 3 },
      { outcome: 'invited', email: 'fay@example.test', line: 4 },
      { outcome: 'already-invited', email: 'ELI@example.test', line: 4 },
    ])
    expect(value.secrets.map(({ email }) => email)).toEqual(['eli@example.test', 'fay@example.test'])
    expect(value.secrets.every(({ token }) => secretPattern.test(token))).toBe(true)
    expect(new Set(value.secrets.map(({ token }) => token)).size).toBe(2)
  })

  test('takes a list, with profiles and roles of their own', async () => {
    const acme = await given(policy, { ada: 'admin' })
    const profile = {
      name: 'Eli Ek',
      phone: '+46 1',
      department: 'Forge',
      jobTitle: 'Smith',
      metadata: { badge: 7 },
    }

    const { value } = await acme.desk.when((hall) =>
      hall.invitations.invite({
        ...acme.as('ada'),
        role: 'editor',
        emails: ['dee@example.test', { email: 'eli@example.test', role: 'manager', ...profile }],
      }),
    )

    const members = await Promise.all(
      value.secrets.map(({ memberId }) => acme.hall.members.get({ ...acme.as('ada'), memberId })),
    )
    expect(members).toMatchObject([
      { email: 'dee@example.test', role: 'editor' },
      { email: 'eli@example.test', role: 'manager', ...profile },
    ])
  })

  test('gives the default role, and the term of the organization or the hall', async () => {
    const plain = await given(policy, { ada: 'admin' }, { invitationLifetime: { hours: 12 } })
    const settled = await given(
      policy,
      { ada: 'admin' },
      { settings: { defaultRole: 'editor', invitationLifetimeDays: 30 }, invitationLifetime: { hours: 12 } },
    )
    const invited = async (scene: typeof plain) =>
      (await scene.desk.when((hall) => hall.invitations.invite({ ...scene.as('ada'), emails: 'dee@example.test' })))
        .value.outcomes[0]

    expect(await invited(plain)).toMatchObject({
      invitation: { role: 'viewer', expiresAt: '2030-01-02T00:00:00.000Z' },
    })
    expect(await invited(settled)).toMatchObject({
      invitation: { role: 'editor', expiresAt: '2030-01-31T12:00:00.000Z' },
    })
  })

  test('takes a term, and the status on acceptance, from the call', async () => {
    const acme = await given(policy, { ada: 'admin' })

    const { value } = await acme.desk.when((hall) =>
      hall.invitations.invite({
        ...acme.as('ada'),
        emails: 'dee@example.test',
        expiresAt: '2030-02-01T00:00:00+01:00',
        statusOnAcceptance: 'deactivated',
      }),
    )

    expect(value.outcomes).toMatchObject([
      { invitation: { expiresAt: '2030-01-31T23:00:00.000Z', statusOnAcceptance: 'deactivated' } },
    ])
  })

  test('stops where there is no seat, and says so for each', async () => {
    const acme = await given(policy, { ada: 'admin', bo: 'viewer' }, { seatLimit: 3 })

    const { value } = await acme.desk.when((hall) =>
      hall.invitations.invite({
        ...acme.as('ada'),
        emails: ['dee@example.test', 'eli@example.test', { email: 'fay@example.test', role: 'guest' }],
      }),
    )

    expect(value.outcomes.map(({ outcome }) => outcome)).toEqual(['invited', 'no-seat', 'invited'])
    expect(await acme.seats()).toBe(3)
  })

  test('takes over the seat of an invitation that has run out, of the same person too', async () => {
    const acme = await given(
      policy,
      { ada: 'admin', dee: { role: 'viewer', status: 'pending' }, eli: { role: 'viewer', status: 'pending' } },
      { seatLimit: 3 },
    )
    acme.clock.pass({ days: 7 })

    const { value, events } = await acme.desk.when((hall) =>
      hall.invitations.invite({ ...acme.as('ada'), emails: `${emailOf('dee')}, ${emailOf('fay')}` }),
    )

    expect(value.outcomes.map(({ outcome }) => outcome)).toEqual(['invited', 'invited'])
    expect(events.map(({ type, memberId }) => [type, memberId])).toEqual([
      ['invitation.expired', acme.id('dee')],
      ['invitation.created', value.secrets[0]?.memberId],
      ['invitation.expired', acme.id('eli')],
      ['invitation.created', value.secrets[1]?.memberId],
    ])
    expect(await acme.seats()).toBe(3)
    await expect(acme.accept('dee')).rejects.toMatchObject({ code: 'invitation/not-valid' })
  })

  test('of somebody who was removed makes a new member of them', async () => {
    const acme = await given(policy, { ada: 'admin', bo: 'viewer' })
    await acme.hall.members.remove({ ...acme.as('ada'), memberId: acme.id('bo') })

    const { value } = await acme.desk.when((hall) =>
      hall.invitations.invite({ ...acme.as('ada'), emails: emailOf('bo') }),
    )

    expect(value.secrets[0]?.memberId).not.toBe(acme.id('bo'))
  })

  test('says of a profile that lacks what every member must have which fields it lacks', async () => {
    const desk = openHall({ policy, requiredProfile: ['name', 'department'] })
    const admin = { userId: 'ada', name: 'Ada', department: 'Forge' }
    const { id: organizationId } = await desk.hall.organizations.create({
      actor: system,
      name: 'A',
      slug: 'acme',
      admin,
    })
    const ada = { organizationId, actor: { userId: 'ada' } }

    const { value } = await desk.when((hall) =>
      hall.invitations.invite({
        ...ada,
        emails: ['dee@example.test', { email: 'eli@example.test', name: 'Eli', department: 'Forge' }],
      }),
    )

    expect(value.outcomes).toMatchObject([
      { outcome: 'invalid', email: 'dee@example.test', problem: 'the profile lacks `name`, `department`' },
      { outcome: 'invited', email: 'eli@example.test' },
    ])
  })

  test('of nobody who can be invited changes nothing', async () => {
    const acme = await given(policy, { ada: 'admin', bo: 'viewer' })

    const value = await acme.desk.unchanged((hall) =>
      hall.invitations.invite({ ...acme.as('ada'), emails: `nobody, ${emailOf('bo')}` }),
    )

    expect(value).toMatchObject({ outcomes: [{ outcome: 'invalid' }, { outcome: 'already-member' }], secrets: [] })
  })

  test('of very many goes into several revisions, each whole, and tells of all', async () => {
    const acme = await given(policy, { ada: 'admin' })
    const emails = Array.from({ length: 600 }, (_, i) => `dee-${i}@example.test`)
    emails[300] = 'nobody'

    const plan = await acme.hall.plan.invitations.invite({ ...acme.as('ada'), emails })
    const value = await acme.hall.invitations.invite({ ...acme.as('ada'), emails })

    expect(plan).toMatchObject({ ok: true, revisions: 2, seats: { before: 1, after: 600 } })
    expect(value).toMatchObject({ changed: true, revision: 3 })
    expect(value.outcomes).toHaveLength(600)
    expect(value.outcomes.filter(({ outcome }) => outcome === 'invited')).toHaveLength(599)
    expect(value.outcomes[300]).toMatchObject({ outcome: 'invalid', line: 301 })
    expect(value.secrets).toHaveLength(599)
    expect(value.secrets.every(({ token }) => secretPattern.test(token))).toBe(true)
    expect(acme.desk.notices.map(({ revision }) => revision)).toEqual([1, 2, 3])
  })

  test('is done once under one idempotency key, secrets told the first time only', async () => {
    const acme = await given(policy, { ada: 'admin' })
    const invite = { ...acme.as('ada'), emails: 'dee@example.test, nobody' }

    const { first, second } = await acme.desk.doesOnce(
      (hall, idempotencyKey) => hall.invitations.invite({ ...invite, idempotencyKey }),
      (hall, idempotencyKey) => hall.invitations.invite({ ...invite, role: 'editor', idempotencyKey }),
    )

    expect(first.secrets).toHaveLength(1)
    expect(second).toMatchObject({ outcomes: [{ outcome: 'invited', email: 'dee@example.test' }], secrets: [] })
  })

  test('of very many, repeated, answers for all of its revisions', async () => {
    const acme = await given(policy, { ada: 'admin' })
    const emails = Array.from({ length: 510 }, (_, i) => `dee-${i}@example.test`)
    const invite = { ...acme.as('ada'), emails, idempotencyKey: 'k' }
    const first = await acme.hall.invitations.invite(invite)

    const second = await acme.hall.invitations.invite(invite)

    expect(second).toMatchObject({ repeated: true, revision: first.revision, ids: first.ids, secrets: [] })
    expect(second.outcomes).toHaveLength(510)
  })

  test('survives addresses that are no text under an idempotency key', async () => {
    const acme = await given(policy, { ada: 'admin' })

    const { value } = await acme.desk.when((hall) =>
      hall.invitations.invite({
        ...acme.as('ada'),
        emails: ['\ud800@x.test', 'dee@example.test'],
        idempotencyKey: 'k',
      }),
    )

    expect(value.outcomes.map(({ outcome }) => outcome)).toEqual(['invalid', 'invited'])
  })
})

describe('invitation.invite refuses', () => {
  test('the whole of it, where a role cannot be given', async () => {
    const acme = await given(policy, { ada: 'admin', bo: 'manager' })
    const emails = (role: 'later' | 'admin') => ['dee@example.test', { email: 'eli@example.test', role }]

    await acme.desk.refuses(
      (hall) => hall.invitations.invite({ ...acme.as('ada'), emails: emails('later') }),
      'role/not-assignable',
      { role: 'later' },
    )
    await expect(acme.hall.invitations.invite({ ...acme.as('bo'), emails: emails('admin') })).rejects.toMatchObject({
      code: 'role/ceiling',
      details: { role: 'admin' },
    })
    expect(await acme.people()).toEqual({ ada: 'admin', bo: 'manager' })
  })

  test('a term that would be over before it begins', async () => {
    const acme = await given(policy, { ada: 'admin' })

    for (const expiresAt of ['2001-01-01T00:00:00.000Z', acme.clock.iso()]) {
      await acme.desk.refuses(
        (hall) => hall.invitations.invite({ ...acme.as('ada'), emails: 'dee@example.test', expiresAt }),
        'invitation/expiry-passed',
        { expiresAt },
      )
    }
    acme.clock.pass({ ms: -1 })
    await acme.desk.when((hall) =>
      hall.invitations.invite({
        ...acme.as('ada'),
        emails: 'dee@example.test',
        expiresAt: '2030-01-01T12:00:00.000Z',
      }),
    )
  })

  test('whoever lacks the permission', async () => {
    const acme = await given(policy, { ada: 'admin', bo: 'editor' })

    await acme.desk.refuses(
      (hall) => hall.invitations.invite({ ...acme.as('bo'), emails: 'dee@example.test' }),
      'access/not-allowed',
      { permission: 'invitation:create' },
    )
  })

  test.each([
    ['no address', ' ,; \n', 'must name at least one address'],
    ['an empty list', [], 'must name at least one address'],
    ['more than 10,000', 'a@b.test,'.repeat(10_001), 'must name at most 10000 addresses'],
  ] as const)('%s', async (_, emails, problem) => {
    const acme = await given(policy, { ada: 'admin' })

    await acme.desk.rejects(
      (hall) => hall.invitations.invite({ ...acme.as('ada'), emails }),
      [{ path: 'emails', problem }],
    )
  })

  test('to be accepted as pending, and times that are none', async () => {
    const acme = await given(policy, { ada: 'admin' })
    const input = {
      ...acme.as('ada'),
      emails: 'dee@example.test',
      expiresAt: 'tomorrow',
      statusOnAcceptance: 'pending',
    }

    await acme.desk.rejects(
      // what the types would not let through
      (hall) => hall.invitations.invite(input as unknown as Parameters<typeof hall.invitations.invite>[0]),
      [
        { path: 'expiresAt', problem: 'must be a time like `2030-01-31T12:00:00Z`' },
        { path: 'statusOnAcceptance', problem: 'must be one of `active`, `deactivated`' },
      ],
    )
  })
})
