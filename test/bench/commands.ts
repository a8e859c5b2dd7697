/**
 * What a command costs in an organization of ten and of 100,000 members, what 1,000 invitations cost, and how many
 * commands a second one hot organization takes. It reports, and gates nothing. About a minute.
 */
import { setImmediate as turn, setTimeout as wait } from 'node:timers/promises'
import type { Storage } from 'guildhall'
import { memoryStorage } from 'guildhall/memory'
import { mongoStorage } from 'guildhall/mongo'
import { postgresStorage } from 'guildhall/postgres'
import { MongoClient } from 'mongodb'
import pg from 'pg'
import { type Founded, found, type Hall, invite, openHall, single, userOf } from '../races/stage.js'
import { startPostgres } from '../support/postgres-server.js'
import { addCrowd } from './parts/crowd.js'
import { inRounds, type Measured, printTable, summed } from './parts/rounds.js'

const large = Number(process.env.GUILDHALL_BENCH_SIZE ?? 100_000)
const lanes = 16

/** An organization of so many members. */
interface Peopled extends Founded {
  readonly size: number
}

interface Place extends Peopled {
  readonly hall: Hall
  readonly tag: string
}

/** One command, or a check; the number is another each time, and the organization stays as it is but for a few people. */
type Work = (place: Place, number: number) => Promise<unknown>

const crowdMember = ({ size }: Peopled, number: number) => `mem_crowd-${1 + (number % (size - 1))}`

const works: { readonly [name: string]: Work } = {
  'check (access)': ({ hall, organizationId }) => hall.access({ organizationId, userId: 'crowd-5' }),
  'list 100 members': ({ hall, organizationId, ada }) => hall.members.list({ organizationId, actor: ada }),
  'list 100 of a role and status': ({ hall, organizationId, ada }) =>
    hall.members.list({ organizationId, actor: ada, role: ['viewer'], status: ['active'] }),
  'counts (dashboard)': ({ hall, organizationId, ada }) => hall.organizations.dashboard({ organizationId, actor: ada }),
  'change a role': ({ hall, organizationId, ada }, number) =>
    hall.members.changeRole({
      organizationId,
      actor: ada,
      memberId: 'mem_crowd-1',
      role: number % 2 === 0 ? 'manager' : 'viewer',
    }),
  'update a member': (place, number) => {
    const { hall, organizationId, ada: actor } = place
    return hall.members.update({
      organizationId,
      actor,
      memberId: crowdMember(place, number),
      department: `d${number}`,
    })
  },
  'deactivate, reactivate': ({ hall, organizationId, ada }, number) =>
    hall.members[number % 2 === 0 ? 'deactivate' : 'reactivate']({
      organizationId,
      actor: ada,
      memberId: 'mem_crowd-2',
    }),
  'invite, accept, remove': async ({ hall, organizationId, ada, tag }, number) => {
    const guest = userOf(`guest${number}`, tag)
    const { token, memberId } = single(await invite(hall, { organizationId, ada }, [guest]))
    await hall.invitations.accept({ token, actor: guest })
    await hall.members.remove({ organizationId, actor: ada, memberId })
  },
}

const shown = (value: number) => (value < 10 ? value.toFixed(2) : value.toFixed(0))
const spread = ({ median, low, high }: Measured) => `${shown(median)} (${shown(low)}-${shown(high)})`

/** Commands at both sizes, in rounds that interleave them. */
async function bySize(small: Place, large: Place, milliseconds: number): Promise<void> {
  const runs = new Map<string, (times: number) => Promise<unknown>>()
  for (const [name, work] of Object.entries(works)) {
    for (const [size, place] of Object.entries({ small, large })) {
      let number = 0
      runs.set(`${name} ${size}`, async (times) => {
        for (let time = 0; time < times; time++) await work(place, number++)
      })
    }
  }
  const measured = await inRounds(runs, { each: 4, milliseconds })
  const rows = Object.keys(works).map((name) => {
    const [few, many] = [measured.get(`${name} small`), measured.get(`${name} large`)]
    return few === undefined || many === undefined
      ? [name]
      : [name, spread(few), spread(many), (many.median / few.median).toFixed(2)]
  })
  printTable([['', `of ${small.size}`, `of ${large.size}`, 'ratio'], ...rows])
}

/** 1,000 invitations in one call, several times. */
async function invitations(place: Place): Promise<string> {
  const times: number[] = []
  for (let round = 0; round < 3; round++) {
    const users = Array.from({ length: 1_000 }, (_, at) => userOf(`mass${round}x${at}`, place.tag))
    const start = performance.now()
    await invite(place.hall, place, users)
    times.push(performance.now() - start)
  }
  return spread(summed(times))
}

