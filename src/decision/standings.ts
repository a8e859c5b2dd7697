/** What members hold at the base revision, worked out once each, for authorization and for the rules about giving. */
import type { CompiledPolicy } from '../access/compile.js'
import type { AccessFacts } from '../access/facts.js'
import { type Standing, standingIn, type Where } from '../access/standing.js'
import type { MemberRecord } from '../member/member.js'
import { factsOfMember } from '../organization/facts-of.js'
import type { Slice } from '../organization/slice.js'

const organization: Where = { organization: true }

export class Standings {
  readonly #base: Slice
  readonly #policy: CompiledPolicy
  readonly #now: number
  readonly #facts = new Map<string, AccessFacts>()
  readonly #standings = new Map<string, Standing | undefined>()

  constructor(base: Slice, policy: CompiledPolicy, now: number) {
    this.#base = base
    this.#policy = policy
    this.#now = now
  }

  /**
   * What a member may do in a scope; undefined where the scope is not known. In a scope that is only now being made, they
   * hold what they hold in the organization.
   */
  of(member: MemberRecord, where: Where = organization): Standing | undefined {
    return this.#standing(member, this.#base.isThere(where) ? where : organization, member.status)
  }

  /** What a member holds in the organization, as it counts once they are active. */
  heldBy(member: MemberRecord): Standing {
    const none = { rights: this.#policy.rightsOf(undefined), roles: [] }
    return this.#standing(member, organization, 'active') ?? none
  }

  #standing(member: MemberRecord, where: Where, status: MemberRecord['status']): Standing | undefined {
    const key = `${member.id} ${status} ${member.role} ${JSON.stringify(where)}`
    if (!this.#standings.has(key)) {
      const facts = { ...this.#factsOf(member), role: member.role, permissions: member.permissions, status }
      this.#standings.set(key, standingIn(this.#policy, facts, where, this.#now))
    }
    return this.#standings.get(key)
  }

  #factsOf(member: MemberRecord): AccessFacts {
    const known = this.#facts.get(member.id)
    if (known !== undefined) return known
    const facts = factsOfMember(this.#base, member)
    this.#facts.set(member.id, facts)
    return facts
  }
}
