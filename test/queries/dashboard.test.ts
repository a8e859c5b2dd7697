/** The numbers of an organization: each equals the length of the list filtered the same way, at one instant (S0-04..S0-08). */
import fc from 'fast-check'
import { isGuildhallError, type MemberStatus } from 'guildhall'
import { describe, expect, test } from 'vitest'
import { emailOf, given, policy, type Scene } from '../support/given.js'

type Acme = Scene<typeof policy>

async function listed(acme: Acme, status: readonly MemberStatus[], role?: 'admin'): Promise<number> {
  const filter = { ...acme.system, status, limit: 1_000, ...(role && { role: [role] }) }
  return (await acme.hall.members.list(filter)).items.length
}

test('tells members by status and role, admins, and seats', async () => {
  const acme = await given(
    policy,
    {
      ada: 'admin',
      abe: { role: 'admin', status: 'deactivated' },
      bo: 'viewer',
      cy: 'guest',
      dee: { role: 'viewer', status: 'pending' },
      gone: 'editor',
    },
    { seatLimit: 10 },
  )
  await acme.hall.members.remove({ ...acme.as('ada'), memberId: acme.id('gone') })

  expect(await acme.hall.organizations.dashboard(acme.as('bo'))).toEqual({
    revision: 8,
    members: 5,
    pending: 1,
    active: 3,
    deactivated: 1,
    removed: 1,
    admins: 1,
    seats: { taken: 3, limit: 10, free: 7 },
    byRole: {
      admin: { pending: 0, active: 1, deactivated: 1 },
      guest: { pending: 0, active: 1, deactivated: 0 },
      viewer: { pending: 1, active: 1, deactivated: 0 },
    },
  })
})

test('has no free seats to tell of where there is no limit, and never fewer than none', async () => {
  const unlimited = await given(policy, { ada: 'admin' })
  expect((await unlimited.hall.organizations.dashboard(unlimited.as('ada'))).seats).toEqual({ taken: 1 })

  const above = await given(policy, { ada: 'admin', bo: 'viewer' }, { seatLimit: 1 })
  expect((await above.hall.organizations.dashboard(above.as('ada'))).seats).toEqual({ taken: 2, limit: 1, free: 0 })
})

const people = ['p0', 'p1', 'p2', 'p3', 'p4'] as const
const roles = ['guest', 'viewer', 'editor', 'admin'] as const
const step = fc.record({
  what: fc.constantFrom(
    'add',
    'invite',
    'accept',
    'decline',
    'revoke',
    'resend',
    'changeRole',
    'deactivate',
    'reactivate',
    'remove',
    'wait',
    'maintain',
  ),
  who: fc.constantFrom(...people),
  role: fc.constantFrom(...roles),
})

/** Does one step, whether it may or not. */
async function walk(acme: Acme, { what, who, role }: { what: string; who: string; role: (typeof roles)[number] }) {
  const { hall } = acme
  const all = { ...acme.system, limit: 1_000 }
  const members = (await hall.members.list({ ...all, status: ['pending', 'active', 'deactivated'] })).items
  const member = members.find(({ email }) => email === emailOf(who))
  const target = { ...acme.system, memberId: member?.id ?? 'mem_nobody' }
  const offer = { ...acme.system, invitationId: member?.invitationId ?? 'inv_none' }
  const token = () => acme.invitation(who).token
  const steps: Record<string, () => Promise<unknown>> = {
    add: () => acme.add(who, { role }),
    invite: () => acme.invite(who, { role }),
    accept: () => hall.invitations.accept({ token: token(), actor: acme.actor(who) }),
    decline: () => hall.invitations.decline({ token: token() }),
    revoke: () => hall.invitations.revoke(offer),
    resend: () => hall.invitations.resend(offer),
    changeRole: () => hall.members.changeRole({ ...target, role }),
    deactivate: () => hall.members.deactivate(target),
    reactivate: () => hall.members.reactivate(target),
    remove: () => hall.members.remove(target),
    wait: async () => acme.clock.pass({ days: 3 }),
    maintain: () => hall.maintain(),
  }
  try {
    await steps[what]?.()
  } catch (error) {
    // refused, or a person who was never invited
    if (error instanceof Error && error.name === 'AssertionError') return
    if (!isGuildhallError(error) || error.kind !== 'refused') throw error
  }
}

describe('S0-08 at every instant of any walk', () => {
  test('each number is the length of a list', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 40 }), async (steps) => {
        const acme = await given(policy, { ada: 'admin' }, { seatLimit: 5 })
        for (const next of steps) {
          await walk(acme, next)
          const { revision: _, byRole, seats, ...numbers } = await acme.hall.organizations.dashboard(acme.system)

          expect(numbers).toEqual({
            members: await listed(acme, ['pending', 'active', 'deactivated']),
            pending: await listed(acme, ['pending']),
            active: await listed(acme, ['active']),
            deactivated: await listed(acme, ['deactivated']),
            removed: await listed(acme, ['removed']),
            admins: await listed(acme, ['active'], 'admin'),
          })
          const { items } = await acme.hall.members.list({
            ...acme.system,
            status: ['pending', 'active', 'deactivated'],
          })
          const seated = items.filter(({ role, status }) => role !== 'guest' && status !== 'deactivated').length
          expect(seats).toEqual({ taken: seated, limit: 5, free: 5 - seated })
          for (const [role, row] of Object.entries(byRole)) {
            const inRole = items.filter((member) => member.role === role)
            expect(row).toEqual({
              pending: inRole.filter(({ status }) => status === 'pending').length,
              active: inRole.filter(({ status }) => status === 'active').length,
              deactivated: inRole.filter(({ status }) => status === 'deactivated').length,
            })
          }
          expect(Object.keys(byRole).sort()).toEqual([...new Set(items.map(({ role }) => role))].sort())
        }
        await acme.desk.audit()
      }),
      { numRuns: 60 },
    )
  })
})
