/** Every public method of a hall, found and not listed; and for each an input that is good, so that it can be spoiled. */
import type { AcceptedPlan } from '../../src/index.js'
import { storedOf } from '../laws/support/stored.js'
import { worldWithAPast } from '../laws/support/tampering.js'
import { addressOf, system, userActor, type World } from '../laws/support/world.js'

export interface Method {
  /** Where the hall has it, for example `attempt.members.add`. */
  readonly path: string
  readonly call: (input: unknown) => unknown
}

export function methodsOf(hall: object, before: readonly string[] = []): Method[] {
  return Object.keys(hall).flatMap((key): Method[] => {
    // the policy is the application's own, and no method of the hall
    const value: unknown = key === 'policy' ? undefined : Reflect.get(hall, key)
    const path = [...before, key]
    if (typeof value === 'function')
      return [{ path: path.join('.'), call: (input) => Reflect.apply(value, hall, [input]) }]
    return typeof value === 'object' && value !== null ? methodsOf(value, path) : []
  })
}

/** A world with something of everything, and what a good input needs to know of it. */
export interface Fixture {
  readonly world: World
  readonly methods: readonly Method[]
  readonly snapshot: string
  /** Good inputs, by the path of the method, with every field that it takes. */
  readonly examples: { readonly [path: string]: unknown }
  /** Ids, tokens and cursors of the fixture, to be put where they do not belong. */
  readonly stray: { readonly [name: string]: unknown }
}

export async function fixtureOf(): Promise<Fixture> {
  const world = await worldWithAPast()
  const { hall, organizationId } = world
  const given = { organizationId, actor: system }
  const { secrets } = await hall.invitations.invite({ ...given, emails: ['one@acme.test', 'two@acme.test'] })
  const [first, second] = secrets
  const { members, invitations } = storedOf(world)
  const idOf = (userId: string): string => members.find((member) => member.userId === userId)?.id ?? ''
  const memberPage = await hall.members.list({ ...given, limit: 1 })
  const invitationPage = await hall.invitations.list({ ...given, limit: 1 })
  const historyPage = await hall.history.list({ ...given, limit: 2 })
  const other = await hall.organizations.create({ actor: userActor(0), name: 'Second', slug: 'second' })
  const organizations = await hall.organizations.ofUser({ actor: system, userId: 'u0', limit: 1 })
  await hall.invitations.invite({ organizationId: other.id, actor: system, emails: 'one@acme.test' })
  const offers = await hall.invitations.ofEmail({ actor: system, email: 'one@acme.test', limit: 1 })
  const lab = await hall.workspaces.create({ ...given, name: 'Lab' })
  const attic = await hall.workspaces.create({ ...given, name: 'Attic' })
  await hall.workspaces.addMembers({ ...given, workspaceId: lab.id, memberIds: [idOf('u3')] })
  await hall.resources.create({ ...given, type: 'model', key: 'one', ownerId: idOf('u0') })
  const belonging = await belongingExamples(world, given, idOf('u3'))
  const plan = await hall.plan.members.remove({ ...given, memberId: idOf('u3'), reason: 'planned' })
  const page = (next: string | undefined) => ({ limit: 2, ...(next === undefined ? {} : { after: next }) })
  const pending = invitations.find(({ status }) => status === 'pending')?.id ?? ''
  const examples = {
    ...commandExamples(given, {
      viewer: idOf('u3'),
      idle: idOf('idle'),
      pending,
      tokens: [first?.token ?? '', second?.token ?? ''],
    }),
    ...spaceExamples(given, { member: idOf('u3'), lab: lab.id, attic: attic.id }),
    ...belonging,
    ...queryExamples(given, { member: idOf('u3'), pending, token: first?.token ?? '' }),
    'organizations.ofUser': { actor: system, userId: 'u0', ...page(organizations.next) },
    'members.list': { ...given, status: ['active', 'removed'], role: ['viewer', 'admin'], ...page(memberPage.next) },
    'invitations.list': { ...given, status: ['pending', 'expired'], role: ['viewer'], ...page(invitationPage.next) },
    'invitations.ofEmail': { actor: system, email: 'one@acme.test', ...page(offers.next) },
    'history.list': {
      ...given,
      memberId: idOf('u0'),
      by: { memberId: idOf('u0') },
      types: ['member.added', 'member.removed'],
      from: '2026-01-01T00:00:00Z',
      until: '2030-01-01T00:00:00+02:00',
      afterRevision: 0,
      order: 'newest-first',
      ...page(historyPage.next),
    },
    apply: { plan: accepted(plan), actor: system, idempotencyKey: 'apply it' },
  }
  const stray = strayValues(world, examples)
  return { world, methods: methodsOf(hall), snapshot: world.storage.snapshot(), examples, stray }
}

