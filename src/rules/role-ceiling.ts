/**
 * What grows is a subset of what its giver holds there, or a role that one of theirs may assign; nobody acts on a member
 * who holds more, nor takes from others what they could not give (R7, R8, R9, R10). Judged with the giver's rights at the
 * base revision.
 */
import { minus } from '../access/rights.js'
import type { Standing } from '../access/standing.js'
import { refuse } from '../decision/refusal.js'
import type { Change, Rule, RuleContext, State } from '../decision/rule.js'
import type { MemberRecord } from '../member/member.js'
import { type Gift, giftsOf } from './gifts.js'
import { lossBy } from './losses.js'
import { mayGive } from './may-give.js'
import { roleIn } from './role-in.js'

export const roleCeiling: Rule<'role/ceiling' | 'member/holds-more'> = (before, after, context) => {
  const { changes, policy } = context
  const common = 'system' in context.actor ? undefined : defaultGiven(before, after)
  if (common !== undefined) {
    const rights = roleIn(after, policy, common)?.bits ?? policy.rightsOf(undefined)
    const missing = beyond({ role: common, rights }, actorStanding(context), context)
    if (missing.length > 0) return refuse('role/ceiling', { role: common, missing })
  }
  for (const change of changes) {
    const more = holdsMore(change, context) ?? takesMore(change, before, context)
    if (more !== undefined) return more
    for (const gift of giftsOf(change, { policy, after })) {
      if (gift.giver === 'actor' && 'system' in context.actor) continue
      const giver = giverOf(gift, context)
      const missing = beyond(gift, giver, context)
      if (missing.length > 0 || giver === undefined) return refuse('role/ceiling', { ...named(gift), missing })
    }
  }
  return undefined
}

/** A default role that is set: it goes to all who come without one, so whoever sets it gives it. */
function defaultGiven(before: State, after: State): string | undefined {
  const { defaultRole } = after.organization.settings
  return before.head === undefined || defaultRole === before.head.settings.defaultRole ? undefined : defaultRole
}

function named({ role }: Gift): { readonly role?: string } {
  return role === undefined ? {} : { role }
}

/** A member gives with what they hold as long as they are active; a granter who is gone gives nothing. */
function giverOf({ giver, where }: Gift, { base, actor, standingOf }: RuleContext): Standing | undefined {
  const member = giver === 'actor' ? base.memberOf(actor) : base.member(giver.memberId)
  return member?.status === 'active' ? standingOf(member, where) : undefined
}

function actorStanding({ base, actor, standingOf }: RuleContext): Standing | undefined {
  const member = base.memberOf(actor)
  return member?.status === 'active' ? standingOf(member) : undefined
}

/** The permissions among the rights that the giver neither holds nor may hand out. */
function beyond(
  { role, rights }: Pick<Gift, 'role' | 'rights'>,
  giver: Standing | undefined,
  { policy }: RuleContext,
): readonly string[] {
  if (giver !== undefined && role !== undefined && mayGive(policy, giver, role)) return []
  return policy.namesIn(minus(rights, giver?.rights ?? policy.rightsOf(undefined)))
}

/** Whose record the actor writes, other than their own, holds nothing in the organization that the actor does not. */
function holdsMore(change: Change, context: RuleContext) {
  const target = actedOn(change, context)
  if (target === undefined) return undefined
  const actor = actorStanding(context)
  for (const role of context.heldBy(target).roles) {
    const missing = beyond({ role: role.key, rights: role.bits }, actor, context)
    if (missing.length > 0) return refuse('member/holds-more', { memberId: target.id, role: role.key, missing })
  }
  const missing = beyond({ rights: context.policy.rightsTo(target.permissions ?? []) }, actor, context)
  return missing.length === 0 ? undefined : refuse('member/holds-more', { memberId: target.id, missing })
}

/** What the actor takes from others by hand they hold there, or may assign; of their own they may give up all. */
function takesMore(change: Change, before: State, context: RuleContext) {
  const { actor, base, policy, now } = context
  const loss = 'system' in actor ? undefined : lossBy(change, { policy, now, before })
  const self = base.memberOf(actor)
  if (loss === undefined || loss.from.id === self?.id) return undefined
  // In a scope that is gone, what they hold in the organization counts.
  const taker =
    self?.status === 'active' ? (context.standingOf(self, loss.where) ?? context.standingOf(self)) : undefined
  const missing = beyond(loss, taker, context)
  if (missing.length === 0) return undefined
  return loss.from.kind === 'member'
    ? refuse('member/holds-more', { memberId: loss.from.id, role: loss.role, missing })
    : refuse('role/ceiling', { role: loss.role, missing })
}

function actedOn({ kind, before, authority }: Change, { actor, base }: RuleContext): MemberRecord | undefined {
  const acts = authority === 'actor' || authority === 'vouching'
  if (kind !== 'member' || before === undefined || !acts || 'system' in actor) return undefined
  return before.id === base.memberOf(actor)?.id ? undefined : before
}
