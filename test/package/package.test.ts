import { expect, test } from 'vitest'
import manifest from '../../package.json' with { type: 'json' }
import { entry } from '../../tsup.config.js'

const subpaths = Object.entries(manifest.exports).filter(([subpath]) => subpath !== './package.json')

test('every subpath is built, and everything built has a subpath', () => {
  const names = subpaths.map(([subpath]) => (subpath === '.' ? 'index' : subpath.slice(2)))
  expect(names).toEqual(Object.keys(entry))
})

test.each(subpaths)('%s serves import and require, each with its own types', (subpath, conditions) => {
  const name = subpath === '.' ? 'index' : subpath.slice(2)
  expect(conditions).toEqual({
    import: { types: `./dist/${name}.d.ts`, default: `./dist/${name}.js` },
    require: { types: `./dist/${name}.d.cts`, default: `./dist/${name}.cjs` },
  })
})
