/** What a rule is: an invariant over the state as it would be, in the light of who vouches for the change. */
import type { CompiledPolicy } from '../access/compile.js'
import type { Standing, Where } from '../access/standing.js'
import type { RefusalCode } from '../errors.js'
import type { MemberRecord } from '../member/member.js'
import type { Slice } from '../organization/slice.js'
import type { Kind, RecordsByKind } from '../storage.js'
import type { Authority } from './change-set.js'
import type { Actor } from './context.js'
import type { Refusal } from './refusal.js'

/** What a rule sees of an organization: the selectors of the slice, without the machinery's. */
export type State = Pick<
  Slice,
  | 'organizationId'
  | 'head'
  | 'organization'
  | 'member'
  | 'invitation'
  | 'team'
  | 'group'
  | 'workspace'
  | 'resource'
  | 'role'
  | 'membership'
  | 'assignment'
  | 'by'
  | 'catalogue'
  | 'customRole'
  | 'ancestorsOf'
  | 'membersOfUser'
  | 'membersWithEmail'
  | 'memberOf'
>

/**
 * One record before and after the whole change, and the strictest authority that answers for it. Only edges (memberships
 * and assignments) are ever gone afterwards: by the actor's hand, or the system's where they go along with something else.
 */
export type Change = {
  [K in Kind]: {
    readonly kind: K
    readonly before: RecordsByKind[K] | undefined
    readonly after: K extends 'membership' | 'assignment' ? RecordsByKind[K] | undefined : RecordsByKind[K]
    readonly authority: Authority
  }
}[Kind]

export interface RuleContext {
  readonly policy: CompiledPolicy
  readonly actor: Actor
  /** Milliseconds since 1970, UTC. */
  readonly now: number
  readonly changes: readonly Change[]
  /** What a member may do at the base revision, in the organization or another scope; undefined where the scope is unknown. */
  readonly standingOf: (member: MemberRecord, where?: Where) => Standing | undefined
  /** What a member will be able to do once the change is made. */
  readonly standingAfter: (member: MemberRecord, where?: Where) => Standing | undefined
  /** What a member holds in the organization, as it counts once they are active. */
  readonly heldBy: (member: MemberRecord) => Standing
  /** The organization at the base revision: rights and ceilings are judged there, whatever a batch changed since. */
  readonly base: State
}

/**
 * An invariant. It knows no command, so it also guards commands that nobody has written yet, and asks that a state is
 * *never worsened*: one that breaks it already can still shrink and be repaired.
 */
export type Rule<Code extends RefusalCode = RefusalCode> = (
  before: State,
  after: State,
  context: RuleContext,
) => Refusal<Code> | undefined
