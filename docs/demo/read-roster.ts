/** From a file to a roster: whatever is not a text of a reasonable size is told in a line. */
import { readFile, stat } from 'node:fs/promises'
import { basename, extname } from 'node:path'
import { readCsvRoster } from './csv-roster.js'
import { readGithubRoster } from './github-roster.js'
import { DemoError } from './problems.js'
import type { RosterFile } from './roster.js'

interface Format {
  readonly read: (text: string, name: string) => RosterFile
  /** More than any organization needs; reading it should not take longer than one likes to wait. */
  readonly megabytes: number
}

const github: Format = { read: readGithubRoster, megabytes: 2 }
const formats = new Map<string, Format>([
  ['.csv', { read: readCsvRoster, megabytes: 10 }],
  ['.yaml', github],
  ['.yml', github],
])

/** @throws DemoError where there is no roster at all; what is wrong with single entries is among its problems */
export async function readRosterFile(path: string): Promise<RosterFile> {
  const extension = extname(path)
  const format = formats.get(extension.toLowerCase())
  if (format === undefined) throw new DemoError('a roster is a .yaml, .yml or .csv file')
  const text = textOf(await bytesOf(path, format.megabytes))
  if (text.trim() === '') throw new DemoError('the file is empty')
  return format.read(text, basename(path, extension))
}

async function bytesOf(path: string, megabytes: number): Promise<Uint8Array> {
  try {
    const found = await stat(path)
    if (!found.isFile()) throw new DemoError('not a file')
    if (found.size > megabytes * 1024 * 1024) throw new DemoError(`larger than ${megabytes} MB`)
    return await readFile(path)
  } catch (error) {
    throw error instanceof DemoError ? error : new DemoError(unreadable(error))
  }
}

function unreadable(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? error.code : undefined
  if (code === 'ENOENT' || code === 'ENOTDIR') return 'no such file'
  return code === 'EACCES' || code === 'EPERM' ? 'may not be read' : 'cannot be read'
}

function textOf(bytes: Uint8Array): string {
  if (bytes.includes(0)) throw new DemoError('not a text file')
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    throw new DemoError('not a text file in UTF-8')
  }
}
