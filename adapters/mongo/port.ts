/** The port over two collections. */
import type { Storage, Stored } from '../../src/storage.js'
import { find } from './across.js'
import type { Collections } from './database.js'
import { type RecordDocument, toStored } from './documents.js'
import { Habits } from './habits.js'
import { toHistoryEvent, toRevisions } from './history.js'
import { Journal } from './journal.js'
import { Findings } from './needs.js'
import { eventsOf, pageOf, revisionsBetween } from './questions.js'
import { type Answers, readingOf } from './reading.js'
import { sweep } from './sweep.js'

const pause = (milliseconds: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, milliseconds))

export interface Means {
  /** How many documents a list looks through for those that match its further filters. */
  readonly scanBudget: number
  /** Handed in where tests order every step. */
  readonly wait?: (milliseconds: number) => Promise<void>
}

/** The port over collections that are ready. */
export function storageOn(ready: () => Promise<Collections>, { scanBudget, wait = pause }: Means): Storage {
  const patience = { scanBudget, wait }
  const habits = new Habits()
  const journal = async () => new Journal(await ready(), wait)
  return {
    commit: async (changeSet) => (await journal()).commit(changeSet),

    async read(organizationId, needs) {
      const { records } = await ready()
      const walk = (answers: Answers) => {
        const found = new Findings(answers)
        for (const need of needs) found.need(need)
        return found
      }
      const read = await readingOf(
        records,
        organizationId,
        { ...patience, habit: habits.of(organizationId, needs) },
        walk,
      )
      return read?.value.snapshot(read.head)
    },

    async page(organizationId, query, needs = []) {
      const { records } = await ready()
      const question = pageOf(query)
      const read = await readingOf(records, organizationId, patience, (answers) => {
        const found = new Findings(answers)
        for (const need of needs) found.need(need)
        const rows = question === undefined ? [] : answers.ask(question)
        const page = rows.slice(0, query.limit)
        found.follow(query.kind, page, query.follow)
        return { found, page, more: rows.length > query.limit }
      })
      if (read === undefined) return undefined
      const { found, page, more } = read.value
      return { records: inAscendingOrder(page, query.before !== undefined), more, snapshot: found.snapshot(read.head) }
    },

    async history(organizationId, query, needs = []) {
      const { records } = await ready()
      const read = await readingOf(records, organizationId, patience, (answers) => {
        const found = new Findings(answers)
        for (const need of needs) found.need(need)
        const question = answers.head && eventsOf(query, answers.head.revision)
        return { found, rows: question === undefined ? [] : answers.ask(question) }
      })
      if (read === undefined) return undefined
      const { found, rows } = read.value
      const events = rows.slice(0, query.limit).map(toHistoryEvent)
      return { events, more: rows.length > query.limit, snapshot: found.snapshot(read.head) }
    },

    async revisions(organizationId, { after, limit }) {
      const { records } = await ready()
      const read = await readingOf(records, organizationId, patience, (answers) =>
        answers.head === undefined
          ? []
          : answers.ask(revisionsBetween(after, Math.min(after + limit, answers.head.revision))),
      )
      return toRevisions(read?.value ?? [])
    },

    async find(query) {
      return find(await ready(), (await journal()).claims, query)
    },

    async sweep(query) {
      return sweep(await ready(), await journal(), query)
    },
  }
}

function inAscendingOrder(page: readonly RecordDocument[], backward: boolean): Stored[] {
  const records = page.map(toStored)
  return backward ? records.reverse() : records
}
