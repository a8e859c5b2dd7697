import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import ts from 'typescript'
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest'
import manifest from '../../package.json' with { type: 'json' }
import { realMongo } from '../support/mongo.js'
import { createDatabase, realPostgres } from '../support/postgres.js'
import { type Sample, samplesOf, shellLinesOf, troubleWith } from '../support/samples.js'

const root = fileURLToPath(new URL('../../', import.meta.url))
// under node_modules, so that nothing else reads them, and in a place of its own for each run
const folder = join(root, 'node_modules', '.cache', 'guildhall', `samples-${process.pid}`)

const pages = ['README.md', ...markdownUnder('docs')].filter((page) => existsSync(join(root, page)))
const texts = pages.map((page): [string, string] => [page, readFileSync(join(root, page), 'utf8')])
const samples = texts.flatMap(([page, text]) => samplesOf(page, text))

beforeAll(() => mkdirSync(folder, { recursive: true }))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

function markdownUnder(top: string): string[] {
  if (!existsSync(join(root, top))) return []
  const names = readdirSync(join(root, top), { recursive: true, encoding: 'utf8' })
  return names.filter((name) => name.endsWith('.md')).map((name) => `${top}/${name.replaceAll('\\', '/')}`)
}

/** Writes a sample as a module and says where: `docs/plans.md`, line 12, becomes `docs-plans.md-12.ts`. */
function written(sample: Sample): string {
  const file = join(folder, `${sample.page.replaceAll('/', '-')}-${sample.line}.ts`)
  writeFileSync(file, `${sample.module}\nexport {}\n`)
  return file
}

async function run(sample: Sample): Promise<void> {
  await import(/* @vite-ignore */ pathToFileURL(written(sample)).href)
}

/** What the compiler says of samples, by page and line, under the options of the tests. */
function compile(all: readonly Sample[]): string[] {
  const config = join(root, 'test', 'tsconfig.json')
  const { config: json } = ts.readConfigFile(config, ts.sys.readFile)
  const { options } = ts.parseJsonConfigFileContent(json, ts.sys, join(root, 'test'), undefined, config)
  const byFile = new Map(all.map((sample) => [written(sample), sample]))
  const program = ts.createProgram([...byFile.keys()], { ...options, noUnusedLocals: false })
  return [...byFile].flatMap(([file, { page }]) =>
    ts.getPreEmitDiagnostics(program, program.getSourceFile(file)).map(({ start, messageText }) => {
      const line = program.getSourceFile(file)?.getLineAndCharacterOfPosition(start ?? 0).line ?? 0
      return `${page}:${line + 1} ${ts.flattenDiagnosticMessageText(messageText, '\n')}`
    }),
  )
}

describe('samples in the docs', () => {
  const server = realPostgres()
  const mongo = realMongo()

  afterEach(() => vi.unstubAllEnvs())

  test('compile', () => expect(compile(samples)).toEqual([]))

  test.for(samples.map((sample): [string, Sample] => [`${sample.page}:${sample.line}`, sample]))(
    'runs %s',
    async ([name, sample], { skip }) => {
      if (sample.source.includes('DATABASE_URL')) {
        if ('missing' in server) return skip(server.missing)
        vi.stubEnv('DATABASE_URL', await createDatabase(`sample ${name}`))
      }
      if (sample.source.includes('MONGODB_URL')) {
        if ('missing' in mongo) return skip(mongo.missing)
        vi.stubEnv('MONGODB_URL', mongo.url)
      }
      await run(sample)
    },
  )

  test('tell the reader commands that exist', () => {
    const trouble = texts
      .flatMap(([page, text]) => shellLinesOf(page, text))
      .flatMap(({ page, line, command }) => {
        const reason = troubleWith(command, manifest.scripts)
        return reason === undefined ? [] : [`${page}:${line} ${reason}`]
      })
    expect(trouble).toEqual([])
  })
})

describe('the sample runner', () => {
  const page = (...lines: string[]) => lines.join('\n')
  let count = 0
  const sampleOf = (...code: string[]): Sample => {
    const [sample] = samplesOf(`runner-${count++}.md`, page('# A page', '', '```ts', ...code, '```'))
    if (sample === undefined) throw new Error('no sample')
    return sample
  }

  test.each([
    ['1 + 1 // 3'],
    ["'a' + 'b' // 'ba'"],
    ['console.log(1 + 1) // 3'],
    ['const two = 1 + 1 // 3'],
    ["JSON.parse('{}') // { ok: true }"],
    ['await Promise.resolve(true) // false'],
    ["if (true) {\n  'a'.length // 2\n}"],
    ['[1, 2].map(\n  (x) => x * 2,\n) // [2, 3]'],
    ["throw new Error('broken')"],
  ])('fails on %s', async (code) => {
    await expect(run(sampleOf(code))).rejects.toThrow()
  })

  test.each([
    ['1 + 1 // 2'],
    ['1 + 1 // two, as one would hope'],
    ["'a' // b"],
    ['const parsed = JSON.parse(\'{"ok":true}\') // { ok: true }'],
    ['-1 // -1'],
    ['[0].find(Boolean) // undefined'],
    ["import { sep } from 'node:path'\nsep.length // 1"],
  ])('passes %s', async (code) => {
    await expect(run(sampleOf(code))).resolves.toBeUndefined()
  })

  test('finds what does not compile, at its line', () => {
    expect(compile([sampleOf('const a: number = 1', "const b: number = 'b'")])).toEqual([
      expect.stringMatching(/^runner-\d+\.md:5 Type 'string' is not assignable to type 'number'/),
    ])
  })

  test('joins a block to the one it continues, and no other', async () => {
    const text = page(
      ...['```ts', 'const a = 1', '```', 'prose', '<!-- sample: continues -->', '', '```ts', 'a // 1', '```'],
      ...['<!-- sample: continues -->', 'prose', '```ts', 'const b = 2', '```', '```js', 'c', '```'],
    )
    const found = samplesOf('joined.md', text)
    expect(found.map(({ line, source }) => [line, source.replace(/\n+/g, ';')])).toEqual([
      [2, ';const a = 1;a // 1'],
      [13, ';const b = 2'],
    ])
    for (const sample of found) await run(sample)
  })

  test('knows which commands exist', () => {
    const text = page('```sh', 'npm ci && npm run nothing  # prose', 'A=1 npm test', '', 'rm -rf /', '```')
    const lines = shellLinesOf('a.md', text)
    expect(lines.map(({ line }) => line)).toEqual([2, 2, 3, 5])
    const trouble = lines.map(({ command }) => troubleWith(command, { test: 'vitest' }) !== undefined)
    expect(trouble).toEqual([false, true, false, true])
  })
})
