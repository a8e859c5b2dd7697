import { expect, test } from 'vitest'
import { given } from '../support/given.js'
import { app, joins, named, spacesPolicy as policy, workspace } from '../support/spaces.js'

test('nobody moves a resource to where they may do more with it', async () => {
  const acme = await given(policy, { ada: 'admin', bo: 'librarian' })
  const lab = await workspace(acme)
  await joins(acme, lab.id, 'bo', 'manager')
  const { id: resourceId } = await app(acme, 'one')
  await app(acme, 'two', { workspaceId: lab.id })

  await acme.desk.refuses(
    (hall) => hall.resources.move({ ...acme.as('bo'), resource: named('one'), workspaceId: lab.id }),
    'resource/self-elevation',
    {
      resourceId,
      missing: [
        'workspace:update',
        'workspace:delete',
        'workspace:add-member',
        'workspace:remove-member',
        'workspace:update-role',
        'doc:write',
        'doc:delete',
        'doc:delete:own',
      ],
    },
  )
  await acme.desk.when((hall) =>
    hall.resources.move({ ...acme.as('ada'), resource: named('one'), workspaceId: lab.id }),
  )
})

test('nobody makes a resource their own to do with it what is for owners', async () => {
  const acme = await given(policy, { ada: 'admin', bo: 'librarian', cy: 'librarian' })
  const { id: resourceId } = await app(acme, 'one')

  await acme.desk.refuses(
    (hall) => hall.resources.transfer({ ...acme.as('bo'), resource: named('one'), to: { memberId: acme.id('bo') } }),
    'resource/self-elevation',
    { resourceId, missing: ['doc:write'] },
  )
  await acme.desk.when((hall) =>
    hall.resources.transfer({ ...acme.as('bo'), resource: named('one'), to: { memberId: acme.id('cy') } }),
  )
  await acme.desk.when((hall) =>
    hall.resources.transfer({ ...acme.as('ada'), resource: named('one'), to: { memberId: acme.id('ada') } }),
  )
})

test('bringing in what is one’s own is no gain: it was not here before', async () => {
  const acme = await given(policy, { ada: 'admin', bo: 'librarian' })

  const { value } = await acme.desk.when((hall) =>
    hall.resources.create({ ...acme.as('bo'), type: 'app', key: 'one', ownerId: acme.id('bo') }),
  )

  expect(value.ownerId).toBe(acme.id('bo'))
})

test('nor is a batch a way around', async () => {
  const acme = await given(policy, { ada: 'admin', bo: 'librarian' })
  const { id: resourceId } = await app(acme, 'one')
  const to = (memberId: string) => ({
    command: 'resource.transfer' as const,
    input: { resource: named('one'), to: { memberId } },
  })

  const refused = await acme.hall.attempt.batch({
    ...acme.as('bo'),
    mode: 'all-or-nothing',
    commands: [to(acme.id('ada')), to(acme.id('bo'))],
  })

  expect(refused).toMatchObject({
    ok: false,
    refusal: { code: 'resource/self-elevation', details: { resourceId, missing: ['doc:write'] } },
  })
})
