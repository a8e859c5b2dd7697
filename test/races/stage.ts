/** Where races and crashes happen: policies, people and organizations, made through the front door. */
import {
  type Actor,
  createGuildhall,
  definePolicy,
  type Guildhall,
  type GuildhallOptions,
  type Storage,
} from 'guildhall'

const roles = {
  viewer: { permissions: ['model:read'] },
  manager: {
    inherits: ['viewer'],
    permissions: ['model:train', 'member:add', 'member:update-role', 'invitation:create', 'invitation:revoke'],
  },
  /** A role on resources, in workspaces and in teams. */
  trainer: { scope: 'resource', permissions: ['model:train'] },
  guide: { scope: 'workspace', permissions: ['model:train'] },
  captain: { scope: 'team', permissions: ['model:read'] },
  admin: { permissions: ['*'] },
} as const

const permissions = ['model:read', 'model:train'] as const

export const policies = {
  usual: definePolicy({ permissions, roles }),
  'only active members take seats': definePolicy({ permissions, roles, seats: { statuses: ['active'] } }),
}
export type PolicyName = keyof typeof policies
export type TestPolicy = (typeof policies)['usual']
export type Hall = Guildhall<TestPolicy>

export function openHall(
  storage: Storage,
  policy: PolicyName = 'usual',
  options: Omit<GuildhallOptions<TestPolicy>, 'storage' | 'policy'> = {},
): Hall {
  return createGuildhall({ storage, policy: policies[policy], ...options })
}

export type User = Extract<Actor, { userId: string }>

/** Whoever looks at how it ended. */
export const judge: Actor = { system: 'judge' }

/** A user with a verified address, of whom no other organization knows. */
export function userOf(name: string, tag: string): User & { readonly email: string } {
  return { userId: `${name}-${tag}`, email: `${name}-${tag}@example.test`, emailVerified: true }
}

/** An organization with its first admin. */
export interface Founded {
  readonly organizationId: string
  readonly ada: User
  /** Ada's member id. */
  readonly adaId: string
}

export async function found(hall: Hall, tag: string, seatLimit?: number): Promise<Founded> {
  const ada = userOf('ada', tag)
  const slug = `acme-${tag}`
  const limit = seatLimit === undefined ? {} : { seatLimit }
  const created = await hall.organizations.create({ actor: ada, name: 'Acme', slug, ...limit })
  return { organizationId: created.id, ada, adaId: created.admin.id }
}

export type RoleName = 'viewer' | 'manager' | 'admin'

/** Adds users by the system's hand, all in one revision; answers their member ids. */
export async function enrol(
  hall: Hall,
  organizationId: string,
  people: readonly { readonly user: User; readonly role: RoleName }[],
): Promise<string[]> {
  const { ids } = await hall.batch({
    organizationId,
    actor: { system: 'stage' },
    mode: 'all-or-nothing',
    commands: people.map(({ user: { userId, email = '' }, role }) => ({
      command: 'member.add' as const,
      input: { userId, email, role },
    })),
  })
  return [...ids]
}

/** An invitation with the token that was sent. */
export interface Invited {
  readonly invitationId: string
  readonly memberId: string
  readonly token: string
}

/** Invites users, all in one revision. */
export async function invite(
  hall: Hall,
  { organizationId, ada }: Pick<Founded, 'organizationId' | 'ada'>,
  users: readonly { readonly email: string }[],
  role: RoleName = 'viewer',
): Promise<Invited[]> {
  const emails = users.map(({ email }) => email)
  const { secrets } = await hall.invitations.invite({ organizationId, actor: ada, emails, role })
  return secrets.map(({ invitationId, memberId, token }) => ({ invitationId, memberId, token }))
}

/** The one thing of a list that has just one. */
export function single<T>(things: readonly T[]): T {
  const [only, ...others] = things
  if (only === undefined || others.length > 0) throw new Error(`${things.length} things instead of one`)
  return only
}
