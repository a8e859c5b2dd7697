/** Seats that invitations which have run out still hold, taken back as far as they are needed. */
import type { DomainEvent, Gone, Write } from '../decision/change-set.js'
import type { Context } from '../decision/context.js'
import { withEdges } from '../organization/facts-of.js'
import { seatsOf } from '../organization/organization.js'
import type { Slice } from '../organization/slice.js'
import type { Need } from '../storage.js'
import { type Ending, inviteeOf, noEnding, recordExpiry } from './invitation.js'

/** A few invitations that have run out, read along by every command that takes seats. */
export function expiredToRecord(now: number, limit = 10): Need {
  return { get: 'expired-invitations', at: now, limit, follow: { member: withEdges } }
}

/** Records as many expiries as it takes for `wanted` seats to be free, or as many as there are. */
export function freeSeats(slice: Slice, wanted: number, { now, policy }: Context): Ending {
  const { seatLimit } = slice.organization
  const writes: Write[] = []
  const deletes: Gone[] = []
  const events: DomainEvent[] = []
  let over = seatLimit === undefined || wanted === 0 ? 0 : seatsOf(slice.organization, policy) + wanted - seatLimit
  if (over <= 0) return noEnding
  for (const invitation of slice.expiredInvitations(now)) {
    const member = inviteeOf(slice, invitation)
    if (!policy.takesSeat(member.role, member.status)) continue
    const expiry = recordExpiry(slice, invitation, now)
    writes.push(...expiry.writes)
    deletes.push(...expiry.deletes)
    events.push(...expiry.events)
    over -= 1
    if (over <= 0) break
  }
  // INVARIANT: where they are not enough, none is recorded, or the seats they free would hide a growth above the limit.
  return over > 0 ? noEnding : { writes, deletes, events }
}
