/** With unnamed statements too. */
await import('./conformance.test.js')
