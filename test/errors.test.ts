/** Every code is produced by something that anybody can do, in the house's form; the list of codes is closed. */
import {
  type BuiltInRefusalCode,
  definePolicy,
  type ErrorKind,
  errorCodes,
  type FaultCode,
  GuildhallError,
  type InputIssue,
  isGuildhallError,
  type Policy,
  type Refusal,
  type Storage,
  StorageFault,
} from 'guildhall'
import { describe, expect, test } from 'vitest'
import { emailOf, given, givenAt, policy, type Scene } from './support/given.js'
import { openHall, thrownBy } from './support/hall.js'

type Code = BuiltInRefusalCode | FaultCode
type Acme = Scene<typeof policy>

/** An organization for all that follows. */
const team = () =>
  given(policy, {
    ada: 'admin',
    bo: 'manager',
    cy: 'viewer',
    off: { role: 'viewer', status: 'deactivated' },
    dee: { role: 'viewer', status: 'pending' },
  })

/** The refusal of one item among many, which no door throws. */
function refusedAmong(outcomes: readonly ({ readonly ok: true } | { readonly ok: false; refusal: Refusal })[]): never {
  const [refusal] = outcomes.flatMap((outcome) => (outcome.ok ? [] : [outcome.refusal]))
  if (refusal === undefined) return expect.fail('nothing was refused')
  throw new GuildhallError(refusal.code, refusal.details, { message: refusal.message })
}

async function invitingTells(acme: Acme, emails: string): Promise<never> {
  const plan = await acme.hall.plan.invitations.invite({ ...acme.as('ada'), emails })
  return plan.ok ? refusedAmong(plan.outcomes) : expect.fail(plan.refusal.message)
}

/** A storage that takes one commit and then none. */
function failingAfterOne(storage: Storage): Partial<Storage> {
  let commits = 0
  return {
    commit: (changeSet) => {
      commits += 1
      if (commits === 1) return storage.commit(changeSet)
      return Promise.reject(new StorageFault('the disk is full', { outcome: 'not-committed' }))
    },
  }
}

/** The same hall on a storage that does something else. */
const on = (acme: Acme, changed: (storage: Storage) => Partial<Storage>) =>
  acme.hall.on({ ...acme.desk.memory, ...changed(acme.desk.memory) })

const thing = { type: 'doc', key: 'one' }

/** A workspace, for an input. */
async function lab(acme: Acme): Promise<{ readonly workspaceId: string }> {
  const { id } = await acme.hall.workspaces.create({ ...acme.as('ada'), name: 'Lab' })
  return { workspaceId: id }
}

/** Bo, who may transfer things and write what is his, makes one his. */
async function gainingByMoving(acme: Acme): Promise<void> {
  const permissions = ['resource:transfer', 'doc:write:own'] as const
  const { id: role } = await acme.hall.roles.create({ ...acme.as('ada'), name: 'Mover', permissions })
  await acme.hall.assignments.assign({ ...acme.as('ada'), principals: [{ memberId: acme.id('bo') }], role })
  await acme.hall.resources.create({ ...acme.as('ada'), ...thing })
  await acme.hall.resources.transfer({ ...acme.as('bo'), resource: thing, to: { memberId: acme.id('bo') } })
}

