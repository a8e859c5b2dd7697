import { type Db, MongoClient, type MongoClientOptions } from 'mongodb'
import { inject } from 'vitest'

/** The server of this run, or why there is none. */
export function realMongo(): { url: string; name: string } | { missing: string } {
  return inject('mongo')
}

/** A connected client with a fresh, empty database; a database of the same name that an earlier run left is dropped first. */
export async function openMongo(
  name: string,
  options: MongoClientOptions = {},
): Promise<{ client: MongoClient; db: Db; url: string }> {
  const server = realMongo()
  if ('missing' in server) throw new Error(`no MongoDB: ${server.missing}`)
  const client = await MongoClient.connect(server.url, { ...options })
  const db = client.db(`guildhall_${name}`.toLowerCase().replace(/[^a-z0-9_]+/g, '_'))
  await db.dropDatabase()
  return { client, db, url: server.url }
}
