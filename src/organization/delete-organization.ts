import { ask, defineCommand } from '../decision/command.js'
import { compact } from '../decision/compact.js'
import * as fields from '../input/fields.js'
import { type Organization, organizationEvent, organizationView } from './organization.js'

interface Input {
  readonly reason?: string
}

/** Deletes the organization: from now on it is answered like one that never was, and its slug is free. Its records are erased by maintenance after the grace period. */
export const deleteOrganization = defineCommand<Input, Organization, never>({
  name: 'organization.delete',
  input: fields.input({ reason: fields.optional(fields.reason) }),
  needs: () => [],
  authorize: () => ask('organization:delete'),
  propose(slice, { reason }, { now }) {
    const before = slice.organization
    const head = { ...before, status: 'deleted' as const, deletedAt: now, updatedAt: now }
    const facts = { before: { status: before.status }, after: { status: head.status } }
    return {
      head,
      writes: [],
      events: [organizationEvent('organization.deleted', facts, compact({ reason }))],
      claims: { release: [{ kind: 'slug', key: before.slug }] },
      ids: [],
    }
  },
  presented: () => [],
  present: (slice) => organizationView(slice.organization),
})
