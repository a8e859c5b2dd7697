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
  const all: Need[] = 'system' in actor ? [...needs] : [{ get: 'member-by-user', keys: [actor.userId] }, ...needs]
  const snapshot = await asking(() => engine.storage.read(organizationId, all))
  if (snapshot === undefined || snapshot.head.status === 'deleted')
    throw refused(refuse('organization/not-found', { organizationId }))
  const slice = Slice.of(organizationId, snapshot, all)
  if ('system' in actor) return slice
  const facts = factsOf(slice, actor.userId)
  if (facts.status !== 'active') throw refused(refuse('organization/not-found', { organizationId }))
  if (!can(engine.policy, rightsFrom(engine.policy, facts), permission))
    throw refused(refuse('access/not-allowed', { permission }))
  return slice
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
