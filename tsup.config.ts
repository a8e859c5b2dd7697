import { defineConfig, type Options } from 'tsup'

/** One entry per subpath of `exports` in package.json; test/package/package.test.ts holds the two together. */
export const entry = {
  index: 'src/index.ts',
  core: 'src/core.ts',
  memory: 'adapters/memory/index.ts',
  postgres: 'adapters/postgres/index.ts',
  mongo: 'adapters/mongo/index.ts',
  testing: 'adapters/conformance/index.ts',
}

const shared: Options = {
  entry,
  target: 'es2022',
  platform: 'neutral',
  treeshake: true,
  dts: true,
}

export default defineConfig([
  { ...shared, format: 'esm' },
  {
    ...shared,
    format: 'cjs',
    // nanoid is ESM-only: the CJS build carries its Web Crypto build inside, so that `require` works and no Node
    // built-in is needed
    noExternal: ['nanoid'],
    esbuildOptions(options) {
      options.conditions = ['browser', 'import', 'default']
    },
  },
])
