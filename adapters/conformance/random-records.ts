/** Random records, which name each other. */
import type { Kind, RecordsByKind, Stored } from '../../src/storage.js'
import type { Dice } from './dice.js'
import {
  containerStatuses,
  emails,
  hashes,
  invitationIds,
  invitationStatuses,
  keys,
  memberIds,
  memberStatuses,
  recordIds,
  roles,
  sortKeys,
  users,
} from './random-values.js'
import { now, specimen } from './records.js'

const granterOf = (dice: Dice) =>
  dice.onceIn(3) ? { system: dice.pick(memberIds) } : { memberId: dice.pick(memberIds) }

const idOf = (dice: Dice, ...kinds: readonly (keyof typeof recordIds)[]): string =>
  dice.pick(recordIds[dice.pick(kinds)])

const flagged = (dice: Dice) => (dice.onceIn(3) ? { catalogue: true as const } : {})

const container = (dice: Dice) => ({
  name: `name ${dice.below(9)}`,
  status: dice.pick(containerStatuses),
  sortKey: dice.pick(sortKeys),
  updatedAt: now + dice.below(9),
})

const described = (dice: Dice) => dice.maybe(() => ({ description: `description ${dice.below(9)}` }))

const keyed = (dice: Dice) => dice.maybe(() => ({ key: dice.pick(keys) }))

/** What differs from the least that a record of the kind can be. */
const fields: { readonly [K in Kind]: (dice: Dice) => Partial<RecordsByKind[K]> } = {
  member: (dice) => ({
    status: dice.pick(memberStatuses),
    role: dice.pick(roles),
    roleGranter: granterOf(dice),
    sortKey: dice.pick(sortKeys),
    metadata: { roll: dice.below(100) },
    ...dice.maybe(() => ({ userId: dice.pick(users) })),
    ...dice.maybe(() => emailOf(dice)),
    ...dice.maybe(() => ({ invitationId: dice.pick(invitationIds) })),
    ...dice.maybe(() => ({ name: `name ${dice.below(9)}` })),
    ...dice.maybe(() => ({ joinedAt: now + dice.below(9) })),
    ...dice.maybe(() => ({ permissions: dice.some(3, keys), permissionsGranter: granterOf(dice) })),
  }),
  invitation: (dice) => ({
    ...emailOf(dice),
    memberId: dice.pick(memberIds),
    status: dice.pick(invitationStatuses),
    role: dice.pick(roles),
    sortKey: dice.pick(sortKeys),
    expiresAt: now + dice.below(5),
    ...dice.maybe(() => ({ tokenHash: dice.pick(hashes) })),
    ...dice.maybe(() => ({ message: `message ${dice.below(9)}` })),
  }),
  team: (dice) => ({
    ...container(dice),
    ...described(dice),
    ...keyed(dice),
    ancestors: dice.some(3, recordIds.team),
    memberCount: dice.below(9),
    ...dice.maybe(() => ({ parentId: idOf(dice, 'team') })),
    ...dice.maybe(() => ({ capacity: dice.below(9) })),
  }),
  group: (dice) => ({ ...container(dice), ...described(dice), ...keyed(dice), memberCount: dice.below(9) }),
  workspace: (dice) => ({
    ...container(dice),
    ...described(dice),
    ...keyed(dice),
    ...flagged(dice),
    type: dice.pick(['shared', 'personal']),
    ...dice.maybe(() => ({ ownerId: dice.pick(memberIds) })),
  }),
  resource: (dice) => ({
    ...container(dice),
    type: dice.pick(keys),
    ref: dice.pick(keys),
    ...dice.maybe(() => ({ workspaceId: idOf(dice, 'workspace') })),
    ...dice.maybe(() => ({ ownerId: idOf(dice, 'member', 'team') })),
  }),
  role: (dice) => ({
    ...container(dice),
    ...described(dice),
    ...flagged(dice),
    nameKey: dice.pick(keys),
    permissions: dice.some(4, keys),
    scope: dice.pick(['organization', 'workspace', 'team', 'resource']),
  }),
  membership: (dice) => ({
    ...flagged(dice),
    containerId: idOf(dice, 'team', 'group', 'workspace'),
    principalId: idOf(dice, 'member', 'group'),
    pair: dice.pick(keys),
    granter: granterOf(dice),
    sortKey: dice.pick(sortKeys),
    ...dice.maybe(() => ({ role: dice.pick(roles) })),
  }),
  assignment: (dice) => {
    const scopeId = idOf(dice, 'workspace', 'team', 'resource')
    return {
      ...flagged(dice),
      principalKind: dice.pick(['member', 'group', 'team', 'everyone']),
      principalId: idOf(dice, 'member', 'group', 'team'),
      scopeId,
      role: dice.pick(roles),
      pair: dice.pick(keys),
      granter: granterOf(dice),
      sortKey: dice.pick(sortKeys),
      ...dice.maybe(() => ({ sharedScopeId: scopeId })),
      ...dice.maybe(() => ({ startsAt: now + dice.below(9) })),
      ...dice.maybe(() => ({ expiresAt: now + dice.below(9), reason: `reason ${dice.below(9)}` })),
    }
  },
}

function emailOf(dice: Dice) {
  const emailKey = dice.pick(emails)
  return { email: emailKey.toUpperCase(), emailKey }
}

export function randomRecord(dice: Dice, kind: Kind, id: string): Stored {
  return specimen(kind, id, fields[kind](dice))
}
