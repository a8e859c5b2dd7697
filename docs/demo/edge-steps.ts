/** The commands that put people into teams and give levels, once all that they connect is there. */
import type { Step } from './batches.js'
import type { ImportPlan } from './import-plan.js'
import { roleOf } from './policy.js'
import { type Entities, repository } from './present.js'
import type * as roster from './roster.js'

export function ofMemberships({ memberships: { add, change } }: ImportPlan, { teams, people }: Entities): Step[] {
  const idsOf = (team: string, userId: string) => {
    const [teamId, memberId] = [teams.get(team)?.id, people.get(userId)?.id]
    return teamId === undefined || memberId === undefined ? undefined : { teamId, memberId }
  }
  return [
    ...add.flatMap(({ line, team, userId, maintainer }): Step[] => {
      const ids = idsOf(team, userId)
      if (ids === undefined) return []
      const input = { teamId: ids.teamId, memberIds: [ids.memberId] }
      const role = maintainer ? { role: 'team-maintainer' as const } : {}
      return [{ line, command: { command: 'team.addMembers', input: { ...input, ...role } } }]
    }),
    ...change.flatMap(({ to: { line, team, userId, maintainer } }): Step[] => {
      const ids = idsOf(team, userId)
      if (ids === undefined) return []
      const role = maintainer ? ('team-maintainer' as const) : null
      return [{ line, command: { command: 'team.changeRole', input: { ...ids, role } } }]
    }),
  ]
}

export function ofAccess({ access: { add, change } }: ImportPlan, known: Entities): Step[] {
  const assign = (access: roster.Access): Step[] => {
    const { line, team, level, resource } = access
    const principal = team === undefined ? ('everyone' as const) : teamNamed(known, team)
    if (level === undefined || principal === undefined) return []
    const principals = [principal]
    const role = roleOf(level)
    const input =
      resource === undefined
        ? { principals, role, scope: 'organization' as const }
        : { principals, role, scope: { resource: { type: repository, key: resource } } }
    return [{ line, command: { command: 'assignment.assign', input } }]
  }
  return [
    ...add.flatMap(assign),
    ...change.flatMap(({ to, from }): Step[] => {
      const assignmentIds = from.filter(({ level }) => level !== to.level).map(({ assignmentId }) => assignmentId)
      const input = { assignmentIds }
      const unassign: Step[] =
        assignmentIds.length === 0 ? [] : [{ line: to.line, command: { command: 'assignment.unassign', input } }]
      return [...unassign, ...(from.some(({ level }) => level === to.level) ? [] : assign(to))]
    }),
  ]
}

function teamNamed({ teams }: Entities, key: string): { readonly teamId: string } | undefined {
  const team = teams.get(key)
  return team && { teamId: team.id }
}
