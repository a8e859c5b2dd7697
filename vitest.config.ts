import { fileURLToPath } from 'node:url'
import { defineConfig } from 'vitest/config'
import { LongestFirst } from './test/support/longest-first.js'

const deep = process.env.GUILDHALL_DEEP === '1'
const file = (path: string) => fileURLToPath(new URL(path, import.meta.url))

export default defineConfig({
  resolve: {
    // the same names as `paths` in tsconfig.json; the longer ones first, since an alias also matches what it begins
    alias: [
      { find: 'guildhall/core', replacement: file('./src/core.ts') },
      { find: 'guildhall/memory', replacement: file('./adapters/memory/index.ts') },
      { find: 'guildhall/postgres', replacement: file('./adapters/postgres/index.ts') },
      { find: 'guildhall/mongo', replacement: file('./adapters/mongo/index.ts') },
      { find: 'guildhall/testing', replacement: file('./adapters/conformance/index.ts') },
      { find: /^guildhall$/, replacement: file('./src/index.ts') },
    ],
  },
  test: {
    include: deep ? ['test/**/*.deep.ts'] : ['test/**/*.test.ts'],
    setupFiles: ['test/support/seed.ts', 'test/support/audits.ts'],
    globalSetup: ['test/support/global-set-up.ts'],
    // the summary comes last: a CI parser reads the last line
    reporters: [deep ? 'verbose' : 'default', './test/support/summary-reporter.ts'],
    // samples from the docs are written there, as TypeScript
    server: { deps: { inline: [/\/\.cache\/guildhall\/samples-/] } },
    maxWorkers: 2,
    // a worker loads the library once, and not for each of its files: half the processor of a run of small tests. The deep
    // ones run for minutes each, and set how long and how often for themselves
    isolate: deep,
    sequence: { sequencer: LongestFirst },
    testTimeout: deep ? 600_000 : 240_000,
    hookTimeout: deep ? 600_000 : 120_000,
  },
})