function accepted(plan: { readonly ok: boolean }): AcceptedPlan {
  if (!plan.ok) throw new Error('the plan of the fixture is refused')
  return plan as AcceptedPlan
}

const profile = {
  email: 'New@Acme.test',
  name: 'New',
  phone: '+1 555',
  department: 'Research',
  jobTitle: 'Reader',
  metadata: { tags: ['a', { b: null }], n: 1.5 },
}

type Given = { readonly organizationId: string; readonly actor: { readonly system: string } }

function commandExamples(
  given: Given,
  {
    viewer,
    idle,
    pending,
    tokens,
  }: { viewer: string; idle: string; pending: string; tokens: readonly [string, string] },
): { [path: string]: unknown } {
  const around = { ...given, idempotencyKey: 'key', reason: 'because' }
  const email = 'one@acme.test'
  const commands = [
    { command: 'member.update', input: { memberId: viewer, name: 'Renamed', metadata: { a: 1 } } },
    { command: 'member.changeRole', input: { memberId: viewer, role: 'guest', reason: 'in a batch' } },
    { command: 'invitation.invite', input: { emails: [{ email: 'three@acme.test', role: 'viewer' }] } },
    { command: 'organization.setSeatLimit', input: { seatLimit: 50 } },
  ]
  return {
    'organizations.create': {
      actor: userActor(0),
      name: 'New',
      slug: 'new-one',
      seatLimit: 5,
      settings: { defaultRole: 'viewer', invitationLifetimeDays: 3 },
      metadata: { a: { b: [1] } },
      admin: { userId: 'boss', ...profile },
      idempotencyKey: 'key',
    },
    'organizations.update': {
      ...around,
      name: 'Changed',
      slug: 'changed',
      settings: { defaultRole: 'guest', invitationLifetimeDays: 365 },
      metadata: { a: { b: [1] } },
    },
    'organizations.setSeatLimit': { ...around, seatLimit: 30 },
    'organizations.archive': around,
    'organizations.restore': around,
    'organizations.delete': around,
    'members.add': { ...around, userId: 'new', ...profile, role: 'viewer', status: 'deactivated' },
    'members.update': { ...around, memberId: viewer, ...profile },
    'members.changeRole': { ...around, memberId: viewer, role: 'manager' },
    'members.deactivate': { ...around, memberId: viewer },
    'members.reactivate': { ...around, memberId: idle },
    'members.remove': {
      ...around,
      memberId: viewer,
      dispositions: { model: { transfer: 'organization' }, task: 'unassign', comment: 'retain', flow: 'block' },
    },
    'members.leave': { ...around, actor: userActor(1) },
    'members.transferAdmin': { ...around, actor: userActor(0), memberId: viewer, role: 'guest' },
    'invitations.invite': {
      ...around,
      emails: ['a@acme.test', { ...profile, email: 'b@acme.test', role: 'guest' }],
      role: 'viewer',
      message: 'Welcome,\nall of you',
      metadata: { campaign: ['a'] },
      expiresAt: '2029-01-01T00:00:00Z',
      statusOnAcceptance: 'active',
    },
    'invitations.resend': { ...around, invitationId: pending },
    'invitations.changeRole': { ...around, invitationId: pending, role: 'guest' },
    'invitations.revoke': { ...around, invitationId: pending },
    'invitations.accept': {
      token: tokens[0],
      actor: { userId: 'one', email, emailVerified: true },
      allowUnverifiedEmail: false,
      idempotencyKey: 'key',
    },
    'invitations.decline': { token: tokens[1], actor: { userId: 'two' }, reason: 'no', idempotencyKey: 'key' },
    batch: { ...given, idempotencyKey: 'key', mode: 'item-by-item', commands },
  }
}

