/** What a command is: its words, what it needs to see, what it asks for, and what it proposes. One file each. */
import type { GuildhallPermission } from '../access/permissions.js'
import type { Where } from '../access/standing.js'
import type { InputIssue, RefusalCode } from '../errors.js'
import type { InputSchema } from '../input/parse.js'
import type { MemberRecord } from '../member/member.js'
import type { Slice } from '../organization/slice.js'
import type { ResourceRecord } from '../resource/resource.js'
import type { Need, PageQuery } from '../storage.js'
import type { Proposal } from './change-set.js'
import type { Actor, Context, MintedSecret } from './context.js'
import type { Refusal } from './refusal.js'

/** What a command asks the policy: a permission; or nothing, since it is for oneself, by token, or makes the organization. */
export type Ask =
  | {
      readonly permission: GuildhallPermission
      /** Where it must be held, in all of these; in the organization unless said. */
      readonly in?: readonly Where[]
      /** What must be allowed besides. */
      readonly and?: Ask
    }
  | 'oneself'
  | 'by-token'
  | 'creation'

export function ask(permission: GuildhallPermission, ...where: readonly Where[]): Ask {
  return where.length === 0 ? { permission } : { permission, in: where }
}

/** What comes with the input that is not in it: hashes, made before the needs are stated. */
export interface Given {
  readonly actor: Actor
  readonly now: number
  /** The hash of the input's token, for a command by token. */
  readonly tokenHash?: string
  /** The secret that was minted for this step; an empty one where it is only planned. */
  readonly secret: MintedSecret
}

/**
 * `Input` is what the command itself takes, without organization, actor and idempotency key. `Code` are the refusals
 * of its own; those of the rules come on top.
 */
export interface CommandDefinition<Input, Result, Code extends RefusalCode> {
  /** `noun.verb`, as the history shows it. */
  readonly name: string
  readonly input: InputSchema<Input>
  /** Where the organization comes from: named by the caller, made by the command, or carried by the token. */
  readonly organization?: 'named' | 'created' | 'by-token'
  /** `optional`: whoever has the token may do it, without saying who they are. */
  readonly actor?: 'optional'
  /** What is wrong with the input in the light of who asks. */
  readonly check?: (input: Input, actor: Actor) => readonly InputIssue[]
  /** Lists that a plan shows beside the changes: what the command leaves behind, or endangers. */
  readonly impact?: (slice: Slice, input: Input, foresight: Foresight) => readonly ImpactQuery[]
  /** The member who leaves by it: what the application keeps for them, its plan tells too. */
  readonly leaver?: (slice: Slice, input: Input, actor: Actor) => string | undefined
  /** Whether it takes a secret, which is minted beforehand; of a command of many items, whether each does. */
  readonly takesSecret?: (input: Input) => boolean
  /** A command of many items: each is decided on the state that the one before it leaves. */
  readonly items?: (input: Input) => readonly Input[]
  /** Refusals that skip one item and become its outcome, where there are items. */
  readonly skips?: readonly RefusalCode[]
  readonly needs: (input: Input, given: Given) => readonly Need[]
  readonly authorize: (slice: Slice, input: Input) => Ask
  readonly propose: (slice: Slice, input: Input, context: Context, given: Given) => Proposal | Refusal<Code>
  /** Refusals that would tell a stranger too much, and what is said instead. */
  readonly conceal?: (refusal: Refusal) => Refusal
  /** The result, from the records that `ids` name; also what a repeat under the same idempotency key answers. */
  readonly present: (
    slice: Slice,
    ids: readonly string[],
    outcomes: readonly ItemOutcome<Input>[],
    now: number,
  ) => Result
  /** One result of several, where items went into several revisions. */
  readonly join?: (results: readonly Result[]) => Result
  /** What `present` reads, for a repeat. */
  readonly presented: (ids: readonly string[]) => readonly Need[]
}

/** What the impact of a command is judged by. */
export type Foresight = Pick<Context, 'actor' | 'policy' | 'now'>

/** A list that belongs to the impact of a command; those of one name are shown as one. */
export type ImpactQuery = {
  /** For example `invitations-vouched-for`. */
  readonly name: string
  /** Permissions that those who are listed gain or lose by it. */
  readonly gains?: readonly string[]
  readonly loses?: readonly string[]
} & (
  | {
      /** Members who are at hand. */
      readonly members: readonly MemberRecord[]
    }
  | {
      /** Resources that are at hand. */
      readonly resources: readonly ResourceRecord[]
    }
  | {
      /** A page of members, or of memberships or assignments that are followed to their principals. */
      readonly query: PageQuery
      /** Which of them are concerned, by what was followed; all unless said. */
      readonly concerns?: (member: MemberRecord, read: Slice) => boolean
    }
)

/** What became of one item. */
export type ItemOutcome<Input> =
  | { readonly ok: true; readonly input: Input; readonly ids: readonly string[] }
  | { readonly ok: false; readonly input: Input; readonly refusal: Refusal }

/** Any command, for machinery that treats all alike: what its input is, only the command knows. */
export type AnyCommand = CommandDefinition<unknown, unknown, RefusalCode>

/** Declares a command; the types of input, result and codes are those of its parts. */
export function defineCommand<Input, Result, Code extends RefusalCode>(
  definition: CommandDefinition<Input, Result, Code>,
): CommandDefinition<Input, Result, Code> {
  return definition
}

/** A command as machinery sees it that treats all alike: only the command knows what its input is. */
export function erased<Input, Result, Code extends RefusalCode>(
  command: CommandDefinition<Input, Result, Code>,
): AnyCommand {
  // The machinery feeds a command nothing but what its own schema made, so that the types that are dropped still hold.
  return command as unknown as AnyCommand
}

/** One step of a decision: a command with an input that its own schema has accepted. */
export interface Step {
  readonly command: AnyCommand
  readonly input: unknown
  readonly given: Given
}

export function step<Input, Result, Code extends RefusalCode>(
  command: CommandDefinition<Input, Result, Code>,
  input: Input,
  given: Given,
): Step {
  return { command: erased(command), input, given }
}
