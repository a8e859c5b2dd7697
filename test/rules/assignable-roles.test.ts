/** Only roles that the policy has, for the organization, and that may be assigned, are given (S2-13, S3-08, R24). */
import { definePolicy, type Guildhall, type Policy } from 'guildhall'
import { describe, expect, test } from 'vitest'
import { emailOf, given, policy, type Scene } from '../support/given.js'
import { openHall } from '../support/hall.js'

/** Roles that no type would let through come from untyped code. */
type Untyped = Guildhall<Policy>
const untyped = (hall: object) => hall as Untyped

/** Every door by which a role is given. */
const doors: Record<string, (acme: Scene<typeof policy>, hall: Untyped, role: string) => Promise<unknown>> = {
  'member.add': (acme, hall, role) => hall.members.add({ ...acme.as('ada'), userId: 'new', role }),
  'member.add by the system': (acme, hall, role) => hall.members.add({ ...acme.system, userId: 'new', role }),
  'member.changeRole': (acme, hall, role) =>
    hall.members.changeRole({ ...acme.as('ada'), memberId: acme.id('bo'), role }),
  'member.changeRole of a pending member': (acme, hall, role) =>
    hall.members.changeRole({ ...acme.as('ada'), memberId: acme.id('dee'), role }),
  'member.transferAdmin': (acme, hall, role) =>
    hall.members.transferAdmin({ ...acme.as('ada'), memberId: acme.id('bo'), role }),
  'invitation.invite': (acme, hall, role) =>
    hall.invitations.invite({ ...acme.as('ada'), emails: 'new@example.test', role }),
  'invitation.invite of one among many': (acme, hall, role) =>
    hall.invitations.invite({ ...acme.as('ada'), emails: ['other@example.test', { email: 'new@example.test', role }] }),
  'invitation.changeRole': (acme, hall, role) =>
    hall.invitations.changeRole({ ...acme.as('ada'), invitationId: acme.invitation('dee').invitationId, role }),
  'organization.update of the default role': (acme, hall, role) =>
    hall.organizations.update({ ...acme.as('ada'), settings: { defaultRole: role } }),
  'a batch': (acme, hall, role) =>
    hall.batch({
      ...acme.as('ada'),
      mode: 'all-or-nothing',
      commands: [{ command: 'member.changeRole', input: { memberId: acme.id('bo'), role } }],
    }),
}

const scene = () => given(policy, { ada: 'admin', bo: 'viewer', dee: { role: 'viewer', status: 'pending' } })

describe.each(Object.entries(doors))('%s', (_, door) => {
  test('takes no role that the policy does not have, however it is written (R24)', async () => {
    const acme = await scene()

    for (const role of ['owner', 'Viewer', ' viewer', 'viewer ', 'viewer,editor', 'viewer editor', 'role_custom']) {
      await acme.desk.refuses((hall) => door(acme, untyped(hall), role), 'role/unknown', { role })
    }
  })

  test('takes no name that every object has for a role (R18)', async () => {
    const acme = await scene()

    for (const role of ['__proto__', 'constructor', 'toString', 'hasOwnProperty']) {
      await acme.desk.refuses((hall) => door(acme, untyped(hall), role), 'role/unknown', { role })
    }
  })

  test('takes no role of another scope', async () => {
    const acme = await scene()

    await acme.desk.refuses((hall) => door(acme, untyped(hall), 'lead'), 'role/wrong-scope', {
      role: 'lead',
      scope: 'workspace',
      scopes: ['organization'],
    })
  })

  test('takes no role that is declared and not assignable', async () => {
    const acme = await scene()

    await acme.desk.refuses((hall) => door(acme, untyped(hall), 'later'), 'role/not-assignable', { role: 'later' })
  })

  test('takes nothing but one role', async () => {
    const acme = await scene()

    for (const role of ['', ['viewer'], { role: 'viewer' }, 7, null]) {
      const asked = door(acme, untyped(acme.hall), role as string)
      await expect(asked).rejects.toMatchObject({ code: 'input/invalid' })
    }
  })
})

