/** `guildhall/core`: policy and access, without storage. Runs in a browser. */

export { type Access, type AccessOptions, createAccess, type ScopePermissions } from './access/access.js'
export { accessFromJSON } from './access/access-from-json.js'
export type { Asker, Condition, ConditionOutcome, Ownership } from './access/conditions.js'
export { definePolicy } from './access/define-policy.js'
export type { Allowed, DenialReason, Denied, Explanation, GrantPath, LookedAt } from './access/explain.js'
export type { AccessFacts } from './access/facts.js'
export type { Bar, Source } from './access/holdings.js'
export type { GuildhallPermission } from './access/permissions.js'
export type { Asked, Place, ResourceRef } from './access/place.js'
export type {
  AttributesOf,
  PermissionOf,
  Policy,
  PolicyJson,
  ResolvedPermission,
  RoleOf,
  RoleSummary,
} from './access/policy.js'
export type {
  EntryOf,
  NoConditions,
  PermissionEntry,
  PolicyDefinition,
  RoleDefinition,
  SeparationOfDuty,
} from './access/policy-definition.js'
export type { Remedy } from './access/remedies.js'
export type { Scope } from './access/scope.js'
export type { SeatPolicy, SeatStatus } from './access/seats.js'
export type { AccessSnapshot } from './access/snapshot.js'
