/** Walks every organization that the moves can reach, breadth first, and stops at the first step that is wrong. */
import { broken } from './checker.js'
import { futileIn, oneOfEach } from './futile.js'
import { type Ghosts, ghostsOf } from './ghosts.js'
import { canonical, decode, decodedNames, firstKey, type Order } from './key.js'
import { isPlain, type Move, movesIn, requestOf, type Scope, told } from './moves.js'
import { isOver } from './places.js'
import { addressOf, attempt, type House, type Outcome, people, type Request, type World, worldOf } from './world.js'

export interface Walked {
  /** The states, in the order in which they were reached. */
  readonly keys: readonly string[]
  /** Steps that changed something, the running out of an invitation included. */
  readonly accepted: number
  readonly tried: number
  /** Moves at what was over, which must do nothing. */
  readonly probes: number
  readonly depth: number
  /** Of one processor. */
  readonly seconds: number
  /** How often each command was accepted, and each refusal met. */
  readonly byCommand: ReadonlyMap<string, number>
  readonly byRefusal: ReadonlyMap<string, number>
  readonly found?: Found
}

export interface Found {
  readonly problem: string
  /** The shortest sequence of moves that leads there, for people to read. */
  readonly way: readonly string[]
}

/** A step of the core that the checker has found sound. */
export interface SoundStep {
  readonly move: Move
  readonly before: World
  readonly after: World
  /** Whether it led where nothing had led before. */
  readonly isNew: boolean
}

export interface Manner {
  /** Sees every sound step, and says what is wrong with it after all. */
  readonly witness?: (step: SoundStep) => Promise<string | undefined>
  /** More states than this are a violation. */
  readonly cap?: number
}

export async function walk(house: House, scope: Scope, manner: Manner = {}): Promise<Walked> {
  const walk = new Walk(house, scope, manner)
  const began = process.cpuUsage()
  const found = await walk.run()
  const { user, system } = process.cpuUsage(began)
  const seconds = (user + system) / 1_000_000
  const { reached, sums, byCommand, byRefusal } = walk
  const told = found === undefined ? {} : { found }
  return { ...sums, keys: [...reached.keys()], seconds, byCommand, byRefusal, ...told }
}

/** A move, its input parsed against the names of decoded organizations; none where it is time that moves. */
interface Prepared {
  readonly move: Move
  readonly request?: Request
}

type Moved =
  | Outcome
  | { readonly is: 'later'; readonly after: World }
  | { readonly is: 'failed'; readonly problem: string }

/** How a state was first reached, and what it accepts, once that is known. */
interface Reached {
  readonly depth: number
  readonly from?: { readonly key: string; readonly move: Move; readonly order: Order }
  readonly accepts: Prepared[]
}

class Walk {
  readonly reached = new Map<string, Reached>()
  readonly sums = { accepted: 0, tried: 0, probes: 0, depth: 0 }
  readonly byCommand = new Map<string, number>()
  readonly byRefusal = new Map<string, number>()
  readonly #house: House
  readonly #scope: Scope
  readonly #manner: Manner
  readonly #moves: readonly Prepared[]
  readonly #plain: readonly Prepared[]

