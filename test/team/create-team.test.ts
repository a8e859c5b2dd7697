import { describe, expect, test } from 'vitest'
import { chain, givenTeams, join, team } from './stage.js'

describe('team.create', () => {
  test('S1-21, S1-22, S4-17: makes a team with a key of the caller’s own', async () => {
    const acme = await givenTeams()

    const { value, events } = await acme.desk.when((hall) =>
      hall.teams.create({
        ...acme.as('sue'),
        name: 'Forge',
        key: 'forge',
        description: 'Makes things\nof iron',
        capacity: 3,
        metadata: { colour: 'red' },
        reason: 'spring',
      }),
    )

    const now = acme.clock.iso()
    expect(value).toEqual({
      id: value.id,
      organizationId: acme.organizationId,
      name: 'Forge',
      key: 'forge',
      description: 'Makes things\nof iron',
      capacity: 3,
      ancestors: [],
      memberCount: 0,
      metadata: { colour: 'red' },
      status: 'active',
      createdAt: now,
      updatedAt: now,
      revision: 7,
      commitId: value.commitId,
      changed: true,
      repeated: false,
      ids: [value.id],
    })
    expect(value.id).toMatch(/^team_/)
    expect(events).toMatchObject([
      {
        type: 'team.created',
        recordId: value.id,
        after: { key: 'forge', parentId: null, capacity: 3 },
        reason: 'spring',
        details: { after: { name: 'Forge', description: 'Makes things\nof iron', metadata: { colour: 'red' } } },
      },
    ])
  })

  test('below another team, five levels deep', async () => {
    const acme = await givenTeams()
    const ids = await chain(acme, 4)

    const { value } = await acme.desk.when((hall) =>
      hall.teams.create({ ...acme.as('sue'), name: 'Level 5', parentId: ids[3] ?? '' }),
    )

    expect(value).toMatchObject({ parentId: ids[3], ancestors: [...ids].reverse() })
  })

  test('is for whoever may in the team that it comes under', async () => {
    const acme = await givenTeams()
    const parentId = await team(acme)
    await join(acme, parentId, ['mia'], 'maintainer')

    await acme.desk.when((hall) => hall.teams.create({ ...acme.as('mia'), name: 'Anvil', parentId }))
    await acme.desk.refuses((hall) => hall.teams.create({ ...acme.as('mia'), name: 'Anvil' }), 'access/not-allowed', {
      permission: 'team:create',
    })
  })

  test('gives the key of a deleted team to a new one', async () => {
    const acme = await givenTeams()
    const teamId = await team(acme, { key: 'forge' })
    await acme.hall.teams.delete({ ...acme.system, teamId })

    const { value } = await acme.desk.when((hall) => hall.teams.create({ ...acme.as('sue'), name: 'F', key: 'forge' }))

    expect(value.id).not.toBe(teamId)
  })

  test('is done once under one idempotency key', async () => {
    const acme = await givenTeams()

    const { first, second } = await acme.desk.doesOnce(
      (hall, idempotencyKey) => hall.teams.create({ ...acme.as('sue'), name: 'Forge', idempotencyKey }),
      (hall, idempotencyKey) => hall.teams.create({ ...acme.as('sue'), name: 'Anvil', idempotencyKey }),
    )

    expect(second.id).toBe(first.id)
  })
})

describe('team.create refuses', () => {
  test('a key that another team has', async () => {
    const acme = await givenTeams()
    const teamId = await team(acme, { key: 'forge' })

    await acme.desk.refuses(
      (hall) => hall.teams.create({ ...acme.as('sue'), name: 'Other', key: 'forge' }),
      'team/key-taken',
      { key: 'forge', teamId },
    )
  })

  test('a parent that is not there, deleted ones included', async () => {
    const acme = await givenTeams()
    const gone = await team(acme)
    await acme.hall.teams.delete({ ...acme.system, teamId: gone })

    for (const parentId of ['team_nobody', acme.id('mia'), gone]) {
      await acme.desk.refuses(
        (hall) => hall.teams.create({ ...acme.as('sue'), name: 'Forge', parentId }),
        'team/not-found',
        { teamId: parentId },
      )
      await acme.desk.refuses(
        (hall) => hall.teams.create({ ...acme.as('mia'), name: 'Forge', parentId }),
        'access/not-allowed',
        { permission: 'team:create' },
      )
    }
  })

  test('a sixth level', async () => {
    const acme = await givenTeams()
    const parentId = (await chain(acme, 5))[4] ?? ''

    await acme.desk.refuses(
      (hall) => hall.teams.create({ ...acme.as('sue'), name: 'Level 6', parentId }),
      'team/too-deep',
      { parentId, levels: 5 },
    )
  })

  test('more than 400 right below one team', async () => {
    const acme = await givenTeams()
    const parentId = await team(acme)
    await acme.hall.batch({
      ...acme.system,
      mode: 'all-or-nothing',
      commands: Array.from({ length: 400 }, (_, at) => ({
        command: 'team.create' as const,
        input: { name: `Child ${at}`, parentId },
      })),
    })

    await acme.desk.refuses(
      (hall) => hall.teams.create({ ...acme.as('sue'), name: 'Child 401', parentId }),
      'team/too-many-children',
      { parentId, limit: 400 },
    )
  })

  test('whoever lacks the permission', async () => {
    const acme = await givenTeams()

    await acme.desk.refuses((hall) => hall.teams.create({ ...acme.as('bo'), name: 'Forge' }), 'access/not-allowed', {
      permission: 'team:create',
    })
  })

  test('every wrong field by its name, all at once', async () => {
    const acme = await givenTeams()

    await acme.desk.rejects(
      (hall) =>
        hall.teams.create({
          ...acme.as('sue'),
          name: '\u202eForge',
          key: ' forge',
          description: 'x'.repeat(1_001),
          parentId: 'not an id',
          capacity: -1,
        }),
      [
        { path: 'name', problem: 'must have no characters that override the direction of text' },
        { path: 'key', problem: 'must not begin or end with a space' },
        { path: 'description', problem: 'must be at most 1000 bytes' },
        { path: 'parentId', problem: 'must be an id: 1 to 64 of A-Z, a-z, 0-9, `_` and `-`' },
        { path: 'capacity', problem: 'must be a whole number from 0' },
      ],
    )
  })
})
