import type { OrganizationRecord } from '../../../src/organization/organization.js'
import {
  type Claim,
  type Edge,
  edges,
  type Follow,
  type Found,
  type HistoryEvent,
  type Kind,
  listFields,
  type Need,
  type PageKey,
  type RevisionRow,
  type Snapshot,
  type Storage,
  type Stored,
} from '../../../src/storage.js'

interface Organization {
  head: OrganizationRecord
  records: Stored[]
  revisions: RevisionRow[]
  claims: Claim[]
}

/** The contract said a second time, without an index: every answer looks through everything there is. */
export function naiveStorage(): Storage {
  const organizations: Organization[] = []
  const get = (id: string) => organizations.find(({ head }) => head.id === id)
  const isHeldBy = (claim: Claim) => (organization: Organization) =>
    organization.claims.some(({ kind, key }) => kind === claim.kind && key === claim.key)

  return {
    async commit({ organizationId, base, head, puts, deletes, revision, claims }) {
      const organization = get(organizationId)
      const at = organization?.head ?? { revision: 0, commitId: '' }
      if (at.revision !== base.revision || at.commitId !== base.commitId) return 'stale'
      const holder = claims.take && organizations.find(isHeldBy(claims.take))
      if (holder !== undefined && holder !== organization) return 'taken'
      const next: Organization = organization ?? { head, records: [], revisions: [], claims: [] }
      if (organization === undefined) organizations.push(next)
      next.head = head
      for (const { kind, record } of puts) {
        next.records = next.records.filter((other) => other.kind !== kind || other.record.id !== record.id)
        next.records.push({ kind, record } as Stored)
      }
      for (const { kind, id } of deletes)
        next.records = next.records.filter((other) => other.kind !== kind || other.record.id !== id)
      next.revisions.push(revision)
      const gone = [...claims.release, ...(claims.take ? [claims.take] : [])]
      next.claims = next.claims.filter(({ key }) => !gone.some((claim) => claim.key === key))
      if (claims.take) next.claims.push(claims.take)
      return 'committed'
    },

    async read(organizationId, needs) {
      const organization = get(organizationId)
      return organization && snapshotOf(organization, needs)
    },

    async page(organizationId, { kind, where, follow, after, before, limit }, needs = []) {
      const organization = get(organizationId)
      if (organization === undefined) return undefined
      const { status, role, roleGranter, by } = where
      const matching = organization.records
        .filter((stored) => stored.kind === kind)
        .filter((stored) => status === undefined || isOneOf(status, text(stored, 'status')))
        .filter((stored) => role === undefined || isOneOf(role, text(stored, 'role')))
        .filter((stored) => roleGranter === undefined || text(stored, 'roleGranter') === roleGranter)
        .filter((stored) => by === undefined || (isListField(kind, by.field) && text(stored, by.field) === by.key))
        .filter(({ record }) => after === undefined || byPageKey(record, after) > 0)
        .filter(({ record }) => before === undefined || byPageKey(record, before) < 0)
        .sort((a, b) => byPageKey(a.record, b.record))
      const records = before === undefined ? matching.slice(0, limit) : matching.slice(-limit)
      const further = records.flatMap((stored) => behind(organization.records, stored, follow))
      return { records, more: matching.length > limit, snapshot: snapshotOf(organization, needs, further) }
    },

    async history(organizationId, query, needs = []) {
      const organization = get(organizationId)
      if (organization === undefined) return undefined
      const {
        memberId,
        recordId,
        actor,
        types,
        from = 0,
        until = Infinity,
        afterRevision = 0,
        after,
        order,
        limit,
      } = query
      const sign = order === 'oldest-first' ? 1 : -1
      const compare = (a: { revision: number; index: number }, b: { revision: number; index: number }) =>
        sign * (a.revision - b.revision || a.index - b.index)
      const matching = organization.revisions
        .flatMap(({ revision, at, actor, command, events }) =>
          events.map((event, index): HistoryEvent => ({ revision, index, at, actor, command, event })),
        )
        .filter(({ event }) => memberId === undefined || event.memberId === memberId)
        .filter(({ event }) => recordId === undefined || event.recordId === recordId)
        .filter(
          ({ actor: by }) => actor === undefined || actor === ('system' in by ? `system:${by.system}` : by.memberId),
        )
        .filter(({ event }) => types === undefined || types.includes(event.type))
        .filter(({ at, revision }) => at >= from && at < until && revision > afterRevision)
        .filter((event) => after === undefined || compare(event, after) > 0)
        .sort(compare)
      const events = matching.slice(0, limit)
      return { events, more: matching.length > limit, snapshot: snapshotOf(organization, needs) }
    },

    async revisions(organizationId, { after, limit }) {
      return (get(organizationId)?.revisions ?? []).filter(({ revision }) => revision > after).slice(0, limit)
    },

    async find(query) {
      const live = organizations.filter(({ head }) => head.status !== 'deleted')
      const found = live.flatMap((organization): (Found & { key: string })[] => {
        const { head, records } = organization
        if (query.by === 'slug')
          return isHeldBy({ kind: 'slug', key: query.slug })(organization) ? [{ head, key: '' }] : []
        if (query.by === 'user')
          return records
            .filter((one) => one.kind === 'member' && one.record.userId === query.userId && isLive(one))
            .map((record) => ({ head, record, key: head.id }))
        if (query.by === 'email')
          return records
            .filter(
              (one) =>
                one.kind === 'invitation' && one.record.emailKey === query.emailKey && one.record.status === 'pending',
            )
            .map((record) => ({ head, record, key: record.record.id }))
        return head.status === 'active' && expired(records, query.at).length > 0 ? [{ head, key: head.id }] : []
      })
      const after = 'after' in query ? query.after : undefined
      const limit = 'limit' in query ? query.limit : 1
      const behind = found
        .filter(({ key }) => after === undefined || byCodePoints(key, after) > 0)
        .sort((a, b) => byCodePoints(a.key, b.key))
      return { found: behind.slice(0, limit).map(({ key, ...rest }) => rest), more: behind.length > limit }
    },

    async sweep({ deletedBefore, limit }) {
      const isDue = ({ head }: Organization) => head.status === 'deleted' && (head.deletedAt ?? 0) < deletedBefore
      const organization = organizations.find(isDue)
      if (organization === undefined) return { erased: 0, more: false }
      const { records, revisions } = organization
      if (records.length > 0) return { erased: records.splice(0, limit).length, more: true }
      if (revisions.length > 0) return { erased: revisions.splice(0, limit).length, more: true }
      organizations.splice(organizations.indexOf(organization), 1)
      return { erased: 1, more: organizations.some(isDue) }
    },
  }
}

