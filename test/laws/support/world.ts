/** A hall over the memory adapter in which everything impure is in the test's hands: clock, ids and secrets. */
import { type MemoryStorage, memoryStorage } from '../../../adapters/memory/index.js'
import {
  type Actor,
  createGuildhall,
  definePolicy,
  type IssuedSecret,
  type Plan,
  type Receipt,
  type Refusal,
  type Storage,
} from '../../../src/index.js'

export const day = 86_400_000
/** When every world begins. */
export const beginning = Date.UTC(2027, 0, 15, 8)

// ------------------------------------------------------------------------------------------------------------- policy

/** Four roles of the organization, some of other scopes, and one that cannot be given: what they are, the walks try out too. */
const policyWith = (
  seats: { statuses?: readonly ('pending' | 'active' | 'deactivated')[]; exceptRoles?: readonly 'guest'[] },
  ownRole: 'fixed' | 'may-lower',
) =>
  definePolicy({
    permissions: ['model:read', 'model:train'],
    roles: {
      admin: { permissions: ['*'] },
      manager: {
        permissions: [
          ...(['member:add', 'member:update', 'member:update-role', 'member:deactivate', 'member:reactivate'] as const),
          ...(['member:remove', 'invitation:create', 'invitation:read', 'invitation:resend'] as const),
          ...(['invitation:update-role', 'invitation:revoke', 'organization:update', 'history:read'] as const),
          ...(['team:create', 'team:update', 'team:add-member', 'team:remove-member', 'team:update-role'] as const),
          ...(['group:create', 'group:add-member', 'workspace:create', 'resource:create', 'role:create'] as const),
          ...(['role:update', 'assignment:create', 'assignment:update', 'assignment:delete', 'model:read'] as const),
        ],
        // gives what it lacks itself
        assigns: ['viewer', 'writer'],
      },
      viewer: { permissions: ['model:read'] },
      guest: {},
      lead: { scope: 'team', permissions: ['team:add-member', 'team:remove-member', 'model:read'] },
      mate: { scope: 'team' },
      labeler: { scope: 'workspace', permissions: ['model:read'] },
      curator: { scope: 'workspace', permissions: ['workspace:add-member', 'workspace:remove-member', 'model:train'] },
      reader: { scope: 'resource', permissions: ['model:read'] },
      writer: { scope: 'resource', permissions: ['model:read', 'model:train', 'resource:update'] },
      promised: { assignable: false },
    },
    seats,
    ownRole,
  })

export const policies = [
  policyWith({}, 'fixed'),
  policyWith({ exceptRoles: ['guest'] }, 'may-lower'),
  policyWith({ statuses: ['active'] }, 'fixed'),
  policyWith({ statuses: ['pending', 'active', 'deactivated'], exceptRoles: ['guest'] }, 'may-lower'),
] as const

export type WalkPolicy = ReturnType<typeof policyWith>

/** Who takes a seat under each of the policies, said again in other words. */
export const takesSeat = (policy: number, { role, status }: { role: string; status: string }): boolean =>
  [
    status === 'pending' || status === 'active',
    (status === 'pending' || status === 'active') && role !== 'guest',
    status === 'active',
    status !== 'removed' && role !== 'guest',
  ][policy] ?? false

// ------------------------------------------------------------------------------------------------------------- people

export const userCount = 6
export const addressOf = (user: number): string => `u${user}@acme.test`
export const userActor = (user: number): { userId: string; email: string; emailVerified: boolean } => ({
  userId: `u${user}`,
  email: addressOf(user),
  emailVerified: true,
})
export const system = { system: 'test' }
/** Users by number; whatever is beyond them is the system. */
export const actorOf = (by: number): Actor => (by < userCount ? userActor(by) : system)

// ------------------------------------------------------------------------------------------------- doors without types

/** What any command answers. */
export type Answer = Receipt & { readonly secrets?: readonly IssuedSecret[]; readonly outcomes?: readonly unknown[] }
export type Attempted =
  | { readonly ok: true; readonly value: Answer }
  | { readonly ok: false; readonly refusal: Refusal }

type Door<Result> = (input: unknown) => Promise<Result>

/** The hall as a caller without types has it: commands by group and name. */
export interface Doors {
  readonly attempt: { readonly [group: string]: { readonly [name: string]: Door<Attempted> } }
  readonly plan: { readonly [group: string]: { readonly [name: string]: Door<Plan> } } & { readonly batch: Door<Plan> }
  readonly apply: Door<Answer>
  readonly batch: Door<Answer & { readonly outcomes: readonly Attempted[] }>
}

export function doorOf<Result>(
  groups: { readonly [group: string]: { readonly [name: string]: Door<Result> } },
  path: string,
): Door<Result> {
  const [group = '', name = ''] = path.split('.')
  const door = groups[group]?.[name]
  if (door === undefined) throw new Error(`the hall has no command \`${path}\``)
  return door
}

// -------------------------------------------------------------------------------------------------------------- world

export interface World {
  readonly policy: number
  readonly storage: MemoryStorage
  readonly hall: ReturnType<typeof open>
  readonly doors: Doors
  readonly organizationId: string
  /** An organization of somebody else's, with a member and an invitation. */
  readonly foreign: { readonly organizationId: string; readonly memberId: string; readonly invitationId: string }
  /** Every token that was ever issued, the oldest first. */
  readonly tokens: string[]
  /** By the secret of a token: the address that it was issued for. */
  readonly addresses: Map<string, string>
  readonly time: { now: number }
  readonly mint: Mint
}

