/** The single changes that would answer a question with yes, tried out on the facts one by one. */
import type { CompiledPolicy } from './compile.js'
import { askerOf, decide } from './decide.js'
import type { AccessFacts } from './facts.js'
import { holdingsIn, type Located } from './holdings.js'
import type { Place } from './place.js'
import { holds, type Rights } from './rights.js'
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
  const asIf = { ...facts, memberId: facts.memberId ?? 'nobody' }
  const rightsIn = (tried: AccessFacts, there: Located): Rights =>
    standingFrom(policy, tried, holdingsIn(policy, tried, there, now)).rights
  const held = rightsIn(asIf, at)
  return [...additions(asIf, at), ...assignments(policy, asIf, at)]
    .flatMap(({ remedy, tried, there }) => {
      const rights = rightsIn(tried, there)
      if (!decide(policy, rights, bit, asked, there, askerOf(tried))) return []
      return [{ ...remedy, adds: gained(policy, held, rights).filter((name) => name !== policy.questions[bit]) }]
    })
    .sort((a, b) => a.adds.length - b.adds.length)
}

/** What somebody has gained, a conditioned permission only where the bare one, which says it all, is not held. */
const gained = ({ questions, layout }: CompiledPolicy, before: Rights, after: Rights): readonly string[] =>
  questions.filter((_, bit) => {
    const bare = layout.bareOf(bit)
    return holds(after, bit) && !holds(before, bit) && (bare === bit || !holds(after, bare))
  })

type Untold<T> = T extends { readonly adds: unknown } ? Omit<T, 'adds'> : never

interface Try {
  readonly remedy: Untold<Remedy>
  readonly tried: AccessFacts
  readonly there: Located
}

const additions = (facts: AccessFacts, at: Located): readonly Try[] => {
  const workspace = workspaceOf(at)
  if (workspace === undefined || workspace.memberships.length > 0) return []
  // The same place, but for the member, who is in it.
  const there = { ...at, workspace: { ...workspace, memberships: [{}] } } as Located
  return [{ remedy: { addTo: { workspace: workspace.id } }, tried: facts, there }]
}

const assignments = (policy: CompiledPolicy, facts: AccessFacts, at: Located): readonly Try[] => {
  const custom = facts.roles.map(policy.customRole)
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
  const workspace = workspaceOf(at)?.id
  const targets: Target[] = [{ scopeKind: 'organization', scopeId: organizationId, on: { organization: true } }]
  if (workspace !== undefined) targets.unshift({ scopeKind: 'workspace', scopeId: workspace, on: { workspace } })
  if (at.kind === 'team') targets.unshift({ scopeKind: at.kind, scopeId: at.team.id, on: { team: at.team.id } })
  if (at.kind === 'resource')
    targets.unshift({ scopeKind: at.kind, scopeId: at.resource.id, on: { resource: at.resource.id } })
  return targets
}

const workspaceOf = (at: Located) => (at.kind === 'workspace' || at.kind === 'resource' ? at.workspace : undefined)