/** How each code comes about. A code that is missing does not compile. */
const provocations: { readonly [C in Code]: (acme: Acme) => Promise<unknown> } = {
  'organization/not-found': ({ hall, actor }) =>
    hall.organizations.get({ organizationId: 'org_x', actor: actor('ada') }),
  'organization/archived': async (acme) => {
    await acme.hall.organizations.archive(acme.as('ada'))
    await acme.hall.members.leave(acme.as('cy'))
  },
  'organization/not-archived': (acme) => acme.hall.organizations.restore(acme.as('ada')),
  'organization/slug-taken': (acme) =>
    acme.hall.organizations.create({ actor: acme.actor('cy'), name: 'Acme', slug: 'acme' }),
  'organization/seat-limit': async (acme) => {
    await acme.hall.organizations.setSeatLimit({ ...acme.as('ada'), seatLimit: 0 })
    await acme.hall.members.add({ ...acme.as('ada'), userId: 'new' })
  },
  'member/not-found': (acme) => acme.hall.members.remove({ ...acme.as('ada'), memberId: 'mem_x' }),
  'member/last-admin': (acme) => acme.hall.members.leave(acme.as('ada')),
  'member/was-removed': async (acme) => {
    await acme.hall.members.leave(acme.as('cy'))
    await acme.hall.members.add({ ...acme.as('ada'), userId: 'cy' })
  },
  'member/duplicate-user': (acme) => acme.hall.members.add({ ...acme.as('ada'), userId: 'cy' }),
  'member/duplicate-email': (acme) => acme.hall.members.add({ ...acme.as('ada'), userId: 'new', email: emailOf('cy') }),
  'member/not-active': (acme) => acme.hall.members.deactivate({ ...acme.as('ada'), memberId: acme.id('off') }),
  'member/not-deactivated': (acme) => acme.hall.members.reactivate({ ...acme.as('ada'), memberId: acme.id('cy') }),
  'member/not-admin': (acme) => acme.hall.members.transferAdmin({ ...acme.system, memberId: acme.id('cy') }),
  'member/own-role': (acme) =>
    acme.hall.members.changeRole({ ...acme.as('ada'), memberId: acme.id('ada'), role: 'viewer' }),
  'member/self-elevation': (acme) =>
    acme.hall.members.changeRole({ ...acme.as('bo'), memberId: acme.id('bo'), role: 'editor' }),
  'member/holds-more': (acme) => acme.hall.members.remove({ ...acme.as('bo'), memberId: acme.id('ada') }),
  'member/profile-incomplete': (acme) =>
    acme.hall.members.update({ ...acme.as('ada'), memberId: acme.id('dee'), email: null }),
  'member/too-many-edges': async (acme) => {
    const input = { name: 'Own', type: 'personal' as const, ownerId: acme.id('cy') }
    const commands = Array.from({ length: 401 }, () => ({ command: 'workspace.create' as const, input }))
    await acme.hall.batch({ ...acme.as('ada'), mode: 'all-or-nothing', commands })
  },
  'member/owns-too-many': async (acme) => {
    const ownerId = acme.id('cy')
    const resources = Array.from({ length: 501 }, (_, at) => ({ type: 'doc', key: `${at}`, ownerId }))
    await acme.hall.resources.createMany({ ...acme.as('ada'), resources })
    await acme.hall.members.leave(acme.as('cy'))
  },
  'member/owns-blocked': async (acme) => {
    const memberId = acme.id('cy')
    await acme.hall.resources.create({ ...acme.as('ada'), ...thing, ownerId: memberId })
    await acme.hall.members.remove({ ...acme.as('ada'), memberId, dispositions: { doc: 'block' } })
  },
  'membership/not-found': async (acme) => {
    const { workspaceId } = await lab(acme)
    await acme.hall.workspaces.changeRole({ ...acme.as('ada'), workspaceId, memberId: 'mem_x', role: null })
  },
  'membership/other-role': async (acme) => {
    const at = { ...acme.as('ada'), ...(await lab(acme)), memberIds: [acme.id('cy')] }
    await acme.hall.workspaces.addMembers(at)
    await acme.hall.workspaces.addMembers({ ...at, role: 'lead' })
  },
  'workspace/not-found': (acme) => acme.hall.workspaces.get({ ...acme.as('ada'), workspaceId: 'wsp_x' }),
  'workspace/key-taken': async (acme) => {
    await acme.hall.workspaces.create({ ...acme.as('ada'), name: 'A', key: 'a' })
    await acme.hall.workspaces.create({ ...acme.as('ada'), name: 'B', key: 'a' })
  },
  'workspace/has-resources': async (acme) => {
    const { workspaceId } = await lab(acme)
    await acme.hall.resources.create({ ...acme.as('ada'), ...thing, workspaceId })
    await acme.hall.workspaces.delete({ ...acme.as('ada'), workspaceId })
  },
  'workspace/personal': async (acme) => {
    const { id } = await acme.hall.workspaces.create({ ...acme.as('ada'), name: 'Own', type: 'personal' })
    await acme.hall.workspaces.addMembers({ ...acme.as('ada'), workspaceId: id, memberIds: [acme.id('cy')] })
  },
  'workspace/admin-stays': async (acme) => {
    const { workspaceId } = await lab(acme)
    await acme.hall.workspaces.removeMembers({ ...acme.as('ada'), workspaceId, memberIds: [acme.id('ada')] })
  },
  'resource/not-found': (acme) => acme.hall.resources.get({ ...acme.as('ada'), resource: thing }),
  'resource/already-here': async (acme) => {
    await acme.hall.resources.create({ ...acme.as('ada'), ...thing })
    await acme.hall.resources.create({ ...acme.as('ada'), ...thing })
  },
  'resource/owner-not-found': (acme) =>
    acme.hall.resources.create({ ...acme.as('ada'), ...thing, ownerId: acme.id('dee') }),
  'resource/self-elevation': gainingByMoving,
  'invitation/not-found': (acme) => acme.hall.invitations.revoke({ ...acme.as('ada'), invitationId: 'inv_x' }),
  'invitation/not-valid': (acme) => acme.hall.invitations.peek({ token: 'nothing' }),
  'invitation/not-pending': async (acme) => {
    await acme.accept('dee')
    const { invitationId } = acme.invitation('dee')
    await acme.hall.invitations.resend({ ...acme.as('ada'), invitationId })
  },
  'invitation/already-invited': (acme) => invitingTells(acme, emailOf('dee')),
  'invitation/already-member': (acme) =>
    acme.hall.invitations.accept({
      token: acme.invitation('dee').token,
      actor: { userId: 'cy', email: emailOf('dee'), emailVerified: true },
    }),
  'invitation/invalid-address': (acme) => invitingTells(acme, 'nobody'),
  'invitation/expiry-passed': (acme) =>
    acme.hall.invitations.invite({ ...acme.as('ada'), emails: emailOf('new'), expiresAt: '2001-01-01T00:00:00Z' }),
  'invitation/email-mismatch': (acme) =>
    acme.hall.invitations.accept({ token: acme.invitation('dee').token, actor: acme.actor('eve') }),
  'invitation/email-not-verified': (acme) =>
    acme.hall.invitations.accept({
      token: acme.invitation('dee').token,
      actor: { userId: 'dee', email: emailOf('dee') },
    }),
  'access/not-allowed': (acme) => acme.hall.members.add({ ...acme.as('cy'), userId: 'new' }),
  // what the types would not let through
  'role/unknown': (acme) => acme.hall.members.add({ ...acme.as('ada'), userId: 'new', role: 'owner' as 'viewer' }),
  'role/wrong-scope': (acme) => acme.hall.members.add({ ...acme.as('ada'), userId: 'new', role: 'lead' as 'viewer' }),
  'role/not-assignable': (acme) => acme.hall.members.add({ ...acme.as('ada'), userId: 'new', role: 'later' }),
  'role/ceiling': (acme) => acme.hall.members.add({ ...acme.as('bo'), userId: 'new', role: 'admin' }),
  'batch/too-large': (acme) =>
    acme.hall.batch({
      ...acme.system,
      mode: 'all-or-nothing',
      commands: Array.from({ length: 501 }, (_, i) => ({
        command: 'invitation.invite' as const,
        input: { emails: `new-${i}@example.test` },
      })),
    }),
  'batch/interrupted': async (acme) => {
    const { outcomes } = await on(acme, failingAfterOne).batch({
      ...acme.system,
      mode: 'item-by-item',
      commands: Array.from({ length: 70 }, (_, i) => ({
        command: 'member.add' as const,
        input: { userId: `new-${i}`, metadata: { text: 'x'.repeat(16_000) } },
      })),
    })
    refusedAmong(outcomes)
  },
  'idempotency/key-reused': async (acme) => {
    await acme.hall.members.add({ ...acme.as('ada'), userId: 'one', idempotencyKey: 'k' })
    await acme.hall.members.add({ ...acme.as('ada'), userId: 'two', idempotencyKey: 'k' })
  },
  'plan/not-applicable': async (acme) => {
    const { token } = acme.invitation('dee')
    const plan = await acme.hall.plan.invitations.decline({ token })
    if (plan.ok) await acme.hall.apply({ plan, actor: acme.actor('ada') })
  },
  'input/invalid': (acme) => acme.hall.members.remove({ ...acme.as('ada'), memberId: 'not an id' }),
  'policy/invalid': async () =>
    definePolicy({
      permissions: ['doc:read'],
      roles: { admin: { permissions: ['*'], inherits: ['admin'] }, member: {} },
    }),
  'organization/stale': (acme) => on(acme, () => ({ commit: async () => 'stale' })).members.leave(acme.as('cy')),
  'plan/stale': async (acme) => {
    const plan = await acme.hall.plan.members.leave(acme.as('cy'))
    await acme.add('new')
    if (plan.ok) await acme.hall.apply({ plan, actor: acme.actor('cy') })
  },
  'storage/failed': (acme) =>
    on(acme, () => ({
      commit: () => Promise.reject(new StorageFault('the disk is full', { outcome: 'not-committed' })),
    })).members.leave(acme.as('cy')),
  // a storage that breaks its contract: an invitation without its member
  'internal/fault': (acme) =>
    on(acme, (storage) => ({
      read: async (...asked) => {
        const snapshot = await storage.read(...asked)
        return snapshot && { ...snapshot, records: snapshot.records.filter(({ kind }) => kind !== 'member') }
      },
    })).invitations.decline({ token: acme.invitation('dee').token }),
}

