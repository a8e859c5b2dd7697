/** The journal's entry: a change set as the operations that carry it out, each on one document and safe to run twice. */
import type { AssignmentRecord } from '../../src/assignment/assignment.js'
import type { MembershipRecord } from '../../src/membership/membership.js'
import { type ChangeSet, type Claim, type Delete, StorageFault } from '../../src/storage.js'
import type { Document } from './database.js'
import { documentId, headId, toChange, toDocument, toFields } from './documents.js'
import { toHistory } from './history.js'

/** One document as of the entry's revision. */
export interface Operation extends Document {
  readonly _id: string
  /** Only what is new may be inserted: whatever else is not there has been purged since. */
  readonly fresh: boolean
  readonly set: Document
  readonly unset: readonly string[]
}

export interface Entry extends Document {
  readonly rev: number
  readonly commit_id: string
  readonly ops: readonly Operation[]
  /** Ids of claims. */
  readonly take: string | null
  readonly release: readonly string[]
}

/** The head: where the organization stands, and what was decided there and may not be in its documents yet. */
export interface Head extends Document {
  readonly _id: string
  readonly org_id: string
  /** 0 where the organization has not been created: then there are only refusals. */
  readonly revision: number
  readonly commit_id: string
  /** Of the call that made the commit, so that it knows its own again. */
  readonly token?: string
  readonly pending: Entry | null
  /** Commits that may no longer happen on this base, by commit id. */
  readonly refused?: { readonly [commitId: string]: true }
  /** The fields of the organization. */
  readonly record?: Document
}

/** One attempt at a commit. */
export interface Attempt {
  readonly changeSet: ChangeSet
  readonly token: string
  readonly entry: Entry
}

/** A head must stay well below the 16 MiB that a document may have; the library's own limits keep an entry below a third of this. */
export const entryLimits = { operations: 1_000, characters: 8 * 1_048_576 } as const

/** @throws StorageFault where the change set is too large to be one revision */
export function attemptAt(changeSet: ChangeSet, token: string): Attempt {
  const { organizationId, puts, deletes, head, revision, claims } = changeSet
  const size = puts.length + deletes.length
  if (size > entryLimits.operations) throw tooLarge(`${size} operations`, `${entryLimits.operations}`)
  const take = claims.take === undefined ? null : claimId(claims.take)
  const records = puts.map((put): Operation => {
    const _id = documentId(organizationId, put.kind, put.record.id)
    if (put.change === 'new') return { _id, fresh: true, set: toDocument(put), unset: [] }
    return { _id, fresh: false, ...toChange(put, put.fields) }
  })
  const history = toHistory(revision, token).map(({ _id, ...set }) => ({
    _id: String(_id),
    fresh: true,
    set,
    unset: [],
  }))
  const entry: Entry = {
    rev: head.revision,
    commit_id: head.commitId,
    ops: [...records, ...deletes.map((gone) => tombstone(organizationId, gone, revision.at)), ...history],
    take,
    release: claims.release.map(claimId).filter((id) => id !== take),
  }
  const characters = JSON.stringify(entry).length
  if (characters > entryLimits.characters) throw tooLarge(`${characters} characters`, `${entryLimits.characters}`)
  return { changeSet, token, entry }
}

const tooLarge = (size: string, limit: string): StorageFault =>
  new StorageFault(`the change set has ${size}, and one revision takes ${limit}: split it`, {
    outcome: 'not-committed',
  })

export const claimId = ({ kind, key }: Claim): string => `${kind}:${key}`

// ----------------------------------------------------------------------------------------------------- tombstones

/** What becomes of a field when its edge is deleted. What an edge is looked up by and never changes stays. */
type Fate = 'stays' | 'goes'

const edgeFields = {
  membership: {
    ...{ id: 'stays', containerId: 'stays', principalId: 'stays', pair: 'stays' },
    ...{ containerKind: 'goes', principalKind: 'goes', role: 'goes', granter: 'goes', catalogue: 'goes' },
    ...{ sortKey: 'goes', createdAt: 'goes', updatedAt: 'goes' },
  } satisfies Record<keyof MembershipRecord, Fate>,
  assignment: {
    ...{ id: 'stays', principalId: 'stays', scopeId: 'stays', pair: 'stays', sharedScopeId: 'stays' },
    ...{ principalKind: 'goes', scopeKind: 'goes', role: 'goes', startsAt: 'goes', expiresAt: 'goes', reason: 'goes' },
    ...{ granter: 'goes', catalogue: 'goes', sortKey: 'goes', createdAt: 'goes', updatedAt: 'goes' },
  } satisfies Record<keyof AssignmentRecord, Fate>,
} as const

/** INVARIANT: a deletion leaves a document behind, since the fence of an operation that comes late cannot see absence. */
function tombstone(organizationId: string, { kind, id }: Delete, at: number): Operation {
  const gone = Object.entries(edgeFields[kind]).flatMap(([field, fate]) => (fate === 'goes' ? [field] : []))
  return {
    _id: documentId(organizationId, kind, id),
    fresh: false,
    set: { deleted: true, gone_at: at },
    unset: [...gone, 'keys', 'lists'],
  }
}

// ----------------------------------------------------------------------------------------------------------- head

/** The head's own move, as an update of its document. */
export function headUpdate({ changeSet: { head }, token, entry }: Attempt): { $set: Document; $unset: Document } {
  const gone = head.status === 'deleted' && head.deletedAt !== undefined
  return {
    $set: {
      kind: 'head',
      revision: head.revision,
      commit_id: head.commitId,
      token,
      pending: entry,
      across: pendingHeads,
      record: toFields(head),
      ...(gone && { gone_at: head.deletedAt }),
    },
    $unset: { refused: '', ...(!gone && { gone_at: '' }) },
  }
}

/** What heads are found by, over all organizations, while they have something pending. */
export const pendingHeads = 'pending'

export const headFilter = (organizationId: string): { _id: string; org_id: string } => ({
  _id: headId(organizationId),
  org_id: organizationId,
})
