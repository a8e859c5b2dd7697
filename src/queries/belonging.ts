/** Who is in a team or a group, and which ones somebody is in. */
import type { GuildhallPermission } from '../access/permissions.js'
import type { Actor } from '../decision/context.js'
import { refuse } from '../decision/refusal.js'
import type { Engine } from '../execute.js'
import * as fields from '../input/fields.js'
import { compareCodePoints } from '../input/text.js'
import { type Member, memberView } from '../member/member.js'
import { type Membership, type MembershipRecord, membershipView } from '../membership/membership.js'
import type { Slice } from '../organization/slice.js'
import type { PageQuery, RecordsByKind } from '../storage.js'
import { allowed, readIn, refused } from './ask.js'
import { inOrganization } from './organizations.js'
import { type Beside, type Page, type PageInput, pageAs } from './paging.js'

/** A member in a team or a group, with what they are there. */
export interface MemberEntry {
  readonly membership: Membership
  readonly member: Member
}

interface Asked {
  readonly organizationId: string
  readonly actor: Actor
}

/** A page of who is in a container, by name. */
export async function pageOfMembers(
  engine: Engine,
  input: Asked & PageInput,
  permission: GuildhallPermission,
  where: PageQuery['where'],
  beside: Beside,
): Promise<{ readonly page: Page<MemberEntry>; readonly slice: Slice }> {
  const query = { kind: 'membership' as const, where, follow: { principal: {} } }
  const { records, cursors, slice } = await pageAs(engine, input, permission, query, beside)
  const items = records.flatMap(({ kind, record }) => (kind === 'membership' ? entryOf(slice, record) : []))
  return { page: { items, ...cursors }, slice }
}

function entryOf(slice: Slice, record: MembershipRecord): MemberEntry[] {
  const member = slice.member(record.principalId)
  if (member === undefined || member.status === 'removed') return []
  const { organizationId } = slice
  return [{ membership: membershipView(organizationId, record), member: memberView(organizationId, member) }]
}

export const ofMemberInput = fields.input({ ...inOrganization, memberId: fields.id })

/** The containers of a kind that a member is in, by name; one's own one may always see. */
export async function containersOfMember<K extends 'team' | 'group'>(
  engine: Engine,
  asked: Asked & { readonly memberId: string },
  kind: K,
): Promise<{
  readonly found: readonly { readonly container: RecordsByKind[K]; readonly membership: Membership }[]
  readonly revision: number
}> {
  const { organizationId, actor, memberId } = asked
  const follow = { memberships: { container: {} } }
  const slice = await readIn(engine, organizationId, actor, [{ get: 'member', ids: [memberId], follow }])
  if (slice.memberOf(actor)?.id !== memberId) allowed(engine, asked, `${kind}:read`, slice)
  const member = slice.member(memberId)
  if (member === undefined || member.status === 'removed') throw refused(refuse('member/not-found', { memberId }))
  const memberships = new Map(slice.by('membership', 'principalId', memberId).map((edge) => [edge.containerId, edge]))
  const found = [...slice.live(kind)].sort(byName).flatMap((container) => {
    const membership = memberships.get(container.id)
    return membership === undefined ? [] : [{ container, membership: membershipView(organizationId, membership) }]
  })
  return { found, revision: slice.organization.revision }
}

function byName(a: Sorted, b: Sorted): number {
  return compareCodePoints(a.sortKey, b.sortKey) || compareCodePoints(a.id, b.id)
}

interface Sorted {
  readonly sortKey: string
  readonly id: string
}
