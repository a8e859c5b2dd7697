/** R27: a client sets no server field. Every input is closed: what it does not know is refused by name. */
import { isGuildhallError } from 'guildhall'
import { describe, expect, test } from 'vitest'
import { type DoorScene, everyCommand, everyDoor, knock, peopled } from './every-door.js'

/** Fields that a server sets, that belong to another command, or that every object has. */
const smuggled = [
  'id',
  'revision',
  'commitId',
  'hash',
  'counts',
  'createdAt',
  'roleGranter',
  'tokenHash',
  'emailKey',
  'sortKey',
  'isAdmin',
  'permissionsGranter',
  'granter',
  'catalogue',
  'pair',
  'toString',
  'constructor',
  '__proto__',
]

/** An object with one more field of its own, whatever its name. */
function withField(object: object, key: string, value: unknown): object {
  const copy = { ...object }
  Object.defineProperty(copy, key, { value, enumerable: true, configurable: true, writable: true })
  return copy
}

async function issuesOf(asked: () => Promise<unknown>): Promise<readonly { path: string; problem: string }[]> {
  try {
    await asked()
  } catch (error) {
    if (isGuildhallError(error, 'input/invalid')) return error.details.issues
    throw error
  }
  return expect.fail('it was let in')
}

function doorsOf({ hall }: DoorScene, name: string): object[] {
  return everyCommand.has(name) ? [hall, hall.attempt, hall.plan] : [hall]
}

describe.each([...everyDoor])('%s', (name, door) => {
  test('refuses every field that it does not know, by name', async () => {
    const scene = await peopled()
    await door.prepare?.(scene)
    const written = scene.desk.memory.snapshot()
    const input = door.input(scene, 'abe')

    for (const hall of doorsOf(scene, name)) {
      for (const key of smuggled) {
        const issues = await issuesOf(() => knock(hall, name, withField(input, key, 'admin')))
        expect(issues).toEqual([{ path: key, problem: 'unknown field' }])
      }
    }
    expect(scene.desk.memory.snapshot()).toBe(written)
  })

  test('refuses every field of the actor that it does not know, by name', async () => {
    const scene = await peopled()
    await door.prepare?.(scene)
    const input = door.input(scene, 'abe')
    if (!('actor' in input)) return

    for (const key of [...smuggled, 'role', 'memberId', 'organizationId']) {
      const actor = withField(input.actor as object, key, 'admin')
      const issues = await issuesOf(() => knock(scene.hall, name, { ...input, actor }))
      expect(issues).toEqual([{ path: `actor.${key}`, problem: 'unknown field' }])
    }
    const both = await issuesOf(() => knock(scene.hall, name, { ...input, actor: { userId: 'ada', system: 'x' } }))
    expect(both.every(({ path }) => path.startsWith('actor.'))).toBe(true)
  })

  test('takes an object, and nothing else', async () => {
    const scene = await peopled()

    for (const input of [undefined, null, 'text', 7, true, [], [{}], () => ({})]) {
      const issues = await issuesOf(() => knock(scene.hall, name, input as object))
      expect(issues.length).toBeGreaterThan(0)
    }
  })
})

