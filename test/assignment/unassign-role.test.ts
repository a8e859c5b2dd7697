/** Assignments that are taken away, and the lists of those that are left (S1-43, S1-44). */
import { describe, expect, test } from 'vitest'
import { duties } from '../support/duties.js'
import { given } from '../support/given.js'

const app = { type: 'app', key: 'a1', name: 'Apollo' }
const resource = { type: 'app', key: 'a1' }

async function scene() {
  const acme = await given(duties, { ada: 'admin', cleo: 'clerk', bo: 'member', di: 'member' })
  await acme.hall.resources.create({ ...acme.as('ada'), ...app })
  const research = await acme.hall.workspaces.create({ ...acme.as('ada'), name: 'Research' })
  return {
    acme,
    bo: { memberId: acme.id('bo') },
    di: { memberId: acme.id('di') },
    research: { workspaceId: research.id },
  }
}

describe('an assignment is taken away', () => {
  test('with others at once, and grants nothing from then on', async () => {
    const { acme, bo, di } = await scene()
    const { ids } = await acme.hall.assignments.assign({ ...acme.as('ada'), principals: [bo, di], role: 'payer' })

    const { value, events } = await acme.desk.when((hall) =>
      hall.assignments.unassign({ ...acme.as('ada'), assignmentIds: [...ids, ...ids], reason: 'year’s end' }),
    )

    expect(value.ids).toEqual(ids)
    expect(events).toMatchObject([
      {
        ...{ type: 'assignment.deleted', memberId: bo.memberId, recordId: ids[0], reason: 'year’s end' },
        before: { role: 'payer', principalId: bo.memberId, scopeKind: 'organization' },
      },
      { type: 'assignment.deleted', memberId: di.memberId },
    ])
    const access = await acme.hall.access({ organizationId: acme.organizationId, userId: 'bo' })
    expect(access.can('bill:pay')).toBe(false)
  })

  test('also where it is over, or its scope is gone', async () => {
    const { acme, bo } = await scene()
    const said = { ...acme.as('ada'), principals: [bo] }
    const over = await acme.hall.assignments.assign({ ...said, role: 'payer', expiresAt: '2030-01-01T13:00:00Z' })
    const left = await acme.hall.assignments.assign({ ...said, role: 'reader', scope: { resource } })
    acme.clock.pass({ hours: 2 })
    await acme.hall.resources.delete({ ...acme.as('ada'), resource })

    for (const { ids } of [over, left])
      await acme.desk.when((hall) => hall.assignments.unassign({ ...acme.as('ada'), assignmentIds: ids }))
  })

  test('all or nothing: with one that is not there, none is', async () => {
    const { acme, bo } = await scene()
    const { ids } = await acme.hall.assignments.assign({ ...acme.as('ada'), principals: [bo], role: 'payer' })

    for (const assignmentId of ['asg_none', acme.id('bo')]) {
      await acme.desk.refuses(
        (hall) => hall.assignments.unassign({ ...acme.as('ada'), assignmentIds: [...ids, assignmentId] }),
        'assignment/not-found',
        { assignmentId },
      )
    }
  })

  test('by whoever may do so in every scope', async () => {
    const { acme, bo, di, research } = await scene()
    const assign = (principal: object, role: 'lead' | 'guest') =>
      acme.hall.assignments.assign({ ...acme.as('ada'), principals: [principal as typeof bo], role, scope: research })
    const [bos = ''] = (await assign(bo, 'lead')).ids
    const [dis = ''] = (await assign(di, 'guest')).ids
    const [everywhere = ''] = (
      await acme.hall.assignments.assign({ ...acme.as('ada'), principals: [di], role: 'payer' })
    ).ids
    const unassign =
      (by: string, ...assignmentIds: string[]) =>
      (hall: typeof acme.hall) =>
        hall.assignments.unassign({ ...acme.as(by), assignmentIds })

    const permission = 'assignment:delete'
    await acme.desk.refuses(unassign('di', bos), 'access/not-allowed', { permission })
    await acme.desk.refuses(unassign('bo', dis, everywhere), 'access/not-allowed', { permission })
    await acme.desk.refuses(unassign('bo', 'asg_none'), 'access/not-allowed', { permission })
    await acme.desk.when(unassign('bo', dis))
  })

  test('once under one key', async () => {
    const { acme, bo, di } = await scene()
    const { ids } = await acme.hall.assignments.assign({ ...acme.as('ada'), principals: [bo, di], role: 'payer' })
    const unassign = (at: number) => (hall: typeof acme.hall, idempotencyKey: string) =>
      hall.assignments.unassign({ ...acme.as('ada'), assignmentIds: [ids[at] ?? ''], idempotencyKey })

    await acme.desk.doesOnce(unassign(0), unassign(1))
  })

  test('with the member who is removed', async () => {
    const { acme, bo } = await scene()
    await acme.hall.assignments.assign({ ...acme.as('ada'), principals: [bo], role: 'payer' })

    await acme.desk.when((hall) => hall.members.remove({ ...acme.as('ada'), ...bo }))
    expect((await acme.hall.assignments.list({ ...acme.as('ada') })).items).toEqual([])
  })
})

