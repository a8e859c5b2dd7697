/**
 * The commit by journal. It needs of the server that a write of ONE document is atomic, and nothing else: no transaction,
 * no unique index but that of `_id`. So it is the same on a single server, a replica set, a sharded cluster, and servers
 * that speak the protocol.
 *
 * The head of an organization is one document: `revision`, `commit_id`, and `pending`, the journal's one entry. A commit:
 *
 * 1. COMMIT POINT. One conditional update of the head: where it stands at the base and nothing is pending, it moves on
 *    and takes the whole change set in as `pending`. From here on the commit has happened, whatever becomes of us.
 * 2. APPLY. Each operation of the entry on its own document, in any order, only where that document's `rev` is lower.
 * 3. CLEAR. `pending` becomes null, where it still is this commit's.
 *
 * Whoever wants to commit and meets a pending entry carries out 2 and 3 for it, then goes on. Readers lay what is pending
 * over what they read, and write nothing.
 *
 * INVARIANTS, and what each part is for:
 *
 * a. Revision r is wholly in the documents before r + 1 is decided: 1 asks for `pending: null`, and 3 comes after every
 *    operation of 2 was acknowledged. So of what is decided never more than one entry is missing from the documents, and
 *    a changed record is written by its changed fields alone, on top of a document that is known to be whole.
 * b. An operation of r never touches a document that r or a later revision has written: the `rev` in its filter, the
 *    fence. A committer that stalls in 2, wakes up after others have carried out its entry and gone on, and repeats its
 *    operations, changes nothing. Without the fence it would write old values over new ones.
 * c. Deleting leaves a tombstone, whose `rev` the fence sees. Without it, a late operation that inserts would bring the
 *    record back. Tombstones are purged only after a time far longer than any operation may live, and ids are never used
 *    again. An operation on a record that is not new never inserts.
 * d. An entry cannot fail: what can be refused (the base, the size, a claim) is refused before 1. An insertion that meets
 *    a document of the same `_id` has come late; that is all it can mean.
 * e. Every write may run twice, as drivers repeat them: absolute values, `$set` and `$unset` only. Where 1 is repeated, its
 *    second run finds the head moved on; by its token the call knows that it was its own.
 * f. 3 names its commit, so that one that comes late does not clear the entry of another.
 *
 * A name that is unique across organizations is reserved before 1 and confirmed in 2: see claims.ts.
 */
import type { Base, ChangeSet, CommitOutcome } from '../../src/storage.js'
import { StorageFault } from '../../src/storage.js'
import { Claims } from './claims.js'
import { asked, type Collections, isDuplicate, type MongoBulkUpdate } from './database.js'
import { documentId } from './documents.js'
import { type Attempt, attemptAt, type Entry, type Head, headFilter, headUpdate, type Operation } from './entry.js'
import { revisionPosition } from './history.js'

/** Milliseconds: how long the owner of a pending entry is given to clear it, before somebody else does. */
const courtesy = 5
/** So often at most is a head looked at again that others keep moving. */
const mostTries = 32

export class Journal {
  private readonly collections: Collections
  private readonly pause: (milliseconds: number) => Promise<void>
  readonly claims: Claims

  constructor(collections: Collections, pause: (milliseconds: number) => Promise<void>) {
    this.collections = collections
    this.pause = pause
    this.claims = new Claims(collections, this, pause)
  }

  async commit(changeSet: ChangeSet): Promise<CommitOutcome> {
    const attempt = attemptAt(changeSet, crypto.randomUUID())
    const claimed = await this.claims.reserve(attempt)
    if (claimed === 'taken') {
      const head = await this.head(changeSet.organizationId)
      return standsAt(head, changeSet.base) ? 'taken' : 'stale'
    }
    const outcome = await this.move(attempt)
    if (outcome === 'committed') await this.carryOut(changeSet.organizationId, attempt.entry)
    else if (claimed === 'reserved') await this.claims.giveBack(attempt)
    return outcome
  }

  /** The head; undefined where there is none. */
  async head(organizationId: string, stakes: 'harmless' | 'fateful' = 'harmless'): Promise<Head | undefined> {
    const [head] = await asked(stakes, () => this.collections.records.find(headFilter(organizationId)).toArray())
    return head as Head | undefined
  }

