/** The facts that answer permission questions about one user. */
import { type Access, createAccess } from '../access/access.js'
import type { Policy } from '../access/policy.js'
import { refuse } from '../decision/refusal.js'
import type { Engine } from '../execute.js'
import * as fields from '../input/fields.js'
import { accessNeeds, factsOf } from '../organization/facts-of.js'
import { asking, refused } from './ask.js'

export const accessInput = fields.input({ organizationId: fields.id, userId: fields.userId })

/**
 * Loads what one user may do in one organization, once; questions are then synchronous. The one read that needs no actor.
 * @throws `organization/not-found` where there is no such organization
 */
export async function accessOf<P extends Policy>(
  engine: Engine,
  policy: P,
  { organizationId, userId }: { organizationId: string; userId: string },
): Promise<Access<P>> {
  const { needs, sliceOf } = engine.catalogues.asking(organizationId, accessNeeds(userId))
  const snapshot = await asking(() => engine.storage.read(organizationId, needs))
  if (snapshot === undefined || snapshot.head.status === 'deleted')
    throw refused(refuse('organization/not-found', { organizationId }))
  return createAccess(policy, factsOf(sliceOf(snapshot), userId), { clock: engine.clock })
}