describe('inside an input', () => {
  const nested: [string, string, (scene: DoorScene, key: string) => object][] = [
    [
      'organizations.create',
      'admin',
      (scene, key) => ({
        actor: scene.actor('ada'),
        name: 'New',
        slug: 'new',
        admin: withField({ userId: 'new' }, key, 'x'),
      }),
    ],
    [
      'organizations.create',
      'settings',
      (scene, key) => ({ actor: scene.actor('ada'), name: 'New', slug: 'new', settings: withField({}, key, 'x') }),
    ],
    ['organizations.update', 'settings', (scene, key) => ({ ...scene.as('ada'), settings: withField({}, key, 'x') })],
    [
      'invitations.invite',
      'emails[1]',
      (scene, key) => ({
        ...scene.as('ada'),
        emails: ['a@example.test', withField({ email: 'b@example.test' }, key, 'x')],
      }),
    ],
    ['history.list', 'by', (scene, key) => ({ ...scene.as('ada'), by: withField({ memberId: 'mem_1' }, key, 'x') })],
  ]

  test.each(nested)('%s refuses what it does not know in `%s`', async (name, place, input) => {
    const scene = await peopled()

    for (const key of ['id', 'status', 'isAdmin', '__proto__']) {
      const issues = await issuesOf(() => knock(scene.hall, name, input(scene, key)))
      expect(issues).toEqual([{ path: `${place}.${key}`, problem: 'unknown field' }])
    }
  })

  test('a batch refuses what it does not know, in itself, in a command and in its input', async () => {
    const scene = await peopled()
    const command = { command: 'member.remove', input: { memberId: scene.id('bo') } }
    const batch = { ...scene.as('ada'), mode: 'all-or-nothing', commands: [command] }
    const inputs: [string, object][] = [
      ['isAdmin', { ...batch, isAdmin: true }],
      ['actor.isAdmin', { ...batch, actor: { userId: 'ada', isAdmin: true } }],
      ['commands[0].isAdmin', { ...batch, commands: [{ ...command, isAdmin: true }] }],
      [
        'commands[0].input.isAdmin',
        { ...batch, commands: [{ ...command, input: { ...command.input, isAdmin: true } }] },
      ],
    ]

    for (const name of ['batch', 'plan.batch']) {
      for (const [path, input] of inputs) {
        expect(await issuesOf(() => knock(scene.hall, name, input))).toEqual([{ path, problem: 'unknown field' }])
      }
      // who and where stand outside, once for all
      for (const key of ['organizationId', 'actor', 'idempotencyKey', 'token']) {
        const inside = { ...command, input: { ...command.input, [key]: 'org_1' } }
        const issues = await issuesOf(() => knock(scene.hall, name, { ...batch, commands: [inside] }))
        expect(issues).toEqual([{ path: `commands[0].input.${key}`, problem: 'unknown field' }])
      }
    }
  })

  test('a batch tells what is wrong with each of its commands', async () => {
    const scene = await peopled()

    const issues = await issuesOf(() =>
      knock(scene.hall, 'batch', {
        ...scene.as('ada'),
        mode: 'all-or-nothing',
        commands: [
          { command: 'member.remove', input: {} },
          { command: 'member.dance', input: {} },
          { command: 'invitation.accept', input: { token: 'x' } },
          { command: 'organization.create', input: { name: 'A', slug: 'aa' } },
          { command: 'organization.setSeatLimit', input: { seatLimit: -1 } },
          { command: 'member.leave' },
        ],
      }),
    )

    expect(issues).toEqual([
      { path: 'commands[0].input.memberId', problem: 'is required' },
      { path: 'commands[1].command', problem: 'is no command that a batch can hold' },
      { path: 'commands[2].command', problem: 'is no command that a batch can hold' },
      { path: 'commands[3].command', problem: 'is no command that a batch can hold' },
      { path: 'commands[4].input.seatLimit', problem: 'must be a whole number from 0' },
    ])
  })

  test('a plan that comes back refuses what its command does not know', async () => {
    const scene = await peopled()
    const plan = await scene.hall.plan.members.remove({ ...scene.as('ada'), memberId: scene.id('bo') })
    if (!plan.ok) return expect.fail(plan.refusal.message)
    const apply = (input: object) =>
      issuesOf(() => knock(scene.hall, 'apply', { plan: { ...plan, input }, actor: scene.actor('ada') }))

    expect(await apply({ ...plan.input, isAdmin: true })).toMatchObject([{ problem: 'unknown field' }])
    expect(await apply({ ...plan.input, actor: { system: 'x' } })).toMatchObject([{ problem: 'unknown field' }])
    expect(await issuesOf(() => knock(scene.hall, 'apply', { plan, actor: scene.actor('ada'), force: true }))).toEqual([
      { path: 'force', problem: 'unknown field' },
    ])
    expect(
      await issuesOf(() =>
        knock(scene.hall, 'apply', { plan: { ...plan, command: 'member.dance' }, actor: scene.actor('ada') }),
      ),
    ).toEqual([{ path: 'plan.command', problem: 'is no command' }])
  })

  test('metadata is the application’s, whatever its keys, but for the one that is no key', async () => {
    const scene = await peopled()
    const metadata = { id: 1, role: 'admin', constructor: 'x', toString: 'y', hasOwnProperty: 'z' }

    const updated = await scene.hall.organizations.update({ ...scene.as('ada'), metadata })
    expect(updated.metadata).toEqual(metadata)

    const issues = await issuesOf(() =>
      scene.hall.organizations.update({ ...scene.as('ada'), metadata: JSON.parse('{"a":{"__proto__":{"x":1}}}') }),
    )
    expect(issues).toEqual([{ path: 'metadata', problem: 'must have no key `__proto__`' }])
    expect(({} as { x?: number }).x).toBeUndefined()
  })
})
