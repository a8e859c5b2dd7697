/** Only who is a member of the organization, pending ones included, is in its teams, groups and workspaces (S1-35, S3-20). */
import { refuse } from '../decision/refusal.js'
import type { Rule, State } from '../decision/rule.js'
import type { MembershipRecord } from '../membership/membership.js'

export const teamMembersAreMembers: Rule<'membership/not-a-member'> = (_before, after, { changes }) => {
  for (const change of changes) {
    if (change.kind !== 'membership' || change.after === undefined || isOfHere(change.after, after)) continue
    const { principalId, containerId } = change.after
    return refuse('membership/not-a-member', { principalId, containerId })
  }
  return undefined
}

/** INVARIANT: a group is never in a team or a group, so that nothing nests but teams. */
function isOfHere({ principalKind, principalId, containerKind }: MembershipRecord, after: State): boolean {
  if (principalKind === 'group') return containerKind === 'workspace' && after.group(principalId) !== undefined
  const member = after.member(principalId)
  return member !== undefined && member.status !== 'removed'
}
