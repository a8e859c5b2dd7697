/**
 * What grows is a subset of what its giver holds, or a role that theirs may assign; and nobody acts on a member who
 * holds more (R7, R8, R9). Sentences first, then the same from an oracle, over policies made at random.
 */
import fc from 'fast-check'
import { definePolicy, type GuildhallPermission, type Policy } from 'guildhall'
import { describe, expect, test } from 'vitest'
import { given, type Scene } from '../support/given.js'

/** Two branches, a help desk that assigns one of them, and a chief above all but the admin. */
const branches = definePolicy({
  permissions: ['doc:read', 'doc:write', 'doc:delete', 'bill:read', 'bill:pay'],
  roles: {
    viewer: { permissions: ['doc:read'] },
    editor: { inherits: ['viewer'], permissions: ['doc:write', 'doc:delete:own'] },
    cleaner: { inherits: ['viewer'], permissions: ['doc:delete'] },
    payer: { permissions: ['bill:*'] },
    lead: {
      inherits: ['editor'],
      permissions: [
        'member:add',
        'member:update',
        'member:update-role',
        'member:deactivate',
        'member:reactivate',
        'member:remove',
        'invitation:create',
        'invitation:resend',
        'invitation:update-role',
        'invitation:revoke',
      ],
    },
    desk: { inherits: ['lead'], assigns: ['payer'] },
    admin: {},
  },
})

describe('what is given is a subset of what its giver holds', () => {
  test('or a role that theirs may assign', async () => {
    const acme = await given(branches, { ada: 'admin', bo: 'lead', cy: 'desk', di: 'viewer' })
    const give = (by: string, role: 'editor' | 'payer' | 'cleaner') => ({
      ...acme.as(by),
      memberId: acme.id('di'),
      role,
    })

    await acme.desk.when((hall) => hall.members.changeRole(give('bo', 'editor')))
    await acme.desk.refuses((hall) => hall.members.changeRole(give('bo', 'payer')), 'role/ceiling', {
      role: 'payer',
      missing: ['bill:read', 'bill:pay', 'bill:read:own', 'bill:pay:own'],
    })
    await acme.desk.when((hall) => hall.members.changeRole(give('cy', 'payer')))
  })

  test('what is one’s own is less than the whole of it', async () => {
    const acme = await given(branches, { ada: 'admin', bo: 'lead', di: 'viewer' })

    await acme.desk.refuses(
      (hall) => hall.members.changeRole({ ...acme.as('bo'), memberId: acme.id('di'), role: 'cleaner' }),
      'role/ceiling',
      { role: 'cleaner', missing: ['doc:delete'] },
    )
  })

  test('the admin gives every role, even one that holds what the admin role does not', async () => {
    const acme = await given(branches, { ada: 'admin', di: 'viewer' })

    for (const role of ['payer', 'editor', 'desk', 'admin', 'viewer'] as const)
      await acme.desk.when((hall) => hall.members.changeRole({ ...acme.as('ada'), memberId: acme.id('di'), role }))
  })

  test('whatever the door', async () => {
    const acme = await given(branches, { ada: 'admin', bo: 'lead', dee: { role: 'viewer', status: 'pending' } })
    const ceiling = [
      'role/ceiling',
      { role: 'payer', missing: ['bill:read', 'bill:pay', 'bill:read:own', 'bill:pay:own'] },
    ] as const
    const bo = acme.as('bo')
    const { invitationId } = acme.invitation('dee')

    await acme.desk.refuses((hall) => hall.members.add({ ...bo, userId: 'new', role: 'payer' }), ...ceiling)
    await acme.desk.refuses(
      (hall) => hall.members.changeRole({ ...bo, memberId: acme.id('dee'), role: 'payer' }),
      ...ceiling,
    )
    await acme.desk.refuses(
      (hall) => hall.invitations.invite({ ...bo, emails: 'new@example.test', role: 'payer' }),
      ...ceiling,
    )
    await acme.desk.refuses(
      (hall) => hall.invitations.invite({ ...bo, emails: [{ email: 'new@example.test', role: 'payer' }] }),
      ...ceiling,
    )
    await acme.desk.refuses((hall) => hall.invitations.changeRole({ ...bo, invitationId, role: 'payer' }), ...ceiling)
    await acme.desk.refuses(
      (hall) =>
        hall.batch({
          ...bo,
          mode: 'all-or-nothing',
          commands: [{ command: 'member.add', input: { userId: 'new', role: 'payer' } }],
        }),
      ...ceiling,
    )
  })

  test('the default role is a gift like any other', async () => {
    const acme = await given(branches, { ada: 'admin', bo: 'lead' }, { settings: { defaultRole: 'payer' } })

    for (const act of [
      () => acme.hall.members.add({ ...acme.as('bo'), userId: 'new' }),
      () => acme.hall.invitations.invite({ ...acme.as('bo'), emails: 'new@example.test' }),
    ])
      await expect(act()).rejects.toMatchObject({ code: 'role/ceiling', details: { role: 'payer' } })
  })

  test('whoever sets the default role gives it to all who come: nobody sets one beyond their own', async () => {
    const offices = definePolicy({
      permissions: ['doc:read'],
      roles: {
        viewer: { permissions: ['doc:read'] },
        office: { inherits: ['viewer'], permissions: ['organization:update'] },
        admin: {},
      },
    })
    const acme = await given(offices, { ada: 'admin', bo: 'office' })
    const settle = (by: string, defaultRole: string) =>
      acme.hall.organizations.update({ ...acme.as(by), settings: { defaultRole } })

    await expect(settle('bo', 'admin')).rejects.toMatchObject({ code: 'role/ceiling', details: { role: 'admin' } })
    await settle('ada', 'admin')
    await settle('bo', 'viewer')
  })

  test('only what grows counts: whoever lowers needs not hold what stays', async () => {
    const acme = await given(branches, { ada: 'admin', bo: 'lead', di: 'editor' })

    await acme.desk.when((hall) =>
      hall.members.changeRole({ ...acme.as('bo'), memberId: acme.id('di'), role: 'viewer' }),
    )
  })

  test('the system gives what it likes', async () => {
    const acme = await given(branches, { ada: 'admin', di: 'viewer' })

    await acme.desk.when((hall) => hall.members.changeRole({ ...acme.system, memberId: acme.id('di'), role: 'admin' }))
  })
})

