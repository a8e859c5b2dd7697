/** Every code is produced by something that anybody can do, in the house's form; the list of codes is closed. */
import {
  accessFromJSON,
  type BatchCommand,
  type BuiltInRefusalCode,
  type Change,
  definePolicy,
  type ErrorKind,
  errorCodes,
  type FaultCode,
  GuildhallError,
  type InputIssue,
  isGuildhallError,
  type Policy,
  type RecordsByKind,
  type Refusal,
  type RuleContext,
  type State,
  type Storage,
  StorageFault,
} from 'guildhall'
import { describe, expect, test } from 'vitest'
import { teamMembersAreMembers } from '../src/rules/team-members-are-members.js'
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

/** A policy with duties that are kept apart, a role on documents, and somebody who may only move them. */
const apart = definePolicy({
  permissions: ['doc:read', 'doc:delete'],
  roles: {
    payer: {},
    auditor: {},
    mover: { permissions: ['doc:delete:own', 'resource:transfer'] },
    captain: { scope: 'team' },
    reader: { scope: 'resource', permissions: ['doc:read'] },
    admin: { permissions: ['*'] },
  },
  defaultRole: 'payer',
  separationOfDuty: [{ name: 'money', roles: ['payer', 'auditor'] }],
})

const doc = { type: 'doc', key: 'one' } as const

const docs = (count: number, more: { readonly ownerId?: string } = {}) =>
  Array.from({ length: count }, (_, i) => ({ type: 'doc', key: `doc-${i}`, ...more }))

/** So many commands by an admin, as few batches as that takes; answers what each is about. */
async function inBatches(
  acme: Acme,
  count: number,
  command: (i: number) => BatchCommand<typeof policy>,
): Promise<string[]> {
  const ids: string[] = []
  for (let start = 0; start < count; start += 400) {
    const commands = Array.from({ length: Math.min(400, count - start) }, (_, i) => command(start + i))
    const done = await acme.hall.batch({ ...acme.as('ada'), mode: 'all-or-nothing', commands })
    ids.push(...done.ids)
  }
  return ids
}

/** The memberships that are stored. */
function membershipsIn({ desk }: Acme): RecordsByKind['membership'][] {
  return (JSON.parse(desk.memory.snapshot()) as { memberships: RecordsByKind['membership'][] }[]).flatMap(
    ({ memberships }) => memberships,
  )
}

