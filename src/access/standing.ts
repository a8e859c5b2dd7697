/**
 * What somebody holds in a scope: roles, and the rights that they add up to. Scopes contain: the organization its teams,
 * its workspaces (as far as a role reaches into them) and its other resources; a workspace the resources in it.
 */
import type { CompiledPolicy, CompiledRole } from './compile.js'
import {
  type AccessFacts,
  type AssignmentFacts,
  obstacles,
  type ResourceFacts,
  roleOf,
  type WorkspaceFacts,
} from './facts.js'
import { addAll, noRights, type Rights } from './rights.js'

/** A scope by the id of its record. */
export type Where =
  | { readonly organization: true }
  | { readonly workspace: string }
  | { readonly team: string }
  | { readonly resource: string }

export interface Standing {
  readonly rights: Rights
  /** Every role that counts here. */
  readonly roles: readonly CompiledRole[]
}

/** Undefined where the scope is not among the facts: what cannot be decided is denied. */
export const standingIn = (
  policy: CompiledPolicy,
  facts: AccessFacts,
  where: Where,
  now: number,
): Standing | undefined => {
  if (obstacles(policy, facts).length > 0) return { rights: policy.rightsOf(undefined), roles: [] }
  const roles = rolesIn(policy, facts, where, now)
  if (roles === undefined) return undefined
  const rights = noRights(policy.questions.length)
  for (const role of roles.held) addAll(rights, role.bits)
  if (roles.direct) addAll(rights, policy.rightsTo(facts.permissions ?? []))
  return { rights, roles: roles.held }
}

/** What the user may do in the organization as a whole. */
export const rightsFrom = (policy: CompiledPolicy, facts: AccessFacts, now: number): Rights =>
  standingIn(policy, facts, { organization: true }, now)?.rights ?? policy.rightsOf(undefined)

/** Roles that count in a scope, and whether the member's direct permissions do. */
interface Held {
  readonly held: readonly CompiledRole[]
  readonly direct: boolean
}

const rolesIn = (policy: CompiledPolicy, facts: AccessFacts, where: Where, now: number): Held | undefined => {
  if ('organization' in where) return inOrganization(policy, facts, now)
  if ('team' in where) return inTeam(policy, facts, where.team, now)
  const resource = 'resource' in where ? facts.resources.find(({ id }) => id === where.resource) : undefined
  if ('resource' in where) return resource && onResource(policy, facts, resource, now)
  const workspace = facts.workspaces.find(({ id }) => id === where.workspace)
  return workspace && inWorkspace(policy, facts, workspace, now)
}

/** Roles assigned on a scope that are in force, of one kind of role. */
const assigned = (
  policy: CompiledPolicy,
  facts: AccessFacts,
  on: string,
  scope: CompiledRole['scope'],
  now: number,
  who: (assignment: AssignmentFacts) => boolean = () => true,
): CompiledRole[] =>
  facts.assignments
    .filter(({ scopeId }) => scopeId === on)
    .filter(({ startsAt, expiresAt }) => (startsAt ?? now) <= now && (expiresAt === undefined || now < expiresAt))
    .filter(who)
    .flatMap(({ role }) => roleOf(policy, facts, role) ?? [])
    .filter((role) => role.scope === scope)

const named = (
  policy: CompiledPolicy,
  facts: AccessFacts,
  name: string | undefined,
  scope: CompiledRole['scope'],
): CompiledRole[] => {
  const role = name === undefined ? undefined : roleOf(policy, facts, name)
  return role?.scope === scope ? [role] : []
}

const inOrganization = (policy: CompiledPolicy, facts: AccessFacts, now: number): Held => ({
  held: [
    ...named(policy, facts, facts.role, 'organization'),
    ...assigned(policy, facts, facts.organizationId, 'organization', now),
  ],
  direct: true,
})

/** The organization's, and what the member is in the team. */
const inTeam = (policy: CompiledPolicy, facts: AccessFacts, id: string, now: number): Held | undefined => {
  const team = facts.teams.find((known) => known.id === id)
  if (team === undefined) return undefined
  const { held, direct } = inOrganization(policy, facts, now)
  const own = [...named(policy, facts, team.role, 'team'), ...assigned(policy, facts, id, 'team', now)]
  return { held: [...held, ...own], direct }
}

/** Roles of the organization as they reach in, those held in the workspace, and those assigned on it. */
const inWorkspace = (policy: CompiledPolicy, facts: AccessFacts, workspace: WorkspaceFacts, now: number): Held => {
  const { id, memberships } = workspace
  const belongs = memberships.length > 0
  const own = memberships.flatMap(({ role }) => named(policy, facts, role, 'workspace'))
  const direct = (assignment: AssignmentFacts) =>
    assignment.principalKind === 'member' || assignment.principalKind === 'group'
  const isAssigned = own.length > 0 || assigned(policy, facts, id, 'workspace', now, direct).length > 0
  const reaching = inOrganization(policy, facts, now).held.filter(
    ({ reach }) => reach === 'always' || (reach === 'unless-assigned' && belongs && !isAssigned),
  )
  return { held: [...reaching, ...own, ...assigned(policy, facts, id, 'workspace', now)], direct: belongs }
}

/**
 * What holds in the workspace, or else in the organization, and roles of resources that are assigned on it, on its
 * workspace or on the organization: those only while their holder reaches the workspace (S3-30).
 */
const onResource = (
  policy: CompiledPolicy,
  facts: AccessFacts,
  resource: ResourceFacts,
  now: number,
): Held | undefined => {
  const { id, workspaceId } = resource
  const everywhere = [id, facts.organizationId].flatMap((on) => assigned(policy, facts, on, 'resource', now))
  if (workspaceId === undefined) {
    const { held, direct } = inOrganization(policy, facts, now)
    return { held: [...held, ...everywhere], direct }
  }
  const workspace = facts.workspaces.find((known) => known.id === workspaceId)
  if (workspace === undefined) return undefined
  const { held, direct } = inWorkspace(policy, facts, workspace, now)
  const reaches = held.length > 0 || workspace.memberships.length > 0
  const there = [...everywhere, ...assigned(policy, facts, workspaceId, 'resource', now)]
  return { held: reaches ? [...held, ...there] : held, direct }
}
