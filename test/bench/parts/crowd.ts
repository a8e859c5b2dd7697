/** Fills an organization with members, as fast as a storage takes them, history and hashes included. */
import { createHash } from 'node:crypto'
import type { ChangeSet, Put, Storage } from 'guildhall'
import { revisionCore } from '../../../src/decision/revision-core.js'

/** What every adapter takes in one revision. */
const atOnce = 1_000

/** Adds so many active viewers: `crowd-1@example.test` and so on, or from another number on. */
export async function addCrowd(storage: Storage, organizationId: string, members: number, first = 1): Promise<void> {
  const last = first + members - 1
  for (let from = first; from <= last; from += atOnce) {
    const snapshot = await storage.read(organizationId, [])
    if (snapshot === undefined) throw new Error(`no organization ${organizationId}`)
    const outcome = await storage.commit(crowdOn(snapshot.head, from, Math.min(last, from + atOnce - 1)))
    if (outcome !== 'committed') throw new Error(`the crowd was ${outcome}`)
  }
}

function crowdOn(before: ChangeSet['head'], from: number, to: number): ChangeSet {
  const { id: organizationId, revision: at, commitId, hash: previousHash } = before
  const puts = Array.from({ length: to - from + 1 }, (_, index) => newViewer(from + index, before.updatedAt))
  const row = {
    organizationId,
    revision: at + 1,
    commitId: `com_crowd-${to}-${organizationId}`.slice(0, 64),
    at: before.updatedAt,
    actor: { system: 'crowd' },
    command: 'crowd',
    events: puts.map(({ record: { id } }) => ({
      type: 'member.added',
      memberId: id,
      after: { role: 'viewer', status: 'active' },
      personal: [],
    })),
    seats: 0,
    previousHash,
  }
  const hash = createHash('sha256').update(revisionCore(row)).digest('base64url')
  const viewers = before.counts.viewer ?? {}
  const counts = { ...before.counts, viewer: { ...viewers, active: (viewers.active ?? 0) + puts.length } }
  return {
    organizationId,
    base: { revision: at, commitId },
    head: { ...before, revision: row.revision, commitId: row.commitId, hash, counts },
    puts,
    deletes: [],
    revision: { ...row, hash },
    claims: { release: [] },
  }
}

export function newViewer(number: number, now: number): Put & { readonly kind: 'member' } {
  const email = `crowd-${number}@example.test`
  return {
    kind: 'member',
    change: 'new',
    fields: [],
    record: {
      id: `mem_crowd-${number}`,
      userId: `crowd-${number}`,
      email,
      emailKey: email,
      name: `Member ${number}`,
      metadata: {},
      role: 'viewer',
      roleGranter: { system: 'crowd' },
      status: 'active',
      sortKey: `member ${number}`,
      createdAt: now,
      updatedAt: now,
      joinedAt: now,
    },
  }
}
