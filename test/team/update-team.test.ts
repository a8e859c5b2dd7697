import { describe, expect, test } from 'vitest'
import { givenTeams, join, team } from './stage.js'

describe('team.update', () => {
  test('S1-32: renames a team, and changes what else is said', async () => {
    const acme = await givenTeams()
    const teamId = await team(acme, { key: 'forge', capacity: 5, description: 'iron' })
    acme.clock.pass({ hours: 1 })

    const { value, events } = await acme.desk.when((hall) =>
      hall.teams.update({
        ...acme.as('sue'),
        teamId,
        name: 'Foundry',
        key: 'foundry',
        capacity: null,
        description: null,
      }),
    )

    expect(value).toMatchObject({ id: teamId, name: 'Foundry', key: 'foundry', updatedAt: acme.clock.iso() })
    expect(value).not.toHaveProperty('capacity')
    expect(value).not.toHaveProperty('description')
    expect(events).toMatchObject([
      {
        type: 'team.updated',
        recordId: teamId,
        before: { key: 'forge', capacity: 5 },
        after: { key: 'foundry', capacity: null },
        details: { before: { name: 'Forge', description: 'iron' }, after: { name: 'Foundry' } },
      },
    ])
  })

  test('is for whoever may in the team', async () => {
    const acme = await givenTeams()
    const [own, other] = [await team(acme), await team(acme)]
    await join(acme, own, ['mia'], 'maintainer')

    await acme.desk.when((hall) => hall.teams.update({ ...acme.as('mia'), teamId: own, name: 'Ours' }))
    await acme.desk.refuses(
      (hall) => hall.teams.update({ ...acme.as('mia'), teamId: other, name: 'Theirs' }),
      'access/not-allowed',
      { permission: 'team:update' },
    )
  })

  test('to what it is already changes nothing', async () => {
    const acme = await givenTeams()
    const teamId = await team(acme, { key: 'forge' })
    acme.clock.pass({ hours: 1 })

    await acme.desk.unchanged((hall) =>
      hall.teams.update({ ...acme.as('sue'), teamId, name: 'Forge', key: 'forge', capacity: null, metadata: {} }),
    )
  })

  test('a capacity below use throws nobody out', async () => {
    const acme = await givenTeams()
    const teamId = await team(acme)
    await join(acme, teamId, ['mia', 'bo'])

    const { value } = await acme.desk.when((hall) => hall.teams.update({ ...acme.as('sue'), teamId, capacity: 1 }))

    expect(value).toMatchObject({ capacity: 1, memberCount: 2 })
  })
})

describe('team.update refuses', () => {
  test('a key that another team has', async () => {
    const acme = await givenTeams()
    const other = await team(acme, { key: 'forge' })
    const teamId = await team(acme)

    await acme.desk.refuses(
      (hall) => hall.teams.update({ ...acme.as('sue'), teamId, key: 'forge' }),
      'team/key-taken',
      {
        key: 'forge',
        teamId: other,
      },
    )
  })

  test('a team that is not there', async () => {
    const acme = await givenTeams()
    const gone = await team(acme)
    await acme.hall.teams.delete({ ...acme.system, teamId: gone })

    for (const teamId of ['team_nobody', acme.id('mia'), gone]) {
      await acme.desk.refuses((hall) => hall.teams.update({ ...acme.as('ada'), teamId, name: 'F' }), 'team/not-found', {
        teamId,
      })
    }
  })
})
