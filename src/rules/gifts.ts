/** What a change gives to whom, as the rules about giving judge it. */
import type { CompiledPolicy } from '../access/compile.js'
import { minus, type Rights } from '../access/rights.js'
import { scopeOf } from '../access/scope-of.js'
import type { Where } from '../access/standing.js'
import { isWider, type PrincipalKind } from '../assignment/assignment.js'
import type { Change, RuleContext, State } from '../decision/rule.js'
import type { Granter } from '../member/member.js'
import { rightsIn } from './role-in.js'

/** Something that somebody gains by a change. */
export interface Gift {
  /** Whose rights must suffice: the actor's, or those of the granter, whose gift is judged again. */
  readonly giver: 'actor' | { readonly memberId: string }
  /** `role`: whoever holds it. */
  readonly to: { readonly kind: PrincipalKind | 'role'; readonly id: string }
  /** Where it counts. */
  readonly where: Where
  /** The role that is given, or by which it comes; absent where permissions are given directly. */
  readonly role?: string
  /** What is judged: all of it, or what grows. */
  readonly rights: Rights
}

type ChangeOf<K extends Change['kind']> = Extract<Change, { kind: K }>
type Judging = Pick<RuleContext, 'policy'> & { readonly after: State }

/**
 * The gifts of one change. The system's are not judged; what is given to a pending member is judged as if they were
 * active, when it is given and again on acceptance.
 */
export function giftsOf(change: Change, judging: Judging): readonly Gift[] {
  if (change.authority === 'system' || change.after === undefined) return []
  switch (change.kind) {
    case 'member':
      return [...roleOfMember(change, judging), ...permissionsOfMember(change, judging)]
    case 'membership':
      return membershipGifts(change, judging)
    case 'assignment':
      return assignmentGifts(change, judging)
    case 'role':
      return definitionGifts(change, judging)
    case 'team':
      return ancestryGifts(change, judging)
    default:
      return []
  }
}

/**
 * A new role, one that somebody vouches for anew (resend), or one that takes effect now on the word of its granter
 * (acceptance).
 */
function roleOfMember({ before, after, authority }: ChangeOf<'member'>, { policy, after: state }: Judging): Gift[] {
  if (after.status === 'removed') return []
  const rights = rightsIn(state, policy, after.role)
  const gift = { to: member(after.id), where: organization, role: after.role }
  if (authority === 'granter') return byGranter(after.roleGranter, { ...gift, rights })
  const anew = before === undefined || authority === 'vouching' || !sameGranter(before.roleGranter, after.roleGranter)
  if (!anew && before.role === after.role) return []
  // INVARIANT: whoever gives to a pending member vouches for all of it, since all of it is judged again on acceptance.
  const whole = before === undefined || before.status === 'pending' || before.role === after.role
  return [{ giver: 'actor', ...gift, rights: whole ? rights : minus(rights, rightsIn(state, policy, before.role)) }]
}

function permissionsOfMember({ before, after, authority }: ChangeOf<'member'>, { policy }: Judging): Gift[] {
  if (after.status === 'removed' || after.permissions === undefined || after.permissionsGranter === undefined) return []
  const rights = policy.rightsTo(after.permissions)
  const gift = { to: member(after.id), where: organization }
  if (authority === 'granter') return byGranter(after.permissionsGranter, { ...gift, rights })
  const granter = before?.permissionsGranter
  const anew = authority === 'vouching' || granter === undefined || !sameGranter(granter, after.permissionsGranter)
  if (!anew && String(before?.permissions) === String(after.permissions)) return []
  const whole = before === undefined || before.status === 'pending' || authority === 'vouching'
  return [
    { giver: 'actor', ...gift, rights: whole ? rights : minus(rights, policy.rightsTo(before.permissions ?? [])) },
  ]
}

