/**
 * The storage port: all that Guildhall asks of a database.
 *
 * An adapter keeps the records of many organizations and knows no business rule: it writes the absolute values that it
 * is given, or nothing. Five sentences are the whole contract:
 *
 * 1. `commit` applies a change set wholly, at revision `base.revision + 1`, or not at all.
 * 2. `read`, and every single page, is one consistent snapshot: head and records as of one revision, never a mixture.
 * 3. The commit id of the last commit stands in the head and in the history, so that a caller whose connection broke
 *    during the answer finds out what became of it.
 * 4. Names that are unique across organizations live in claims, `(kind, key) -> organization`, taken by the commit.
 * 5. Ids, times and normalised strings come from the library; an adapter computes none of them.
 *
 * The conformance kit in `guildhall/testing` states the same as tests.
 */
import type { InvitationRecord } from './invitation/invitation.js'
import type { MemberRecord } from './member/member.js'
import type { OrganizationRecord } from './organization/organization.js'

/** The kinds of record that live in an organization, beside its head. */
export interface RecordsByKind {
  member: MemberRecord
  invitation: InvitationRecord
}

export type Kind = keyof RecordsByKind

/** A record with the name of its kind. */
export type Stored = { [K in Kind]: { readonly kind: K; readonly record: RecordsByKind[K] } }[Kind]

/** What a commit was decided on. Both must still hold: a number alone can be made twice, by a rollback or a restored backup. */
export interface Base {
  /** 0 when the organization does not exist yet. */
  readonly revision: number
  /** The empty string when the organization does not exist yet. */
  readonly commitId: string
}

// ---------------------------------------------------------------------------------------------------------------- read

/** Edges that a root can be followed along; each is a field of the record that it starts from. */
export interface FollowMember {
  /** `member.invitationId`: the invitation that the member came in by. */
  readonly invitation?: FollowInvitation
  /** `member.roleGranter.memberId`: the member who vouches for the role. */
  readonly granter?: FollowMember
}
export interface FollowInvitation {
  /** `invitation.memberId`: the member whom the invitation is for. */
  readonly member?: FollowMember
}

/**
 * One thing that a decision needs to see, as data. All roots are sets of keys, edges are at most three deep, and every
 * need is bounded. An adapter answers all needs of one `read` from one snapshot.
 */
export type Need =
  | { readonly get: 'member'; readonly ids: readonly string[]; readonly follow?: FollowMember }
  | { readonly get: 'invitation'; readonly ids: readonly string[]; readonly follow?: FollowInvitation }
  /** Members of these users that are not removed; with `removed`, also one removed member per key (the smallest id). */
  | {
      readonly get: 'member-by-user'
      readonly keys: readonly string[]
      readonly removed?: boolean
      readonly follow?: FollowMember
    }
  /** The same by canonical e-mail address (`member.emailKey`). */
  | {
      readonly get: 'member-by-email'
      readonly keys: readonly string[]
      readonly removed?: boolean
      readonly follow?: FollowMember
    }
  /** Invitations by the hash of their present secret, whatever their status. */
  | { readonly get: 'invitation-by-token'; readonly hashes: readonly string[]; readonly follow?: FollowInvitation }
  /** Pending invitations with `expiresAt <= at`, the earliest `expiresAt` first, then by id. */
  | {
      readonly get: 'expired-invitations'
      readonly at: number
      readonly limit: number
      readonly follow?: FollowInvitation
    }
  /** The revision that finished the command with this request id (idempotency). */
  | { readonly get: 'revision-by-request'; readonly requestId: string }
  /** The revision made by this commit id (what became of an ambiguous commit). */
  | { readonly get: 'revision-by-commit'; readonly commitId: string }

/** Head and records of one organization as of one revision. No record and no revision comes twice; order means nothing. */
export interface Snapshot {
  readonly head: OrganizationRecord
  readonly records: readonly Stored[]
  /** Rows that `revision-by-request` and `revision-by-commit` asked for. */
  readonly revisions: readonly RevisionRow[]
}

// -------------------------------------------------------------------------------------------------------------- commit

/** A record to write: whole, with the names of the fields that differ from what was read. */
export type Put = Stored & {
  /** `new`: no record of this id has ever been; `changed`: it is there. */
  readonly change: 'new' | 'changed'
  /** For a changed record: the names of its changed, added and dropped fields. For a new one: empty. */
  readonly fields: readonly string[]
}

