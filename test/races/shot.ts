/** One command as data, so that any process can fire it, and what came of it. */
import {
  type AcceptedPlan,
  type Actor,
  type Command,
  type Commands,
  isGuildhallError,
  type RemoveUserEverywhereInput,
} from 'guildhall'
import type { Hall, TestPolicy } from './stage.js'

type Doors = Commands<TestPolicy>

/** A command by its place at the front door, with its input. */
export type Shot =
  | {
      [G in keyof Doors]: {
        [K in keyof Doors[G]]: Doors[G][K] extends Command<infer Input, infer _Result, infer _Codes>
          ? { readonly do: `${G}.${K & string}`; readonly input: Input }
          : never
      }[keyof Doors[G]]
    }[keyof Doors]
  | { readonly do: 'members.removeUserEverywhere'; readonly input: RemoveUserEverywhereInput }
  | { readonly do: 'apply'; readonly input: { readonly plan: AcceptedPlan; readonly actor: Actor } }

/** What was answered: `ok`, the outcome of an invitation, the code of a refusal, or `fault: ...`. */
export interface Outcome {
  readonly said: string
  /** The revision that the command made or stood at. */
  readonly revision?: number
}

/** Fires one command; never throws. */
export async function fire(hall: Hall, shot: Shot): Promise<Outcome> {
  try {
    if (shot.do === 'members.removeUserEverywhere') return await removeEverywhere(hall, shot.input)
    if (shot.do === 'apply') return { said: 'ok', revision: (await hall.apply(shot.input)).revision }
    const [group, name] = shot.do.split('.') as [keyof Doors, string]
    // the shot's type ties the input to the command; an index by two strings cannot carry that tie
    const doors = hall.attempt[group] as unknown as { readonly [name: string]: (input: unknown) => Promise<Answer> }
    const answer = await doors[name]?.(shot.input)
    if (answer === undefined) return { said: `fault: no such command as ${shot.do}` }
    if (!answer.ok) return { said: answer.refusal.code }
    const { revision, outcomes } = answer.value
    return { said: outcomes?.map(({ outcome }) => outcome).join() ?? 'ok', revision }
  } catch (error) {
    if (isGuildhallError(error) && error.kind === 'stale') return { said: error.code }
    return { said: `fault: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}` }
  }
}

type Answer =
  | { readonly ok: true; readonly value: { readonly revision: number; readonly outcomes?: { outcome: string }[] } }
  | { readonly ok: false; readonly refusal: { readonly code: string } }

/** Whoever has left meanwhile is in no organization, which is what a plan in that organization would have said. */
async function removeEverywhere(hall: Hall, input: RemoveUserEverywhereInput): Promise<Outcome> {
  const { outcomes } = await hall.members.removeUserEverywhere(input)
  const [place] = outcomes
  if (place === undefined) return { said: 'organization/not-found' }
  return { said: place.outcome === 'removed' ? 'ok' : (place.refusal?.code ?? place.outcome) }
}
