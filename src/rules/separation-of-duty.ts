/** Roles that the policy keeps apart are not held together by one member, nor given to many at once (NIST INCITS 359). */
import type { CompiledPolicy, SeparationOfDuty } from '../access/compile.js'
import type { AssignmentRecord } from '../assignment/assignment.js'
import { refuse } from '../decision/refusal.js'
import type { Change, Rule, RuleContext, State } from '../decision/rule.js'
import type { MembershipRecord } from '../membership/membership.js'

export const separationOfDuty: Rule<'member/separation-of-duty' | 'role/members-only'> = (before, after, context) => {
  const { changes, policy } = context
  if (policy.separationOfDuty.length === 0) return undefined
  const concerned = new Set<string>()
  for (const { kind, id, role } of changes.flatMap(given)) {
    if (!policy.separationOfDuty.some((separation) => within(separation, [role], policy).length > 0)) continue
    if (kind !== 'member') return refuse('role/members-only', { role, principalKind: kind })
    concerned.add(id)
  }
  for (const memberId of concerned) {
    const isNew = changes.some(({ kind, before, after }) => kind === 'member' && !before && after.id === memberId)
    const roles = rolesOf(after, memberId, context)
    const rolesBefore = isNew ? [] : rolesOf(before, memberId, context)
    for (const separation of policy.separationOfDuty) {
      const { name, most } = separation
      const held = within(separation, roles, policy)
      if (held.length > most && held.length > within(separation, rolesBefore, policy).length)
        return refuse('member/separation-of-duty', { memberId, separation: name, roles: held, most })
    }
  }
  return undefined
}

/** A role that somebody holds by this change, or for another time than before. */
function given(change: Change): { readonly kind: string; readonly id: string; readonly role: string }[] {
  const { kind, before, after } = change
  if (after === undefined) return []
  switch (kind) {
    case 'member':
      return after.status === 'removed' || before?.role === after.role ? [] : [{ kind, id: after.id, role: after.role }]
    case 'membership':
      return after.role === undefined || before?.role === after.role
        ? []
        : [{ kind: after.principalKind, id: after.principalId, role: after.role }]
    case 'assignment':
      return before?.role === after.role && before.expiresAt === after.expiresAt
        ? []
        : [{ kind: after.principalKind, id: after.principalId, role: after.role }]
    default:
      return []
  }
}

/** All roles of a member, whenever they count: what is over, or leads nowhere any more, is held no longer. */
function rolesOf(state: State, memberId: string, { now }: RuleContext): readonly string[] {
  const member = state.member(memberId)
  const memberships = state.by('membership', 'principalId', memberId).filter((one) => isSomewhere(state, one))
  const assignments = state
    .by('assignment', 'principalId', memberId)
    .filter(({ expiresAt }) => expiresAt === undefined || now < expiresAt)
    .filter((one) => isOnSomething(state, one))
  const own = member === undefined || member.status === 'removed' ? [] : [member.role]
  return [...own, ...memberships.flatMap(({ role = [] }) => role), ...assignments.map(({ role }) => role)]
}

function isSomewhere(state: State, { containerKind, containerId }: MembershipRecord): boolean {
  return state[containerKind](containerId) !== undefined
}

function isOnSomething(state: State, { scopeKind, scopeId }: AssignmentRecord): boolean {
  return scopeKind === 'organization' || state[scopeKind](scopeId) !== undefined
}

/** Those of the separation that the roles are, or inherit. */
function within({ roles }: SeparationOfDuty, held: readonly string[], policy: CompiledPolicy): readonly string[] {
  const all = new Set(held.flatMap((name) => policy.role(name)?.lineage ?? []).map(({ role }) => role))
  return [...roles].filter((role) => all.has(role))
}
