import { ask, defineCommand } from '../decision/command.js'
import { compact } from '../decision/compact.js'
import { refuse } from '../decision/refusal.js'
import * as fields from '../input/fields.js'
import { type Organization, organizationEvent, organizationView } from './organization.js'

interface Input {
  readonly reason?: string
}

/** Brings an archived organization back as it was. */
export const restoreOrganization = defineCommand<Input, Organization, 'organization/not-archived'>({
  name: 'organization.restore',
  input: fields.input({ reason: fields.optional(fields.reason) }),
  needs: () => [],
  authorize: () => ask('organization:restore'),
  propose(slice, { reason }, { now }) {
    const { archivedAt: _, ...rest } = slice.organization
    if (rest.status !== 'archived') return refuse('organization/not-archived', { organizationId: rest.id })
    const head = { ...rest, status: 'active' as const, updatedAt: now }
    const facts = { before: { status: rest.status }, after: { status: head.status } }
    return {
      head,
      writes: [],
      events: [organizationEvent('organization.restored', facts, compact({ reason }))],
      ids: [],
    }
  },
  presented: () => [],
  present: (slice) => organizationView(slice.organization),
})
