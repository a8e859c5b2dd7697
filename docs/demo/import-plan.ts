/** What an import would change: what a roster says, beside what is there. Pure, like every plan. */
import type { Member, Metadata, Organization, Resource, Team } from 'guildhall'
import { type Edges, type Entities, type Held, nameOfAccess, nameOfMembership, namesOf } from './present.js'
import type * as roster from './roster.js'

/** Of one kind of thing. */
export interface Changes<Wanted, There> {
  readonly add: readonly Wanted[]
  readonly change: readonly { readonly to: Wanted; readonly from: There }[]
  /** How many are as the roster has them. */
  readonly same: number
  /** How many are there that the roster does not mention: they are left alone. */
  readonly unmentioned: number
}

/** Somebody in a team. */
export interface Membership extends roster.TeamMember {
  readonly team: string
}

export interface ImportPlan {
  readonly roster: roster.Roster
  /** Absent where it is to be made. */
  readonly organization?: Organization
  readonly organizationChanges: boolean
  readonly people: Changes<roster.Person, Member>
  readonly teams: Changes<roster.Team, Team>
  readonly memberships: Changes<Membership, { readonly maintainer: boolean }>
  readonly resources: Changes<roster.Resource, Resource>
  readonly access: Changes<roster.Access, readonly Held[]>
}

/** The kinds of things, in the order in which they come in. */
export const kindsOf = ({ people, teams, memberships, resources, access }: ImportPlan) =>
  ({ people, teams, memberships, repositories: resources, levels: access }) as const

/** How many things a roster names. */
export const entriesIn = ({ people, teams, resources, access }: roster.Roster): number =>
  teams.reduce((sum, { members }) => sum + members.length + 1, people.length + resources.length + access.length)

/** How many things would be added or changed. */
export function sizeOf(plan: ImportPlan): number {
  const changes = Object.values(kindsOf(plan)).map(({ add, change }) => add.length + change.length)
  return changes.reduce((sum, many) => sum + many, plan.organizationChanges ? 1 : 0)
}

export function planOf(
  roster: roster.Roster,
  organization: Organization | undefined,
  there: Entities & Edges,
): ImportPlan {
  const { people, teams, resources, access } = roster
  const memberships = teams.flatMap(({ key: team, members }) => members.map((member) => ({ ...member, team })))
  const keyOf = ({ key }: { readonly key: string }) => [key]
  return {
    roster,
    ...(organization === undefined ? {} : { organization }),
    organizationChanges:
      organization === undefined || organization.name !== roster.name || !has(organization.metadata, roster.metadata),
    people: compare(people, there.people, (person) => namesOf(person.userId, person.profile.email), isSamePerson),
    teams: compare(teams, there.teams, keyOf, (wanted, team) => isSameTeam(wanted, team, there.teams)),
    memberships: compare(
      memberships,
      there.memberships,
      ({ team, userId }) => [nameOfMembership(team, userId)],
      (wanted, { maintainer }) => wanted.maintainer === maintainer,
    ),
    resources: compare(resources, there.resources, keyOf, isSameResource),
    access: compare(
      access.filter((one) => one.level !== undefined || there.access.has(nameOf(one))),
      there.access,
      (wanted) => [nameOf(wanted)],
      ({ level }, held) => held.length === 1 && held[0]?.level === level,
    ),
  }
}

function compare<Wanted, There>(
  wanted: readonly Wanted[],
  there: ReadonlyMap<string, There>,
  namesOf: (one: Wanted) => readonly string[],
  isSame: (to: Wanted, from: There) => boolean,
): Changes<Wanted, There> {
  const mentioned = new Set<There>()
  const add: Wanted[] = []
  const change: { to: Wanted; from: There }[] = []
  for (const to of wanted) {
    const from = namesOf(to)
      .map((name) => there.get(name))
      .find((one) => one !== undefined)
    if (from === undefined) add.push(to)
    else if (!isSame(to, from)) change.push({ to, from })
    if (from !== undefined) mentioned.add(from)
  }
  const unmentioned = new Set(there.values()).size - mentioned.size
  return { add, change, same: wanted.length - add.length - change.length, unmentioned }
}

const nameOf = ({ team, resource }: roster.Access): string => nameOfAccess(team, resource)

const isSamePerson = ({ role }: roster.Person, member: Member): boolean => role === undefined || role === member.role

const isSameResource = (wanted: roster.Resource, { name, metadata }: Resource): boolean =>
  wanted.name === name && has(metadata, wanted.metadata)

function isSameTeam(wanted: roster.Team, team: Team, teams: Entities['teams']): boolean {
  const { name, description, metadata, parentId } = team
  const saysSo = wanted.description === undefined || wanted.description === description
  return wanted.name === name && saysSo && has(metadata, wanted.metadata) && parentOf(wanted, teams) === parentId
}

/** The team above, where it is there already; the one to be is of no team's id. */
const parentOf = ({ parent }: roster.Team, teams: Entities['teams']): string | undefined =>
  parent === undefined ? undefined : (teams.get(parent)?.id ?? '')

/** Whether metadata says all that others say, and maybe more. */
const has = (metadata: Metadata, others: Metadata): boolean =>
  Object.entries(others).every(([key, value]) => metadata[key] === value)
