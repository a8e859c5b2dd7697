/** What is there already, by the names that a roster knows it by. */
import type { AssignmentEntry, Member, Resource, Team } from 'guildhall'
import { allOf } from './pages.js'
import { type Hall, type Level, levelOf } from './policy.js'

const actor = { system: 'import' } as const
/** What a repository is to Guildhall. */
export const repository = 'repository'

/** What has an id of its own. */
export interface Entities {
  /** By user id and by address, so that most are there twice. */
  readonly people: ReadonlyMap<string, Member>
  /** By key, like the repositories. */
  readonly teams: ReadonlyMap<string, Team>
  readonly resources: ReadonlyMap<string, Resource>
}

/** What connects them. */
export interface Edges {
  /** By `nameOfMembership`. */
  readonly memberships: ReadonlyMap<string, { readonly maintainer: boolean }>
  /** By `nameOfAccess`. */
  readonly access: ReadonlyMap<string, readonly Held[]>
}

/** A level that is held for good; those from or until a time are nobody's business here. */
export interface Held {
  readonly assignmentId: string
  readonly level: Level
}

export const nothing: Entities & Edges = {
  people: new Map(),
  teams: new Map(),
  resources: new Map(),
  memberships: new Map(),
  access: new Map(),
}

/** What somebody can be recognised by. */
export const namesOf = (userId: string | undefined, email: string | undefined): string[] =>
  [userId, email?.toLowerCase()].filter((name) => name !== undefined)

export const nameOfMembership = (team: string, userId: string): string => JSON.stringify([team, userId])
export const nameOfAccess = (team: string | undefined, resource: string | undefined): string =>
  JSON.stringify([team ?? '', resource ?? ''])

export async function entitiesOf(hall: Hall, organizationId: string): Promise<Entities> {
  const here = { organizationId, actor }
  const status = ['pending', 'active', 'deactivated'] as const
  const members = await allOf((bounds) => hall.members.list({ ...here, status, ...bounds }))
  const teams = await allOf((bounds) => hall.teams.list({ ...here, ...bounds }))
  const resources = await allOf((bounds) => hall.resources.list({ ...here, type: repository, ...bounds }))
  return {
    people: new Map(members.flatMap((member) => namesOf(member.userId, member.email).map((name) => [name, member]))),
    teams: new Map(teams.flatMap((team) => (team.key === undefined ? [] : [[team.key, team]]))),
    resources: new Map(resources.map((resource) => [resource.key, resource])),
  }
}

export async function edgesOf(hall: Hall, organizationId: string, { teams }: Entities): Promise<Edges> {
  const here = { organizationId, actor }
  const memberships = new Map<string, { maintainer: boolean }>()
  for (const [key, { id: teamId }] of teams) {
    for (const { member, membership } of await allOf((bounds) => hall.teams.members({ ...here, teamId, ...bounds }))) {
      const one = { maintainer: membership.role === 'team-maintainer' }
      for (const name of namesOf(member.userId, member.email)) memberships.set(nameOfMembership(key, name), one)
    }
  }
  const assignments = await allOf((bounds) => hall.assignments.list({ ...here, ...bounds }))
  return { memberships, access: accessOf(assignments, teams) }
}

function accessOf(assignments: readonly AssignmentEntry[], teams: Entities['teams']): Edges['access'] {
  const keys = new Map([...teams].map(([key, { id }]) => [id, key]))
  const access = new Map<string, Held[]>()
  for (const { id, principalKind, principalId, scopeKind, resource, role, startsAt, expiresAt } of assignments) {
    const level = levelOf(role)
    const team = principalKind === 'team' ? keys.get(principalId) : undefined
    const known = team !== undefined || principalKind === 'everyone'
    const onAll = scopeKind === 'organization'
    if (level === undefined || !known || startsAt !== undefined || expiresAt !== undefined) continue
    if (!onAll && resource?.type !== repository) continue
    const name = nameOfAccess(team, resource?.key)
    access.set(name, [...(access.get(name) ?? []), { assignmentId: id, level }])
  }
  return access
}
