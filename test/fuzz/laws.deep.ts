/** Every law once more, twenty times as often as on every push. */
import { vi } from 'vitest'

vi.setConfig({ testTimeout: 3_600_000 })

// after the configuration, which holds for what is registered from then on
await import('../laws/never-adminless.test.js')
await import('../laws/never-oversold.test.js')
await import('../laws/plan-equals-commit.test.js')
await import('../laws/batch.test.js')
await import('../laws/idempotency.test.js')
await import('../laws/replay.test.js')
await import('../laws/history-chain.test.js')
await import('../laws/auditor.test.js')
