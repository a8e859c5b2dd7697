import pg from 'pg'
import { inject } from 'vitest'
import { kinds } from '../../src/storage.js'

/** The tables of an adapter’s schema. */
export const tables: readonly string[] = [
  'organizations',
  ...kinds.map((kind) => `${kind}s`),
  'revisions',
  'events',
  'claims',
].map((table) => `guildhall.${table}`)

/** The server of this run, or why there is none. */
export function realPostgres(): { url: string } | { missing: string } {
  return inject('postgres')
}

/**
 * The URL of a fresh, empty database. A database of the same name that an earlier run left on a server of your own is
 * dropped first, so give each test file a name of its own.
 */
export async function createDatabase(name: string): Promise<string> {
  const server = realPostgres()
  if ('missing' in server) throw new Error(`no PostgreSQL: ${server.missing}`)
  const database = `guildhall_${name}`.toLowerCase().replace(/[^a-z0-9_]+/g, '_')
  const client = new pg.Client({ connectionString: server.url })
  await client.connect()
  try {
    await client.query(`DROP DATABASE IF EXISTS ${client.escapeIdentifier(database)} WITH (FORCE)`)
    await client.query(`CREATE DATABASE ${client.escapeIdentifier(database)}`)
  } finally {
    await client.end()
  }
  const url = new URL(server.url)
  url.pathname = `/${database}`
  return url.href
}
