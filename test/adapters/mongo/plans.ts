/** What a server says of how it served a find: `explain` with `executionStats`. */

export interface Plan {
  /** Every stage of the plan, those of shards included. */
  readonly stages: readonly string[]
  readonly keys: number
  readonly returned: number
}

type Fields = { readonly [field: string]: unknown }
const isFields = (value: unknown): value is Fields => typeof value === 'object' && value !== null

/**
 * The plan in an answer. A plan is a tree: stages have `inputStage` or `inputStages`; the newer engine has the same tree
 * in `queryPlan`, beside one of its own; a router has one in each of its `shards`. The sums stand at the top in all of them.
 */
export function planOf(explained: object): Plan {
  const { queryPlanner, executionStats } = explained as Fields
  if (!isFields(queryPlanner) || !isFields(executionStats)) throw new Error('no plan: not what `explain` answers')
  const { totalKeysExamined: keys, nReturned: returned } = executionStats
  if (typeof keys !== 'number' || typeof returned !== 'number') throw new Error('no plan: its sums are missing')
  const stages = stagesOf(queryPlanner.winningPlan)
  if (stages.length === 0) throw new Error('no plan: it has no stages')
  return { stages, keys, returned }
}

function stagesOf(plan: unknown): string[] {
  if (!isFields(plan)) return []
  const { stage, queryPlan, inputStage, inputStages = [], shards = [], winningPlan } = plan
  const below = [queryPlan, inputStage, winningPlan, ...(inputStages as unknown[]), ...(shards as unknown[])]
  return [...(typeof stage === 'string' ? [stage] : []), ...below.flatMap(stagesOf)]
}

/** Stages that take the whole collection, or everything that matches before the first is returned. */
const unbounded = ['COLLSCAN', 'SORT', 'SORT_KEY_GENERATOR']
/** So many keys may be looked at for each document that is returned. */
const keysForEach = 3

/** What is wrong with the plan of a find; nothing where all is well. */
export function problemsOfPlan({ stages, keys, returned }: Plan): string[] {
  const most = keysForEach * Math.max(1, returned)
  return [
    ...stages.filter((stage) => unbounded.includes(stage)),
    ...(keys > most ? [`${keys} keys examined for ${returned} returned`] : []),
  ]
}
