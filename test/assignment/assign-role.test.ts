/** Assignments: a role held on a scope, without belonging there (S1-38..S1-44, S4-73, S4-81). */
import { definePolicy, type Guildhall, type Policy } from 'guildhall'
import { describe, expect, test } from 'vitest'
import { duties } from '../support/duties.js'
import { given } from '../support/given.js'
import { openHall } from '../support/hall.js'

const people = { ada: 'admin', cleo: 'clerk', bo: 'member', di: 'member', hal: 'desk' } as const

const app = { type: 'app', key: 'a1' }
const other = { type: 'app', key: 'a2' }

async function scene() {
  const acme = await given(duties, people)
  const research = await acme.hall.workspaces.create({ ...acme.as('ada'), name: 'Research' })
  await acme.hall.resources.createMany({ ...acme.as('ada'), resources: [app, other] })
  const bo = { memberId: acme.id('bo') }
  const di = { memberId: acme.id('di') }
  return { acme, research: { workspaceId: research.id }, bo, di }
}

type Acme = Awaited<ReturnType<typeof scene>>['acme']

/** Names that no type would let through come from untyped code. */
const untyped = (hall: object) => hall as Guildhall<Policy>

async function permissionsOf({ hall, organizationId }: Acme, userId: string): Promise<readonly string[]> {
  return (await hall.access({ organizationId, userId })).permissions()
}

describe('a role is assigned', () => {
  test('in the organization where no scope is said, and adds up with the member’s own (S4-73, S4-81)', async () => {
    const { acme, bo } = await scene()
    const before = await permissionsOf(acme, 'bo')

    const { value, events } = await acme.desk.when((hall) =>
      hall.assignments.assign({ ...acme.as('ada'), principals: [bo], role: 'bookkeeper', reason: 'covers for Eli' }),
    )

    expect(value.assignments).toMatchObject([
      {
        ...{ id: value.ids[0], principalKind: 'member', principalId: bo.memberId, role: 'bookkeeper', inForce: true },
        ...{ scopeKind: 'organization', scopeId: acme.organizationId, granter: { memberId: acme.id('ada') } },
        reason: 'covers for Eli',
      },
    ])
    const facts = { principalKind: 'member', principalId: bo.memberId, role: 'bookkeeper', scopeKind: 'organization' }
    expect(events).toMatchObject([
      {
        type: 'assignment.created',
        memberId: bo.memberId,
        recordId: value.ids[0],
        after: facts,
        reason: 'covers for Eli',
      },
    ])
    expect(await permissionsOf(acme, 'bo')).toEqual(expect.arrayContaining([...before, 'bill:enter']))
    expect((await acme.member('bo')).role).toBe('member')
  })

  test('to several principals on several scopes at once, each pair once (S1-41, S1-42)', async () => {
    const { acme, bo, di } = await scene()

    const { value } = await acme.desk.when((hall) =>
      hall.assignments.assign({
        ...acme.as('ada'),
        principals: [bo, di, 'everyone', bo],
        role: 'writer',
        scopes: [{ resource: app }, { resource: other }, { resource: app }],
      }),
    )

    expect(value.assignments.map(({ principalKind, scopeKind }) => `${principalKind} ${scopeKind}`)).toEqual([
      ...['member resource', 'member resource', 'member resource', 'member resource'],
      ...['everyone resource', 'everyone resource'],
    ])
    expect(new Set(value.assignments.map(({ principalId, scopeId }) => `${principalId} ${scopeId}`)).size).toBe(6)
  })

  test('all or nothing: one that cannot be is none', async () => {
    const { acme, bo } = await scene()

    await acme.desk.refuses(
      (hall) =>
        hall.assignments.assign({
          ...acme.as('ada'),
          principals: [bo, { memberId: 'mem_nobody' }],
          role: 'writer',
          scopes: [{ resource: app }],
        }),
      'member/not-found',
      { memberId: 'mem_nobody' },
    )
  })

  test('a role of resources on a workspace or the organization, for all in it', async () => {
    const { acme, research, bo } = await scene()
    const given = { ...acme.as('ada'), principals: [bo], role: 'reader' } as const

    await acme.desk.when((hall) => hall.assignments.assign(given))
    await acme.desk.when((hall) => hall.assignments.assign({ ...given, scope: research }))
  })

  test('to a pending member, who holds it once they are active (S3-20)', async () => {
    const { acme } = await scene()
    const { memberId } = await acme.invite('eve', { by: 'ada', role: 'member' })
    await acme.desk.when((hall) =>
      hall.assignments.assign({ ...acme.as('ada'), principals: [{ memberId }], role: 'bookkeeper' }),
    )

    expect(await permissionsOf(acme, 'eve')).toEqual([])
    await acme.accept('eve')
    expect(await permissionsOf(acme, 'eve')).toContain('bill:enter')
  })

  test('and holds where it was assigned and nowhere else', async () => {
    const { acme, research, bo, di } = await scene()
    const sales = await acme.hall.workspaces.create({ ...acme.as('ada'), name: 'Sales' })
    await acme.hall.assignments.assign({ ...acme.as('ada'), principals: [bo], role: 'lead', scope: research })
    const asBo = { ...acme.as('bo'), principals: [di], role: 'guest' } as const

    await acme.desk.when((hall) => hall.assignments.assign({ ...asBo, scope: research }))
    await acme.desk.refuses(
      (hall) => hall.assignments.assign({ ...asBo, scope: { workspaceId: sales.id } }),
      'access/not-allowed',
      { permission: 'assignment:create' },
    )
    await acme.desk.refuses(
      (hall) => hall.assignments.assign({ ...asBo, scopes: [research, { workspaceId: sales.id }] }),
      'access/not-allowed',
      { permission: 'assignment:create' },
    )
  })

  test('once under one idempotency key; also where it is taken away again before the repeat', async () => {
    const { acme, bo } = await scene()
    const assign = (hall: Acme['hall'], idempotencyKey: string, role: 'payer' | 'bookkeeper' = 'payer') =>
      hall.assignments.assign({ ...acme.as('ada'), principals: [bo], role, idempotencyKey })

    const { first, second } = await acme.desk.doesOnce(assign, (hall, key) => assign(hall, key, 'bookkeeper'))
    expect(second.assignments).toEqual(first.assignments)
    await acme.hall.assignments.unassign({ ...acme.as('ada'), assignmentIds: first.ids })
    expect((await assign(acme.hall, 'the-key')).assignments).toEqual([])
  })
})

