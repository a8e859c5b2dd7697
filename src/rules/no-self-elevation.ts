/** Nobody raises themselves, not even by a role that theirs may give to others, nor through a team or group of theirs (S4-80, R9). */
import { isEmpty, minus } from '../access/rights.js'
import { refuse } from '../decision/refusal.js'
import type { Rule, RuleContext, State } from '../decision/rule.js'
import { type Gift, giftsOf } from './gifts.js'

export const noSelfElevation: Rule<'member/self-elevation'> = (_before, after, context) => {
  const { changes, actor, base, policy, standingOf } = context
  const self = base.memberOf(actor)
  if (self === undefined) return undefined
  for (const change of changes) {
    for (const gift of giftsOf(change, { policy, after })) {
      if (gift.giver !== 'actor' || !reaches(gift, self.id, after)) continue
      const held = standingOf(self, gift.where)?.rights ?? policy.rightsOf(undefined)
      if (!isEmpty(minus(gift.rights, held)))
        return refuse('member/self-elevation', { memberId: self.id, ...roleOf(gift) })
    }
  }
  return undefined
}

function roleOf({ role }: Gift): Pick<Gift, 'role'> {
  return role === undefined ? {} : { role }
}

/** Whether the member themselves gains by it. */
function reaches({ to }: Gift, memberId: string, after: RuleContext['base']): boolean {
  switch (to.kind) {
    case 'member':
      return to.id === memberId
    case 'everyone':
      return true
    default:
      return containersOf(after, memberId).has(to.id)
  }
}

/** Teams with those above them, and groups, that the member is in. */
function containersOf(state: State, memberId: string): ReadonlySet<string> {
  const ids = state.by('membership', 'principalId', memberId).map(({ containerId }) => containerId)
  return new Set(ids.flatMap((id) => [id, ...(state.ancestorsOf(id) ?? [])]))
}