  constructor(house: House, scope: Scope, manner: Manner) {
    this.#house = house
    this.#scope = scope
    this.#manner = manner
    this.#moves = movesIn(scope).map((move) =>
      move.by === 'time' ? { move } : { move, request: requestOf(move, decodedNames) },
    )
    this.#plain = this.#moves.filter(({ move }) => isPlain(move))
  }

  async run(): Promise<Found | undefined> {
    this.reached.set(firstKey(this.#scope.people, this.#scope.place), { depth: 0, accepts: [] })
    // a map is walked in the order in which it grows: breadth first
    for (const [key, state] of this.reached) {
      this.sums.depth = state.depth
      const before = decode(key)
      const probed = new Set<string>()
      for (const prepared of this.#movesAt(key, before)) {
        const problem = await this.#step(key, state, before, prepared, probed)
        if (problem !== undefined) return { problem, way: this.#wayTo(key, prepared.move) }
      }
    }
    return undefined
  }

  /** Tries one move, and says what is wrong with what became of it. */
  async #step(
    key: string,
    { depth, accepts }: Reached,
    before: World,
    prepared: Prepared,
    probed: Set<string>,
  ): Promise<string | undefined> {
    const { move } = prepared
    this.sums.tried += 1
    const outcome = this.#moved(before, prepared)
    if (outcome.is === 'failed') return outcome.problem
    if (outcome.is === 'refused') count(this.byRefusal, outcome.code)
    if (outcome.is === 'refused' || outcome.is === 'idle') return undefined
    const { after } = outcome
    const [law] = outcome.is === 'done' ? broken({ before, move, names: decodedNames, after }) : []
    if (law !== undefined) return law
    this.sums.accepted += 1
    count(this.byCommand, move.does)
    accepts.push(prepared)

    const ghosts = ghostsOf(before, after)
    const risen = ghosts === undefined || probed.has(ghosts.name) ? undefined : this.#risen(ghosts, after)
    if (risen !== undefined) return risen
    if (ghosts !== undefined) probed.add(ghosts.name)

    // Nothing follows on a deletion.
    const next =
      after.head.status === 'deleted' || isOver(after.others) ? undefined : canonical(after, this.#scope.people)
    const isNew = next !== undefined && !this.reached.has(next.key)
    if (isNew) this.reached.set(next.key, { depth: depth + 1, from: { key, move, order: next.order }, accepts: [] })
    const { witness, cap = 1_000_000 } = this.#manner
    if (this.reached.size > cap) return `more than ${cap} states`
    return outcome.is === 'done' ? witness?.({ move, before, after, isNew }) : undefined
  }

  #moved(world: World, { move, request }: Prepared): Moved {
    if (request === undefined) {
      const after = timeUp(world, decodedNames.invitation(move.whom ?? 0))
      return after === undefined ? { is: 'idle' } : { is: 'later', after }
    }
    try {
      return attempt(this.#house, world, request)
    } catch (error) {
      return { is: 'failed', problem: error instanceof Error ? error.message : String(error) }
    }
  }

  #risen(ghosts: Ghosts, after: World): string | undefined {
    for (const probe of this.#plain) {
      if (!ghosts.areAsked(probe.move)) continue
      this.sums.probes += 1
      const outcome = this.#moved(after, probe)
      if (outcome.is === 'failed') return outcome.problem
      if (outcome.is === 'done') return `what is over is not over: ${told(probe.move)}`
    }
    return undefined
  }

  /**
   * All moves, but one of a kind where none can be accepted. Of an archived organization: what it accepts when it is not, and
   * its return; it was walked before it could be archived.
   */
  #movesAt(key: string, before: World): readonly Prepared[] {
    const { head, members } = before
    if (head.status === 'archived') {
      const unarchived = this.reached.get(key.replace('archived', 'active'))
      const back = this.#moves.filter(({ move }) => move.does === 'organization.restore')
      return [...oneOfEach(unarchived?.accepts ?? this.#plain), ...back]
    }
    const isFutile = futileIn(before)
    const holders = people.map((_, person) => members.find(({ emailKey }) => emailKey === addressOf(person)))
    return this.#moves.filter(({ move }) => {
      const { does, whom = 0, address = 0 } = move
      if (!isPlain(move) && isFutile(move)) return false
      const becomesAnother = does === 'member.update' && holders[whom]?.userId !== undefined && !holders[address]
      return this.#scope.addresses || !becomesAnother
    })
  }

  /** The moves from the first state to this one, and the last one, each person by the name that they had at first. */
  #wayTo(key: string, last: Move): string[] {
    const steps: { move: Move; order: Order }[] = [{ move: last, order: [] }]
    let from = this.reached.get(key)?.from
    while (from !== undefined) {
      steps.unshift(from)
      from = this.reached.get(from.key)?.from
    }
    let names: readonly string[] = people
    return steps.map(({ move, order }) => {
      const line = told(move, names)
      const known = names
      names = order.length === 0 ? known : known.map((name, place) => known[order.indexOf(place)] ?? name)
      return line
    })
  }
}

/** The organization once an open invitation has run out, later than all others that have. */
export function timeUp({ now, head, members, invitations, others }: World, invitationId: string): World | undefined {
  const open = invitations.find(({ id }) => id === invitationId)
  if (open?.status !== 'pending' || open.expiresAt <= now) return undefined
  const later = invitations.map((invitation) => (invitation === open ? { ...open, expiresAt: now } : invitation))
  return worldOf(now, head, members, later, others)
}

function count(counts: Map<string, number>, what: string): void {
  counts.set(what, (counts.get(what) ?? 0) + 1)
}
