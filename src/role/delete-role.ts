import { changed, type Proposal } from '../decision/change-set.js'
import { ask, defineCommand } from '../decision/command.js'
import type { Context } from '../decision/context.js'
import { isRefusal, type Refusal, refuse } from '../decision/refusal.js'
import * as fields from '../input/fields.js'
import type { Slice } from '../organization/slice.js'
import { type Holders, holdersAffected, holdersIn, holdersOf, mostHolders, replacementNeeds } from './holders.js'
import { moveHolders } from './move-holders.js'
import { type CustomRole, type RoleRecord, roleEvent, roleKnown, shownRole } from './role.js'

interface Input {
  readonly roleId: string
  readonly replaceWith?: string
  readonly reason?: string
}

type Code = 'role/not-found' | 'role/in-use' | 'role/too-many-holders' | 'role/unknown' | 'role/wrong-scope'

/** Deletes a custom role that nobody holds, or moves its holders to another role in the same commit. */
export const deleteRole = defineCommand<Input, CustomRole, Code>({
  name: 'role.delete',
  input: fields.input({
    roleId: fields.id,
    replaceWith: fields.optional(fields.role),
    reason: fields.optional(fields.reason),
  }),
  needs: ({ roleId, replaceWith }) => (replaceWith === undefined ? holdersOf(roleId) : replacementNeeds(roleId)),
  authorize: () => ask('role:delete'),
  impact(slice, { roleId, replaceWith }, { policy }) {
    const before = slice.customRole(roleId)
    const replacement = replaceWith === undefined ? undefined : roleKnown(slice, policy, replaceWith)
    if (before === undefined || replacement === undefined) return []
    return holdersAffected(roleId, { before: policy.rightsTo(before.permissions), after: replacement.rights }, policy)
  },
  propose(slice, { roleId, replaceWith, reason }, context) {
    const before = slice.customRole(roleId)
    if (before === undefined) return refuse('role/not-found', { roleId })
    const { catalogue: _, ...rest } = before
    const { now } = context
    const after: RoleRecord = { ...rest, status: 'deleted', deletedAt: now, updatedAt: now }
    const moved = emptied(slice, before, replaceWith, context)
    if (isRefusal(moved)) return moved
    const { scope, permissions } = before
    return {
      ...moved,
      writes: [...moved.writes, changed('role', after)],
      events: [
        ...moved.events,
        roleEvent('role.deleted', before, undefined, { before: { scope, permissions } }, reason),
      ],
      ids: [roleId],
    }
  },
  presented: (ids) => [{ get: 'role', ids }],
  present: (slice, [id = '']) => shownRole(slice, id),
})

type Moved = Omit<Proposal, 'ids'>

/** What must go before the role can: nothing where nobody holds it. */
function emptied(
  slice: Slice,
  { id: roleId, scope }: RoleRecord,
  replaceWith: string | undefined,
  context: Context,
): Moved | Refusal<Code> {
  const holders = holdersIn(slice, roleId)
  const count = countOf(holders) + (slice.organization.settings.defaultRole === roleId ? 1 : 0)
  if (replaceWith === undefined) {
    return count === 0 && !holders.more
      ? { writes: [], events: [] }
      : refuse('role/in-use', {
          roleId,
          holders: Math.min(count, mostHolders),
          more: count > mostHolders || holders.more,
        })
  }
  const replacement = replaceWith === roleId ? undefined : roleKnown(slice, context.policy, replaceWith)
  if (replacement === undefined) return refuse('role/unknown', { role: replaceWith })
  if (replacement.scope !== scope)
    return refuse('role/wrong-scope', { role: replaceWith, scope: replacement.scope, scopes: [scope] })
  if (count > mostHolders || holders.more) return refuse('role/too-many-holders', { roleId, limit: mostHolders })
  return moveHolders(slice, holders, { from: roleId, to: replaceWith }, context)
}

function countOf({ members, memberships, assignments }: Holders): number {
  return members.length + memberships.length + assignments.length
}
