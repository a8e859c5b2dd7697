/** The term and the reason of an assignment, changed afterwards (S1-39, S4-81). */
import { describe, expect, test } from 'vitest'
import { duties } from '../support/duties.js'
import { given } from '../support/given.js'

async function scene() {
  const acme = await given(duties, { ada: 'admin', cleo: 'clerk', bo: 'member', hal: 'desk' })
  const { ids } = await acme.hall.assignments.assign({
    ...acme.as('ada'),
    principals: [{ memberId: acme.id('bo') }],
    role: 'payer',
    expiresAt: '2030-01-02T00:00:00Z',
    reason: 'January',
  })
  return { acme, assignmentId: ids[0] ?? '' }
}

describe('an assignment', () => {
  test('lasts longer, and whoever gave it for longer vouches for it', async () => {
    const { acme, assignmentId } = await scene()

    const { value, events } = await acme.desk.when((hall) =>
      hall.assignments.change({ ...acme.as('hal'), assignmentId, expiresAt: '2030-02-02T00:00:00Z' }),
    )

    expect(value).toMatchObject({
      ...{ id: assignmentId, expiresAt: '2030-02-02T00:00:00.000Z', reason: 'January' },
      granter: { memberId: acme.id('hal') },
    })
    expect(events).toMatchObject([
      {
        ...{ type: 'assignment.changed', recordId: assignmentId, memberId: acme.id('bo') },
        before: { expiresAt: '2030-01-02T00:00:00.000Z' },
        after: { expiresAt: '2030-02-02T00:00:00.000Z' },
      },
    ])
  })

  test('loses its bounds and its reason by null', async () => {
    const { acme, assignmentId } = await scene()

    const { value } = await acme.desk.when((hall) =>
      hall.assignments.change({ ...acme.as('ada'), assignmentId, startsAt: null, expiresAt: null, reason: null }),
    )

    for (const field of ['startsAt', 'expiresAt', 'reason']) expect(value).not.toHaveProperty(field)
  })

  test('is neither widened nor shortened by who could not give it (R8, R9)', async () => {
    const { acme, assignmentId } = await scene()

    await acme.desk.refuses(
      (hall) => hall.assignments.change({ ...acme.as('cleo'), assignmentId, expiresAt: null }),
      'role/ceiling',
      { role: 'payer', missing: ['bill:pay', 'bill:pay:own'] },
    )
    await acme.desk.refuses(
      (hall) => hall.assignments.change({ ...acme.as('cleo'), assignmentId, expiresAt: '2030-01-01T13:00:00Z' }),
      'member/holds-more',
      { memberId: acme.id('bo'), role: 'payer', missing: ['bill:pay', 'bill:pay:own'] },
    )
  })

  test('that is over can begin anew, and its reason can be mended', async () => {
    const { acme, assignmentId } = await scene()
    acme.clock.pass({ days: 10 })

    await acme.desk.when((hall) => hall.assignments.change({ ...acme.as('ada'), assignmentId, reason: 'New Year' }))
    const { value } = await acme.desk.when((hall) =>
      hall.assignments.change({ ...acme.as('ada'), assignmentId, expiresAt: '2030-02-01T00:00:00Z' }),
    )
    expect(value.inForce).toBe(true)
  })

  test('is never made to be in force at no time', async () => {
    const { acme, assignmentId } = await scene()
    const change = (term: object) =>
      acme.desk.refuses(
        (hall) => hall.assignments.change({ ...acme.as('ada'), assignmentId, ...term }),
        'assignment/never-in-force',
        { expiresAt: '2030-01-02T00:00:00.000Z', ...term },
      )

    await change({ startsAt: '2030-01-02T00:00:00.000Z' })
    await change({ expiresAt: '2030-01-01T12:00:00.000Z' })
  })

  test('that says the same changes nothing', async () => {
    const { acme, assignmentId } = await scene()

    await acme.desk.unchanged((hall) =>
      hall.assignments.change({ ...acme.as('ada'), assignmentId, expiresAt: '2030-01-02T00:00:00Z' }),
    )
  })

  test('that is not there, or whose principal or scope is gone, is not found', async () => {
    const { acme } = await scene()
    const resource = { type: 'app', key: 'a1' }
    await acme.hall.resources.create({ ...acme.as('ada'), ...resource })
    const { ids } = await acme.hall.assignments.assign({
      ...{ ...acme.as('ada'), principals: ['everyone'], role: 'reader', scope: { resource } },
    })
    await acme.hall.resources.delete({ ...acme.as('ada'), resource })

    for (const assignmentId of [...ids, 'asg_none', acme.id('bo')]) {
      await acme.desk.refuses(
        (hall) => hall.assignments.change({ ...acme.as('ada'), assignmentId, reason: 'why' }),
        'assignment/not-found',
        { assignmentId },
      )
    }
  })

  test('asks for `assignment:update`, once under a key', async () => {
    const { acme, assignmentId } = await scene()
    const change = (expiresAt: string) => (hall: typeof acme.hall, idempotencyKey: string) =>
      hall.assignments.change({ ...acme.as('ada'), assignmentId, expiresAt, idempotencyKey })

    await acme.desk.refuses(
      (hall) => hall.assignments.change({ ...acme.as('bo'), assignmentId, reason: 'mine' }),
      'access/not-allowed',
      { permission: 'assignment:update' },
    )
    await acme.desk.doesOnce(change('2030-03-01T00:00:00Z'), change('2030-04-01T00:00:00Z'))
  })
})
