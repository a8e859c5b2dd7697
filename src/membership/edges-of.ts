/** The edges of a member: what they belong to, and what is assigned to them. */
import { deleted, type Gone } from '../decision/change-set.js'
import type { Slice } from '../organization/slice.js'

/** All edges of a member, taken away: of a removed member nothing is left that could count or wake up. */
export function withoutEdges(slice: Slice, memberId: string): Gone[] {
  const memberships = slice.by('membership', 'principalId', memberId)
  const assignments = slice.by('assignment', 'principalId', memberId)
  return [
    ...memberships.map((edge) => deleted('membership', edge, 'system')),
    ...assignments.map((edge) => deleted('assignment', edge, 'system')),
  ]
}
