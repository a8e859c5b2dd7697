/** Reads of teams that decide nothing. */
import { compact } from '../decision/compact.js'
import type { Actor } from '../decision/context.js'
import { refuse } from '../decision/refusal.js'
import type { Engine } from '../execute.js'
import * as fields from '../input/fields.js'
import { byKey } from '../membership/container.js'
import type { Membership } from '../membership/membership.js'
import type { Slice } from '../organization/slice.js'
import { atTeam, type Team, type TeamRecord, teamView } from '../team/team.js'
import { mayIn, readAs, refused } from './ask.js'
import { containersOfMember, type MemberEntry, pageOfMembers } from './belonging.js'
import { inOrganization } from './organizations.js'
import { type Page, type PageInput, pageFields, pageIn } from './paging.js'

interface Asked {
  readonly organizationId: string
  readonly actor: Actor
}

export const getTeamInput = fields.input({ ...inOrganization, teamId: fields.id })

/** One team that is not deleted. */
export async function getTeam(
  engine: Engine,
  { organizationId, actor, teamId }: Asked & { readonly teamId: string },
): Promise<Team> {
  const needs = [{ get: 'team' as const, ids: [teamId] }]
  const slice = await readAs(engine, organizationId, actor, 'team:read', needs, (read) => atTeam(read, teamId))
  return teamView(organizationId, teamIn(slice, teamId))
}

function teamIn(slice: Slice, teamId: string): TeamRecord {
  const found = slice.team(teamId)
  if (found === undefined) throw refused(refuse('team/not-found', { teamId }))
  return found
}

export const getTeamByKeyInput = fields.input({ ...inOrganization, key: fields.key })

/** The team that has this key now. */
export async function getTeamByKey(
  engine: Engine,
  { organizationId, actor, key }: Asked & { readonly key: string },
): Promise<Team> {
  const found = (slice: Slice) => slice.by('team', 'key', key)[0]
  const where = (slice: Slice) => atTeam(slice, found(slice)?.id)
  const team = found(await readAs(engine, organizationId, actor, 'team:read', byKey('team', key), where))
  if (team === undefined) throw refused(refuse('team/not-found', { key }))
  return teamView(organizationId, team)
}

export const listTeamsInput = fields.input({ ...inOrganization, parentId: fields.optional(fields.id), ...pageFields })

/** Teams by name: those that the actor may see, each judged by itself, so that a page may hold fewer than its limit. */
export async function listTeams(
  engine: Engine,
  input: Asked & PageInput & { readonly parentId?: string },
): Promise<Page<Team>> {
  const { organizationId, actor, parentId } = input
  const by = parentId === undefined ? undefined : { field: 'parentId' as const, key: parentId }
  const where = { status: ['active'], ...compact({ by }) }
  const { records, cursors, slice } = await pageIn(engine, input, { kind: 'team', where })
  const may = mayIn(engine, slice, actor)
  const items = records.flatMap(({ kind, record }) =>
    kind === 'team' && may('team:read', { team: record.id }) ? [teamView(organizationId, record)] : [],
  )
  return { items, ...cursors }
}

export const listTeamMembersInput = fields.input({
  ...inOrganization,
  teamId: fields.id,
  role: fields.optional(fields.list(fields.role, 100)),
  ...pageFields,
})

/** Members of a team by name, each with their role there. */
export async function listTeamMembers(
  engine: Engine,
  input: Asked & PageInput & { readonly teamId: string; readonly role?: readonly string[] },
): Promise<Page<MemberEntry>> {
  const { teamId, role } = input
  const filter = { by: { field: 'containerId' as const, key: teamId }, ...compact({ role }) }
  const needs = [{ get: 'team' as const, ids: [teamId] }]
  const beside = { needs, where: (slice: Slice) => atTeam(slice, teamId) }
  const { page, slice } = await pageOfMembers(engine, input, 'team:read', filter, beside)
  teamIn(slice, teamId)
  return page
}

export interface TeamsOfMember {
  /** By name; `membership` has the member's role there. */
  readonly items: readonly { readonly team: Team; readonly membership: Membership }[]
  readonly revision: number
}

/** The teams that a member is in (S4-12). */
export async function teamsOfMember(
  engine: Engine,
  asked: Asked & { readonly memberId: string },
): Promise<TeamsOfMember> {
  const { found, revision } = await containersOfMember(engine, asked, 'team')
  const items = found.map(({ container, membership }) => ({
    team: teamView(asked.organizationId, container),
    membership,
  }))
  return { items, revision }
}
