import { spawnSync } from 'node:child_process'
import { existsSync, readdirSync } from 'node:fs'

/** Runs every file of test/bench, one after another, each in a process of its own. */
const folder = 'test/bench'
const files = existsSync(folder) ? readdirSync(folder).filter((name) => name.endsWith('.ts')) : []
if (files.length === 0) console.log(`no benches in ${folder}`)
for (const name of files.sort()) {
  console.log(`\n${folder}/${name}`)
  const args = ['--expose-gc', '--import', 'tsx', `${folder}/${name}`, ...process.argv.slice(2)]
  const environment = { ...process.env, TSX_TSCONFIG_PATH: 'test/tsconfig.json' }
  const { status } = spawnSync(process.execPath, args, { stdio: 'inherit', env: environment })
  if (status !== 0) process.exit(status ?? 1)
}
