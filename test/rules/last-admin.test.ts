/** An organization always has an active admin (S4-37, S4-62). */
import { definePolicy } from 'guildhall'
import { describe, expect, test } from 'vitest'
import { given, policy } from '../support/given.js'
import { openHall } from '../support/hall.js'

const lastAdmin = ['member/last-admin', { adminRole: 'admin' }] as const

describe('an organization always has an active admin', () => {
  test('whatever the command, and whoever asks', async () => {
    const acme = await given(policy, { ada: 'admin', bo: 'viewer' })
    const ada = acme.id('ada')

    for (const by of [acme.as('ada'), acme.system]) {
      await acme.desk.refuses((hall) => hall.members.remove({ ...by, memberId: ada }), ...lastAdmin)
      await acme.desk.refuses((hall) => hall.members.deactivate({ ...by, memberId: ada }), ...lastAdmin)
    }
    await acme.desk.refuses((hall) => hall.members.leave(acme.as('ada')), ...lastAdmin)
    await acme.desk.refuses(
      (hall) => hall.members.changeRole({ ...acme.system, memberId: ada, role: 'viewer' }),
      ...lastAdmin,
    )
  })

  test('somebody who is deactivated or pending is none', async () => {
    const acme = await given(policy, {
      ada: 'admin',
      bo: { role: 'admin', status: 'deactivated' },
      dee: { role: 'admin', status: 'pending' },
    })

    await acme.desk.refuses((hall) => hall.members.leave(acme.as('ada')), ...lastAdmin)
  })

  test('a role that only looks like the admin role is none', async () => {
    const lookalikes = definePolicy({
      permissions: ['doc:read'],
      roles: {
        viewer: {},
        owner: {
          permissions: [
            '*',
            'organization:update',
            'organization:delete',
            'member:add',
            'member:update-role',
            'member:remove',
            'member:transfer-admin',
          ],
          assigns: ['owner', 'chief', 'viewer'],
        },
        chief: {},
      },
      adminRole: 'chief',
    })
    const acme = await given(lookalikes, { ada: 'chief', bo: 'owner' })

    await acme.desk.refuses((hall) => hall.members.leave(acme.as('ada')), 'member/last-admin', { adminRole: 'chief' })
  })

  test('nobody is left over in a batch: only where it ends counts', async () => {
    const acme = await given(policy, { ada: 'admin', bo: 'admin', cy: 'viewer' })
    const lower = (name: string) =>
      ({ command: 'member.changeRole', input: { memberId: acme.id(name), role: 'viewer' } }) as const
    const raise = (name: string) =>
      ({ command: 'member.changeRole', input: { memberId: acme.id(name), role: 'admin' } }) as const
    const batch = { ...acme.system, mode: 'all-or-nothing' } as const

    await acme.desk.refuses((hall) => hall.batch({ ...batch, commands: [lower('ada'), lower('bo')] }), ...lastAdmin)
    await acme.desk.when((hall) => hall.batch({ ...batch, commands: [lower('ada'), lower('bo'), raise('cy')] }))

    expect(await acme.people()).toEqual({ ada: 'viewer', bo: 'viewer', cy: 'admin' })
  })

  test('item by item the last one stays', async () => {
    const acme = await given(policy, { ada: 'admin', bo: 'admin', cy: 'viewer' })

    const { value } = await acme.desk.when((hall) =>
      hall.batch({
        ...acme.system,
        mode: 'item-by-item',
        commands: [
          { command: 'member.remove', input: { memberId: acme.id('ada') } },
          { command: 'member.remove', input: { memberId: acme.id('bo') } },
          { command: 'member.remove', input: { memberId: acme.id('cy') } },
        ],
      }),
    )

    expect(value.outcomes).toMatchObject([
      { ok: true },
      { ok: false, refusal: { code: 'member/last-admin' } },
      { ok: true },
    ])
    expect(await acme.people()).toEqual({ bo: 'admin' })
  })

  test('two may go as long as a third stays, and handing over is enough', async () => {
    const acme = await given(policy, { ada: 'admin', bo: 'admin', cy: 'viewer' })

    await acme.desk.when((hall) => hall.members.leave(acme.as('ada')))
    await acme.desk.when((hall) => hall.members.transferAdmin({ ...acme.as('bo'), memberId: acme.id('cy') }))
    await acme.desk.when((hall) => hall.members.leave(acme.as('bo')))

    expect(await acme.people()).toEqual({ cy: 'admin' })
  })

  test('one that has none already can still shrink, and be repaired', async () => {
    const acme = await given(policy, { ada: 'admin', bo: 'editor', cy: 'viewer' }, { audited: false })
    // what was the admin role is an ordinary one since the last deploy
    const deployed = definePolicy({
      permissions: ['doc:read'],
      roles: { admin: {}, viewer: {}, editor: {}, owner: {} },
      adminRole: 'owner',
    })
    const { memory, mint, clock } = acme.desk
    const desk = openHall({ policy: deployed, memory, mint, clock })

    await desk.when((hall) => hall.members.remove({ ...acme.system, memberId: acme.id('cy') }))
    await desk.when((hall) => hall.members.changeRole({ ...acme.system, memberId: acme.id('bo'), role: 'owner' }))
    await desk.refuses(
      (hall) => hall.members.changeRole({ ...acme.system, memberId: acme.id('bo'), role: 'editor' }),
      'member/last-admin',
      { adminRole: 'owner' },
    )
  })
})
