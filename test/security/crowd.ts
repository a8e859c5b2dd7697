/** An organization of very many, and every rule asked about the first and the last of them (R25). */
import { expect } from 'vitest'
import { emailOf, given, policy, type Scene } from '../support/given.js'

type Acme = Scene<typeof policy>

/** As many members as that, all told. */
export async function crowd(size: number): Promise<Acme> {
  const acme = await given(policy, { ada: 'admin', bo: 'manager' })
  await acme.invite('dee', { by: 'ada', role: 'editor' })
  let next = 4
  while (next <= size) {
    const commands = Array.from({ length: Math.min(1_000, size - next + 1) }, (_, i) => ({
      command: 'member.add' as const,
      input: { userId: `user-${next + i}`, email: `user-${next + i}@example.test`, name: `User ${next + i}` },
    }))
    await acme.hall.batch({ ...acme.system, mode: 'item-by-item', commands })
    next += commands.length
  }
  return acme
}

const codeOf = async (asked: Promise<unknown>) =>
  asked.then(
    () => 'done',
    (error: { code?: string }) => error.code,
  )

/** Every rule, asked about the first and about the last who came. */
export async function verdicts(acme: Acme, size: number): Promise<Record<string, unknown>> {
  const { hall } = acme
  const ada = acme.as('ada')
  const last = `user-${size}`
  await hall.organizations.setSeatLimit({ ...ada, seatLimit: size })
  const [found] = (await hall.organizations.ofUser({ actor: { system: 'test' }, userId: last })).items
  const lastId = found?.member.id ?? expect.fail('the last one is not there')
  const told = {
    'the last admin leaves': await codeOf(hall.members.leave(ada)),
    'a seat too many': await codeOf(hall.members.add({ ...ada, userId: 'new' })),
    'an invitation too many': (await hall.invitations.invite({ ...ada, emails: 'new@example.test' })).outcomes[0]
      ?.outcome,
    'the last user again': await codeOf(hall.members.add({ ...ada, userId: last })),
    'the last address again': await codeOf(hall.members.add({ ...ada, userId: 'new', email: `${last}@EXAMPLE.test` })),
    'an invitation of the last one': (await hall.invitations.invite({ ...ada, emails: `${last}@example.test` }))
      .outcomes[0]?.outcome,
    'an address taken by change': await codeOf(
      hall.members.update({ ...ada, memberId: lastId, email: emailOf('dee').toUpperCase() }),
    ),
    'the last one raised by a manager': await codeOf(
      hall.members.changeRole({ ...acme.as('bo'), memberId: lastId, role: 'admin' }),
    ),
    'the manager raises themselves': await codeOf(
      hall.members.changeRole({ ...acme.as('bo'), memberId: acme.id('bo'), role: 'admin' }),
    ),
    'the last one removed, and back': [
      await codeOf(hall.members.remove({ ...ada, memberId: lastId })),
      await codeOf(hall.members.add({ ...ada, userId: last })),
    ],
    'the seat is free again': await codeOf(hall.members.add({ ...ada, userId: 'new' })),
    'the last one made an admin lets the first go': [
      await codeOf(hall.members.changeRole({ ...acme.system, memberId: acme.id('bo'), role: 'admin' })),
      await codeOf(hall.members.leave(ada)),
      await codeOf(hall.members.leave(acme.as('bo'))),
    ],
  }
  return told
}

/** What the rules say, however many there are. */
export const expected = {
  'the last admin leaves': 'member/last-admin',
  'a seat too many': 'organization/seat-limit',
  'an invitation too many': 'no-seat',
  'the last user again': 'member/duplicate-user',
  'the last address again': 'member/duplicate-email',
  'an invitation of the last one': 'already-member',
  'an address taken by change': 'member/duplicate-email',
  'the last one raised by a manager': 'role/ceiling',
  'the manager raises themselves': 'member/self-elevation',
  'the last one removed, and back': ['done', 'member/was-removed'],
  'the seat is free again': 'done',
  'the last one made an admin lets the first go': ['done', 'done', 'member/last-admin'],
}
