/** What there is beside people, in organizations that have it: one team, or one workspace with a group. */
import { sortKey } from '../../../src/input/text.js'
import type { MembershipRecord } from '../../../src/membership/membership.js'
import type { Stored } from '../../../src/storage.js'

/** Nothing, a team that holds a role of the organization, or a shared workspace with a group that may be in it. */
export type Place = 'nothing' | 'team' | 'workspace'

export const teamId = 'team_1'
export const workspaceId = 'wsp_1'
export const groupId = 'grp_1'

/** What a person is in the team, or in the workspace; then, in the workspace's organization, whether in the group as well. */
const inTeam: readonly string[] = ['-', 'none', 'lead', 'mate']
const inWorkspace: readonly string[] = ['-', 'none', 'curator', 'labeler']

/** How the place itself stands, as a word in the key: the capacity of the team, or what the group is in the workspace. */
export type Setting = string

/** How many ways there are to belong. */
export function waysIn(setting: Setting): number {
  if (setting.startsWith('team')) return inTeam.length
  return setting.startsWith('workspace') ? 2 * inWorkspace.length : 1
}

export function settingOf(others: readonly Stored[]): Setting {
  for (const { kind, record } of others) {
    if (kind === 'team') return `team:${record.capacity ?? '-'}`
    if (kind === 'workspace') return `workspace:${roleIn(others, workspaceId, groupId)}`
  }
  return 'nothing'
}

export function firstSetting(place: Place): Setting {
  return place === 'nothing' ? 'nothing' : `${place}:-`
}

/** How a member belongs to the place, as a number. */
export function belongingOf(others: readonly Stored[], memberId: string): number {
  const team = inTeam.indexOf(roleIn(others, teamId, memberId))
  if (team > 0) return team
  const workspace = inWorkspace.indexOf(roleIn(others, workspaceId, memberId))
  return 2 * workspace + (roleIn(others, groupId, memberId) === '-' ? 0 : 1)
}

/** Whether the team or the workspace is deleted: nothing follows on that here. */
export function isOver(others: readonly Stored[]): boolean {
  return others.some(({ record }) => 'status' in record && record.status === 'deleted')
}

function roleIn(others: readonly Stored[], containerId: string, principalId: string): string {
  for (const { kind, record } of others)
    if (kind === 'membership' && record.containerId === containerId && record.principalId === principalId)
      return record.role ?? 'none'
  return '-'
}

// ------------------------------------------------------------------------------------------------------------ decoding

/** The records of a place, with those who belong to it in these ways. */
export function placeFrom(setting: Setting, belonging: ReadonlyMap<string, number>, at: number): Stored[] {
  const [place, state = '-'] = setting.split(':')
  const born = { metadata: {}, status: 'active' as const, createdAt: at, updatedAt: at }
  const times = { createdAt: at, updatedAt: at }
  const granter = { system: 'walk' }
  const edge = (containerKind: MembershipRecord['containerKind'], containerId: string, id: string, role: string) => {
    const principalKind = id === groupId ? ('group' as const) : ('member' as const)
    return {
      kind: 'membership' as const,
      record: {
        ...{ id: `mbs_${containerId}_${id}`, containerKind, containerId, principalKind, principalId: id },
        ...(principalKind === 'group' ? { catalogue: true as const } : {}),
        ...(role === 'none' ? {} : { role }),
        ...{ pair: `${containerId} ${id}`, granter, sortKey: 'x', ...times },
      },
    }
  }
  const members = [...belonging].filter(([, way]) => way > 0)
  if (place === 'team') {
    const capacity = state === '-' ? {} : { capacity: Number(state) }
    const name = { name: 'Team', ancestors: [], sortKey: sortKey('Team') }
    return [
      { kind: 'team', record: { id: teamId, ...name, ...capacity, ...born, memberCount: members.length } },
      {
        kind: 'assignment',
        record: {
          ...{ id: 'asg_1', principalKind: 'team', principalId: teamId, role: 'keeper' },
          ...{ scopeKind: 'organization', scopeId: 'org_small', pair: `${teamId} org_small keeper`, catalogue: true },
          ...{ granter, sortKey: 'x', ...times },
        },
      },
      ...members.map(([id, way]) => edge('team', teamId, id, inTeam[way] ?? '-')),
    ]
  }
  if (place !== 'workspace') return []
  const there = members.filter(([, way]) => way > 1)
  const gathered = members.filter(([, way]) => way % 2 === 1)
  const named = (name: string) => ({ name, sortKey: sortKey(name) })
  const count = there.length + (state === '-' ? 0 : 1)
  return [
    {
      kind: 'workspace',
      record: { id: workspaceId, ...named('Lab'), type: 'shared', catalogue: true, ...born, memberCount: count },
    },
    { kind: 'group', record: { id: groupId, ...named('Group'), ...born, memberCount: gathered.length } },
    ...there.map(([id, way]) => edge('workspace', workspaceId, id, inWorkspace[Math.floor(way / 2)] ?? '-')),
    ...gathered.map(([id]) => edge('group', groupId, id, 'none')),
    ...(state === '-' ? [] : [edge('workspace', workspaceId, groupId, state)]),
  ]
}

/** What the head counts of these. */
export function totalsOf(others: readonly Stored[]): { readonly [name: string]: number } {
  const count = (is: (stored: Stored) => boolean) => others.filter(is).length
  const counted = [
    ...(['team', 'group', 'workspace'] as const).map((kind) => [kind, count((one) => one.kind === kind)] as const),
    ['catalogue', count(({ record }) => 'catalogue' in record)] as const,
  ]
  return Object.fromEntries(counted.filter(([, number]) => number > 0))
}
