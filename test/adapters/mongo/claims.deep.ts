/** Claims under fifty thousand schedules. */
import { vi } from 'vitest'

vi.setConfig({ testTimeout: 7_200_000 })
process.env.GUILDHALL_SCHEDULES ??= '50000'

// after the configuration, which holds for what is registered from then on
await import('./claims.test.js')
