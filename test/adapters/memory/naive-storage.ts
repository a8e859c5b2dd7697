import type { OrganizationRecord } from '../../../src/organization/organization.js'
import type {
  Claim,
  FollowInvitation,
  FollowMember,
  Found,
  HistoryEvent,
  Need,
  PageKey,
  RevisionRow,
  Snapshot,
  Storage,
  Stored,
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
    async commit({ organizationId, base, head, puts, revision, claims }) {
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

    async page(organizationId, { kind, where, after, before, limit }, needs = []) {
      const organization = get(organizationId)
      if (organization === undefined) return undefined
      const { status, role, roleGranter } = where
      const matching = organization.records
        .filter((stored) => stored.kind === kind)
        .filter(({ record }) => status === undefined || status.includes(record.status))
        .filter(({ record }) => role === undefined || role.includes(record.role))
        .filter((stored) => roleGranter === undefined || granterOf(stored) === roleGranter)
        .filter(({ record }) => after === undefined || byPageKey(record, after) > 0)
        .filter(({ record }) => before === undefined || byPageKey(record, before) < 0)
        .sort((a, b) => byPageKey(a.record, b.record))
      const records = before === undefined ? matching.slice(0, limit) : matching.slice(-limit)
      return { records, more: matching.length > limit, snapshot: snapshotOf(organization, needs) }
    },

    async history(organizationId, query, needs = []) {
      const organization = get(organizationId)
      if (organization === undefined) return undefined
      const { memberId, actor, types, from = 0, until = Infinity, afterRevision = 0, after, order, limit } = query
      const sign = order === 'oldest-first' ? 1 : -1
      const compare = (a: { revision: number; index: number }, b: { revision: number; index: number }) =>
        sign * (a.revision - b.revision || a.index - b.index)
      const matching = organization.revisions
        .flatMap(({ revision, at, actor, command, events }) =>
          events.map((event, index): HistoryEvent => ({ revision, index, at, actor, command, event })),
        )
        .filter(({ event }) => memberId === undefined || event.memberId === memberId)
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
            .filter((one) => one.kind === 'invitation' && one.record.emailKey === query.emailKey && isPending(one))
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

function snapshotOf({ head, records, revisions: all }: Organization, needs: readonly Need[]): Snapshot {
  const revisions = all.filter((row) =>
    needs.some(
      (need) =>
        (need.get === 'revision-by-commit' && need.commitId === row.commitId) ||
        (need.get === 'revision-by-request' && need.requestId === row.request?.id),
    ),
  )
  const found = new Set(
    needs.flatMap((need) =>
      roots(records, need).flatMap((root) => followed(records, root, 'follow' in need ? need.follow : {})),
    ),
  )
  return { head, records: [...found], revisions }
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

const isLive = ({ record }: Stored) => record.status !== 'removed'
const isPending = ({ record }: Stored) => record.status === 'pending'

function granterOf(stored: Stored): string | undefined {
  const granter = stored.kind === 'member' ? stored.record.roleGranter : undefined
  return granter && 'memberId' in granter ? granter.memberId : undefined
}

function expired(records: readonly Stored[], at: number): Stored[] {
  return records.filter((one) => one.kind === 'invitation' && isPending(one) && one.record.expiresAt <= at)
}

function roots(records: readonly Stored[], need: Need): Stored[] {
  const members = records.filter(({ kind }) => kind === 'member')
  const invitations = records.filter(({ kind }) => kind === 'invitation')
  if (need.get === 'member') return members.filter(({ record }) => need.ids.includes(record.id))
  if (need.get === 'invitation') return invitations.filter(({ record }) => need.ids.includes(record.id))
  if (need.get === 'invitation-by-token')
    return invitations.filter(({ record }) => 'tokenHash' in record && need.hashes.includes(record.tokenHash ?? ''))
  if (need.get === 'expired-invitations') {
    const when = ({ record }: Stored) => ('expiresAt' in record ? record.expiresAt : 0)
    return expired(records, need.at)
      .sort((a, b) => when(a) - when(b) || byCodePoints(a.record.id, b.record.id))
      .slice(0, need.limit)
  }
  if (need.get === 'member-by-user' || need.get === 'member-by-email')
    return need.keys.flatMap((key) => {
      const keyOf = ({ record }: Stored) =>
        need.get === 'member-by-email' ? record.emailKey : 'userId' in record ? record.userId : undefined
      const own = members.filter((one) => keyOf(one) === key).sort((a, b) => byCodePoints(a.record.id, b.record.id))
      return [...own.filter(isLive), ...(need.removed ? own.filter((one) => !isLive(one)).slice(0, 1) : [])]
    })
  return []
}

type Follow = FollowMember | FollowInvitation

function followed(records: readonly Stored[], root: Stored, follow: Follow = {}): Stored[] {
  const along = (kind: string, id: string | undefined, next: Follow | undefined) =>
    next === undefined
      ? []
      : records
          .filter((one) => one.kind === kind && one.record.id === id)
          .flatMap((one) => followed(records, one, next))
  if (root.kind === 'invitation')
    return [root, ...along('member', root.record.memberId, 'member' in follow ? follow.member : undefined)]
  return [
    root,
    ...along('member', granterOf(root), 'granter' in follow ? follow.granter : undefined),
    ...along('invitation', root.record.invitationId, 'invitation' in follow ? follow.invitation : undefined),
  ]
}
