/**
 * Whether the key forgets nothing that matters: along walks of a real organization, through the hall, whatever can happen
 * next is what can happen next to the organization that is decoded from its key.
 */
import type { Dice } from '../../../adapters/conformance/dice.js'
import { Desk, snapshotOf } from './hall.js'
import { canonical, decode, decodedNames, noon } from './key.js'
import { inputOf, type Move, movesIn, type Names, reordered, requestOf, type Scope, told } from './moves.js'
import { isOver } from './places.js'
import { timeUp } from './walk.js'
import { addressOf, attempt, house, organizationId, people, type Request, system, type World } from './world.js'

export interface Compared {
  readonly walks: number
  readonly steps: number
  /** How many outcomes were held against those of decoded states. */
  readonly outcomes: number
  /** The first difference, after the moves that led to it. */
  readonly difference?: Difference
}

/** Walks so many steps from each of these states, whose people take their pasts along. */
export async function compare(scope: Scope, dice: Dice, starts: readonly string[], steps: number): Promise<Compared> {
  const walk = new RealWalk(scope)
  const sums = { walks: 0, steps: 0, outcomes: 0 }
  for (const start of starts) {
    walk.start(start)
    sums.walks += 1
    for (let step = 0; step < steps; step++) {
      const seen = walk.look()
      if ('problem' in seen) return { ...sums, difference: seen }
      sums.outcomes += seen.outcomes
      await walk.take(pick(seen.possible, dice))
      sums.steps += 1
    }
    const problem = await walk.audit()
    if (problem !== undefined) return { ...sums, difference: problem }
  }
  return sums
}

/** Mostly a move by people, about people, to where the walk has not been; by command first, since roles change in many ways. */
function pick(possible: readonly Possible[], dice: Dice): Move | undefined {
  const news = possible.filter(({ isNew }) => isNew)
  const personal = news.filter(({ move }) => move.by !== 'system' && !move.does.startsWith('organization.'))
  const choice = [dice.onceIn(4) ? [] : personal, news, possible].find((some) => some.length > 0) ?? []
  const does = dice.pick([...new Set(choice.map(({ move }) => move.does))])
  return dice.pick(choice.filter(({ move }) => move.does === does))?.move
}

interface Possible {
  readonly move: Move
  /** Whether it leads where the walk has not been. */
  readonly isNew: boolean
}

export interface Difference {
  readonly problem: string
  readonly way: readonly string[]
}

class RealWalk {
  readonly #scope: Scope
  readonly #moves: readonly Move[]
  readonly #decoded: ReadonlyMap<string, Request>
  readonly #desk = new Desk('walked')
  readonly #requests = new Map<string, Request>()
  readonly #secrets = new Map<string, string>()
  readonly #been = new Set<string>()
  #way: readonly string[] = []

  constructor(scope: Scope) {
    this.#scope = scope
    this.#moves = movesIn(scope)
    const asked = this.#moves.filter(({ by }) => by !== 'time')
    this.#decoded = new Map(asked.map((move) => [told(move), requestOf(move, decodedNames)]))
    this.#desk.hall.subscribe(({ secrets }) => {
      for (const { invitationId, token } of secrets)
        this.#secrets.set(invitationId, token.slice(organizationId.length + 1))
    })
  }

  start(key: string): void {
    this.#desk.memory.restore(snapshotOf(decode(key)))
    this.#desk.now = noon
    this.#way = [`from ${key}`]
    this.#been.clear()
    this.#secrets.clear()
    for (const [person] of people.entries())
      this.#secrets.set(decodedNames.invitation(person), decodedNames.secret(person))
  }

  /** The moves that would change something, and keep the organization; or how what would happen differs from what it should. */
  look(): { readonly possible: readonly Possible[]; readonly outcomes: number } | Difference {
    const world = this.#desk.world()
    const names = namesIn(world, this.#secrets)
    const { key, order } = canonical(world, this.#scope.people)
    const decoded = decode(key)
    this.#been.add(`to ${key}`)
    const possible: Possible[] = []
    for (const move of this.#moves) {
      const same = reordered(move, order)
      const real = this.#outcome(world, move, names, () => this.#parsed(move, names))
      const thought = this.#outcome(decoded, same, decodedNames, () => this.#decoded.get(told(same)))
      const differs = mayBeAdded(world, move) ? real !== thought : real.startsWith('to ')
      if (differs) return this.#difference(`${told(move)}: \`${real}\`, but decoded \`${thought}\``)
      if (real.startsWith('to ') && real !== end) possible.push({ move, isNew: !this.#been.has(real) })
    }
    return { possible, outcomes: this.#moves.length }
  }

  async take(move: Move | undefined): Promise<void> {
    if (move === undefined) return
    this.#way = [...this.#way, told(move)]
    const world = this.#desk.world()
    const names = namesIn(world, this.#secrets)
    if (move.by === 'time') this.#desk.put(timeUp(world, names.invitation(move.whom ?? 0)) ?? world)
    else await this.#desk.carryOut(move, names)
    this.#desk.now += 1_000
  }

  async audit(): Promise<Difference | undefined> {
    const { findings } = await this.#desk.hall.verify({ organizationId, actor: system })
    return findings.length === 0 ? undefined : this.#difference(`the audit finds ${JSON.stringify(findings)}`)
  }

  /** Mostly the same as a step ago. */
  #parsed(move: Move, names: Names): Request {
    const asked = `${move.does} ${JSON.stringify(inputOf(move, names))}`
    const known = this.#requests.get(asked) ?? requestOf(move, names)
    this.#requests.set(asked, known)
    return known
  }

  #difference(problem: string): Difference {
    return { problem, way: this.#way }
  }

  /** Where a move leads: to a key, to the end, nowhere, or to a refusal. */
  #outcome(world: World, move: Move, names: Names, request: () => Request | undefined): string {
    const to = (after: World) => `to ${canonical(after, this.#scope.people).key}`
    const asked = move.by === 'time' ? undefined : request()
    if (asked === undefined) {
      const later = timeUp(world, names.invitation(move.whom ?? 0))
      return later === undefined ? 'idle' : to(later)
    }
    const outcome = attempt(house, world, asked)
    if (outcome.is !== 'done') return outcome.is === 'refused' ? outcome.code : 'idle'
    const { head, others } = outcome.after
    return head.status === 'deleted' || isOver(others) ? end : to(outcome.after)
  }
}

const end = 'to its end'

/** The one thing that a key forgets on purpose: who was here before is not added again, except by the system. */
function mayBeAdded({ members }: World, { does, by, whom = 0 }: Move): boolean {
  const wasHere = members.some(
    ({ status, userId, emailKey }) => status === 'removed' && (userId === people[whom] || emailKey === addressOf(whom)),
  )
  return does !== 'member.add' || by === 'system' || !wasHere
}

/** The records of people by their address; what is not there is called what nothing is called. */
function namesIn({ members, invitations }: World, secrets: ReadonlyMap<string, string>): Names {
  const member = (person: number) =>
    members.find(({ status, emailKey }) => status !== 'removed' && emailKey === addressOf(person))
  const invitation = (person: number) =>
    invitations.find(({ status, memberId }) => status === 'pending' && memberId === member(person)?.id)
  return {
    member: (person) => member(person)?.id ?? 'mem_nobody',
    invitation: (person) => invitation(person)?.id ?? 'inv_nobody',
    secret: (person) => secrets.get(invitation(person)?.id ?? '') ?? 'Secret_of_nobody_at_all',
  }
}
