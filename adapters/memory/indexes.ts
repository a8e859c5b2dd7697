/** The indexes of the memory adapter: whatever it is asked, it walks along one of these, and never through all records. */
import type { Granter } from '../../src/member/member.js'
import type { PageKey, PageQuery } from '../../src/storage.js'
import { byCodePoint, type Order, placeIn, SortedList } from './sorted-list.js'
import { upTo } from './up-to.js'

export const byId: Order<{ readonly id: string }> = (a, b) => byCodePoint(a.id, b.id)
export const bySortKey: Order<PageKey> = (a, b) => byCodePoint(a.sortKey, b.sortKey) || byId(a, b)

export interface Index<R> {
  add(record: R): void
  remove(record: R): void
}

/** Records by a key that is theirs alone, and the indexes over them. */
export class Table<R> {
  private readonly rows = new Map<string, R>()
  private readonly keyOf: (record: R) => string
  private readonly indexes: readonly Index<R>[]

  constructor(keyOf: (record: R) => string, indexes: readonly Index<R>[]) {
    this.keyOf = keyOf
    this.indexes = indexes
  }

  get(key: string): R | undefined {
    return this.rows.get(key)
  }

  values(): Iterable<R> {
    return this.rows.values()
  }

  /** Writes a record, in place of the one of the same key if there is one. */
  put(record: R): void {
    const before = this.rows.get(this.keyOf(record))
    if (before !== undefined) for (const index of this.indexes) index.remove(before)
    this.rows.set(this.keyOf(record), record)
    for (const index of this.indexes) index.add(record)
  }

  delete(key: string): void {
    const record = this.rows.get(key)
    if (record === undefined) return
    this.rows.delete(key)
    for (const index of this.indexes) index.remove(record)
  }

  /** Erases at most so many records; answers how many. */
  erase(limit: number): number {
    const { taken } = upTo(limit, this.rows.values())
    for (const record of taken) this.delete(this.keyOf(record))
    return taken.length
  }
}

/** The few records under one key, in order. A record whose key is undefined is not in the index. */
export class Lookup<R> implements Index<R> {
  private readonly lists = new Map<string, R[]>()
  private readonly keyOf: (record: R) => string | undefined
  private readonly order: Order<R>

  constructor(keyOf: (record: R) => string | undefined, order: Order<R>) {
    this.keyOf = keyOf
    this.order = order
  }

  under(key: string): readonly R[] {
    return this.lists.get(key) ?? []
  }

  add(record: R): void {
    const key = this.keyOf(record)
    if (key === undefined) return
    const list = this.lists.get(key)
    if (list === undefined) this.lists.set(key, [record])
    else list.splice(placeIn(list, record, this.order), 0, record)
  }

  remove(record: R): void {
    const key = this.keyOf(record)
    const list = key === undefined ? undefined : this.lists.get(key)
    if (key === undefined || list === undefined) return
    list.splice(placeIn(list, record, this.order), 1)
    if (list.length === 0) this.lists.delete(key)
  }
}

/** All records that belong in it, in one order. */
export class Ordered<R extends Key, Key = R> implements Index<R> {
  readonly list: SortedList<R, Key>
  private readonly belongs: (record: R) => boolean

  constructor(belongs: (record: R) => boolean, order: Order<Key>) {
    this.belongs = belongs
    this.list = new SortedList(order)
  }

  add(record: R): void {
    if (this.belongs(record)) this.list.add(record)
  }

  remove(record: R): void {
    if (this.belongs(record)) this.list.remove(record)
  }
}

/** All records under one key, which may be many, in order of their ids. */
export class Buckets<R extends { readonly id: string }> implements Index<R> {
  private readonly lists = new Map<string, SortedList<R, { readonly id: string }>>()
  private readonly keyOf: (record: R) => string | undefined

  constructor(keyOf: (record: R) => string | undefined) {
    this.keyOf = keyOf
  }

  under(key: string): Iterable<R> {
    return this.lists.get(key)?.ascending() ?? []
  }

