/** Round trips in an organization of ten thousand members. */
await import('./round-trips.test.js')
