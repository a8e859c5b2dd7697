import { describe, expect, test } from 'vitest'
import { chain, givenTeams, join, team, teamNow } from './stage.js'

describe('team.move', () => {
  test('takes along all that is below, in the same commit', async () => {
    const acme = await givenTeams()
    const [root = '', one = '', two = '', three = ''] = await chain(acme, 4)
    const target = await team(acme, { name: 'Elsewhere' })

    const { value, events, plan } = await acme.desk.when((hall) =>
      hall.teams.move({ ...acme.as('sue'), teamId: one, parentId: target, reason: 'new lines' }),
    )

    expect(value).toMatchObject({ parentId: target, ancestors: [target] })
    expect(plan.changes.map(({ id }) => id).sort()).toEqual([one, two, three].sort())
    expect((await teamNow(acme, two)).ancestors).toEqual([one, target])
    expect((await teamNow(acme, three)).ancestors).toEqual([two, one, target])
    expect((await teamNow(acme, root)).ancestors).toEqual([])
    expect(events).toMatchObject([
      {
        type: 'team.moved',
        recordId: one,
        before: { parentId: root },
        after: { parentId: target },
        reason: 'new lines',
      },
    ])
  })

  test('to the top, and to where it is already', async () => {
    const acme = await givenTeams()
    const [, one = '', two = ''] = await chain(acme, 3)

    const { value } = await acme.desk.when((hall) =>
      hall.teams.move({ ...acme.as('sue'), teamId: one, parentId: null }),
    )

    expect(value).not.toHaveProperty('parentId')
    expect(value.ancestors).toEqual([])
    expect((await teamNow(acme, two)).ancestors).toEqual([one])
    await acme.desk.unchanged((hall) => hall.teams.move({ ...acme.as('sue'), teamId: one, parentId: null }))
    await acme.desk.unchanged((hall) => hall.teams.move({ ...acme.as('sue'), teamId: two, parentId: one }))
  })

  test('several in one batch, each on what the one before it leaves', async () => {
    const acme = await givenTeams()
    const [root = '', one = '', two = ''] = await chain(acme, 3)
    const other = await team(acme, { name: 'Elsewhere' })

    const actor = acme.as('sue')
    const command = 'team.move' as const
    await acme.desk.when((hall) =>
      hall.batch({
        ...actor,
        mode: 'all-or-nothing',
        commands: [
          { command, input: { teamId: two, parentId: null } },
          { command, input: { teamId: one, parentId: two } },
          { command, input: { teamId: two, parentId: other } },
        ],
      }),
    )

    expect((await teamNow(acme, one)).ancestors).toEqual([two, other])
    expect((await teamNow(acme, two)).ancestors).toEqual([other])
    expect((await teamNow(acme, root)).ancestors).toEqual([])
  })

  test('asks in the team, where it comes from and where it goes', async () => {
    const acme = await givenTeams()
    const [from, to] = [await team(acme, { name: 'From' }), await team(acme, { name: 'To' })]
    const teamId = await team(acme, { name: 'Moves', parentId: from })
    const move = acme.hall.teams.move
    const asked = { ...acme.as('mia'), teamId, parentId: to }
    const refusal = { code: 'access/not-allowed', details: { permission: 'team:update' } }

    for (const place of [teamId, from, to]) {
      await expect(move(asked)).rejects.toMatchObject(refusal)
      await join(acme, place, ['mia'], 'maintainer')
    }
    await expect(move({ ...asked, parentId: null })).rejects.toMatchObject(refusal)
    expect(await move(asked)).toMatchObject({ parentId: to })
  })

  test('R9, S4-80: gives nobody what whoever moves it lacks', async () => {
    const acme = await givenTeams()
    const [rich, poor] = [await team(acme, { name: 'Rich' }), await team(acme, { name: 'Poor' })]
    const below = await team(acme, { name: 'Below', parentId: poor })
    await acme.hall.assignments.assign({ ...acme.system, principals: [{ teamId: rich }], role: 'editor' })
    await join(acme, below, ['bo'])

    const move = { ...acme.as('sue'), teamId: poor, parentId: rich }
    await acme.desk.refuses((hall) => hall.teams.move(move), 'role/ceiling', {
      role: 'editor',
      missing: ['doc:write', 'doc:write:own'],
    })
    await join(acme, below, ['sue'])
    await acme.desk.refuses((hall) => hall.teams.move(move), 'member/self-elevation', {
      memberId: acme.id('sue'),
      role: 'editor',
    })
    await acme.desk.when((hall) => hall.teams.move({ ...acme.as('ada'), teamId: poor, parentId: rich }))
  })
})

describe('team.move refuses', () => {
  test('a team below itself', async () => {
    const acme = await givenTeams()
    const [root = '', one = '', two = ''] = await chain(acme, 3)

    for (const parentId of [root, one, two]) {
      await acme.desk.refuses(
        (hall) => hall.teams.move({ ...acme.as('sue'), teamId: root, parentId }),
        'team/below-itself',
        {
          teamId: root,
          parentId,
        },
      )
    }
  })

  test('what would nest deeper than five levels, all below it included', async () => {
    const acme = await givenTeams()
    const three = await chain(acme, 3)
    const [top = '', , parentId = ''] = await chain(acme, 3)
    const teamId = three[0] ?? ''

    await acme.desk.refuses((hall) => hall.teams.move({ ...acme.as('sue'), teamId, parentId }), 'team/too-deep', {
      parentId,
      levels: 5,
    })
    await acme.desk.when((hall) => hall.teams.move({ ...acme.as('sue'), teamId, parentId: top }))
    expect((await teamNow(acme, three[2] ?? '')).ancestors).toHaveLength(3)
  })

  test('more below it than one revision holds', async () => {
    const acme = await givenTeams()
    const teamId = await team(acme, { name: 'Large' })
    const target = await team(acme, { name: 'Elsewhere' })
    for (let part = 0; part < 3; part++) {
      const parentId = await team(acme, { name: `Part ${part}`, parentId: teamId })
      const commands = Array.from({ length: 400 }, (_, at) => ({
        command: 'team.create' as const,
        input: { name: `Child ${part}.${at}`, parentId },
      }))
      await acme.hall.batch({ ...acme.system, mode: 'all-or-nothing', commands })
    }

    const moved = acme.hall.attempt.teams.move({ ...acme.as('sue'), teamId, parentId: target })

    expect(await moved).toMatchObject({
      ok: false,
      refusal: { code: 'batch/too-large', details: { operations: 1_204, maxOperations: 1_000 } },
    })
  })

  test('a team that is not there, here or there', async () => {
    const acme = await givenTeams()
    const teamId = await team(acme)

    for (const unknown of ['team_nobody', acme.id('mia')]) {
      await acme.desk.refuses(
        (hall) => hall.teams.move({ ...acme.as('sue'), teamId: unknown, parentId: teamId }),
        'team/not-found',
        { teamId: unknown },
      )
      await acme.desk.refuses(
        (hall) => hall.teams.move({ ...acme.as('sue'), teamId, parentId: unknown }),
        'team/not-found',
        { teamId: unknown },
      )
    }
  })
})
