/**
 * What is asked of the records of one organization, as data: the filter and order that the server is given, and the same
 * as a function, since what is pending on the head is laid over the answer here.
 */
import type { HistoryQuery, Kind, PageKey, PageQuery } from '../../src/storage.js'
import { inOrder } from './code-points.js'
import type { RecordDocument } from './documents.js'
import { catalogueKey, keyName, listName } from './documents.js'
import { commitKey, eventList, eventPosition, requestKey, revisionList, revisionPosition } from './history.js'

type Position = readonly (string | number)[]

export interface Question {
  /** Questions of the same name are one. */
  readonly name: string
  /** Without `org_id`, which is always added. */
  readonly filter: { readonly [field: string]: unknown }
  readonly sort: { readonly [field: string]: 1 | -1 }
  /** Where a document stands in that order. */
  readonly position: (document: RecordDocument) => Position
  readonly matches: (document: RecordDocument) => boolean
  /** Whether a document may match once these of its fields are written. */
  readonly touchedBy: (fields: Pick<RecordDocument, 'keys' | 'lists' | 'expiring'>) => boolean
  /** How many of those that match are wanted; absent: all, which are few. */
  readonly limit?: number
  /** Where there is no limit: how many there are at most, as a rule. */
  readonly expected?: number
  /** Documents that never change once they are there: what was absent at a revision is of a later one. */
  readonly immutable: boolean
}

// -------------------------------------------------------------------------------------------------------- look-ups

function byKeys(keys: readonly string[], limit?: number, immutable = false): Question {
  const wanted = new Set(keys)
  const matches = ({ keys }: Pick<RecordDocument, 'keys'>) => keys?.some((key) => wanted.has(key)) ?? false
  return {
    name: `keys ${JSON.stringify([[...wanted].sort(), limit])}`,
    filter: { keys: among([...wanted]) },
    sort: { id: 1 },
    position: ({ id }) => [id],
    matches,
    touchedBy: matches,
    ...(limit !== undefined && { limit }),
    immutable,
  }
}

export const byField = (kind: Kind, field: string, keys: readonly string[], limit?: number): Question =>
  byKeys(
    keys.map((key) => keyName(kind, field, key)),
    limit,
  )

/** All records of a kind that name one of these in a field. */
export const edgesFrom = (kind: Kind, field: string, ids: readonly string[]): Question => ({
  ...byField(kind, field, ids),
  expected: 1_000,
})

/** The first removed member of one user or address. */
export const firstRemoved = (field: 'userId' | 'emailKey', key: string): Question =>
  byKeys([keyName('member', `removed.${field}`, key)], 1)

export const wholeCatalogue = (): Question => ({ ...byKeys([catalogueKey]), expected: 2_000 })
export const revisionOfRequest = (id: string): Question => byKeys([requestKey(id)], undefined, true)
export const revisionOfCommit = (id: string): Question => byKeys([commitKey(id)], undefined, true)

export function expiredBy(at: number, limit: number): Question {
  return {
    name: `expired ${at} ${limit}`,
    filter: { expiring: { $lte: at } },
    sort: { expiring: 1, id: 1 },
    position: ({ expiring = 0, id }) => [expiring, id],
    matches: ({ expiring }) => expiring !== undefined && expiring <= at,
    touchedBy: ({ expiring }) => expiring !== undefined && expiring <= at,
    limit,
    immutable: false,
  }
}

// ----------------------------------------------------------------------------------------------------------- lists

interface Range {
  /** Leave out what stands at or before this. */
  readonly after?: PageKey | undefined
  readonly before?: PageKey | undefined
}

interface Listing extends Range {
  readonly lists: readonly string[]
  readonly backward: boolean
  readonly limit?: number
  /** What must hold besides, and is looked at here: it narrows the list, and no index serves it. */
  readonly besides?: (document: RecordDocument) => boolean
  readonly immutable: boolean
}

function listed({ lists, after, before, backward, limit, besides, immutable }: Listing): Question {
  const wanted = new Set(lists)
  const isListed = ({ lists }: Pick<RecordDocument, 'lists'>) => lists?.some((list) => wanted.has(list)) ?? false
  const position = ({ sortKey, id }: PageKey): Position => [sortKey, id]
  const isInRange = (document: RecordDocument) =>
    (after === undefined || compare(position(document), position(after)) > 0) &&
    (before === undefined || compare(position(document), position(before)) < 0)
  const direction = backward ? -1 : 1
  const bounds = [...(after ? [beyond(after, '$gt')] : []), ...(before ? [beyond(before, '$lt')] : [])]
  return {
    name: `list ${JSON.stringify([lists, after, before, backward, limit])}`,
    filter: { lists: among([...wanted]), ...(bounds.length === 1 ? bounds[0] : bounds.length > 1 && { $and: bounds }) },
    sort: { sortKey: direction, id: direction },
    position,
    matches: (document) => isListed(document) && isInRange(document) && (besides?.(document) ?? true),
    touchedBy: isListed,
    ...(limit !== undefined && { limit }),
    immutable,
  }
}