describe('nobody acts on a member who holds more', () => {
  test('than they hold or may assign, whatever the door', async () => {
    const acme = await given(branches, {
      ada: 'admin',
      bo: 'lead',
      cy: 'desk',
      pay: 'payer',
      off: { role: 'payer', status: 'deactivated' },
      dee: { role: 'payer', status: 'pending' },
    })
    const missing = ['bill:read', 'bill:pay', 'bill:read:own', 'bill:pay:own']
    const more = (name: string) => ['member/holds-more', { memberId: acme.id(name), role: 'payer', missing }] as const
    const of = (name: string, by = 'bo') => ({ ...acme.as(by), memberId: acme.id(name) })
    const offer = { ...acme.as('bo'), invitationId: acme.invitation('dee').invitationId }

    await acme.desk.refuses((hall) => hall.members.update({ ...of('pay'), name: 'Pay' }), ...more('pay'))
    await acme.desk.refuses((hall) => hall.members.changeRole({ ...of('pay'), role: 'viewer' }), ...more('pay'))
    await acme.desk.refuses((hall) => hall.members.deactivate(of('pay')), ...more('pay'))
    await acme.desk.refuses((hall) => hall.members.reactivate(of('off')), ...more('off'))
    await acme.desk.refuses((hall) => hall.members.remove(of('pay')), ...more('pay'))
    await acme.desk.refuses((hall) => hall.members.remove(of('dee')), ...more('dee'))
    await acme.desk.refuses((hall) => hall.members.update({ ...of('dee'), email: 'bo@evil.test' }), ...more('dee'))
    await acme.desk.refuses((hall) => hall.invitations.resend(offer), ...more('dee'))
    await acme.desk.refuses((hall) => hall.invitations.changeRole({ ...offer, role: 'viewer' }), ...more('dee'))
    await acme.desk.refuses((hall) => hall.invitations.revoke(offer), ...more('dee'))

    await acme.desk.when((hall) => hall.members.remove(of('pay', 'cy')))
  })

  test('but equals may', async () => {
    const acme = await given(branches, { ada: 'admin', abe: 'admin', bo: 'lead', cy: 'lead' })

    await acme.desk.when((hall) => hall.members.remove({ ...acme.as('bo'), memberId: acme.id('cy') }))
    await acme.desk.when((hall) => hall.members.remove({ ...acme.as('abe'), memberId: acme.id('ada') }))
  })

  test('and everybody may leave by themselves', async () => {
    const acme = await given(branches, { ada: 'admin', pay: 'payer' })

    await acme.desk.when((hall) => hall.members.leave(acme.as('pay')))
  })

  test('one who holds less by a change in the same batch is still who they were', async () => {
    const acme = await given(branches, { ada: 'admin', bo: 'lead', cy: 'desk', pay: 'payer' })
    const commands = [
      { command: 'member.changeRole', input: { memberId: acme.id('pay'), role: 'viewer' } },
      { command: 'member.remove', input: { memberId: acme.id('pay') } },
    ] as const

    await expect(acme.hall.batch({ ...acme.as('bo'), mode: 'all-or-nothing', commands })).rejects.toMatchObject({
      code: 'member/holds-more',
    })
    await acme.desk.when((hall) => hall.batch({ ...acme.as('cy'), mode: 'all-or-nothing', commands }))
  })

  test('one who gave their rights up in the same batch gives with what they had', async () => {
    const acme = await given(branches, { ada: 'admin', abe: 'admin', di: 'viewer' })

    await acme.desk.when((hall) =>
      hall.batch({
        ...acme.as('abe'),
        mode: 'all-or-nothing',
        commands: [
          { command: 'member.leave', input: {} },
          { command: 'member.changeRole', input: { memberId: acme.id('di'), role: 'admin' } },
        ],
      }),
    )

    expect(await acme.people()).toEqual({ ada: 'admin', di: 'admin' })
  })
})

