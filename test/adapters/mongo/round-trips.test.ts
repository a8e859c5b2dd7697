import { afterAll, describe, expect, test } from 'vitest'
import { member } from '../../../adapters/conformance/records.js'
import { documentId, toDocument } from '../../../adapters/mongo/documents.js'
import { mongoStorage } from '../../../adapters/mongo/index.js'
import { deeds } from '../../crashes/deeds.js'
import { enrol, type Founded, found, type Hall, invite, openHall, single, userOf } from '../../races/stage.js'
import { openMongo, realMongo } from '../../support/mongo.js'
import { isClear, isOfClaims, watch } from './commands.js'

const server = realMongo()
const missing = 'missing' in server ? server.missing : undefined
const skipped = missing === undefined ? '' : ` (skipped: ${missing})`
const sizes = [10, process.env.GUILDHALL_DEEP === '1' ? 10_000 : 500]

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

type Ask = (hall: Hall, place: Founded & { readonly memberId: string; readonly token: string }) => Promise<unknown>

/** Reads, and how many finds each may take. */
const reads: { readonly [name: string]: { readonly finds: number; readonly ask: Ask } } = {
  access: { finds: 3, ask: (hall, { organizationId, ada }) => hall.access({ organizationId, userId: ada.userId }) },
  'members.get': {
    finds: 3,
    ask: (hall, { organizationId, ada, memberId }) => hall.members.get({ organizationId, actor: ada, memberId }),
  },
  'members.list': {
    finds: 4, // the page and what the actor may, in parallel; then the head once more
    ask: (hall, { organizationId, ada }) => hall.members.list({ organizationId, actor: ada }),
  },
  'history.list': {
    finds: 4,
    ask: (hall, { organizationId, ada }) => hall.history.list({ organizationId, actor: ada }),
  },
  'invitations.peek': { finds: 3, ask: (hall, { token }) => hall.invitations.peek({ token }) },
}

/** Commands that take more, each with its reason. */
const deep: { readonly [name: string]: { readonly trips: number; readonly because: string } } = {
  'invitations.accept': {
    trips: 6,
    because: 'from the token to the invitation, its member, who vouches for them, and what that one is in',
  },
}

describe.skipIf(missing !== undefined)(`round trips to Mongo${skipped}`, async () => {
  if (missing !== undefined) return
  const { client, db } = await openMongo('round_trips', { monitorCommands: true })
  const quiet = await openMongo('round_trips_aside')

  afterAll(() => Promise.all([client.close(), quiet.client.close()]))
  const sent: { readonly name: string; readonly claims: boolean }[] = []
  watch(client, (name, command) => {
    if (!isClear(name, command)) sent.push({ name, claims: isOfClaims(command) })
  })
  const storage = mongoStorage(db)
  await storage.setup()
  const hall = openHall(storage)

  /** Nobody waits for the clear of a commit, and until it is there, a read looks at what is pending. */
  async function cleared(): Promise<void> {
    while (
      (await quiet.client.db(db.databaseName).collection('guildhall_records').countDocuments({ across: 'pending' })) > 0
    );
  }

  const table = new Map<string, string[]>()
  /** What is sent, claims apart, and how many revisions it makes. */
  async function count(label: string, work: () => Promise<unknown>) {
    await cleared()
    let revisions = 0
    const stop = hall.subscribe(() => void revisions++)
    sent.length = 0
    await work()
    stop()
    const trips = sent.filter(({ claims }) => !claims).length
    const claims = sent.length - trips
    table.set(label, [...(table.get(label) ?? []), claims > 0 ? `${trips} + ${claims}` : String(trips)])
    return { trips, revisions }
  }

  describe.each(sizes)('in an organization of %i members', async (size) => {
    const founded = await found(hall, `n${size}`)
    const { organizationId } = founded
    const crowd = Array.from({ length: size - 1 }, (_, at) => member(`mem_crowd-${at}`, { userId: `crowd-${at}` }))
    await db.collection<{ _id: string }>('guildhall_records').insertMany(
      crowd.map((record) => ({
        ...{ _id: documentId(organizationId, 'member', record.id), org_id: organizationId, rev: 1 },
        ...toDocument({ kind: 'member', record }),
      })),
    )
    const tag = `n${size}`

    test('reads take few finds', async () => {
      const memberId = single(await enrol(hall, organizationId, [{ user: userOf('bo', tag), role: 'viewer' }]))
      const place = { ...founded, ...single(await invite(hall, founded, [userOf('guest', tag)])), memberId }
      for (const [name, { finds, ask }] of Object.entries(reads)) {
        const { trips } = await count(name, () => ask(hall, place))
        expect(trips, name).toBeLessThanOrEqual(finds)
      }
    })

    test.each(inOrder)(
      'a command takes five at most, claims apart, but for those that have a reason: $name',
      async ({ name, prepare }) => {
        const deed = await prepare({
          hall,
          tag: `${tag}-${name.toLowerCase().replace('.', '-')}`,
          found: async () => founded,
        })
        const { trips, revisions } = await count(name, () => deed.act(hall))
        await undo(hall, name, founded)
        expect(revisions).toBe(1)
        expect(trips).toBeLessThanOrEqual(deep[name]?.trips ?? 5)
      },
    )
  })

  test('they are as many at either size', () => {
    const width = Math.max(...[...table.keys()].map(({ length }) => length))
    const line = (name: string, columns: readonly string[]) =>
      `${name.padEnd(width)}  ${columns.map((column) => column.padStart(9)).join('')}`
    const lines = [...table].map(([name, counts]) => line(name, counts))
    const heading = line(
      '',
      sizes.map((size) => `of ${size}`),
    )
    console.log(
      `round trips to Mongo per revision, or per read (+ those for claims)\n${[heading, ...lines].join('\n')}`,
    )
    for (const [name, counts] of table) expect(new Set(counts).size, name).toBe(1)
  })
})
