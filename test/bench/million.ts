/**
 * A million members in memory: the CPU that it takes to put them there, and what each weighs, in the memory adapter (with
 * indexes and history), as access facts, and beside both in a nested Map of the same records with counts. It reports, and
 * gates nothing. About two minutes, and three gigabytes.
 */
import { setImmediate as nextTurn } from 'node:timers/promises'
import { type AccessFacts, createAccess, type Storage } from 'guildhall'
import { memoryStorage } from 'guildhall/memory'
import { found, openHall, policies } from '../races/stage.js'
import { addCrowd, newViewer } from './parts/crowd.js'
import { cpu, printTable } from './parts/rounds.js'

const members = Number(process.env.GUILDHALL_BENCH_SIZE ?? 1_000_000)

interface Weighed {
  readonly seconds: number
  readonly bytes: number
}

/** What is on the heap, and in the buffers beside it, once what nobody holds any longer is gone. */
async function held(): Promise<number> {
  for (let turn = 0; turn < 3; turn++) {
    await nextTurn()
    global.gc?.()
  }
  const { heapUsed, arrayBuffers } = process.memoryUsage()
  return heapUsed + arrayBuffers
}

/** CPU to make something, and the bytes that it holds per member, while it is asked whether all of them are in it. */
async function weigh<T>(make: () => T | Promise<T>, countIn: (made: T) => number | Promise<number>): Promise<Weighed> {
  const before = await held()
  const start = cpu()
  const made = await make()
  const seconds = (cpu() - start) / 1_000
  const bytes = ((await held()) - before) / members
  const counted = await countIn(made)
  if (counted !== members) throw new Error(`${counted} members of ${members}`)
  return { seconds, bytes }
}

type Viewer = ReturnType<typeof newViewer>['record']

interface Plain {
  readonly members: Map<string, Viewer>
  active: number
}

function nestedMap(organizations: number): ReadonlyMap<string, Plain> {
  const each = members / organizations
  const all = new Map<string, Plain>()
  for (let at = 0; at < organizations; at++) {
    const organization: Plain = { members: new Map(), active: 0 }
    for (let number = at * each + 1; number <= (at + 1) * each; number++) {
      const { record } = newViewer(number, 0)
      organization.members.set(record.id, record)
      organization.active++
    }
    all.set(`org_${at}`, organization)
  }
  return all
}

interface Filled {
  readonly storage: Storage
  readonly ids: readonly string[]
}

async function memoryAdapter(organizations: number): Promise<Filled> {
  const storage = memoryStorage()
  const hall = openHall(storage)
  const each = members / organizations
  const ids: string[] = []
  for (let at = 0; at < organizations; at++) {
    const { organizationId } = await found(hall, `m${at}`)
    await addCrowd(storage, organizationId, each, at * each + 1)
    ids.push(organizationId)
  }
  return { storage, ids }
}

async function countStored({ storage, ids }: Filled): Promise<number> {
  let count = 0
  for (const id of ids) count += (await storage.read(id, []))?.head.counts.viewer?.active ?? 0
  return count
}

const nothing = { roles: [], teams: [], groups: [], workspaces: [], resources: [], assignments: [] }

const factsOf = (number: number): AccessFacts => ({
  ...{ organizationId: `org_${number % 100}`, organizationStatus: 'active', userId: `crowd-${number}` },
  ...{ memberId: `mem_crowd-${number}`, role: 'viewer', status: 'active', revision: 1, commitId: 'c' },
  ...nothing,
})

const policy = policies.usual
const accesses = () => Array.from({ length: members }, (_, number) => createAccess(policy, factsOf(number)))

const rows: { readonly [name: string]: () => Promise<Weighed> } = {
  'nested Map, 100 organizations': () =>
    weigh(
      () => nestedMap(100),
      (all) => [...all.values()].reduce((sum, { active }) => sum + active, 0),
    ),
  'memory adapter, 100 organizations': () => weigh(() => memoryAdapter(100), countStored),
  'memory adapter, 10,000 organizations': () => weigh(() => memoryAdapter(10_000), countStored),
  'access of each': () => weigh(accesses, (all) => all.filter(({ can }) => can('member:read')).length),
}

console.log(`\n  ${members} members${global.gc === undefined ? ' (without --expose-gc, bytes are rough)' : ''}`)
const measured: (readonly string[])[] = []
for (const [name, row] of Object.entries(rows)) {
  const { seconds, bytes } = await row()
  measured.push([name, seconds.toFixed(2), bytes.toFixed(0)])
}
printTable([['', 'seconds of CPU', 'bytes a member'], ...measured])
