/** The whole state as JSON, and back. */
import type { OrganizationRecord } from '../../src/organization/organization.js'
import { type Claim, kinds, type RevisionRow, type Stored } from '../../src/storage.js'
import { frozen } from './frozen.js'
import { State } from './state.js'

interface Saved {
  readonly head: OrganizationRecord
  readonly records: readonly Stored[]
  readonly revisions: readonly RevisionRow[]
  readonly claims: readonly Claim[]
}

export function save(state: State): string {
  const saved = [...state.organizations.values()].map(
    ({ head, tables, revisionsInOrder, claims }): Saved => ({
      head,
      // a table holds records of its kind
      records: kinds.flatMap((kind) => [...tables[kind].values()].map((record) => ({ kind, record }) as Stored)),
      revisions: [...revisionsInOrder.list.ascending()],
      claims: [...claims.values()],
    }),
  )
  return JSON.stringify(saved)
}

export function load(snapshot: string): State {
  const state = new State()
  const organizations: readonly Saved[] = frozen(JSON.parse(snapshot))
  for (const { head, records, revisions, claims } of organizations) {
    const organization = state.open(head)
    for (const stored of records) organization.put(stored)
    for (const row of revisions) organization.revisions.put(row)
    for (const claim of claims) organization.take(claim)
  }
  return state
}
