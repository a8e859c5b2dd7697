/** The command itself, as a process of its own: few, since each takes seconds to start. */
import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import { file } from './stage.js'

const root = fileURLToPath(new URL('../../', import.meta.url))

/** Makes standard output look like a terminal to whoever asks, with the terminal's own way of deciding on colours. */
const terminal = `data:text/javascript,${encodeURIComponent(`
  import { WriteStream } from 'node:tty'
  Object.assign(process.stdout, { isTTY: true, columns: 80, getColorDepth: WriteStream.prototype.getColorDepth })
`)}`

const onTerminal = { NODE_OPTIONS: `--import ${terminal}`, TERM: 'xterm-256color' }

function npmStart(args: readonly string[], environment: NodeJS.ProcessEnv = {}) {
  const { CI: _, NO_COLOR: __, FORCE_COLOR: ___, NODE_OPTIONS: ____, ...inherited } = process.env
  const env = { ...inherited, ...environment }
  return new Promise<{ code: number; out: string; err: string }>((resolve) => {
    execFile('npm', ['start', '--silent', '--', ...args], { cwd: root, env }, (error, out, err) => {
      resolve({ code: typeof error?.code === 'number' ? error.code : 0, out, err })
    })
  })
}

const colour = '\u001b['

describe('npm start', () => {
  test('prints a summary that a machine can read', async () => {
    const { code, out, err } = await npmStart(['--json'])
    expect({ code, err }).toEqual({ code: 0, err: '' })
    expect(JSON.parse(out)).toMatchObject({ organizations: 1, members: 63, verified: true })
  })

  test('ends with 2 and a line where the input is bad; on a terminal it has colours', async () => {
    const path = await file('bad.yaml', 'orgs:', '  aa:', '    admins: [ada, ADA]')
    const { code, out, err } = await npmStart(['--from', path], onTerminal)
    expect(code).toBe(2)
    expect(out).toContain(colour)
    expect(err).toBe(`✗ ${path}: nothing was imported: line 3: admins: \`ADA\` is on line 3 already\n`)
  })

  test('has none where NO_COLOR is set', async () => {
    const { code, out } = await npmStart([], { ...onTerminal, NO_COLOR: '1' })
    expect(code).toBe(0)
    expect(out).toContain('The auditor’s verdict')
    expect(out).not.toContain(colour)
  })
})
