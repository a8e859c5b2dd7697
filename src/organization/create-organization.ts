import { newMember } from '../decision/change-set.js'
import { defineCommand } from '../decision/command.js'
import { compact } from '../decision/compact.js'
import { refuse } from '../decision/refusal.js'
import { internalFault } from '../errors.js'
import * as fields from '../input/fields.js'
import { type Member, memberEvent, memberRecord, memberView, missingFields, type Profile } from '../member/member.js'
import type { Json } from '../storage.js'
import {
  type Organization,
  type OrganizationRecord,
  type OrganizationSettings,
  organizationEvent,
  organizationView,
} from './organization.js'

interface Input {
  readonly name: string
  readonly slug: string
  readonly seatLimit?: number
  readonly settings?: OrganizationSettings
  readonly metadata?: { readonly [key: string]: Json }
  readonly admin?: Profile & { readonly userId: string }
}

/** The new organization, and its first admin. */
export type OrganizationCreated = Organization & { readonly admin: Member }

/** Makes an organization with its first admin: the one named, or the creator (S3-14). */
export const createOrganization = defineCommand<Input, OrganizationCreated, 'member/profile-incomplete'>({
  name: 'organization.create',
  organization: 'created',
  input: fields.input({
    name: fields.name,
    slug: fields.slug,
    seatLimit: fields.optional(fields.seatLimit),
    settings: fields.optional(fields.settings),
    metadata: fields.optional(fields.metadata),
    admin: fields.optional(fields.input({ userId: fields.userId, ...fields.profile })),
  }),
  check: ({ admin }, actor) =>
    admin === undefined && 'system' in actor
      ? [{ path: 'admin', problem: 'is required where the system creates' }]
      : [],
  needs: () => [],
  authorize: () => 'creation',
  propose(slice, input, context) {
    const { now, actor, policy } = context
    const { name, slug, seatLimit, settings = {}, metadata = {} } = input
    const first = input.admin ?? ('userId' in actor ? { userId: actor.userId, ...fields.emailOf(actor) } : undefined)
    if (first === undefined) internalFault('an organization without a first admin')
    const { userId, ...profile } = first
    const admin = memberRecord(
      {
        id: context.newId('member'),
        userId,
        role: policy.adminRole,
        roleGranter: { system: 'creation' },
        status: 'active',
      },
      profile,
      now,
    )
    const missing = missingFields(admin, context.requiredProfile)
    if (missing.length > 0) return refuse('member/profile-incomplete', { missing })
    // Whoever creates it for somebody else becomes no member, and is named apart.
    const creator = 'userId' in actor && actor.userId !== userId ? actor.userId : undefined
    const head: OrganizationRecord = {
      ...compact({ seatLimit }),
      id: slice.organizationId,
      revision: 0,
      commitId: '',
      hash: '',
      slug,
      name,
      status: 'active',
      settings,
      metadata,
      counts: {},
      totals: {},
      createdAt: now,
      updatedAt: now,
    }
    return {
      head,
      writes: [newMember(admin, 'system')],
      events: [
        organizationEvent(
          'organization.created',
          { after: { slug, status: 'active', ...compact({ seatLimit }) } },
          { name, ...compact({ creator }) },
        ),
        memberEvent('member.added', undefined, admin),
      ],
      claims: { take: { kind: 'slug', key: slug } },
      ids: [admin.id],
    }
  },
  presented: (ids) => [{ get: 'member', ids }],
  present(slice, [adminId = '']) {
    const admin = slice.member(adminId) ?? internalFault('an organization without its first admin')
    return { ...organizationView(slice.organization), admin: memberView(slice.organizationId, admin) }
  },
})
