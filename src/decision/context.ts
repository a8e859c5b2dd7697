/** Everything impure that a decision needs, handed in: the core has no clock, no randomness and no I/O. */
import type { CompiledPolicy } from '../access/compile.js'
import type { Granter } from '../member/member.js'

/** Who asks: a user of the application, or the system by name. */
export type Actor =
  | {
      readonly userId: string
      /** An address that the application has on record for the user. */
      readonly email?: string
      /** Whether the application has proof that the address is theirs. */
      readonly emailVerified?: boolean
    }
  | { readonly system: string }

/** Kinds of id that are minted, by their prefix. */
export const idPrefixes = {
  organization: 'org',
  member: 'mem',
  invitation: 'inv',
  team: 'team',
  group: 'grp',
  workspace: 'wsp',
  resource: 'res',
  role: 'role',
  membership: 'mbs',
  assignment: 'asg',
} as const
export type IdKind = keyof typeof idPrefixes

/** A secret, minted with its hash before the decision, since the core is synchronous and hashing is not. */
export interface MintedSecret {
  readonly secret: string
  readonly hash: string
}

/** Profile fields that an application can require of every member. */
export type ProfileField = 'name' | 'email' | 'phone' | 'department' | 'jobTitle'

/** What the shell hands in. */
export interface Surroundings {
  /** Milliseconds since 1970, UTC; the same throughout one decision. */
  readonly now: number
  readonly actor: Actor
  readonly policy: CompiledPolicy
  readonly requiredProfile: readonly ProfileField[]
  /** How long an invitation stays open where the organization does not say, in milliseconds. */
  readonly invitationLifetime: number
  /** Mints an id, never used before. */
  readonly newId: (kind: IdKind) => string
}

/** What a command decides in. */
export interface Context extends Surroundings {
  /** The actor as one who vouches for what they give: the member they are at the base revision, whatever a batch did since. */
  readonly granter: Granter
}
