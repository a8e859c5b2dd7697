/** However large an input is: it is looked at no further than its limit, and never for long. */
import { beforeAll, describe, expect, test } from 'vitest'
import { type Fixture, fixtureOf } from './methods.js'

let fixture: Fixture
beforeAll(async () => {
  fixture = await fixtureOf()
})

/** Long enough for a busy machine; what is not bounded takes minutes, or for ever. */
const atMost = 10_000

async function expectQuick(path: string, spoil: (input: { [field: string]: unknown }) => object): Promise<void> {
  const method = fixture.methods.find((known) => known.path === path)
  const good = structuredClone(fixture.examples[path]) as { [field: string]: unknown }
  const start = performance.now()
  await expect(method?.call(spoil(good))).rejects.toMatchObject({ name: 'GuildhallError', kind: 'invalid-input' })
  expect(performance.now() - start).toBeLessThan(atMost)
  expect(fixture.world.storage.snapshot() === fixture.snapshot).toBe(true)
}

const lists: readonly (readonly [path: string, field: string])[] = [
  ['members.list', 'status'],
  ['members.list', 'role'],
  ['invitations.list', 'status'],
  ['invitations.list', 'role'],
  ['history.list', 'types'],
  ['invitations.invite', 'emails'],
  ['batch', 'commands'],
]

describe('a list', () => {
  test.each(lists)('%s: `%s` of four thousand million holes', async (path, field) => {
    await expectQuick(path, (input) => ({ ...input, [field]: new Array(2 ** 32 - 1) }))
  })

  test.each(lists)('%s: `%s` of a million items', async (path, field) => {
    await expectQuick(path, (input) => ({ ...input, [field]: new Array(1_000_000).fill('active') }))
  })

  test.each(lists)('%s: `%s` that says that it is long', async (path, field) => {
    const long = new Proxy(['active'], { get: (list, key) => (key === 'length' ? 2 ** 31 : Reflect.get(list, key)) })
    await expectQuick(path, (input) => ({ ...input, [field]: long }))
  })
})

describe('a text', () => {
  const fields: readonly (readonly [path: string, field: string])[] = [
    ['members.add', 'name'],
    ['members.add', 'email'],
    ['members.add', 'userId'],
    ['members.add', 'role'],
    ['members.add', 'reason'],
    ['organizations.update', 'slug'],
    ['invitations.invite', 'message'],
    ['invitations.invite', 'expiresAt'],
    ['invitations.peek', 'token'],
    ['members.list', 'after'],
    ['history.list', 'from'],
  ]
  test.each(fields)('%s: `%s` of fifty million characters', async (path, field) => {
    for (const text of ['x'.repeat(50_000_000), '\u{1f600}'.repeat(25_000_000), ' '.repeat(50_000_000)])
      await expectQuick(path, (input) => ({ ...input, [field]: text }))
  })

  test.each([
    ['addresses', 'a@b.test,'],
    ['separators', ';\n'],
    ['spaces', ' '],
  ])('three million %s to invite', async (_, part) => {
    await expectQuick('invitations.invite', (input) => ({ ...input, emails: part.repeat(3_000_000) }))
  })
})

describe('an object', () => {
  test('with a hundred thousand unknown fields', async () => {
    const many = Object.fromEntries(Array.from({ length: 100_000 }, (_, index) => [`field${index}`, index]))
    await expectQuick('members.add', (input) => ({ ...input, ...many }))
    await expectQuick('members.list', (input) => ({ ...input, ...many }))
    await expectQuick('members.list', (input) => ({ ...input, actor: many }))
  })

  test('a hundred thousand levels deep', async () => {
    let deep: unknown = 1
    for (let level = 0; level < 100_000; level++) deep = { a: deep }
    for (const field of ['metadata', 'actor', 'name', 'unknown'])
      await expectQuick('members.add', (input) => ({ ...input, [field]: deep }))
    await expectQuick('batch', (input) => ({ ...input, commands: [{ command: 'member.add', input: deep }] }))
    await expectQuick('apply', (input) => ({ ...input, plan: { ...(input.plan as object), input: deep } }))
  })

  test('of metadata that doubles with every level', async () => {
    let wide: unknown = ['x']
    for (let level = 0; level < 7; level++) wide = Array.from({ length: 100 }, () => wide)
    await expectQuick('members.add', (input) => ({ ...input, metadata: { wide } }))
  })
})
