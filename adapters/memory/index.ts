/**
 * The memory adapter: keeps everything in this process, for tests, demos and apps that live in one. It is whole, not a
 * mock, and the oracle that the conformance kit compares other adapters with.
 *
 * Every method does its work in one go, waiting for nothing, and so is atomic. A change set is copied and frozen as it
 * comes in; what goes out are those frozen copies. So nothing that a caller holds can be used to change the store.
 */
import {
  type Base,
  type ChangeSet,
  type CommitOutcome,
  type Put,
  type Storage,
  StorageFault,
} from '../../src/storage.js'
import { find } from './find.js'
import { frozen } from './frozen.js'
import { history } from './history.js'
import { page } from './page.js'
import { read } from './read.js'
import { load, save } from './snapshot.js'
import { type Organization, State } from './state.js'
import { sweep } from './sweep.js'
import { upTo } from './up-to.js'

export interface MemoryStorage extends Storage {
  /** All that is stored, as JSON. */
  snapshot(): string
  /** Puts everything to where it stood at a snapshot, of this storage or of another one. */
  restore(snapshot: string): void
}

/** An empty storage in memory; each call makes one of its own. */
export function memoryStorage(): MemoryStorage {
  let state = new State()
  return {
    commit: async (changeSet) => commit(state, frozen(changeSet)),

    read: async (organizationId, needs) => {
      const organization = state.organizations.get(organizationId)
      return organization && read(organization, needs)
    },

    page: async (organizationId, query, needs = []) => {
      const organization = state.organizations.get(organizationId)
      return organization && page(organization, query, needs)
    },

    history: async (organizationId, query, needs = []) => {
      const organization = state.organizations.get(organizationId)
      return organization && history(organization, query, needs)
    },

    revisions: async (organizationId, { after, limit }) => {
      const rows = state.organizations.get(organizationId)?.revisionsInOrder.list.ascending({ revision: after })
      return upTo(limit, rows ?? []).taken
    },

    find: async (query) => find(state, query),
    sweep: async (query) => sweep(state, query),

    snapshot: () => save(state),
    restore: (snapshot) => {
      state = load(snapshot)
    },
  }
}

/** All or nothing: whatever can refuse or fail comes before the first write. */
function commit(state: State, changeSet: ChangeSet): CommitOutcome {
  const { organizationId, base, head, puts, deletes, revision, claims } = changeSet
  const existing = state.organizations.get(organizationId)
  if (!standsAt(existing, base)) return 'stale'
  if (claims.take !== undefined && (state.holder(claims.take) ?? organizationId) !== organizationId) return 'taken'
  for (const put of puts) expectPresence(put, existing?.holds(put) ?? false)

  const organization = existing ?? state.open(head)
  organization.moveHead(head)
  for (const put of puts) organization.put(put)
  for (const gone of deletes) organization.delete(gone)
  organization.revisions.put(revision)
  for (const claim of claims.release) organization.release(claim)
  if (claims.take !== undefined) organization.take(claims.take)
  return 'committed'
}

/** Number and commit id: a number alone can be made twice. */
function standsAt(organization: Organization | undefined, { revision, commitId }: Base): boolean {
  const head = organization?.head ?? { revision: 0, commitId: '' }
  return head.revision === revision && head.commitId === commitId
}

/** A put that says `new` of what is there, or `changed` of what is not, is a fault of whoever made the change set. */
function expectPresence({ change, kind, record }: Put, present: boolean): void {
  if (present === (change === 'changed')) return
  const said = present ? 'is there, and was put as new' : 'is not there, and was put as changed'
  throw new StorageFault(`the ${kind} \`${record.id}\` ${said}`, { outcome: 'not-committed' })
}
