/**
 * A collection in this process, atomic per document and no more than that: a find looks at one document after another,
 * a bulk writes one after another in any order, and at each of these steps somebody else may come in between. Documents
 * are never changed, but put in each other's place.
 */
import type { MongoCollection } from '../../../adapters/mongo/database.js'

type Fields = { [field: string]: unknown }

/** Passed before every step; it may take its time, or never come back. */
export type Gate = (step: string) => Promise<void>

/**
 * How often a write is done: once; twice, of which only the second answer arrives; or once, and once more at some later
 * time, as where a driver sends it again and the first one had only been held up.
 */
export type Repeats = 'once' | 'twice' | 'late'

export interface Behaviour {
  readonly gate: Gate
  readonly repeats: Repeats
  /** Passed before a write that is late; nobody waits for it. */
  readonly lateGate: Gate
  /** The counter-example: an update looks at no `rev`, and what is deleted is gone. */
  readonly fenced: boolean
  /** Another counter-example: a commit point that is blind to refusals. */
  readonly heedsRefusals: boolean
  /** Puts the operations of a bulk in some order. */
  readonly shuffled: <T>(things: readonly T[]) => readonly T[]
}

/** The behaviour of a server that does nothing surprising, in front of a gate. */
export const calmly = (gate: Gate): Behaviour => ({
  ...{ gate, lateGate: gate, repeats: 'once', fenced: true, heedsRefusals: true },
  shuffled: (things) => things,
})

export class DocumentStore {
  readonly documents = new Map<string, Fields>()

  /** The collection as one client has it. */
  as(behaviour: Behaviour): MongoCollection {
    const { gate, lateGate, repeats, shuffled } = behaviour
    const write = async <T>(step: string, once: () => T): Promise<T> => {
      await gate(step)
      if (repeats === 'late') void lateGate(`${step} late`).then(() => unheard(once))
      if (repeats === 'twice') {
        unheard(once)
        await gate(`${step} again`)
      }
      return once()
    }
    const update = (filter: object, change: object, options: object = {}) =>
      write(`update ${idOf(filter)}`, () => this.update(filter, change, options, behaviour))
    return {
      find: (filter, options = {}) => ({ toArray: () => this.find(filter, options, gate) }),
      aggregate: () => ({ toArray: () => Promise.reject(new Error('not here')) }),
      insertOne: (document) => write('insert', () => this.insert({ ...document } as Fields)),
      updateOne: update,
      async bulkWrite(operations) {
        const writeErrors: object[] = []
        for (const operation of shuffled(operations)) {
          const { filter, update: change, upsert } = (operation as { updateOne: Fields }).updateOne
          await update(filter as object, change as object, { upsert }).catch((error) => writeErrors.push(error))
        }
        if (writeErrors.length > 0) throw Object.assign(new Error('bulk'), { code: 11000, writeErrors })
        return {}
      },
      deleteOne: (filter) => write(`delete ${idOf(filter)}`, () => this.remove(filter)),
      deleteMany: (filter) => write('delete many', () => this.remove(filter)),
      createIndexes: async () => [],
      listIndexes: () => ({ toArray: async () => [] }),
    }
  }

  private async find(filter: object, options: { sort?: object; limit?: number }, gate: Gate): Promise<object[]> {
    await gate('find')
    const { _id: only } = filter as Fields
    const ids = typeof only === 'string' ? [only] : [...this.documents.keys()]
    const found: Fields[] = []
    const half = ids.length >> 1
    for (const [at, id] of ids.entries()) {
      if (at === half) await gate('find on')
      const document = this.documents.get(id)
      if (document !== undefined && matches(document, filter)) found.push(document)
    }
    const order = Object.entries(options.sort ?? {})
    found.sort((a, b) => {
      for (const [field, direction] of order) {
        const [one, other] = [a[field] as string, b[field] as string]
        if (one !== other) return (one < other ? -1 : 1) * Number(direction)
      }
      return 0
    })
    return found.slice(0, options.limit)
  }

  private insert(document: Fields): object {
    const id = String(document._id)
    if (this.documents.has(id)) throw Object.assign(new Error('E11000'), { code: 11000 })
    this.documents.set(id, document)
    return {}
  }

  private update(filter: object, change: object, { upsert }: { upsert?: unknown }, behaviour: Behaviour) {
    const { fenced, heedsRefusals } = behaviour
    const looked = Object.fromEntries(
      Object.entries(filter).filter(
        ([field]) => (fenced || field !== 'rev') && (heedsRefusals || !field.startsWith('refused.')),
      ),
    )
    const document = this.documents.get(idOf(filter))
    if (document !== undefined && matches(document, looked)) {
      const after = changed(document, change)
      if (fenced || after.deleted !== true) this.documents.set(idOf(filter), after)
      else this.documents.delete(idOf(filter))
      return { matchedCount: 1, upsertedCount: 0 }
    }
    if (upsert !== true) return { matchedCount: 0, upsertedCount: 0 }
    const fresh = Object.fromEntries(Object.entries(filter).filter(([, value]) => typeof value !== 'object'))
    this.insert(changed(fresh, change))
    return { matchedCount: 0, upsertedCount: 1 }
  }

  private remove(filter: object): { deletedCount: number } {
    const ids = [...this.documents].filter(([, document]) => matches(document, filter)).map(([id]) => id)
    for (const id of ids) this.documents.delete(id)
    return { deletedCount: ids.length }
  }
}

/** A write whose answer gets lost. */
function unheard(write: () => unknown): void {
  try {
    write()
  } catch {}
}

const idOf = (filter: object): string => String((filter as Fields)._id)

/** The document with fields set and dropped, along paths; anything else is not among what the adapter may emit. */
function changed(document: Fields, change: object): Fields {
  const after = { ...document }
  for (const [operator, fields] of Object.entries(change)) {
    for (const [path, value] of Object.entries(fields as Fields)) {
      const [name = '', ...inner] = path.split('.')
      if (inner.length > 0)
        after[name] = changed((after[name] ?? {}) as Fields, { [operator]: { [inner.join('.')]: value } })
      else if (operator === '$set') after[name] = value
      else if (operator === '$unset') delete after[name]
      else throw new Error(`${operator} is not safe to repeat`)
    }
  }
  return after
}

const valueAt = (document: Fields, path: string): unknown =>
  path.includes('.')
    ? path.split('.').reduce<unknown>((at, name) => (at as Fields | null | undefined)?.[name], document)
    : document[path]

function matches(document: Fields, filter: object): boolean {
  return Object.entries(filter).every(([field, condition]) => {
    if (field === '$or') return (condition as object[]).some((one) => matches(document, one))
    if (field === '$and') return (condition as object[]).every((one) => matches(document, one))
    return holds(valueAt(document, field), condition)
  })
}

function holds(value: unknown, condition: unknown): boolean {
  const isOperator = typeof condition === 'object' && condition !== null && Object.keys(condition)[0]?.startsWith('$')
  if (!isOperator) return Array.isArray(value) ? value.includes(condition) : (value ?? null) === condition
  return Object.entries(condition as Fields).every(([operator, operand]) => {
    const [left, right] = [value as number, operand as number]
    if (operator === '$in') return (operand as unknown[]).some((one) => holds(value, one))
    if (operator === '$exists') return (value !== undefined) === operand
    if (operator === '$ne') return value !== operand
    if (value === undefined || value === null) return false
    if (operator === '$lt') return left < right
    if (operator === '$lte') return left <= right
    if (operator === '$gt') return left > right
    if (operator === '$gte') return left >= right
    throw new Error(`${operator} is not known here`)
  })
}