/** Commands a second on one organization, from so many callers at once; each makes one revision. */
async function hot(place: Place, hallOf: () => Hall, milliseconds: number): Promise<string> {
  const { hall, organizationId, ada } = place
  const before = await hall.organizations.get({ organizationId, actor: ada })
  let stale = 0
  let over = false
  const lane = async (_: unknown, index: number) => {
    const own = hallOf()
    for (let number = 0; !over; number++) {
      const memberId = crowdMember(place, index)
      const department = `h${index}-${number}`
      await own.members.update({ organizationId, actor: ada, memberId, department }).catch(() => stale++)
      await turn() // a storage in memory never waits, so that the clock would never come to its turn
    }
  }
  const start = performance.now()
  const all = Array.from({ length: lanes }).map(lane)
  await wait(milliseconds)
  over = true
  await Promise.all(all)
  const seconds = (performance.now() - start) / 1_000
  const after = await hall.organizations.get({ organizationId, actor: ada })
  return `${shown((after.revision - before.revision) / seconds)} a second${stale === 0 ? '' : `, ${stale} told stale`}`
}

async function bench(name: string, storage: Storage, places: readonly Peopled[], tag: string): Promise<void> {
  const hall = openHall(storage)
  const [small, large] = places.map((peopled): Place => ({ ...peopled, hall, tag }))
  if (small === undefined || large === undefined) throw new Error('two places to measure')
  console.log(`\n${name}: milliseconds for one, median of interleaved rounds (middle half)`)
  await bySize(small, large, 5_000)
  const queued = await hot(small, () => small.hall, 1_500)
  const colliding = await hot(small, () => openHall({ ...storage }), 1_500)
  console.log(`  one hot organization, ${lanes} callers: ${queued} with the queue, ${colliding} as ${lanes} processes`)
  const [few, many] = [await invitations(small), await invitations(large)]
  console.log(`  1,000 invitations: ${few} ms in an organization of ${small.size}, ${many} ms in one of ${large.size}`)
}

/** Two organizations, a small one and a large one. */
async function fill(storage: Storage, small = 10): Promise<Peopled[]> {
  const hall = openHall(storage)
  const run = Date.now().toString(36)
  const places: Peopled[] = []
  for (const size of [small, large]) {
    const founded = await found(hall, `${run}-${size}`)
    await addCrowd(storage, founded.organizationId, size - 1)
    places.push({ ...founded, size })
  }
  return places
}

async function onPostgres(url: string): Promise<void> {
  const pool = new pg.Pool({ connectionString: url, max: lanes })
  const schema = `guildhall_bench_${Date.now().toString(36)}`
  try {
    const storage = postgresStorage(pool, { schema })
    await storage.migrate()
    const places = await fill(storage)
    await pool.query('ANALYZE')
    await bench('postgres', storage, places, 'u')
    await pool.query('ANALYZE')
    await bench('postgres, named statements', postgresStorage(pool, { schema, prepared: true }), places, 'p')
  } finally {
    await pool.query(`DROP SCHEMA IF EXISTS ${schema} CASCADE`)
    await pool.end()
  }
}

async function onMongo(url: string): Promise<void> {
  const client = await MongoClient.connect(url, { maxPoolSize: lanes })
  const prefix = `guildhall_bench_${Date.now().toString(36)}_`
  try {
    const storage = mongoStorage(client.db('guildhall_bench'), { prefix })
    await storage.setup()
    await bench('mongo', storage, await fill(storage, Math.min(1_000, large / 2)), 'g')
  } finally {
    await Promise.all(
      ['records', 'claims'].map((name) => client.db('guildhall_bench').dropCollection(`${prefix}${name}`)),
    )
    await client.close()
  }
}

const started = performance.now()
const memory = memoryStorage()
await bench('memory', memory, await fill(memory), 'm')
const given = process.env.POSTGRES_URL
if (given !== undefined && given !== '') await onPostgres(given)
else {
  const server = await startPostgres()
  await onPostgres(server.url).finally(server.stop)
}
const mongo = process.env.MONGODB_URL
if (mongo !== undefined && mongo !== '') await onMongo(mongo)
else console.log('\nmongo: measured nothing, since MONGODB_URL names no server')
console.log(`\n${((performance.now() - started) / 1_000).toFixed(0)} s in all`)
