import { fileURLToPath } from 'node:url'
import { gzipSync } from 'node:zlib'
import { build } from 'esbuild'
import { entry } from '../tsup.config.js'

/**
 * Bundles every entry for no platform in particular, dependencies included: whatever needs a Node built-in fails here,
 * in either format. Prints what each costs an app, minified and gzipped; the number is not judged.
 */
async function bundle(file: string, format: 'import' | 'require'): Promise<number> {
  const { outputFiles } = await build({
    entryPoints: [fileURLToPath(new URL(`../dist/${file}`, import.meta.url))],
    bundle: true,
    minify: true,
    format: format === 'import' ? 'esm' : 'cjs',
    platform: 'neutral',
    conditions: ['browser', format, 'default'],
    mainFields: ['module', 'main'],
    write: false,
    logLevel: 'error',
  })
  return outputFiles.reduce((sum, output) => sum + gzipSync(output.contents).length, 0)
}

for (const name of Object.keys(entry)) {
  const bytes = await bundle(`${name}.js`, 'import')
  await bundle(`${name}.cjs`, 'require')
  console.log(
    `guildhall${name === 'index' ? '' : `/${name}`}`.padEnd(20),
    `${(bytes / 1024).toFixed(1).padStart(5)} KB gzip`,
  )
}
