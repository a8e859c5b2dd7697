/** Whom a command about a workspace names: members, groups, or both. */
import type { InputIssue } from '../errors.js'
import * as fields from '../input/fields.js'

export interface Principals {
  readonly memberIds?: readonly string[]
  readonly groupIds?: readonly string[]
}

export const principalFields = {
  memberIds: fields.optional(fields.list(fields.id, 1_000)),
  groupIds: fields.optional(fields.list(fields.id, 1_000)),
}

export function principalIds({ memberIds = [], groupIds = [] }: Principals): string[] {
  return [...memberIds, ...groupIds]
}

export function principalIssues(who: Principals): readonly InputIssue[] {
  return principalIds(who).length > 0
    ? []
    : [{ path: 'memberIds', problem: 'must name a member, or `groupIds` a group' }]
}