describe('what is assigned already', () => {
  test('changes nothing when it is said again', async () => {
    const { acme, bo } = await scene()
    const said = { ...acme.as('ada'), principals: [bo], role: 'payer', reason: 'audit' } as const
    const { ids } = await acme.hall.assignments.assign(said)

    expect((await acme.desk.unchanged((hall) => hall.assignments.assign(said))).ids).toEqual(ids)
  })

  test('is as it is said now: term and reason are those given', async () => {
    const { acme, bo } = await scene()
    const said = { ...acme.as('ada'), principals: [bo], role: 'payer' } as const
    await acme.hall.assignments.assign({ ...said, expiresAt: '2030-02-01T00:00:00Z', reason: 'January' })

    const { value, events } = await acme.desk.when((hall) =>
      hall.assignments.assign({ ...said, startsAt: '2030-02-01T00:00:00Z', reason: 'for good' }),
    )

    const [assignment] = value.assignments
    expect(assignment).toMatchObject({ startsAt: '2030-02-01T00:00:00.000Z', reason: 'for good', inForce: false })
    expect(assignment).not.toHaveProperty('expiresAt')
    expect(events).toMatchObject([
      {
        type: 'assignment.changed',
        before: { expiresAt: '2030-02-01T00:00:00.000Z' },
        after: { startsAt: '2030-02-01T00:00:00.000Z' },
      },
    ])
  })

  test('is vouched for by whoever gave it for longer, not by who shortened it', async () => {
    const { acme, bo } = await scene()
    const said = { principals: [bo], role: 'payer' } as const
    await acme.hall.assignments.assign({ ...acme.as('ada'), ...said })
    const [assignmentId = ''] = (
      await acme.hall.assignments.assign({ ...acme.as('hal'), ...said, expiresAt: '2030-01-02T00:00:00Z' })
    ).ids
    const granter = async () => (await acme.hall.assignments.get({ ...acme.as('ada'), assignmentId })).granter

    expect(await granter()).toEqual({ memberId: acme.id('ada') })
    await acme.hall.assignments.assign({ ...acme.as('hal'), ...said })
    expect(await granter()).toEqual({ memberId: acme.id('hal') })
  })
})

