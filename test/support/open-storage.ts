/** The storage that a URL names, for processes that tests start. */
import type { Storage } from 'guildhall'
import { MongoClient } from 'mongodb'
import pg from 'pg'
import { mongoStorage } from '../../adapters/mongo/index.js'
import { postgresStorage } from '../../adapters/postgres/index.js'

export interface Opening {
  /** Connections at most. */
  readonly max: number
  readonly prepared?: boolean
  /** For Mongo, whose URLs name a server. */
  readonly database?: string
}

export function openStorage(url: string, { max, prepared = false, database = '' }: Opening): Storage {
  if (!url.startsWith('mongodb')) return postgresStorage(new pg.Pool({ connectionString: url, max }), { prepared })
  return mongoStorage(new MongoClient(url, { maxPoolSize: max }).db(database))
}