function snapshotOf(organization: Organization, needs: readonly Need[], further: readonly Stored[] = []): Snapshot {
  const { head, records, revisions: all } = organization
  const revisions = all.filter((row) =>
    needs.some(
      (need) =>
        (need.get === 'revision-by-commit' && need.commitId === row.commitId) ||
        (need.get === 'revision-by-request' && need.requestId === row.request?.id),
    ),
  )
  const found = needs.flatMap((need) => {
    const follow = 'follow' in need ? need.follow : {}
    return roots(organization, need).flatMap((root) => [root, ...behind(records, root, follow)])
  })
  return { head, records: [...new Set([...found, ...further])], revisions }
}

export function byPageKey(a: PageKey, b: PageKey): number {
  return byCodePoints(a.sortKey, b.sortKey) || byCodePoints(a.id, b.id)
}

function byCodePoints(a: string, b: string): number {
  const [left, right] = [[...a], [...b]]
  for (const [at, character] of left.entries()) {
    const other = right[at]
    if (other === undefined) return 1
    if (other !== character) return (character.codePointAt(0) ?? 0) - (other.codePointAt(0) ?? 0)
  }
  return left.length - right.length
}

const isLive = (stored: Stored) => !['removed', 'deleted'].includes(text(stored, 'status') ?? '')

const byStoredId = (a: Stored, b: Stored) => byCodePoints(a.record.id, b.record.id)

const isListField = (kind: Kind, field: string) => listFields[kind].some((known) => known === field)

const isOneOf = (values: readonly string[], value: string | undefined) => value !== undefined && values.includes(value)

/** A text in a record, or the id of the member in a granter. */
function text({ record }: Stored, field: string): string | undefined {
  const value = new Map<string, unknown>(Object.entries(record)).get(field)
  if (typeof value === 'string') return value
  return typeof value === 'object' && value !== null && 'memberId' in value ? String(value.memberId) : undefined
}

function expired(records: readonly Stored[], at: number) {
  return records
    .flatMap((one) => (one.kind === 'invitation' && one.record.status === 'pending' ? [one] : []))
    .filter(({ record }) => record.expiresAt <= at)
}

function roots({ head, records }: Organization, need: Need): Stored[] {
  const having = (kind: Kind, field: string, values: readonly string[]) =>
    records.filter((one) => one.kind === kind && isOneOf(values, text(one, field)))
  const keyed = (field: string, { keys, removed }: { readonly keys: readonly string[]; readonly removed?: boolean }) =>
    keys.flatMap((key) => {
      const own = having('member', field, [key]).sort(byStoredId)
      return [...own.filter(isLive), ...(removed ? own.filter((one) => !isLive(one)).slice(0, 1) : [])]
    })
  switch (need.get) {
    case 'records':
      return having(need.kind, need.by, need.keys).filter(isLive).sort(byStoredId).slice(0, need.limit)
    case 'catalogue':
      if (need.known !== undefined && need.known === head.catalogueId) return []
      return records.filter(({ record }) => 'catalogue' in record)
    case 'member-by-user':
      return keyed('userId', need)
    case 'member-by-email':
      return keyed('emailKey', need)
    case 'invitation-by-token':
      return having('invitation', 'tokenHash', need.hashes)
    case 'expired-invitations':
      return expired(records, need.at)
        .sort((a, b) => a.record.expiresAt - b.record.expiresAt || byStoredId(a, b))
        .slice(0, need.limit)
    case 'revision-by-request':
    case 'revision-by-commit':
      return []
    default:
      return having(need.get, 'id', need.ids)
  }
}

/** What the edges of a record lead to, and theirs. */
function behind(records: readonly Stored[], from: Stored, follow: Follow<Kind> = {}): Stored[] {
  const known = new Map<string, Edge>(Object.entries(edges[from.kind]))
  return Object.entries<Follow<Kind>>(follow).flatMap(([name, further]) => {
    const edge = known.get(name)
    const next = edge === undefined ? [] : records.filter((one) => leads(edge, from, one))
    return next.flatMap((one) => [one, ...behind(records, one, further)])
  })
}

function leads(edge: Edge, from: Stored, to: Stored): boolean {
  if ('from' in edge) return to.kind === edge.from && isLive(to) && text(to, edge.by) === from.record.id
  return edge.to.includes(to.kind) && text(from, edge.field) === to.record.id
}
