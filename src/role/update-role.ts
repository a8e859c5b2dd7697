import { expandRole, type WrongPermissions } from '../access/expand-permissions.js'
import { changed } from '../decision/change-set.js'
import { ask, defineCommand } from '../decision/command.js'
import { compact, patched } from '../decision/compact.js'
import { isRefusal, refuse } from '../decision/refusal.js'
import * as fields from '../input/fields.js'
import { sortKey } from '../input/text.js'
import { holdersAffected, type Shift } from './holders.js'
import { type CustomRole, type RoleRecord, roleEvent, roleNamed, roleNameKey, shownRole } from './role.js'

interface Input {
  readonly roleId: string
  readonly name?: string
  readonly permissions?: readonly string[]
  readonly description?: string | null
  readonly reason?: string
}

type Code = 'role/not-found' | 'role/name-taken' | WrongPermissions

/** Renames a custom role, or changes what it holds, for all its holders at once; the id stays. */
export const updateRole = defineCommand<Input, CustomRole, Code>({
  name: 'role.update',
  input: fields.input({
    roleId: fields.id,
    name: fields.optional(fields.name),
    permissions: fields.optional(fields.permissions),
    description: fields.optional(fields.nullable(fields.description)),
    reason: fields.optional(fields.reason),
  }),
  // Custom roles are in the catalogue, which every decision has at hand.
  needs: () => [],
  authorize: () => ask('role:update'),
  impact(slice, { roleId, permissions: entries }, { policy }) {
    const before = slice.customRole(roleId)
    const permissions = before && entries && expandRole(policy, entries, before.scope)
    if (before === undefined || permissions === undefined || isRefusal(permissions)) return []
    const shift: Shift = { before: policy.rightsTo(before.permissions), after: policy.rightsTo(permissions) }
    return holdersAffected(roleId, shift, policy)
  },
  propose(slice, { roleId, name, permissions: entries, description, reason }, { now, policy }) {
    const before = slice.customRole(roleId)
    if (before === undefined) return refuse('role/not-found', { roleId })
    const other = name === undefined ? undefined : roleNamed(slice, policy, name)
    if (name !== undefined && other !== undefined && other !== roleId)
      return refuse('role/name-taken', { name, role: other })
    const permissions = entries && expandRole(policy, entries, before.scope)
    if (permissions !== undefined && isRefusal(permissions)) return permissions
    const after = changedRole(before, { name, permissions, description }, now)
    const moved = String(before.permissions) !== String(after.permissions)
    const facts = moved
      ? { before: { permissions: before.permissions }, after: { permissions: after.permissions } }
      : {}
    return {
      writes: [changed('role', after)],
      events: [roleEvent('role.updated', before, after, facts, reason)],
      ids: [roleId],
    }
  },
  presented: (ids) => [{ get: 'role', ids }],
  present: (slice, [id = '']) => shownRole(slice, id),
})

interface RoleChange {
  readonly name: string | undefined
  readonly permissions: readonly string[] | undefined
  readonly description: string | null | undefined
}

function changedRole(before: RoleRecord, change: RoleChange, now: number): RoleRecord {
  const { description, ...rest } = before
  const { name = before.name, permissions = before.permissions } = change
  return {
    ...rest,
    ...{ name, nameKey: roleNameKey(name), sortKey: sortKey(name), permissions },
    ...compact({ description: patched(description, change.description) }),
    updatedAt: now,
  }
}
