/** Who loses access to a workspace when members and groups leave it, and who keeps it in another way. */
import type { CompiledPolicy } from '../access/compile.js'
import type { ImpactQuery } from '../decision/command.js'
import type { MemberRecord } from '../member/member.js'
import type { Slice } from '../organization/slice.js'
import type { Principals } from './principals.js'
import type { WorkspaceRecord } from './workspace.js'

/** So many members of a group are looked at; that there are more, the plan says. */
const lookedAt = 500

export function accessAfterRemoval(
  slice: Slice,
  leaving: Principals & { readonly workspaceId: string },
  policy: CompiledPolicy,
): readonly ImpactQuery[] {
  const { workspaceId, memberIds = [], groupIds = [] } = leaving
  const workspace = slice.workspace(workspaceId)
  if (workspace === undefined) return []
  const there = slice.catalogue('membership').filter(({ containerId }) => containerId === workspaceId)
  const staying = there.map(({ principalId }) => principalId).filter((id) => !groupIds.includes(id))
  const keeps = (member: MemberRecord, read: Slice) => {
    const own = read.by('membership', 'principalId', member.id).map(({ containerId }) => containerId)
    const direct = own.includes(workspaceId) && !memberIds.includes(member.id)
    return direct || own.some((id) => staying.includes(id)) || reaches(policy, workspace, member)
  }
  const direct = memberIds.flatMap((id) => slice.member(id) ?? [])
  const groups = groupIds.filter((id) => there.some(({ principalId }) => principalId === id))
  return [
    { name: 'loses-access', members: direct.filter((member) => !keeps(member, slice)) },
    { name: 'keeps-access', members: direct.filter((member) => keeps(member, slice)) },
    ...groups.flatMap((groupId): ImpactQuery[] => {
      const query = {
        kind: 'membership' as const,
        where: { by: { field: 'containerId' as const, key: groupId } },
        follow: { principal: { memberships: {} } },
        limit: lookedAt,
      }
      return [
        { name: 'loses-access', query, concerns: (member, read) => !keeps(member, read) },
        { name: 'keeps-access', query, concerns: keeps },
      ]
    }),
  ]
}

/** Whether their role in the organization reaches in, whoever is in the workspace. */
function reaches(policy: CompiledPolicy, { type }: WorkspaceRecord, { role }: MemberRecord): boolean {
  return type === 'shared' && policy.role(role)?.reach === 'always'
}
