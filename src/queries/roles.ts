/** Reads of custom roles that decide nothing. */
import { type Scope, scopes } from '../access/scope.js'
import type { Actor } from '../decision/context.js'
import { refuse } from '../decision/refusal.js'
import type { Engine } from '../execute.js'
import * as fields from '../input/fields.js'
import { type CustomRole, roleView } from '../role/role.js'
import { readAs, refused } from './ask.js'
import { inOrganization } from './organizations.js'
import { type Page, type PageInput, pageAs, pageFields } from './paging.js'

export const getRoleInput = fields.input({ ...inOrganization, roleId: fields.id })

/** One custom role that is not deleted. */
export async function getRole(
  engine: Engine,
  { organizationId, actor, roleId }: { organizationId: string; actor: Actor; roleId: string },
): Promise<CustomRole> {
  // Custom roles are in the catalogue, which comes with every read.
  const role = (await readAs(engine, organizationId, actor, 'role:read', [])).customRole(roleId)
  if (role === undefined) throw refused(refuse('role/not-found', { roleId }))
  return roleView(organizationId, role)
}

export const listRolesInput = fields.input({
  ...inOrganization,
  scope: fields.optional(fields.oneOf(scopes)),
  ...pageFields,
})

export interface RoleFilter extends PageInput {
  readonly scope?: Scope
}

/** Custom roles by name. */
export async function listRoles(
  engine: Engine,
  input: { organizationId: string; actor: Actor } & RoleFilter,
): Promise<Page<CustomRole>> {
  const { organizationId, scope } = input
  const { records, cursors } = await pageAs(engine, input, 'role:read', { kind: 'role', where: { status: ['active'] } })
  const items = records.flatMap(({ kind, record }) =>
    kind === 'role' && (scope ?? record.scope) === record.scope ? [roleView(organizationId, record)] : [],
  )
  return { items, ...cursors }
}
