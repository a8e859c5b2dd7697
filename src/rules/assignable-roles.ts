/** Only roles that there are, for the scope that they are for, and that may be assigned, are given (S2-13, S3-08, R24). */
import type { Scope } from '../access/scope.js'
import { refuse } from '../decision/refusal.js'
import type { Change, Rule } from '../decision/rule.js'
import { giftsOf } from './gifts.js'
import { roleIn } from './role-in.js'

/** A role that is given, and the scopes that it may be for. */
interface Given {
  readonly role: string
  readonly scopes: readonly Scope[]
  /** Whether it is assigned beside a member's own role, as the admin role never is: then it could end, or come through a group. */
  readonly beside?: boolean
  /** Whether it was held before and is only vouched for: what is given anew goes by the name that the role has now. */
  readonly again?: boolean
}

export const assignableRoles: Rule<
  'role/unknown' | 'role/wrong-scope' | 'role/not-assignable' | 'role/admin-only-own'
> = (before, after, { changes, policy }) => {
  const given = changes.flatMap((change): Given[] => {
    const anew = change.kind === 'member' && giftsOf(change, { policy, after }).some(({ role }) => role !== undefined)
    return givenBy(change, anew)
  })
  const { defaultRole } = after.organization.settings
  if (defaultRole !== undefined && defaultRole !== before.head?.settings.defaultRole)
    given.push({ role: defaultRole, scopes: ['organization'] })
  for (const { role: name, scopes, beside = false, again = false } of given) {
    const role = roleIn(after, policy, name)
    if (role === undefined || (role.key !== name && !again)) return refuse('role/unknown', { role: name })
    if (!scopes.includes(role.scope)) return refuse('role/wrong-scope', { role: name, scope: role.scope, scopes })
    if (beside && policy.isAdmin(name)) return refuse('role/admin-only-own', { role: name })
    if (!role.assignable) return refuse('role/not-assignable', { role: name })
  }
  return undefined
}

/** INVARIANT: not even the system gives a role that does not exist. */
function givenBy(change: Change, anew: boolean): Given[] {
  switch (change.kind) {
    case 'member': {
      const { before, after } = change
      if (after.status === 'removed' || (before?.role === after.role && !anew)) return []
      return [{ role: after.role, scopes: ['organization'], again: before?.role === after.role }]
    }
    case 'membership': {
      const { before, after } = change
      if (after?.role === undefined || before?.role === after.role) return []
      return [{ role: after.role, scopes: after.containerKind === 'group' ? [] : [after.containerKind] }]
    }
    case 'assignment': {
      const { before, after } = change
      if (after === undefined || before?.role === after.role) return []
      return [{ role: after.role, scopes: scopesOn(after.scopeKind), beside: true }]
    }
    default:
      return []
  }
}

/** A role of resources can be assigned on one, on a workspace or on the organization: for all in it. */
function scopesOn(kind: Scope): readonly Scope[] {
  return kind === 'workspace' || kind === 'organization' ? [kind, 'resource'] : [kind]
}
