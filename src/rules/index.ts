/** Every rule of Guildhall's own, in the order in which they speak. One file, one invariant, one line here. */
import type { Rule } from '../decision/rule.js'
import { archivedAcceptsNothing } from './archived-accepts-nothing.js'
import { assignableRoles } from './assignable-roles.js'
import { catalogueLimit } from './catalogue-limit.js'
import { lastAdmin } from './last-admin.js'
import { noGainByMoving } from './no-gain-by-moving.js'
import { noSelfElevation } from './no-self-elevation.js'
import { oneMemberPerEmail } from './one-member-per-email.js'
import { oneMemberPerUser } from './one-member-per-user.js'
import { resourcesBelongHere } from './resources-belong-here.js'
import { roleCeiling } from './role-ceiling.js'
import { seatLimit } from './seat-limit.js'
import { separationOfDuty } from './separation-of-duty.js'
import { teamCapacity } from './team-capacity.js'
import { teamMembersAreMembers } from './team-members-are-members.js'

export const builtInRules = {
  'archived-accepts-nothing': archivedAcceptsNothing,
  'assignable-roles': assignableRoles,
  'no-self-elevation': noSelfElevation,
  'role-ceiling': roleCeiling,
  'one-member-per-user': oneMemberPerUser,
  'one-member-per-email': oneMemberPerEmail,
  'last-admin': lastAdmin,
  'seat-limit': seatLimit,
  'team-members-are-members': teamMembersAreMembers,
  'team-capacity': teamCapacity,
  'resources-belong-here': resourcesBelongHere,
  'no-gain-by-moving': noGainByMoving,
  'separation-of-duty': separationOfDuty,
  'catalogue-limit': catalogueLimit,
} as const

export type RuleName = keyof typeof builtInRules

/** The refusals that any command can meet, whatever it is. */
export type RuleCode = { [R in RuleName]: (typeof builtInRules)[R] extends Rule<infer Code> ? Code : never }[RuleName]

export const ruleNames = Object.freeze(Object.keys(builtInRules)) as readonly RuleName[]
