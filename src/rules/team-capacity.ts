/** No team takes more members than its capacity; one that was lowered below use throws nobody out. */
import { refuse } from '../decision/refusal.js'
import type { Rule } from '../decision/rule.js'

export const teamCapacity: Rule<'team/full'> = (_before, _after, { changes }) => {
  for (const { kind, before, after } of changes) {
    if (kind !== 'team' || after.status === 'deleted' || after.capacity === undefined) continue
    const { id: teamId, capacity, memberCount: members } = after
    if (members > capacity && members > (before?.memberCount ?? 0))
      return refuse('team/full', { teamId, capacity, members })
  }
  return undefined
}
