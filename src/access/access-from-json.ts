/** Access from a snapshot that has travelled. */
import { type Access, type AccessOptions, accessOver } from './access.js'
import { frozenFacts } from './frozen-facts.js'
import type { Policy } from './policy.js'
import { factsFrom } from './snapshot.js'

/**
 * Access as `access.toJSON()` has sent it, which gives the same answers here, by the clock that is here. What a browser
 * decides is for buttons and menus: the server asks again.
 * @throws GuildhallError `snapshot/stale` where it was made under another policy or by another version of Guildhall;
 * `snapshot/invalid` where it is no snapshot
 */
export const accessFromJSON = <P extends Policy>(
  policy: P,
  snapshot: unknown,
  options: AccessOptions = {},
): Access<P> => accessOver(policy, frozenFacts(factsFrom(policy, snapshot)), options)
