/**
 * All that somebody holds that could count in a scope, each with how they come to it and, where it does not count there,
 * why. Scopes contain: the organization its teams, its workspaces (as far as a role reaches into them) and its other
 * resources; a workspace the resources in it. What counts adds up; the same list answers and explains.
 */
import { compact } from '../decision/compact.js'
import type { CompiledPolicy, CompiledRole } from './compile.js'
import {
  type AccessFacts,
  type AssignmentFacts,
  type ResourceFacts,
  roleOf,
  type TeamFacts,
  type WorkspaceFacts,
} from './facts.js'
import type { Reach, Scope } from './scope.js'

/** How somebody comes to a role. */
export type Source =
  /** It is their role in the organization. */
  | { readonly by: 'organization-role' }
  /** Permissions of their own, beside every role. */
  | { readonly by: 'direct-permission' }
  /** Their role, or that of a group of theirs, in a team or a workspace. */
  | {
      readonly by: 'membership'
      readonly containerKind: 'team' | 'workspace'
      readonly containerId: string
      readonly groupId?: string
    }
  /** An assignment to them, to a group or a team of theirs, to a team above one of theirs, or to everyone. */
  | ({
      readonly by: 'assignment'
      readonly assignmentId: string
      /** The team of theirs by which a team above it counts. */
      readonly throughTeamId?: string
    } & Pick<AssignmentFacts, 'principalKind' | 'principalId' | 'scopeKind' | 'scopeId' | 'startsAt' | 'expiresAt'>)

/**
 * Why something that is held does not count: the role is not known, or is one for another kind of scope; the assignment has
 * not begun, or has ended; the role does not reach into workspaces, or reaches only into those that its holder is in, or
 * gives way to the role that they are given there; a role for resources, while its holder does not reach the workspace.
 */
export type Bar =
  | 'role-unknown'
  | 'wrong-scope'
  | 'not-begun'
  | 'expired'
  | 'never-reaches'
  | 'not-in-workspace'
  | 'assigned-there'
  | 'outside-workspace'

export interface Holding {
  /** The role by the name under which it is stored; absent for direct permissions. */
  readonly name?: string
  readonly role?: CompiledRole | undefined
  readonly source: Source
  /** Where the role is the organization's and the scope is a workspace, or something in it: how it reaches in. */
  readonly reach?: Reach
  /** Absent where it counts. */
  readonly bar?: Bar | undefined
}

/** A scope that is among the facts. */
export type Located =
  | { readonly kind: 'organization' }
  | { readonly kind: 'team'; readonly team: TeamFacts }
  | { readonly kind: 'workspace'; readonly workspace: WorkspaceFacts }
  | { readonly kind: 'resource'; readonly resource: ResourceFacts; readonly workspace?: WorkspaceFacts }

export const holdingsIn = (
  policy: CompiledPolicy,
  facts: AccessFacts,
  at: Located,
  now: number,
): readonly Holding[] => {
  const held = new Held(policy, facts, now)
  switch (at.kind) {
    case 'organization':
      return held.inOrganization()
    case 'team':
      return held.inTeam(at.team)
    case 'workspace':
      return held.inWorkspace(at.workspace)
    case 'resource':
      return held.onResource(at.resource, at.workspace)
  }
}

class Held {
  readonly #policy: CompiledPolicy
  readonly #facts: AccessFacts
  readonly #now: number

  constructor(policy: CompiledPolicy, facts: AccessFacts, now: number) {
    this.#policy = policy
    this.#facts = facts
    this.#now = now
  }

  inOrganization(): Holding[] {
    const { role, organizationId } = this.#facts
    return [
      ...this.#own(role, 'organization', { by: 'organization-role' }),
      ...this.#direct(),
      ...this.#assigned(organizationId, 'organization'),
    ]
  }

