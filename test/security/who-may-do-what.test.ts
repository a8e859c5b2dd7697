/** R7: every command and every query against every role, generated from the policy's own table. */
import { isGuildhallError } from 'guildhall'
import { beforeAll, describe, expect, test } from 'vitest'
import { type DoorScene, doorPolicy, everyCommand, everyDoor, knock, peopled, specialistOf } from './every-door.js'

const roles = doorPolicy.roles.filter(({ scope }) => scope === 'organization')
const nameOf = (role: string) => `a-${role}`

async function codeOf(promise: Promise<unknown>): Promise<string> {
  try {
    await promise
    return 'done'
  } catch (error) {
    if (isGuildhallError(error)) return error.code
    throw error
  }
}

/** One of each role, beside those whom the doors speak of. */
async function everybody(): Promise<DoorScene> {
  const scene = await peopled()
  for (const { key } of roles) await scene.add(nameOf(key), { role: key })
  return scene
}

/** What each of the roles is answered at a door, one after the other from the same state. */
async function verdicts(
  scene: DoorScene,
  ask: (by: string) => Promise<unknown>,
  prepare?: (scene: DoorScene) => Promise<unknown>,
): Promise<Record<string, string>> {
  const { memory } = scene.desk
  const start = memory.snapshot()
  const told: Record<string, string> = {}
  for (const { key } of roles) {
    await prepare?.(scene)
    told[key] = await codeOf(ask(nameOf(key)))
    memory.restore(start)
  }
  return told
}

const table = (verdict: (role: string, permissions: readonly string[]) => string) =>
  Object.fromEntries(roles.map(({ key, permissions }) => [key, verdict(key, permissions)]))

describe('R7 whoever lacks the permission is refused, whoever holds it is not', () => {
  let scene: DoorScene
  beforeAll(async () => {
    scene = await everybody()
  })

  test.each([...everyDoor])('%s', async (name, { asks, input, prepare }) => {
    const told = await verdicts(scene, (by) => knock(scene.hall, name, input(scene, by)), prepare)

    expect(told).toEqual(
      table((role, permissions) => {
        if (asks !== 'nothing' && !permissions.includes(asks)) return 'access/not-allowed'
        // only an admin has the admin role to hand over
        return name === 'members.transferAdmin' && role !== 'admin' ? 'member/not-admin' : 'done'
      }),
    )
  })
})

describe('R7 nobody but an admin touches an admin, whatever they may do otherwise', () => {
  let scene: DoorScene
  beforeAll(async () => {
    scene = await everybody()
    await scene.add('cleo', { role: 'admin', status: 'deactivated' })
    await scene.invite('dora', { by: 'ada', role: 'admin' })
  })

  /** The doors that act on somebody, each acting on an admin. */
  const targets: Record<string, (scene: DoorScene) => object> = {
    'members.update': ({ id }) => ({ memberId: id('abe'), name: 'Renamed' }),
    'members.changeRole': ({ id }) => ({ memberId: id('abe'), role: 'member' }),
    'members.deactivate': ({ id }) => ({ memberId: id('abe') }),
    'members.reactivate': ({ id }) => ({ memberId: id('cleo') }),
    'members.remove': ({ id }) => ({ memberId: id('abe') }),
    'invitations.resend': ({ invitation }) => ({ invitationId: invitation('dora').invitationId }),
    'invitations.changeRole': ({ invitation }) => ({ invitationId: invitation('dora').invitationId, role: 'member' }),
    'invitations.revoke': ({ invitation }) => ({ invitationId: invitation('dora').invitationId }),
  }
  const bound = ({ id, invitation }: DoorScene) =>
    ({ id: id.bind(scene), invitation: invitation.bind(scene) }) as unknown as DoorScene

  test.each(Object.entries(targets))('%s', async (name, target) => {
    const { asks } = everyCommand.get(name) ?? expect.fail(`no door ${name}`)

    const told = await verdicts(scene, (by) => knock(scene.hall, name, { ...scene.as(by), ...target(bound(scene)) }))

    expect(told).toEqual(
      table((role) => {
        if (role === 'admin') return 'done'
        return role === specialistOf(asks) ? 'member/holds-more' : 'access/not-allowed'
      }),
    )
  })
})

describe('R7 nobody but an admin makes an admin', () => {
  let scene: DoorScene
  beforeAll(async () => {
    scene = await everybody()
  })

  const gifts: Record<string, (scene: DoorScene) => object> = {
    'members.add': () => ({ userId: 'new', role: 'admin' }),
    'members.changeRole': (scene) => ({ memberId: scene.id('bo'), role: 'admin' }),
    'invitations.invite': () => ({ emails: 'new@example.test', role: 'admin' }),
    'invitations.changeRole': (scene) => ({ invitationId: scene.invitation('dee').invitationId, role: 'admin' }),
  }

  test.each(Object.entries(gifts))('%s', async (name, gift) => {
    const { asks } = everyCommand.get(name) ?? expect.fail(`no door ${name}`)

    const told = await verdicts(scene, (by) => knock(scene.hall, name, { ...scene.as(by), ...gift(scene) }))

    expect(told).toEqual(
      table((role) => {
        if (role === 'admin') return 'done'
        return role === specialistOf(asks) ? 'role/ceiling' : 'access/not-allowed'
      }),
    )
  })
})

describe('R7 whoever is no active member is told that the organization is not there', () => {
  const outsiders = ['cy', 'dee', 'gone', 'stranger']
  const asking = [...everyDoor].filter(([name, { asks }]) => asks !== 'nothing' || name === 'members.leave')

  test.each(asking)('%s', async (name, { input, prepare }) => {
    const scene = await peopled()
    await scene.add('gone', { role: 'admin' })
    await scene.hall.members.remove({ ...scene.system, memberId: scene.id('gone') })
    await prepare?.(scene)

    for (const by of outsiders) {
      const code = await codeOf(knock(scene.hall, name, input(scene, by)))
      expect({ by, code }).toEqual({ by, code: 'organization/not-found' })
    }
  })
})

describe('R7 the system opts out of permissions, and of nothing else', () => {
  test.each([...everyCommand].filter(([, { asks }]) => asks !== 'nothing'))('%s', async (name, { input, prepare }) => {
    const scene = await peopled()
    await prepare?.(scene)

    const code = await codeOf(knock(scene.hall, name, { ...input(scene, 'ada'), actor: { system: 'console' } }))

    expect(code).toBe(name === 'members.transferAdmin' ? 'member/not-admin' : 'done')
  })
})
