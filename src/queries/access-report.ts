/** A member's access report: all that they hold, where from, and until when; and what it comes to. */
import { accessOver, type ScopePermissions } from '../access/access.js'
import type { Policy } from '../access/policy.js'
import { type Assignment, type AssignmentRecord, assignmentView, isInForce } from '../assignment/assignment.js'
import { compact, isoTime } from '../decision/compact.js'
import type { Actor } from '../decision/context.js'
import { refuse } from '../decision/refusal.js'
import type { Engine } from '../execute.js'
import * as fields from '../input/fields.js'
import { type Granter, type Member, type MemberRecord, memberView } from '../member/member.js'
import { type Membership, membershipView } from '../membership/membership.js'
import { factsOfMember, inOrder, withEdges } from '../organization/facts-of.js'
import type { Slice } from '../organization/slice.js'
import type { Need } from '../storage.js'
import { withScope } from './access.js'
import { readAs, refused } from './ask.js'
import { inOrganization } from './organizations.js'

/** One thing that a member holds. */
export type Entitlement =
  | { readonly by: 'organization-role'; readonly role: string; readonly granter: Granter }
  | { readonly by: 'direct-permission'; readonly permissions: readonly string[]; readonly granter?: Granter }
  /** Their own, or that of a group of theirs in a workspace. */
  | { readonly by: 'membership'; readonly membership: Membership; readonly throughGroupId?: string }
  /** Their own, or one of a group or a team of theirs, of a team above it, or of everyone. */
  | {
      readonly by: 'assignment'
      readonly assignment: Assignment
      readonly state: 'in-force' | 'not-begun' | 'expired'
      readonly throughGroupId?: string
      readonly throughTeamId?: string
    }

export interface AccessReport<P extends Policy = Policy> {
  readonly member: Member
  /** When it was asked for, ISO 8601: what begins or ends later is told as of then. */
  readonly at: string
  readonly revision: number
  readonly entitlements: readonly Entitlement[]
  /** What all of it comes to, scope by scope. */
  readonly matrix: readonly ScopePermissions<P>[]
  /** Whether groups, teams and everyone hold more on resources than the 1,000 assignments that were read. */
  readonly more: boolean
}

export const accessReportInput = fields.input({ ...inOrganization, memberId: fields.id })

const most = 1_000

/** Two round trips: the member, then what their groups and teams hold on resources, both seen again as of one revision. */
export async function accessReport<P extends Policy>(
  engine: Engine,
  policy: P,
  { organizationId, actor, memberId }: { organizationId: string; actor: Actor; memberId: string },
): Promise<AccessReport<P>> {
  const own: Need = { get: 'member', ids: [memberId], follow: withEdges }
  const read = (needs: readonly Need[]) => readAs(engine, organizationId, actor, 'assignment:read', [own, ...needs])
  let principals = principalsOf(found(await read([]), memberId))
  for (;;) {
    const slice = await read([heldBy(principals)])
    const seen = found(slice, memberId)
    const now = principalsOf(seen)
    // Groups and teams that came in between the two: look again, with them.
    if (now.every((id) => principals.includes(id))) return reportOf(engine, policy, seen, principals)
    principals = now
  }
}

interface Seen {
  readonly slice: Slice
  readonly member: MemberRecord
}

function found(slice: Slice, memberId: string): Seen {
  const member = slice.member(memberId)
  if (member === undefined) throw refused(refuse('member/not-found', { memberId }))
  return { slice, member }
}

function principalsOf({ slice, member }: Seen): string[] {
  const { groups, teams } = factsOfMember(slice, member)
  return [
    'everyone',
    ...groups,
    ...teams.filter(({ belongs }) => belongs).flatMap(({ id, ancestors }) => [id, ...ancestors]),
  ]
}

/** What they hold, resources and all that is held on those along with it. */
function heldBy(principals: readonly string[]): Need {
  const follow = { scope: withScope } as const
  return { get: 'records', kind: 'assignment', by: 'principalId', keys: [...new Set(principals)], limit: most, follow }
}

function reportOf<P extends Policy>(
  engine: Engine,
  policy: P,
  { slice, member }: Seen,
  principals: readonly string[],
): AccessReport<P> {
  const { id: organizationId, revision } = slice.organization
  const at = engine.clock()
  const held = [...new Set(principals)].flatMap((id) => slice.by('assignment', 'principalId', id))
  const assignments = inOrder([...slice.by('assignment', 'principalId', member.id), ...held])
  const facts = factsOfMember(slice, member)
  const entitlements = [
    ...ownOf(member),
    ...membershipsOf(slice, member),
    ...assignments
      .filter(({ scopeKind, scopeId }) => scopeKind === 'organization' || slice.hasLive(scopeKind, scopeId))
      .map((assignment) => assignedTo(organizationId, assignment, facts.teams, at)),
  ]
  const matrix = accessOver(policy, facts, { clock: () => at }).matrix()
  return {
    ...{ member: memberView(organizationId, member), at: isoTime(at), revision, entitlements, matrix },
    more: held.length >= most,
  }
}

function ownOf({ role, roleGranter, permissions, permissionsGranter }: MemberRecord): Entitlement[] {
  const own: Entitlement[] = [{ by: 'organization-role', role, granter: roleGranter }]
  if (permissions !== undefined && permissions.length > 0)
    own.push({ by: 'direct-permission', permissions, ...compact({ granter: permissionsGranter }) })
  return own
}

function membershipsOf(slice: Slice, member: MemberRecord): Entitlement[] {
  const own = inOrder(slice.by('membership', 'principalId', member.id)).filter(({ containerKind, containerId }) =>
    slice.hasLive(containerKind, containerId),
  )
  const groups = own.filter(({ containerKind }) => containerKind === 'group').map(({ containerId }) => containerId)
  const view = (membership: (typeof own)[number]) => membershipView(slice.organizationId, membership)
  return [
    ...own.map((membership): Entitlement => ({ by: 'membership', membership: view(membership) })),
    ...inOrder(slice.catalogue('membership'))
      .filter(({ principalId, containerId }) => groups.includes(principalId) && slice.hasLive('workspace', containerId))
      .map((membership): Entitlement => {
        return { by: 'membership', membership: view(membership), throughGroupId: membership.principalId }
      }),
  ]
}

function assignedTo(
  organizationId: string,
  record: AssignmentRecord,
  teams: readonly { readonly id: string; readonly ancestors: readonly string[]; readonly belongs: boolean }[],
  now: number,
): Entitlement {
  const { principalKind, principalId, startsAt } = record
  const state = isInForce(record, now) ? 'in-force' : startsAt !== undefined && now < startsAt ? 'not-begun' : 'expired'
  const through = teams.find(
    ({ id, ancestors, belongs }) => belongs && (id === principalId || ancestors.includes(principalId)),
  )
  return {
    ...{ by: 'assignment', assignment: assignmentView(organizationId, record, now), state },
    ...compact({
      throughGroupId: principalKind === 'group' ? principalId : undefined,
      throughTeamId: principalKind === 'team' ? through?.id : undefined,
    }),
  }
}
