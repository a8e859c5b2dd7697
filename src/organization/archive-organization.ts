import { ask, defineCommand } from '../decision/command.js'
import { compact } from '../decision/compact.js'
import * as fields from '../input/fields.js'
import { type Organization, organizationEvent, organizationView } from './organization.js'

interface Input {
  readonly reason?: string
}

/** Archives the organization: nothing in it changes until it is restored. Archiving an archived one changes nothing. */
export const archiveOrganization = defineCommand<Input, Organization, never>({
  name: 'organization.archive',
  input: fields.input({ reason: fields.optional(fields.reason) }),
  needs: () => [],
  authorize: () => ask('organization:archive'),
  propose(slice, { reason }, { now }) {
    const before = slice.organization
    const head =
      before.status === 'archived'
        ? before
        : { ...before, status: 'archived' as const, archivedAt: now, updatedAt: now }
    const facts = { before: { status: before.status }, after: { status: head.status } }
    return {
      head,
      writes: [],
      events: [organizationEvent('organization.archived', facts, compact({ reason }))],
      ids: [],
    }
  },
  presented: () => [],
  present: (slice) => organizationView(slice.organization),
})
