/** `guildhall/core`: policy and access, without storage. Runs in a browser. */

export { type Access, createAccess } from './access/access.js'
export { definePolicy } from './access/define-policy.js'
export type { Allowed, DenialReason, Denied, Explanation, GrantPath } from './access/explain.js'
export type { AccessFacts } from './access/facts.js'
export {
  type GuildhallPermission,
  type GuildhallPermissionSummary,
  guildhallPermissions,
} from './access/permissions.js'
export type { PermissionOf, Policy, PolicyJson, RoleOf, RoleSummary } from './access/policy.js'
export type {
  EntryOf,
  PermissionEntry,
  PolicyDefinition,
  RoleDefinition,
  SeparationOfDuty,
} from './access/policy-definition.js'
export type { Scope } from './access/scope.js'
export type { SeatPolicy, SeatStatus } from './access/seats.js'
