/** Whose a resource is: a member's, a team's, or the organization's own. */
import { compact } from '../decision/compact.js'
import type { Need } from '../storage.js'
import type { ResourceRecord } from './resource.js'

/** Who shall own something. */
export type NewOwner = { readonly memberId: string } | { readonly teamId: string } | 'organization'

/** The id that a record keeps of its owner; none where it is the organization itself. */
export function ownerIdOf(owner: NewOwner): string | undefined {
  if (owner === 'organization') return undefined
  return 'memberId' in owner ? owner.memberId : owner.teamId
}

/** An owner is a member or a team: whichever has the id. */
export function ownersById(ids: readonly string[]): Need[] {
  if (ids.length === 0) return []
  return [
    { get: 'member', ids },
    { get: 'team', ids },
  ]
}

/** The resource in other hands. */
export function withOwner(record: ResourceRecord, owner: NewOwner, now: number): ResourceRecord {
  const { ownerId: _, ...rest } = record
  return { ...rest, ...compact({ ownerId: ownerIdOf(owner) }), updatedAt: now }
}
