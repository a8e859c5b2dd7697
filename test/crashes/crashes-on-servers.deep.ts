/** Crashes in every command, on every server that is there. */
await import('./crashes-postgres.test.js')
await import('./crashes-mongo.test.js')
