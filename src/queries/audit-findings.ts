/** What the auditor can find, each with what it means. */
export const auditFindings = {
  'no-admin': 'no active member holds the admin role',
  'duplicate-user': 'two members who are not removed are the same user',
  'duplicate-email': 'two members who are not removed have the same address',
  'unknown-role': 'a role is held that there is not, or that is one of another scope',
  'wrong-counter': 'a counter on the head or on a team, group or workspace is not the number that it counts',
  'pending-without-invitation': 'a pending member has no pending invitation',
  'invitation-without-pending': 'a pending invitation has no pending member with its role and address',
  'accepted-without-joining': 'an accepted invitation has not exactly one joining in the history',
  'dangling-edge': 'a membership or an assignment names what never was, or a member who was removed',
  'duplicate-edge': 'a membership or an assignment is there twice',
  'too-many-edges': 'a member has more than 400 memberships and assignments',
  'duplicate-key': 'two teams, groups, workspaces, resources or custom roles have the same key or name',
  'team-astray': 'the teams above a team are not its parents, one above the other, up to five deep',
  'resource-astray': 'a resource is in a workspace that is not there, or owned by what never was',
  'wrong-catalogue': 'a record is in the catalogue and should not be, or the other way round',
  'seat-oversold': 'a step of the history took a seat beyond its limit',
  'history-gap': 'a revision of the history is missing, or comes twice',
  'history-head': 'the last revision of the history is not what the head says',
  'broken-chain': 'a revision does not carry the hash of what it says and of the revision before',
  'altered-details': 'a personal part of an event does not have its digest',
  'history-differs': 'a member’s role or status, or an invitation’s status, is not what the history says',
} as const

export type AuditFindingCode = keyof typeof auditFindings

export interface AuditFinding {
  readonly code: AuditFindingCode
  readonly problem: string
  readonly memberId?: string
  readonly invitationId?: string
  /** The team, group, workspace, resource, role, membership or assignment. */
  readonly recordId?: string
  readonly revision?: number
}