/** A name that is unique across organizations. */
export interface Claim {
  readonly kind: 'slug'
  readonly key: string
}

/**
 * One commit. Everything in it is an absolute value; at most one claim is taken. A claim to release that is not this
 * organization's own stays as it is.
 */
export interface ChangeSet {
  readonly organizationId: string
  readonly base: Base
  /** The head as it will be: its `revision` is `base.revision + 1`, its `commitId` that of `revision`. */
  readonly head: OrganizationRecord
  readonly puts: readonly Put[]
  readonly revision: RevisionRow
  readonly claims: { readonly take?: Claim; readonly release: readonly Claim[] }
}

/**
 * What became of a commit. `stale`: the organization no longer stands at the base (or, for a new one, exists already).
 * `taken`: another organization holds the claim. In both cases nothing was written. A claim that this organization
 * holds itself is free to it. When both would apply, `stale` is the answer.
 */
export type CommitOutcome = 'committed' | 'stale' | 'taken'

// ------------------------------------------------------------------------------------------------------------- history

/** A value that is plain JSON. */
export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json }

/** Who acted, in the history: a member, or the system by name. */
export type HistoryActor = { readonly memberId: string } | { readonly system: string }

/**
 * A part of an event that says something of a person. Only its salted digest is hashed into the chain, so that a person
 * can be forgotten without breaking it.
 */
export interface PersonalPart {
  /** The member whom it is about; absent for what is about nobody here (the name of an organization). */
  readonly subject?: string
  readonly digest: string
  readonly salt?: string
  readonly content?: { readonly [key: string]: Json }
}

/** One fact of the history, as it is stored. */
export interface StoredEvent {
  /** `noun.past_tense`, for example `member.role_changed`. */
  readonly type: string
  /** The member whom it is about. */
  readonly memberId?: string
  readonly invitationId?: string
  /** What rules care about, before and after: ids, roles, statuses, limits. Never names or addresses. */
  readonly before?: { readonly [key: string]: Json }
  readonly after?: { readonly [key: string]: Json }
  readonly personal: readonly PersonalPart[]
}

/** One revision of an organization: what one commit did, by whom, hashed over the revision before. */
export interface RevisionRow {
  readonly organizationId: string
  readonly revision: number
  readonly commitId: string
  /** Milliseconds since 1970, UTC. */
  readonly at: number
  readonly actor: HistoryActor
  /** The command's name, for example `member.changeRole`, or `batch`. */
  readonly command: string
  readonly events: readonly StoredEvent[]
  /** Seats taken once it was done, as the policy counted them then. */
  readonly seats: number
  /** Empty for the first revision. */
  readonly previousHash: string
  /** SHA-256, base64url, of the canonical JSON (RFC 8785) of the revision's hashed core. */
  readonly hash: string
  /** Only on the revision that finishes a command given with an idempotency key; outside the hashed core. */
  readonly request?: { readonly id: string; readonly digest: string; readonly ids: readonly string[] }
}

/** Events of one organization, newest first or oldest first; every filter given must hold, and an empty set of types matches nothing. */
export interface HistoryQuery {
  /** Events about this member. */
  readonly memberId?: string
  /** Events by this actor: a member's id, or `system:<name>`. */
  readonly actor?: string
  readonly types?: readonly string[]
  /** `from <= at < until`, milliseconds. */
  readonly from?: number
  readonly until?: number
  /** Only events of later revisions than this. */
  readonly afterRevision?: number
  readonly order: 'oldest-first' | 'newest-first'
  /** The position of the last event of the page before; the page starts behind it, in the order asked for. */
  readonly after?: EventPosition
  readonly limit: number
}

export interface EventPosition {
  readonly revision: number
  /** The place of the event within its revision, from 0. */
  readonly index: number
}

/** Events, in the order asked for. */
export interface EventPage {
  readonly events: readonly HistoryEvent[]
  /** Whether more follow in that order. */
  readonly more: boolean
  /** The head, and what the needs named, from the same snapshot. */
  readonly snapshot: Snapshot
}

/** An event with where, when and by whom. */
export interface HistoryEvent extends EventPosition {
  readonly at: number
  readonly actor: HistoryActor
  readonly command: string
  readonly event: StoredEvent
}

// --------------------------------------------------------------------------------------------------------------- lists

