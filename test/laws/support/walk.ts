/** Walking: steps taken one after another, each looked at from outside. */

import { callOf, type Step } from './steps.js'
import { type StoredOrganization, storedOf } from './stored.js'
import type { Setting } from './world.js'
import { type Attempted, doorOf, type World, worldOf } from './world.js'

/** One step that was taken. */
export interface Taken {
  readonly step: Step
  readonly did: Attempted
  /** Whether it was about this organization, and not about the foreign one whose token it had. */
  readonly here: boolean
  readonly before: StoredOrganization
  readonly after: StoredOrganization
}

/** Takes a step by `attempt`; time only passes. */
export async function take(world: World, step: Step): Promise<Attempted | undefined> {
  if (step.pass !== undefined) {
    world.time.now += step.pass
    return undefined
  }
  const { command, input } = callOf(world, step)
  const did = await doorOf(world.doors.attempt, command)(input)
  if (did.ok) remember(world, did.value.secrets ?? [])
  return did
}

/** Keeps the tokens that a result carried, for later steps. */
export function remember(world: World, secrets: readonly { readonly token: string; readonly email: string }[]): void {
  for (const { token, email } of secrets) {
    world.tokens.push(token)
    world.addresses.set(token.split('.')[1] ?? '', email)
  }
}

/** Takes all steps in a new world, and lets somebody look at each. */
export async function walk(
  setting: Setting,
  steps: readonly Step[],
  look: (world: World, taken: Taken) => void | Promise<void>,
): Promise<World> {
  const world = await worldOf(setting)
  for (const step of steps) {
    const before = storedOf(world)
    const { token } = step.pass === undefined ? callOf(world, step).input : {}
    const here = typeof token !== 'string' || token.startsWith(`${world.organizationId}.`)
    const did = await take(world, step)
    if (did !== undefined) await look(world, { step, did, here, before, after: storedOf(world) })
  }
  return world
}
