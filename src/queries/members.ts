/** Reads of members that decide nothing. */
import { compact } from '../decision/compact.js'
import type { Actor } from '../decision/context.js'
import { refuse } from '../decision/refusal.js'
import type { Engine } from '../execute.js'
import * as fields from '../input/fields.js'
import { type Member, type MemberStatus, memberStatuses, memberView } from '../member/member.js'
import { readAs, refused } from './ask.js'
import { inOrganization } from './organizations.js'
import { type Page, type PageInput, pageAs, pageFields } from './paging.js'

export const getMemberInput = fields.input({ ...inOrganization, memberId: fields.id })

/** One member in full, in whatever status, since attribution outlives membership (S0-27, S4-11, S4-45). */
export async function getMember(
  engine: Engine,
  { organizationId, actor, memberId }: { organizationId: string; actor: Actor; memberId: string },
): Promise<Member> {
  const slice = await readAs(engine, organizationId, actor, 'member:read', [{ get: 'member', ids: [memberId] }])
  const member = slice.member(memberId)
  if (member === undefined) throw refused(refuse('member/not-found', { memberId }))
  return memberView(organizationId, member)
}

export const listMembersInput = fields.input({
  ...inOrganization,
  status: fields.optional(fields.list(fields.oneOf(memberStatuses), memberStatuses.length)),
  role: fields.optional(fields.list(fields.role, 100)),
  ...pageFields,
})

export interface MemberFilter extends PageInput {
  /** `active` and `deactivated` where absent: pending members are listed apart (S1-08, S1-18). */
  readonly status?: readonly MemberStatus[]
  readonly role?: readonly string[]
}

/** Members by name (those without one by address, then id), filtered by status and role (S1-03, S4-06, S4-08, S4-10). */
export async function listMembers(
  engine: Engine,
  input: { organizationId: string; actor: Actor } & MemberFilter,
): Promise<Page<Member>> {
  const { organizationId, status = ['active', 'deactivated'], role } = input
  const where = { status, ...compact({ role }) }
  const { records, cursors } = await pageAs(engine, input, 'member:read', { kind: 'member', where })
  const items = records.flatMap(({ kind, record }) => (kind === 'member' ? [memberView(organizationId, record)] : []))
  return { items, ...cursors }
}
