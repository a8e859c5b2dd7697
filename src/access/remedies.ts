/** The single changes that would answer a question with yes, tried out on the facts one by one. */
import type { CompiledPolicy } from './compile.js'
import { askerOf, decide } from './decide.js'
import type { AccessFacts } from './facts.js'
import { holdingsIn, type Located } from './holdings.js'
import type { Place } from './place.js'
import { minus, type Rights } from './rights.js'
import type { Scope } from './scope.js'
import { standingFrom } from './standing.js'

/** A role that could be assigned to the member, or a workspace that they could be added to. */
export type Remedy =
  | { readonly assign: string; readonly on: Place; readonly adds: readonly string[] }
  /** Without a role of their own there: what they hold in the organization then counts. */
  | { readonly addTo: Place; readonly adds: readonly string[] }

interface Question {
  readonly policy: CompiledPolicy
  readonly facts: AccessFacts
  readonly bit: number
  readonly asked: object | undefined
  readonly at: Located
}

/** The one that adds least besides first; among equals the narrower scope, then the role that the policy names first. */
export const remediesFor = ({ policy, facts, bit, asked, at }: Question, now: number): readonly Remedy[] => {
  // What else stands in the way is told apart: here it is as if they were an active member.
  const asIf = { ...facts, memberId: facts.memberId ?? 'nobody', groups: facts.groups }
  const rightsIn = (tried: AccessFacts, there: Located): Rights =>
    standingFrom(policy, tried, holdingsIn(policy, tried, there, now)).rights
  const held = rightsIn(asIf, at)
  const tries = [...additions(asIf, at), ...assignments(policy, asIf, at)]
  return tries
    .flatMap(({ remedy, tried, there }) => {
      const rights = rightsIn(tried, there)
      if (!decide(policy, rights, bit, asked, there, askerOf(tried))) return []
      return [{ ...remedy, adds: policy.namesIn(minus(rights, held)).filter((name) => name !== policy.questions[bit]) }]
    })
    .sort((a, b) => a.adds.length - b.adds.length)
}

type Untold<T> = T extends { readonly adds: unknown } ? Omit<T, 'adds'> : never

interface Try {
  readonly remedy: Untold<Remedy>
  readonly tried: AccessFacts
  readonly there: Located
}

const additions = (facts: AccessFacts, at: Located): readonly Try[] => {
  const workspace = workspaceOf(at)
  if (workspace === undefined || workspace.memberships.length > 0) return []
  const joined = { ...workspace, memberships: [{}] }
  return [
    { remedy: { addTo: { workspace: workspace.id } }, tried: facts, there: { ...at, workspace: joined } as Located },
  ]
}

const assignments = (policy: CompiledPolicy, facts: AccessFacts, at: Located): readonly Try[] => {
  const custom = facts.roles.map((role) => policy.customRole(role))
  const roles = [...policy.roles.values(), ...custom].filter(({ assignable }) => assignable)
  return targetsFor(facts, at).flatMap(({ scopeKind, scopeId, on }) =>
    roles
      // a role for resources counts wherever around the resource it is assigned
      .filter(({ scope }) => scope === scopeKind || (scope === 'resource' && at.kind === 'resource'))
      .map(({ key: role }) => {
        const principal = { principalKind: 'member', principalId: facts.memberId ?? '' } as const
        const assignment = { id: '', ...principal, role, scopeKind, scopeId }
        const tried = { ...facts, assignments: [...facts.assignments, assignment] }
        return { remedy: { assign: role, on }, tried, there: at }
      }),
  )
}

interface Target {
  readonly scopeKind: Scope
  readonly scopeId: string
  readonly on: Place
}

/** Where a role could be assigned so that it counts in a scope, the narrowest first. */
const targetsFor = ({ organizationId }: AccessFacts, at: Located): readonly Target[] => {
  const targets: Target[] = []
  const around = (scopeKind: Scope, scopeId: string, on: Place) => targets.push({ scopeKind, scopeId, on })
  if (at.kind === 'resource') around('resource', at.resource.id, { resource: at.resource.id })
  if (at.kind === 'team') around('team', at.team.id, { team: at.team.id })
  const workspace = workspaceOf(at)
  if (workspace !== undefined) around('workspace', workspace.id, { workspace: workspace.id })
  around('organization', organizationId, { organization: true })
  return targets
}

const workspaceOf = (at: Located) => (at.kind === 'workspace' || at.kind === 'resource' ? at.workspace : undefined)
