/** Commands that are read off a file: each with its line, so that what is refused is told where it stands. */
import { type BatchCommand, isGuildhallError, type Refusal } from 'guildhall'
import type { Hall, policy } from './policy.js'
import { byPlace, type Problems } from './problems.js'

/** One command, and the entry that it is of. */
export interface Step {
  readonly line: number
  readonly command: BatchCommand<typeof policy>
}

/** The most that a batch takes. It is one revision, or more where the entries have much to say. */
const most = 1_000

/** Counts what is done, and notes what cannot be. */
export class Batches {
  done = 0
  readonly #hall: Hall
  readonly #organizationId: string
  readonly #problems: Problems
  readonly #onProgress: (entries: number) => void

  constructor(hall: Hall, organizationId: string, problems: Problems, onProgress: (entries: number) => void) {
    this.#hall = hall
    this.#organizationId = organizationId
    this.#problems = problems
    this.#onProgress = onProgress
  }

  /** Does all of them, as far as each can be done. */
  async run(steps: readonly Step[]): Promise<void> {
    for (let start = 0; start < steps.length; start += most) {
      const some = steps.slice(start, start + most)
      this.done += await this.#batch(some)
      this.#onProgress(some.length)
    }
  }

  /** Answers how many are done. */
  async #batch(steps: readonly Step[]): Promise<number> {
    if (steps.length === 0) return 0
    const actor = { system: 'import' }
    const commands = steps.map(({ command }) => command)
    const where = { organizationId: this.#organizationId, actor }
    try {
      const { outcomes } = await this.#hall.batch({ ...where, mode: 'item-by-item', commands })
      outcomes.forEach((outcome, index) => {
        if (!outcome.ok) this.#problems.add({ line: steps[index]?.line ?? 1, problem: inWords(outcome.refusal) })
      })
      return outcomes.filter(({ ok }) => ok).length
    } catch (error) {
      if (!isGuildhallError(error, 'input/invalid')) throw error
      // told before anything is done, for the whole batch: the others can go without those that are malformed
      const wrong = byPlace(/^commands\[(\d+)\]\.input\./, error.details.issues)
      const others = steps.filter(({ line }, index) => {
        this.#problems.addIssues(line, wrong[index] ?? [])
        return wrong[index] === undefined
      })
      if (others.length === steps.length) throw error
      return this.#batch(others)
    }
  }
}

function inWords({ code, message }: Refusal): string {
  const twice = code === 'member/duplicate-user' || code === 'member/duplicate-email'
  return twice ? 'is a member already, or stands on another line too' : message
}
