/** Processes that tests fork: a TypeScript file, bundled once so that a process starts in a tenth of a second. */
import { type ChildProcess, fork } from 'node:child_process'
import { rm } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'

const root = fileURLToPath(new URL('../../', import.meta.url))

export interface Program {
  /** Starts a process of it; it goes when this process goes, if it exits on `disconnect`. */
  start(...args: readonly string[]): ChildProcess
  /** Removes the bundle. */
  remove(): Promise<void>
}

/** Bundles a program of the tests; packages stay outside. */
export async function programOf(source: URL): Promise<Program> {
  const entry = fileURLToPath(source)
  const outfile = join(root, 'node_modules', '.cache', 'guildhall', `${basename(entry, '.ts')}-${process.pid}.mjs`)
  await build({
    entryPoints: [entry],
    outfile,
    bundle: true,
    packages: 'external',
    platform: 'node',
    format: 'esm',
    target: 'node20',
    sourcemap: 'inline',
    tsconfig: join(root, 'test', 'tsconfig.json'),
    logLevel: 'silent',
  })
  return {
    start: (...args) => fork(outfile, args, { execArgv: ['--enable-source-maps'] }),
    remove: () => rm(outfile, { force: true }),
  }
}

/** Ends a process and waits until it is gone. */
export async function end(child: ChildProcess, signal: 'SIGTERM' | 'SIGKILL' = 'SIGTERM'): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const gone = new Promise((resolve) => child.once('exit', resolve))
  child.kill(signal)
  await gone
}
