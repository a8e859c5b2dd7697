/** What reads asked last time, for reads that took many finds: the next one of the same needs asks it all at once. */
import type { Need } from '../../src/storage.js'
import type { Habit, Missing } from './reading.js'

const mostHabits = 1_000
const mostAsked = 200
/** What takes no more finds than this gains nothing. */
const fewFinds = 3

export class Habits {
  /** The least recently kept first. */
  private readonly kept = new Map<string, Missing>()

  of(organizationId: string, needs: readonly Need[]): Habit {
    const key = JSON.stringify([organizationId, needs])
    return {
      last: this.kept.get(key),
      keep: (asked, finds) => {
        const known = this.kept.delete(key)
        if ((finds <= fewFinds && !known) || asked.ids.size + asked.questions.size > mostAsked) return
        this.kept.set(key, asked)
        const [oldest] = this.kept.keys()
        if (this.kept.size > mostHabits && oldest !== undefined) this.kept.delete(oldest)
      },
    }
  }
}
