/** What is stored, looked at from outside: an oracle that shares no code with the library. */
import type { Claim, RecordsByKind, RevisionRow, Snapshot } from '../../../src/index.js'
import type { World } from './world.js'

/** Every kind of record, said again. */
export const kinds = [
  ...(['member', 'invitation', 'team', 'group', 'workspace', 'resource', 'role'] as const),
  ...(['membership', 'assignment'] as const),
] as const
type Kind = (typeof kinds)[number]

type Lists = { readonly [K in Kind as `${K}s`]: readonly RecordsByKind[K][] }

/** One organization, as a snapshot of the memory adapter has it. */
export interface StoredOrganization extends Lists {
  readonly head: Snapshot['head']
  readonly revisions: readonly RevisionRow[]
  readonly claims: readonly Claim[]
}

export function organizationsIn(snapshot: string): readonly StoredOrganization[] {
  return JSON.parse(snapshot) as StoredOrganization[]
}

/** The organization that the walks go through. */
export function storedOf({ storage, organizationId }: World): StoredOrganization {
  const found = organizationsIn(storage.snapshot()).find(({ head }) => head.id === organizationId)
  if (found === undefined) throw new Error('the organization is gone')
  return found
}

// --------------------------------------------------------------------------------------------------------- differences

export interface Difference {
  readonly kind: string
  readonly id: string
  readonly before?: object
  /** Absent where an edge is taken away. */
  readonly after?: object
}

const machinery = [
  'revision',
  'commitId',
  'hash',
  'counts',
  'totals',
  'catalogueId',
  'tokenHash',
  'emailKey',
  'sortKey',
  'pair',
  'sharedScopeId',
  'ref',
  'nameKey',
  'catalogue',
]

/** A record as people see it, without times and without what the machinery keeps. */
export function shown(record: object, organizationId: string, now: number): object {
  const entries = Object.entries(record).filter(([field]) => !machinery.includes(field) && !field.endsWith('At'))
  const view: { [field: string]: unknown } = Object.fromEntries(entries)
  if (record !== null && 'memberId' in record && view.status === 'pending' && 'expiresAt' in record)
    if (typeof record.expiresAt === 'number' && record.expiresAt <= now) view.status = 'expired'
  if (record !== null && 'scopeKind' in record && !('inForce' in record)) {
    const { startsAt = 0, expiresAt = Number.POSITIVE_INFINITY } = record as { startsAt?: number; expiresAt?: number }
    view.inForce = startsAt <= now && now < expiresAt
  }
  return view.id === organizationId ? view : { ...view, organizationId }
}

/** What differs between two states of an organization, apart from times and from what every commit moves. */
export function differences(
  before: StoredOrganization | undefined,
  after: StoredOrganization,
  now: number,
): readonly Difference[] {
  const { id } = after.head
  const old = new Map(recordsOf(before).map(({ kind, record }) => [`${kind} ${record.id}`, record]))
  const left = recordsOf(after)
  const there = new Set(left.map(({ record }) => record.id))
  const gone = recordsOf(before).filter(({ record }) => !there.has(record.id))
  const taken = gone.map(({ kind, record }) => ({ kind, id: record.id, before: shown(record, id, now) }))
  const moved = left.flatMap(({ kind, record }) => {
    const was = old.get(`${kind} ${record.id}`)
    if (was !== undefined && essence(kind, was) === essence(kind, record)) return []
    const change = { kind, id: record.id, after: shown(record, id, now) }
    return [was === undefined ? change : { ...change, before: shown(was, id, now) }]
  })
  return [...moved, ...taken]
}

function recordsOf(organization: StoredOrganization | undefined): { kind: string; record: { id: string } }[] {
  if (organization === undefined) return []
  return [
    { kind: 'organization', record: organization.head },
    ...kinds.flatMap((kind) => organization[`${kind}s`].map((record) => ({ kind, record }))),
  ]
}

/** All of a record that is not moved by every write. */
function essence(kind: string, record: object): string {
  const counted = ['revision', 'commitId', 'hash', 'counts', 'totals', 'catalogueId', 'updatedAt']
  // where an edge stands in lists follows the name of a member, who is there to see
  const idle = kind === 'organization' ? counted : ['updatedAt', 'sortKey']
  return JSON.stringify(
    Object.entries(record)
      .filter(([field]) => !idle.includes(field))
      .sort(([a], [b]) => (a < b ? -1 : 1)),
  )
}

// ---------------------------------------------------------------------------------------------------------- comparison

/** The same, without the times of the last write, which move where somebody goes there and back. */
export function settled(organization: StoredOrganization): unknown {
  const still = kinds.map((kind) => [
    `${kind}s`,
    organization[`${kind}s`].map((record) => ({ ...record, updatedAt: 0 })),
  ])
  const head = { ...organization.head, updatedAt: 0 }
  return comparable({ ...organization, ...Object.fromEntries(still), head }).records
}

const arbitrary = [
  ...['commitId', 'catalogueId', 'hash', 'previousHash', 'salt', 'digest', 'tokenHash', 'request', 'revision'],
]

/**
 * An organization so that two ways to the same state compare equal: minted ids as ordinals, and nothing that is random
 * or counts commits. `history` is what was said, without who said it in which revision.
 */
export function comparable(organization: StoredOrganization): Comparable {
  const { head, revisions, claims } = organization
  const ids = new Map<string, string>()
  for (const kind of kinds)
    for (const [ordinal, { id }] of organization[`${kind}s`].entries()) ids.set(id, `#${kind} ${ordinal}`)
  // where a name is lacking, lists are ordered by the id in small letters
  for (const [id, ordinal] of [...ids]) ids.set(id.toLowerCase(), ordinal)
  const history = revisions.flatMap(({ events }) => events)
  return {
    records: plain([head, claims, ...kinds.map((kind) => organization[`${kind}s`])], ids),
    history: plain(history, ids),
  }
}

export interface Comparable {
  readonly records: unknown
  readonly history: unknown
}

function plain(value: unknown, ids: ReadonlyMap<string, string>): unknown {
  // a pair is ids with a blank between them
  if (typeof value === 'string') return value.replace(/\S+/gu, (word) => ids.get(word) ?? word)
  if (Array.isArray(value)) return value.map((item) => plain(item, ids))
  if (typeof value !== 'object' || value === null) return value
  const kept = Object.entries(value).filter(([key]) => !arbitrary.includes(key))
  return Object.fromEntries(kept.map(([key, part]) => [key, plain(part, ids)]))
}
