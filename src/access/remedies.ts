/** The single changes that would answer a question with yes, tried out on the facts one by one. */
import type { CompiledPolicy, CompiledRole } from './compile.js'
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
  const workspace = at.kind === 'workspace' || at.kind === 'resource' ? at.workspace : undefined
  if (workspace === undefined || workspace.memberships.length > 0) return []
  const joined = { ...workspace, memberships: [{}] }
  return [
    { remedy: { addTo: { workspace: workspace.id } }, tried: facts, there: { ...at, workspace: joined } as Located },
  ]
}

const assignments = (policy: CompiledPolicy, facts: AccessFacts, at: Located): readonly Try[] => {
  const custom = facts.roles.map((role) => policy.customRole(role))
  const roles = [...policy.roles.values(), ...custom].filter(({ assignable }) => assignable)
  return placesFor(facts, at).flatMap(({ scopeKind, scopeId, place, of }) =>
    roles
      .filter(({ scope }) => of.includes(scope))
      .map((role) => ({
        remedy: { assign: role.key, on: place },
        tried: { ...facts, assignments: [...facts.assignments, assignmentOf(facts, role, scopeKind, scopeId)] },
        there: at,
      })),
  )
}

const assignmentOf = ({ memberId = '' }: AccessFacts, role: CompiledRole, scopeKind: Scope, scopeId: string) => ({
  ...{ id: '', principalKind: 'member' as const, principalId: memberId, role: role.key, scopeKind, scopeId },
})

interface Target {
  readonly scopeKind: Scope
  readonly scopeId: string
  readonly place: Place
  /** The scopes of the roles that can be assigned there and count here. */
  readonly of: readonly Scope[]
}

/** Where a role could be assigned so that it counts in a scope, the narrowest first. */
const placesFor = ({ organizationId }: AccessFacts, at: Located): readonly Target[] => {
  const inside: Scope[] = at.kind === 'resource' ? ['resource'] : []
  const workspace = at.kind === 'workspace' || at.kind === 'resource' ? at.workspace : undefined
  const targets: Target[] = []
  if (at.kind === 'resource')
    targets.push({ scopeKind: 'resource', scopeId: at.resource.id, place: { resource: at.resource.id }, of: inside })
  if (at.kind === 'team')
    targets.push({ scopeKind: 'team', scopeId: at.team.id, place: { team: at.team.id }, of: ['team'] })
  if (workspace !== undefined) {
    const of: Scope[] = ['workspace', ...inside]
    targets.push({ scopeKind: 'workspace', scopeId: workspace.id, place: { workspace: workspace.id }, of })
  }
  const of: Scope[] = ['organization', ...inside]
  return [...targets, { scopeKind: 'organization', scopeId: organizationId, place: { organization: true }, of }]
}
