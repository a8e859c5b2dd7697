/** The front door: plans and what becomes of them, batches, keys, receipts, and an application's own rules. */
import {
  type AcceptedPlan,
  createGuildhall,
  definePolicy,
  type Guildhall,
  isGuildhallError,
  type Plan,
  StorageFault,
} from 'guildhall'
import { memoryStorage } from 'guildhall/memory'
import { describe, expect, test } from 'vitest'
import { emailOf, given, givenAt, policy } from './support/given.js'
import { openHall, secretPattern, system, thrownBy } from './support/hall.js'

function accepted(plan: Plan): AcceptedPlan {
  return plan.ok ? plan : expect.fail(`the plan refuses: ${plan.refusal.message}`)
}

test('the first example of the docs does what it says', async () => {
  const example = definePolicy({
    permissions: ['model:read', 'model:train', 'model:delete'],
    roles: {
      viewer: { permissions: ['model:read'] },
      creator: { inherits: ['viewer'], permissions: ['model:train', 'model:delete:own'] },
      admin: { inherits: ['creator'], permissions: ['*'] },
    },
  })
  const hall = createGuildhall({ storage: memoryStorage(), policy: example })
  const ada = { userId: 'u1', email: 'ada@acme.test', emailVerified: true }

  const acme = await hall.organizations.create({ actor: ada, name: 'Acme', slug: 'acme', seatLimit: 25 })
  const invited = await hall.invitations.invite({
    organizationId: acme.id,
    actor: ada,
    emails: 'bo@acme.test, cy@acme.test',
    role: 'creator',
  })
  const access = await hall.access({ organizationId: acme.id, userId: 'u1' })
  const plan = await hall.plan.members.leave({ organizationId: acme.id, actor: ada })

  expect(invited.outcomes.map(({ outcome }) => outcome)).toEqual(['invited', 'invited'])
  expect(access.can('model:train')).toBe(true)
  expect(plan.ok || plan.refusal.code).toBe('member/last-admin')
})

describe('the platform’s clock, ids and secrets', () => {
  test('are taken where no others are given', async () => {
    const hall = createGuildhall({ storage: memoryStorage(), policy })
    const before = Date.now()

    const acme = await hall.organizations.create({ actor: { userId: 'ada' }, name: 'Acme', slug: 'acme' })
    const globex = await hall.organizations.create({ actor: { userId: 'ada' }, name: 'Globex', slug: 'globex' })

    expect(Date.parse(acme.createdAt)).toBeGreaterThanOrEqual(before)
    expect(Date.parse(acme.createdAt)).toBeLessThanOrEqual(Date.now())
    expect([acme.id, globex.id].every((id) => /^org_[A-Za-z0-9_-]{21}$/.test(id))).toBe(true)
    expect(acme.admin.id).toMatch(/^mem_[A-Za-z0-9_-]{21}$/)
    expect(new Set([acme.id, globex.id, acme.admin.id, globex.admin.id, acme.commitId, globex.commitId]).size).toBe(6)
  })
})

describe('attempt', () => {
  test('returns what the command returns, or the refusal', async () => {
    const acme = await given(policy, { ada: 'admin', bo: 'viewer' })

    const done = await acme.hall.attempt.members.deactivate({ ...acme.as('ada'), memberId: acme.id('bo') })
    const refused = await acme.hall.attempt.members.leave(acme.as('ada'))

    expect(done).toMatchObject({ ok: true, value: { id: acme.id('bo'), status: 'deactivated', changed: true } })
    expect(refused).toEqual({
      ok: false,
      refusal: {
        code: 'member/last-admin',
        details: { adminRole: 'admin' },
        message: expect.stringContaining('`admin`'),
      },
    })
    // the types know the codes: what is compared with must be one of them
    if (!refused.ok && refused.refusal.code === 'member/last-admin')
      expect(refused.refusal.details.adminRole).toBe('admin')
  })

  test('throws what is no refusal', async () => {
    const acme = await given(policy, { ada: 'admin' })

    const error = await thrownBy(acme.hall.attempt.members.remove({ ...acme.as('ada'), memberId: '' }))

    expect(error.kind).toBe('invalid-input')
  })
})

