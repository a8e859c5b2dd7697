/** Random policies, states and questions, for the two evaluators. */
import fc from 'fast-check'
import type { AccessFacts } from '../../src/access/facts.js'
import { guildhallPermissionNames, scopesListing } from '../../src/access/permissions.js'
import { memberStatuses } from '../../src/member/member.js'
import type { NaiveQuestion, Predicate, WrittenPolicy, WrittenRole } from './naive-evaluator.js'
import { definePolicyUntyped } from './policies.js'

export const appPermissions = ['a:read', 'a:write', 'a:own', 'b:read', 'b-c:read', 'b:write']
const policyRoles = {
  organization: ['r0', 'r1', 'r2'],
  workspace: ['w0', 'w1'],
  team: ['t0', 't1'],
  resource: ['x0', 'x1'],
} as const
type RoleScope = keyof typeof policyRoles
const roleScopes = Object.keys(policyRoles) as RoleScope[]
const allNames = [...roleScopes.flatMap((scope) => policyRoles[scope]), 'admin']

/** What an attribute is compared with: each predicate behaves in one of these ways. */
export const predicates: { readonly [name: string]: Predicate } = {
  open: ({ status }) => status === 'open',
  odd: ({ size }) => Number(size) % 2 === 1,
}
/** Predicates that do not decide. */
export const indecisive: { readonly [name: string]: Predicate } = {
  'fails-so': () => {
    throw new Error('no')
  },
  'hints-so': () => 'yes',
}
const conditions = { ...predicates, ...indecisive }

const entriesFor = (permissions: readonly string[], scope: RoleScope): readonly string[] => [
  ...permissions.flatMap((name) => [
    name,
    ...['own', ...Object.keys(conditions)].map((condition) => `${name}:${condition}`),
    `${name.split(':')[0]}:*`,
  ]),
  ...(permissions.length > 0 ? ['*'] : []),
  ...['member:add', 'workspace:update', 'team:read', 'resource:read', 'assignment:read'].filter((name) =>
    scopesListing(name).includes(scope),
  ),
]

const roleOf = (permissions: readonly string[], scope: RoleScope, inheritable: readonly string[]) =>
  fc.record<WrittenRole>({
    permissions: fc.subarray([...new Set(entriesFor(permissions, scope))], { minLength: 2, maxLength: 10 }),
    inherits: fc.subarray([...inheritable]),
    scope: fc.constant(scope),
    reach:
      scope === 'organization'
        ? fc.constantFrom(undefined, 'always', 'unless-assigned', 'never')
        : fc.constant(undefined),
  })

export const written: fc.Arbitrary<WrittenPolicy> = fc.subarray(appPermissions, { minLength: 4 }).chain((permissions) =>
  fc
    .tuple(
      ...roleScopes.flatMap((scope) =>
        policyRoles[scope].map((_, at) => roleOf(permissions, scope, policyRoles[scope].slice(0, at))),
      ),
      roleOf(permissions, 'organization', policyRoles.organization),
    )
    .map((roles) => ({
      permissions,
      conditions,
      renamed: { before: 'r1', under: 'w1' },
      roles: Object.fromEntries(roles.map((role, at) => [allNames[at] ?? 'admin', role])),
    })),
)

export const define = ({ roles, ...policy }: WrittenPolicy) =>
  definePolicyUntyped({
    ...policy,
    defaultRole: 'r0',
    roles: Object.fromEntries(
      Object.entries(roles).map(([name, { reach, ...role }]) => [
        name,
        reach === undefined ? role : { ...role, reach },
      ]),
    ),
  })

const roleName = fc.constantFrom(
  ...allNames,
  'before',
  'under',
  'role_1',
  'role_2',
  'wizard',
  'constructor',
  '__proto__',
)
const mostly = <T>(usual: T, ...others: T[]) =>
  fc.oneof({ weight: 20, arbitrary: fc.constant(usual) }, { weight: 1, arbitrary: fc.constantFrom(...others) })
const optional = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { nil: undefined })
const names = fc.subarray(
  [...appPermissions.flatMap((name) => [name, `${name}:own`, `${name}:open`]), 'role:read', 'no:such'],
  {
    maxLength: 3,
  },
)

export const now = 1_000
const time = optional(fc.constantFrom(0, 500, 999, 1_000, 1_001, 2_000))

const teams = fc.record({
  top: fc.boolean(),
  sub: fc.boolean(),
  roles: fc.tuple(optional(roleName), optional(roleName)),
})

