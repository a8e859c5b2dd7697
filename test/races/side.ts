/** One of the two sides of a race: a process, or what plays one within this process. */
import { setTimeout as wait } from 'node:timers/promises'
import type { Storage } from 'guildhall'
import { memoryStorage } from 'guildhall/memory'
import type { Scenario, Trial } from './scenario.js'
import { scenarios } from './scenarios.js'
import { fire, type Outcome, type Shot } from './shot.js'
import { type Hall, judge, openHall, type PolicyName } from './stage.js'

/** Which trial of which scenario. */
export interface Heat {
  readonly scenario: string
  readonly trial: number
  readonly contenders: number
  /** Whether the auditor looks at how it ended. */
  readonly audited: boolean
}

export interface Violation {
  /** Who found it: the auditor, what the scenario expects, or no order of the commands gives such answers. */
  readonly by: 'auditor' | 'expectation' | 'order'
  readonly problem: string
}

/** What crosses between processes: plain JSON throughout. */
export interface Side {
  /** Makes the organization of a heat; this side will have to judge it. */
  prepare(heat: Heat): Promise<readonly Shot[]>
  /** Fires shots at one time, each as if it came by a process of its own. */
  fire(heat: Heat, shots: readonly Shot[], at: number): Promise<readonly Outcome[]>
  judge(heat: Heat, outcomes: readonly Outcome[]): Promise<readonly Violation[]>
  /** How many commits have lost so far. */
  collisions(): Promise<number>
}

/**
 * A side that works on a storage in this process. `each` makes the storage object that one shot goes through: a new one
 * for each defeats the queue that commands of one organization and process form.
 */
export function localSide(storage: Storage, each: (storage: Storage) => Storage = (one) => ({ ...one })): Side {
  const halls = new Map<PolicyName, Hall>()
  const hallOf = (policy: PolicyName): Hall => {
    const hall = halls.get(policy) ?? openHall(storage, policy)
    halls.set(policy, hall)
    return hall
  }
  const trials = new Map<string, Trial>()
  /** For each variant, the ends that it may come to: found once. */
  const orders = new Map<string, Promise<ReadonlySet<string>>>()
  const ordersOf = (heat: Heat, variant: string) => {
    const name = `${heat.scenario} ${variant}`
    const ends = orders.get(name) ?? endsOfEveryOrder(heat)
    orders.set(name, ends)
    return ends
  }
  let lost = 0
  const counting: Storage = {
    ...storage,
    async commit(changeSet) {
      const outcome = await storage.commit(changeSet)
      if (outcome !== 'committed') lost += 1
      return outcome
    },
  }

  return {
    async prepare(heat) {
      const { policy, prepare } = scenarioOf(heat)
      const trial = await prepare({ hall: hallOf(policy), tag: tagOf(heat), ...heat })
      trials.set(tagOf(heat), trial)
      return trial.shots
    },

    async fire(heat, shots, at) {
      // half of the trials as in production: one queue for each process
      const shared = heat.trial % 2 === 0 ? undefined : each(counting)
      const halls = shots.map(() => hallOf(scenarioOf(heat).policy).on(shared ?? each(counting)))
      const early = at - Date.now()
      if (early > 0) await wait(early)
      return Promise.all(
        halls.map((hall, place) => {
          const shot = shots[place]
          return shot === undefined ? { said: 'fault: no shot' } : patiently(hall, shot, heat.contenders)
        }),
      )
    },

    async judge(heat, outcomes) {
      const trial = trials.get(tagOf(heat))
      if (trial === undefined) throw new Error(`${tagOf(heat)} was not prepared here`)
      trials.delete(tagOf(heat))
      const hall = hallOf(scenarioOf(heat).policy)
      const faults = outcomes.filter(({ said }) => said.startsWith('fault')).map(({ said }) => said)
      const [audited, expected, ordered] = await Promise.all([
        heat.audited ? audit(hall, trial) : [],
        judged(trial, outcomes, hall),
        trial.variant === undefined ? [] : inNoOrder(trial, outcomes, hall, ordersOf(heat, trial.variant)),
      ])
      return [
        ...audited.map((problem) => ({ by: 'auditor' as const, problem })),
        ...[...faults, ...expected].map((problem) => ({ by: 'expectation' as const, problem })),
        ...ordered.map((problem) => ({ by: 'order' as const, problem })),
      ]
    },

    collisions: async () => lost,
  }
}