describe('a plan', () => {
  test('tells the command, what it rests on, what would change and what it would leave behind, as plain JSON', async () => {
    const acme = await given(policy, { ada: 'admin', bo: 'manager' }, { seatLimit: 5 })
    await acme.invite('dee', { by: 'bo', role: 'editor' })
    const head = await acme.hall.organizations.get(acme.as('ada'))
    const bo = await acme.member('bo')
    const { commitId } = acme.desk.notices.at(-1) ?? expect.fail('nothing was committed')
    acme.clock.pass({ hours: 1 })

    const plan = accepted(
      await acme.hall.plan.members.remove({ ...acme.as('ada'), memberId: acme.id('bo'), reason: 'left' }),
    )

    expect(plan).toEqual({
      ok: true,
      command: 'member.remove',
      input: { memberId: acme.id('bo'), reason: 'left' },
      organizationId: acme.organizationId,
      actor: acme.actor('ada'),
      revision: head.revision,
      commitId,
      policy: plan.policy,
      digest: plan.digest,
      revisions: 1,
      changes: [
        {
          kind: 'member',
          id: acme.id('bo'),
          before: bo,
          after: { ...bo, status: 'removed', removedAt: acme.clock.iso(), updatedAt: acme.clock.iso() },
        },
      ],
      events: [
        {
          type: 'member.removed',
          memberId: acme.id('bo'),
          before: { role: 'manager', status: 'active' },
          after: { role: 'manager', status: 'removed' },
        },
      ],
      seats: { before: 3, after: 2, limit: 5 },
      impact: [{ name: 'invitations-vouched-for', members: [await acme.member('dee')], more: false }],
      outcomes: [{ ok: true }],
    })
    expect(JSON.parse(JSON.stringify(plan))).toEqual(plan)
  })

  test('of the creation of an organization tells all of it, and is not to be applied', async () => {
    const desk = openHall({ policy })
    const actor = { userId: 'ada' }

    const plan = accepted(
      await desk.hall.plan.organizations.create({ actor, name: 'Acme', slug: 'acme', seatLimit: 3 }),
    )

    expect(plan).toMatchObject({
      revision: 0,
      commitId: '',
      changes: [
        { kind: 'organization', after: { slug: 'acme', status: 'active' } },
        { kind: 'member', after: { userId: 'ada', role: 'admin' } },
      ],
      seats: { before: 0, after: 1, limit: 3 },
    })
    const error = await thrownBy(desk.hall.apply({ plan, actor }))
    expect({ code: error.code, details: error.details }).toEqual({
      code: 'plan/not-applicable',
      details: { command: 'organization.create' },
    })
    await expect(desk.hall.organizations.bySlug({ slug: 'acme', actor: system })).rejects.toMatchObject({
      code: 'organization/not-found',
    })
  })

  test('by a token is not to be applied either, and does not hold the token', async () => {
    const acme = await given(policy, { ada: 'admin', dee: { role: 'viewer', status: 'pending' } })
    const { token } = acme.invitation('dee')
    const plans = [
      accepted(await acme.hall.plan.invitations.accept({ token, actor: acme.actor('dee') })),
      accepted(await acme.hall.plan.invitations.decline({ token })),
    ]

    for (const plan of plans) {
      expect(JSON.stringify(plan)).not.toMatch(secretPattern)
      const error = await thrownBy(acme.hall.apply({ plan, actor: acme.actor('dee') }))
      expect(error.code).toBe('plan/not-applicable')
    }
  })

  test('of what changes nothing is a plan of nothing', async () => {
    const acme = await given(policy, { ada: 'admin', bo: 'viewer' })

    const plan = accepted(
      await acme.hall.plan.members.changeRole({ ...acme.as('ada'), memberId: acme.id('bo'), role: 'viewer' }),
    )

    expect(plan).toMatchObject({ revisions: 0, changes: [], events: [], seats: { before: 2, after: 2 } })
    expect(await acme.hall.apply({ plan, actor: acme.actor('ada') })).toMatchObject({ changed: false, revision: 2 })
  })

  test('tells as one change what several revisions do to one record, and nothing of what comes and goes between', async () => {
    const acme = await given(policy, { ada: 'admin' })
    const people = Array.from(
      { length: 500 },
      (_, at) => ({ command: 'member.add', input: { userId: `u${at}` } }) as const,
    )
    const { ids } = await acme.hall.batch({ ...acme.system, mode: 'item-by-item', commands: people })
    const { id: teamId } = await acme.hall.teams.create({ ...acme.system, name: 'Red' })
    const { id: other } = await acme.hall.teams.create({ ...acme.system, name: 'Blue' })
    const join = (teamId: string) => ({ command: 'team.addMembers', input: { teamId, memberIds: ids } }) as const

    const plan = accepted(
      await acme.hall.plan.batch({
        ...acme.system,
        mode: 'item-by-item',
        commands: [join(teamId), join(other), { command: 'team.removeMembers', input: { teamId, memberIds: ids } }],
      }),
    )

    const told = plan.changes.map(({ kind, id }) => `${kind} ${kind === 'team' ? id : ''}`)
    expect(plan.revisions).toBeGreaterThan(1)
    expect(told.filter((change) => change === `team ${teamId}`)).toHaveLength(1)
    expect(told.filter((change) => change === 'membership ')).toHaveLength(500)
  })
})

