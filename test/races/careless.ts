/** The counter-example: a storage that commits wherever the organization stands, and to whom a claim belongs. */
import { createHash } from 'node:crypto'
import type { ChangeSet, Storage } from 'guildhall'
import { revisionCore } from '../../src/decision/revision-core.js'

export function careless(storage: Storage): Storage {
  return {
    ...storage,
    async commit(changeSet) {
      for (;;) {
        const present = await storage.read(changeSet.organizationId, [])
        const moved = present === undefined ? changeSet : rebased(changeSet, present.head)
        const outcome = await storage.commit(moved)
        if (outcome === 'committed') return outcome
        if (outcome === 'taken') changeSet = { ...changeSet, claims: { release: changeSet.claims.release } }
      }
    },
  }
}

/** As if it had been decided on this head: numbers and hashes in order, so that only what was decided wrongly shows. */
function rebased(changeSet: ChangeSet, head: ChangeSet['head']): ChangeSet {
  const row = { ...changeSet.revision, revision: head.revision + 1, previousHash: head.hash }
  const hash = createHash('sha256').update(revisionCore(row)).digest('base64url')
  return {
    ...changeSet,
    base: { revision: head.revision, commitId: head.commitId },
    head: { ...changeSet.head, revision: row.revision, hash },
    revision: { ...row, hash },
  }
}
