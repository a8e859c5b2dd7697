/** The one thing that the adapter asks of a database client, how it is asked, and what its errors mean. */
import { StorageFault } from '../../src/storage.js'

/** All that is ever sent: whatever a client does to arrays, dates or objects, it has none of them to do it to. */
export type SqlValue = string | number | null

/**
 * Any client with `query(text, values)`. pg's `Pool`, `PoolClient` and `Client`, PGlite and its transactions and Neon's
 * `Pool` fit as they are. postgres.js fits through one line:
 *
 * ```ts
 * const client: PostgresClient = { query: async (text, values) => ({ rows: await sql.unsafe(text, values) }) }
 * ```
 */
export interface PostgresClient {
  query(text: string, values: SqlValue[]): Promise<{ rows: unknown[] }>
}

/** One SQL text with its parameters. Every row that it answers is one column, `data`: a JSON array, as text. */
export interface Statement {
  readonly text: string
  readonly values: SqlValue[]
  /** Whether the text comes again and again, so that a named (prepared) statement pays. */
  readonly recurring?: true
}

/** Sends a statement and answers its rows; throws nothing but `StorageFault`. */
export type Run = (statement: Statement, purpose: 'read' | 'write') => Promise<unknown[][]>

export function runOn(client: PostgresClient, prepared: boolean): Run {
  return async (statement, purpose) => {
    const { rows } = await send(client, statement, prepared).catch((error: unknown) => {
      throw toFault(error, purpose)
    })
    return rows.map(parseRow)
  }
}

async function send(client: PostgresClient, { text, values, recurring }: Statement, prepared: boolean) {
  if (!prepared || recurring !== true) return client.query(text, values)
  // whoever sets `prepared` says that the client takes pg's other form; both forms in one type would shut PGlite out
  const preparing = client as unknown as { query(named: object): ReturnType<PostgresClient['query']> }
  return preparing.query({ name: `guildhall_${digest(text)}`, text, values })
}

function parseRow(row: unknown): unknown[] {
  const data = typeof row === 'object' && row !== null && 'data' in row ? row.data : undefined
  const parsed: unknown = typeof data === 'string' ? JSON.parse(data) : data
  if (!Array.isArray(parsed)) throw new Error('the client answered a row without the column `data`')
  return parsed
}

/** A short name for a text: the same in every process, another one for another text (two hashes of 32 bits). */
function digest(text: string): string {
  let [low, high] = [0x811c9dc5, 0x01000193]
  for (let i = 0; i < text.length; i++) {
    low = Math.imul(low ^ text.charCodeAt(i), 0x01000193)
    high = Math.imul(high ^ text.charCodeAt(text.length - 1 - i), 0x85ebca6b)
  }
  return (low >>> 0).toString(36) + (high >>> 0).toString(36)
}

/** The SQLSTATE of an error, or of what caused it: some query builders wrap the driver's error. */
export function sqlState(error: unknown): string | undefined {
  for (let at = error, depth = 0; typeof at === 'object' && at !== null && depth < 5; depth++) {
    // a digit tells SQLSTATEs from the system's codes, of which `EPIPE` has five capitals too
    if ('code' in at && typeof at.code === 'string' && /^(?=.*\d)[0-9A-Z]{5}$/.test(at.code)) return at.code
    at = 'cause' in at ? at.cause : undefined
  }
  return undefined
}

function toFault(error: unknown, purpose: 'read' | 'write'): StorageFault {
  const state = sqlState(error)
  const message = error instanceof Error ? error.message : String(error)
  return new StorageFault(state === undefined ? `postgres: ${message}` : `postgres (${state}): ${message}`, {
    outcome: purpose === 'read' || (state !== undefined && !leavesDoubt(state)) ? 'not-committed' : 'unknown',
    retryable: state === '40001' || state === '40P01',
    cause: error,
  })
}

/** An error that the server answers undoes the statement; one of a connection that broke says nothing about it. */
const leavesDoubt = (state: string): boolean => state.startsWith('08') || state.startsWith('57P0') || state === '40003' // statement completion unknown