const kinds: { readonly [C in FaultCode]: ErrorKind } = {
  'input/invalid': 'invalid-input',
  'policy/invalid': 'invalid-input',
  'organization/stale': 'stale',
  'plan/stale': 'stale',
  'storage/failed': 'storage',
  'internal/fault': 'internal',
}

describe('the codes', () => {
  test('are a closed list, each of which comes about', () => {
    expect(Object.keys(provocations).sort()).toEqual([...errorCodes].sort())
    expect(new Set(errorCodes).size).toBe(errorCodes.length)
    expect(Object.isFrozen(errorCodes)).toBe(true)
    expect(errorCodes.every((code) => /^[a-z]+\/[a-z]+(-[a-z]+)*$/.test(code))).toBe(true)
  })

  test.each(Object.entries(provocations))('%s', async (code, provoke) => {
    const error = await thrownBy(provoke(await team()))

    expect(error.code).toBe(code)
    expect(error.kind).toBe(code in kinds ? kinds[code as FaultCode] : 'refused')
    // lower-case, no full stop, and nothing that only a machine would say
    expect(error.message).toMatch(/^[a-z`]/)
    expect(error.message).not.toMatch(/[.!]$|undefined|\[object|NaN/)
    // details are plain data, which travels
    expect(JSON.parse(JSON.stringify(error.details))).toEqual(error.details)
    expect(isGuildhallError(error, code as Code)).toBe(true)
  })
})

describe('a rule of the application’s', () => {
  test('refuses with a code of its own, in the same class', async () => {
    const acme = await given(
      policy,
      { ada: 'admin' },
      {
        rules: [
          (_before, after) =>
            after.organization.name === 'Evil'
              ? { code: 'app/evil', details: { name: 'Evil' }, message: 'no' }
              : undefined,
        ],
      },
    )

    const error = await thrownBy(acme.hall.organizations.update({ ...acme.as('ada'), name: 'Evil' }))

    expect({ code: error.code, kind: error.kind, details: error.details, message: error.message }).toEqual({
      code: 'app/evil',
      kind: 'refused',
      details: { name: 'Evil' },
      message: 'no',
    })
  })
})

describe('the error', () => {
  test('is told by its brand, across bundles, and narrowed by its code', async () => {
    const acme = await team()
    const error: unknown = await acme.hall.members.leave(acme.as('ada')).catch((thrown: unknown) => thrown)

    expect(isGuildhallError(error)).toBe(true)
    expect(error).toBeInstanceOf(GuildhallError)
    expect(error).toBeInstanceOf(Error)
    expect(isGuildhallError(error, 'member/not-found')).toBe(false)
    if (!isGuildhallError(error, 'member/last-admin')) return expect.fail('it is another error')
    const adminRole: string = error.details.adminRole
    expect(adminRole).toBe('admin')

    const ofAnotherBundle = Object.assign(new Error('no'), { '@guildhall/error': true, code: 'member/last-admin' })
    expect(isGuildhallError(ofAnotherBundle, 'member/last-admin')).toBe(true)
    for (const other of [new Error('no'), { code: 'member/last-admin' }, 'member/last-admin', null, undefined, 7])
      expect(isGuildhallError(other)).toBe(false)
  })

  test('keeps what caused it, and says what is known of a commit', async () => {
    const acme = await team()
    for (const outcome of ['not-committed', 'unknown'] as const) {
      const cause = new StorageFault('the connection broke', { outcome })
      const failing = on(acme, () => ({ commit: () => Promise.reject(cause) }))

      const error = await thrownBy(failing.members.leave(acme.as('cy')))

      expect(error).toMatchObject({ code: 'storage/failed', details: { outcome } })
      if (outcome === 'not-committed') expect(error.cause).toBe(cause)
    }
  })
})

describe('an input error names every field, and what is wrong with it', () => {
  const cases: [string, string, object, InputIssue[]][] = [
    ['another type', 'organizations.update', { name: 7 }, [{ path: 'name', problem: 'must be a string' }]],
    ['null', 'organizations.update', { name: null }, [{ path: 'name', problem: 'must be a string' }]],
    ['no object', 'organizations.update', { settings: 7 }, [{ path: 'settings', problem: 'must be an object' }]],
    ['no list', 'members.list', { status: 'active' }, [{ path: 'status', problem: 'must be an array' }]],
    ['nothing', 'members.get', {}, [{ path: 'memberId', problem: 'is required' }]],
    [
      'several at once',
      'members.changeRole',
      { memberId: 7, role: '' },
      [
        { path: 'memberId', problem: 'must be a string' },
        { path: 'role', problem: 'must not be blank' },
      ],
    ],
    [
      'a field of one of many',
      'invitations.invite',
      { emails: ['ok@example.test', { email: 'dee@example.test', name: ' ' }] },
      [{ path: 'emails[1].name', problem: 'must not be blank' }],
    ],
    [
      'a field that one of many lacks',
      'invitations.invite',
      { emails: [{ name: 'Dee' }] },
      [{ path: 'emails[0].email', problem: 'is required' }],
    ],
    [
      'a field of the actor',
      'organizations.get',
      { actor: { userId: 'ada', email: 7 } },
      [{ path: 'actor.email', problem: 'must be a string' }],
    ],
    [
      'a field of a filter',
      'history.list',
      { by: { system: 7 } },
      [{ path: 'by.system', problem: 'must be a string' }],
    ],
  ]

  test.each(cases)('%s', async (_, method, input, issues) => {
    const acme = await team()
    const [group = '', name = ''] = method.split('.')
    // what the types would not let through
    const doors = acme.hall as unknown as Record<string, Record<string, (input: object) => Promise<unknown>>>
    const door = doors[group]?.[name] ?? expect.fail(`no door ${method}`)

    const error = await thrownBy(door({ ...acme.as('ada'), ...input }))

    expect(error.details).toEqual({ issues })
    for (const { path, problem } of issues) expect(error.message).toContain(`\`${path}\`: ${problem}`)
  })
})

test('a policy that was not made by `definePolicy` is refused by name', async () => {
  const forged = { permissions: [], roles: [], adminRole: 'admin', defaultRole: 'member', toJSON: () => ({}) }

  // what the types would not let through
  const opening = async () => openHall({ policy: forged as unknown as Policy, audited: false })

  const error = await thrownBy(opening())
  expect({ code: error.code, details: error.details }).toEqual({
    code: 'policy/invalid',
    details: { path: 'policy', problem: 'make it with `definePolicy`' },
  })
})

test('nothing of another tenant is in any error', async () => {
  const acme = await team()
  const globex = await givenAt(acme.desk, { gus: 'admin' }, { slug: 'globex' })

  for (const [code, provoke] of Object.entries(provocations)) {
    if (code === 'policy/invalid') continue
    const start = acme.desk.memory.snapshot()
    const { message, details } = await thrownBy(provoke(acme))
    acme.desk.memory.restore(start)
    expect(JSON.stringify([message, details])).not.toContain(globex.organizationId)
    expect(JSON.stringify([message, details])).not.toContain(globex.id('gus'))
  }
})
