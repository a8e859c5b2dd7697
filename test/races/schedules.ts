/**
 * Two commands at once, one storage call at a time, in an order that dice throw: whatever it is, the organization ends as
 * if one command had come after the other.
 */
import type { Storage } from 'guildhall'
import { type MemoryStorage, memoryStorage } from 'guildhall/memory'
import { Dice } from '../../adapters/conformance/dice.js'
import { fire, type Shot } from './shot.js'
import { enrol, found, type Hall, judge, openHall, type User, userOf } from './stage.js'

/** An organization in which every command finds something to do. */
export interface Scene {
  readonly snapshot: string
  readonly organizationId: string
  readonly shots: ReadonlyMap<string, (by: Side) => Shot>
}

/** The two that act: both admins, so that either may do all. */
export type Side = 'ada' | 'bo'

const now = Date.parse('2030-01-01T12:00:00.000Z')

/** Ids tell who minted them, and nothing of how often they tried. */
function hallOf(storage: Storage, name: string): Hall {
  let minted = 0
  return openHall(storage, 'usual', {
    clock: () => now,
    newId: (kind) => (kind === 'commit' ? `${name}-${++minted}` : `${name}_${++minted}`),
    newSecret: () => `Secret_of_${name}_${'x'.repeat(20)}_${++minted}`,
  })
}

export async function sceneOf(): Promise<Scene> {
  const storage = memoryStorage()
  const hall = hallOf(storage, 'scene')
  const { organizationId, ada } = await found(hall, 'schedules', 8)
  const bo = userOf('bo', 'schedules')
  const users = { cy: userOf('cy', 'schedules'), dee: userOf('dee', 'schedules') }
  const [, cy = '', dee = ''] = await enrol(hall, organizationId, [
    { user: bo, role: 'admin' },
    { user: users.cy, role: 'viewer' },
    { user: users.dee, role: 'viewer' },
  ])
  await hall.members.deactivate({ organizationId, actor: ada, memberId: dee })
  const eve = userOf('eve', 'schedules')
  const { secrets } = await hall.invitations.invite({ organizationId, actor: ada, emails: eve.email })
  const { token = '', invitationId = '' } = secrets[0] ?? {}
  const place = { organizationId, cy, dee, token, invitationId, eve, actors: { ada, bo } }
  return { snapshot: storage.snapshot(), organizationId, shots: shotsIn(place) }
}

interface Place {
  readonly organizationId: string
  readonly cy: string
  readonly dee: string
  readonly token: string
  readonly invitationId: string
  readonly eve: User
  readonly actors: { readonly [S in Side]: User }
}

/** One shot for every command that there is inside an organization. */
function shotsIn({ organizationId, cy, dee, token, invitationId, eve, actors }: Place): Scene['shots'] {
  const at = (by: Side) => ({ organizationId, actor: actors[by] })
  const fred = userOf('fred', 'schedules')
  const shots: { readonly [name: string]: (by: Side) => Shot } = {
    'organization.update': (by) => ({ do: 'organizations.update', input: { ...at(by), name: `By ${by}` } }),
    'organization.setSeatLimit': (by) => ({ do: 'organizations.setSeatLimit', input: { ...at(by), seatLimit: 5 } }),
    'organization.archive': (by) => ({ do: 'organizations.archive', input: at(by) }),
    'organization.delete': (by) => ({ do: 'organizations.delete', input: at(by) }),
    'member.add': (by) => ({ do: 'members.add', input: { ...at(by), userId: fred.userId, email: fred.email } }),
    'member.update': (by) => ({ do: 'members.update', input: { ...at(by), memberId: cy, email: fred.email } }),
    'member.changeRole': (by) => ({ do: 'members.changeRole', input: { ...at(by), memberId: cy, role: 'manager' } }),
    'member.deactivate': (by) => ({ do: 'members.deactivate', input: { ...at(by), memberId: cy } }),
    'member.reactivate': (by) => ({ do: 'members.reactivate', input: { ...at(by), memberId: dee } }),
    'member.remove': (by) => ({ do: 'members.remove', input: { ...at(by), memberId: cy } }),
    'member.leave': (by) => ({ do: 'members.leave', input: at(by) }),
    'member.transferAdmin': (by) => ({ do: 'members.transferAdmin', input: { ...at(by), memberId: cy } }),
    'invitation.invite': (by) => ({ do: 'invitations.invite', input: { ...at(by), emails: fred.email } }),
    'invitation.resend': (by) => ({ do: 'invitations.resend', input: { ...at(by), invitationId } }),
    'invitation.changeRole': (by) => ({
      do: 'invitations.changeRole',
      input: { ...at(by), invitationId, role: 'manager' },
    }),
    'invitation.revoke': (by) => ({ do: 'invitations.revoke', input: { ...at(by), invitationId } }),
    'invitation.accept': () => ({ do: 'invitations.accept', input: { token, actor: eve } }),
    'invitation.decline': () => ({ do: 'invitations.decline', input: { token } }),
  }
  return new Map(Object.entries(shots))
}

/** How a pair of commands ended: what each was told, and what is there. */
interface Ending {
  readonly said: readonly [string, string]
  readonly left: string
  readonly sound: boolean
}

interface Built {
  /** Puts something between the commands and the memory: a storage that is careless must be found. */
  readonly built: (storage: Storage) => Storage
}

export type Exploration = Partial<Built> & { readonly schedules: number; readonly seed: number }

/**
 * Fires a pair under so many schedules; answers the first ending that neither order one after the other has, or undefined.
 * `lost` counts commits that came too late, without which nothing was tried.
 */
