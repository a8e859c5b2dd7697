/** Erases what deleted organizations have left: records, then history, then claims and head. */
import { kinds, type Storage } from '../../src/storage.js'
import type { Organization, State } from './state.js'

type Sweep = Storage['sweep']

export function sweep(state: State, { deletedBefore, limit }: Parameters<Sweep>[0]): Awaited<ReturnType<Sweep>> {
  let erased = 0
  for (;;) {
    const organization = firstDeleted(state, deletedBefore)
    if (organization === undefined) return { erased, more: false }
    if (erased >= limit) return { erased, more: true }
    erased += erase(state, organization, limit - erased)
  }
}

function firstDeleted(state: State, deletedBefore: number): Organization | undefined {
  const [head] = state.deleted.list.ascending()
  return head?.deletedAt !== undefined && head.deletedAt < deletedBefore ? state.organizations.get(head.id) : undefined
}

/** Erases at most `limit` of an organization, its head last, since the next call finds the rest by it. */
function erase(state: State, organization: Organization, limit: number): number {
  let erased = 0
  for (const table of [...kinds.map((kind) => organization.tables[kind]), organization.revisions])
    erased += table.erase(limit - erased)
  if (erased === limit) return erased
  state.close(organization)
  return erased + 1
}