/** Teams, groups, roles and assignments, with every field that they take. */
async function belongingExamples({ hall }: World, given: Given, member: string): Promise<{ [path: string]: unknown }> {
  const around = { ...given, idempotencyKey: 'key', reason: 'because' }
  const words = { name: 'Fresh', description: 'Of some use,\nat times', metadata: { a: [1] } }
  const teamIn = async (name: string) => (await hall.teams.create({ ...given, name, key: `${name}-key` })).id
  const [crew, idle, above] = [await teamIn('fuzz-crew'), await teamIn('fuzz-idle'), await teamIn('fuzz-above')]
  const groupIn = async (name: string) => (await hall.groups.create({ ...given, name, key: `${name}-key` })).id
  const [group, empty] = [await groupIn('fuzz-group'), await groupIn('fuzz-empty')]
  const { id: roleId } = await hall.roles.create({ ...given, name: 'Fuzzed', permissions: ['model:read'] })
  await hall.teams.addMembers({ ...given, teamId: crew, memberIds: [member] })
  await hall.groups.addMembers({ ...given, groupId: group, memberIds: [member] })
  const principals = [{ memberId: member }]
  const { assignments } = await hall.assignments.assign({ ...given, principals, role: 'viewer' })
  const assignmentId = assignments[0]?.id ?? ''
  const term = { startsAt: '2027-01-01T00:00:00Z', expiresAt: '2029-01-01T00:00:00Z' }
  return {
    'members.setPermissions': { ...around, memberId: member, permissions: ['model:read'] },
    'members.teams': { ...given, memberId: member },
    'members.groups': { ...given, memberId: member },
    'members.whoCan': { ...given, permission: 'model:read', limit: 2 },
    'members.reach': { ...given, memberId: member, permission: 'model:read', kind: 'workspace', limit: 2 },
    'members.accessReport': { ...given, memberId: member },
    'teams.create': { ...around, ...words, key: 'fresh', parentId: above, capacity: 3 },
    'teams.update': { ...around, ...words, teamId: crew, key: 'crew-2', capacity: 5 },
    'teams.move': { ...around, teamId: crew, parentId: above },
    'teams.delete': { ...around, teamId: idle },
    'teams.addMembers': { ...around, teamId: idle, memberIds: [member] },
    'teams.removeMembers': { ...around, teamId: crew, memberIds: [member] },
    'teams.changeRole': { ...around, teamId: crew, memberId: member, role: null },
    'teams.get': { ...given, teamId: crew },
    'teams.byKey': { ...given, key: 'fuzz-crew-key' },
    'teams.list': { ...given, parentId: above, limit: 2 },
    'teams.members': { ...given, teamId: crew, limit: 2 },
    'groups.create': { ...around, ...words, key: 'fresh' },
    'groups.update': { ...around, ...words, groupId: group, key: 'group-2' },
    'groups.delete': { ...around, groupId: empty },
    'groups.addMembers': { ...around, groupId: empty, memberIds: [member] },
    'groups.removeMembers': { ...around, groupId: group, memberIds: [member] },
    'groups.get': { ...given, groupId: group },
    'groups.byKey': { ...given, key: 'fuzz-group-key' },
    'groups.list': { ...given, limit: 2 },
    'groups.members': { ...given, groupId: group, limit: 2 },
    'roles.create': { ...around, name: 'Fresh', scope: 'team', permissions: ['model:read'], description: 'Of use' },
    'roles.update': { ...around, roleId, name: 'Fuzzed more', permissions: ['model:read'], description: 'Of use' },
    'roles.delete': { ...around, roleId, replaceWith: 'viewer' },
    'roles.get': { ...given, roleId },
    'roles.list': { ...given, limit: 2 },
    'assignments.assign': { ...around, principals, role: 'viewer', scope: 'organization', ...term },
    'assignments.change': { ...given, idempotencyKey: 'key', assignmentId, ...term, reason: 'because' },
    'assignments.unassign': { ...around, assignmentIds: [assignmentId] },
    'assignments.get': { ...given, assignmentId },
    'assignments.list': { ...given, principal: { memberId: member }, limit: 2 },
    check: { organizationId: given.organizationId, userId: 'u3', permission: 'model:read' },
  }
}

