/** An organization that has one of everything, written record by record, so that it leans on no command. */
import { createGuildhall, definePolicy, type Guildhall, type Storage } from 'guildhall'
import { added, created } from '../../adapters/conformance/builders.js'
import {
  assignment,
  group,
  member,
  membership,
  now,
  resource,
  role,
  team,
  workspace,
} from '../../adapters/conformance/records.js'
import type { Stored } from '../../src/storage.js'

export const wholePolicy = definePolicy({
  permissions: ['doc:read', 'doc:write', 'doc:delete', 'doc:share'],
  roles: {
    member: { permissions: ['doc:read', 'doc:delete:own'] },
    auditor: { permissions: ['assignment:read'] },
    contributor: { scope: 'workspace', permissions: ['doc:write'] },
    captain: { scope: 'team', permissions: ['doc:write', 'assignment:read'] },
    editor: { scope: 'resource', permissions: ['doc:write'] },
    sharer: { scope: 'resource', permissions: ['doc:share'] },
    admin: { permissions: ['*'] },
  },
})

export const organizationId = 'org_whole'
export const at = now
export const ends = now + 1_000

const people = ['ada', 'bo', 'cy', 'dee', 'eve'] as const
export const memberOf = (name: string) => `mem_${name}`

const memberships: Stored[] = [
  ...(
    [
      ['team', 'tem_sub', 'bo', 'captain'],
      ['group', 'grp_1', 'bo', undefined],
      ['group', 'grp_1', 'cy', undefined],
      ['workspace', 'wsp_open', 'dee', undefined],
    ] as const
  ).map(([containerKind, containerId, who, role]) => ({
    kind: 'membership' as const,
    record: membership(`msh_${containerId}-${who}`, {
      ...{ containerKind, containerId, principalId: memberOf(who) },
      ...(role === undefined ? {} : { role }),
    }),
  })),
  {
    kind: 'membership',
    record: membership('msh_group', {
      ...{ containerKind: 'workspace', containerId: 'wsp_open', principalKind: 'group', principalId: 'grp_1' },
      ...{ role: 'contributor', catalogue: true },
    }),
  },
]

const assignments: Stored[] = [
  assignment('asg_team', {
    ...{ principalKind: 'team', principalId: 'tem_top', role: 'editor' },
    ...{ scopeKind: 'resource', scopeId: 'res_app', sharedScopeId: 'res_app' },
  }),
  assignment('asg_group', {
    ...{ principalKind: 'group', principalId: 'grp_1', role: 'sharer' },
    ...{ scopeKind: 'resource', scopeId: 'res_inside', sharedScopeId: 'res_inside' },
  }),
  assignment('asg_dee', {
    ...{ principalId: memberOf('dee'), role: 'auditor', scopeKind: 'organization', scopeId: organizationId },
    expiresAt: ends,
  }),
  assignment('asg_custom', {
    ...{ principalKind: 'everyone', principalId: 'everyone', role: 'role_1' },
    ...{ scopeKind: 'organization', scopeId: organizationId, catalogue: true },
    startsAt: ends,
  }),
].map((record) => ({ kind: 'assignment', record }))

const records: Stored[] = [
  ...people.map((name): Stored => {
    const role = name === 'ada' ? 'admin' : 'member'
    const status = name === 'eve' ? 'deactivated' : 'active'
    return { kind: 'member', record: member(memberOf(name), { userId: name, role, status, sortKey: name }) }
  }),
  { kind: 'team', record: team('tem_top') },
  { kind: 'team', record: team('tem_sub', { parentId: 'tem_top', ancestors: ['tem_top'], memberCount: 1 }) },
  { kind: 'group', record: group('grp_1', { memberCount: 2 }) },
  { kind: 'workspace', record: workspace('wsp_open', { catalogue: true, memberCount: 2 }) },
  { kind: 'workspace', record: workspace('wsp_shut', { catalogue: true }) },
  { kind: 'resource', record: resource('res_app', { key: 'app', ref: 'app app', ownerId: memberOf('cy') }) },
  { kind: 'resource', record: resource('res_inside', { key: 'in', ref: 'app in', workspaceId: 'wsp_open' }) },
  { kind: 'role', record: role('role_1', { permissions: ['doc:share'], catalogue: true }) },
  ...memberships,
  ...assignments,
]

export async function wholeModel(storage: Storage, clock: () => number): Promise<Guildhall<typeof wholePolicy>> {
  await created(storage, organizationId, {
    head: { catalogueId: 'cat_1', counts: { admin: { active: 1 }, member: { active: 3, deactivated: 1 } } },
    puts: records.map(added),
  })
  return createGuildhall({ storage, policy: wholePolicy, clock })
}