/** The same hall on a storage that does something else. */
const on = (acme: Acme, changed: (storage: Storage) => Partial<Storage>) =>
  acme.hall.on({ ...acme.desk.memory, ...changed(acme.desk.memory) })

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
  'organization/catalogue-full': (acme) =>
    inBatches(acme, 2_001, (i) => ({ command: 'role.create', input: { name: `Role ${i}`, permissions: [] } })),
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
  'member/too-many-edges': async (acme) => {
    const groups = await inBatches(acme, 401, (i) => ({ command: 'group.create', input: { name: `Group ${i}` } }))
    const memberIds = [acme.id('cy')]
    await inBatches(acme, 401, (i) => ({ command: 'group.addMembers', input: { groupId: groups[i] ?? '', memberIds } }))
  },
  'member/separation-of-duty': async () => {
    const bank = await given(apart, { ada: 'admin', bo: 'payer' })
    await bank.hall.assignments.assign({
      ...bank.as('ada'),
      principals: [{ memberId: bank.id('bo') }],
      role: 'auditor',
    })
  },
  'member/owns-blocked': async (acme) => {
    await acme.hall.resources.create({ ...acme.as('ada'), ...doc, ownerId: acme.id('cy') })
    await acme.hall.members.remove({ ...acme.as('ada'), memberId: acme.id('cy'), dispositions: { doc: 'block' } })
  },
  'member/profile-incomplete': (acme) =>
    acme.hall.members.update({ ...acme.as('ada'), memberId: acme.id('dee'), email: null }),
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
  // every command sees to it before, so that only a command that nobody has written yet can meet the rule
  'membership/not-a-member': async (acme) => {
    const { id: teamId } = await acme.hall.teams.create({ ...acme.as('ada'), name: 'Team' })
    const joins = { ...acme.as('ada'), teamId, memberIds: [acme.id('cy')] }
    await acme.hall.teams.addMembers(joins)
    const [record] = membershipsIn(acme)
    const gone = { member: () => undefined } as unknown as State
    const change = { kind: 'membership', before: undefined, after: record, authority: 'actor' } as Change
    const refusal = teamMembersAreMembers(gone, gone, { changes: [change] } as unknown as RuleContext)
    refusedAmong(refusal === undefined ? [] : [{ ok: false, refusal }])
  },
  'membership/not-found': async (acme) => {
    const { id: teamId } = await acme.hall.teams.create({ ...acme.as('ada'), name: 'Team' })
    await acme.hall.teams.changeRole({ ...acme.as('ada'), teamId, memberId: acme.id('cy'), role: null })
  },
  'membership/other-role': async (acme) => {
    const { id: workspaceId } = await acme.hall.workspaces.create({ ...acme.as('ada'), name: 'Lab' })
    const lab = { ...acme.as('ada'), workspaceId, memberIds: [acme.id('cy')] }
    await acme.hall.workspaces.addMembers(lab)
    await acme.hall.workspaces.addMembers({ ...lab, role: 'lead' })
  },
  'team/not-found': (acme) => acme.hall.teams.get({ ...acme.as('ada'), teamId: 'team_x' }),
  'team/key-taken': async (acme) => {
    await acme.hall.teams.create({ ...acme.as('ada'), name: 'One', key: 'one' })
    await acme.hall.teams.create({ ...acme.as('ada'), name: 'Other', key: 'one' })
  },
  'team/below-itself': async (acme) => {
    const { id: teamId } = await acme.hall.teams.create({ ...acme.as('ada'), name: 'Team' })
    await acme.hall.teams.move({ ...acme.as('ada'), teamId, parentId: teamId })
  },
  'team/too-deep': async (acme) => {
    let parent: { parentId?: string } = {}
    for (let level = 1; level <= 6; level++) {
      const { id: parentId } = await acme.hall.teams.create({ ...acme.as('ada'), name: `Level ${level}`, ...parent })
      parent = { parentId }
    }
  },
  'team/too-many-children': async (acme) => {
    const { id: parentId } = await acme.hall.teams.create({ ...acme.as('ada'), name: 'Team' })
    await inBatches(acme, 401, (i) => ({ command: 'team.create', input: { name: `Team ${i}`, parentId } }))
  },
  'team/has-children': async (acme) => {
    const { id: teamId } = await acme.hall.teams.create({ ...acme.as('ada'), name: 'Team' })
    await acme.hall.teams.create({ ...acme.as('ada'), name: 'Below', parentId: teamId })
    await acme.hall.teams.delete({ ...acme.as('ada'), teamId })
  },
  'team/has-resources': async (acme) => {
    const { id: teamId } = await acme.hall.teams.create({ ...acme.as('ada'), name: 'Team' })
    await acme.hall.resources.create({ ...acme.as('ada'), ...doc, ownerId: teamId })
    await acme.hall.teams.delete({ ...acme.as('ada'), teamId })
  },
  'team/full': async (acme) => {
    const { id: teamId } = await acme.hall.teams.create({ ...acme.as('ada'), name: 'Team', capacity: 0 })
    await acme.hall.teams.addMembers({ ...acme.as('ada'), teamId, memberIds: [acme.id('cy')] })
  },
  'group/not-found': (acme) => acme.hall.groups.get({ ...acme.as('ada'), groupId: 'grp_x' }),
  'group/key-taken': async (acme) => {
    await acme.hall.groups.create({ ...acme.as('ada'), name: 'One', key: 'one' })
    await acme.hall.groups.create({ ...acme.as('ada'), name: 'Other', key: 'one' })
  },
  'group/too-many-workspaces': async (acme) => {
    const { id: groupId } = await acme.hall.groups.create({ ...acme.as('ada'), name: 'Group' })
    const spaces = await inBatches(acme, 401, (i) => ({ command: 'workspace.create', input: { name: `Space ${i}` } }))
    await inBatches(acme, 401, (i) => ({
      command: 'workspace.addMembers',
      input: { workspaceId: spaces[i] ?? '', groupIds: [groupId] },
    }))
  },
  'workspace/not-found': (acme) => acme.hall.workspaces.get({ ...acme.as('ada'), workspaceId: 'wsp_x' }),
  'workspace/key-taken': async (acme) => {
    await acme.hall.workspaces.create({ ...acme.as('ada'), name: 'One', key: 'one' })
    await acme.hall.workspaces.create({ ...acme.as('ada'), name: 'Other', key: 'one' })
  },
  'workspace/has-resources': async (acme) => {
    const { id: workspaceId } = await acme.hall.workspaces.create({ ...acme.as('ada'), name: 'Lab' })
    await acme.hall.resources.create({ ...acme.as('ada'), ...doc, workspaceId })
    await acme.hall.workspaces.delete({ ...acme.as('ada'), workspaceId })
  },
  'workspace/personal': async (acme) => {
    const own = { name: 'Own', type: 'personal', ownerId: acme.id('cy') } as const
    const { id: workspaceId } = await acme.hall.workspaces.create({ ...acme.as('ada'), ...own })
    await acme.hall.workspaces.addMembers({ ...acme.as('ada'), workspaceId, memberIds: [acme.id('bo')] })
  },
  'workspace/admin-stays': async (acme) => {
    const { id: workspaceId } = await acme.hall.workspaces.create({ ...acme.as('ada'), name: 'Lab' })
    await acme.hall.workspaces.removeMembers({ ...acme.as('ada'), workspaceId, memberIds: [acme.id('ada')] })
  },
  'resource/not-found': (acme) => acme.hall.resources.get({ ...acme.as('ada'), resource: doc }),
  'resource/already-here': async (acme) => {
    await acme.hall.resources.create({ ...acme.as('ada'), ...doc })
    await acme.hall.resources.create({ ...acme.as('ada'), ...doc })
  },
  'resource/owner-not-found': (acme) =>
    acme.hall.resources.create({ ...acme.as('ada'), ...doc, ownerId: acme.id('dee') }),
  'resource/self-elevation': async () => {
    const shop = await given(apart, { ada: 'admin', bo: 'mover' })
    await shop.hall.resources.create({ ...shop.as('ada'), ...doc })
    await shop.hall.resources.transfer({ ...shop.as('bo'), resource: doc, to: { memberId: shop.id('bo') } })
  },
  'assignment/not-found': (acme) => acme.hall.assignments.get({ ...acme.as('ada'), assignmentId: 'asg_x' }),
  'assignment/never-in-force': (acme) =>
    acme.hall.assignments.assign({
      ...acme.as('ada'),
      principals: ['everyone'],
      role: 'viewer',
      expiresAt: '2001-01-01T00:00:00Z',
    }),
  'assignment/members-only': async () => {
    const shop = await given(apart, { ada: 'admin' })
    const { id: teamId } = await shop.hall.teams.create({ ...shop.as('ada'), name: 'Team' })
    const scope = { teamId }
    await shop.hall.assignments.assign({ ...shop.as('ada'), principals: ['everyone'], role: 'captain', scope })
  },
  'assignment/too-many': async () => {
    const shop = await given(apart, { ada: 'admin' })
    const { id: groupId } = await shop.hall.groups.create({ ...shop.as('ada'), name: 'Group' })
    await shop.hall.resources.createMany({ ...shop.as('ada'), resources: docs(401) })
    const scopes = docs(401).map((resource) => ({ resource }))
    await shop.hall.assignments.assign({ ...shop.as('ada'), principals: [{ groupId }], role: 'reader', scopes })
  },
  'access/not-allowed': (acme) => acme.hall.members.add({ ...acme.as('cy'), userId: 'new' }),
  // what the types would not let through
  'role/unknown': (acme) => acme.hall.members.add({ ...acme.as('ada'), userId: 'new', role: 'owner' as 'viewer' }),
  'role/wrong-scope': (acme) => acme.hall.members.add({ ...acme.as('ada'), userId: 'new', role: 'lead' as 'viewer' }),
  'role/not-assignable': (acme) => acme.hall.members.add({ ...acme.as('ada'), userId: 'new', role: 'later' }),
  'role/ceiling': (acme) => acme.hall.members.add({ ...acme.as('bo'), userId: 'new', role: 'admin' }),
  'role/not-found': (acme) => acme.hall.roles.get({ ...acme.as('ada'), roleId: 'role_x' }),
  'role/name-taken': async (acme) => {
    await acme.hall.roles.create({ ...acme.as('ada'), name: 'Made here', permissions: [] })
    await acme.hall.roles.create({ ...acme.as('ada'), name: 'MADE HERE', permissions: [] })
  },
  'role/in-use': async (acme) => {
    const { id: roleId } = await acme.hall.roles.create({ ...acme.as('ada'), name: 'Made here', permissions: [] })
    await acme.hall.members.changeRole({ ...acme.as('ada'), memberId: acme.id('cy'), role: roleId })
    await acme.hall.roles.delete({ ...acme.as('ada'), roleId })
  },
  'role/too-many-holders': async (acme) => {
    const { id: role } = await acme.hall.roles.create({ ...acme.as('ada'), name: 'Made here', permissions: [] })
    await inBatches(acme, 501, (i) => ({ command: 'member.add', input: { userId: `new-${i}`, role } }))
    await acme.hall.roles.delete({ ...acme.as('ada'), roleId: role, replaceWith: 'viewer' })
  },
  'role/admin-only-own': (acme) =>
    acme.hall.assignments.assign({ ...acme.as('ada'), principals: [{ memberId: acme.id('cy') }], role: 'admin' }),
  'role/members-only': async () => {
    const bank = await given(apart, { ada: 'admin' })
    await bank.hall.assignments.assign({ ...bank.as('ada'), principals: ['everyone'], role: 'auditor' })
  },
  'permission/unknown': (acme) =>
    // what the types would not let through
    acme.hall.roles.create({ ...acme.as('ada'), name: 'Made here', permissions: ['doc:burn' as 'doc:read'] }),
  'permission/wrong-scope': (acme) =>
    acme.hall.roles.create({ ...acme.as('ada'), name: 'Made here', scope: 'team', permissions: ['member:add'] }),
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
  'snapshot/invalid': async () => accessFromJSON(policy, {}),
  'snapshot/stale': async (acme) => {
    const access = await acme.hall.access({ organizationId: acme.organizationId, userId: 'cy' })
    accessFromJSON(apart, JSON.parse(JSON.stringify(access)))
  },
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
  'snapshot/invalid': 'invalid-input',
  'snapshot/stale': 'stale',
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