export const facts: fc.Arbitrary<AccessFacts> = fc
  .record({
    role: fc.oneof(
      { weight: 12, arbitrary: fc.constantFrom('r0', 'r1', 'r2', 'before', 'admin') },
      { weight: 1, arbitrary: optional(roleName) },
    ),
    status: mostly<AccessFacts['status']>('active', ...memberStatuses, undefined),
    organizationStatus: mostly<AccessFacts['organizationStatus']>('active', 'archived', 'deleted'),
    permissions: optional(names),
    custom: fc.tuple(fc.constantFrom(...roleScopes), names, fc.constantFrom(...roleScopes), names),
    teams,
    workspaces: fc.tuple(
      fc.array(fc.record({ role: optional(roleName), groupId: optional(fc.constant('grp_1')) }), { maxLength: 2 }),
      fc.array(fc.record({ role: optional(roleName), groupId: optional(fc.constant('grp_1')) }), { maxLength: 1 }),
    ),
    owners: fc.tuple(...[0, 1, 2].map(() => optional(fc.constantFrom('mem_1', 'mem_2', 'tem_1')))),
    assignments: fc.array(
      fc.record({
        principal: fc.constantFrom(
          ['member', 'mem_1'] as const,
          ['group', 'grp_1'] as const,
          ['team', 'tem_1'] as const,
          ['everyone', 'everyone'] as const,
        ),
        role: roleName,
        scope: fc.constantFrom(
          ['organization', 'org_1'] as const,
          ['workspace', 'wsp_1'] as const,
          ['workspace', 'wsp_2'] as const,
          ['team', 'tem_1'] as const,
          ['team', 'tem_2'] as const,
          ['resource', 'res_1'] as const,
          ['resource', 'res_2'] as const,
        ),
        startsAt: time,
        expiresAt: time,
      }),
      { maxLength: 5 },
    ),
  })
  .map(({ custom, teams, workspaces, owners, assignments, ...member }) => ({
    ...{ organizationId: 'org_1', userId: 'u1', memberId: 'mem_1', revision: 1, commitId: 'c1', ...member },
    roles: [
      { id: 'role_1', name: 'One', scope: custom[0], permissions: custom[1] },
      { id: 'role_2', name: 'Two', scope: custom[2], permissions: custom[3] },
    ],
    teams: [
      { id: 'tem_1', ancestors: [], belongs: teams.top, role: teams.top ? teams.roles[0] : undefined },
      { id: 'tem_2', ancestors: ['tem_1'], belongs: teams.sub, role: teams.sub ? teams.roles[1] : undefined },
    ],
    groups: ['grp_1'],
    workspaces: workspaces.map((memberships, at) => ({ id: `wsp_${at + 1}`, type: 'shared' as const, memberships })),
    resources: [undefined, 'wsp_1', 'wsp_3'].map((workspaceId, at) => ({
      ...{ id: `res_${at + 1}`, type: 'app', key: `k${at + 1}`, workspaceId, ownerId: owners[at] },
    })),
    assignments: assignments.map(({ principal, scope, ...rest }, at) => ({
      ...{ id: `asg_${at}`, principalKind: principal[0], principalId: principal[1] },
      ...{ scopeKind: scope[0], scopeId: scope[1], ...rest },
    })),
  }))

const permissionNames = [
  ...guildhallPermissionNames.filter((name) =>
    /^(member:add|member:read|workspace:|team:read|resource:read)/.test(name),
  ),
  ...appPermissions.flatMap((name) => [name, ...['own', ...Object.keys(conditions)].map((one) => `${name}:${one}`)]),
]
const badName = fc.constantFrom('*', 'a:*', 'member:add:own', 'a:read:own:own', '__proto__', 'constructor', 'nothing')

type Scoped = { readonly [key: string]: unknown }

const goodScope = fc.constantFrom<Scoped>(
  { organization: true },
  { workspace: 'wsp_1' },
  { workspace: 'wsp_2' },
  { team: 'tem_1' },
  { team: 'tem_2' },
  { resource: 'res_1' },
  { resource: { type: 'app', key: 'k1' } },
  { resource: { type: 'app', key: 'k2' } },
  { resource: 'res_2' },
)
const badScope = fc.constantFrom<Scoped>(
  { workspace: 'wsp_9' },
  { workspace: 'tem_1' },
  { workspace: undefined },
  { team: '__proto__' },
  { resource: 'res_3' },
  { resource: { type: 'app' } },
  { resource: 'res_1', workspace: 'wsp_1' },
  { workspaces: 'wsp_1' },
  {},
)
const scope = fc.oneof({ weight: 12, arbitrary: goodScope }, { weight: 1, arbitrary: badScope })
const attributes = fc.constantFrom<unknown>(
  { status: 'open' },
  { size: 3, status: 'shut' },
  { size: 2, ownerId: 'mem_1' },
  { ownerId: 'mem_2', ownerUserId: 'u1' },
  { ownerUserId: 'u1' },
  { ownerId: undefined },
  {},
  undefined,
  null,
)

export const question: fc.Arbitrary<NaiveQuestion> = fc
  .record({
    permission: fc.oneof(
      { weight: 12, arbitrary: fc.constantFrom(...permissionNames) },
      { weight: 1, arbitrary: badName },
    ),
    scope: optional(scope),
    on: optional(fc.tuple(attributes)),
  })
  .map(({ permission, scope, on }) => ({
    permission,
    asked: on === undefined ? scope : { ...scope, on: on[0] },
  }))