/** The bound on `sortKey` alone is what the index is entered by. */
const beyond = ({ sortKey, id }: PageKey, operator: '$gt' | '$lt') => ({
  sortKey: { [`${operator}e`]: sortKey },
  $or: [{ sortKey: { [operator]: sortKey } }, { sortKey, id: { [operator]: id } }],
})

/** The page's own records, one more than its limit; none where a filter is an empty set. */
export function pageOf({ kind, where, after, before, limit }: PageQuery): Question | undefined {
  const { status, role, roleGranter, by } = where
  if (status?.length === 0 || role?.length === 0) return undefined
  const placed = (key: PageKey | undefined) => key && { sortKey: inOrder(key.sortKey), id: key.id }
  const statuses = status && new Set(status)
  const roles = role && new Set(role)
  const rest = [
    ...(by === undefined ? [] : [listName.by(kind, by.field, by.key)]),
    ...(roleGranter === undefined ? [] : [listName.by(kind, 'roleGranter', roleGranter)]),
  ]
  return listed({
    lists: leadingLists(kind, where),
    after: placed(after),
    before: placed(before),
    backward: before !== undefined,
    limit: limit + 1,
    besides: (document) =>
      isAmong(statuses, document.status) &&
      isAmong(roles, document.role) &&
      rest.every((list) => document.lists?.includes(list)),
    immutable: false,
  })
}

/** So many lists at most are merged; more statuses and roles than these narrow one list of the two. */
const mostLists = 64

/** The list that a page is taken from, or several that are merged: the narrowest that there is. */
function leadingLists(kind: Kind, { status, role, roleGranter, by }: PageQuery['where']): string[] {
  if (by !== undefined) return [listName.by(kind, by.field, by.key)]
  if (roleGranter !== undefined) return [listName.by(kind, 'roleGranter', roleGranter)]
  if (status !== undefined && role !== undefined && status.length * role.length <= mostLists)
    return status.flatMap((one) => role.map((other) => listName.both(kind, one, other)))
  if (role !== undefined && role.length <= mostLists) return role.map((one) => listName.by(kind, 'role', one))
  if (status !== undefined && status.length <= mostLists) return status.map((one) => listName.by(kind, 'status', one))
  return [listName.all(kind)]
}

/** Events, one more than the limit, of revisions up to the head's; none where the set of types is empty. */
export function eventsOf(query: HistoryQuery, revision: number): Question | undefined {
  const { memberId, recordId, actor, types, from, until, afterRevision = 0, order, after, limit } = query
  if (types?.length === 0) return undefined
  const backward = order === 'newest-first'
  const end = { sortKey: revisionPosition(revision + 1), id: '' }
  const start = { sortKey: revisionPosition(afterRevision), id: '~' } // behind all events of that revision
  const place = after && { sortKey: revisionPosition(after.revision), id: eventPosition(after.index) }
  const [low, high] = backward ? [start, place] : [place, end]
  const named = [
    ...(memberId === undefined ? [] : [eventList.by('memberId', memberId)]),
    ...(recordId === undefined ? [] : [eventList.by('recordId', recordId)]),
    ...(actor === undefined ? [] : [eventList.by('actor', actor)]),
  ]
  const typed =
    types === undefined || types.length > mostLists ? undefined : types.map((type) => eventList.by('type', type))
  return listed({
    lists: named[0] !== undefined ? [named[0]] : (typed ?? [eventList.all]),
    after: later(low, start),
    before: earlier(high, end),
    backward,
    limit: limit + 1,
    besides: (document) =>
      named.every((list) => document.lists?.includes(list)) &&
      isAmong(types && new Set(types), document.type) &&
      Number(document.at) >= (from ?? 0) &&
      (until === undefined || Number(document.at) < until),
    immutable: true,
  })
}

const later = (one: PageKey | undefined, other: PageKey): PageKey =>
  one !== undefined && compare([one.sortKey, one.id], [other.sortKey, other.id]) > 0 ? one : other
const earlier = (one: PageKey | undefined, other: PageKey): PageKey =>
  one !== undefined && compare([one.sortKey, one.id], [other.sortKey, other.id]) < 0 ? one : other

/** Revisions and their events behind one and up to another. */
export const revisionsBetween = (after: number, last: number): Question =>
  listed({
    lists: [revisionList, eventList.all],
    after: { sortKey: revisionPosition(after), id: '~' },
    before: { sortKey: revisionPosition(last + 1), id: '' },
    backward: false,
    immutable: true,
  })

// ----------------------------------------------------------------------------------------------------------- order

const isAmong = (set: ReadonlySet<string> | undefined, value: unknown): boolean =>
  set === undefined || (typeof value === 'string' && set.has(value))

const among = (values: readonly string[]): unknown => (values.length === 1 ? values[0] : { $in: values })

/** Texts that stand in documents are in order by UTF-16 unit as well as by code point. */
export function compare(a: Position, b: Position): number {
  for (const [at, one] of a.entries()) {
    const other = b[at]
    if (other === undefined || one === other) continue
    return one < other ? -1 : 1
  }
  return 0
}

/** In the order that a question asks for. */
export function inOrderOf({ sort, position }: Question): (a: RecordDocument, b: RecordDocument) => number {
  const direction = Object.values(sort)[0] ?? 1
  return (a, b) => direction * compare(position(a), position(b))
}