// ------------------------------------------------------------------------------------------------------------- oracle

const managing: readonly GuildhallPermission[] = [
  'member:add',
  'member:update',
  'member:update-role',
  'member:deactivate',
  'member:remove',
  'invitation:create',
  'invitation:update-role',
]
const names = ['r0', 'r1', 'r2', 'r3'] as const
const entries = ['a:x', 'a:y', 'b:x', 'a:x:own', 'a:y:own', 'b:x:own', 'a:*', '*'] as const

/** Roles that may manage people, with rights, heirs and assignable roles at random. */
const policies = fc
  .record({
    listed: fc.tuple(...names.map(() => fc.uniqueArray(fc.constantFrom(...entries), { maxLength: 3 }))),
    assigns: fc.tuple(...names.map(() => fc.uniqueArray(fc.constantFrom(...names), { maxLength: 2 }))),
    // a role inherits those before it only, so that there is no circle
    heirs: fc.tuple(...names.map((_, i) => fc.subarray(names.slice(0, i), { maxLength: Math.min(1, i) }))),
  })
  .map(
    ({ listed, assigns, heirs }): Policy =>
      definePolicy({
        permissions: ['a:x', 'a:y', 'b:x'],
        roles: {
          ...Object.fromEntries(
            names.map((name, i) => [
              name,
              {
                permissions: [...(listed[i] ?? []), ...managing],
                assigns: assigns[i] ?? [],
                inherits: heirs[i] ?? [],
              },
            ]),
          ),
          none: {},
          admin: { permissions: ['*'] },
        },
        adminRole: 'admin',
        defaultRole: 'none',
      }),
  )

