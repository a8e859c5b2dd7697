/** Kills a hundred processes. */
await import('./kill-mongo.test.js')
