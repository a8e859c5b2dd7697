/** The rights of one user scope by scope: each worked out when it is first asked about, and again once time changes them. */
import type { CompiledPolicy } from './compile.js'
import type { Asker } from './conditions.js'
import { askerOf, decide } from './decide.js'
import type { AccessFacts } from './facts.js'
import type { Located } from './holdings.js'
import { isRef, kindOf, locate } from './place.js'
import { holds, type Rights } from './rights.js'
import { rightsIn } from './standing.js'
import { isTimed, type Term, termAt } from './term.js'

/** A scope, with the rights there in one term. */
interface Cell {
  readonly at: Located
  term: Term
  rights: Rights
}

const always: Term = { since: Number.NEGATIVE_INFINITY, until: Number.POSITIVE_INFINITY }

export class Scopes {
  readonly #policy: CompiledPolicy
  readonly #facts: AccessFacts
  readonly #clock: () => number
  readonly #timed: boolean
  readonly #asker: Asker
  readonly #byId = new Map<string, Cell>()
  readonly #byRef = new Map<string, Map<string, Cell>>()
  readonly #organization: Cell
  #term = always
  #now = 0

  constructor(policy: CompiledPolicy, facts: AccessFacts, clock: () => number) {
    this.#policy = policy
    this.#facts = facts
    this.#clock = clock
    this.#timed = isTimed(facts)
    this.#asker = askerOf(facts)
    this.#look()
    this.#organization = this.#cellOf({ kind: 'organization' })
  }

  get validUntil(): number | undefined {
    this.#look()
    return this.#term.until === always.until ? undefined : this.#term.until
  }

  answer(bit: number, asked: object | undefined): boolean {
    this.#look()
    const cell = asked === undefined ? this.#organization : this.#find(asked)
    if (cell === undefined) return false
    const rights = cell.term === this.#term ? cell.rights : this.#renew(cell)
    return asked === undefined ? holds(rights, bit) : decide(this.#policy, rights, bit, asked, cell.at, this.#asker)
  }

  /** Looks at the clock where time plays a part; it may have been set back, too. */
  #look(): void {
    if (!this.#timed) return
    this.#now = this.#clock()
    if (this.#term === always || this.#now < this.#term.since || this.#now >= this.#term.until)
      this.#term = termAt(this.#facts, this.#now)
  }

  #cellOf(at: Located): Cell {
    return { at, term: this.#term, rights: rightsIn(this.#policy, this.#facts, at, this.#now) }
  }

  #renew(cell: Cell): Rights {
    cell.term = this.#term
    cell.rights = rightsIn(this.#policy, this.#facts, cell.at, this.#now)
    return cell.rights
  }

  /** The scope that is named, by its id or as the app names it. */
  #find(asked: object): Cell | undefined {
    const kind = kindOf(asked)
    if (kind === undefined) return undefined
    const name: unknown = Reflect.get(asked, kind)
    if (kind === 'organization') return name === undefined || name === true ? this.#organization : undefined
    const known = this.#known(name)
    if (known !== undefined) return known.at.kind === kind ? known : undefined
    return this.#note(name, locate(this.#facts, asked))
  }

  #known(name: unknown): Cell | undefined {
    if (typeof name === 'string') return this.#byId.get(name)
    return isRef(name) ? this.#byRef.get(name.type)?.get(name.key) : undefined
  }

  /** Only scopes of the facts are noted, so that questions cannot make it grow. */
  #note(name: unknown, at: Located | undefined): Cell | undefined {
    if (at === undefined) return undefined
    const cell = this.#cellOf(at)
    if (isRef(name)) {
      const ofType = this.#byRef.get(name.type) ?? new Map<string, Cell>()
      this.#byRef.set(name.type, ofType.set(name.key, cell))
    } else if (typeof name === 'string') this.#byId.set(name, cell)
    return cell
  }
}
