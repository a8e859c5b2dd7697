/** How every query begins: who asks, and may they? Foreign is answered exactly like absent. */
import { can } from '../access/can.js'
import { rightsFrom } from '../access/facts.js'
import type { GuildhallPermission } from '../access/permissions.js'
import type { Actor } from '../decision/context.js'
import { type Refusal, refuse } from '../decision/refusal.js'
import { GuildhallError } from '../errors.js'
import type { Engine } from '../execute.js'
import { factsOf, Slice } from '../organization/slice.js'
import { type Need, StorageFault } from '../storage.js'

/** What must be seen of whoever asks, beside what they ask for. */
export function asker(actor: Actor): Need[] {
  return 'system' in actor ? [] : [{ get: 'member-by-user', keys: [actor.userId] }]
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
): Promise<Slice> {
  const all = [...asker(actor), ...needs]
  const snapshot = await asking(() => engine.storage.read(organizationId, all))
  return allowed(engine, { organizationId, actor }, permission, Slice.of(organizationId, snapshot, all))
}

/** What was read in one round trip with the actor, if they may see it; it is dropped otherwise. */
export function allowed(
  engine: Engine,
  { organizationId, actor }: { readonly organizationId: string; readonly actor: Actor },
  permission: GuildhallPermission,
  slice: Slice,
): Slice {
  const absent = refuse('organization/not-found', { organizationId })
  if (slice.head === undefined || slice.head.status === 'deleted') throw refused(absent)
  if ('system' in actor) return slice
  const facts = factsOf(slice, actor.userId)
  if (facts.status !== 'active') throw refused(absent)
  if (can(engine.policy, rightsFrom(engine.policy, facts), permission)) return slice
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
