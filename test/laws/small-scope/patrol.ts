/** A whole walk of one scope, its steps taken through the hall too, told on the screen. */
import { Dice } from '../../../adapters/conformance/dice.js'
import { belongingKind } from './belonging.js'
import { kindOf, type Step } from './checker.js'
import { Desk, throughHall } from './hall.js'
import { decodedNames } from './key.js'
import { compare, type Difference } from './quotient.js'
import type { Expectant } from './scopes.js'
import { type SoundStep, type Walked, walk } from './walk.js'
import { coreMint, house } from './world.js'

export const seed = Number(process.env.GUILDHALL_SEED ?? Date.now() % 1_000_000)

/**
 * `each kind`: one step of each kind that the laws tell apart, and all that led to a new state. `every`: all
 * that were accepted. `commands`: one of each command for each way in which its target belongs.
 */
export type Share = 'commands' | 'each kind' | 'every'

const shares: { readonly [S in Share]: string } = {
  commands: ', one of each command and way to belong',
  'each kind': ', one of each kind and those to new states',
  every: '',
}

export async function patrol(scope: Expectant, share: Share): Promise<Walked> {
  const desk = new Desk(coreMint)
  const kinds = new Set<string>()
  let taken = 0
  const witness = async (sound: SoundStep): Promise<string | undefined> => {
    const step = { ...sound, names: decodedNames }
    const kind = share === 'commands' ? commandOf(step) : kindOf(step)
    if (share !== 'every' && kinds.has(kind) && (share === 'commands' || !sound.isNew)) return undefined
    kinds.add(kind)
    taken += 1
    return throughHall(desk, step)
  }
  const walked = await walk(house, scope, { witness, cap: 2 * scope.expected.states })
  const { keys, accepted, tried, probes, depth, seconds, found } = walked
  console.log(
    [
      `${scope.name}: ${keys.length} states, ${accepted} steps accepted of ${tried} tried, depth ${depth}`,
      `${taken} of them taken through the hall: planned, committed, audited${shares[share]}`,
      `${probes} probes at what was over; ${seconds.toFixed(1)} s of one processor`,
      ...(found === undefined ? [] : [`${found.problem}:`, ...found.way]),
    ].join('\n  '),
  )
  return walked
}

function commandOf(step: Step): string {
  const { before, move, names } = step
  const target = before.members.find(({ id }) => id === names.member(move.whom ?? 0))
  return [move.does, move.role, move.group, target?.status, belongingKind(step, [target])].join(' ')
}

/** Real walks from some of the states, and the first difference that they find. */
export async function compared(
  scope: Expectant,
  keys: readonly string[],
  { walks, steps }: { readonly walks: number; readonly steps: number },
): Promise<Difference | undefined> {
  const dice = new Dice(seed)
  const starts = Array.from({ length: walks }, () => dice.pick(keys) ?? '')
  const { difference, outcomes } = await compare(scope, dice, starts, steps)
  console.log(`${walks} x ${steps} steps through the hall, ${outcomes} outcomes compared with those of decoded states`)
  return difference
}