/**
 * A page of records of one kind: filtered, ordered by `(sortKey, id)`, both compared by Unicode code point, ascending.
 * Keyset, never offsets. `after` pages forward, `before` backward, never both; a page always comes in ascending order.
 * Every filter given must hold, and an empty set matches nothing.
 */
export interface PageQuery {
  readonly kind: Kind
  readonly where: {
    readonly status?: readonly string[]
    readonly role?: readonly string[]
    /** Members whose role this member vouches for. */
    readonly roleGranter?: string
  }
  readonly after?: PageKey
  readonly before?: PageKey
  readonly limit: number
}

export interface PageKey {
  readonly sortKey: string
  readonly id: string
}

export interface RecordPage {
  readonly records: readonly Stored[]
  /** Whether more follow in the direction asked for. */
  readonly more: boolean
  /** The head that the page is exact at, and what the needs named, from the same snapshot. */
  readonly snapshot: Snapshot
}

// ------------------------------------------------------------------------------------------- look-ups across organizations

/** Look-ups across organizations: each is a query, none a check that an invariant rests on. Deleted organizations never show. */
export type FindQuery =
  /** The organization that holds the claim of this slug. */
  | { readonly by: 'slug'; readonly slug: string }
  /** Members (not removed) of one user with their organizations, by organization id; one of each, since the rules allow no more. */
  | { readonly by: 'user'; readonly userId: string; readonly after?: string; readonly limit: number }
  /** Pending invitations to one canonical address with their organizations, by invitation id. */
  | { readonly by: 'email'; readonly emailKey: string; readonly after?: string; readonly limit: number }
  /** Organizations (active ones) with pending invitations that have run out at `at`, by organization id. */
  | { readonly by: 'expired-invitations'; readonly at: number; readonly after?: string; readonly limit: number }

export interface Found {
  readonly head: OrganizationRecord
  /** For `user`: the member. For `email`: the invitation. */
  readonly record?: Stored
}

// ---------------------------------------------------------------------------------------------------------------- port

export interface Storage {
  /** Head and what the needs name, from one snapshot; undefined where there is no such organization. A deleted one is read like any other. */
  read(organizationId: string, needs: readonly Need[]): Promise<Snapshot | undefined>
  commit(changeSet: ChangeSet): Promise<CommitOutcome>
  /**
   * One page, and beside it what the needs name, since whoever asks must be seen to be allowed to; in one round trip.
   * Undefined where there is no such organization.
   */
  page(organizationId: string, query: PageQuery, needs?: readonly Need[]): Promise<RecordPage | undefined>
  /** Events of the history, and beside them what the needs name, in one round trip; undefined where there is no such organization. */
  history(organizationId: string, query: HistoryQuery, needs?: readonly Need[]): Promise<EventPage | undefined>
  /** Whole revisions after `after`, in order: what the auditor and a consumer of the outbox read. */
  revisions(
    organizationId: string,
    query: { readonly after: number; readonly limit: number },
  ): Promise<readonly RevisionRow[]>
  find(query: FindQuery): Promise<{ readonly found: readonly Found[]; readonly more: boolean }>
  /**
   * Upkeep: erases what organizations deleted before `deletedBefore` have left behind, history and head included, at
   * most about `limit` records a call, the head last; answers how many went and whether more are left. Safe to run twice and in parallel.
   */
  sweep(query: {
    readonly deletedBefore: number
    readonly limit: number
  }): Promise<{ readonly erased: number; readonly more: boolean }>
  /**
   * True where the storage writes inside a transaction of the caller's own: then nothing is retried, queued or published,
   * since only the caller knows whether it commits.
   */
  readonly enlisted?: boolean
}

/**
 * The error that an adapter throws when the database cannot be reached, or fails. Anything else that an adapter throws
 * is taken as a fault of unknown outcome. Recognised by its name, since an adapter may come from another bundle.
 */
export class StorageFault extends Error {
  override readonly name = 'StorageFault'
  /** What is known of a commit: that it certainly did not happen, or nothing, since the connection broke during the answer. */
  readonly outcome: 'not-committed' | 'unknown'
  /** True where running the whole command again may well succeed (serialization failure, deadlock). */
  readonly retryable: boolean

  constructor(
    message: string,
    facts: { readonly outcome: 'not-committed' | 'unknown'; readonly retryable?: boolean; readonly cause?: unknown },
  ) {
    super(message, { cause: facts.cause })
    this.outcome = facts.outcome
    this.retryable = facts.retryable ?? false
  }
}
