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
import type { Need } from '../storage.js'
import { asking } from './asking.js'

/** What must be seen of whoever asks, beside what they ask for. */
export function asker(actor: Actor): Need[] {
  return 'system' in actor ? [] : accessNeeds(actor.userId)
}

/** Where a permission must be held, which may depend on what was read. */
export type Place = Where | ((slice: Slice) => Where)

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
  where?: Place,
): Promise<Slice> {
  const slice = await readIn(engine, organizationId, actor, needs)
  return allowed(engine, { organizationId, actor }, permission, slice, where)
}

/** One snapshot with what the needs name, for an active member; what they may see of it is still to be asked. */
export async function readIn(
  engine: Engine,
  organizationId: string,
  actor: Actor,
  needs: readonly Need[],
): Promise<Slice> {
  const all = engine.catalogues.asking(organizationId, [...asker(actor), ...needs])
  const snapshot = await asking(engine, () => engine.storage.read(organizationId, all.needs))
  return admitted({ organizationId, actor }, all.sliceOf(snapshot))
}

interface Asked {
  readonly organizationId: string
  readonly actor: Actor
}

/** What was read in one round trip with the actor, if they may see it; it is dropped otherwise. */
export function allowed(
  engine: Engine,
  asked: Asked,
  permission: GuildhallPermission,
  slice: Slice,
  where: Place = { organization: true },
): Slice {
  admitted(asked, slice)
  const place = typeof where === 'function' ? where(slice) : where
  if (mayIn(engine, slice, asked.actor)(permission, place)) return slice
  throw refused(refuse('access/not-allowed', { permission }))
}

/** To whoever is no active member, an organization is not there. */
export function admitted({ organizationId, actor }: Asked, slice: Slice): Slice {
  const there = slice.head !== undefined && slice.head.status !== 'deleted'
  if (there && ('system' in actor || slice.memberOf(actor)?.status === 'active')) return slice
  throw refused(refuse('organization/not-found', { organizationId }))
}

/** What an actor may do where, by what was read: for one question or for many. */
export function mayIn(
  engine: Engine,
  slice: Slice,
  actor: Actor,
): (permission: GuildhallPermission, where: Where) => boolean {
  if ('system' in actor) return () => true
  const facts = factsOf(slice, actor.userId)
  const now = engine.clock()
  return (permission, where) => {
    const standing = standingIn(engine.policy, facts, where, now)
    const bit = engine.policy.index.get(permission)
    return standing !== undefined && bit !== undefined && holds(standing.rights, bit)
  }
}

/** A refusal as the error that the careless path throws. */
export function refused(refusal: Refusal): GuildhallError {
  return new GuildhallError(refusal.code, refusal.details, { message: refusal.message })
}