export async function explored(
  scene: Scene,
  [first, second]: readonly [string, string],
  { schedules, seed, built = (storage) => storage }: Exploration,
): Promise<{ readonly wrong: Ending | undefined; readonly lost: number }> {
  const lawful = [await inOrder(scene, first, second, 'ada first'), await inOrder(scene, first, second, 'bo first')]
  const known = new Set(lawful.map((ending) => JSON.stringify(ending)))
  const dice = new Dice(seed)
  let lost = 0
  for (let number = 0; number < schedules; number++) {
    const { ending, stale } = await atOnce(scene, first, second, { dice, built })
    lost += stale
    if (!ending.sound || !known.has(JSON.stringify(ending))) return { wrong: ending, lost }
  }
  return { wrong: undefined, lost }
}

async function inOrder(scene: Scene, first: string, second: string, order: 'ada first' | 'bo first'): Promise<Ending> {
  const memory = stored(scene)
  const ada = () => fire(hallOf(memory, 'ada'), shotOf(scene, first, 'ada'))
  const bo = () => fire(hallOf(memory, 'bo'), shotOf(scene, second, 'bo'))
  const outcomes =
    order === 'ada first' ? ([await ada(), await bo()] as const) : ([await bo(), await ada()].reverse() as never)
  return endingOf(scene, memory, outcomes)
}

async function atOnce(scene: Scene, first: string, second: string, { dice, built }: Built & { readonly dice: Dice }) {
  const memory = stored(scene)
  const storage = built(memory)
  const turns = new Turns(dice)
  let stale = 0
  const count = () => {
    stale += 1
  }
  const outcomes = await turns.both(
    () => fire(hallOf(stepwise(storage, turns, 0, count), 'ada'), shotOf(scene, first, 'ada')),
    () => fire(hallOf(stepwise(storage, turns, 1, count), 'bo'), shotOf(scene, second, 'bo')),
  )
  return { ending: await endingOf(scene, memory, outcomes), stale }
}

function stored({ snapshot }: Scene): MemoryStorage {
  const memory = memoryStorage()
  memory.restore(snapshot)
  return memory
}

function shotOf({ shots }: Scene, name: string, by: Side): Shot {
  const shot = shots.get(name)
  if (shot === undefined) throw new Error(`no shot for \`${name}\``)
  return shot(by)
}

async function endingOf(
  { organizationId }: Scene,
  memory: MemoryStorage,
  [ada, bo]: readonly { readonly said: string }[],
): Promise<Ending> {
  const [saved] = JSON.parse(memory.snapshot()) as { head: object; members: object[]; invitations: object[] }[]
  const gone = saved === undefined || ('status' in saved.head && saved.head.status === 'deleted')
  const findings = gone ? [] : (await hallOf(memory, 'judge').verify({ organizationId, actor: judge })).findings
  return { said: [ada?.said ?? '', bo?.said ?? ''], left: essence(saved), sound: findings.length === 0 }
}

/** All that is there, but for how often somebody tried and what hangs on that: ids, secrets, hashes, revisions. */
function essence(saved: object | undefined): string {
  const text = JSON.stringify(saved, (key, value: unknown) => (machinery.has(key) ? undefined : sorted(value)))
  return text.replace(/_(ada|bo)_\d+/g, '_$1')
}

const machinery = new Set(['revision', 'revisions', 'commitId', 'hash', 'tokenHash', 'catalogueId', 'sortKey'])

/** Lists of records come in the order in which they were written, and say nothing by it. */
function sorted(value: unknown): unknown {
  return Array.isArray(value) ? value.map((part) => JSON.stringify(part)).sort() : value
}

/** Lets one of two go on at a time: whose turn it is, the dice say. */
class Turns {
  readonly #dice: Dice
  readonly #waiting: [(() => void) | undefined, (() => void) | undefined] = [undefined, undefined]
  #busy = 0

  constructor(dice: Dice) {
    this.#dice = dice
  }

  async both<T>(first: () => Promise<T>, second: () => Promise<T>): Promise<readonly [T, T]> {
    this.#busy = 2
    const over = <R>(result: R): R => {
      this.#pause()
      return result
    }
    const [a, b] = await Promise.all([first().then(over), second().then(over)])
    return [a, b]
  }

  /** Waits for one's turn. */
  turn(side: 0 | 1): Promise<void> {
    return new Promise((resolve) => {
      this.#waiting[side] = resolve
      this.#pause()
    })
  }

  /** Once nobody is at work, one of those who wait goes on. */
  #pause(): void {
    this.#busy -= 1
    if (this.#busy > 0) return
    const ready = ([0, 1] as const).filter((side) => this.#waiting[side] !== undefined)
    const side = ready.length === 2 ? ready[this.#dice.below(2)] : ready[0]
    if (side === undefined) return
    const go = this.#waiting[side]
    this.#waiting[side] = undefined
    this.#busy += 1
    go?.()
  }
}

/** The storage as one side sees it: it waits before every call, and again before it hears the answer. */
function stepwise(memory: Storage, turns: Turns, side: 0 | 1, lost: () => void): Storage {
  const step = async <T>(call: () => Promise<T>): Promise<T> => {
    await turns.turn(side)
    const answer = await call()
    if (answer === 'stale') lost()
    await turns.turn(side)
    return answer
  }
  return {
    ...memory,
    read: (...asked) => step(() => memory.read(...asked)),
    commit: (changeSet) => step(() => memory.commit(changeSet)),
    find: (query) => step(() => memory.find(query)),
  }
}