describe('apply', () => {
  const removal = async () => {
    const acme = await given(policy, { ada: 'admin', abe: 'admin', bo: 'editor', cy: 'viewer' })
    const plan = accepted(
      await acme.hall.plan.members.remove({ ...acme.as('ada'), memberId: acme.id('bo'), reason: 'left' }),
    )
    return { acme, plan }
  }
  const stale = async (asked: Promise<unknown>) => {
    const error = await thrownBy(asked)
    expect(error).toMatchObject({ code: 'plan/stale', kind: 'stale' })
    return (error.details as { because: string }).because
  }

  test('does what the plan showed, after a way through a browser', async () => {
    const { acme, plan } = await removal()

    const receipt = await acme.hall.apply({
      plan: JSON.parse(JSON.stringify(plan)) as AcceptedPlan,
      actor: acme.actor('ada'),
    })

    expect(receipt).toEqual({
      revision: 5,
      commitId: expect.stringMatching(/^com_/),
      changed: true,
      repeated: false,
      ids: [acme.id('bo')],
      secrets: [],
    })
    expect(await acme.statusOf('bo')).toBe('removed')
    const { items } = await acme.hall.history.list({ ...acme.as('ada'), limit: 1 })
    expect(items).toMatchObject([{ type: 'member.removed', command: 'member.remove', reason: 'left' }])
  })

  test('hands out the secrets that the plan did not have', async () => {
    const acme = await given(policy, { ada: 'admin' })
    const plan = accepted(
      await acme.hall.plan.invitations.invite({ ...acme.as('ada'), emails: 'dee@example.test, eli@example.test' }),
    )

    const { secrets } = await acme.hall.apply({ plan, actor: acme.actor('ada') })

    expect(secrets.map(({ email }) => email)).toEqual(['dee@example.test', 'eli@example.test'])
    expect(secrets.every(({ token }) => secretPattern.test(token))).toBe(true)
    const joined = await acme.hall.invitations.accept({
      token: secrets[0]?.token ?? '',
      actor: acme.actor('dee'),
    })
    expect(joined.status).toBe('active')
  })

  test('works for every command that names its organization, with ids of its own', async () => {
    const { acme } = await removal()
    await acme.invite('dee', { by: 'ada' })
    const ada = acme.as('ada')
    const { plan } = acme.hall
    const plans = [
      () => plan.members.add({ ...ada, userId: 'new' }),
      () => plan.members.add({ ...ada, userId: 'newer', name: 'Newer', email: emailOf('newer') }),
      () => plan.members.update({ ...ada, memberId: acme.id('dee'), email: 'dee@new.test' }),
      () => plan.invitations.resend({ ...ada, invitationId: acme.invitation('dee').invitationId }),
      () => plan.organizations.update({ ...ada, slug: 'acme-ab', metadata: { a: 1 } }),
      () => plan.members.transferAdmin({ ...ada, memberId: acme.id('cy') }),
      () => plan.members.leave(ada),
    ]

    for (const planned of plans) {
      const receipt = await acme.hall.apply({ plan: accepted(await planned()), actor: acme.actor('ada') })
      expect(receipt.changed).toBe(true)
    }
  })

  test('refuses once the organization has moved on, and the second time', async () => {
    const { acme, plan } = await removal()
    await acme.hall.organizations.update({ ...acme.as('abe'), metadata: { touched: true } })
    expect(await stale(acme.hall.apply({ plan, actor: acme.actor('ada') }))).toBe('moved-on')

    const anew = accepted(await acme.hall.plan.members.remove({ ...acme.as('ada'), memberId: acme.id('bo') }))
    await acme.hall.apply({ plan: anew, actor: acme.actor('ada') })
    expect(await stale(acme.hall.apply({ plan: anew, actor: acme.actor('ada') }))).toBe('moved-on')
  })

  test('refuses where the revision was made twice, with another commit', async () => {
    const { acme, plan } = await removal()
    const start = acme.desk.memory.snapshot()
    await acme.hall.organizations.update({ ...acme.as('ada'), metadata: { a: 1 } })
    const planned = accepted(await acme.hall.plan.members.remove({ ...acme.as('ada'), memberId: acme.id('bo') }))
    // a backup is restored, and somebody else makes a revision of the same number
    acme.desk.memory.restore(start)
    await acme.hall.organizations.update({ ...acme.as('ada'), metadata: { a: 1 } })

    expect(await acme.revision()).toBe(planned.revision)
    expect(await stale(acme.hall.apply({ plan: planned, actor: acme.actor('ada') }))).toBe('moved-on')
    expect(await stale(acme.hall.apply({ plan, actor: acme.actor('ada') }))).toBe('moved-on')
  })

  test('refuses where the policy has changed', async () => {
    const { acme, plan } = await removal()
    const deployed = definePolicy({
      permissions: ['doc:read', 'doc:write', 'doc:delete'],
      roles: { viewer: {}, editor: {}, admin: { permissions: ['*'] } },
    })
    const { memory, mint, clock } = acme.desk
    const desk = openHall({ policy: deployed, memory, mint, clock })

    expect(await stale(desk.hall.apply({ plan, actor: acme.actor('ada') }))).toBe('policy-changed')
  })

  test('refuses where time alone has changed what would happen', async () => {
    const acme = await given(policy, { ada: 'admin', dee: { role: 'viewer', status: 'pending' } })
    const plan = accepted(
      await acme.hall.plan.invitations.invite({ ...acme.as('ada'), emails: 'dee@example.test, eli@example.test' }),
    )
    acme.clock.pass({ days: 7 })

    expect(await stale(acme.hall.apply({ plan, actor: acme.actor('ada') }))).toBe('effect-differs')
  })

  test('gives nothing to whoever edits a plan on its way', async () => {
    const { acme, plan } = await removal()
    const edits: Partial<AcceptedPlan>[] = [
      { input: { ...plan.input, memberId: acme.id('cy') } },
      { input: { memberId: acme.id('bo') } },
      { input: { ...plan.input, reason: 'other' } },
      { digest: 'x' },
    ]
    for (const edit of edits)
      expect(await stale(acme.hall.apply({ plan: { ...plan, ...edit }, actor: acme.actor('ada') }))).toBe(
        'effect-differs',
      )
    expect(await stale(acme.hall.apply({ plan: { ...plan, revision: 3 }, actor: acme.actor('ada') }))).toBe('moved-on')
    expect(await stale(acme.hall.apply({ plan: { ...plan, policy: 'x' }, actor: acme.actor('ada') }))).toBe(
      'policy-changed',
    )
    expect(await acme.people()).toEqual({ ada: 'admin', abe: 'admin', bo: 'editor', cy: 'viewer' })
  })

  test('asks what is for people to read for nothing, and believes none of it', async () => {
    const { acme, plan } = await removal()
    const lying = { ...plan, changes: [], events: [], impact: [], seats: { before: 0, after: 0 }, actor: system }

    await expect(acme.hall.apply({ plan: lying, actor: acme.actor('cy') })).rejects.toMatchObject({
      code: 'access/not-allowed',
    })
    expect(await acme.hall.apply({ plan: lying, actor: acme.actor('ada') })).toMatchObject({ changed: true })
  })

  test('runs with the rights of whoever applies', async () => {
    const { acme, plan } = await removal()

    for (const [name, code] of [
      ['cy', 'access/not-allowed'],
      ['bo', 'access/not-allowed'],
      ['eve', 'organization/not-found'],
    ] as const)
      expect((await thrownBy(acme.hall.apply({ plan, actor: acme.actor(name) }))).code).toBe(code)
    // another admin may; it is then their deed
    await acme.hall.apply({ plan, actor: acme.actor('abe') })
    const { items } = await acme.hall.history.list({ ...acme.as('ada'), limit: 1 })
    expect(items).toMatchObject([{ actor: { memberId: acme.id('abe') } }])
  })

  test('refuses where somebody else would vouch for what is given', async () => {
    const { acme } = await removal()
    const plan = accepted(
      await acme.hall.plan.members.changeRole({ ...acme.as('ada'), memberId: acme.id('cy'), role: 'editor' }),
    )

    expect(await stale(acme.hall.apply({ plan, actor: acme.actor('abe') }))).toBe('effect-differs')
  })

  test('attempted, it returns refusals, and throws what is stale', async () => {
    const { acme, plan } = await removal()

    expect(await acme.hall.attempt.apply({ plan, actor: acme.actor('cy') })).toMatchObject({
      ok: false,
      refusal: { code: 'access/not-allowed', details: { permission: 'member:remove' } },
    })
    expect(await acme.hall.attempt.apply({ plan, actor: acme.actor('ada') })).toMatchObject({
      ok: true,
      value: { changed: true, ids: [acme.id('bo')] },
    })
    expect(await stale(acme.hall.attempt.apply({ plan, actor: acme.actor('ada') }))).toBe('moved-on')
  })

  test('is done once under one idempotency key, although the plan is stale by then', async () => {
    const { acme, plan } = await removal()
    const apply = { plan, actor: acme.actor('ada'), idempotencyKey: 'k' }

    const first = await acme.hall.apply(apply)
    const second = await acme.hall.apply(apply)

    expect(second).toEqual({ ...first, repeated: true })
  })
})

