import type { TestProject } from 'vitest/node'
import { startMongo } from './mongo-server.js'
import { startPostgres } from './postgres-server.js'

declare module 'vitest' {
  export interface ProvidedContext {
    postgres: { url: string } | { missing: string }
    mongo: { url: string; name: string } | { missing: string }
  }
}

interface Server {
  readonly url: string
  stop(): Promise<void>
}

/**
 * One real server of each kind for the whole run: the one that the environment names, else one that is started here.
 * Suites that need one that is missing skip, with the reason in their name, unless `GUILDHALL_REQUIRE` asks for it.
 */
export default async function setUp(project: TestProject): Promise<() => Promise<void>> {
  const [postgres, mongo] = await Promise.all([
    given('POSTGRES_URL') ?? started('postgres', startPostgres),
    given('MONGODB_URL', { name: 'the server of MONGODB_URL' }) ?? started('mongo', startMongo),
  ])
  project.provide('postgres', 'missing' in postgres ? postgres : { url: postgres.url })
  project.provide('mongo', 'missing' in mongo ? mongo : { url: mongo.url, name: mongo.name })
  return async () => {
    await Promise.all([postgres, mongo].map((server) => ('missing' in server ? undefined : server.stop())))
  }
}

function given<Facts extends object>(variable: string, facts?: Facts): Promise<Server & Facts> | undefined {
  const url = process.env[variable]
  if (url === undefined || url === '') return undefined
  return Promise.resolve({ ...(facts ?? ({} as Facts)), url, stop: async () => {} })
}

async function started<S extends Server>(name: string, start: () => Promise<S>): Promise<S | { missing: string }> {
  try {
    return await start()
  } catch (error) {
    const missing = error instanceof Error ? error.message : String(error)
    const required = (process.env.GUILDHALL_REQUIRE ?? '').split(/[\s,]+/).includes(name)
    if (required) throw new Error(`GUILDHALL_REQUIRE asks for ${name}, and none started: ${missing}`)
    return { missing }
  }
}
