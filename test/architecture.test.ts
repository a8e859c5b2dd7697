import { readdirSync, readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { inspect, type Sources } from './support/architecture-laws.js'

const root = new URL('../', import.meta.url)

function readSources(): Sources {
  const paths = ['src', 'adapters'].flatMap((folder) =>
    readdirSync(new URL(folder, root), { recursive: true, encoding: 'utf8' })
      .filter((name) => name.endsWith('.ts'))
      .map((name) => `${folder}/${name.replaceAll('\\', '/')}`),
  )
  return new Map(paths.map((path) => [path, readFileSync(new URL(path, root), 'utf8')]))
}

describe('the house', () => {
  const sources = readSources()
  const report = inspect(sources)

  test('keeps its laws', () => {
    const told = report.breaches.map(({ law, path, line, message }) => `${law}  ${path}:${line}  ${message}`)
    expect(told).toEqual([])
  })

  test('has a writer to keep them', () => {
    expect(sources.get('src/execute.ts')).toMatch(/\.commit\(/)
  })

  test('counts its casts', () => {
    const perFile = new Map<string, number>()
    for (const { path } of report.casts) perFile.set(path, (perFile.get(path) ?? 0) + 1)
    const told = [...perFile].map(([path, count]) => `${path} ${count}`).join(', ')
    console.log(`casts in src and adapters: ${report.casts.length}${told === '' ? '' : ` (${told})`}`)
  })
})

describe('the inspector', () => {
  const command = "export const a = defineCommand({ name: 'a' })"
  const breaking: [string, string, Record<string, string>][] = [
    ['a second writer', 'one-writer', { 'src/member/a.ts': 'storage.commit(changes)' }],
    ['a writer in disguise', 'one-writer', { 'src/queries/a.ts': 'const { commit } = storage' }],
    ['another disguise', 'one-writer', { 'src/guildhall.ts': "const write = storage['commit']" }],
    ['async', 'pure-core', { 'src/member/a.ts': 'export async function a() {}' }],
    ['await', 'pure-core', { 'src/rules/a.ts': 'export const a = await b' }],
    ['for await', 'pure-core', { 'src/rules/a.ts': 'for await (const a of b) {}' }],
    ['a promise', 'pure-core', { 'src/member/a.ts': 'export const a = new Promise(() => {})' }],
    ['a settled promise', 'pure-core', { 'src/member/a.ts': 'export const a = Promise.resolve(1)' }],
    ['a clock', 'pure-core', { 'src/member/a.ts': 'export const a = Date.now()' }],
    ['another clock', 'pure-core', { 'src/access/a.ts': 'export const a = new Date()' }],
    ['dice', 'pure-core', { 'src/member/a.ts': 'export const a = Math.random()' }],
    ['better dice', 'pure-core', { 'src/member/a.ts': 'export const a = crypto.randomUUID()' }],
    ['an id of its own', 'pure-core', { 'src/member/a.ts': "import { nanoid } from 'nanoid'" }],
    ['Node, with its prefix', 'no-node', { 'src/execute.ts': "import { hash } from 'node:crypto'" }],
    ['Node, without', 'no-node', { 'adapters/memory/index.ts': "import fs from 'fs'" }],
    ['an adapter in the core', 'directions', { 'src/a.ts': "import '../adapters/memory/index.js'" }],
    ['an adapter by its public name', 'directions', { 'src/a.ts': "import type { A } from 'guildhall/memory'" }],
    [
      'a command that leans on another',
      'directions',
      { 'src/member/a.ts': command, 'src/team/b.ts': `import { a } from '../member/a.js'\n${command}` },
    ],
    [
      'a rule that knows a command',
      'directions',
      { 'src/member/a.ts': command, 'src/rules/b.ts': "import type { A } from '../member/a.js'" },
    ],
    [
      'an adapter that knows a rule',
      'directions',
      {
        'src/rules/last-admin.ts': '',
        'adapters/memory/a.ts': "import { lastAdmin } from '../../src/rules/last-admin.js'",
      },
    ],
    ['an adapter that takes the front door', 'directions', { 'adapters/memory/a.ts': "import { a } from 'guildhall'" }],
    ['an adapter tied to one client', 'directions', { 'adapters/postgres/a.ts': "import type { Pool } from 'pg'" }],
    [
      'a cycle',
      'no-cycles',
      {
        'src/a.ts': "import { b } from './b.js'",
        'src/b.ts': "export * from './c/c.js'",
        'src/c/c.ts': "import { type A } from '../a.js'",
      },
    ],
    ['a barrel', 'names', { 'src/member/index.ts': '' }],
    ['a drawer', 'names', { 'src/member/utils.ts': '' }],
    ['a folder of drawers', 'names', { 'src/common/email.ts': '' }],
    ['any', 'no-any', { 'src/a.ts': 'export const a = (b: any[]) => b' }],
  ]

  test.each(breaking)('sees %s', (_, law, files) => {
    expect(inspect(new Map(Object.entries(files))).breaches.map((breach) => breach.law)).toContain(law)
  })

  const sound: [string, Record<string, string>][] = [
    ['the writer', { 'src/execute.ts': 'await storage.commit(changes, new Date(), crypto.randomUUID())' }],
    [
      'a promise in a signature',
      { 'src/storage.ts': 'export interface A { read(): Promise<void>; fetch: () => void }' },
    ],
    ['a date from a number', { 'src/member/a.ts': 'export const a = (at: number) => new Date(at)' }],
    [
      'a circle of types',
      { 'src/a.ts': "import type { B } from './b.js'", 'src/b.ts': "import type { A } from './a.js'" },
    ],
    [
      'an adapter that knows the port and an entity',
      {
        'src/storage.ts': '',
        'src/member/member.ts': '',
        'adapters/memory/index.ts':
          "import type { A } from '../../src/storage.js'\nimport type { B } from '../../src/member/member.js'\nimport './a.js'",
        'adapters/memory/a.ts': 'export async function a() { await 1 }',
      },
    ],
    ['a public entry', { 'src/index.ts': '', 'src/rules/index.ts': '', 'adapters/memory/index.ts': '' }],
  ]

  test.each(sound)('lets %s be', (_, files) => {
    expect(inspect(new Map(Object.entries(files))).breaches).toEqual([])
  })

  test('counts casts and assertions, not `as const`', () => {
    const { casts } = inspect(
      new Map([['src/a.ts', 'const a = b as C\nconst d = [1] as const\nconst e = f!\nconst g = <H>i']]),
    )
    expect(casts.map(({ line }) => line)).toEqual([1, 3, 4])
  })
})
