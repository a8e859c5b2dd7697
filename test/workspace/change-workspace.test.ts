import { describe, expect, test } from 'vitest'
import { given, givenAt } from '../support/given.js'
import { app, joins, named, spacesPolicy as policy, workspace } from '../support/spaces.js'

describe('workspace.update', () => {
  test('changes what is said, and null clears', async () => {
    const acme = await given(policy, { ada: 'admin', bo: 'member' })
    const { id: workspaceId } = await workspace(acme)
    await joins(acme, workspaceId, 'bo', 'manager')

    const { value, events } = await acme.desk.when((hall) =>
      hall.workspaces.update({ ...acme.as('bo'), workspaceId, name: 'Den', key: 'den', description: 'Warm' }),
    )
    expect(value).toMatchObject({ name: 'Den', key: 'den', description: 'Warm', memberCount: 1 })
    expect(events).toMatchObject([
      {
        type: 'workspace.updated',
        recordId: workspaceId,
        before: { key: null },
        after: { key: 'den' },
        details: { before: { name: 'Lab' }, after: { name: 'Den', description: 'Warm' } },
      },
    ])

    const cleared = await acme.desk.when((hall) =>
      hall.workspaces.update({ ...acme.as('bo'), workspaceId, key: null, description: null }),
    )
    expect(cleared.value).not.toHaveProperty('key')
    expect(cleared.value).not.toHaveProperty('description')
    await acme.desk.unchanged((hall) => hall.workspaces.update({ ...acme.as('bo'), workspaceId, name: 'Den' }))
  })

  test('refuses a key that another has, and takes its own again', async () => {
    const acme = await given(policy, { ada: 'admin' })
    const lab = await acme.hall.workspaces.create({ ...acme.as('ada'), name: 'Lab', key: 'lab' })
    const den = await acme.hall.workspaces.create({ ...acme.as('ada'), name: 'Den', key: 'den' })

    await acme.desk.refuses(
      (hall) => hall.workspaces.update({ ...acme.as('ada'), workspaceId: den.id, key: 'lab' }),
      'workspace/key-taken',
      { key: 'lab', workspaceId: lab.id },
    )
    await acme.desk.unchanged((hall) => hall.workspaces.update({ ...acme.as('ada'), workspaceId: lab.id, key: 'lab' }))
  })
})

describe('workspace.delete', () => {
  test('deletes an empty one with all that is held there', async () => {
    const acme = await given(policy, { ada: 'admin', bo: 'member' })
    const { id: workspaceId } = await workspace(acme)
    await joins(acme, workspaceId, 'bo', 'manager')

    const { value, events } = await acme.desk.when((hall) =>
      hall.workspaces.delete({ ...acme.as('bo'), workspaceId, reason: 'done' }),
    )

    expect(value).toMatchObject({ status: 'deleted', deletedAt: acme.clock.iso(), memberCount: 0 })
    expect(events).toMatchObject([
      {
        type: 'workspace.deleted',
        recordId: workspaceId,
        before: { status: 'active' },
        after: { status: 'deleted' },
        reason: 'done',
      },
    ])
    expect((await acme.hall.members.workspaces({ ...acme.as('bo'), memberId: acme.id('bo') })).items).toEqual([])
    const gone = acme.hall.workspaces.get({ ...acme.as('ada'), workspaceId })
    await expect(gone).rejects.toMatchObject({ code: 'workspace/not-found' })
  })

  test('refuses while there are resources in it', async () => {
    const acme = await given(policy, { ada: 'admin' })
    const { id: workspaceId } = await workspace(acme)
    await app(acme, 'one', { workspaceId })

    await acme.desk.refuses(
      (hall) => hall.workspaces.delete({ ...acme.as('ada'), workspaceId }),
      'workspace/has-resources',
      { workspaceId },
    )

    await acme.hall.resources.delete({ ...acme.as('ada'), resource: named('one') })
    await acme.desk.when((hall) => hall.workspaces.delete({ ...acme.as('ada'), workspaceId }))
  })

  test('one that a batch empties only in part keeps the rest', async () => {
    const acme = await given(policy, { ada: 'admin' })
    const { id: workspaceId } = await workspace(acme)
    for (const key of ['one', 'two'])
      await acme.hall.resources.create({ ...acme.as('ada'), ...named(key), workspaceId })
    const away = (key: string) => ({
      command: 'resource.move' as const,
      input: { resource: named(key), workspaceId: null },
    })
    const end = { command: 'workspace.delete' as const, input: { workspaceId } }
    const emptied = (...keys: readonly string[]) =>
      acme.hall.attempt.batch({ ...acme.as('ada'), mode: 'all-or-nothing', commands: [...keys.map(away), end] })

    for (const key of ['one', 'two'])
      expect(await emptied(key)).toMatchObject({ ok: false, refusal: { code: 'workspace/has-resources' } })
    expect(await emptied('one', 'two')).toMatchObject({ ok: true })
  })
})

test('one that is unknown, foreign or deleted is not found, and whoever may not ask does not learn it (R12)', async () => {
  const acme = await given(policy, { ada: 'admin', bo: 'member' })
  const umbra = await givenAt(acme.desk, { eve: 'admin' }, { slug: 'umbra' })
  const theirs = await workspace(umbra)
  const gone = await workspace(acme)
  await acme.hall.workspaces.delete({ ...acme.as('ada'), workspaceId: gone.id })
  const memberIds = [acme.id('bo')]

  for (const workspaceId of [theirs.id, gone.id, 'wsp_nowhere']) {
    const details = { workspaceId }
    const at = { ...acme.as('ada'), workspaceId }
    await acme.desk.refuses((hall) => hall.workspaces.update({ ...at, name: 'X' }), 'workspace/not-found', details)
    await acme.desk.refuses((hall) => hall.workspaces.delete(at), 'workspace/not-found', details)
    await acme.desk.refuses((hall) => hall.workspaces.addMembers({ ...at, memberIds }), 'workspace/not-found', details)
    await acme.desk.refuses(
      (hall) => hall.workspaces.removeMembers({ ...at, memberIds }),
      'workspace/not-found',
      details,
    )
    await acme.desk.refuses(
      (hall) => hall.workspaces.changeRole({ ...at, memberId: acme.id('bo'), role: null }),
      'workspace/not-found',
      details,
    )
    await acme.desk.refuses(
      (hall) => hall.workspaces.update({ ...acme.as('bo'), workspaceId, name: 'X' }),
      'access/not-allowed',
      { permission: 'workspace:update' },
    )
    for (const ask of [acme.hall.workspaces.get(at), acme.hall.workspaces.members(at)])
      await expect(ask).rejects.toMatchObject({ code: 'workspace/not-found' })
  }
})
