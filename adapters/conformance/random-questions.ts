/** Random questions. */
import {
  type Base,
  type Edge,
  edges,
  type FindQuery,
  type Follow,
  type HistoryQuery,
  type Kind,
  kinds,
  listFields,
  lookUpFields,
  type Need,
  type PageQuery,
} from '../../src/storage.js'
import type { Dice } from './dice.js'
import {
  catalogueIds,
  containerStatuses,
  edgePrefixes,
  emails,
  hashes,
  invitationIds,
  keys,
  memberIds,
  memberStatuses,
  organizationIds,
  recordIds,
  roles,
  slugs,
  sortKeys,
  types,
  users,
} from './random-values.js'
import { now } from './records.js'

export function needOf(dice: Dice, organizationId: string, base: Base): Need {
  const offers = invitationIds.map((name) => `${name}_${organizationId}`)
  const removed = dice.maybe(() => ({ removed: dice.onceIn(2) }))
  const ofMembers = { follow: followOf<'member'>(dice, 'member', 3) }
  const ofInvitations = { follow: followOf<'invitation'>(dice, 'invitation', 3) }
  return dice.pick([
    byIds(dice, offers),
    byField(dice),
    byField(dice),
    { get: 'catalogue', ...dice.maybe(() => ({ known: dice.pick(catalogueIds) })) },
    { get: 'member-by-user', keys: dice.some(3, users), ...removed, ...ofMembers },
    { get: 'member-by-email', keys: dice.some(3, emails), ...removed, ...ofMembers },
    { get: 'invitation-by-token', hashes: dice.some(3, hashes), ...ofInvitations },
    { get: 'expired-invitations', at: now + dice.below(5), limit: 1 + dice.below(4) },
    { get: 'revision-by-request', requestId: `request_${dice.below(base.revision + 1)}` },
    { get: 'revision-by-commit', commitId: base.commitId },
  ])
}

/** Every id that a record may have, and a few that none has. */
const allIds: readonly string[] = [...Object.values(recordIds).flat(), 'nobody', '']

function byIds(dice: Dice, offers: readonly string[]): Need {
  const kind = dice.pick(kinds)
  const made = Array.from({ length: 6 }, () => `${dice.pick(edgePrefixes)}${kind}${1 + dice.below(9)}`)
  const ids = dice.some(6, kind === 'invitation' ? offers : [...allIds, ...made])
  return { get: kind, ids, follow: followOf(dice, kind, 3) } as Need // the kind decides the edges
}

function byField(dice: Dice): Need {
  const [kind, by] = dice.pick(kinds.flatMap((kind) => lookUpFields[kind].map((field) => [kind, field] as const)))
  const [few, limit] = [dice.some(4, valuesOf(by)), 1 + dice.below(9)]
  return { get: 'records', kind, by, keys: few, limit, follow: followOf(dice, kind, 2) } as Need // likewise
}

/** What may stand in a look-up field or a list field. */
function valuesOf(field: string): readonly string[] {
  if (field === 'role') return roles
  const { member, team, group, workspace, resource } = recordIds
  const ids: { readonly [field: string]: readonly string[] } = {
    parentId: team,
    ownerId: [...member, ...team],
    workspaceId: workspace,
    containerId: [...team, ...group, ...workspace],
    principalId: [...member, ...group, ...team],
    scopeId: [...workspace, ...team, ...resource],
    sharedScopeId: [...workspace, ...team, ...resource],
  }
  return ids[field] ?? keys
}

function followOf<K extends Kind>(dice: Dice, kind: Kind, depth: number): Follow<K> {
  const known: [name: string, edge: Edge][] = Object.entries(edges[kind])
  const followed = known.flatMap(([name, edge]) => {
    if (depth === 0 || !dice.onceIn(3)) return []
    return [[name, followOf(dice, dice.pick('from' in edge ? [edge.from] : edge.to), depth - 1)]]
  })
  return Object.fromEntries(followed) as Follow<K> // by the table of edges
}

export function pageOf(dice: Dice): PageQuery {
  const key = { sortKey: dice.pick(sortKeys), id: dice.pick(memberIds) }
  const kind = dice.pick(kinds)
  return {
    kind,
    where: {
      ...(dice.onceIn(4) ? { status: dice.some(3, [...memberStatuses, ...containerStatuses]) } : {}),
      ...(dice.onceIn(4) ? { role: dice.some(3, roles) } : {}),
      ...(dice.onceIn(9) ? { roleGranter: dice.pick(memberIds) } : {}),
      ...(dice.onceIn(3) ? byListField(dice, kind) : {}),
    },
    ...dice.maybe(() => ({ follow: followOf(dice, kind, 2) })),
    ...dice.pick([{}, {}, { after: key }, { before: key }]),
    limit: 1 + dice.below(5),
  }
}

/** A list field of the kind, now and then one of another. */
function byListField(dice: Dice, kind: Kind): Pick<PageQuery['where'], 'by'> {
  const fields = listFields[dice.onceIn(9) ? 'assignment' : kind]
  if (fields.length === 0) return {}
  const field = dice.pick(fields)
  return { by: { field, key: dice.pick(valuesOf(field)) } }
}

export function historyOf(dice: Dice): HistoryQuery {
  return {
    ...(dice.onceIn(4) ? { memberId: dice.pick(memberIds) } : {}),
    ...(dice.onceIn(4) ? { recordId: dice.pick(recordIds.team) } : {}),
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
