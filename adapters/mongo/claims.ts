/**
 * Claims: names that are unique across organizations. `_id` is the name; `org_id` has it, since revision `rev`.
 *
 * A commit reserves its claim before its commit point, and its entry confirms it (`state: held`). A reservation may be
 * left behind by a commit that failed or whose process died. Whoever wants the name then finds out what became of that
 * commit from its organization's head, which is one document:
 *
 * - it is pending there: it has happened; carrying the entry out confirms the claim.
 * - the head stands elsewhere than at the commit's base, and the claim is still only reserved: it cannot happen any more.
 * - the head stands at its base: it may be under way. After a while the head is told to refuse it, in one conditional
 *   update at that base. Either the commit was first, or it will never happen.
 *
 * INVARIANT: a reservation is taken over only from a commit that can no longer happen.
 */
import type { Base } from '../../src/storage.js'
import { asked, type Collections, isDuplicate } from './database.js'
import { type Attempt, type Entry, type Head, headFilter } from './entry.js'

export interface ClaimDocument {
  readonly _id: string
  readonly org_id: string
  /** The revision that takes it. */
  readonly rev: number
  readonly commit_id: string
  /** What the commit that takes it was decided on. */
  readonly base: { readonly revision: number; readonly commit_id: string }
  readonly state: 'reserved' | 'held'
}

/** What claims ask of the journal. */
interface Heads {
  head(organizationId: string): Promise<Head | undefined>
  settle(head: Head): Promise<void>
}

/** Looks at a reservation, and milliseconds between two, before its commit is refused. */
const patience = { looks: 60, pause: 5 }

export class Claims {
  private readonly collections: Collections
  private readonly heads: Heads
  private readonly pause: (milliseconds: number) => Promise<void>

  constructor(collections: Collections, heads: Heads, pause: (milliseconds: number) => Promise<void>) {
    this.collections = collections
    this.heads = heads
    this.pause = pause
  }

  /** `own`: the organization has it already. `none`: nothing is to be taken. */
  async reserve({ changeSet, entry }: Attempt): Promise<'reserved' | 'own' | 'none' | 'taken'> {
    if (entry.take === null) return 'none'
    const { organizationId, base } = changeSet
    const wanted: ClaimDocument = {
      _id: entry.take,
      org_id: organizationId,
      rev: entry.rev,
      commit_id: entry.commit_id,
      base: { revision: base.revision, commit_id: base.commitId },
      state: 'reserved',
    }
    for (let look = 0; ; look++) {
      if (await this.inserted(wanted)) return 'reserved'
      const there = await this.claim(wanted._id)
      if (there === undefined) continue
      if (there.state === 'reserved' && there.commit_id === wanted.commit_id) return 'reserved'
      const fate = await this.fateOf(there)
      if (fate === 'held' && (await this.isStill(there))) return there.org_id === organizationId ? 'own' : 'taken'
      if (fate === 'dead' && (await this.tookOver(there, wanted))) return 'reserved'
      if (fate === 'under way') await (look < patience.looks ? this.pause(patience.pause) : this.refuse(there))
    }
  }

  /** Gives back what a commit reserved that did not happen. */
  async giveBack({ changeSet, entry }: Attempt): Promise<void> {
    const filter = { _id: entry.take, org_id: changeSet.organizationId, commit_id: entry.commit_id, state: 'reserved' }
    // left behind, it is only a reservation of a commit that cannot happen
    await this.collections.claims.deleteOne(filter).catch(() => undefined)
  }

  /**
   * The part of an entry that is about claims; safe to run twice, and late. A claim that the organization took again
   * after it released it has a later `rev`.
   */
  async settle(organizationId: string, { take, release, rev, commit_id }: Entry): Promise<void> {
    const { claims } = this.collections
    const own = { org_id: organizationId }
    if (take !== null) await claims.updateOne({ _id: take, ...own, commit_id }, { $set: { state: 'held' } })
    for (const _id of release) await claims.deleteOne({ _id, ...own, rev: { $lt: rev } })
  }

  /** Ends a reservation whose commit died; answers whether it is gone. */
  async repair(claim: ClaimDocument): Promise<boolean> {
    for (let look = 0; look <= patience.looks + 1; look++) {
      const fate = await this.fateOf(claim)
      if (fate === 'held') return false
      if (fate === 'dead') {
        const { _id, org_id, commit_id } = claim
        const filter = { _id, org_id, commit_id, state: 'reserved' }
        return (await asked('harmless', () => this.collections.claims.deleteOne(filter))).deletedCount > 0
      }
      if (fate === 'under way') await (look < patience.looks ? this.pause(patience.pause) : this.refuse(claim))
    }
    return false
  }

  private async inserted(claim: ClaimDocument): Promise<boolean> {
    return asked('harmless', async () => {
      try {
        await this.collections.claims.insertOne({ ...claim })
        return true
      } catch (error) {
        if (isDuplicate(error)) return false
        throw error
      }
    })
  }

  async claim(_id: string): Promise<ClaimDocument | undefined> {
    const [claim] = await asked('harmless', () => this.collections.claims.find({ _id }).toArray())
    return claim as ClaimDocument | undefined
  }

  /**
   * INVARIANT: what is taken for held was seen after the head of its holder. Seen only before, it may have been released by
   * a commit that was pending then and is cleared by now; the holder would go on without it, beside whoever took it since.
   */
  private async isStill({ _id, org_id, commit_id }: ClaimDocument): Promise<boolean> {
    const now = await this.claim(_id)
    return now?.state === 'held' && now.org_id === org_id && now.commit_id === commit_id
  }

  /** `again`: it has just been changed, or is about to be. */
  private async fateOf(claim: ClaimDocument): Promise<'held' | 'dead' | 'under way' | 'again'> {
    const head = await this.heads.head(claim.org_id)
    const pending = head?.pending ?? null
    if (head !== undefined && (pending?.commit_id === claim.commit_id || pending?.release.includes(claim._id))) {
      await this.heads.settle(head)
      return 'again'
    }
    if (claim.state === 'held') return 'held'
    const base: Base = { revision: claim.base.revision, commitId: claim.base.commit_id }
    const stands = (head?.revision ?? 0) === base.revision && (head?.commit_id ?? '') === base.commitId
    return stands && head?.refused?.[claim.commit_id] !== true ? 'under way' : 'dead'
  }

  private async tookOver(there: ClaimDocument, wanted: ClaimDocument): Promise<boolean> {
    const { _id, org_id, commit_id } = there
    const { _id: _, state: __, ...fields } = wanted
    const filter = { _id, org_id, commit_id, state: 'reserved' }
    const { matchedCount } = await asked('harmless', () => this.collections.claims.updateOne(filter, { $set: fields }))
    return matchedCount > 0
  }

  /** Where the organization is to be created yet, its head is made, at revision 0, to carry the refusal. */
  private async refuse({ org_id, base, commit_id }: ClaimDocument): Promise<void> {
    const filter = {
      ...headFilter(org_id),
      revision: base.revision,
      ...(base.revision > 0 && { commit_id: base.commit_id }),
    }
    const empty = base.revision === 0 && { kind: 'head', revision: 0, commit_id: '', pending: null }
    const update = { $set: { ...empty, [`refused.${commit_id}`]: true } }
    await asked('harmless', async () => {
      try {
        await this.collections.records.updateOne(filter, update, { upsert: base.revision === 0 })
      } catch (error) {
        if (!isDuplicate(error)) throw error // it has been created meanwhile
      }
    })
  }
}
