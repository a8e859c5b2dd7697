/** The whole state as JSON, and back. */
import type { OrganizationRecord } from '../../src/organization/organization.js'
import { type Claim, type Kind, kinds, type RecordsByKind, type RevisionRow, type Stored } from '../../src/storage.js'
import { frozen } from './frozen.js'
import { State } from './state.js'

/** One list for each kind, as the tables of a database would be called. */
type Lists = { readonly [K in Kind as `${K}s`]?: readonly RecordsByKind[K][] }

interface Saved extends Lists {
  readonly head: OrganizationRecord
  readonly revisions: readonly RevisionRow[]
  readonly claims: readonly Claim[]
}

export function save(state: State): string {
  const saved = [...state.organizations.values()].map(
    ({ head, tables, revisionsInOrder, claims }): Saved => ({
      head,
      ...Object.fromEntries(kinds.map((kind) => [`${kind}s`, [...tables[kind].values()]])),
      revisions: [...revisionsInOrder.list.ascending()],
      claims: [...claims.values()],
    }),
  )
  return JSON.stringify(saved)
}

export function load(snapshot: string): State {
  const state = new State()
  const organizations: readonly Saved[] = frozen(JSON.parse(snapshot))
  for (const saved of organizations) {
    const organization = state.open(saved.head)
    // the list of a kind holds records of that kind
    for (const kind of kinds) for (const record of saved[`${kind}s`] ?? []) organization.put({ kind, record } as Stored)
    for (const row of saved.revisions) organization.revisions.put(row)
    for (const claim of saved.claims) organization.take(claim)
  }
  return state
}
