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
import type { AssignmentRecord } from './assignment/assignment.js'
import type { GroupRecord } from './group/group.js'
import type { InvitationRecord } from './invitation/invitation.js'
import type { MemberRecord } from './member/member.js'
import type { MembershipRecord } from './membership/membership.js'
import type { OrganizationRecord } from './organization/organization.js'
import type { ResourceRecord } from './resource/resource.js'
import type { RoleRecord } from './role/role.js'
import type { TeamRecord } from './team/team.js'
import type { WorkspaceRecord } from './workspace/workspace.js'

/** The kinds of record that live in an organization, beside its head. */
export interface RecordsByKind {
  member: MemberRecord
  invitation: InvitationRecord
  team: TeamRecord
  group: GroupRecord
  workspace: WorkspaceRecord
  resource: ResourceRecord
  /** A role that the organization has made itself. */
  role: RoleRecord
  /** Edges. They alone are ever deleted; all other records stay, with a status that says so. */
  membership: MembershipRecord
  assignment: AssignmentRecord
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

/**
 * Fields that records are looked up by, beside their ids. A record whose status is `removed` or `deleted` is not found by
 * a field; a record that lacks the field is found by none of its keys.
 */
export const lookUpFields = {
  member: ['role'],
  invitation: [],
  team: ['key', 'parentId'],
  group: ['key'],
  workspace: ['key'],
  resource: ['ref', 'ownerId', 'workspaceId'],
  role: ['nameKey'],
  membership: ['containerId', 'principalId', 'pair', 'role'],
  assignment: ['principalId', 'scopeId', 'sharedScopeId', 'pair', 'role'],
} as const satisfies { readonly [K in Kind]: readonly (keyof RecordsByKind[K])[] }

/** Every kind of record. */
export const kinds = Object.freeze(Object.keys(lookUpFields)) as readonly Kind[]

/** Fields that lists can be narrowed by. */
export const listFields = {
  member: [],
  invitation: [],
  team: ['parentId'],
  group: [],
  workspace: [],
  resource: ['type', 'ownerId', 'workspaceId'],
  role: [],
  membership: ['containerId', 'principalId'],
  assignment: ['principalId', 'scopeId'],
} as const satisfies { readonly [K in Kind]: readonly (keyof RecordsByKind[K])[] }

export type ListField = (typeof listFields)[Kind][number]

export type LookUpField<K extends Kind> = (typeof lookUpFields)[K][number]

/**
 * Edges between records. `to`: from the id in a field of the record to a record of one of the kinds. `from`: to the
 * records of a kind that name the record in a look-up field; where nothing else is said, the library sees to it that they
 * are at most 400. Ids are unique over all kinds of an organization.
 */
export const edges = {
  member: {
    /** The invitation that the member came in by. */
    invitation: { to: ['invitation'], field: 'invitationId' },
    /** `roleGranter.memberId`: the member who vouches for the role. */
    granter: { to: ['member'], field: 'roleGranter' },
    /** `permissionsGranter.memberId`: the member who vouches for the direct permissions. */
    permissionsGranter: { to: ['member'], field: 'permissionsGranter' },
    memberships: { from: 'membership', by: 'principalId' },
    assignments: { from: 'assignment', by: 'principalId' },
    /** Resources of theirs, however many: followed only where the member leaves. */
    owned: { from: 'resource', by: 'ownerId' },
  },
  invitation: {
    /** The member whom the invitation is for. */
    member: { to: ['member'], field: 'memberId' },
  },
  team: {
    parent: { to: ['team'], field: 'parentId' },
    children: { from: 'team', by: 'parentId' },
    assignments: { from: 'assignment', by: 'principalId' },
  },
  group: {
    /** In workspaces: part of the catalogue, and so at most 2,000. */
    memberships: { from: 'membership', by: 'principalId' },
    assignments: { from: 'assignment', by: 'principalId' },
  },
  workspace: { owner: { to: ['member'], field: 'ownerId' } },
  resource: {
    workspace: { to: ['workspace'], field: 'workspaceId' },
    owner: { to: ['member', 'team'], field: 'ownerId' },
    /** Assignments on it that are not a member's: of groups, of teams and of everyone. */
    shared: { from: 'assignment', by: 'sharedScopeId' },
  },
  role: {},
  membership: {
    container: { to: ['team', 'group', 'workspace'], field: 'containerId' },
    principal: { to: ['member', 'group'], field: 'principalId' },
  },
  assignment: {
    principal: { to: ['member', 'group', 'team'], field: 'principalId' },
    scope: { to: ['team', 'workspace', 'resource'], field: 'scopeId' },
  },
} as const satisfies { readonly [K in Kind]: { readonly [edge: string]: Edge } }

/** An edge, as data, so that an adapter follows all of them alike. */
export type Edge =
  | { readonly to: readonly Kind[]; readonly field: string }
  | { readonly from: Kind; readonly by: string }

type EdgesOf<K extends Kind> = (typeof edges)[K]
type Target<E> = E extends { readonly to: readonly (infer To extends Kind)[] }
  ? Follow<To>
  : E extends { readonly from: infer From extends Kind }
    ? Follow<From>
    : never

/** What to read along with a record, edge by edge; at most five edges deep. */
export type Follow<K extends Kind> = K extends Kind
  ? { readonly [E in keyof EdgesOf<K>]?: Target<EdgesOf<K>[E]> }
  : never

/**
 * One thing that a decision needs to see, as data. All roots are sets of keys, edges are at most five deep, and every
 * need is bounded. An adapter answers all needs of one `read` from one snapshot.
 */
export type Need =
  /** Records of a kind by their ids, whatever their status. */
  | { [K in Kind]: { readonly get: K; readonly ids: readonly string[]; readonly follow?: Follow<K> } }[Kind]
  /** Records of a kind by a look-up field: at most `limit` in all, those with the smallest ids. */
  | {
      [K in Kind]: {
        readonly get: 'records'
        readonly kind: K
        readonly by: LookUpField<K>
        readonly keys: readonly string[]
        readonly limit: number
        readonly follow?: Follow<K>
      }
    }[Kind]
  /**
   * All records that carry `catalogue`, unless the head's `catalogueId` is the known one: what everybody's access is
   * decided on. At most 2,000, which the library sees to.
   */
  | { readonly get: 'catalogue'; readonly known?: string }
  /** Members of these users that are not removed; with `removed`, also one removed member per key (the smallest id). */
  | {
      readonly get: 'member-by-user'
      readonly keys: readonly string[]
      readonly removed?: boolean
      readonly follow?: Follow<'member'>
    }
  /** The same by canonical e-mail address (`member.emailKey`). */
  | {
      readonly get: 'member-by-email'
      readonly keys: readonly string[]
      readonly removed?: boolean
      readonly follow?: Follow<'member'>
    }
  /** Invitations by the hash of their present secret, whatever their status. */
  | { readonly get: 'invitation-by-token'; readonly hashes: readonly string[]; readonly follow?: Follow<'invitation'> }
  /** Pending invitations with `expiresAt <= at`, the earliest `expiresAt` first, then by id. */
  | {
      readonly get: 'expired-invitations'
      readonly at: number
      readonly limit: number
      readonly follow?: Follow<'invitation'>
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

/** An edge that is no more. It was there: the decision read it. */
export interface Delete {
  readonly kind: 'membership' | 'assignment'
  readonly id: string
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
  readonly deletes: readonly Delete[]
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
  /** The team, group, workspace, resource, role or assignment that it is about. */
  readonly recordId?: string
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
  /** Events about this team, group, workspace, resource, role or assignment. */
  readonly recordId?: string
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
    /** Edges have no status, so that any set of statuses matches none of them. */
    readonly status?: readonly string[]
    readonly role?: readonly string[]
    /** Members whose role this member vouches for. */
    readonly roleGranter?: string
    /** Records with this value in a list field of the kind, whatever their status. */
    readonly by?: { readonly field: ListField; readonly key: string }
  }
  /** What to read along with each record of the page, an edge of its kind by an edge of its kind; it comes with the snapshot. */
  readonly follow?: Follow<Kind>
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
  /** The head that the page is exact at, what the needs named and what was followed, from the same snapshot. */
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
  /** True where asking, or running the whole command, again may well succeed (serialization failure, deadlock). */
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