describe('assignments are listed', () => {
  test('by principal and by scope, the oldest first, with names (S1-43, S1-44)', async () => {
    const { acme, bo, di, research } = await scene()
    const said = acme.as('ada')
    await acme.hall.assignments.assign({ ...said, principals: [bo], role: 'writer', scope: { resource } })
    acme.clock.pass({ seconds: 1 })
    await acme.hall.assignments.assign({ ...said, principals: [di, 'everyone'], role: 'reader', scope: { resource } })
    acme.clock.pass({ seconds: 1 })
    await acme.hall.assignments.assign({ ...said, principals: [bo], role: 'guest', scope: research })
    await acme.hall.assignments.assign({ ...said, principals: [bo], role: 'payer' })

    const onApp = await acme.hall.assignments.list({ ...said, scope: { resource } })
    expect(onApp.items.map(({ role }) => role)).toEqual(['writer', 'reader', 'reader'])
    expect(onApp.items[0]).toMatchObject({ principalName: 'bo', scopeName: 'Apollo', resource, inForce: true })
    const ofBo = await acme.hall.assignments.list({ ...said, principal: bo })
    expect(ofBo.items.map(({ role, scopeName }) => `${role} ${scopeName}`).sort()).toEqual([
      ...['guest Research', 'payer undefined', 'writer Apollo'],
    ])
    const ofAll = await acme.hall.assignments.list({ ...said, principal: 'everyone' })
    expect(ofAll.items).toMatchObject([{ role: 'reader', principalKind: 'everyone' }])
    expect((await acme.hall.assignments.list({ ...said, scope: research })).items).toMatchObject([{ role: 'guest' }])
    expect((await acme.hall.assignments.list({ ...said, scope: 'organization' })).items).toMatchObject([
      { role: 'payer' },
    ])
    expect((await acme.hall.assignments.list({ ...said, role: ['reader'] })).items).toHaveLength(2)
    expect((await acme.hall.assignments.list(said)).items).toHaveLength(5)
  })

  test('page by page', async () => {
    const { acme, bo } = await scene()
    for (const role of ['payer', 'desk', 'clerk', 'member'] as const) {
      acme.clock.pass({ seconds: 1 })
      await acme.hall.assignments.assign({ ...acme.as('ada'), principals: [bo], role })
    }

    const first = await acme.hall.assignments.list({ ...acme.as('ada'), principal: bo, limit: 3 })
    expect(first.items.map(({ role }) => role)).toEqual(['payer', 'desk', 'clerk'])
    const second = await acme.hall.assignments.list({
      ...acme.as('ada'),
      principal: bo,
      limit: 3,
      after: first.next ?? '',
    })
    expect(second.items.map(({ role }) => role)).toEqual(['member'])
    expect(second.next).toBeUndefined()
  })

  test('with those over and those to come, told apart, and without what is dead', async () => {
    const { acme, bo, di } = await scene()
    const said = { ...acme.as('ada'), principals: [bo] }
    await acme.hall.assignments.assign({ ...said, role: 'payer', expiresAt: '2030-01-01T13:00:00Z' })
    await acme.hall.assignments.assign({ ...said, role: 'clerk', startsAt: '2030-02-01T13:00:00Z' })
    await acme.hall.assignments.assign({ ...said, principals: [bo, di], role: 'reader', scope: { resource } })
    acme.clock.pass({ hours: 1 })
    await acme.hall.resources.delete({ ...acme.as('ada'), resource })

    const { items } = await acme.hall.assignments.list({ ...acme.as('ada'), principal: bo })
    expect(items.map(({ role, inForce }) => `${role} ${inForce}`).sort()).toEqual(['clerk false', 'payer false'])
  })

  test('of those that the actor may see, each judged by itself', async () => {
    const { acme, bo, di, research } = await scene()
    const said = { ...acme.as('ada'), principals: [bo] }
    await acme.hall.assignments.assign({ ...said, role: 'payer' })
    await acme.hall.assignments.assign({ ...said, role: 'lead', scope: research })
    const { ids } = await acme.hall.assignments.assign({
      ...said,
      principals: [di],
      role: 'reader',
      scope: { resource },
    })

    expect((await acme.hall.assignments.list(acme.as('bo'))).items).toMatchObject([{ role: 'lead' }])
    expect((await acme.hall.assignments.list(acme.as('di'))).items).toEqual([])
    const refused = { code: 'access/not-allowed', details: { permission: 'assignment:read' } }
    await expect(acme.hall.assignments.list({ ...acme.as('bo'), scope: { resource } })).rejects.toMatchObject(refused)
    for (const assignmentId of [...ids, 'asg_none'])
      await expect(acme.hall.assignments.get({ ...acme.as('bo'), assignmentId })).rejects.toMatchObject(refused)
  })

  test('and one is read by its id', async () => {
    const { acme, bo } = await scene()
    const { assignments } = await acme.hall.assignments.assign({
      ...{ ...acme.as('ada'), principals: [bo], role: 'writer', scope: { resource } },
    })
    const [assignment] = assignments

    const got = await acme.hall.assignments.get({ ...acme.as('ada'), assignmentId: assignment?.id ?? '' })
    expect(got).toEqual({ ...assignment, principalName: 'bo', scopeName: 'Apollo', resource })
    await expect(acme.hall.assignments.get({ ...acme.as('ada'), assignmentId: 'asg_none' })).rejects.toMatchObject({
      ...{ code: 'assignment/not-found', details: { assignmentId: 'asg_none' } },
    })
    const nowhere = { type: 'app', key: 'none' }
    await expect(acme.hall.assignments.list({ ...acme.as('ada'), scope: { resource: nowhere } })).rejects.toMatchObject(
      {
        ...{ code: 'resource/not-found', details: nowhere },
      },
    )
    await expect(
      acme.hall.assignments.list({ ...acme.as('ada'), principal: bo, scope: { resource } }),
    ).rejects.toMatchObject({ code: 'input/invalid' })
  })
})