  add(record: R): void {
    const key = this.keyOf(record)
    if (key === undefined) return
    const list = this.lists.get(key) ?? new SortedList<R, { readonly id: string }>(byId)
    list.add(record)
    this.lists.set(key, list)
  }

  remove(record: R): void {
    const key = this.keyOf(record)
    const list = key === undefined ? undefined : this.lists.get(key)
    if (key === undefined || list === undefined) return
    list.remove(record)
    if (list.isEmpty) this.lists.delete(key)
  }
}

/** What a list looks at in a record; edges have no status, and not every kind has a role. */
export type Listed = PageKey & { readonly status?: string; readonly role?: string; readonly roleGranter?: Granter }

interface Bucket<R extends Listed> {
  readonly status: string | undefined
  readonly role: string | undefined
  readonly list: SortedList<R, PageKey>
}

/** What pages are taken from: a sorted list for each group, status and role, so that no such filter has to search. */
export class Listing<R extends Listed> implements Index<R> {
  private readonly groups = new Map<string, Map<string, Bucket<R>>>()
  private readonly fields: readonly string[]

  /** `fields`: those that lists can be narrowed by. */
  constructor(fields: readonly string[]) {
    this.fields = fields
  }

  /** The lists that together hold all that matches, and maybe more, where two groups are asked for at once. */
  lists({ by, roleGranter, status, role }: PageQuery['where']): SortedList<R, PageKey>[] {
    const narrowed = by === undefined ? everyGroup : fieldGroup(by.field, by.key)
    const group = by === undefined && roleGranter !== undefined ? fieldGroup('roleGranter', roleGranter) : narrowed
    return [...(this.groups.get(group)?.values() ?? [])]
      .filter((bucket) => status === undefined || includes(status, bucket.status))
      .filter((bucket) => role === undefined || includes(role, bucket.role))
      .map(({ list }) => list)
  }

  /** Whether a record of those lists is asked for. */
  matches(record: R, { by, roleGranter }: PageQuery['where']): boolean {
    return by === undefined || roleGranter === undefined || granterOf(record) === roleGranter
  }

  add(record: R): void {
    const { status, role } = record
    for (const name of [everyGroup, ...this.groupsOf(record)]) {
      const group = this.groups.get(name) ?? new Map<string, Bucket<R>>()
      const bucket = group.get(bucketOf(record)) ?? { status, role, list: new SortedList<R, PageKey>(bySortKey) }
      bucket.list.add(record)
      this.groups.set(name, group.set(bucketOf(record), bucket))
    }
  }

  remove(record: R): void {
    for (const name of [everyGroup, ...this.groupsOf(record)]) {
      const group = this.groups.get(name)
      const bucket = group?.get(bucketOf(record))
      bucket?.list.remove(record)
      if (bucket?.list.isEmpty) group?.delete(bucketOf(record))
      if (group?.size === 0) this.groups.delete(name)
    }
  }

  private groupsOf(record: R): readonly string[] {
    const groups = this.fields.map((field) => [field, textIn(record, field)] as const)
    return [...groups, ['roleGranter', granterOf(record)] as const].flatMap(([field, value]) =>
      value === undefined ? [] : [fieldGroup(field, value)],
    )
  }
}

const everyGroup = ''

/** No field's name has a blank. */
function fieldGroup(field: string, value: string): string {
  return `${field} ${value}`
}

function granterOf({ roleGranter }: Listed): string | undefined {
  return roleGranter !== undefined && 'memberId' in roleGranter ? roleGranter.memberId : undefined
}

function includes(values: readonly string[], value: string | undefined): boolean {
  return value !== undefined && values.includes(value)
}

/** A field that holds a string, if it does. */
export function textIn(record: object, field: string): string | undefined {
  const value: unknown = Object.getOwnPropertyDescriptor(record, field)?.value
  return typeof value === 'string' ? value : undefined
}

/** Statuses have no blank. */
function bucketOf({ status = '', role = '' }: Listed): string {
  return `${status} ${role}`
}
