/** Reads of organizations that decide nothing. */
import type { Actor } from '../decision/context.js'
import { refuse } from '../decision/refusal.js'
import type { Engine } from '../execute.js'
import * as fields from '../input/fields.js'
import { invalidInput } from '../input/parse.js'
import { type Member, type MemberStatus, memberStatuses, memberView } from '../member/member.js'
import {
  adminsOf,
  countOf,
  membersIn,
  type Organization,
  organizationView,
  seatsOf,
} from '../organization/organization.js'
import { readAs, refused } from './ask.js'
import { asking } from './asking.js'
import { decode, encode } from './paging.js'

export const inOrganization = { organizationId: fields.id, actor: fields.actor }

export const getOrganizationInput = fields.input(inOrganization)

/** One organization. @throws `organization/not-found` to everybody who is not its active member */
export async function getOrganization(
  engine: Engine,
  input: { organizationId: string; actor: Actor },
): Promise<Organization> {
  const slice = await readAs(engine, input.organizationId, input.actor, 'organization:read', [])
  return organizationView(slice.organization)
}

export const organizationBySlugInput = fields.input({ slug: fields.slug, actor: fields.actor })

/** The organization that holds a slug, as its members see it; to all others there is none. */
export async function organizationBySlug(
  engine: Engine,
  { slug, actor }: { slug: string; actor: Actor },
): Promise<Organization> {
  const { found } = await asking(engine, () => engine.storage.find({ by: 'slug', slug }))
  const [first] = found
  if (first === undefined) throw refused(refuse('organization/not-found', { slug }))
  try {
    return await getOrganization(engine, { organizationId: first.head.id, actor })
  } catch (error) {
    throw concealed(error, slug)
  }
}

/** A slug of a foreign organization is answered exactly like one that nobody holds. */
function concealed(error: unknown, slug: string): unknown {
  const isAbsent =
    typeof error === 'object' && error !== null && 'code' in error && error.code === 'organization/not-found'
  return isAbsent ? refused(refuse('organization/not-found', { slug })) : error
}

/** The numbers of an organization at one instant: they come from its head, at any size (S0-04..S0-08). */
export interface Dashboard {
  readonly revision: number
  /** Members who are not removed. */
  readonly members: number
  readonly pending: number
  readonly active: number
  readonly deactivated: number
  readonly removed: number
  /** Active members with the admin role. */
  readonly admins: number
  /** Seats taken, the limit (absent: unlimited) and what is free (never below 0). */
  readonly seats: { readonly taken: number; readonly limit?: number; readonly free?: number }
  /** Members who are not removed, by role and status. */
  readonly byRole: { readonly [role: string]: { readonly [S in Exclude<MemberStatus, 'removed'>]: number } }
}

export async function dashboard(engine: Engine, input: { organizationId: string; actor: Actor }): Promise<Dashboard> {
  const { organization: head } = await readAs(engine, input.organizationId, input.actor, 'organization:read', [])
  const [pending = 0, active = 0, deactivated = 0, removed = 0] = memberStatuses.map((status) =>
    membersIn(head, status),
  )
  const taken = seatsOf(head, engine.policy)
  const { seatLimit: limit } = head
  const roles = Object.keys(head.counts).filter((role) =>
    ['pending', 'active', 'deactivated'].some((status) => countOf(head, role, status as MemberStatus) > 0),
  )
  return {
    revision: head.revision,
    members: pending + active + deactivated,
    pending,
    active,
    deactivated,
    removed,
    admins: adminsOf(head, engine.policy),
    seats: limit === undefined ? { taken } : { taken, limit, free: Math.max(0, limit - taken) },
    byRole: Object.fromEntries(
      roles.sort().map((role) => [
        role,
        {
          pending: countOf(head, role, 'pending'),
          active: countOf(head, role, 'active'),
          deactivated: countOf(head, role, 'deactivated'),
        },
      ]),
    ),
  }
}

export const organizationsOfUserInput = fields.input({
  actor: fields.actor,
  userId: fields.optional(fields.userId),
  limit: fields.optional(fields.limit(1_000)),
  after: fields.optional(fields.cursor),
})

export interface OrganizationsOfUser {
  readonly items: readonly { readonly organization: Organization; readonly member: Member }[]
  readonly next?: string
}

/** All organizations that a user is a member of, in any status but removed (S1-20). Users see their own, the system anybody's. */
export async function organizationsOfUser(
  engine: Engine,
  { actor, userId, limit = 100, after }: { actor: Actor; userId?: string; limit?: number; after?: string },
): Promise<OrganizationsOfUser> {
  const of = 'system' in actor ? userId : (userId ?? actor.userId)
  if (of === undefined) throw invalidInput([{ path: 'userId', problem: 'is required where the system asks' }])
  if (!('system' in actor) && of !== actor.userId)
    throw refused(refuse('access/not-allowed', { permission: 'member:read' }))
  const start = after === undefined ? {} : { after: decodeId(after) }
  const { found, more } = await asking(engine, () => engine.storage.find({ by: 'user', userId: of, limit, ...start }))
  const items = found.flatMap(({ head, record }) =>
    record?.kind === 'member'
      ? [{ organization: organizationView(head), member: memberView(head.id, record.record) }]
      : [],
  )
  const last = items.at(-1)
  return more && last !== undefined ? { items, next: encode([last.organization.id]) } : { items }
}

/** The id in the cursor of a look-up across organizations. */
export function decodeId(cursor: string): string {
  return decode(cursor, 'after', ([id]) => (typeof id === 'string' && /^[\w-]{1,64}$/.test(id) ? id : undefined))
}