  /** The organization's, and what the member is in the team. */
  inTeam({ id, role }: TeamFacts): Holding[] {
    const source: Source = { by: 'membership', containerKind: 'team', containerId: id }
    return [...this.inOrganization(), ...this.#own(role, 'team', source), ...this.#assigned(id, 'team')]
  }

  /** Roles of the organization as they reach in, those held in the workspace, and those assigned on it. */
  inWorkspace({ id, memberships }: WorkspaceFacts): Holding[] {
    const belongs = memberships.length > 0
    const own = memberships.flatMap(({ role, groupId }) => {
      const source: Source = { by: 'membership', containerKind: 'workspace', containerId: id, ...compact({ groupId }) }
      return this.#own(role, 'workspace', source)
    })
    const there = this.#assigned(id, 'workspace')
    const isAssigned = [...own, ...there].some((holding) => holding.bar === undefined && isTheirs(holding))
    const reaching = this.inOrganization().map((holding) => reachingIn(holding, belongs, isAssigned))
    return [...reaching, ...own, ...there]
  }

  /**
   * What holds in the workspace, or else in the organization, and roles of resources that are assigned on it, on its
   * workspace or on the organization: those only while their holder reaches the workspace (S3-30).
   */
  onResource({ id }: ResourceFacts, workspace: WorkspaceFacts | undefined): Holding[] {
    const around = workspace === undefined ? this.inOrganization() : this.inWorkspace(workspace)
    const inside =
      workspace === undefined ||
      workspace.memberships.length > 0 ||
      around.some(({ role, bar }) => role !== undefined && bar === undefined)
    const on = [id, ...(workspace === undefined ? [] : [workspace.id]), this.#facts.organizationId]
    const given = on.flatMap((scopeId) => this.#assigned(scopeId, 'resource', scopeId !== id))
    return [
      ...around.filter(({ role }) => role?.scope !== 'resource'),
      ...given.map((holding) => (inside ? holding : barred(holding, 'outside-workspace'))),
    ]
  }

  /** A role that somebody has where they belong; none, where they have none there. */
  #own(name: string | undefined, scope: Scope, source: Source): Holding[] {
    return name === undefined ? [] : [this.#named(name, scope, source)]
  }

  #direct(): Holding[] {
    const { permissions = [] } = this.#facts
    return permissions.length === 0 ? [] : [{ source: { by: 'direct-permission' } }]
  }

  /** Roles assigned on a scope, of one kind of role; those of another kind too, barred, unless told not to. */
  #assigned(on: string, scope: Scope, onlyOfScope = false): Holding[] {
    return this.#facts.assignments.flatMap((assignment) => {
      if (assignment.scopeId !== on) return []
      const holding = this.#named(assignment.role, scope, this.#sourceOf(assignment))
      if (onlyOfScope && holding.role?.scope !== scope) return []
      const { startsAt, expiresAt } = assignment
      // so written that a clock which tells no time grants nothing
      if (startsAt !== undefined && !(startsAt <= this.#now)) return [barred(holding, 'not-begun')]
      return [expiresAt !== undefined && !(this.#now < expiresAt) ? barred(holding, 'expired') : holding]
    })
  }

  #named(name: string, scope: Scope, source: Source): Holding {
    const role = roleOf(this.#policy, this.#facts, name)
    if (role === undefined) return { name, source, bar: 'role-unknown' }
    return role.scope === scope ? { name, role, source } : { name, role, source, bar: 'wrong-scope' }
  }

  #sourceOf({ id: assignmentId, role: _, ...said }: AssignmentFacts): Source {
    const throughTeamId = said.principalKind === 'team' ? this.#teamBelow(said.principalId) : undefined
    return { by: 'assignment', assignmentId, ...compact({ ...said, throughTeamId }) }
  }

  #teamBelow(teamId: string): string | undefined {
    const theirs = this.#facts.teams.filter(({ belongs }) => belongs)
    if (theirs.some(({ id }) => id === teamId)) return undefined
    return theirs.find(({ ancestors }) => ancestors.includes(teamId))?.id
  }
}

const barred = (holding: Holding, bar: Bar): Holding => ({ ...holding, bar: holding.bar ?? bar })

/** Whether it is given to the member or to a group of theirs, not to a team or to everyone. */
const isTheirs = ({ source }: Holding): boolean =>
  source.by === 'membership' ||
  (source.by === 'assignment' && (source.principalKind === 'member' || source.principalKind === 'group'))

/** What is held in the organization, as it counts in a workspace; direct permissions go where their holder is. */
const reachingIn = (holding: Holding, belongs: boolean, isAssigned: boolean): Holding => {
  if (holding.source.by === 'direct-permission') return belongs ? holding : barred(holding, 'not-in-workspace')
  const { role } = holding
  if (role === undefined || role.scope !== 'organization') return holding
  const reaching = { ...holding, reach: role.reach }
  if (role.reach === 'always') return reaching
  if (role.reach === 'never') return barred(reaching, 'never-reaches')
  if (!belongs) return barred(reaching, 'not-in-workspace')
  return isAssigned ? barred(reaching, 'assigned-there') : reaching
}
