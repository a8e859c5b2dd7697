import { expandRole, type WrongPermissions } from '../access/expand-permissions.js'
import { type Scope, scopes } from '../access/scope.js'
import { created } from '../decision/change-set.js'
import { ask, defineCommand } from '../decision/command.js'
import { compact } from '../decision/compact.js'
import { isRefusal, refuse } from '../decision/refusal.js'
import * as fields from '../input/fields.js'
import { sortKey } from '../input/text.js'
import { type CustomRole, type RoleRecord, roleEvent, roleNamed, roleNameKey, shownRole } from './role.js'

interface Input {
  readonly name: string
  readonly scope?: Scope
  readonly permissions: readonly string[]
  readonly description?: string
  readonly reason?: string
}

type Code = 'role/name-taken' | WrongPermissions

/** Makes a role of the organization's own, within what its author holds. */
export const createRole = defineCommand<Input, CustomRole, Code>({
  name: 'role.create',
  input: fields.input({
    name: fields.name,
    scope: fields.optional(fields.oneOf(scopes)),
    permissions: fields.permissions,
    description: fields.optional(fields.description),
    reason: fields.optional(fields.reason),
  }),
  // Custom roles are in the catalogue, which every decision has at hand.
  needs: () => [],
  authorize: () => ask('role:create'),
  propose(slice, { name, scope = 'organization', permissions: entries, description, reason }, { newId, now, policy }) {
    const role = roleNamed(slice, policy, name)
    if (role !== undefined) return refuse('role/name-taken', { name, role })
    const permissions = expandRole(policy, entries, scope)
    if (isRefusal(permissions)) return permissions
    const record: RoleRecord = {
      id: newId('role'),
      ...{ name, nameKey: roleNameKey(name), scope, permissions },
      ...compact({ description }),
      ...{ status: 'active', catalogue: true, sortKey: sortKey(name), createdAt: now, updatedAt: now },
    }
    return {
      writes: [created('role', record)],
      events: [roleEvent('role.created', undefined, record, { after: { scope, permissions } }, reason)],
      ids: [record.id],
    }
  },
  presented: (ids) => [{ get: 'role', ids }],
  present: (slice, [id = '']) => shownRole(slice, id),
})
