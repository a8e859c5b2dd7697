/**
 * Every organization is audited after every test. A file of its own that is set up for each test file, since a module that
 * test files share is loaded once a worker, and a hook in it would be heard in the first of them only.
 */
import { afterEach } from 'vitest'
import { auditOpened } from './hall.js'

afterEach(auditOpened)
