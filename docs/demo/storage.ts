/** Where the demo keeps its organizations: in memory, in a PostgreSQL inside this process, or in a server of your own. */
import { createGuildhall } from 'guildhall'
import { memoryStorage } from 'guildhall/memory'
import { mongoStorage } from 'guildhall/mongo'
import { type PostgresClient, type PostgresStorage, postgresStorage } from 'guildhall/postgres'
import { type Hall, policy } from './policy.js'
import { DemoError } from './problems.js'

export interface Desk {
  readonly hall: Hall
  /** What `work` does in its hall is done whole, or not at all where it throws. */
  atomically<T>(work: (hall: Hall) => Promise<T>): Promise<T>
  close(): Promise<void>
}

/** A schema of its own, so that the demo never meets the organizations of an app. */
const schema = 'guildhall_demo'

export async function openDesk(storage: string): Promise<Desk> {
  if (storage === 'memory') return inMemory()
  if (/^mongodb(\+srv)?:/.test(storage)) return onMongo(storage)
  return storage === 'pglite' ? inProcess() : onServer(storage)
}

function inMemory(): Desk {
  const storage = memoryStorage()
  const hall = createGuildhall({ storage, policy })
  return {
    hall,
    async atomically(work) {
      const before = storage.snapshot()
      try {
        return await work(hall)
      } catch (error) {
        storage.restore(before)
        throw error
      }
    },
    close: async () => undefined,
  }
}

async function inProcess(): Promise<Desk> {
  const { PGlite } = await import('@electric-sql/pglite')
  const database = await PGlite.create()
  return onPostgres(database, {
    transaction: (work) => database.transaction(work),
    close: () => database.close(),
  })
}

async function onServer(connectionString: string): Promise<Desk> {
  const { default: pg } = await import('pg')
  const pool = new pg.Pool({ connectionString, connectionTimeoutMillis: 10_000 })
  // a connection that breaks while nobody uses it is replaced by the pool
  pool.on('error', () => undefined)
  return onPostgres(pool, {
    async transaction(work) {
      const client = await pool.connect()
      try {
        await client.query('BEGIN')
        const done = await work(client)
        await client.query('COMMIT')
        client.release()
        return done
      } catch (error) {
        // closing the connection is the rollback that works even where the connection is what failed
        client.release(true)
        throw error
      }
    },
    close: () => pool.end(),
  })
}

interface Database {
  transaction<T>(work: (transaction: PostgresClient) => Promise<T>): Promise<T>
  close(): Promise<void>
}

async function onPostgres(client: PostgresClient, { transaction, close }: Database): Promise<Desk> {
  const storage: PostgresStorage = postgresStorage(client, { schema })
  try {
    await storage.migrate()
  } catch (error) {
    await close()
    throw new DemoError(`the database cannot be used: ${reasonOf(error)}`)
  }
  const hall = createGuildhall({ storage, policy })
  return {
    hall,
    atomically: (work) => transaction((joined) => work(hall.on(storage.with(joined)))),
    close,
  }
}

/**
 * Mongo has no transaction here that spans several revisions. So the work is rehearsed in memory first, where all that is
 * wrong with a file shows; what fails after that leaves whole revisions behind.
 */
async function onMongo(url: string): Promise<Desk> {
  const { MongoClient } = await import('mongodb')
  const unusable = (error: unknown) => new DemoError(`the database cannot be used: ${reasonOf(error)}`)
  const open = () => new MongoClient(url, { serverSelectionTimeoutMS: 10_000 })
  const client = await Promise.resolve()
    .then(open)
    .catch((error: unknown) => Promise.reject(unusable(error)))
  const storage = mongoStorage(client.db(), { prefix: `${schema}_` })
  try {
    await storage.setup()
  } catch (error) {
    await client.close()
    throw unusable(error)
  }
  const hall = createGuildhall({ storage, policy })
  return {
    hall,
    async atomically(work) {
      await work(createGuildhall({ storage: memoryStorage(), policy }))
      return work(hall)
    },
    close: () => client.close(),
  }
}

/** What the driver says; where it tried several addresses, what it says of the first. */
function reasonOf(error: unknown): string {
  const cause = error instanceof Error ? (error.cause ?? error) : error
  const first: unknown = cause instanceof AggregateError ? cause.errors[0] : cause
  return first instanceof Error ? first.message : String(first)
}
