import { writeSync } from 'node:fs'
import type { SerializedError } from 'vitest'
import type { Reporter, TestModule } from 'vitest/node'

/**
 * Ends the run with one line, `N passed, N failed` or `N passed, N failed, N skipped`, for machines to read. Whatever
 * breaks outside of a test (a file, a suite, the set-up of the run) counts as a failure: a run that ends with an exit
 * code other than 0 never says `0 failed`.
 */
export default class SummaryReporter implements Reporter {
  private passed = 0
  private failed = 0
  private skipped = 0

  onInit(): void {
    process.once('exit', (code) => {
      const failed = code === 0 ? this.failed : Math.max(1, this.failed)
      const skipped = this.skipped > 0 ? `, ${this.skipped} skipped` : ''
      writeSync(1, `${this.passed} passed, ${failed} failed${skipped}\n`)
    })
  }

  onTestRunEnd(modules: readonly TestModule[], unhandled: readonly SerializedError[]): void {
    this.passed = this.skipped = 0
    this.failed = unhandled.length
    for (const module of modules) {
      this.failed += module.errors().length
      for (const suite of module.children.allSuites()) this.failed += suite.errors().length
      for (const test of module.children.allTests()) {
        const { state } = test.result()
        if (state === 'passed') this.passed++
        else if (state === 'skipped') this.skipped++
        else this.failed++ // pending counts too: the run was cut short
      }
    }
  }
}
