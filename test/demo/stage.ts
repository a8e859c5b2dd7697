/** The demo, in this process: what it prints, what it answers, and files for it that are written for one test. */
import { mkdtempSync, rmSync } from 'node:fs'
import { writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { stripVTControlCharacters } from 'node:util'
import { onTestFinished } from 'vitest'
import { demo } from '../../docs/demo/demo.js'
import { DemoError, type Problem } from '../../docs/demo/problems.js'

let folder: string | undefined

/** Where a file of this name is, for as long as the test lasts that asks. */
export function pathOf(name: string): string {
  if (folder === undefined) {
    const made = mkdtempSync(join(tmpdir(), 'guildhall-demo-'))
    folder = made
    onTestFinished(() => {
      folder = undefined
      rmSync(made, { recursive: true, force: true })
    })
  }
  return join(folder, name)
}

/** Writes a file, and says where. Lines are joined, with a line break at the end. */
export async function file(name: string, ...contents: readonly string[] | readonly [Uint8Array]): Promise<string> {
  const [bytes] = contents
  await writeFile(pathOf(name), typeof bytes === 'object' ? bytes : contents.map((line) => `${line}\n`).join(''))
  return pathOf(name)
}

export interface Played {
  readonly code: number
  readonly out: string
  readonly err: string
}

export async function play(...args: readonly string[]): Promise<Played> {
  const said = { out: '', err: '' }
  const code = await demo(args, {
    out: (text) => {
      said.out += `${text}\n`
    },
    err: (text) => {
      said.err += `${text}\n`
    },
  })
  return { code, out: stripVTControlCharacters(said.out), err: stripVTControlCharacters(said.err) }
}

/** What is wrong, of something that throws a `DemoError`; anything else fails the test. */
export function wrongWith(work: () => unknown): { readonly message: string; readonly problems: readonly Problem[] } {
  try {
    work()
  } catch (error) {
    if (error instanceof DemoError) return { message: error.message, problems: error.problems }
    throw error
  }
  throw new Error('nothing was wrong')
}