describe('a term (S4-81)', () => {
  test('begins and ends by the clock, whether or not anything sweeps', async () => {
    const { acme, bo } = await scene()
    const holds = async () => (await permissionsOf(acme, 'bo')).includes('bill:pay')
    await acme.desk.when((hall) =>
      hall.assignments.assign({
        ...acme.as('ada'),
        principals: [bo],
        role: 'payer',
        startsAt: '2030-01-01T13:00:00Z',
        expiresAt: '2030-01-01T14:00:00Z',
      }),
    )

    acme.clock.pass({ ms: 3_599_999 })
    expect(await holds()).toBe(false)
    acme.clock.pass({ ms: 1 })
    expect(await holds()).toBe(true)
    acme.clock.pass({ ms: 3_599_999 })
    expect(await holds()).toBe(true)
    acme.clock.pass({ ms: 1 })
    expect(await holds()).toBe(false)
  })

  test('is refused where no moment from now on is in it', async () => {
    const { acme, bo } = await scene()
    const said = { ...acme.as('ada'), principals: [bo], role: 'payer' } as const
    const wrong = [
      { expiresAt: '2030-01-01T12:00:00.000Z' },
      { expiresAt: '2029-01-01T12:00:00.000Z' },
      { startsAt: '2030-03-01T00:00:00.000Z', expiresAt: '2030-03-01T00:00:00.000Z' },
      { startsAt: '2030-03-01T00:00:00.000Z', expiresAt: '2030-02-01T00:00:00.000Z' },
    ]

    for (const term of wrong)
      await acme.desk.refuses(
        (hall) => hall.assignments.assign({ ...said, ...term }),
        'assignment/never-in-force',
        term,
      )
  })

  test('counts for no minimum: whoever is raised for a time is no admin, and the admin role is never assigned (S4-37)', async () => {
    const { acme, bo, research } = await scene()

    for (const scope of ['organization', research, { resource: app }] as const) {
      const refused = scope === 'organization' ? 'role/admin-only-own' : 'role/wrong-scope'
      const asked = await untyped(acme.hall).attempt.assignments.assign({
        ...acme.system,
        ...({ principals: [bo], role: 'admin', scope } as const),
      } as never)
      expect(asked).toMatchObject({ ok: false, refusal: { code: refused } })
    }
    await acme.hall.assignments.assign({ ...acme.as('ada'), principals: [bo], role: 'clerk' })
    await acme.desk.refuses((hall) => hall.members.leave(acme.as('ada')), 'member/last-admin', { adminRole: 'admin' })
  })
})

