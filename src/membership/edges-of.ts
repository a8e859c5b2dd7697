/** The edges of a member: what they belong to, and what is assigned to them. */
import type { Slice } from '../organization/slice.js'
import type { Delete } from '../storage.js'

/** All edges of a member, taken away: of a removed member nothing is left that could count or wake up. */
export function withoutEdges(slice: Slice, memberId: string): Delete[] {
  const memberships = slice.by('membership', 'principalId', memberId)
  const assignments = slice.by('assignment', 'principalId', memberId)
  return [
    ...memberships.map(({ id }) => ({ kind: 'membership' as const, id })),
    ...assignments.map(({ id }) => ({ kind: 'assignment' as const, id })),
  ]
}
