/** Keyset pages: opaque cursors both ways, never offsets. */

import type { GuildhallPermission } from '../access/permissions.js'
import { compact } from '../decision/compact.js'
import type { Actor } from '../decision/context.js'
import type { Engine } from '../execute.js'
import * as fields from '../input/fields.js'
import { invalidInput } from '../input/parse.js'
import type { PageKey, PageQuery, Stored } from '../storage.js'
import { allowed, asker, asking } from './ask.js'

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

/** One page, for an actor who holds the permission, with the cursors to go on from; one round trip. */
export async function pageAs(
  engine: Engine,
  { organizationId, actor, limit = 100, after, before }: Asked & PageInput,
  permission: GuildhallPermission,
  query: Pick<PageQuery, 'kind' | 'where'>,
): Promise<{ readonly records: readonly Stored[]; readonly cursors: Omit<Page<never>, 'items'> }> {
  if (after !== undefined && before !== undefined) {
    throw invalidInput([{ path: 'before', problem: 'goes without `after`' }])
  }
  const keys = compact({
    after: after === undefined ? undefined : keyOf(after, 'after'),
    before: before === undefined ? undefined : keyOf(before, 'before'),
  })
  const { needs, sliceOf } = engine.catalogues.asking(organizationId, asker(actor))
  const page = await asking(() => engine.storage.page(organizationId, { ...query, ...keys, limit }, needs))
  const slice = sliceOf(page?.snapshot)
  const { revision } = allowed(engine, { organizationId, actor }, permission, slice).organization
  const { records = [], more = false } = page ?? {}
  const first = records[0]?.record
  const last = records.at(-1)?.record
  const backward = before !== undefined
  return {
    records,
    cursors: {
      revision,
      ...compact({
        next: last !== undefined && (backward || more) ? cursorOf(last) : undefined,
        previous: first !== undefined && (after !== undefined || (backward && more)) ? cursorOf(first) : undefined,
      }),
    },
  }
}

interface Asked {
  readonly organizationId: string
  readonly actor: Actor
}

function cursorOf({ sortKey, id }: PageKey): string {
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
