/** What a scenario of a race is, and how the ends of its trials are judged. */
import type { Outcome, Shot } from './shot.js'
import type { Hall, PolicyName } from './stage.js'

export interface Trial {
  /** The organizations that the auditor is to look at. */
  readonly organizations: readonly string[]
  /** What is fired at once. */
  readonly shots: readonly Shot[]
  /**
   * Trials of one variant differ in names only. Where it is given, what was answered and where the organization stands
   * must also be what some order of the same commands, one after the other, gives.
   */
  readonly variant?: string
  /** What is wrong with how it ended. */
  readonly judge: (outcomes: readonly Outcome[], hall: Hall) => Promise<readonly string[]> | readonly string[]
}

export interface Stage {
  readonly hall: Hall
  /** In every name that a trial makes. */
  readonly tag: string
  readonly trial: number
  /** How many commands contend, where a scenario leaves that open. */
  readonly contenders: number
}

export interface Scenario {
  readonly name: string
  readonly policy: PolicyName
  readonly prepare: (stage: Stage) => Promise<Trial>
}

/** So many of each answer, and no other answers. */
export function counted(outcomes: readonly Outcome[], expected: { readonly [said: string]: number }): string[] {
  const counts = new Map<string, number>(Object.keys(expected).map((said) => [said, 0]))
  for (const { said } of outcomes) counts.set(said, (counts.get(said) ?? 0) + 1)
  return [...counts].flatMap(([said, count]) =>
    count === (expected[said] ?? 0) ? [] : [`\`${said}\` was answered ${count} times, not ${expected[said] ?? 0}`],
  )
}

/** One of these lists of answers, in the order of the shots. */
export function oneOf(outcomes: readonly Outcome[], ...expected: readonly (readonly string[])[]): string[] {
  const said = JSON.stringify(outcomes.map((outcome) => outcome.said))
  return expected.some((list) => JSON.stringify(list) === said) ? [] : [`answered ${said}`]
}

export function equal(what: string, is: unknown, expected: unknown): string[] {
  return is === expected ? [] : [`${what}: ${String(is)}, not ${String(expected)}`]
}

export const several = <T>(count: number, make: (at: number) => T): T[] =>
  Array.from({ length: count }, (_, at) => make(at))
