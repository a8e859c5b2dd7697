/**
 * What is stored. One collection holds heads, records and history of all organizations, in documents of one form:
 *
 * ```
 * _id       <organization>/<kind>/<id>: the only thing that is unique
 * org_id    the organization, in every index and every filter
 * kind      head, revision, event, or the kind of a record
 * rev       the revision that last wrote it
 * keys      what it is looked up by inside the organization
 * lists     the lists that it stands in, each in the order of (sortKey, id)
 * across    what it is looked up by over all organizations
 * offered   the address of a pending invitation
 * expiring  when a pending invitation runs out
 * gone_at   when it was deleted: tombstones of edges, heads of deleted organizations
 * ```
 *
 * and beside these the fields of the record. Texts, numbers and lists of texts stand as they are; any other value is
 * `{ json: '...' }`, since keys like `$set`, `a.b` or `__proto__` are not safe with every server and driver.
 */
import { type Kind, listFields, lookUpFields, type Stored } from '../../src/storage.js'
import { inOrder, outOfOrder } from './code-points.js'
import type { Document } from './database.js'

/** What the adapter itself reads in a document; the fields of the record are beside it. */
export interface RecordDocument extends Document {
  readonly _id: string
  readonly org_id: string
  readonly kind: string
  readonly rev: number
  readonly id: string
  readonly sortKey: string
  readonly keys?: readonly string[]
  readonly lists?: readonly string[]
  readonly across?: string
  readonly offered?: string
  readonly expiring?: number
  readonly gone_at?: number
}

/** Fields that follow from the record, written with it every time. */
const derivedFields = ['keys', 'lists', 'across', 'offered', 'expiring', 'gone_at'] as const
type Derived = Pick<RecordDocument, (typeof derivedFields)[number]>

export const documentId = (organizationId: string, kind: string, id: string): string =>
  `${organizationId}/${kind}/${id}`
export const headId = (organizationId: string): string => `${organizationId}/head`

// ------------------------------------------------------------------------------------------------- keys and lists

/** The names of keys and of lists; ids and field names have neither `.` nor `=`, so that no two come out alike. */
export const keyName = (kind: Kind, field: string, value: string): string => `${kind}.${field}=${value}`
export const listName = {
  all: (kind: Kind): string => kind,
  by: (kind: Kind, field: string, value: string): string => `${kind}.${field}=${value}`,
  both: (kind: Kind, status: string, role: string): string => `${kind}.status=${status} role=${role}`,
}
export const catalogueKey = 'catalogue'
export const acrossUser = (userId: string): string => `user=${userId}`

/** What a record is found by, from the record alone. */
function derivedFrom({ kind, record }: Stored): Derived {
  const fields: Document = { ...record }
  const text = (field: string) => (typeof fields[field] === 'string' ? (fields[field] as string) : undefined)
  const live = fields.status !== 'removed' && fields.status !== 'deleted'
  const keys = lookUpFields[kind].flatMap((field) => keysOf(kind, field, live ? text(field) : undefined))
  if ('catalogue' in record && record.catalogue) keys.push(catalogueKey)
  const lists = [...new Set([...listFields[kind], 'status', 'role'])].flatMap((field) => {
    const value = text(field)
    return value === undefined ? [] : [listName.by(kind, field, value)]
  })
  const [status, role] = [text('status'), text('role')]
  if (status !== undefined && role !== undefined) lists.push(listName.both(kind, status, role))
  const common = { keys, lists: [listName.all(kind), ...lists] }
  if (kind === 'invitation') {
    const found = [...keys, ...keysOf(kind, 'tokenHash', record.tokenHash)]
    const pending = record.status === 'pending' && { offered: record.emailKey, expiring: record.expiresAt }
    return { ...common, keys: found, ...pending }
  }
  if (kind !== 'member') return common
  const { userId, emailKey, roleGranter } = record
  const where = live ? '' : 'removed.'
  const found = [...keys, ...keysOf(kind, `${where}userId`, userId), ...keysOf(kind, `${where}emailKey`, emailKey)]
  if ('memberId' in roleGranter) common.lists.push(listName.by(kind, 'roleGranter', roleGranter.memberId))
  return { ...common, keys: found, ...(live && userId !== undefined && { across: acrossUser(userId) }) }
}

const keysOf = (kind: Kind, field: string, value: string | undefined): string[] =>
  value === undefined ? [] : [keyName(kind, field, value)]

// --------------------------------------------------------------------------------------------------------- values

const granters = new Set(['roleGranter', 'permissionsGranter', 'granter', 'actor'])

/** A value as it stands in a document. */
export function toValue(field: string, value: unknown): unknown {
  if (typeof value === 'string') return field === 'sortKey' ? inOrder(value) : value
  if (typeof value !== 'object' || value === null) return value
  if (granters.has(field)) return 'memberId' in value ? `member:${value.memberId}` : toPrincipal(value)
  if (Array.isArray(value) && value.every((part) => typeof part === 'string')) return value
  return { json: JSON.stringify(value) }
}

/** A value as it was put into a document. */
export function fromValue(field: string, value: unknown): unknown {
  if (typeof value === 'string') {
    if (granters.has(field)) return fromGranter(value)
    return field === 'sortKey' ? outOfOrder(value) : value
  }
  return typeof value === 'object' && value !== null && 'json' in value ? JSON.parse(String(value.json)) : value
}

/** A member's id, or `system:` and the system's name; ids have no colon. */
export function toPrincipal(principal: object): string {
  return 'memberId' in principal
    ? String(principal.memberId)
    : `system:${'system' in principal ? principal.system : ''}`
}

/** Whatever else stands in such a field comes out as it is. */
function fromGranter(text: string): unknown {
  const id = memberIn(text)
  if (id !== undefined) return { memberId: id }
  return text.startsWith('system:') ? { system: text.slice('system:'.length) } : text
}

/** The member in a field that says who vouches for something, as it stands in a document. */
export const memberIn = (text: string): string | undefined =>
  text.startsWith('member:') ? text.slice('member:'.length) : undefined

/** The fields of a record, or some of them, as they stand in a document. */
export function toFields(record: object, only?: readonly string[]): Document {
  const fields = Object.entries(record).filter(
    ([field, value]) => value !== undefined && (only?.includes(field) ?? true),
  )
  return Object.fromEntries(fields.map(([field, value]) => [field, toValue(field, value)]))
}

const own = new Set<string>(['_id', 'org_id', 'kind', 'rev', ...derivedFields])

/** What was written from a `T` is read as a `T`. */
export function fromFields<T>(document: object): T {
  const fields = Object.entries(document).filter(([field]) => !own.has(field))
  return Object.fromEntries(fields.map(([field, value]) => [field, fromValue(field, value)])) as T
}

// -------------------------------------------------------------------------------------------------------- records

/** Whole: for a record that is new. */
export function toDocument(stored: Stored): Document {
  return { kind: stored.kind, ...toFields(stored.record), ...derivedFrom(stored) }
}

/** For a record that has changed: what to set and what to drop. */
export function toChange(stored: Stored, changed: readonly string[]): { set: Document; unset: readonly string[] } {
  const { record } = stored
  const derived = derivedFrom(stored)
  return {
    set: { ...toFields(record, changed), ...derived },
    unset: [
      ...changed.filter((field) => !Object.hasOwn(record, field)),
      ...derivedFields.filter((field) => derived[field] === undefined),
    ],
  }
}

export const toStored = (document: RecordDocument): Stored =>
  // a document of this kind was made from a record of it
  ({ kind: document.kind, record: fromFields(document) }) as Stored
