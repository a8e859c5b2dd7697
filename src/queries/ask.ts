/** How every query begins: who asks, and may they? Foreign is answered exactly like absent. */
import type { GuildhallPermission } from '../access/permissions.js'
import { holds } from '../access/rights.js'
import { standingIn, type Where } from '../access/standing.js'
import type { Actor } from '../decision/context.js'
import { type Refusal, refuse } from '../decision/refusal.js'
import { GuildhallError } from '../errors.js'
import type { Engine } from '../execute.js'
import { accessNeeds, factsOf } from '../organization/facts-of.js'
import type { Slice } from '../organization/slice.js'
import { type Need, StorageFault } from '../storage.js'

/** What must be seen of whoever asks, beside what they ask for. */
export function asker(actor: Actor): Need[] {
  return 'system' in actor ? [] : accessNeeds(actor.userId)
}

/**
 * One snapshot with what the needs name, for an actor who holds the permission.
 * @throws GuildhallError `organization/not-found` to whoever is not an active member, `access/not-allowed`
 */
export async function readAs(
  engine: Engine,
  organizationId: string,
  actor: Actor,
  permission: GuildhallPermission,
  needs: readonly Need[],
  where?: Where,
): Promise<Slice> {
  const all = engine.catalogues.asking(organizationId, [...asker(actor), ...needs])
  const snapshot = await asking(() => engine.storage.read(organizationId, all.needs))
  return allowed(engine, { organizationId, actor }, permission, all.sliceOf(snapshot), where)
}

/** What was read in one round trip with the actor, if they may see it; it is dropped otherwise. */
export function allowed(
  engine: Engine,
  { organizationId, actor }: { readonly organizationId: string; readonly actor: Actor },
  permission: GuildhallPermission,
  slice: Slice,
  where: Where = { organization: true },
): Slice {
  const absent = refuse('organization/not-found', { organizationId })
  if (slice.head === undefined || slice.head.status === 'deleted') throw refused(absent)
  if ('system' in actor) return slice
  const facts = factsOf(slice, actor.userId)
  if (facts.status !== 'active') throw refused(absent)
  const standing = standingIn(engine.policy, facts, where, engine.clock())
  const bit = engine.policy.index.get(permission)
  if (standing !== undefined && bit !== undefined && holds(standing.rights, bit)) return slice
  throw refused(refuse('access/not-allowed', { permission }))
}

/** A refusal as the error that the careless path throws. */
export function refused(refusal: Refusal): GuildhallError {
  return new GuildhallError(refusal.code, refusal.details, { message: refusal.message })
}

/** Something asked of the storage, whose faults are told in the library's own words. */
export async function asking<T>(ask: () => Promise<T>): Promise<T> {
  try {
    return await ask()
  } catch (cause) {
    if (cause instanceof GuildhallError) throw cause
    const problem =
      cause instanceof Error || cause instanceof StorageFault ? cause.message : 'the storage did not answer'
    throw new GuildhallError('storage/failed', { outcome: 'not-committed', problem }, { cause })
  }
}