describe('a batch', () => {
  const crew = () =>
    given(policy, { ada: 'admin', bo: 'editor', cy: 'viewer', off: { role: 'viewer', status: 'deactivated' } })

  test('is one revision, with a result for each command, and one event after the other', async () => {
    const acme = await crew()

    const { value, notices, events } = await acme.desk.when((hall) =>
      hall.batch({
        ...acme.as('ada'),
        mode: 'all-or-nothing',
        commands: [
          { command: 'organization.update', input: { name: 'Acme AB' } },
          { command: 'member.changeRole', input: { memberId: acme.id('bo'), role: 'viewer', reason: 'for now' } },
          { command: 'invitation.invite', input: { emails: 'dee@example.test, nobody' } },
          { command: 'member.reactivate', input: { memberId: acme.id('off') } },
        ],
      }),
    )

    expect(notices).toMatchObject([{ command: 'batch', revision: 5 }])
    expect(events.map(({ type, index }) => [type, index])).toEqual([
      ['organization.updated', 0],
      ['member.role_changed', 1],
      ['invitation.created', 2],
      ['member.reactivated', 3],
    ])
    const [updated, changed, invited, back] = value.outcomes
    expect(updated).toMatchObject({ ok: true, value: { name: 'Acme AB', revision: 5 } })
    expect(changed).toMatchObject({ ok: true, value: { role: 'viewer' } })
    expect(invited).toMatchObject({ ok: true, value: { outcomes: [{ outcome: 'invited' }, { outcome: 'invalid' }] } })
    expect(back).toMatchObject({ ok: true, value: { status: 'active' } })
    expect(value).toMatchObject({ revision: 5, changed: true, repeated: false })
    expect(value.secrets).toMatchObject([{ email: 'dee@example.test', token: expect.stringMatching(secretPattern) }])
    // the types follow the commands, one by one
    if (changed.ok) expect(changed.value.role).toBe('viewer')
  })

  test('all or nothing throws the first refusal, and leaves nothing behind', async () => {
    const acme = await crew()

    await acme.desk.refuses(
      (hall) =>
        hall.batch({
          ...acme.as('ada'),
          mode: 'all-or-nothing',
          commands: [
            { command: 'member.remove', input: { memberId: acme.id('bo') } },
            { command: 'member.remove', input: { memberId: 'mem_nobody' } },
            { command: 'member.remove', input: { memberId: 'mem_other' } },
          ],
        }),
      'member/not-found',
      { memberId: 'mem_nobody' },
    )
  })

  test('attempted, it returns the refusal, and which of the commands it was', async () => {
    const acme = await crew()
    const remove = (memberId: string) => ({ command: 'member.remove', input: { memberId } }) as const
    const batch = { ...acme.as('ada'), mode: 'all-or-nothing' } as const

    expect(
      await acme.hall.attempt.batch({ ...batch, commands: [remove(acme.id('bo')), remove('mem_x'), remove('mem_y')] }),
    ).toMatchObject({ ok: false, at: 1, refusal: { code: 'member/not-found', details: { memberId: 'mem_x' } } })
    expect(
      await acme.hall.attempt.batch({ ...batch, commands: [remove(acme.id('ada')), remove(acme.id('bo'))] }),
    ).toMatchObject({ ok: false, at: 1, refusal: { code: 'member/last-admin' } })
    expect(await acme.hall.attempt.batch({ ...batch, commands: [remove(acme.id('bo'))] })).toMatchObject({
      ok: true,
      value: { changed: true, outcomes: [{ ok: true }] },
    })
  })

  test('each command sees what those before it did', async () => {
    const acme = await crew()

    await acme.desk.refuses(
      (hall) =>
        hall.batch({
          ...acme.as('ada'),
          mode: 'all-or-nothing',
          commands: [
            { command: 'member.deactivate', input: { memberId: acme.id('bo') } },
            { command: 'member.deactivate', input: { memberId: acme.id('bo') } },
          ],
        }),
      'member/not-active',
      { memberId: acme.id('bo'), status: 'deactivated' },
    )
    await acme.desk.when((hall) =>
      hall.batch({
        ...acme.as('ada'),
        mode: 'all-or-nothing',
        commands: [
          { command: 'member.deactivate', input: { memberId: acme.id('bo') } },
          { command: 'member.reactivate', input: { memberId: acme.id('bo') } },
          { command: 'member.remove', input: { memberId: acme.id('bo') } },
        ],
      }),
    )
    expect(await acme.statusOf('bo')).toBe('removed')
  })

  test('rights are those of the beginning', async () => {
    const acme = await given(policy, { ada: 'admin', abe: 'admin', bo: 'viewer' })

    await acme.desk.when((hall) =>
      hall.batch({
        ...acme.as('abe'),
        mode: 'all-or-nothing',
        commands: [
          { command: 'member.transferAdmin', input: { memberId: acme.id('bo') } },
          { command: 'organization.update', input: { name: 'Last act' } },
        ],
      }),
    )
    await acme.desk.refuses(
      (hall) =>
        hall.batch({
          ...acme.as('abe'),
          mode: 'all-or-nothing',
          commands: [{ command: 'organization.update', input: { name: 'One more' } }],
        }),
      'access/not-allowed',
      { permission: 'organization:update' },
    )
  })

  test('item by item goes on past what is refused, and tells of it', async () => {
    const acme = await crew()

    const { value } = await acme.desk.when((hall) =>
      hall.batch({
        ...acme.as('ada'),
        mode: 'item-by-item',
        commands: [
          { command: 'member.remove', input: { memberId: 'mem_nobody' } },
          { command: 'member.remove', input: { memberId: acme.id('bo') } },
          { command: 'member.remove', input: { memberId: acme.id('bo') } },
          { command: 'member.leave', input: {} },
          { command: 'member.add', input: { userId: 'new', role: 'later' } },
          { command: 'invitation.invite', input: { emails: 'dee@example.test', role: 'later' } },
          { command: 'member.changeRole', input: { memberId: acme.id('cy'), role: 'editor' } },
        ],
      }),
    )

    expect(value.outcomes.map((outcome) => (outcome.ok ? 'done' : outcome.refusal.code))).toEqual([
      'member/not-found',
      'done',
      'member/not-found',
      'member/last-admin',
      'role/not-assignable',
      'role/not-assignable',
      'done',
    ])
    expect(await acme.people()).toEqual({ ada: 'admin', cy: 'editor', off: 'deactivated viewer' })
  })

  test('item by item each is asked for its own permission', async () => {
    const acme = await given(policy, { ada: 'admin', bo: 'manager', cy: 'viewer' })

    const { outcomes } = await acme.hall.batch({
      ...acme.as('bo'),
      mode: 'item-by-item',
      commands: [
        { command: 'organization.delete', input: {} },
        { command: 'member.deactivate', input: { memberId: acme.id('cy') } },
        { command: 'member.deactivate', input: { memberId: acme.id('ada') } },
      ],
    })

    expect(outcomes).toMatchObject([
      { ok: false, refusal: { code: 'access/not-allowed', details: { permission: 'organization:delete' } } },
      { ok: true },
      { ok: false, refusal: { code: 'member/holds-more' } },
    ])
  })

  test('of nothing but refusals changes nothing', async () => {
    const acme = await crew()
    const written = acme.desk.memory.snapshot()

    const value = await acme.hall.batch({
      ...acme.as('ada'),
      mode: 'item-by-item',
      commands: [{ command: 'member.remove', input: { memberId: 'mem_nobody' } }],
    })

    expect(value).toMatchObject({ changed: false, revision: 4, outcomes: [{ ok: false }], secrets: [] })
    expect(acme.desk.memory.snapshot()).toBe(written)
  })

  test('that undoes itself makes no revision', async () => {
    const acme = await crew()

    await acme.desk.unchanged((hall) =>
      hall.batch({
        ...acme.as('ada'),
        mode: 'all-or-nothing',
        commands: [
          { command: 'organization.update', input: { name: 'Acme AB' } },
          { command: 'organization.update', input: { name: 'acme' } },
        ],
      }),
    )
  })

  test('is done once under one idempotency key, and then has no outcomes to tell', async () => {
    const acme = await crew()
    const commands = (name: string) => [{ command: 'member.remove', input: { memberId: acme.id(name) } }] as const
    const batch = { ...acme.as('ada'), mode: 'all-or-nothing' } as const

    const { second } = await acme.desk.doesOnce(
      (hall, idempotencyKey) =>
        hall.batch({ ...batch, commands: [...commands('bo'), ...commands('off')], idempotencyKey }),
      (hall, idempotencyKey) =>
        hall.batch({ ...batch, commands: [...commands('bo'), ...commands('cy')], idempotencyKey }),
    )

    expect(second.outcomes).toEqual([])
    expect(second.secrets).toEqual([])
  })

  test('holds at most a thousand commands, and one at least', async () => {
    const acme = await crew()
    const batch = { ...acme.as('ada'), mode: 'item-by-item' } as const
    const leave = { command: 'member.leave', input: {} } as const

    for (const length of [0, 1_001]) {
      const error = await thrownBy(acme.hall.batch({ ...batch, commands: Array.from({ length }, () => leave) }))
      expect(error.details).toEqual({ issues: [{ path: 'commands', problem: 'must hold 1 to 1000' }] })
    }
  })

  test('checks each input as the command alone does, in the light of who asks, planned or applied, too', async () => {
    const acme = await crew()
    const { id: workspaceId } = await acme.hall.workspaces.create({ ...acme.as('ada'), name: 'Research' })
    const issues = [
      { path: 'commands[0].input.memberIds', problem: 'must name a member, or `groupIds` a group' },
      { path: 'commands[1].input.ownerId', problem: 'is required' },
    ]
    const batch = {
      ...acme.system,
      mode: 'item-by-item',
      commands: [
        { command: 'workspace.addMembers', input: { workspaceId } },
        { command: 'workspace.create', input: { name: 'Own', type: 'personal' } },
      ],
    } as const

    for (const act of [acme.hall.batch, acme.hall.attempt.batch, acme.hall.plan.batch])
      await expect(act(batch)).rejects.toMatchObject({ code: 'input/invalid', details: { issues } })
    const own = await acme.hall.plan.workspaces.create({ ...acme.as('ada'), name: 'Own', type: 'personal' })
    if (!own.ok) return expect.fail(own.refusal.code)
    await expect(acme.hall.apply({ plan: own, actor: acme.system.actor })).rejects.toMatchObject({
      code: 'input/invalid',
      details: { issues: [{ path: 'plan.input.ownerId', problem: 'is required' }] },
    })
  })

  test('is refused with the limit where one revision cannot hold it', async () => {
    const acme = await crew()
    const metadata = { text: 'x'.repeat(16_000) }

    const error = await thrownBy(
      acme.hall.batch({
        ...acme.system,
        mode: 'all-or-nothing',
        commands: Array.from({ length: 70 }, (_, i) => ({
          command: 'member.add' as const,
          input: { userId: `new-${i}`, metadata },
        })),
      }),
    )

    expect(error).toMatchObject({ code: 'batch/too-large', details: { maxOperations: 1_000, maxBytes: 1_048_576 } })
    expect(await acme.revision()).toBe(4)
  })

  test('item by item a large one goes into several revisions', async () => {
    const acme = await crew()
    const metadata = { text: 'x'.repeat(16_000) }

    const value = await acme.hall.batch({
      ...acme.system,
      mode: 'item-by-item',
      commands: Array.from({ length: 70 }, (_, i) => ({
        command: 'member.add' as const,
        input: { userId: `new-${i}`, metadata },
      })),
    })

    expect(value.outcomes.every(({ ok }) => ok)).toBe(true)
    expect(value.revision).toBeGreaterThan(5)
    expect(await acme.seats()).toBe(73)
  })
})

