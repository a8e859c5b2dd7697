/** The journal under a hundred thousand schedules. */
import { vi } from 'vitest'

vi.setConfig({ testTimeout: 7_200_000 })
process.env.GUILDHALL_SCHEDULES ??= '100000'

// after the configuration, which holds for what is registered from then on
await import('./journal.test.js')
