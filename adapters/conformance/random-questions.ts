/** Random questions. */
import type { Base, FindQuery, Follow, HistoryQuery, Need, PageQuery } from '../../src/storage.js'
import { now } from './builders.js'
import type { Dice } from './dice.js'
import {
  emails,
  hashes,
  invitationIds,
  memberIds,
  memberStatuses,
  organizationIds,
  roles,
  slugs,
  sortKeys,
  types,
  users,
} from './random-values.js'

export function needOf(dice: Dice, organizationId: string, base: Base): Need {
  const follow = followOf(dice, 3)
  const offers = invitationIds.map((name) => `${name}_${organizationId}`)
  const removed = dice.maybe(() => ({ removed: dice.onceIn(2) }))
  return dice.pick([
    { get: 'member', ids: dice.some(4, memberIds), follow },
    { get: 'invitation', ids: dice.some(4, offers), follow: { member: followOf(dice, 2) } },
    { get: 'member-by-user', keys: dice.some(3, users), ...removed, follow },
    { get: 'member-by-email', keys: dice.some(3, emails), ...removed, follow },
    { get: 'invitation-by-token', hashes: dice.some(3, hashes), follow: { member: followOf(dice, 2) } },
    { get: 'expired-invitations', at: now + dice.below(5), limit: 1 + dice.below(4) },
    { get: 'revision-by-request', requestId: `request_${dice.below(base.revision + 1)}` },
    { get: 'revision-by-commit', commitId: base.commitId },
  ])
}

function followOf(dice: Dice, depth: number): Follow<'member'> {
  if (depth === 0) return {}
  return {
    ...dice.maybe(() => ({ granter: followOf(dice, depth - 1) })),
    ...dice.maybe(() => ({ invitation: depth > 1 && dice.onceIn(2) ? { member: followOf(dice, depth - 2) } : {} })),
  }
}

export function pageOf(dice: Dice): PageQuery {
  const key = { sortKey: dice.pick(sortKeys), id: dice.pick(memberIds) }
  return {
    kind: dice.pick(['member', 'member', 'invitation']),
    where: {
      ...dice.maybe(() => ({ status: dice.some(3, memberStatuses) })),
      ...dice.maybe(() => ({ role: dice.some(3, roles) })),
      ...(dice.onceIn(4) ? { roleGranter: dice.pick(memberIds) } : {}),
    },
    ...dice.pick([{}, { after: key }, { before: key }]),
    limit: 1 + dice.below(5),
  }
}

export function historyOf(dice: Dice): HistoryQuery {
  return {
    ...(dice.onceIn(4) ? { memberId: dice.pick(memberIds) } : {}),
    ...(dice.onceIn(4) ? { actor: dice.pick(['m1', 'm2', 'system:m1']) } : {}),
    ...(dice.onceIn(3) ? { types: dice.some(2, types) } : {}),
    ...(dice.onceIn(4) ? { from: now + dice.below(20) } : {}),
    ...(dice.onceIn(4) ? { until: now + dice.below(20) } : {}),
    ...(dice.onceIn(4) ? { afterRevision: dice.below(10) } : {}),
    ...(dice.onceIn(3) ? { after: { revision: dice.below(10), index: dice.below(3) } } : {}),
    order: dice.pick(['oldest-first', 'newest-first']),
    limit: 1 + dice.below(6),
  }
}

export function findsOf(dice: Dice): FindQuery[] {
  const limit = 1 + dice.below(3)
  const after = dice.maybe(() => ({ after: dice.pick(organizationIds) }))
  const afterInvitation = dice.maybe(() => ({ after: `${dice.pick(invitationIds)}_${dice.pick(organizationIds)}` }))
  return [
    { by: 'slug', slug: dice.pick(slugs) },
    { by: 'user', userId: dice.pick(users), ...after, limit },
    { by: 'email', emailKey: dice.pick(emails), ...afterInvitation, limit },
    { by: 'expired-invitations', at: now + dice.below(5), ...after, limit },
  ]
}
