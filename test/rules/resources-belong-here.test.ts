import { test } from 'vitest'
import { given, givenAt } from '../support/given.js'
import { app, named, spacesPolicy as policy, workspace } from '../support/spaces.js'

test('a workspace that is not of this organization, or not any more (S1-40, R12)', async () => {
  const acme = await given(policy, { ada: 'admin' })
  const umbra = await givenAt(acme.desk, { eve: 'admin' }, { slug: 'umbra' })
  const theirs = await workspace(umbra)
  const gone = await workspace(acme)
  await acme.hall.workspaces.delete({ ...acme.as('ada'), workspaceId: gone.id })
  await app(acme, 'one')

  for (const workspaceId of [theirs.id, gone.id, 'wsp_nowhere', acme.id('ada')]) {
    const details = { workspaceId }
    await acme.desk.refuses(
      (hall) => hall.resources.create({ ...acme.as('ada'), type: 'app', key: 'two', workspaceId }),
      'workspace/not-found',
      details,
    )
    await acme.desk.refuses(
      (hall) => hall.resources.move({ ...acme.as('ada'), resource: named('one'), workspaceId }),
      'workspace/not-found',
      details,
    )
  }
})

test('an owner who is not of this organization, has not joined yet, or was removed', async () => {
  const acme = await given(policy, { ada: 'admin', bo: 'member', dee: { role: 'member', status: 'pending' } })
  const umbra = await givenAt(acme.desk, { eve: 'admin' }, { slug: 'umbra' })
  const lab = await workspace(acme)
  await acme.hall.members.remove({ ...acme.as('ada'), memberId: acme.id('bo') })
  await app(acme, 'one')

  for (const ownerId of [umbra.id('eve'), acme.id('bo'), acme.id('dee'), lab.id]) {
    const details = { ownerId }
    await acme.desk.refuses(
      (hall) => hall.resources.create({ ...acme.as('ada'), type: 'app', key: 'two', ownerId }),
      'resource/owner-not-found',
      details,
    )
    for (const to of [{ memberId: ownerId }, { teamId: ownerId }]) {
      await acme.desk.refuses(
        (hall) => hall.resources.transfer({ ...acme.as('ada'), resource: named('one'), to }),
        'resource/owner-not-found',
        details,
      )
    }
  }
})
