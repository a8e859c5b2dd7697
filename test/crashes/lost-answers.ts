/** Storages where a commit comes to nothing, or its answer does: the first one is lost, or others are always faster. */
import type { ChangeSet, Storage } from 'guildhall'

const lost = () => new Error('the connection broke')

/** The first commit happens and its answer is lost; meanwhile somebody else moves the organization on. */
export function movedOnMeanwhile(storage: Storage): Storage {
  let first = true
  return {
    ...storage,
    async commit(changeSet) {
      const outcome = await storage.commit(changeSet)
      if (!first) return outcome
      first = false
      await storage.commit(after(changeSet))
      throw lost()
    },
  }
}

/** The first commit is on its way when the connection breaks, and arrives just before the next one. */
export function arrivingLate(storage: Storage): Storage {
  let underway: ChangeSet | undefined
  let first = true
  return {
    ...storage,
    async commit(changeSet) {
      if (first) {
        first = false
        underway = changeSet
        throw lost()
      }
      if (underway !== undefined) await storage.commit(underway)
      underway = undefined
      return storage.commit(changeSet)
    },
  }
}

/** Somebody else moves the organization on just before every commit; where there is none yet, they make it. */
export function alwaysFaster(storage: Storage): Storage & { readonly commits: () => number } {
  let commits = 0
  return {
    ...storage,
    commits: () => commits,
    async commit(changeSet) {
      commits += 1
      const present = await storage.read(changeSet.organizationId, [])
      if (present === undefined) return 'stale'
      await storage.commit(after({ ...changeSet, head: present.head }))
      return storage.commit(changeSet)
    },
  }
}

/** A revision that changes nothing but the head's number, on top of another. */
function after({ organizationId, head, revision }: ChangeSet): ChangeSet {
  const base = { revision: head.revision, commitId: head.commitId }
  const { request: _, ...row } = revision
  const next = { revision: head.revision + 1, commitId: `${head.commitId}-next` }
  return {
    organizationId,
    base,
    head: { ...head, ...next },
    puts: [],
    deletes: [],
    revision: { ...row, ...next, command: 'test.moved-on', events: [] },
    claims: { release: [] },
  }
}
