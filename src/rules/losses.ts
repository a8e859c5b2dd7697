/** What a change takes from whom, by somebody's own hand, as the rule about acting on others judges it. */
import type { CompiledPolicy } from '../access/compile.js'
import { minus, type Rights } from '../access/rights.js'
import { scopeOf } from '../access/scope-of.js'
import type { Where } from '../access/standing.js'
import { isWider, type PrincipalKind } from '../assignment/assignment.js'
import type { Change, State } from '../decision/rule.js'
import { rightsIn } from './role-in.js'

/** A role that somebody holds no longer, or for a shorter time. */
export interface Loss {
  readonly from: { readonly kind: PrincipalKind; readonly id: string }
  /** Where it counted. */
  readonly where: Where
  readonly role: string
  /** What is judged: all of it, or what is lost of it. */
  readonly rights: Rights
}

type ChangeOf<K extends Change['kind']> = Extract<Change, { kind: K }>

interface Judging {
  readonly policy: CompiledPolicy
  readonly now: number
  readonly before: State
}

/**
 * The loss by one change, if there is one. What goes along with something else, such as a removal, is the system's and not
 * judged here; what comes by belonging goes with it, as whoever says who belongs decides.
 */
export function lossBy(change: Change, judging: Judging): Loss | undefined {
  if (change.authority !== 'actor') return undefined
  if (change.kind === 'membership') return ofMembership(change, judging)
  return change.kind === 'assignment' ? ofAssignment(change, judging) : undefined
}

/** The role in the container, or what a lesser one lacks of it. */
function ofMembership({ before, after }: ChangeOf<'membership'>, judging: Judging): Loss | undefined {
  const { policy, before: state } = judging
  if (before?.role === undefined || before.role === after?.role || before.containerKind === 'group') return undefined
  const { containerKind, containerId, principalKind: kind, principalId: id, role } = before
  const rights = minus(rightsIn(state, policy, role), rightsIn(state, policy, after?.role))
  return { from: { kind, id }, where: scopeOf(containerKind, containerId), role, rights }
}

/** A role taken away before its time, or put off; of what is over nobody loses anything. */
function ofAssignment({ before, after }: ChangeOf<'assignment'>, judging: Judging): Loss | undefined {
  const { policy, now, before: state } = judging
  if (before === undefined || (before.expiresAt !== undefined && before.expiresAt <= now)) return undefined
  const { principalKind: kind, principalId: id, scopeKind, scopeId, role } = before
  if (after?.role === role && !isWider(before, after)) return undefined
  return { from: { kind, id }, where: scopeOf(scopeKind, scopeId), role, rights: rightsIn(state, policy, role) }
}
