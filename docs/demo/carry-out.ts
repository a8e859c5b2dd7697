/** Does what an import plan says. What needs no id of anything new comes first, then teams level by level, then the rest. */
import type { Batches, Step } from './batches.js'
import { ofAccess, ofMemberships } from './edge-steps.js'
import type { ImportPlan } from './import-plan.js'
import type { Hall } from './policy.js'
import { type Entities, entitiesOf, repository } from './present.js'
import type * as roster from './roster.js'

export async function carryOut(hall: Hall, organizationId: string, plan: ImportPlan, batches: Batches): Promise<void> {
  const [top = [], ...deeper] = teamsByDepth(plan)
  await batches.run([...ofOrganization(plan), ...ofPeople(plan), ...ofRepositories(plan), ...top.map(newTeam())])
  for (const teams of deeper) {
    const known = await entitiesOf(hall, organizationId)
    // a team that could not be made takes those below it along: its entry says why
    await batches.run(teams.filter(({ parent = '' }) => known.teams.has(parent)).map(newTeam(known)))
  }
  const rest = [plan.teams.change, plan.memberships.add, plan.memberships.change, plan.access.add, plan.access.change]
  if (rest.every(({ length }) => length === 0)) return
  const known = await entitiesOf(hall, organizationId)
  await batches.run([...ofTeams(plan, known), ...ofMemberships(plan, known), ...ofAccess(plan, known)])
}

function ofOrganization({ organization, organizationChanges, roster }: ImportPlan): Step[] {
  if (organization === undefined || !organizationChanges) return []
  const { line, name } = roster
  const metadata = { ...organization.metadata, ...roster.metadata }
  return [{ line, command: { command: 'organization.update', input: { name, metadata } } }]
}

function ofPeople({ people: { add, change } }: ImportPlan): Step[] {
  return [
    ...add.map(({ line, userId, role, profile }): Step => {
      const input = { userId, ...profile, ...(role === undefined ? {} : { role }) }
      return { line, command: { command: 'member.add', input } }
    }),
    ...change.flatMap(({ to: { line, role }, from: { id: memberId } }): Step[] =>
      role === undefined ? [] : [{ line, command: { command: 'member.changeRole', input: { memberId, role } } }],
    ),
  ]
}

function ofRepositories({ resources: { add, change } }: ImportPlan): Step[] {
  const named = (key: string) => ({ type: repository, key })
  return [
    ...add.map(({ line, key, name, metadata }): Step => {
      return { line, command: { command: 'resource.create', input: { ...named(key), name, metadata } } }
    }),
    ...change.map(({ to: { line, key, name, metadata }, from }): Step => {
      const input = { resource: named(key), name, metadata: { ...from.metadata, ...metadata } }
      return { line, command: { command: 'resource.update', input } }
    }),
  ]
}

/** New teams, those first that are below none that is new. */
function teamsByDepth({ teams: { add } }: ImportPlan): (readonly roster.Team[])[] {
  const depths = new Map<string, number>()
  for (const { key, parent } of add) depths.set(key, parent === undefined ? 0 : (depths.get(parent) ?? 0) + 1)
  const deepest = Math.max(0, ...depths.values())
  return Array.from({ length: deepest + 1 }, (_, depth) => add.filter(({ key }) => depths.get(key) === depth))
}

const newTeam =
  (known?: Entities) =>
  ({ line, key, name, description, metadata, parent }: roster.Team): Step => {
    const parentId = parent === undefined ? undefined : known?.teams.get(parent)?.id
    const input = {
      ...{ key, name, metadata },
      ...(description === undefined ? {} : { description }),
      ...(parentId === undefined ? {} : { parentId }),
    }
    return { line, command: { command: 'team.create', input } }
  }

function ofTeams({ teams: { change } }: ImportPlan, known: Entities): Step[] {
  return change.flatMap(({ to: { line, name, description, metadata, parent }, from }): Step[] => {
    const teamId = from.id
    const parentId = parent === undefined ? null : (known.teams.get(parent)?.id ?? from.parentId ?? null)
    const changed = { teamId, name, ...(description === undefined ? {} : { description }) }
    const update = { ...changed, metadata: { ...from.metadata, ...metadata } }
    const moves = parentId !== (from.parentId ?? null)
    return [
      { line, command: { command: 'team.update', input: update } },
      ...(moves ? [{ line, command: { command: 'team.move' as const, input: { teamId, parentId } } }] : []),
    ]
  })
}
