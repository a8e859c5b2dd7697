/**
 * The Postgres adapter: any client with `query(text, values)`, one statement per operation.
 *
 * ```ts
 * const storage = postgresStorage(new pg.Pool({ connectionString }))
 * await storage.migrate()
 * ```
 */
import {
  type ChangeSet,
  type CommitOutcome,
  kinds,
  type Snapshot,
  type Storage,
  type Stored,
} from '../../src/storage.js'
import { migrate } from './migrate.js'
import { toHistoryEvent, toOrganization, toRevision, toStored } from './rows.js'
import { type PostgresClient, type Run, runOn, sqlState } from './sql-client.js'
import { findStatement, sweepStatement } from './statements/across.js'
import { commitStatement, giveBackStatement, undone } from './statements/commit.js'
import { historyStatement, pageStatement, revisionsStatement } from './statements/lists.js'
import { readStatement } from './statements/read.js'
import { type Tables, tablesIn } from './statements/sql.js'

export type { PostgresClient, SqlValue } from './sql-client.js'

export interface PostgresOptions {
  /** The schema of the tables; `guildhall` where absent. Made by `migrate` if it is not there. */
  readonly schema?: string
  /**
   * Sends reads and commits as named statements, which the server plans once per connection instead of every time. The
   * client must take pg's `query({ name, text, values })`, and nothing may stand between that gives each transaction
   * another connection (PgBouncer in transaction mode).
   */
  readonly prepared?: boolean
}

export interface PostgresStorage extends Storage {
  /**
   * The same storage inside a transaction of the caller's own: it never begins, commits or aborts one. At `READ COMMITTED`
   * no answer breaks the transaction; above it, a collision is a retryable fault instead of `stale`, and does.
   */
  with(transaction: PostgresClient): Storage
  /** Makes and updates the tables. Any number of times, from any number of processes at once. */
  migrate(): Promise<void>
}

/** The storage over a client of the app's own: a pool, or a single connection. `migrate` it before its first use. */
export function postgresStorage(client: PostgresClient, options: PostgresOptions = {}): PostgresStorage {
  const { schema = 'guildhall', prepared = false } = options
  const tables = tablesIn(schema)
  return {
    ...storageOn(runOn(client, prepared), tables, false),
    with: (transaction) => storageOn(runOn(transaction, prepared), tables, true),
    migrate: () => migrate(client, schema),
  }
}

function storageOn(run: Run, tables: Tables, enlisted: boolean): Storage {
  return {
    ...(enlisted && { enlisted }),

    read: async (organizationId, needs) =>
      toSnapshot(organizationId, await run(readStatement(tables, organizationId, needs), 'read')),

    commit: (changeSet) => commit(run, tables, changeSet, enlisted),

    async page(organizationId, query, needs = []) {
      const rows = await run(pageStatement(tables, organizationId, query, needs), 'read')
      const found = tagged(rows, 'page')
        .sort(([a], [b]) => Number(a) - Number(b))
        .map(([, ...stored]) => toStored(stored))
      const more = found.length > query.limit
      const records = query.before === undefined ? found.slice(0, query.limit) : found.slice(more ? 1 : 0)
      const snapshot = toSnapshot(organizationId, rows)
      return snapshot && { records, more, snapshot }
    },

    async history(organizationId, query, needs = []) {
      const rows = await run(historyStatement(tables, organizationId, query, needs), 'read')
      const direction = query.order === 'oldest-first' ? 1 : -1
      const found = tagged(rows, 'event')
        .map(toHistoryEvent)
        .sort((a, b) => direction * (a.revision - b.revision || a.index - b.index))
      const snapshot = toSnapshot(organizationId, rows)
      return snapshot && { events: found.slice(0, query.limit), more: found.length > query.limit, snapshot }
    },

    async revisions(organizationId, query) {
      const rows = await run(revisionsStatement(tables, organizationId, query), 'read')
      return rows.map((row) => toRevision(organizationId, row))
    },

    async find(query) {
      const limit = query.by === 'slug' ? 1 : query.limit
      const rows = await run(findStatement(tables, query), 'read')
      const found = rows.slice(0, limit).map(([head, record]) => ({
        head: toOrganization(head as unknown[]),
        ...(record !== null && { record: toStored(record as unknown[]) }),
      }))
      return { found, more: rows.length > limit }
    },

    async sweep(query) {
      const [counts] = await run(sweepStatement(tables, query), 'write')
      return { erased: Number(counts?.[0]), more: counts?.[1] === true }
    },
  }
}

async function commit(run: Run, tables: Tables, changeSet: ChangeSet, enlisted: boolean): Promise<CommitOutcome> {
  const { take } = changeSet.claims
  const rows = await run(commitStatement(tables, changeSet, !enlisted), 'write').catch((error: unknown) => {
    if (sqlState(error) === undone) return undefined
    throw error
  })
  if (rows === undefined) return 'stale'
  if (rows[0] === undefined) throw new Error('the client answered a commit without its row')
  const [stands, claimed, fresh, written] = rows[0]
  if (written === 1) return 'committed'
  if (fresh === 1 && take !== undefined) await run(giveBackStatement(tables, changeSet, take), 'write')
  return stands === 1 && claimed === 0 ? 'taken' : 'stale'
}

/** What stands behind a tag. The parts of a statement come in any order, and so do the rows of each. */
const tagged = (rows: readonly unknown[][], tag: string): unknown[][] =>
  rows.filter((row) => row[0] === tag).map((row) => row.slice(1))

/** Needs that overlap find a record more than once; it comes out once. */
function toSnapshot(organizationId: string, rows: readonly unknown[][]): Snapshot | undefined {
  const [head] = tagged(rows, 'organization')
  if (head === undefined) return undefined
  const records = new Map<string, Stored>()
  for (const row of rows) {
    const [tag, id] = row
    if (kinds.some((kind) => kind === tag)) records.set(`${tag} ${id}`, toStored(row))
  }
  const revisions = new Map(tagged(rows, 'revision').map((row) => [row[0], toRevision(organizationId, row)]))
  return { head: toOrganization(head), records: [...records.values()], revisions: [...revisions.values()] }
}
