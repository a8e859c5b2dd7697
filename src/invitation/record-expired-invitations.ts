import { defineCommand } from '../decision/command.js'
import { internalFault } from '../errors.js'
import * as fields from '../input/fields.js'
import { expiredToRecord } from './free-seats.js'
import { type Invitation, invitationView, recordExpiry } from './invitation.js'

interface Input {
  readonly limit: number
}

/** Records invitations that have run out, so that their seats are free and lists tell; for maintenance alone. */
export const recordExpiredInvitations = defineCommand<Input, readonly Invitation[], never>({
  name: 'invitation.recordExpired',
  input: fields.input({ limit: fields.limit(400) }),
  needs: ({ limit }, { now }) => [expiredToRecord(now, limit)],
  // Asked by the system only; there is no door to it for users.
  authorize: () => 'oneself',
  propose(slice, _, { now }) {
    const expired = slice.expiredInvitations(now)
    const recorded = expired.map((invitation) => recordExpiry(slice, invitation, now))
    return {
      writes: recorded.flatMap(({ writes }) => writes),
      deletes: recorded.flatMap(({ deletes }) => deletes),
      events: recorded.flatMap(({ events }) => events),
      ids: expired.map(({ id }) => id),
    }
  },
  presented: (ids) => [{ get: 'invitation', ids }],
  present: (slice, ids, _, now) =>
    ids.map((id) =>
      invitationView(slice.organizationId, slice.invitation(id) ?? internalFault('an invitation is missing'), now),
    ),
})
