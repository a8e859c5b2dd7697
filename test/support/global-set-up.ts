import type { TestProject } from 'vitest/node'
import { startPostgres } from './postgres-server.js'

declare module 'vitest' {
  export interface ProvidedContext {
    postgres: { url: string } | { missing: string }
  }
}

/** One real PostgreSQL for the whole run; suites that need it skip, with the reason in their name, if none can start. */
export default async function setUp(project: TestProject): Promise<(() => Promise<void>) | undefined> {
  const given = process.env.POSTGRES_URL
  if (given !== undefined && given !== '') {
    project.provide('postgres', { url: given })
    return undefined
  }
  try {
    const server = await startPostgres()
    project.provide('postgres', { url: server.url })
    return server.stop
  } catch (error) {
    const missing = error instanceof Error ? error.message : String(error)
    const required = (process.env.GUILDHALL_REQUIRE ?? '').split(/[\s,]+/).includes('postgres')
    if (required) throw new Error(`GUILDHALL_REQUIRE asks for postgres, and none started: ${missing}`)
    project.provide('postgres', { missing })
    return undefined
  }
}