describe('a role that is gone, or not to be had any more, since the last deploy', () => {
  const deployed = definePolicy({
    permissions: ['doc:read', 'doc:write'],
    roles: { viewer: { permissions: ['doc:read'] }, manager: { assignable: false }, admin: { permissions: ['*'] } },
  })
  const moved = async () => {
    const acme = await given(policy, { ada: 'admin', bo: 'editor', cy: 'manager' })
    await acme.invite('dee', { by: 'ada', role: 'editor' })
    await acme.invite('eli', { by: 'ada', role: 'manager' })
    const { memory, mint, clock } = acme.desk
    // `editor` is gone, which an audit would find
    return { acme, desk: openHall({ policy: deployed, memory, mint, clock, audited: false }) }
  }

  test('is kept by those who hold it, and gives nothing where it is gone', async () => {
    const { acme, desk } = await moved()

    await desk.when((hall) => hall.members.update({ ...acme.as('ada'), memberId: acme.id('bo'), name: 'Bo' }))
    await desk.when((hall) => hall.members.deactivate({ ...acme.as('ada'), memberId: acme.id('cy') }))
    await desk.when((hall) => hall.members.reactivate({ ...acme.as('ada'), memberId: acme.id('cy') }))

    const access = await desk.hall.access({ organizationId: acme.organizationId, userId: 'bo' })
    expect(access.permissions()).toEqual([])
  })

  test('is not given to whoever accepts, who hears no more than that the invitation is not valid', async () => {
    const { acme, desk } = await moved()

    for (const name of ['dee', 'eli']) {
      await desk.refuses(
        (hall) => hall.invitations.accept({ token: acme.invitation(name).token, actor: acme.actor(name) }),
        'invitation/not-valid',
        {},
      )
    }
  })

  test('is not vouched for anew', async () => {
    const { acme, desk } = await moved()

    await desk.refuses(
      (hall) => hall.invitations.resend({ ...acme.system, invitationId: acme.invitation('dee').invitationId }),
      'role/unknown',
      { role: 'editor' },
    )
  })

  test('leaves a way out: another role', async () => {
    const { acme, desk } = await moved()

    await desk.when((hall) => hall.members.changeRole({ ...acme.as('ada'), memberId: acme.id('bo'), role: 'viewer' }))
    await desk.when((hall) =>
      hall.invitations.changeRole({
        ...acme.as('ada'),
        invitationId: acme.invitation('dee').invitationId,
        role: 'viewer',
      }),
    )
    const joined = await desk.hall.invitations.accept({
      token: acme.invitation('dee').token,
      actor: { userId: 'dee', email: emailOf('dee'), emailVerified: true },
    })
    expect(joined.role).toBe('viewer')
  })
})

describe('a name that a role had before the last deploy', () => {
  const deployed = definePolicy({
    permissions: ['doc:read', 'doc:write', 'doc:delete'],
    roles: {
      viewer: { permissions: ['doc:read'] },
      writer: { permissions: ['doc:read', 'doc:write', 'doc:delete:own'] },
      manager: { permissions: ['doc:read', 'invitation:resend', 'member:update'], assigns: ['writer'] },
      admin: { permissions: ['*'] },
    },
    renamed: { editor: 'writer' },
  })
  const moved = async (offered: 'viewer' | 'editor', settings = {}) => {
    const people = { ada: 'admin', bo: 'viewer', mo: 'manager', ed: 'editor' } as const
    // an audit by the policy of before would not know the new name
    const acme = await given(policy, people, { settings, audited: false })
    await acme.invite('dee', { by: 'mo', role: offered })
    const { memory, mint, clock } = acme.desk
    return { acme, desk: openHall({ policy: deployed, memory, mint, clock }) }
  }

  test.each(Object.entries(doors))('is not taken for it any more by %s', async (_, door) => {
    const { acme, desk } = await moved('viewer')

    await desk.refuses((hall) => door(acme, untyped(hall), 'editor'), 'role/unknown', { role: 'editor' })
  })

  test('is not what the holders of another one are moved to, not even where there are none', async () => {
    const { acme, desk } = await moved('viewer')
    const { id: roleId } = await desk.hall.roles.create({ ...acme.as('ada'), name: 'Own', permissions: ['doc:read'] })

    await desk.refuses(
      (hall) => untyped(hall).roles.delete({ ...acme.as('ada'), roleId, replaceWith: 'editor' }),
      'role/unknown',
      { role: 'editor' },
    )
  })

  test('stays good for what was given by it: to be kept, sent again, accepted, or exchanged for the new one', async () => {
    const { acme, desk } = await moved('editor')
    const { invitationId } = acme.invitation('dee')

    await desk.when((hall) => hall.members.update({ ...acme.as('mo'), memberId: acme.id('ed'), name: 'Ed' }))
    const { value } = await desk.when((hall) => hall.invitations.resend({ ...acme.as('mo'), invitationId }))
    const token = value.secrets[0]?.token ?? ''
    await desk.when((hall) => hall.invitations.accept({ token, actor: acme.actor('dee') }))
    const writes = await desk.hall.access({ organizationId: acme.organizationId, userId: 'dee' })
    expect(writes.can('doc:write')).toBe(true)
    await desk.when((hall) => hall.members.changeRole({ ...acme.as('ada'), memberId: acme.id('ed'), role: 'writer' }))
  })

  test('comes as the new one where it is the default of the organization', async () => {
    const { acme, desk } = await moved('viewer', { defaultRole: 'editor' })

    const { value } = await desk.when((hall) => hall.members.add({ ...acme.as('ada'), userId: 'new' }))
    expect(value.role).toBe('writer')
  })
})
