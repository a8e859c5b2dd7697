import type { DomainEvent } from '../decision/change-set.js'
import { changedFields } from '../decision/change-set.js'
import { ask, defineCommand } from '../decision/command.js'
import { compact } from '../decision/compact.js'
import * as fields from '../input/fields.js'
import type { Json } from '../storage.js'
import {
  type Organization,
  type OrganizationRecord,
  type OrganizationSettings,
  organizationEvent,
  organizationView,
} from './organization.js'

interface Input {
  readonly name?: string
  readonly slug?: string
  readonly settings?: OrganizationSettings
  readonly metadata?: { readonly [key: string]: Json }
  readonly reason?: string
}

/** Changes name, slug, settings (as a whole) or metadata (as a whole); the old slug is free again in the same commit. */
export const updateOrganization = defineCommand<Input, Organization, 'organization/slug-taken'>({
  name: 'organization.update',
  input: fields.input({
    name: fields.optional(fields.name),
    slug: fields.optional(fields.slug),
    settings: fields.optional(fields.settings),
    metadata: fields.optional(fields.metadata),
    reason: fields.optional(fields.reason),
  }),
  needs: () => [],
  authorize: () => ask('organization:update'),
  propose(slice, { reason, ...change }, { now }) {
    const before = slice.organization
    const head = { ...before, ...compact(change), updatedAt: now }
    const moved = head.slug !== before.slug
    return {
      head,
      writes: [],
      events: [updated(before, head, reason)],
      claims: moved ? { take: { kind: 'slug', key: head.slug }, release: [{ kind: 'slug', key: before.slug }] } : {},
      ids: [],
    }
  },
  presented: () => [],
  present: (slice) => organizationView(slice.organization),
})

function updated(before: OrganizationRecord, after: OrganizationRecord, reason: string | undefined): DomainEvent {
  const changed: readonly string[] = changedFields(before, after).filter((field) =>
    ['name', 'settings', 'metadata'].includes(field),
  )
  const pick = (record: OrganizationRecord) =>
    Object.fromEntries(Object.entries(record).filter(([field]) => changed.includes(field)))
  const slugs = before.slug === after.slug ? {} : { before: { slug: before.slug }, after: { slug: after.slug } }
  return organizationEvent('organization.updated', slugs, {
    ...(changed.length === 0 ? {} : { before: pick(before), after: pick(after) }),
    ...compact({ reason }),
  })
}
