/** What everybody's access is decided on stays small enough to be at hand with every decision. */
import { refuse } from '../decision/refusal.js'
import type { Rule } from '../decision/rule.js'

/** Custom roles, shared workspaces, groups in workspaces, and what groups, teams and everyone hold beyond single resources. */
const most = 2_000

export const catalogueLimit: Rule<'organization/catalogue-full'> = (before, after) => {
  const count = after.organization.totals.catalogue ?? 0
  const countBefore = before.head?.totals.catalogue ?? 0
  return count > most && count > countBefore ? refuse('organization/catalogue-full', { limit: most, count }) : undefined
}
