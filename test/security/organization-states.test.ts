/** R26: an organization that is archived or deleted takes nobody in, and changes nothing. */
import { isGuildhallError } from 'guildhall'
import { describe, expect, test } from 'vitest'
import { emailOf } from '../support/given.js'
import { type DoorScene, everyCommand, everyDoor, everyQuery, knock, peopled } from './every-door.js'

const answers = async (promise: Promise<unknown>) =>
  promise.then(
    () => 'done',
    (error: unknown) => {
      if (isGuildhallError(error)) return error.code
      throw error
    },
  )

const states: Record<string, (scene: DoorScene) => Promise<unknown>> = {
  active: async () => undefined,
  archived: (scene) => scene.hall.organizations.archive(scene.system),
  deleted: (scene) => scene.hall.organizations.delete(scene.system),
  'deleted from the archive': async (scene) => {
    await scene.hall.organizations.archive(scene.system)
    await scene.hall.organizations.delete(scene.system)
  },
  erased: async (scene) => {
    await scene.hall.organizations.delete(scene.system)
    scene.clock.pass({ days: 30, ms: 1 })
    while ((await scene.hall.maintain()).more);
  },
  'restored from the archive': async (scene) => {
    await scene.hall.organizations.archive(scene.system)
    await scene.hall.organizations.restore(scene.system)
  },
}

describe('R26 an invitation', () => {
  test.each([
    ['active', 'done', 'done', 'done', 1],
    ['archived', 'organization/archived', 'organization/archived', 'done', 1],
    ['deleted', 'invitation/not-valid', 'invitation/not-valid', 'invitation/not-valid', 0],
    ['deleted from the archive', 'invitation/not-valid', 'invitation/not-valid', 'invitation/not-valid', 0],
    ['erased', 'invitation/not-valid', 'invitation/not-valid', 'invitation/not-valid', 0],
    ['restored from the archive', 'done', 'done', 'done', 1],
  ] as const)('into one that is %s', async (state, accepting, declining, peeking, listed) => {
    const scene = await peopled()
    const { token } = scene.invitation('dee')
    await states[state]?.(scene)
    const actor = scene.actor('dee')
    const before = scene.desk.memory.snapshot()

    expect(await answers(scene.hall.invitations.peek({ token }))).toBe(peeking)
    expect((await scene.hall.invitations.ofEmail({ actor })).items).toHaveLength(listed)
    expect((await scene.hall.attempt.invitations.decline({ token })).ok ? 'done' : declining).toBe(declining)
    scene.desk.memory.restore(before)
    expect(await answers(scene.hall.invitations.accept({ token, actor }))).toBe(accepting)
    if (accepting !== 'done') expect(scene.desk.memory.snapshot()).toBe(before)
  })
})

describe('R26 an archived organization', () => {
  const allowed = ['organizations.create', 'organizations.restore', 'organizations.delete', 'organizations.archive']

  test.each([...everyCommand])('%s', async (name, door) => {
    const scene = await peopled()
    await states.archived?.(scene)

    const answer = await answers(knock(scene.hall, name, door.input(scene, 'abe')))

    expect(answer).toBe(allowed.includes(name) ? 'done' : 'organization/archived')
  })

  test.each([...everyQuery].filter(([name]) => name !== 'members.removeUserEverywhere'))(
    'is read by %s',
    async (name, door) => {
      const scene = await peopled()
      await states.archived?.(scene)

      expect(await answers(knock(scene.hall, name, door.input(scene, 'abe')))).toBe('done')
    },
  )

  test('lets nobody out of it either: whoever shall go everywhere stays', async () => {
    const scene = await peopled()
    await states.archived?.(scene)

    const done = await scene.hall.members.removeUserEverywhere({ actor: { system: 'test' }, userId: 'bo' })

    expect(done).toMatchObject({
      complete: false,
      outcomes: [{ outcome: 'refused', refusal: { code: 'organization/archived' } }],
    })
  })

  test('keeps its invitations as they are, recorded by nobody, until it is back', async () => {
    const scene = await peopled()
    await states.archived?.(scene)
    scene.clock.pass({ days: 30 })

    expect(await scene.hall.maintain()).toMatchObject({ expired: 0, more: false })
    await scene.hall.organizations.restore(scene.system)
    expect(await scene.hall.maintain()).toMatchObject({ expired: 1, more: false })
  })
})

describe('R26 a deleted organization', () => {
  const byToken = ['invitations.peek', 'invitations.accept', 'invitations.decline']
  const asking = [...everyDoor].filter(([name]) => !byToken.includes(name))

  test('is one where nobody may do anything', async () => {
    const scene = await peopled()
    const question = { organizationId: scene.organizationId, userId: 'abe', permission: 'organization:read' } as const
    expect(await scene.hall.check(question)).toBe(true)
    await states.deleted?.(scene)

    expect(await scene.hall.check(question)).toBe(false)
  })

  test.each(asking.filter(([name]) => name !== 'check'))('%s', async (name, door) => {
    const scene = await peopled()
    const own = door.input(scene, 'abe')
    await states.deleted?.(scene)
    const isThere = [
      'organizations.create',
      'organizations.ofUser',
      'members.removeUserEverywhere',
      'invitations.ofEmail',
    ]

    const asked = name === 'access' ? { ...own, userId: 'abe' } : own

    expect(await answers(knock(scene.hall, name, asked))).toBe(
      isThere.includes(name) ? 'done' : 'organization/not-found',
    )
  })

  test('is in nobody’s lists', async () => {
    const scene = await peopled()
    await states.deleted?.(scene)

    expect(await scene.hall.organizations.ofUser({ actor: scene.actor('abe') })).toEqual({ items: [] })
    expect(await scene.hall.invitations.ofEmail({ actor: { system: 'mailer' }, email: emailOf('dee') })).toEqual({
      items: [],
    })
    expect(await scene.hall.members.removeUserEverywhere({ actor: { system: 'test' }, userId: 'bo' })).toEqual({
      complete: true,
      outcomes: [],
    })
  })

  test('is not revived by a batch that deletes it first', async () => {
    const scene = await peopled()

    for (const mode of ['all-or-nothing', 'item-by-item'] as const) {
      const asked = scene.hall.batch({
        ...scene.as('abe'),
        mode,
        commands: [
          { command: 'organization.delete', input: {} },
          { command: 'organization.restore', input: {} },
          { command: 'member.add', input: { userId: 'new' } },
        ],
      })
      if (mode === 'all-or-nothing') await expect(asked).rejects.toMatchObject({ code: 'organization/not-found' })
      else
        expect((await asked).outcomes).toMatchObject([
          { ok: true },
          { ok: false, refusal: { code: 'organization/not-found' } },
          { ok: false, refusal: { code: 'organization/not-found' } },
        ])
    }
  })
})
