/** Look-ups across organizations. */
import type { FindQuery, Found } from '../../src/storage.js'
import { byCodePoint } from './sorted-list.js'
import type { Organization, State } from './state.js'
import { upTo } from './up-to.js'

export function find(state: State, query: FindQuery): { readonly found: readonly Found[]; readonly more: boolean } {
  const { taken, more } = upTo(query.by === 'slug' ? 1 : query.limit, candidates(state, query))
  return { found: taken, more }
}

function* candidates(state: State, query: FindQuery): Generator<Found, void> {
  if (query.by === 'slug') {
    const organization = undeleted(state, state.holder({ kind: 'slug', key: query.slug }))
    if (organization !== undefined) yield { head: organization.head }
  } else if (query.by === 'user') {
    for (const { organizationId, record } of state.membersByUser.under(query.userId)) {
      const organization = undeleted(state, organizationId)
      if (organization !== undefined && isBehind(organizationId, query.after))
        yield { head: organization.head, record: { kind: 'member', record } }
    }
  } else if (query.by === 'email') {
    for (const { organizationId, record } of state.pendingByEmail.under(query.emailKey)) {
      const organization = undeleted(state, organizationId)
      if (organization !== undefined && isBehind(record.id, query.after))
        yield { head: organization.head, record: { kind: 'invitation', record } }
    }
  } else {
    for (const organizationId of organizationsWithExpired(state, query.at)) {
      const organization = undeleted(state, organizationId)
      if (organization?.head.status === 'active' && isBehind(organizationId, query.after))
        yield { head: organization.head }
    }
  }
}

function undeleted(state: State, organizationId: string | undefined): Organization | undefined {
  const organization = organizationId === undefined ? undefined : state.organizations.get(organizationId)
  return organization?.head.status === 'deleted' ? undefined : organization
}

function isBehind(id: string, after: string | undefined): boolean {
  return after === undefined || byCodePoint(id, after) > 0
}

function organizationsWithExpired(state: State, at: number): readonly string[] {
  const ids = new Set<string>()
  for (const { organizationId, record } of state.pendingByExpiry.list.ascending()) {
    if (record.expiresAt > at) break
    ids.add(organizationId)
  }
  return [...ids].sort(byCodePoint)
}