  // ------------------------------------------------------------------------------------------------- 1. commit point

  private async move(attempt: Attempt): Promise<CommitOutcome> {
    const { organizationId, base } = attempt.changeSet
    for (let tries = 0; tries < mostTries; tries++) {
      if (await this.moved(attempt)) return 'committed'
      const head = await this.head(organizationId, 'fateful')
      if (head?.token === attempt.token) return 'committed'
      if (!standsAt(head, base)) return (await this.isInHistory(attempt)) ? 'committed' : 'stale'
      if (head?.refused?.[attempt.entry.commit_id] === true) return 'taken'
      if (head !== undefined) await this.settle(head)
    }
    throw new StorageFault('mongo: the head changes faster than it can be read', {
      outcome: 'not-committed',
      retryable: true,
    })
  }

  private async moved(attempt: Attempt): Promise<boolean> {
    const { organizationId, base } = attempt.changeSet
    const isNew = base.revision === 0
    const filter = {
      ...headFilter(organizationId),
      revision: base.revision,
      ...(!isNew && { commit_id: base.commitId, pending: null }),
      [`refused.${attempt.entry.commit_id}`]: { $exists: false },
    }
    return asked('fateful', async () => {
      try {
        const update = headUpdate(attempt)
        const { matchedCount, upsertedCount } = await this.collections.records.updateOne(filter, update, {
          upsert: isNew,
        })
        return matchedCount + upsertedCount > 0
      } catch (error) {
        if (isDuplicate(error)) return false // there is a head already
        throw error
      }
    })
  }

  /** Whether this very call has committed, although the head has moved on since. */
  private async isInHistory({ changeSet, token, entry }: Attempt): Promise<boolean> {
    const _id = documentId(changeSet.organizationId, 'revision', revisionPosition(entry.rev))
    const filter = { _id, org_id: changeSet.organizationId }
    const [row] = await asked('fateful', () => this.collections.records.find(filter).toArray())
    return row !== undefined && 'token' in row && row.token === token
  }

  // ------------------------------------------------------------------------------------------ 2. apply, and 3. clear

  /** What is pending on a head, carried out in its owner's place, if the owner does not do so now. */
  async settle(head: Head): Promise<void> {
    if (head.pending === null) return
    await this.pause(courtesy)
    const now = await this.head(head.org_id)
    if (now?.pending?.commit_id !== head.pending.commit_id) return
    await asked('harmless', () => this.apply(head.org_id, now.pending ?? head.pending))
    await this.clear(head.org_id, head.pending.commit_id)
  }

  /** The commit has happened: where applying fails, whoever comes next does it. Nobody waits for the clear. */
  private async carryOut(organizationId: string, entry: Entry): Promise<void> {
    try {
      await this.apply(organizationId, entry)
    } catch {
      return
    }
    this.clear(organizationId, entry.commit_id).catch(() => undefined)
  }

  private async apply(organizationId: string, entry: Entry | null): Promise<void> {
    if (entry === null) return
    const operations = entry.ops.map((operation) => fenced(organizationId, entry.rev, operation))
    const written = this.collections.records.bulkWrite(operations, { ordered: false }).catch((error: unknown) => {
      if (!isDuplicate(error)) throw error
    })
    await Promise.all([written, this.claims.settle(organizationId, entry)])
  }

  private async clear(organizationId: string, commitId: string): Promise<void> {
    const filter = { ...headFilter(organizationId), 'pending.commit_id': commitId }
    await asked('harmless', () =>
      this.collections.records.updateOne(filter, { $set: { pending: null }, $unset: { across: '' } }),
    )
  }
}

export function standsAt(head: Head | undefined, { revision, commitId }: Base): boolean {
  return (head?.revision ?? 0) === revision && (head?.commit_id ?? '') === commitId
}

/** One operation of revision `rev`, behind the fence. */
function fenced(organizationId: string, rev: number, { _id, fresh, set, unset }: Operation): MongoBulkUpdate {
  const dropped = Object.fromEntries(unset.map((field) => [field, '']))
  return {
    updateOne: {
      filter: { _id, org_id: organizationId, rev: { $lt: rev } },
      update: { $set: { ...set, rev }, ...(unset.length > 0 && { $unset: dropped }) },
      ...(fresh && { upsert: true }),
    },
  }
}
