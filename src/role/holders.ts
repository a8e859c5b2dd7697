/** Who holds a custom role: members by their own role, members and groups by a membership, anybody by an assignment. */
import type { CompiledPolicy } from '../access/compile.js'
import { minus, type Rights } from '../access/rights.js'
import type { AssignmentRecord } from '../assignment/assignment.js'
import { isLivePrincipal, isLiveScope } from '../assignment/principal.js'
import type { ImpactQuery } from '../decision/command.js'
import { type MemberRecord, memberStatuses } from '../member/member.js'
import type { MembershipRecord } from '../membership/membership.js'
import { withEdges } from '../organization/facts-of.js'
import type { Slice } from '../organization/slice.js'
import type { Follow, Need } from '../storage.js'

/** The most that are moved to another role in one commit. */
export const mostHolders = 500

export interface Holders {
  readonly members: readonly MemberRecord[]
  readonly memberships: readonly MembershipRecord[]
  readonly assignments: readonly AssignmentRecord[]
  /** Whether there may be more than were read. */
  readonly more: boolean
}

/** Who holds the role: one more than can be moved, and whether they are there. */
export function holdersOf(role: string): Need[] {
  return lookUps(role, {}, { container: {}, principal: {} }, { scope: {}, principal: {} })
}

/** The same, each with all that is judged when it is moved. */
export function replacementNeeds(role: string): Need[] {
  const principal = withEdges
  return lookUps(
    role,
    { ...withEdges, invitation: {} },
    { container: {}, principal },
    { scope: { workspace: {}, shared: {} }, principal },
  )
}

function lookUps(
  role: string,
  member: Follow<'member'>,
  membership: Follow<'membership'>,
  assignment: Follow<'assignment'>,
): Need[] {
  const look = { get: 'records', by: 'role', keys: [role], limit: mostHolders + 1 } as const
  return [
    { ...look, kind: 'member', follow: member },
    { ...look, kind: 'membership', follow: membership },
    { ...look, kind: 'assignment', follow: assignment },
  ]
}

/** Those that count: dead edges hold nothing. */
export function holdersIn(slice: Slice, role: string): Holders {
  const members = slice.by('member', 'role', role)
  const memberships = slice.by('membership', 'role', role)
  const assignments = slice.by('assignment', 'role', role)
  return {
    members,
    memberships: memberships.filter(
      ({ containerKind, containerId, principalKind, principalId }) =>
        slice.hasLive(containerKind, containerId) && slice.hasLive(principalKind, principalId),
    ),
    assignments: assignments.filter(
      (assignment) => isLivePrincipal(slice, assignment) && isLiveScope(slice, assignment),
    ),
    more: [members, memberships, assignments].some(({ length }) => length > mostHolders),
  }
}

/** What a role comes to, before and after. */
export interface Shift {
  readonly before: Rights
  readonly after: Rights
}

/** The holders of a role, the first of each way to hold it, with what they gain and lose; none where nobody does. */
export function holdersAffected(
  role: string,
  { before, after }: Shift,
  policy: CompiledPolicy,
): readonly ImpactQuery[] {
  const gains = policy.namesIn(minus(after, before))
  const loses = policy.namesIn(minus(before, after))
  if (gains.length === 0 && loses.length === 0) return []
  const list = { name: 'role-holders', gains, loses }
  const status = memberStatuses.filter((one) => one !== 'removed')
  const follow = { principal: {} }
  return [
    { ...list, query: { kind: 'member', where: { role: [role], status }, limit: 20 } },
    { ...list, query: { kind: 'membership', where: { role: [role] }, follow, limit: 20 } },
    { ...list, query: { kind: 'assignment', where: { role: [role] }, follow, limit: 20 } },
  ]
}
