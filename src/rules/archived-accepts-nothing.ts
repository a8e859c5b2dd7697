/** An archived organization accepts nothing but being restored or deleted; a deleted one accepts nothing at all (R26). */
import { refuse } from '../decision/refusal.js'
import type { Rule } from '../decision/rule.js'

export const archivedAcceptsNothing: Rule<'organization/archived' | 'organization/not-found'> = (
  before,
  after,
  { changes },
) => {
  const { organizationId } = after
  if (before.head?.status === 'deleted') return refuse('organization/not-found', { organizationId })
  if (before.head?.status !== 'archived') return undefined
  if (changes.length === 0 && after.head === before.head) return undefined
  return after.organization.status === 'archived' ? refuse('organization/archived', { organizationId }) : undefined
}
