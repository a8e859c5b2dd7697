import { ask, defineCommand } from '../decision/command.js'
import { compact } from '../decision/compact.js'
import * as fields from '../input/fields.js'
import { type Organization, organizationEvent, organizationView } from './organization.js'

interface Input {
  readonly seatLimit: number | null
  readonly reason?: string
}

/** Sets the seat limit; it may fall below what is taken, and null lifts it (S2-05). */
export const setSeatLimit = defineCommand<Input, Organization, never>({
  name: 'organization.setSeatLimit',
  input: fields.input({ seatLimit: fields.nullable(fields.seatLimit), reason: fields.optional(fields.reason) }),
  needs: () => [],
  authorize: () => ask('organization:set-seat-limit'),
  propose(slice, { seatLimit, reason }, { now }) {
    const { seatLimit: old, ...rest } = slice.organization
    const head = { ...rest, ...compact({ seatLimit: seatLimit ?? undefined }), updatedAt: now }
    const facts = { before: { seatLimit: old ?? null }, after: { seatLimit } }
    return {
      head,
      writes: [],
      events: [organizationEvent('organization.seat_limit_changed', facts, compact({ reason }))],
      ids: [],
    }
  },
  presented: () => [],
  present: (slice) => organizationView(slice.organization),
})
