/** What a rule is: an invariant over the state as it would be, in the light of who vouches for the change. */
import type { CompiledPolicy } from '../access/compile.js'
import type { RefusalCode } from '../errors.js'
import type { InvitationRecord } from '../invitation/invitation.js'
import type { MemberRecord } from '../member/member.js'
import type { Slice } from '../organization/slice.js'
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
  | 'membersOfUser'
  | 'membersWithEmail'
  | 'memberOf'
>

/** One record before and after the whole change, and the strictest authority that answers for it. */
export type Change =
  | {
      readonly kind: 'member'
      readonly before: MemberRecord | undefined
      readonly after: MemberRecord
      readonly authority: Authority
    }
  | {
      readonly kind: 'invitation'
      readonly before: InvitationRecord | undefined
      readonly after: InvitationRecord
      readonly authority: Authority
    }

export interface RuleContext {
  readonly policy: CompiledPolicy
  readonly actor: Actor
  readonly changes: readonly Change[]
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
