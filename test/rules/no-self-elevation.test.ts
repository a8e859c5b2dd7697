/** Nobody raises themselves, not even to a role that theirs may give to others (S4-80, R9). */
import { definePolicy } from 'guildhall'
import { describe, expect, test } from 'vitest'
import { emailOf, given, type Scene } from '../support/given.js'

/** A help desk that may give far more than it holds, itself included, as far as the policy says. */
const helpdesk = definePolicy({
  permissions: ['doc:read', 'doc:write', 'doc:sign'],
  roles: {
    viewer: { permissions: ['doc:read'] },
    editor: { inherits: ['viewer'], permissions: ['doc:write'] },
    signer: { permissions: ['doc:sign'] },
    desk: {
      inherits: ['viewer'],
      permissions: [
        'member:add',
        'member:update',
        'member:update-role',
        'member:remove',
        'invitation:create',
        'invitation:resend',
        'invitation:update-role',
      ],
      assigns: ['editor', 'signer', 'desk', 'chief'],
    },
    chief: {
      inherits: ['desk', 'editor'],
      permissions: ['doc:sign', 'organization:delete', 'member:transfer-admin'],
      assigns: ['chief', 'admin'],
    },
    admin: { permissions: ['*'] },
  },
  ownRole: 'may-lower',
})

const scene = () => given(helpdesk, { ada: 'admin', bo: 'desk', cy: 'chief', di: 'viewer' })
type Acme = Scene<typeof helpdesk>

const raised = (acme: Acme, name: string, role: string) =>
  ['member/self-elevation', { memberId: acme.id(name), role }] as const

describe('nobody raises themselves', () => {
  test('to a role that they may give to others', async () => {
    const acme = await scene()

    for (const role of ['editor', 'signer', 'chief'] as const) {
      await acme.desk.refuses(
        (hall) => hall.members.changeRole({ ...acme.as('bo'), memberId: acme.id('bo'), role }),
        ...raised(acme, 'bo', role),
      )
      await acme.desk.when((hall) => hall.members.changeRole({ ...acme.as('bo'), memberId: acme.id('di'), role }))
    }
  })

  test('to the admin role, whoever may give it', async () => {
    const acme = await scene()

    await acme.desk.refuses(
      (hall) => hall.members.changeRole({ ...acme.as('cy'), memberId: acme.id('cy'), role: 'admin' }),
      ...raised(acme, 'cy', 'admin'),
    )
  })

  test('step by step in a batch, where rights are those of the beginning', async () => {
    const acme = await scene()
    const to = (name: string, role: 'viewer' | 'editor' | 'chief' | 'admin') =>
      ({ command: 'member.changeRole', input: { memberId: acme.id(name), role } }) as const

    for (const commands of [
      [to('bo', 'viewer'), to('bo', 'editor')],
      [to('bo', 'editor'), to('di', 'editor')],
      [to('di', 'editor'), to('bo', 'editor')],
    ]) {
      await acme.desk.refuses(
        (hall) => hall.batch({ ...acme.as('bo'), mode: 'all-or-nothing', commands }),
        ...raised(acme, 'bo', 'editor'),
      )
    }
    const { outcomes } = await acme.hall.batch({
      ...acme.as('bo'),
      mode: 'item-by-item',
      commands: [to('bo', 'viewer'), to('bo', 'chief')],
    })
    expect(outcomes).toMatchObject([{ ok: true }, { ok: false, refusal: { code: 'member/self-elevation' } }])
  })

  test('by what they take when they hand the admin role over', async () => {
    const apart = definePolicy({
      permissions: ['doc:read', 'doc:sign'],
      roles: { viewer: {}, signer: { permissions: ['doc:sign'] }, admin: { permissions: ['doc:read'] } },
    })
    const acme = await given(apart, { ada: 'admin', bo: 'viewer' })

    await acme.desk.refuses(
      (hall) => hall.members.transferAdmin({ ...acme.as('ada'), memberId: acme.id('bo'), role: 'signer' }),
      'member/self-elevation',
      { memberId: acme.id('ada'), role: 'signer' },
    )
  })

  test('by an invitation to themselves: they are a member already', async () => {
    const acme = await scene()
    await acme.invite('second', { by: 'bo', role: 'chief' })

    await acme.desk.refuses(
      (hall) =>
        hall.invitations.accept({
          token: acme.invitation('second').token,
          actor: { userId: 'bo', email: emailOf('second'), emailVerified: true },
        }),
      'invitation/already-member',
      {},
    )
  })

  test('by leaving, and accepting what they offered themselves', async () => {
    const acme = await scene()
    await acme.invite('second', { by: 'bo', role: 'chief' })
    await acme.hall.members.leave(acme.as('bo'))

    await acme.desk.refuses(
      (hall) =>
        hall.invitations.accept({
          token: acme.invitation('second').token,
          actor: { userId: 'bo', email: emailOf('second'), emailVerified: true },
        }),
      'invitation/not-valid',
      {},
    )
  })

  test('by being added again', async () => {
    const acme = await scene()

    await acme.desk.refuses(
      (hall) => hall.members.add({ ...acme.as('bo'), userId: 'bo', role: 'chief' }),
      'member/duplicate-user',
      { memberId: acme.id('bo') },
    )
  })

  test('by setting the default role, and leaving the choice to it', async () => {
    const acme = await given(helpdesk, { ada: 'admin', bo: 'desk' }, { settings: { defaultRole: 'chief' } })

    await acme.desk.refuses(
      (hall) => hall.members.changeRole({ ...acme.as('bo'), memberId: acme.id('bo'), role: 'chief' }),
      ...raised(acme, 'bo', 'chief'),
    )
  })
})

describe('it is no raising', () => {
  test('to lower oneself, where the policy lets one', async () => {
    const acme = await scene()

    await acme.desk.when((hall) => hall.members.changeRole({ ...acme.as('cy'), memberId: acme.id('cy'), role: 'desk' }))
    await acme.desk.when((hall) =>
      hall.members.changeRole({ ...acme.as('cy'), memberId: acme.id('cy'), role: 'viewer' }),
    )
  })

  test('to be raised by somebody else, or by the system', async () => {
    const acme = await scene()

    await acme.desk.when((hall) =>
      hall.members.changeRole({ ...acme.as('ada'), memberId: acme.id('bo'), role: 'admin' }),
    )
    await acme.desk.when((hall) => hall.members.changeRole({ ...acme.system, memberId: acme.id('di'), role: 'admin' }))
  })

  test('to change one’s own name and address', async () => {
    const acme = await scene()

    await acme.desk.when((hall) =>
      hall.members.update({ ...acme.as('bo'), memberId: acme.id('bo'), name: 'Bo', email: 'bo@new.test' }),
    )
  })
})