/** Whether one role covers another, or may assign it, by the policy's own table. */
function reaches(policy: Policy, giver: string, role: string, beside: readonly string[] = []): boolean {
  const of = (key: string) => policy.roles.find((summary) => summary.key === key) ?? expect.fail(`no role ${key}`)
  const held = new Set([...of(giver).permissions, ...beside])
  return giver === 'admin' || of(giver).assigns.includes(role) || of(role).permissions.every((name) => held.has(name))
}

const all = [...names, 'admin']

/** One of every role who acts, and one of every role, active and pending, who is acted on. */
async function everybody(policy: Policy): Promise<Scene<Policy>> {
  const acme = await given(policy, { ada: 'admin' })
  for (const role of all) {
    await acme.add(`by-${role}`, { role })
    await acme.add(`of-${role}`, { role })
    await acme.invite(`pending-${role}`, { role })
  }
  return acme
}

const codeOf = (plan: { ok: true } | { ok: false; refusal: { code: string } }) => (plan.ok ? 'ok' : plan.refusal.code)

describe('R8, R9 for all actors, targets and roles of a policy', () => {
  test('who is given more than the giver holds or may assign, or holds more, is out of reach; nothing else is', async () => {
    await fc.assert(
      fc.asyncProperty(policies, async (policy) => {
        const acme = await everybody(policy)
        const { plan } = acme.hall
        const permissionsOf = (role: string) => policy.roles.find(({ key }) => key === role)?.permissions ?? []
        const told: Record<string, string> = {}
        const expected: Record<string, string> = {}
        const note = (what: string, answer: string, oracle: string) => {
          told[what] = answer
          expected[what] = oracle
        }
        for (const by of all) {
          const actor = acme.as(`by-${by}`)
          for (const to of all) {
            const gift = reaches(policy, by, to) ? 'ok' : 'role/ceiling'
            note(`${by} adds ${to}`, codeOf(await plan.members.add({ ...actor, userId: 'new', role: to })), gift)
            note(
              `${by} invites ${to}`,
              codeOf(await plan.invitations.invite({ ...actor, emails: 'new@example.test', role: to })),
              gift,
            )
            const touch = reaches(policy, by, to) ? 'ok' : 'member/holds-more'
            const target = { ...actor, memberId: acme.id(`of-${to}`) }
            note(`${by} removes ${to}`, codeOf(await plan.members.remove(target)), touch)
            note(`${by} deactivates ${to}`, codeOf(await plan.members.deactivate(target)), touch)
            note(`${by} renames ${to}`, codeOf(await plan.members.update({ ...target, name: 'New' })), touch)
            note(
              `${by} takes ${to} themselves`,
              codeOf(await plan.members.changeRole({ ...actor, memberId: acme.id(`by-${by}`), role: to })),
              by === to
                ? 'ok'
                : permissionsOf(to).every((name) => permissionsOf(by).includes(name))
                  ? 'member/own-role'
                  : 'member/self-elevation',
            )
            for (const from of all.filter((role) => role !== to)) {
              const seen = reaches(policy, by, from)
              const growth = reaches(policy, by, to, permissionsOf(from))
              note(
                `${by} makes ${from} ${to}`,
                codeOf(await plan.members.changeRole({ ...actor, memberId: acme.id(`of-${from}`), role: to })),
                seen ? (growth ? 'ok' : 'role/ceiling') : 'member/holds-more',
              )
              const { invitationId } = acme.invitation(`pending-${from}`)
              note(
                `${by} offers ${to} for ${from}`,
                codeOf(await plan.invitations.changeRole({ ...actor, invitationId, role: to })),
                seen ? (reaches(policy, by, to) ? 'ok' : 'role/ceiling') : 'member/holds-more',
              )
            }
          }
        }
        expect(told).toEqual(expected)
      }),
      { numRuns: 10 },
    )
  })
})