/** Up to eight commands that each commit once, none can be told that it is stale: it loses to each of the others at most once. */
const neverStale = 8

/** Who is told that the organization moved on tries again, as an application would. */
async function patiently(hall: Hall, shot: Shot, contenders: number): Promise<Outcome> {
  for (let tries = contenders <= neverStale ? 1 : 50; ; tries--) {
    const outcome = await fire(hall, shot)
    if (outcome.said !== 'organization/stale' || tries === 1) return outcome
  }
}

function scenarioOf({ scenario: name }: Heat): Scenario {
  const scenario = scenarios.find((one) => one.name === name)
  if (scenario === undefined) throw new Error(`no scenario \`${name}\``)
  return scenario
}

/** A name for the heat that is good in slugs and addresses. */
function tagOf({ scenario, trial }: Heat): string {
  return `s${scenarios.findIndex(({ name }) => name === scenario)}-${trial}`
}

/** What the scenario finds wrong; where it cannot even look, that is wrong too. */
async function judged({ judge }: Trial, outcomes: readonly Outcome[], hall: Hall): Promise<readonly string[]> {
  try {
    return await judge(outcomes, hall)
  } catch (error) {
    return [`the end cannot be judged: ${error instanceof Error ? error.message : String(error)}`]
  }
}

async function audit(hall: Hall, { organizations }: Trial): Promise<string[]> {
  const reports = await Promise.all(
    organizations.map((organizationId) => hall.verify({ organizationId, actor: judge })),
  )
  return reports.flatMap(({ findings }) => findings.map(({ code, problem }) => `${code}: ${problem}`))
}

/** What was answered, and where the organizations stand. */
async function endOf(hall: Hall, outcomes: readonly Outcome[], organizations: readonly string[]): Promise<string> {
  const standing = await Promise.all(
    organizations.map((organizationId) => hall.organizations.dashboard({ organizationId, actor: judge })),
  )
  return JSON.stringify([outcomes.map(({ said }) => said), standing])
}

/** The answers, where the same commands one after the other never come to such an end. */
async function inNoOrder(
  { organizations, variant }: Trial,
  outcomes: readonly Outcome[],
  hall: Hall,
  ends: Promise<ReadonlySet<string>>,
): Promise<readonly string[]> {
  const end = await endOf(hall, outcomes, organizations)
  return (await ends).has(end) ? [] : [`no order of ${variant} ends like ${end}`]
}

/** The ends that the same commands come to one after the other, in every order, with nobody beside them. */
async function endsOfEveryOrder(heat: Heat): Promise<ReadonlySet<string>> {
  const { policy, prepare } = scenarioOf(heat)
  const prepared = async () => {
    const hall = openHall(memoryStorage(), policy)
    return { hall, ...(await prepare({ hall, tag: tagOf(heat), ...heat })) }
  }
  const ends = new Set<string>()
  const places = (await prepared()).shots.map((_, place) => place)
  for (const order of permutations(places)) {
    const { hall, shots, organizations } = await prepared()
    const outcomes: Outcome[] = []
    for (const place of order) {
      const shot = shots[place]
      if (shot !== undefined) outcomes[place] = await fire(hall, shot)
    }
    ends.add(await endOf(hall, outcomes, organizations))
  }
  return ends
}

function permutations<T>(things: readonly T[]): T[][] {
  if (things.length === 0) return [[]]
  return things.flatMap((first, at) =>
    permutations(things.filter((_, place) => place !== at)).map((rest) => [first, ...rest]),
  )
}
