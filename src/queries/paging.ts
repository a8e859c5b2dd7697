/** Keyset pages: opaque cursors both ways, never offsets. */

import type { GuildhallPermission } from '../access/permissions.js'
import { compact } from '../decision/compact.js'
import type { Actor } from '../decision/context.js'
import type { Engine } from '../execute.js'
import * as fields from '../input/fields.js'
import { invalidInput } from '../input/parse.js'
import type { Slice } from '../organization/slice.js'
import type { Need, PageKey, PageQuery, RecordPage, Snapshot, Stored } from '../storage.js'
import { admitted, allowed, asker, type Place } from './ask.js'
import { asking } from './asking.js'

export interface PageInput {
  /** How many at most, 1 to 1,000; 100 where absent. */
  readonly limit?: number
  /** The `next` of the page before. */
  readonly after?: string
  /** The `previous` of the page behind. */
  readonly before?: string
}

export interface Page<T> {
  readonly items: readonly T[]
  /** Where the next page starts; absent on the last one. */
  readonly next?: string
  /** Where the page before ends; absent on the first one. */
  readonly previous?: string
  /** The revision that the page is exact at. */
  readonly revision: number
}

export const pageFields = {
  limit: fields.optional(fields.limit(1_000)),
  after: fields.optional(fields.cursor),
  before: fields.optional(fields.cursor),
}

/** What is read beside a page, and where its permission must be held. */
export interface Beside {
  readonly needs?: readonly Need[]
  readonly where?: Place
}

type Listing = Pick<PageQuery, 'kind' | 'where' | 'follow'>

interface Listed {
  readonly records: readonly Stored[]
  readonly cursors: Omit<Page<never>, 'items'>
  /** The page, what was followed from it, and what was read beside it. */
  readonly slice: Slice
}

/** One page, for an actor who holds the permission, with the cursors to go on from; one round trip. */
export async function pageAs(
  engine: Engine,
  input: Asked & PageInput,
  permission: GuildhallPermission,
  query: Listing,
  beside: Beside = {},
): Promise<Listed> {
  const page = await pageIn(engine, input, query, beside.needs)
  allowed(engine, input, permission, page.slice, beside.where)
  return page
}

/** One page, for an active member: what they may see of it is still to be asked. */
export async function pageIn(
  engine: Engine,
  { organizationId, actor, limit = 100, after, before }: Asked & PageInput,
  query: Listing,
  besides: readonly Need[] = [],
): Promise<Listed> {
  if (after !== undefined && before !== undefined) {
    throw invalidInput([{ path: 'before', problem: 'goes without `after`' }])
  }
  const keys = compact({
    after: pageKey(after, 'after'),
    before: pageKey(before, 'before'),
  })
  const wanted = { ...query, ...keys, limit }
  const page = await readPage(engine, organizationId, wanted, [...asker(actor), ...besides])
  const { records, more } = page
  const slice = admitted({ organizationId, actor }, page.slice)
  const first = records[0]?.record
  const last = records.at(-1)?.record
  const backward = before !== undefined
  return {
    records,
    slice,
    cursors: {
      revision: slice.organization.revision,
      ...compact({
        next: last !== undefined && (backward || more) ? cursorOf(last) : undefined,
        previous: first !== undefined && (after !== undefined || (backward && more)) ? cursorOf(first) : undefined,
      }),
    },
  }
}

/** A page with what was followed from it and what was read beside it, on the catalogue; in one round trip. */
export async function readPage(
  engine: Engine,
  organizationId: string,
  query: PageQuery,
  besides: readonly Need[] = [],
): Promise<{ readonly records: readonly Stored[]; readonly more: boolean; readonly slice: Slice }> {
  const { needs, sliceOf } = engine.catalogues.asking(organizationId, besides)
  const page = await asking(engine, () => engine.storage.page(organizationId, query, needs))
  const { records = [], more = false } = page ?? {}
  return { records, more, slice: sliceOf(page && snapshotOf(page), [alongWith(query, records)]) }
}

function snapshotOf({ snapshot: { head, records: beside }, records }: RecordPage): Pick<Snapshot, 'head' | 'records'> {
  return { head, records: [...beside, ...records] }
}

/** A page answers its records as if they had been asked for by their ids. */
function alongWith({ kind, follow = {} }: Listing, records: readonly Stored[]): Need {
  // What is followed belongs to the kind, by the type of the query.
  return { get: kind, ids: records.map(({ record }) => record.id), follow } as Need
}

interface Asked {
  readonly organizationId: string
  readonly actor: Actor
}

/** The cursor of a record: the page behind it starts there. */
export function cursorOf({ sortKey, id }: PageKey): string {
  return encode([sortKey, id])
}

/** Parts as one opaque, URL-safe string. */
export function encode(parts: readonly (string | number)[]): string {
  const bytes = new TextEncoder().encode(JSON.stringify(parts))
  return btoa(String.fromCharCode(...bytes))
    .replaceAll('+', '-')
    .replaceAll('/', '_')
    .replaceAll('=', '')
}

/** The parts of a cursor. @throws GuildhallError `input/invalid` naming the field, where it is none of ours. */
export function decode<T>(cursor: string, path: string, is: (parts: readonly unknown[]) => T | undefined): T {
  try {
    const bytes = Uint8Array.from(atob(cursor.replaceAll('-', '+').replaceAll('_', '/')), (character) =>
      character.charCodeAt(0),
    )
    const parts: unknown = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes))
    const value = Array.isArray(parts) ? is(parts) : undefined
    if (value !== undefined) return value
  } catch {
    // Not base64, not UTF-8 or not JSON: not a cursor.
  }
  throw invalidInput([{ path, problem: 'is not a cursor of this list' }])
}

/** Where a page starts, where a cursor says so. @throws GuildhallError `input/invalid` naming the field */
export function pageKey(cursor: string | undefined, path: string): PageKey | undefined {
  return cursor === undefined ? undefined : keyOf(cursor, path)
}

function keyOf(cursor: string, path: string): PageKey {
  return decode(cursor, path, ([sortKey, id]) =>
    typeof sortKey === 'string' && typeof id === 'string' && isText(sortKey) && isText(id)
      ? { sortKey, id }
      : undefined,
  )
}

/** What a database takes as text. */
function isText(text: string): boolean {
  return text.length <= 512 && !/[\0\p{Cs}]/u.test(text)
}
