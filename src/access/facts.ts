/** What access is decided on: one user in one organization, as of one revision. Plain JSON. */
import type { MemberStatus } from '../member/member.js'
import type { OrganizationStatus } from '../organization/organization.js'
import type { CompiledPolicy, CompiledRole } from './compile.js'
import type { Scope } from './scope.js'

export interface AccessFacts {
  readonly organizationId: string
  readonly organizationStatus: OrganizationStatus
  readonly userId: string
  /** Absent, like `role` and `status`, where the user is not a member. */
  readonly memberId?: string | undefined
  readonly role?: string | undefined
  readonly status?: MemberStatus | undefined
  /** Direct permissions of the member, in the organization. */
  readonly permissions?: readonly string[] | undefined
  /** The custom roles of the organization that are named below. */
  readonly roles: readonly CustomRoleFacts[]
  /** Live teams: those that the member is in, and those that were asked for. */
  readonly teams: readonly TeamFacts[]
  /** Live groups that the member is in. */
  readonly groups: readonly string[]
  /** Live workspaces: all shared ones, those that the member is in, and those that were asked for. */
  readonly workspaces: readonly WorkspaceFacts[]
  /** Live resources that were asked for, with all that anybody may hold on them. */
  readonly resources: readonly ResourceFacts[]
  /** Assignments of the member, of their teams and the teams above those, of their groups, and of everyone. */
  readonly assignments: readonly AssignmentFacts[]
  /** The facts are exact while the organization still stands at this commit, and no assignment begins or ends. */
  readonly revision: number
  readonly commitId: string
}

export interface CustomRoleFacts {
  readonly id: string
  readonly name: string
  readonly scope: Scope
  readonly permissions: readonly string[]
}

export interface TeamFacts {
  readonly id: string
  /** The parent, its parent, and so on. */
  readonly ancestors: readonly string[]
  /** Whether the member is in it; `role` is theirs there. */
  readonly belongs: boolean
  readonly role?: string | undefined
}

export interface WorkspaceFacts {
  readonly id: string
  readonly type: 'shared' | 'personal'
  /** How the member is in it: by themselves, or through a group; empty where they are not. */
  readonly memberships: readonly { readonly role?: string | undefined; readonly groupId?: string | undefined }[]
}

export interface ResourceFacts {
  readonly id: string
  readonly type: string
  /** The app's own id of it. */
  readonly key: string
  readonly workspaceId?: string | undefined
  /** The owning member or team. */
  readonly ownerId?: string | undefined
}

export interface AssignmentFacts {
  readonly id: string
  readonly principalKind: 'member' | 'group' | 'team' | 'everyone'
  readonly principalId: string
  readonly role: string
  readonly scopeKind: Scope
  readonly scopeId: string
  /** Milliseconds since 1970, UTC. */
  readonly startsAt?: number | undefined
  readonly expiresAt?: number | undefined
}

/** What keeps somebody from doing anything at all. */
export type Obstacle =
  | 'organization-deleted'
  | 'not-a-member'
  | 'member-pending'
  | 'member-deactivated'
  | 'member-removed'
  | 'role-unknown'

/** Reading an archived organization is allowed: that nothing in it changes is for the commands to see to. */
export const obstacles = (policy: CompiledPolicy, facts: AccessFacts): readonly Obstacle[] => {
  const { status } = facts
  const found: Obstacle[] = facts.organizationStatus === 'deleted' ? ['organization-deleted'] : []
  if (status === undefined) return [...found, 'not-a-member']
  if (status !== 'active') found.push(`member-${status}`)
  if (organizationRole(policy, facts) === undefined) found.push('role-unknown')
  return found
}

/** The member's role; undefined where neither the policy nor the organization has such a role of that scope. */
export const organizationRole = (policy: CompiledPolicy, facts: AccessFacts): CompiledRole | undefined => {
  const found = facts.role === undefined ? undefined : roleOf(policy, facts, facts.role)
  return found?.scope === 'organization' ? found : undefined
}

/** A role by its key in the policy, or by the id that the organization gave it. */
export const roleOf = (
  policy: CompiledPolicy,
  { roles }: Pick<AccessFacts, 'roles'>,
  name: string,
): CompiledRole | undefined => {
  const found = policy.role(name)
  if (found !== undefined) return found
  const custom = roles.find(({ id }) => id === name)
  return custom && policy.customRole(custom)
}
