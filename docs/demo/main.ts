/** `npm start`: a first look at Guildhall, in a terminal. `npm start -- --help` tells the rest. */
import { demo } from './demo.js'

// whoever was reading has gone, as in `npm start | head`
process.stdout.on('error', () => process.exit())

const code = await demo(process.argv.slice(2), {
  out: (text) => process.stdout.write(`${text}\n`),
  err: (text) => process.stderr.write(`${text}\n`),
  terminal: process.stderr,
}).catch((error: unknown) => {
  process.stderr.write(`unforeseen, and not caught: ${error instanceof Error ? error.message : String(error)}\n`)
  return 2 as const
})
process.exitCode = code
