/** The holders of one role, moved to another, each by the kind of their holding. */
import { type AssignmentRecord, assignmentEvent, assignmentPair, type Term } from '../assignment/assignment.js'
import { assignmentsOf } from '../assignment/principal.js'
import { changed, changedMember, type DomainEvent, deleted, type Proposal, type Write } from '../decision/change-set.js'
import { compact } from '../decision/compact.js'
import type { Context } from '../decision/context.js'
import { withRole } from '../invitation/invitation.js'
import { memberEvent } from '../member/member.js'
import { belongingEvent } from '../membership/members-join.js'
import type { MembershipRecord } from '../membership/membership.js'
import { organizationEvent } from '../organization/organization.js'
import type { Slice } from '../organization/slice.js'
import { belongingEvent as workspaceEvent } from '../workspace/workspace.js'
import type { Holders } from './holders.js'

/** From one role to another of the same scope. */
interface Move {
  readonly from: string
  readonly to: string
}

interface Part {
  readonly writes: readonly Write[]
  readonly events: readonly DomainEvent[]
  readonly deletes?: Proposal['deletes']
}

/** Whoever moves them gives the new role to each of them, and is judged so. */
export function moveHolders(slice: Slice, holders: Holders, move: Move, context: Context): Omit<Proposal, 'ids'> {
  const parts = [
    ...movedMembers(slice, holders, move, context),
    ...movedMemberships(holders, move, context),
    ...movedAssignments(slice, holders, move, context),
  ]
  return {
    writes: parts.flatMap(({ writes }) => writes),
    deletes: parts.flatMap(({ deletes = [] }) => deletes),
    ...withDefaultRole(
      slice,
      move,
      context,
      parts.flatMap(({ events }) => events),
    ),
  }
}

function movedMembers(slice: Slice, { members }: Holders, { to: role }: Move, { granter, now }: Context): Part[] {
  return members.map((before) => {
    const after = { ...before, role, roleGranter: granter, updatedAt: now }
    const writes = [changedMember(after), ...withRole(slice, after, now)]
    return { writes, events: [memberEvent('member.role_changed', before, after)] }
  })
}

function movedMemberships({ memberships }: Holders, { to }: Move, { granter, now }: Context): Part[] {
  return memberships.map((before) => {
    const after = { ...before, role: to, granter, updatedAt: now }
    return { writes: [changed('membership', after)], events: [roleChanged(before, after)] }
  })
}

function roleChanged(before: MembershipRecord, after: MembershipRecord): DomainEvent {
  return before.containerKind === 'workspace'
    ? workspaceEvent('role_changed', before, after, undefined)
    : belongingEvent('team.member_role_changed', before, after, undefined)
}

function movedAssignments(slice: Slice, { assignments }: Holders, { to: role }: Move, context: Context): Part[] {
  const { granter, now } = context
  return assignments.map((before) => {
    const { principalKind: kind, principalId, scopeId } = before
    const pair = assignmentPair(principalId, scopeId, role)
    const known = assignmentsOf(slice, { kind, id: principalId }).find((held) => held.pair === pair)
    if (known !== undefined) return merged(before, known, context)
    const after = { ...before, role, pair, granter, updatedAt: now }
    return { writes: [changed('assignment', after)], events: [assignmentEvent('assignment.changed', before, after)] }
  })
}

/** Whoever is assigned the other role there as well keeps it for as long as either would have lasted. */
function merged(gone: AssignmentRecord, known: AssignmentRecord, { granter, now }: Context): Part {
  const { startsAt: _, expiresAt: __, ...rest } = known
  const term: Term = compact({
    startsAt: outer(gone.startsAt, known.startsAt, Math.min),
    expiresAt: outer(gone.expiresAt, known.expiresAt, Math.max),
  })
  const same = term.startsAt === known.startsAt && term.expiresAt === known.expiresAt
  const after = { ...rest, ...term, ...(same ? {} : { granter, updatedAt: now }) }
  return {
    writes: same ? [] : [changed('assignment', after)],
    deletes: [deleted('assignment', gone, 'system')],
    events: [
      assignmentEvent('assignment.deleted', gone, undefined),
      ...(same ? [] : [assignmentEvent('assignment.changed', known, after)]),
    ],
  }
}

/** The farther of two ends; one that is absent is open. */
function outer(a: number | undefined, b: number | undefined, farther: typeof Math.min): number | undefined {
  return a === undefined || b === undefined ? undefined : farther(a, b)
}

/** Where the role is the organization's default, the other one is from now on. */
function withDefaultRole(
  slice: Slice,
  { from, to }: Move,
  { now }: Context,
  events: readonly DomainEvent[],
): Pick<Proposal, 'head' | 'events'> {
  const { settings } = slice.organization
  if (settings.defaultRole !== from) return { events }
  const after = { ...settings, defaultRole: to }
  const said = { before: { settings: { ...settings } }, after: { settings: after } }
  return {
    head: { ...slice.organization, settings: after, updatedAt: now },
    events: [...events, organizationEvent('organization.updated', {}, said)],
  }
}