describe('a large command that is interrupted', () => {
  test('keeps what it has done, with its secrets, and tells of each of the rest', async () => {
    const acme = await given(policy, { ada: 'admin' })
    const { memory } = acme.desk
    let commits = 0
    const failing = acme.hall.on({
      ...memory,
      commit: (changeSet) => {
        commits += 1
        if (commits === 1) return memory.commit(changeSet)
        return Promise.reject(new StorageFault('the disk is full', { outcome: 'not-committed' }))
      },
    })

    const { outcomes, secrets, revision } = await failing.invitations.invite({
      ...acme.as('ada'),
      emails: Array.from({ length: 600 }, (_, i) => `dee-${i}@example.test`),
    })

    expect(revision).toBe(2)
    const done = outcomes.filter(({ outcome }) => outcome === 'invited')
    const rest = outcomes.filter(({ outcome }) => outcome === 'refused')
    expect([done.length, rest.length, secrets.length]).toEqual([500, 100, 500])
    expect(rest[0]).toMatchObject({ code: 'batch/interrupted', email: 'dee-500@example.test', line: 501 })
    expect((await acme.hall.organizations.dashboard(acme.as('ada'))).pending).toBe(500)
    const again = await acme.hall.invitations.invite({ ...acme.as('ada'), emails: rest.map(({ email }) => email) })
    expect(again.secrets).toHaveLength(100)
  })
})