/** Workspaces and resources, with every field that they take. */
function spaceExamples(
  given: Given,
  { member, lab, attic }: { member: string; lab: string; attic: string },
): { [path: string]: unknown } {
  const around = { ...given, idempotencyKey: 'key', reason: 'because' }
  const words = { name: 'New', description: 'Of some use,\nat times', metadata: { a: [1] } }
  const resource = { type: 'model', key: 'one' }
  const fresh = { type: 'model', key: 'two', name: 'Two', workspaceId: lab, ownerId: member, metadata: { a: [1] } }
  return {
    'workspaces.create': { ...around, ...words, key: 'new', type: 'personal', ownerId: member, role: 'labeler' },
    'workspaces.update': { ...around, ...words, workspaceId: lab, key: 'lab-2' },
    'workspaces.delete': { ...around, workspaceId: attic },
    'workspaces.addMembers': { ...around, workspaceId: attic, memberIds: [member], role: 'labeler' },
    'workspaces.removeMembers': { ...around, workspaceId: lab, memberIds: [member] },
    'workspaces.changeRole': { ...around, workspaceId: lab, memberId: member, role: 'labeler' },
    'workspaces.get': { ...given, workspaceId: lab },
    'workspaces.list': { ...given, type: 'shared', limit: 2 },
    'workspaces.members': { ...given, workspaceId: lab, limit: 2 },
    'members.workspaces': { ...given, memberId: member },
    'resources.create': { ...around, ...fresh },
    'resources.createMany': { ...around, resources: [fresh, { type: 'data', key: 'three' }] },
    'resources.update': { ...around, resource, name: 'One', metadata: { a: [1] } },
    'resources.move': { ...around, resource, workspaceId: lab },
    'resources.transfer': { ...around, resource, to: { memberId: member } },
    'resources.delete': { ...around, resource },
    'resources.get': { ...given, resource },
    'resources.list': { ...given, type: 'model', workspaceId: lab, ownerId: member, limit: 2 },
  }
}

function queryExamples(
  given: Given,
  { member, pending, token }: { member: string; pending: string; token: string },
): { [path: string]: unknown } {
  return {
    'organizations.get': given,
    'organizations.bySlug': { slug: 'acme', actor: userActor(0) },
    'organizations.dashboard': given,
    'members.get': { ...given, memberId: member },
    'members.removeUserEverywhere': { actor: system, userId: 'u3', reason: 'left us', mode: 'item-by-item' },
    'invitations.get': { ...given, invitationId: pending },
    'invitations.peek': { token },
    access: { organizationId: given.organizationId, userId: 'u3' },
    verify: given,
    maintain: { limit: 10 },
  }
}

/** What a method of this path takes: `attempt` and `plan` take what the command itself takes. */
export function exampleOf({ examples }: Fixture, path: string): unknown {
  return examples[path.replace(/^(attempt|plan)\./, '')]
}

/** Methods that take something else than an input: they only have to live with whatever comes. */
export const withoutInput: readonly string[] = ['subscribe', 'on']

function strayValues(world: World, examples: Fixture['examples']): Fixture['stray'] {
  const cursors = ['members.list', 'invitations.list', 'history.list', 'organizations.ofUser']
  const stray = cursors.map((path): [string, unknown] => {
    const { after } = examples[path] as { after?: string }
    return [`the cursor of ${path}`, after]
  })
  const { members, invitations, head } = storedOf(world)
  return {
    ...Object.fromEntries(stray),
    'the organization': world.organizationId,
    'a foreign organization': world.foreign.organizationId,
    'a foreign member': world.foreign.memberId,
    'a foreign invitation': world.foreign.invitationId,
    'the first member': members[0]?.id,
    'a removed member': members.find(({ status }) => status === 'removed')?.id,
    'an answered invitation': invitations.find(({ status }) => status !== 'pending')?.id,
    'a commit': head.commitId,
    'a hash': head.hash,
    'a token hash': invitations.find(({ tokenHash }) => tokenHash !== undefined)?.tokenHash,
    'a foreign token': `${world.foreign.organizationId}.Secret-000000000001`,
    'somebody’s address': addressOf(0),
    'a plan': (examples.apply as { plan: unknown }).plan,
    'a command of a batch': (examples.batch as { commands: unknown }).commands,
  }
}
