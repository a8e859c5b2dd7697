import pg from 'pg'
import { afterAll, describe, expect, test } from 'vitest'
import { type PostgresClient, postgresStorage } from '../../adapters/postgres/index.js'
import { addCrowd } from '../bench/parts/crowd.js'
import { deeds } from '../crashes/deeds.js'
import { enrol, type Founded, found, type Hall, invite, judge, openHall, single, userOf } from '../races/stage.js'
import { createDatabase, realPostgres } from '../support/postgres.js'

const server = realPostgres()
const missing = 'missing' in server ? server.missing : undefined
const skipped = missing === undefined ? '' : ` (skipped: ${missing})`
const sizes = [10, 10_000]

/** What a deed may have left the organization unfit for the next by is undone; the one that cannot be undone comes last. */
const inOrder = [...deeds].sort(
  (a, b) => Number(a.name === 'organizations.delete') - Number(b.name === 'organizations.delete'),
)

async function undo(hall: Hall, name: string, { organizationId, adaId: memberId }: Founded): Promise<void> {
  const actor = { system: 'stage' }
  if (name === 'organizations.archive') await hall.organizations.restore({ organizationId, actor })
  if (name === 'members.transferAdmin')
    await hall.members.changeRole({ organizationId, actor, memberId, role: 'admin' })
}

interface Place extends Founded {
  readonly workspaceId: string
  readonly memberId: string
  readonly invitationId: string
  readonly token: string
}

const guest = (tag: string) => userOf('guest', tag)

type Ask = (hall: Hall, place: Place, tag: string) => Promise<unknown>

/** A check, and the reads that take one statement. */
const inOne: { readonly [name: string]: Ask } = {
  access: (hall, { organizationId, ada }) => hall.access({ organizationId, userId: ada.userId }),
  'organizations.get': (hall, { organizationId, ada }) => hall.organizations.get({ organizationId, actor: ada }),
  'organizations.dashboard': (hall, { organizationId, ada }) =>
    hall.organizations.dashboard({ organizationId, actor: ada }),
  'organizations.ofUser': (hall, { ada }) => hall.organizations.ofUser({ actor: ada }),
  'members.get': (hall, { organizationId, ada, memberId }) =>
    hall.members.get({ organizationId, actor: ada, memberId }),
  'invitations.get': (hall, { organizationId, ada, invitationId }) =>
    hall.invitations.get({ organizationId, actor: ada, invitationId }),
  'members.list': (hall, { organizationId, ada }) => hall.members.list({ organizationId, actor: ada }),
  'invitations.list': (hall, { organizationId, ada }) => hall.invitations.list({ organizationId, actor: ada }),
  'history.list': (hall, { organizationId, ada }) => hall.history.list({ organizationId, actor: ada }),
  'invitations.peek': (hall, { token }) => hall.invitations.peek({ token }),
  'invitations.ofEmail': (hall, _, tag) => hall.invitations.ofEmail({ actor: guest(tag) }),
  'members.workspaces': (hall, { organizationId, ada, memberId }) =>
    hall.members.workspaces({ organizationId, actor: ada, memberId }),
  'workspaces.get': (hall, { organizationId, ada, workspaceId }) =>
    hall.workspaces.get({ organizationId, actor: ada, workspaceId }),
  'workspaces.list': (hall, { organizationId, ada }) => hall.workspaces.list({ organizationId, actor: ada }),
  'workspaces.members': (hall, { organizationId, ada, workspaceId }) =>
    hall.workspaces.members({ organizationId, actor: ada, workspaceId }),
  'resources.get': (hall, { organizationId, ada }, tag) =>
    hall.resources.get({ organizationId, actor: ada, resource: { type: 'app', key: tag } }),
  'resources.list': (hall, { organizationId, ada, workspaceId }) =>
    hall.resources.list({ organizationId, actor: ada, workspaceId }),
  'plan.workspaces.removeMembers': (hall, { organizationId, ada, workspaceId, memberId }) =>
    hall.plan.workspaces.removeMembers({ organizationId, actor: ada, workspaceId, memberIds: [memberId] }),
  'plan.invitations.revoke': (hall, { organizationId, ada, invitationId }) =>
    hall.plan.invitations.revoke({ organizationId, actor: ada, invitationId }),
}

/** The reads that take two, each with its reason. */
const inTwo: { readonly [name: string]: { readonly because: string; readonly ask: Ask } } = {
  'organizations.bySlug': {
    because: 'the look-up across organizations, then the organization',
    ask: (hall, { ada }, tag) => hall.organizations.bySlug({ slug: `acme-${tag}`, actor: ada }),
  },
  'plan.organizations.update': {
    because: 'the command’s own read, then whether somebody has the slug, which else the commit would tell',
    ask: (hall, { organizationId, ada }, tag) =>
      hall.plan.organizations.update({ organizationId, actor: ada, slug: `planned-${tag}` }),
  },
  'plan.members.remove': {
    because: 'the command’s own read, then its one list of impact',
    ask: (hall, { organizationId, ada, memberId }) =>
      hall.plan.members.remove({ organizationId, actor: ada, memberId }),
  },
}

