/** Records as people see them, whatever their kind. */
import { type Assignment, assignmentView } from '../assignment/assignment.js'
import { type Group, groupView } from '../group/group.js'
import { type Invitation, invitationView } from '../invitation/invitation.js'
import { type Member, memberView } from '../member/member.js'
import { type Membership, membershipView } from '../membership/membership.js'
import { type Resource, resourceView } from '../resource/resource.js'
import { type CustomRole, roleView } from '../role/role.js'
import type { Kind, Stored } from '../storage.js'
import { type Team, teamView } from '../team/team.js'
import { type Workspace, workspaceView } from '../workspace/workspace.js'

/** What people see of a record of each kind. */
export interface ViewsByKind {
  readonly member: Member
  readonly invitation: Invitation
  readonly team: Team
  readonly group: Group
  readonly workspace: Workspace
  readonly resource: Resource
  readonly role: CustomRole
  readonly membership: Membership
  readonly assignment: Assignment
}

export function viewOf(organizationId: string, stored: Stored, now: number): ViewsByKind[Kind] {
  switch (stored.kind) {
    case 'member':
      return memberView(organizationId, stored.record)
    case 'invitation':
      return invitationView(organizationId, stored.record, now)
    case 'team':
      return teamView(organizationId, stored.record)
    case 'group':
      return groupView(organizationId, stored.record)
    case 'workspace':
      return workspaceView(organizationId, stored.record)
    case 'resource':
      return resourceView(organizationId, stored.record)
    case 'role':
      return roleView(organizationId, stored.record)
    case 'membership':
      return membershipView(organizationId, stored.record)
    case 'assignment':
      return assignmentView(organizationId, stored.record, now)
  }
}