describe('an idempotency key', () => {
  test('is one’s own: another user, command or organization under the same key is another request', async () => {
    const acme = await given(policy, { ada: 'admin', abe: 'admin', bo: 'viewer' })
    const globex = await givenAt(acme.desk, { ada: 'admin' }, { slug: 'globex' })
    const idempotencyKey = 'the-key'
    const add = (userId: string) => ({ userId, idempotencyKey })

    const answers = [
      await acme.hall.members.add({ ...acme.as('ada'), ...add('one') }),
      await acme.hall.members.add({ ...acme.as('abe'), ...add('two') }),
      await acme.hall.members.add({ ...acme.system, ...add('three') }),
      await globex.hall.members.add({ ...globex.as('ada'), ...add('four') }),
      await acme.hall.members.deactivate({ ...acme.as('ada'), memberId: acme.id('bo'), idempotencyKey }),
    ]

    expect(answers.every(({ repeated }) => !repeated)).toBe(true)
  })

  test('is not kept by what was refused, or changed nothing', async () => {
    const acme = await given(policy, { ada: 'admin', bo: 'viewer' })
    const change = { ...acme.as('ada'), memberId: acme.id('bo'), idempotencyKey: 'k' }

    await acme.hall.attempt.members.changeRole({ ...change, role: 'later' })
    await acme.hall.members.changeRole({ ...change, role: 'viewer' })
    const done = await acme.hall.members.changeRole({ ...change, role: 'editor' })

    expect(done).toMatchObject({ changed: true, repeated: false })
  })

  test('answers with what is now, about what was done then', async () => {
    const acme = await given(policy, { ada: 'admin' })
    const add = { ...acme.as('ada'), userId: 'bo', name: 'Bo', idempotencyKey: 'k' }
    const first = await acme.hall.members.add(add)
    await acme.hall.members.update({ ...acme.as('ada'), memberId: first.id, name: 'Bo Ek' })

    const second = await acme.hall.members.add(add)

    expect(second).toMatchObject({ id: first.id, name: 'Bo Ek', revision: first.revision, repeated: true })
  })

  test('is answered before rights are asked', async () => {
    const acme = await given(policy, { ada: 'admin', bo: 'manager', cy: 'viewer' })
    const remove = { ...acme.as('bo'), memberId: acme.id('cy'), idempotencyKey: 'k' }
    await acme.hall.members.remove(remove)
    await acme.hall.members.changeRole({ ...acme.as('ada'), memberId: acme.id('bo'), role: 'viewer' })

    expect(await acme.hall.members.remove(remove)).toMatchObject({ repeated: true })
  })

  test('makes one of many that come at once', async () => {
    const acme = await given(policy, { ada: 'admin' })
    const add = { ...acme.as('ada'), userId: 'bo', idempotencyKey: 'k' }

    const answers = await Promise.all(Array.from({ length: 8 }, () => acme.hall.members.add(add)))

    expect(answers.filter(({ repeated }) => !repeated)).toHaveLength(1)
    expect(new Set(answers.map(({ id }) => id)).size).toBe(1)
    expect(await acme.seats()).toBe(2)
  })

  test('is a single line of at most 255 bytes', async () => {
    const acme = await given(policy, { ada: 'admin' })

    for (const idempotencyKey of ['', ' ', 'x'.repeat(256), 'a\nb']) {
      const error = await thrownBy(acme.hall.members.add({ ...acme.as('ada'), userId: 'bo', idempotencyKey }))
      expect(error.details).toMatchObject({ issues: [{ path: 'idempotencyKey' }] })
    }
  })
})