/** Mints ids and secrets in order, with capitals in them, as real ones have; can go back to mint the same again. */
export interface Mint {
  next: number
  secrets: number
}

function open(storage: Storage, policy: WalkPolicy, time: { now: number }, mint: Mint) {
  return createGuildhall({
    storage,
    policy,
    clock: () => time.now,
    newId: () => `Id${(mint.next++).toString(36).padStart(4, '0')}Z`,
    newSecret: () => `Secret-${(mint.secrets++).toString(36).padStart(12, '0')}`,
  })
}

/** The same hall over another storage, or under another policy: another process of the same application. */
export function reopened(world: World, { storage = world.storage as Storage, policy = world.policy } = {}) {
  const hall = open(storage, policyOf(policy), world.time, world.mint)
  return { hall, doors: untyped(hall) }
}

const policyOf = (policy: number): WalkPolicy => policies[policy] ?? policies[0]

// The walks choose commands and inputs at random, hostile ones among them: what the types would refuse is the point.
const untyped = (hall: object): Doors => hall as unknown as Doors

export interface Setting {
  readonly policy: number
  readonly seatLimit: number | undefined
  /** Whether there is a second admin, a manager and a viewer from the beginning. */
  readonly staffed: boolean
  /** Whether there is one of everything else: a team in a team, a group, workspaces, a resource, a custom role. */
  readonly furnished?: boolean
}

/** A new world. Its beginning is made once for each setting, and copied from then on. */
export async function worldOf(setting: Setting): Promise<World> {
  const key = JSON.stringify(setting)
  const first = beginnings.get(key) ?? (await begin(setting))
  beginnings.set(key, first)
  const { policy, snapshot, minted, organizationId, foreign, token } = first
  const storage = memoryStorage()
  storage.restore(snapshot)
  const time = { now: beginning }
  const mint = { ...minted }
  const hall = open(storage, policyOf(policy), time, mint)
  const addresses = new Map([[token.split('.')[1] ?? '', addressOf(1)]])
  return {
    policy,
    storage,
    hall,
    doors: untyped(hall),
    organizationId,
    foreign,
    tokens: [token],
    addresses,
    time,
    mint,
  }
}

interface Beginning extends Pick<World, 'policy' | 'organizationId' | 'foreign'> {
  readonly snapshot: string
  readonly minted: Mint
  /** Of the invitation in the foreign organization. */
  readonly token: string
}

const beginnings = new Map<string, Beginning>()

async function begin({ policy, seatLimit, staffed, furnished = false }: Setting): Promise<Beginning> {
  const storage = memoryStorage()
  const mint = { next: 1, secrets: 1 }
  const hall = open(storage, policyOf(policy), { now: beginning }, mint)
  const zoe = { userId: 'zoe' }
  const other = await hall.organizations.create({ actor: zoe, name: 'Other', slug: 'other' })
  const invitee = { emails: addressOf(1), role: 'admin' } as const
  const invited = await hall.invitations.invite({ organizationId: other.id, actor: zoe, ...invitee })
  const [{ memberId, invitationId, token } = { memberId: '', invitationId: '', token: '' }] = invited.secrets
  const limit = seatLimit === undefined ? {} : { seatLimit }
  const { id } = await hall.organizations.create({ actor: userActor(0), name: 'Acme', slug: 'acme', ...limit })
  if (staffed) await staff(hall, id)
  if (furnished) await furnish(hall, id)
  const foreign = { organizationId: other.id, memberId, invitationId }
  return { policy, snapshot: storage.snapshot(), minted: { ...mint }, organizationId: id, foreign, token }
}

async function staff(hall: ReturnType<typeof open>, organizationId: string): Promise<void> {
  const roles = [
    [1, 'admin'],
    [2, 'manager'],
    [3, 'viewer'],
  ] as const
  for (const [user, role] of roles) {
    const who = { userId: `u${user}`, email: addressOf(user), role }
    // where the seats do not suffice, there are fewer of them
    await hall.attempt.members.add({ organizationId, actor: system, ...who })
  }
}

async function furnish(hall: ReturnType<typeof open>, organizationId: string): Promise<void> {
  const given = { organizationId, actor: system }
  const { items } = await hall.members.list({ ...given, limit: 2 })
  const memberIds = items.map(({ id }) => id)
  const above = await hall.teams.create({ ...given, name: 'Research', key: 'research' })
  const team = await hall.teams.create({ ...given, name: 'Vision', parentId: above.id, capacity: 3 })
  await hall.teams.addMembers({ ...given, teamId: team.id, memberIds, role: 'lead' })
  const group = await hall.groups.create({ ...given, name: 'Reviewers' })
  await hall.groups.addMembers({ ...given, groupId: group.id, memberIds })
  const workspace = await hall.workspaces.create({ ...given, name: 'Lab', key: 'lab' })
  const where = { ...given, workspaceId: workspace.id }
  await hall.workspaces.addMembers({ ...where, memberIds, groupIds: [group.id], role: 'labeler' })
  await hall.resources.create({ ...where, type: 'model', key: 'a', ownerId: team.id })
  await hall.roles.create({ ...given, name: 'Trainer', scope: 'team', permissions: ['model:train'] })
  const principals = [{ teamId: above.id }, { groupId: group.id }]
  await hall.assignments.assign({ ...given, principals, role: 'reader', scope: 'organization' })
}