describe('nothing is assigned', () => {
  test('to or on what is not there', async () => {
    const { acme, bo, research } = await scene()
    const globex = await acme.hall.organizations.create({
      ...{ actor: acme.system.actor, name: 'Globex', slug: 'globex' },
      admin: { userId: 'gus' },
    })
    const there = await acme.hall.workspaces.create({ organizationId: globex.id, actor: { userId: 'gus' }, name: 'R' })
    const assign = (input: object) => (hall: Acme['hall']) =>
      untyped(hall).assignments.assign({ ...acme.as('ada'), principals: [bo], role: 'lead', ...input } as never)

    const memberId = globex.admin.id
    await acme.desk.refuses(assign({ principals: [{ memberId }], scope: research }), 'member/not-found', { memberId })
    const gone = { memberId: acme.id('di') }
    await acme.hall.members.remove({ ...acme.as('ada'), ...gone })
    await acme.desk.refuses(assign({ principals: [gone], scope: research }), 'member/not-found', gone)
    for (const teamId of [bo.memberId, 'team_none'])
      await acme.desk.refuses(assign({ principals: [{ teamId }] }), 'team/not-found', { teamId })
    await acme.desk.refuses(assign({ principals: [{ groupId: 'grp_none' }] }), 'group/not-found', {
      groupId: 'grp_none',
    })
    for (const workspaceId of [there.id, 'wsp_none', bo.memberId])
      await acme.desk.refuses(assign({ scope: { workspaceId } }), 'workspace/not-found', { workspaceId })
    await acme.desk.refuses(assign({ scope: { teamId: 'team_none' } }), 'team/not-found', { teamId: 'team_none' })
    const resource = { type: 'app', key: 'nowhere' }
    await acme.desk.refuses(assign({ scope: { resource } }), 'resource/not-found', resource)
  })

  test('and whoever may assign only somewhere learns nothing of what is there', async () => {
    const { acme, bo, di, research } = await scene()
    await acme.hall.assignments.assign({ ...acme.as('ada'), principals: [bo], role: 'lead', scope: research })
    const sales = await acme.hall.workspaces.create({ ...acme.as('ada'), name: 'Sales' })

    for (const workspaceId of [sales.id, 'wsp_none']) {
      await acme.desk.refuses(
        (hall) =>
          hall.assignments.assign({ ...acme.as('bo'), principals: [di], role: 'guest', scope: { workspaceId } }),
        'access/not-allowed',
        { permission: 'assignment:create' },
      )
    }
  })

  test('that is no role, or none for the scope (S1-16)', async () => {
    const { acme, bo, research } = await scene()
    const assign = (role: string, scope?: object) => (hall: Acme['hall']) =>
      untyped(hall).assignments.assign({ ...acme.as('ada'), principals: [bo], role, ...(scope && { scope }) } as never)

    await acme.desk.refuses(assign('nobody'), 'role/unknown', { role: 'nobody' })
    await acme.desk.refuses(assign('role_none', research), 'role/unknown', { role: 'role_none' })
    await acme.desk.refuses(assign('later'), 'role/not-assignable', { role: 'later' })
    const wrong = async (role: string, scope: string, scopes: string[], on?: object) =>
      acme.desk.refuses(assign(role, on), 'role/wrong-scope', { role, scope, scopes })
    await wrong('lead', 'workspace', ['organization', 'resource'])
    await wrong('member', 'organization', ['workspace', 'resource'], research)
    await wrong('lead', 'workspace', ['resource'], { resource: app })
    await wrong('chair', 'team', ['resource'], { resource: app })
  })

  test('that its giver neither holds nor may hand out (R9)', async () => {
    const { acme, bo, research } = await scene()
    const assign = (by: string, role: string, scope?: object) => (hall: Acme['hall']) =>
      untyped(hall).assignments.assign({ ...acme.as(by), principals: [bo], role, ...(scope && { scope }) } as never)

    await acme.desk.refuses(assign('cleo', 'payer'), 'role/ceiling', {
      role: 'payer',
      missing: ['bill:pay', 'bill:pay:own'],
    })
    await acme.desk.when(assign('cleo', 'member'))
    await acme.desk.when(assign('hal', 'payer'))
    await acme.desk.refuses(assign('hal', 'writer', { resource: app }), 'role/ceiling', {
      ...{ role: 'writer', missing: ['doc:read', 'doc:write', 'doc:read:own', 'doc:write:own'] },
    })
    await acme.desk.when(assign('cleo', 'writer', { resource: app }))
    await acme.desk.refuses(assign('cleo', 'lead', research), 'access/not-allowed', { permission: 'assignment:create' })
  })

  test('by which somebody raises themselves, also through everyone (S4-80)', async () => {
    const { acme } = await scene()
    const assign = (principal: unknown) => (hall: Acme['hall']) =>
      untyped(hall).assignments.assign({ ...acme.as('hal'), principals: [principal], role: 'payer' } as never)

    const raised = { memberId: acme.id('hal'), role: 'payer' }
    for (const principal of [{ memberId: acme.id('hal') }, 'everyone'])
      await acme.desk.refuses(assign(principal), 'member/self-elevation', raised)
  })

  test('beyond what one revision holds', async () => {
    const { acme, bo } = await scene()
    const scopes = Array.from({ length: 500 }, (_, at) => ({ resource: { type: 'app', key: `r${at}` } }))
    await acme.hall.resources.createMany({ ...acme.as('ada'), resources: scopes.map(({ resource }) => resource) })
    const principals = [bo, { memberId: acme.id('di') }, { memberId: acme.id('cleo') }]

    await acme.desk.refuses(
      (hall) => hall.assignments.assign({ ...acme.as('ada'), principals, role: 'reader', scopes }),
      'batch/too-large',
      { operations: 1_500, bytes: 0, maxOperations: 1_000, maxBytes: 1_048_576 },
    )
  })

  test('by an input that is none', async () => {
    const { acme, bo } = await scene()
    const rejects = (input: object, path: string, problem: string) =>
      acme.desk.rejects(
        (hall) =>
          untyped(hall).assignments.assign({ ...acme.as('ada'), principals: [bo], role: 'payer', ...input } as never),
        [{ path, problem }],
      )

    await rejects({ principals: [] }, 'principals', 'must hold 1 to 500')
    await rejects({ principals: [7] }, 'principals[0]', 'must be `everyone` or an object')
    await rejects({ principals: ['nobody'] }, 'principals[0]', 'must be one of `everyone`')
    await rejects({ principals: [{ memberId: 'm', teamId: 't' }] }, 'principals[0].teamId', 'unknown field')
    await rejects({ scopes: [] }, 'scopes', 'must hold 1 to 500')
    await rejects({ scope: 'everywhere' }, 'scope', 'must be one of `organization`')
    await rejects({ scope: { resource: { type: 'App', key: 'a' } } }, 'scope.resource.type', expect.any(String))
    await rejects({ expiresAt: 'soon' }, 'expiresAt', 'must be a time like `2030-01-31T12:00:00Z`')
    await rejects({ reason: '' }, 'reason', 'must not be blank')
  })
})

