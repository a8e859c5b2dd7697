import { describe, test } from 'vitest'
import { storageConformance } from '../../../adapters/conformance/index.js'
import { memoryStorage } from '../../../adapters/memory/index.js'

storageConformance(
  { describe, test },
  { concurrent: true, open: async () => ({ storage: memoryStorage(), close: async () => {} }) },
)
