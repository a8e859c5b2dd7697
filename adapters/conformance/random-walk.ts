import type { Storage } from '../../src/storage.js'
import { memoryStorage } from '../memory/index.js'
import type { Area, Check } from './area.js'
import { Dice } from './dice.js'
import { draftOf, Subject } from './random-commits.js'
import { findsOf, historyOf, needOf, pageOf } from './random-questions.js'
import { organizationIds } from './random-values.js'
import { unordered } from './reading.js'
import { now } from './records.js'
import { same } from './same.js'
import { sweepAll } from './sweep.js'

const steps = 60

/** Commits and sweeps at random, and compares every answer with that of the memory storage. */
export function randomWalk(seed: number): Area {
  return {
    name: 'random walk',
    checks: { [`answers ${steps} random steps as the memory storage does (seed ${seed})`]: walk(seed) },
  }
}

function walk(seed: number): Check {
  return async (storage) => {
    const dice = new Dice(seed)
    const oracle = memoryStorage()
    const subjects = organizationIds.map((id) => new Subject(id))
    for (let step = 1; step <= steps; step++) {
      const subject = dice.pick(subjects)
      if (dice.onceIn(12)) await sweepBoth(dice, storage, oracle)
      else await commitBoth(dice, storage, oracle, subject, step)
      for (const [at, { organizationId, head }] of subjects.entries()) {
        const isSwept = head !== undefined && (await oracle.read(organizationId, [])) === undefined
        if (isSwept) subjects[at] = new Subject(`${organizationId}_${step}`) // ids are never used again
      }
      const asked = subjects.filter(() => dice.onceIn(2))
      await compare(dice, storage, oracle, asked, step)
    }
  }
}

async function commitBoth(dice: Dice, storage: Storage, oracle: Storage, subject: Subject, step: number) {
  const changeSet = subject.changeSet(draftOf(dice, subject))
  const outcome = await oracle.commit(changeSet)
  same(await storage.commit(changeSet), outcome, `step ${step}: what became of the commit`)
  if (outcome === 'committed') subject.accept(changeSet)
}

/** Both to the end, since what is left in between is each storage's own business. */
async function sweepBoth(dice: Dice, storage: Storage, oracle: Storage) {
  const query = { deletedBefore: now + dice.below(4), limit: 1 + dice.below(20) }
  await sweepAll(oracle, query)
  await sweepAll(storage, query)
}

/** Asks both the same questions, at random. */
async function compare(dice: Dice, storage: Storage, oracle: Storage, subjects: readonly Subject[], step: number) {
  async function both<Q>(what: string, query: Q, ask: (storage: Storage, query: Q) => Promise<unknown>) {
    const [actual, expected] = [await ask(storage, query), await ask(oracle, query)]
    same(actual, expected, `step ${step}: \`${what}\` for ${JSON.stringify(query)}`)
  }
  for (const { organizationId, base } of subjects) {
    const needs = (atLeast: number) =>
      Array.from({ length: atLeast + dice.below(4) }, () => needOf(dice, organizationId, base))
    await both(`read(${organizationId})`, needs(1), async (asked, needs) => {
      const snapshot = await asked.read(organizationId, needs)
      return snapshot && unordered(snapshot)
    })
    const page = { query: pageOf(dice), needs: needs(0) }
    await both(`page(${organizationId})`, page, async (asked, { query, needs }) => {
      const page = await asked.page(organizationId, query, needs)
      return page && { ...page, snapshot: unordered(page.snapshot) }
    })
    const history = { query: historyOf(dice), needs: needs(0) }
    await both(`history(${organizationId})`, history, async (asked, { query, needs }) => {
      const history = await asked.history(organizationId, query, needs)
      return history && { ...history, snapshot: unordered(history.snapshot) }
    })
    const after = { after: dice.below(base.revision + 2), limit: 1 + dice.below(4) }
    await both(`revisions(${organizationId})`, after, (asked, query) => asked.revisions(organizationId, query))
  }
  for (const query of findsOf(dice)) await both('find', query, (asked, query) => asked.find(query))
}