describe('there is room', () => {
  test('for 400 edges of a member: dead ones make it, and beyond it is refused', async () => {
    const { acme, bo } = await scene()
    const apps = Array.from({ length: 401 }, (_, at) => ({ type: 'thing', key: `t${at}` }))
    await acme.hall.resources.createMany({ ...acme.as('ada'), resources: apps })
    const assign = (from: number, to: number) => (hall: Acme['hall']) =>
      hall.assignments.assign({
        ...acme.as('ada'),
        ...{ principals: [bo], role: 'reader', scopes: apps.slice(from, to).map((resource) => ({ resource })) },
      })
    await assign(0, 400)(acme.hall)

    const full = { memberId: bo.memberId, limit: 400 }
    await acme.desk.refuses(assign(400, 401), 'member/too-many-edges', full)
    await acme.hall.resources.delete({ ...acme.as('ada'), resource: apps[0] ?? app })
    await acme.desk.when(assign(400, 401))
    await acme.desk.refuses(
      (hall) => hall.assignments.assign({ ...acme.as('ada'), principals: [bo], role: 'payer' }),
      'member/too-many-edges',
      full,
    )
    await acme.desk.when(assign(1, 401))
  })
})

describe('a role that is gone since the last deploy', () => {
  test('grants nothing, and its assignment can be taken away', async () => {
    const { acme, bo } = await scene()
    const { ids } = await acme.hall.assignments.assign({ ...acme.as('ada'), principals: [bo], role: 'payer' })
    const deployed = definePolicy({
      permissions: ['doc:read', 'bill:pay'],
      roles: { member: { permissions: ['doc:read'] }, admin: { permissions: ['*'] } },
    })
    const { memory, mint, clock } = acme.desk
    const desk = openHall({ policy: deployed, memory, mint, clock, audited: false })

    const access = await desk.hall.access({ organizationId: acme.organizationId, userId: 'bo' })
    expect(access.can('bill:pay')).toBe(false)
    await desk.when((hall) => hall.assignments.unassign({ ...acme.as('ada'), assignmentIds: ids }))
  })
})
