/** The harness: many trials of one scenario, several in flight, each fired from two sides at once, each judged. */
import type { Scenario } from './scenario.js'
import type { Outcome } from './shot.js'
import type { Heat, Side, Violation } from './side.js'

/** On every push mostly few, since what n of them cost grows with n², and now and then many. */
export const fewMostly = (trial: number): number => [2, 3, 2, 4, 2, 8, 3][trial % 7] ?? 2

export interface Race {
  readonly sides: readonly [Side, Side]
  readonly trials: number
  /** The number of the first trial: 0 where absent. */
  readonly from?: number
  /** How many trials, each of an organization of its own, are in flight at once. */
  readonly lanes: number
  /** How many commands contend in a trial, where the scenario leaves that open. */
  readonly contenders: (trial: number) => number
  /** The auditor, who reads everything, looks at every trial, or at one in so many. */
  readonly auditsOneIn?: number
  /** Milliseconds from giving out the shots to firing them, so that two processes fire together. */
  readonly lead?: number
}

export interface Report {
  readonly trials: number
  readonly commands: number
  /** Commits that lost to another: without any, nothing has raced. */
  readonly collisions: number
  readonly violations: readonly (Violation & { readonly trial: number })[]
}

export async function race({ name: scenario }: Scenario, { sides, trials, lanes, ...race }: Race): Promise<Report> {
  const violations: (Violation & { trial: number })[] = []
  let commands = 0
  let next = race.from ?? 0
  const end = next + trials
  const before = await collisionsOf(sides)
  const run = async () => {
    for (let trial = next++; trial < end; trial = next++) {
      const audited = trial % (race.auditsOneIn ?? 1) === 0
      const heat = { scenario, trial, contenders: race.contenders(trial), audited }
      const [outcomes, found] = await runHeat(sides, heat, race.lead ?? 0)
      commands += outcomes.length
      violations.push(...found.map((violation) => ({ ...violation, trial })))
    }
  }
  await Promise.all(Array.from({ length: lanes }, run))
  return { trials, commands, collisions: (await collisionsOf(sides)) - before, violations }
}

async function runHeat(
  sides: readonly [Side, Side],
  heat: Heat,
  lead: number,
): Promise<[readonly Outcome[], readonly Violation[]]> {
  const home = sides[heat.trial % 2 === 0 ? 0 : 1]
  const shots = await home.prepare(heat)
  const dealt = sides.map((_, side) =>
    shots.map((_, place) => place).filter((place) => (place + heat.trial) % 2 === side),
  )
  const at = lead === 0 ? 0 : Date.now() + lead
  const outcomes: Outcome[] = []
  await Promise.all(
    sides.map(async (side, number) => {
      const places = dealt[number] ?? []
      const own = places.flatMap((place) => shots[place] ?? [])
      const answers = own.length === 0 ? [] : await side.fire(heat, own, at)
      for (const [index, place] of places.entries()) outcomes[place] = answers[index] ?? { said: 'fault: no answer' }
    }),
  )
  return [outcomes, await home.judge(heat, outcomes)]
}

async function collisionsOf(sides: readonly Side[]): Promise<number> {
  const counts = await Promise.all(sides.map((side) => side.collisions()))
  return counts.reduce((sum, count) => sum + count, 0)
}
