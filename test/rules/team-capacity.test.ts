import { expect, test } from 'vitest'
import { givenTeams, join, playersOf, team } from '../team/stage.js'

test('a team takes as many members as its capacity, pending ones included', async () => {
  const acme = await givenTeams()
  const teamId = await team(acme, { capacity: 2 })
  const add = (...names: string[]) => ({ ...acme.as('sue'), teamId, memberIds: names.map((name) => acme.id(name)) })

  await acme.desk.refuses((hall) => hall.teams.addMembers(add('mia', 'pia', 'bo')), 'team/full', {
    teamId,
    capacity: 2,
    members: 3,
  })
  await acme.desk.when((hall) => hall.teams.addMembers(add('mia', 'pia')))
  await acme.desk.refuses((hall) => hall.teams.addMembers(add('bo')), 'team/full', { teamId, capacity: 2, members: 3 })
  await acme.desk.unchanged((hall) => hall.teams.addMembers(add('mia')))
})

test('a capacity of 0 is zero, and absent is unlimited', async () => {
  const acme = await givenTeams()
  const teamId = await team(acme, { capacity: 0 })
  const add = { ...acme.as('sue'), teamId, memberIds: [acme.id('mia')] }

  await acme.desk.refuses((hall) => hall.teams.addMembers(add), 'team/full', { teamId, capacity: 0, members: 1 })
  await acme.hall.teams.update({ ...acme.system, teamId, capacity: null })
  await acme.desk.when((hall) => hall.teams.addMembers(add))
})

test('below use, a team can still shrink, change roles and be renamed, but not grow', async () => {
  const acme = await givenTeams()
  const teamId = await team(acme)
  await join(acme, teamId, ['mia', 'bo', 'pia'])
  await acme.hall.teams.update({ ...acme.system, teamId, capacity: 1 })
  const at = { ...acme.as('ada'), teamId }

  await acme.desk.refuses((hall) => hall.teams.addMembers({ ...at, memberIds: [acme.id('di')] }), 'team/full', {
    teamId,
    capacity: 1,
    members: 4,
  })
  await acme.desk.when((hall) => hall.teams.changeRole({ ...at, memberId: acme.id('mia'), role: 'player' }))
  await acme.desk.when((hall) => hall.teams.update({ ...at, name: 'Small' }))
  await acme.desk.when((hall) => hall.members.remove({ ...acme.as('ada'), memberId: acme.id('bo') }))
  await acme.desk.when((hall) => hall.teams.removeMembers({ ...at, memberIds: [acme.id('pia')] }))
  expect(await playersOf(acme, teamId)).toEqual(['mia player'])
})

test('of a batch, only the end counts: one leaves a full team and another comes, in whatever order', async () => {
  const acme = await givenTeams()
  const teamId = await team(acme, { capacity: 1 })
  await join(acme, teamId, ['mia'])
  const [mia, bo] = [[acme.id('mia')], [acme.id('bo')]]

  await acme.desk.when((hall) =>
    hall.batch({
      ...acme.as('sue'),
      mode: 'all-or-nothing',
      commands: [
        { command: 'team.addMembers', input: { teamId, memberIds: bo } },
        { command: 'team.removeMembers', input: { teamId, memberIds: mia } },
      ],
    }),
  )

  expect(await playersOf(acme, teamId)).toEqual(['bo'])
})

test('a capacity that is lowered in the batch that adds binds it', async () => {
  const acme = await givenTeams()
  const teamId = await team(acme)

  await acme.desk.refusesToCommit(
    (hall) =>
      hall.batch({
        ...acme.as('sue'),
        mode: 'all-or-nothing',
        commands: [
          { command: 'team.addMembers', input: { teamId, memberIds: [acme.id('bo'), acme.id('mia')] } },
          { command: 'team.update', input: { teamId, capacity: 1 } },
        ],
      }),
    'team/full',
    { teamId, capacity: 1, members: 2 },
  )
})
