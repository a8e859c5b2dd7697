/** Who loses access to a workspace when members and groups leave it, and who keeps it in another way. */
import { standingIn } from '../access/standing.js'
import type { Foresight, ImpactQuery } from '../decision/command.js'
import type { MemberRecord } from '../member/member.js'
import { factsOfMember, withEdges } from '../organization/facts-of.js'
import type { Slice } from '../organization/slice.js'
import type { Principals } from './principals.js'

/** So many members of a group are looked at; that there are more, the plan says. */
const lookedAt = 500

interface Leaving extends Principals {
  readonly workspaceId: string
}

export function accessAfterRemoval(slice: Slice, leaving: Leaving, foresight: Foresight): readonly ImpactQuery[] {
  const { workspaceId, memberIds = [], groupIds = [] } = leaving
  const keeps = (member: MemberRecord, read: Slice) => keepsAccess(member, read, leaving, foresight)
  const direct = memberIds.flatMap((id) => slice.member(id) ?? [])
  const there = slice.catalogue('membership').filter(({ containerId }) => containerId === workspaceId)
  const groups = groupIds.filter((id) => there.some(({ principalId }) => principalId === id))
  return [
    { name: 'loses-access', members: direct.filter((member) => !keeps(member, slice)) },
    { name: 'keeps-access', members: direct.filter((member) => keeps(member, slice)) },
    ...groups.flatMap((groupId): ImpactQuery[] => {
      const query = {
        kind: 'membership' as const,
        where: { by: { field: 'containerId' as const, key: groupId } },
        follow: { principal: withEdges },
        limit: lookedAt,
      }
      return [
        { name: 'loses-access', query, concerns: (member, read) => !keeps(member, read) },
        { name: 'keeps-access', query, concerns: keeps },
      ]
    }),
  ]
}

/** By belonging without those who leave, by a role that is assigned there, or by one of the organization that reaches in. */
function keepsAccess(
  member: MemberRecord,
  read: Slice,
  { workspaceId, memberIds = [], groupIds = [] }: Leaving,
  { policy, now }: Foresight,
): boolean {
  const goes = (groupId: string | undefined) =>
    groupId === undefined ? memberIds.includes(member.id) : groupIds.includes(groupId)
  // Whoever is pending or deactivated is judged as they will be.
  const facts = { ...factsOfMember(read, member), status: 'active' as const }
  const workspaces = facts.workspaces
    .filter(({ id }) => id === workspaceId)
    .map((one) => ({ ...one, memberships: one.memberships.filter(({ groupId }) => !goes(groupId)) }))
  const standing = standingIn(policy, { ...facts, workspaces }, { workspace: workspaceId }, now)
  return (standing?.roles.length ?? 0) > 0 || workspaces.some(({ memberships }) => memberships.length > 0)
}
