/** Every command, where the front door has it. Adding one is one line here and one in `front-door.ts`. */
import { assignRole } from './assignment/assign-role.js'
import { changeAssignment } from './assignment/change-assignment.js'
import { unassignRole } from './assignment/unassign-role.js'
import { type AnyCommand, erased } from './decision/command.js'
import { addGroupMembers } from './group/add-group-members.js'
import { createGroup } from './group/create-group.js'
import { deleteGroup } from './group/delete-group.js'
import { removeGroupMembers } from './group/remove-group-members.js'
import { updateGroup } from './group/update-group.js'
import { acceptInvitation } from './invitation/accept-invitation.js'
import { changeInvitationRole } from './invitation/change-invitation-role.js'
import { declineInvitation } from './invitation/decline-invitation.js'
import { inviteMembers } from './invitation/invite-members.js'
import { resendInvitation } from './invitation/resend-invitation.js'
import { revokeInvitation } from './invitation/revoke-invitation.js'
import { addMember } from './member/add-member.js'
import { changeMemberRole } from './member/change-member-role.js'
import { deactivateMember } from './member/deactivate-member.js'
import { leaveOrganization } from './member/leave-organization.js'
import { reactivateMember } from './member/reactivate-member.js'
import { removeMember } from './member/remove-member.js'
import { setMemberPermissions } from './member/set-member-permissions.js'
import { transferAdminRole } from './member/transfer-admin-role.js'
import { updateMember } from './member/update-member.js'
import { archiveOrganization } from './organization/archive-organization.js'
import { createOrganization } from './organization/create-organization.js'
import { deleteOrganization } from './organization/delete-organization.js'
import { restoreOrganization } from './organization/restore-organization.js'
import { setSeatLimit } from './organization/set-seat-limit.js'
import { updateOrganization } from './organization/update-organization.js'
import { createResource } from './resource/create-resource.js'
import { createResources } from './resource/create-resources.js'
import { deleteResource } from './resource/delete-resource.js'
import { moveResource } from './resource/move-resource.js'
import { transferResource } from './resource/transfer-resource.js'
import { updateResource } from './resource/update-resource.js'
import { createRole } from './role/create-role.js'
import { deleteRole } from './role/delete-role.js'
import { updateRole } from './role/update-role.js'
import { addTeamMembers } from './team/add-team-members.js'
import { changeTeamRole } from './team/change-team-role.js'
import { createTeam } from './team/create-team.js'
import { deleteTeam } from './team/delete-team.js'
import { moveTeam } from './team/move-team.js'
import { removeTeamMembers } from './team/remove-team-members.js'
import { updateTeam } from './team/update-team.js'
import { addWorkspaceMembers } from './workspace/add-workspace-members.js'
import { changeWorkspaceRole } from './workspace/change-workspace-role.js'
import { createWorkspace } from './workspace/create-workspace.js'
import { deleteWorkspace } from './workspace/delete-workspace.js'
import { removeWorkspaceMembers } from './workspace/remove-workspace-members.js'
import { updateWorkspace } from './workspace/update-workspace.js'

export const commands = {
  organizations: {
    create: erased(createOrganization),
    update: erased(updateOrganization),
    setSeatLimit: erased(setSeatLimit),
    archive: erased(archiveOrganization),
    restore: erased(restoreOrganization),
    delete: erased(deleteOrganization),
  },
  members: {
    add: erased(addMember),
    update: erased(updateMember),
    changeRole: erased(changeMemberRole),
    setPermissions: erased(setMemberPermissions),
    deactivate: erased(deactivateMember),
    reactivate: erased(reactivateMember),
    remove: erased(removeMember),
    leave: erased(leaveOrganization),
    transferAdmin: erased(transferAdminRole),
  },
  invitations: {
    invite: erased(inviteMembers),
    resend: erased(resendInvitation),
    changeRole: erased(changeInvitationRole),
    revoke: erased(revokeInvitation),
    accept: erased(acceptInvitation),
    decline: erased(declineInvitation),
  },
  teams: {
    create: erased(createTeam),
    update: erased(updateTeam),
    move: erased(moveTeam),
    delete: erased(deleteTeam),
    addMembers: erased(addTeamMembers),
    removeMembers: erased(removeTeamMembers),
    changeRole: erased(changeTeamRole),
  },
  groups: {
    create: erased(createGroup),
    update: erased(updateGroup),
    delete: erased(deleteGroup),
    addMembers: erased(addGroupMembers),
    removeMembers: erased(removeGroupMembers),
  },
  workspaces: {
    create: erased(createWorkspace),
    update: erased(updateWorkspace),
    delete: erased(deleteWorkspace),
    addMembers: erased(addWorkspaceMembers),
    removeMembers: erased(removeWorkspaceMembers),
    changeRole: erased(changeWorkspaceRole),
  },
  resources: {
    create: erased(createResource),
    createMany: erased(createResources),
    update: erased(updateResource),
    move: erased(moveResource),
    transfer: erased(transferResource),
    delete: erased(deleteResource),
  },
  roles: {
    create: erased(createRole),
    update: erased(updateRole),
    delete: erased(deleteRole),
  },
  assignments: {
    assign: erased(assignRole),
    change: erased(changeAssignment),
    unassign: erased(unassignRole),
  },
}

/** Every command by the name that the history knows it by. */
export const commandsByName: ReadonlyMap<string, AnyCommand> = new Map(
  Object.values(commands)
    .flatMap((group): AnyCommand[] => Object.values(group))
    .map((command) => [command.name, command]),
)