/** Refusals: the read that shows it, and what it took to get there. */
const refusals: { readonly [name: string]: { readonly statements: number; readonly ask: Ask } } = {
  'refused: not allowed': {
    statements: 1,
    ask: (hall, { organizationId }, tag) =>
      hall.attempt.organizations.archive({ organizationId, actor: userOf('bo', tag) }),
  },
  'refused: the last admin': {
    statements: 1,
    ask: (hall, { organizationId, ada }) => hall.attempt.members.leave({ organizationId, actor: ada }),
  },
  // the commit tells, and one more read decides anew with that knowledge
  'refused: the slug is taken': {
    statements: 3,
    ask: (hall, { organizationId, ada }) =>
      hall.attempt.organizations.update({ organizationId, actor: ada, slug: 'taken' }),
  },
}

describe.skipIf(missing !== undefined)(`statements on a real PostgreSQL${skipped}`, async () => {
  if (missing !== undefined) return
  const pool = new pg.Pool({ connectionString: await createDatabase('statements'), max: 4 })
  afterAll(() => pool.end())
  let sent = 0
  const counting: PostgresClient = {
    query: (text, values) => {
      sent++
      return pool.query(text, values)
    },
  }
  const storage = postgresStorage(counting)
  await storage.migrate()
  const hall = openHall(storage)

  /** How many statements it sends, and how many revisions it makes. */
  async function count(work: () => Promise<unknown>): Promise<{ statements: number; revisions: number }> {
    let revisions = 0
    const stop = hall.subscribe(() => void revisions++)
    const before = sent
    await work()
    stop()
    return { statements: sent - before, revisions }
  }

  await hall.organizations.create({ actor: userOf('eve', 'taken'), name: 'Taken', slug: 'taken' })

  const table = new Map<string, number[]>()
  const note = (name: string, statements: number) => table.set(name, [...(table.get(name) ?? []), statements])

  describe.each(sizes)('in an organization of %i members', async (size) => {
    const founded = await found(hall, `n${size}`)
    const { organizationId, ada } = founded
    await addCrowd(storage, organizationId, size - 1)

    test('the crowd is as whole as if it had come by the front door', async () => {
      const report = await hall.verify({ organizationId, actor: judge })
      expect(report).toMatchObject({ findings: [], read: { members: size } })
    })

    test('a check and a read take one, but for those that have a reason', async () => {
      const tag = `n${size}`
      const memberId = single(await enrol(hall, organizationId, [{ user: userOf('bo', tag), role: 'viewer' }]))
      const { id: workspaceId } = await hall.workspaces.create({ organizationId, actor: judge, name: 'Read' })
      await hall.workspaces.addMembers({ organizationId, actor: judge, workspaceId, memberIds: [memberId] })
      await hall.resources.create({ organizationId, actor: judge, type: 'app', key: tag, workspaceId })
      const place = { ...founded, workspaceId, ...single(await invite(hall, founded, [guest(tag)])), memberId }
      const counted: { [name: string]: number } = {}
      const expected: { [name: string]: number } = {}
      const all = { ...inOne, ...Object.fromEntries(Object.entries(inTwo).map(([name, { ask }]) => [name, ask])) }
      for (const [name, ask] of Object.entries(all)) {
        counted[name] = (await count(() => ask(hall, place, tag))).statements
        expected[name] = name in inTwo ? 2 : 1
        note(name, counted[name])
      }
      expect(counted).toEqual(expected)
    })

    test('a refusal takes one, but where the commit tells it', async () => {
      const tag = `n${size}`
      for (const [name, { statements, ask }] of Object.entries(refusals)) {
        const place = { ...founded, workspaceId: '', memberId: '', invitationId: '', token: '' }
        const counted = await count(() => ask(hall, place, tag))
        note(name, counted.statements)
        expect(counted, name).toEqual({ statements, revisions: 0 })
      }
    })

    test('1,000 invitations in one call take two revisions, since a revision holds 1,000 records', async () => {
      const emails = Array.from({ length: 1_000 }, (_, at) => `invited-${at}-n${size}@example.test`)
      const { statements, revisions } = await count(() =>
        hall.invitations.invite({ organizationId, actor: ada, emails }),
      )
      note('1,000 invitations', statements / revisions)
      expect({ statements, revisions }).toEqual({ statements: 4, revisions: 2 })
    })

    test.each(inOrder)('a command takes two at most: $name', async ({ name, prepare }) => {
      const tag = `n${size}-${name.toLowerCase().replace('.', '-')}`
      const deed = await prepare({ hall, tag, found: async () => founded })
      const { statements, revisions } = await count(() => deed.act(hall))
      await undo(hall, name, founded)
      note(name, statements / revisions)
      expect(revisions).toBe(1)
      expect(statements).toBeLessThanOrEqual(2)
    })
  })

  test('they are as many at either size', () => {
    const width = Math.max(...[...table.keys()].map(({ length }) => length))
    const line = (name: string, columns: readonly (string | number)[]) =>
      `${name.padEnd(width)}  ${columns.map((column) => String(column).padStart(8)).join('')}`
    const lines = [
      line(
        '',
        sizes.map((size) => `of ${size}`),
      ),
      ...[...table].map(([name, counts]) => line(name, counts)),
    ]
    console.log(`statements per revision, or per read\n${lines.join('\n')}`)
    for (const [name, counts] of table) expect(new Set(counts).size, name).toBe(1)
  })
})
