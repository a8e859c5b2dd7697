/** The history: who did what to whom, before and after, why and when; filtered, and page by page both ways. */
import { describe, expect, test } from 'vitest'
import { emailOf, given, policy, type Scene } from '../support/given.js'
import { thrownBy } from '../support/hall.js'

/** A year in the life of Acme, an event a day. */
async function lived(): Promise<Scene<typeof policy>> {
  const acme = await given(policy, { ada: 'admin', bo: 'manager' })
  const day = async (act: () => Promise<unknown>) => {
    acme.clock.pass({ days: 1 })
    await act()
  }
  await day(() => acme.invite('dee', { by: 'bo', role: 'editor' }))
  await day(() => acme.accept('dee'))
  await day(() =>
    acme.hall.members.changeRole({
      ...acme.as('ada'),
      memberId: acme.id('dee'),
      role: 'viewer',
      reason: 'least privilege',
    }),
  )
  await day(() => acme.hall.members.update({ ...acme.as('bo'), memberId: acme.id('dee'), name: 'Dee Dell' }))
  await day(() => acme.hall.members.deactivate({ ...acme.system, memberId: acme.id('bo') }))
  await day(() => acme.hall.members.remove({ ...acme.as('ada'), memberId: acme.id('dee'), reason: 'left' }))
  return acme
}

const types = [
  'organization.created',
  'member.added',
  'member.added',
  'invitation.created',
  'invitation.accepted',
  'member.role_changed',
  'member.updated',
  'member.deactivated',
  'member.removed',
]

type Filter = Omit<Parameters<Scene<typeof policy>['hall']['history']['list']>[0], 'organizationId' | 'actor'>

const told = async (acme: Scene<typeof policy>, filter: Filter = {}) =>
  (await acme.hall.history.list({ ...acme.as('ada'), order: 'oldest-first', ...filter })).items.map(({ type }) => type)

describe('history.list', () => {
  test('tells everything, newest first unless asked otherwise', async () => {
    const acme = await lived()

    expect(await told(acme)).toEqual(types)
    expect(await told(acme, { order: 'newest-first' })).toEqual([...types].reverse())
    expect((await acme.hall.history.list(acme.as('ada'))).items.map(({ type }) => type)).toEqual([...types].reverse())
  })

  test('gives each entry its place, time, actor, command, facts and personal details', async () => {
    const acme = await lived()

    const { items } = await acme.hall.history.list({
      ...acme.as('ada'),
      memberId: acme.id('dee'),
      order: 'oldest-first',
    })

    expect(items.map(({ revision, index }) => [revision, index])).toEqual([
      [3, 0],
      [4, 0],
      [5, 0],
      [6, 0],
      [8, 0],
    ])
    expect(items[2]).toEqual({
      revision: 5,
      index: 0,
      at: '2030-01-04T12:00:00.000Z',
      actor: { memberId: acme.id('ada') },
      command: 'member.changeRole',
      type: 'member.role_changed',
      memberId: acme.id('dee'),
      before: { role: 'editor', status: 'active' },
      after: { role: 'viewer', status: 'active' },
      reason: 'least privilege',
    })
    expect(items[3]).toMatchObject({ details: { after: { name: 'Dee Dell' } } })
    expect(items[0]).toMatchObject({
      invitationId: acme.invitation('dee').invitationId,
      details: { after: { email: emailOf('dee') } },
    })
  })

  test('filters by whom it is about, by whom it was done, by type, time and revision, and combines them', async () => {
    const acme = await lived()
    const dee = { memberId: acme.id('dee') }

    expect(await told(acme, dee)).toEqual([
      'invitation.created',
      'invitation.accepted',
      'member.role_changed',
      'member.updated',
      'member.removed',
    ])
    expect(await told(acme, { by: { memberId: acme.id('bo') } })).toEqual(['invitation.created', 'member.updated'])
    expect(await told(acme, { by: dee })).toEqual(['invitation.accepted'])
    expect(await told(acme, { by: { system: 'test' } })).toEqual([
      'organization.created',
      'member.added',
      'member.added',
      'member.deactivated',
    ])
    expect(await told(acme, { by: { system: 'nobody' } })).toEqual([])
    expect(await told(acme, { types: ['member.removed', 'member.updated'] })).toEqual([
      'member.updated',
      'member.removed',
    ])
    expect(await told(acme, { types: [] })).toEqual([])
    expect(await told(acme, { from: '2030-01-03T12:00:00Z', until: '2030-01-05T12:00:00Z' })).toEqual([
      'invitation.accepted',
      'member.role_changed',
    ])
    expect(await told(acme, { afterRevision: 6 })).toEqual(['member.deactivated', 'member.removed'])
    expect(await told(acme, { ...dee, by: { memberId: acme.id('ada') }, types: ['member.removed'] })).toEqual([
      'member.removed',
    ])
    expect(await told(acme, { ...dee, from: '2030-01-07T00:00:00+02:00', afterRevision: 3 })).toEqual([
      'member.removed',
    ])
  })

  test.each(['newest-first', 'oldest-first'] as const)('goes page by page, %s', async (order) => {
    const acme = await lived()
    const whole = await told(acme, { order })
    for (const limit of [1, 2, 4, 9, 10]) {
      const pages: string[][] = []
      let after: string | undefined
      do {
        const page = await acme.hall.history.list({ ...acme.as('ada'), order, limit, ...(after && { after }) })
        pages.push(page.items.map(({ type }) => type))
        after = page.next
      } while (after !== undefined)

      expect(pages.flat()).toEqual(whole)
      expect(pages).toHaveLength(Math.ceil(whole.length / limit))
    }
  })

  test('is an outbox: a consumer that was away reads on from the revision it last saw', async () => {
    const acme = await given(policy, { ada: 'admin' })
    const read = async (afterRevision: number) =>
      (await acme.hall.history.list({ ...acme.system, afterRevision, order: 'oldest-first' })).items
    const seen = (await read(0)).at(-1)?.revision ?? 0
    await acme.add('bo')
    await acme.add('cy')

    expect((await read(seen)).map(({ revision, type }) => [revision, type])).toEqual([
      [2, 'member.added'],
      [3, 'member.added'],
    ])
  })

  test('refuses what is no filter', async () => {
    const acme = await given(policy, { ada: 'admin' })
    const issues = async (filter: Filter) =>
      (await thrownBy(acme.hall.history.list({ ...acme.as('ada'), ...filter }))).details

    expect(await issues({ from: '2030-01-01' })).toMatchObject({ issues: [{ path: 'from' }] })
    expect(await issues({ after: 'x' })).toMatchObject({ issues: [{ path: 'after' }] })
    expect(await issues({ limit: 0 })).toMatchObject({ issues: [{ path: 'limit' }] })
    expect(await issues({ afterRevision: -1 })).toMatchObject({ issues: [{ path: 'afterRevision' }] })
    expect(await issues({ types: Array.from({ length: 51 }, () => 'a.b') })).toMatchObject({
      issues: [{ path: 'types' }],
    })
  })

  test('tells of nothing that was refused, or that changed nothing', async () => {
    const acme = await given(policy, { ada: 'admin', bo: 'viewer' })
    const before = await told(acme)

    await acme.hall.attempt.members.leave(acme.as('ada'))
    await acme.hall.members.changeRole({ ...acme.as('ada'), memberId: acme.id('bo'), role: 'viewer' })
    await acme.hall.plan.members.remove({ ...acme.as('ada'), memberId: acme.id('bo') })

    expect(await told(acme)).toEqual(before)
  })
})
