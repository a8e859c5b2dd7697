import { mkdir } from 'node:fs/promises'
import { describe, expect, test } from 'vitest'
import { file, pathOf, play } from './stage.js'

/** Nothing on the screen but one line of complaint, and no trace of a stack. */
async function complaintAbout(...args: readonly string[]): Promise<string> {
  const { code, out, err } = await play(...args, '--json')
  expect({ code, out }).toEqual({ code: 2, out: '' })
  expect(err).not.toMatch(/^\s+at /m)
  return err
}

describe('options', () => {
  test.each([
    [['--nonsense'], "✗ Unknown option '--nonsense': see --help\n"],
    [['roster.csv'], "✗ Unexpected argument 'roster.csv': see --help\n"],
    [['--explain', 'ada'], '✗ --explain takes a user and a repository\n'],
    [['--explain', '', 'docks'], '✗ --explain takes a user and a repository\n'],
    [['--explain', 'ada', 'docks', 'quay'], "✗ Unexpected argument 'quay': see --help\n"],
    [['--from'], /^✗ Option '--from.*: see --help\n$/],
    [['--from', ''], '✗ --from takes the name of a file\n'],
    [['--partial=1'], /^✗ Option '--partial' does not take an argument: see --help\n$/],
    [['--storage', 'mysql://db'], '✗ --storage takes memory, pglite, or a postgres:// or mongodb:// URL\n'],
    [['--storage', ''], '✗ --storage takes memory, pglite, or a postgres:// or mongodb:// URL\n'],
    [['--storage', 'postgres://a b:1'], '✗ --storage was given a URL that is none\n'],
  ])('%j are refused in a line', async (args, line) => {
    expect(await complaintAbout(...args)).toEqual(typeof line === 'string' ? line : expect.stringMatching(line))
  })

  test('are explained, on 80 columns', async () => {
    const { code, out, err } = await play('--help')
    expect({ code, err }).toEqual({ code: 0, err: '' })
    for (const option of ['--from', '--partial', '--storage', '--explain', '--json', '--help'])
      expect(out).toContain(`  ${option} `)
    expect(out.split('\n').filter((line) => line.length > 80)).toEqual([])
  })

  test('a database that is not there is told without the password', async () => {
    const complaint = await complaintAbout('--storage', 'postgres://harry:secret@127.0.0.1:1/x')
    expect(complaint).toMatch(/^✗ the database cannot be used: .*ECONNREFUSED.*\n$/)
    expect(complaint).not.toContain('secret')
  })
})

describe('a file', () => {
  test.each([
    ['missing.csv', undefined, 'no such file'],
    ['roster.txt', 'email\n', 'a roster is a .yaml, .yml or .csv file'],
    ['empty.csv', '', 'the file is empty'],
    ['blank.yaml', ' \n\n', 'the file is empty'],
    ['large.yaml', `#${'x'.repeat(2 * 1024 * 1024)}`, 'larger than 2 MB'],
    ['large.csv', `email\n${'x'.repeat(10 * 1024 * 1024)}`, 'larger than 10 MB'],
    ['binary.csv', 'email\n\0', 'not a text file'],
  ])('%s is refused in a line', async (name, text, reason) => {
    const path = text === undefined ? pathOf(name) : await file(name, new TextEncoder().encode(text))
    expect(await complaintAbout('--from', path)).toBe(`✗ ${path}: ${reason}\n`)
  })

  test('in another encoding is refused', async () => {
    const path = await file(
      'latin-1.csv',
      Uint8Array.from([...'email\n', 'a'].map((c) => c.charCodeAt(0)).concat(0xe9)),
    )
    expect(await complaintAbout('--from', path)).toBe(`✗ ${path}: not a text file in UTF-8\n`)
  })

  test('must be one, not a folder', async () => {
    await mkdir(pathOf('folder.csv'))
    expect(await complaintAbout('--from', pathOf('folder.csv'))).toMatch(/: not a file\n$/)
  })

  test('that is malformed is told in a line, which names the line', async () => {
    const path = await file('malformed.yaml', 'orgs:', '  aa: {}', '  aa: {}')
    expect(await complaintAbout('--from', path)).toBe(
      `✗ ${path}: not well-formed YAML: line 3: \`aa\` is there twice\n`,
    )
  })

  test('cannot speak to the terminal', async () => {
    const path = await file('escapes.csv', 'email,role', 'ada@x.example,\u001b[2J\u202eboss')
    const { err } = await play('--from', path, '--json')
    expect(err).toContain('`\\u{1b}[2J\\u{202e}boss` is no role here')
  })
})