/** INVARIANT: the system as granter is not judged again. */
function byGranter(granter: Granter, gift: Omit<Gift, 'giver'>): Gift[] {
  return 'memberId' in granter ? [{ giver: { memberId: granter.memberId }, ...gift }] : []
}

/** The role in the container, and, to whoever comes in, what the container itself holds. */
function membershipGifts({ before, after }: ChangeOf<'membership'>, { policy, after: state }: Judging): Gift[] {
  if (after === undefined) return []
  const { containerKind, containerId, principalKind, principalId, role } = after
  const to = { kind: principalKind, id: principalId }
  const gifts: Gift[] = []
  if (role !== undefined && role !== before?.role && containerKind !== 'group') {
    const where = scopeOf(containerKind, containerId)
    const rights = minus(rightsIn(state, policy, role), rightsIn(state, policy, before?.role))
    gifts.push({ giver: 'actor', to, where, role, rights })
  }
  if (before !== undefined || containerKind === 'workspace') return gifts
  const team = containerKind === 'team' ? state.team(containerId) : undefined
  return [...gifts, ...heldBy([containerId, ...(team?.ancestors ?? [])], to, policy, state)]
}

/** A role given anew, or for longer. */
function assignmentGifts({ before, after }: ChangeOf<'assignment'>, { policy, after: state }: Judging): Gift[] {
  if (after === undefined) return []
  const { principalKind, principalId, scopeKind, scopeId, role } = after
  if (before !== undefined && before.role === role && !isWider(after, before)) return []
  const where = scopeOf(scopeKind, scopeId)
  const to = { kind: principalKind, id: principalId }
  return [{ giver: 'actor', to, where, role, rights: rightsIn(state, policy, role) }]
}

/**
 * What a custom role holds, and held: whoever changes or deletes it acts on all who hold it, and so must hold all of that
 * themselves (R8); no `assigns` covers it.
 */
function definitionGifts({ before, after }: ChangeOf<'role'>, { policy }: Judging): Gift[] {
  const kept = after.status === 'deleted' ? [] : after.permissions
  const rights = policy.rightsTo([...(before?.permissions ?? []), ...kept])
  return [{ giver: 'actor', to: { kind: 'role', id: after.id }, where: organization, rights }]
}

/** A team that comes under another gains what is held there. */
function ancestryGifts({ before, after }: ChangeOf<'team'>, { policy, after: state }: Judging): Gift[] {
  if (before === undefined && after.memberCount === 0) return []
  const gained = after.ancestors.filter((id) => before?.ancestors.includes(id) !== true)
  return gained.length === 0 ? [] : heldBy(gained, { kind: 'team', id: after.id }, policy, state)
}

/**
 * What teams or a group hold by assignment, and a group by its role in workspaces. What is held on a single resource is
 * judged as if it were given in the organization.
 */
function heldBy(ids: readonly string[], to: Gift['to'], policy: CompiledPolicy, state: State): Gift[] {
  const assigned = ids.flatMap((id) => state.by('assignment', 'principalId', id))
  const there = state.catalogue('membership').filter(({ principalId }) => ids.includes(principalId))
  const inWorkspaces = there.flatMap(({ role, containerId }) =>
    role === undefined ? [] : [{ role, where: { workspace: containerId } }],
  )
  const held: { role: string; where: Where }[] = [
    ...assigned.map(({ role, scopeKind, scopeId }) => ({
      role,
      where: scopeKind === 'workspace' ? { workspace: scopeId } : organization,
    })),
    ...inWorkspaces,
  ]
  return held.map(({ role, where }) => ({ giver: 'actor', to, where, role, rights: rightsIn(state, policy, role) }))
}

const organization: Where = { organization: true }

function member(id: string): Gift['to'] {
  return { kind: 'member', id }
}

function sameGranter(a: Granter, b: Granter): boolean {
  if ('memberId' in a) return 'memberId' in b && a.memberId === b.memberId
  return 'system' in b && a.system === b.system
}
