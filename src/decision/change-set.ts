/** What a decision wants done, as data: writes, events, claims. */
import type { OrganizationRecord } from '../organization/organization.js'
import type { Claim, Delete, Json, Kind, RecordsByKind, Stored } from '../storage.js'

/**
 * Who answers for a write, so that rules can judge it: the actor; the actor, who vouches anew for the role that is there
 * (`vouching`, a resend); a granter, whose rights of now are judged again (acceptance); or the system (creation,
 * expiry), which is not judged.
 */
export type Authority = 'actor' | 'vouching' | 'granter' | 'system'

/** One record as it will be, whether its id was minted just now, and who answers for it. */
export type Write = Stored & { readonly isNew: boolean; readonly authority: Authority }

/** An edge that is no more, and who answers for it: the actor, or the system, where it goes along with something else. */
export type Gone = Delete & { readonly authority: 'actor' | 'system' }

/** One fact for the history, before salts and digests. */
export interface DomainEvent {
  readonly type: string
  readonly memberId?: string
  readonly invitationId?: string
  /** The team, group, workspace, resource, role or assignment that it is about. */
  readonly recordId?: string
  readonly before?: { readonly [key: string]: Json }
  readonly after?: { readonly [key: string]: Json }
  readonly personal: readonly { readonly subject?: string; readonly content: { readonly [key: string]: Json } }[]
}

/** What a command proposes when it says yes. */
export interface Proposal {
  readonly writes: readonly Write[]
  /** Edges that are no more. */
  readonly deletes?: readonly Gone[]
  readonly events: readonly DomainEvent[]
  /** The head with its changed fields; counters are not set by hand. */
  readonly head?: OrganizationRecord
  readonly claims?: { readonly take?: Claim; readonly release?: readonly Claim[] }
  /**
   * Of a command that does more than one revision holds: so many operations are left, for which it is decided anew on what
   * this part leaves. It is done when it proposes without.
   */
  readonly left?: number
  /** Ids of the records that the result is about, in order; none of a part. */
  readonly ids: readonly string[]
  /** Secrets that leave with the result, once. */
  readonly secrets?: readonly IssuedSecret[]
}

/** A secret on its way to the one who will deliver it. */
export interface IssuedSecret {
  readonly invitationId: string
  readonly memberId: string
  readonly email: string
  /** `<organization id>.<secret>`: what the link in the message carries. Only its hash is stored. */
  readonly token: string
}

/** What one revision can hold, on every adapter. */
export const revisionLimits = { operations: 1_000, bytes: 1_048_576 } as const

/** A record of a kind that was not there before. */
export function created<K extends Kind>(kind: K, record: RecordsByKind[K], authority: Authority = 'actor'): Write {
  // The kind and the record belong together by the signature.
  return { kind, record, isNew: true, authority } as unknown as Write
}

/** A record of a kind, with changes. */
export function changed<K extends Kind>(kind: K, record: RecordsByKind[K], authority: Authority = 'actor'): Write {
  // Likewise.
  return { kind, record, isNew: false, authority } as unknown as Write
}

/** An edge that is taken away, or goes along with something else (`system`): what leads nowhere, or has lost its end. */
export function deleted(kind: Delete['kind'], { id }: { readonly id: string }, authority: Gone['authority']): Gone {
  return { kind, id, authority }
}

export function newMember(record: RecordsByKind['member'], authority: Authority = 'actor'): Write {
  return created('member', record, authority)
}

export function changedMember(record: RecordsByKind['member'], authority: Authority = 'actor'): Write {
  return changed('member', record, authority)
}

export function newInvitation(record: RecordsByKind['invitation']): Write {
  return created('invitation', record)
}

export function changedInvitation(record: RecordsByKind['invitation'], authority: Authority = 'actor'): Write {
  return changed('invitation', record, authority)
}

/** The names of the fields in which two records of one kind differ. */
export function changedFields(before: object, after: object): string[] {
  if (before === after) return []
  // Own fields only: the names below are those of records.
  const old = before as { readonly [field: string]: unknown }
  const now = after as { readonly [field: string]: unknown }
  const names = Object.keys(now).filter((name) => !sameValue(old[name], now[name]))
  const dropped = Object.keys(old).filter((name) => !Object.hasOwn(now, name) && old[name] !== undefined)
  return [...names, ...dropped].sort()
}

/** Records are plain JSON, so that what has the same fields is the same. */
function sameValue(a: unknown, b: unknown): boolean {
  if (a === b) return true
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false
  return Array.isArray(a) === Array.isArray(b) && changedFields(a, b).length === 0
}

/** The bytes that a put or an event takes of a revision: JSON in UTF-8, which in canonical order is as long as in any. */
export function bytesOf(value: object): number {
  return utf8.encode(JSON.stringify(value)).length
}

const utf8 = new TextEncoder()

/** What a salted digest adds to a personal part. */
export const digestBytes = 96

export function keyOf(kind: Kind, id: string): string {
  return `${kind}/${id}`
}
