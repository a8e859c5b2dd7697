import { type ChildProcess, execFile, spawn } from 'node:child_process'
import { access, mkdir, mkdtemp, rename, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'

const run = promisify(execFile)

export interface MongoServer {
  url: string
  /** What it is, for the names of tests. */
  name: string
  stop(): Promise<void>
}

/** Starts a server that speaks the protocol of MongoDB. Throws with every reason if none starts. */
export async function startMongo(): Promise<MongoServer> {
  const reasons: string[] = []
  for (const start of [startMongod, startJavaServer]) {
    try {
      return await start()
    } catch (error) {
      reasons.push(firstLine(error))
    }
  }
  throw new Error(reasons.join('; '))
}

/**
 * A real `mongod`: an installed one, or one that may be downloaded, which takes `MONGOMS_RUNTIME_DOWNLOAD=1`, since nobody
 * expects `npm test` to fetch a hundred megabytes.
 */
async function startMongod(): Promise<MongoServer> {
  const installed = await onPath('mongod')
  if (installed !== undefined) process.env.MONGOMS_SYSTEM_BINARY ??= installed
  process.env.MONGOMS_RUNTIME_DOWNLOAD ??= '0'
  if (installed === undefined && process.env.MONGOMS_RUNTIME_DOWNLOAD === '0')
    throw new Error('no `mongod` on the PATH, and MONGOMS_RUNTIME_DOWNLOAD=1 is not set')
  const { MongoMemoryReplSet } = await import('mongodb-memory-server-core')
  const server = await MongoMemoryReplSet.create({ replSet: { count: 1 } })
  return { url: server.getUri(), name: 'mongod', stop: async () => void (await server.stop()) }
}

async function onPath(command: string): Promise<string | undefined> {
  for (const folder of (process.env.PATH ?? '').split(delimiter)) {
    const file = join(folder, command)
    const there = await access(file).then(
      () => true,
      () => false,
    )
    if (there) return file
  }
  return undefined
}

// --------------------------------------------------------------------------------------------- the server in Java

const sources = fileURLToPath(new URL('./mongo-java-server', import.meta.url))
const version = '1.47.0'

/** A third-party server on the real protocol, published as `de.bwaldvogel:mongo-java-server`; everything is in its memory. */
async function startJavaServer(): Promise<MongoServer> {
  const libraries = await fetchedLibraries()
  const flags = ['-XX:+UseSerialGC', '-XX:TieredStopAtLevel=1', '-Xmx1g']
  const server = spawn('java', [...flags, '-cp', join(libraries, '*'), join(sources, 'Serve.java')], {
    detached: true, // out of reach of Ctrl-C, which goes to the whole process group
    stdio: ['pipe', 'pipe', 'ignore'],
  })
  const ended = new Promise<void>((resolve) => server.once('exit', () => resolve()))
  const stop = () => {
    server.stdin.end()
    return ended
  }
  try {
    const url = `mongodb://127.0.0.1:${await portOf(server)}/?directConnection=true&retryWrites=false`
    return { url, name: `mongo-java-server ${version}`, stop }
  } catch (error) {
    await stop()
    throw error
  }
}

function portOf(server: ChildProcess): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', () => reject(new Error('no `java` on the PATH')))
    server.once('exit', (code) => reject(new Error(`the server in Java ended at once, with ${code}`)))
    const lines = server.stdout === null ? undefined : createInterface(server.stdout)
    lines?.once('line', (line) => resolve(Number(line.replace('port ', ''))))
  })
}

/** Where the libraries lie, fetched by Maven once per machine; whoever is done first puts them in their place. */
async function fetchedLibraries(): Promise<string> {
  const place = join(tmpdir(), `guildhall-mongo-java-server-${version}-${process.getuid?.() ?? 0}`)
  const ready = () => access(join(place, `mongo-java-server-${version}.jar`))
  const there = await ready().then(
    () => true,
    () => false,
  )
  if (there) return place
  const folder = await mkdtemp(join(tmpdir(), 'guildhall-maven-'))
  try {
    const fetched = join(folder, 'lib')
    await mkdir(fetched)
    const goal = ['dependency:copy-dependencies', `-DoutputDirectory=${fetched}`]
    await run('mvn', ['-q', '-B', '-f', join(sources, 'pom.xml'), ...goal], { timeout: 180_000 }).catch((error) => {
      throw new Error(error.code === 'ENOENT' ? 'no `mvn` on the PATH' : `Maven fetched nothing: ${firstLine(error)}`)
    })
    await rename(fetched, place).catch(ready) // somebody else may have been first
    await ready()
    return place
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

function firstLine(error: unknown): string {
  return error instanceof Error ? (error.message.trim().split('\n')[0] ?? '') : String(error)
}
