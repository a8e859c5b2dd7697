/**
 * What grows is a subset of what its giver holds, or a role that theirs may assign; and nobody acts on a member who
 * holds more (R7, R8, R9, R10). Judged with the giver's rights at the base revision.
 */
import type { CompiledPolicy } from '../access/compile.js'
import { minus } from '../access/rights.js'
import type { Actor } from '../decision/context.js'
import { refuse } from '../decision/refusal.js'
import type { Change, Rule, State } from '../decision/rule.js'
import type { MemberRecord } from '../member/member.js'
import { type RoleGiven, roleGiven } from './role-given.js'

export const roleCeiling: Rule<'role/ceiling' | 'member/holds-more'> = (
  before,
  after,
  { changes, actor, base, policy },
) => {
  const actorRole = 'system' in actor ? undefined : activeRole(base.memberOf(actor))
  const common = 'system' in actor ? undefined : defaultGiven(before, after)
  if (common !== undefined) {
    const missing = beyond(policy, policy.rightsOf(common), common, actorRole)
    if (missing.length > 0) return refuse('role/ceiling', { role: common, missing })
  }
  for (const change of changes) {
    const target = actedOn(change, actor, base)
    if (target !== undefined) {
      const missing = beyond(policy, policy.rightsOf(target.role), target.role, actorRole)
      if (missing.length > 0) return refuse('member/holds-more', { memberId: target.id, role: target.role, missing })
    }
    const given = roleGiven(change)
    if (given === undefined || (given.giver === 'actor' && 'system' in actor)) continue
    const giver = given.giver === 'actor' ? actorRole : activeRole(base.member(given.giver.memberId))
    const missing = beyond(policy, growthOf(given, policy), given.after.role, giver)
    if (missing.length > 0 || giver === undefined) return refuse('role/ceiling', { role: given.after.role, missing })
  }
  return undefined
}

/** A default role that is set: it goes to all who come without one, so whoever sets it gives it. */
function defaultGiven(before: State, after: State): string | undefined {
  const { defaultRole } = after.organization.settings
  return before.head === undefined || defaultRole === before.head.settings.defaultRole ? undefined : defaultRole
}

/** The member who is acted on: whose record the actor writes, other than their own. */
function actedOn({ kind, before, authority }: Change, actor: Actor, base: State): MemberRecord | undefined {
  if (
    kind !== 'member' ||
    before === undefined ||
    (authority !== 'actor' && authority !== 'vouching') ||
    'system' in actor
  )
    return undefined
  return before.id === base.memberOf(actor)?.id ? undefined : before
}

/** A member gives with their role as long as they are active; a granter who is gone gives nothing. */
function activeRole(member: MemberRecord | undefined): string | undefined {
  return member?.status === 'active' ? member.role : undefined
}

function growthOf({ before, after, whole }: RoleGiven, policy: CompiledPolicy) {
  const rights = policy.rightsOf(after.role)
  return whole || before === undefined ? rights : minus(rights, policy.rightsOf(before.role))
}

/** The permissions among `rights`, those of `role`, that a giver neither holds nor may hand out. */
function beyond(
  policy: CompiledPolicy,
  rights: ReturnType<typeof growthOf>,
  role: string,
  giverRole: string | undefined,
): readonly string[] {
  if (giverRole !== undefined && policy.mayAssign(giverRole, role)) return []
  return policy.namesIn(minus(rights, policy.rightsOf(giverRole)))
}