describe('a receipt', () => {
  test('tells the revision and the commit that the organization then stands at', async () => {
    const acme = await given(policy, { ada: 'admin' })
    const commits = new Set<string>()
    for (let revision = 2; revision <= 6; revision++) {
      const done = await acme.hall.members.add({ ...acme.as('ada'), userId: `new-${revision}` })

      expect(done.revision).toBe(revision)
      const { facts } = await acme.hall.access({ organizationId: acme.organizationId, userId: 'ada' })
      expect(facts).toMatchObject({ revision, commitId: done.commitId })
      commits.add(done.commitId)
    }
    expect(commits.size).toBe(5)
  })

  test('of many commands at once: all go through, each in a revision of its own', async () => {
    const acme = await given(policy, { ada: 'admin' })

    const done = await Promise.all(
      Array.from({ length: 30 }, (_, i) => acme.hall.members.add({ ...acme.as('ada'), userId: `new-${i}` })),
    )

    expect(done.map(({ revision }) => revision).sort((a, b) => a - b)).toEqual(
      Array.from({ length: 30 }, (_, i) => i + 2),
    )
  })
})

describe('rules of the application’s own', () => {
  const curfew: Parameters<typeof openHall<typeof policy>>[0]['rules'] = [
    (before, after, { changes, actor }) => {
      const grown = changes.filter((change) => change.kind === 'member' && change.before === undefined)
      if ('system' in actor || grown.length === 0 || before.head === undefined) return undefined
      return after.organization.metadata.closed === true
        ? { code: 'app/closed', details: { grown: grown.length }, message: 'closed to newcomers' }
        : undefined
    },
  ]
  const closed = async () => {
    const acme = await given(policy, { ada: 'admin', bo: 'viewer' }, { rules: curfew })
    await acme.hall.organizations.update({ ...acme.as('ada'), metadata: { closed: true } })
    return acme
  }

  test('are judged for every command, after the built-in ones, with codes of their own', async () => {
    const acme = await closed()
    const refusal = { code: 'app/closed', details: { grown: 1 } }

    for (const act of [
      (hall: Guildhall<typeof policy>) => hall.members.add({ ...acme.as('ada'), userId: 'new' }),
      (hall: Guildhall<typeof policy>) => hall.invitations.invite({ ...acme.as('ada'), emails: 'new@example.test' }),
    ]) {
      await expect(act(acme.hall)).rejects.toMatchObject({
        ...refusal,
        kind: 'refused',
        message: 'closed to newcomers',
      })
      // the three doors take the same inputs
      expect(await act(acme.hall.attempt as unknown as Guildhall<typeof policy>)).toMatchObject({ ok: false, refusal })
      expect(await act(acme.hall.plan as unknown as Guildhall<typeof policy>)).toMatchObject({ ok: false, refusal })
    }
    await expect(acme.hall.members.add({ ...acme.as('ada'), userId: 'bo' })).rejects.toMatchObject({
      code: 'member/duplicate-user',
    })
  })

  test('judge a batch where it ends', async () => {
    const acme = await closed()

    await acme.desk.when((hall) =>
      hall.batch({
        ...acme.as('ada'),
        mode: 'all-or-nothing',
        commands: [
          { command: 'member.add', input: { userId: 'new' } },
          { command: 'organization.update', input: { metadata: {} } },
        ],
      }),
    )
  })

  test('and what they throw is no refusal', async () => {
    const acme = await given(
      policy,
      { ada: 'admin' },
      {
        rules: [
          (before) => {
            if (before.head !== undefined) throw new Error('a bug of the application’s')
            return undefined
          },
        ],
      },
    )

    const error: unknown = await acme.hall.members
      .add({ ...acme.as('ada'), userId: 'bo' })
      .catch((thrown: unknown) => thrown)

    expect(isGuildhallError(error) && error.kind === 'refused').toBe(false)
    expect(await acme.people()).toEqual({ ada: 'admin' })
  })
})
