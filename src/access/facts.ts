/** What access is decided on: one user in one organization, as of one revision. */
import type { MemberStatus } from '../member/member.js'
import type { OrganizationStatus } from '../organization/organization.js'
import type { CompiledPolicy, CompiledRole } from './compile.js'
import { minus, type Rights } from './rights.js'

export interface AccessFacts {
  readonly organizationId: string
  readonly organizationStatus: OrganizationStatus
  readonly userId: string
  /** Absent, like `role` and `status`, where the user is not a member. */
  readonly memberId?: string | undefined
  readonly role?: string | undefined
  readonly status?: MemberStatus | undefined
  /** The facts are exact while the organization still stands at this commit. */
  readonly revision: number
  readonly commitId: string
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

/** The member's role; undefined where the policy has no such role in the organization. */
export const organizationRole = (policy: CompiledPolicy, { role }: AccessFacts): CompiledRole | undefined => {
  const found = role === undefined ? undefined : policy.role(role)
  return found?.scope === 'organization' ? found : undefined
}

/** Only an active member of an organization that is not deleted has rights. */
export const rightsFrom = (policy: CompiledPolicy, facts: AccessFacts): Rights => {
  const rights = policy.rightsOf(facts.role)
  return obstacles(policy, facts).length === 0 ? rights : minus(rights, rights)
}
