/** A resource is in a live workspace of its organization, or in none; and a member or team of its organization owns it, or nobody does (S1-40). */
import { refuse } from '../decision/refusal.js'
import type { Rule, State } from '../decision/rule.js'

export const resourcesBelongHere: Rule<'workspace/not-found' | 'resource/owner-not-found'> = (
  _before,
  after,
  { changes },
) => {
  for (const change of changes) {
    if (change.kind !== 'resource' || change.after.status === 'deleted') continue
    const { workspaceId, ownerId } = change.after
    if (workspaceId !== undefined && workspaceId !== change.before?.workspaceId) {
      if (after.workspace(workspaceId) === undefined) return refuse('workspace/not-found', { workspaceId })
    }
    if (ownerId !== undefined && ownerId !== change.before?.ownerId && !isOwner(after, ownerId))
      return refuse('resource/owner-not-found', { ownerId })
  }
  return undefined
}

/** Whoever is only invited owns nothing, so that nothing is left behind when an invitation ends. */
function isOwner(state: State, id: string): boolean {
  const member = state.member(id)
  if (member === undefined) return state.team(id) !== undefined
  return member.status === 'active' || member.status === 'deactivated'
}
