/** What a test starts from: an organization with its people, made through the front door like any other. */
import {
  type Actor,
  definePolicy,
  type GuildhallOptions,
  type Member,
  type MemberStatus,
  type OrganizationSettings,
  type Policy,
  type RoleOf,
} from 'guildhall'
import { expect } from 'vitest'
import { type Desk, openHall, system } from './hall.js'

/** The policy of tests that are about no product in particular. */
export const policy = definePolicy({
  permissions: ['doc:read', 'doc:write', 'doc:delete'],
  roles: {
    /** Takes no seat. */
    guest: {},
    viewer: { permissions: ['doc:read'] },
    editor: { inherits: ['viewer'], permissions: ['doc:write', 'doc:delete:own'] },
    /** Looks after people up to editors, without writing a line. */
    manager: {
      inherits: ['viewer'],
      assigns: ['editor'],
      permissions: [
        'member:add',
        'member:update',
        'member:update-role',
        'member:deactivate',
        'member:reactivate',
        'member:remove',
        'invitation:create',
        'invitation:read',
        'invitation:resend',
        'invitation:update-role',
        'invitation:revoke',
        'history:read',
      ],
    },
    /** Declared, and not to be had yet. */
    later: { permissions: ['doc:read'], assignable: false },
    lead: { scope: 'workspace', permissions: ['doc:write'] },
    admin: { permissions: ['*'] },
  },
  seats: { exceptRoles: ['guest'] },
})

export interface Person<P extends Policy> {
  readonly role: RoleOf<P>
  /** `active` unless said; `pending` people are invited by the first one. */
  readonly status?: 'active' | 'deactivated' | 'pending'
  readonly department?: string
}

/** By user id; the first one creates the organization and is its admin. */
export type People<P extends Policy> = { readonly [name: string]: RoleOf<P> | Person<P> }

/** What is particular about a hall that is opened for one test. */
type Particulars<P extends Policy> = Partial<
  Pick<GuildhallOptions<P>, 'rules' | 'invitationLifetime' | 'ownedItems'>
> & {
  /** `false` where the organization cannot stand an audit, on purpose. */
  readonly audited?: boolean
}

export interface Circumstances {
  readonly slug?: string
  /** Set once everybody is there, so that it may lie below use. */
  readonly seatLimit?: number
  readonly settings?: OrganizationSettings
}

/** An organization of these people in a hall of its own. */
export function given<P extends Policy>(
  policy: P,
  people: People<P>,
  { slug, seatLimit, settings, ...particulars }: Circumstances & Particulars<P> = {},
): Promise<Scene<P>> {
  const circumstances = {
    ...(slug && { slug }),
    ...(seatLimit !== undefined && { seatLimit }),
    ...(settings && { settings }),
  }
  return givenAt(openHall({ policy, ...particulars }), people, circumstances)
}

/** An organization of these people in a hall that is open already. */
export async function givenAt<P extends Policy>(
  desk: Desk<P>,
  people: People<P>,
  { slug = 'acme', seatLimit, settings }: Circumstances = {},
): Promise<Scene<P>> {
  const [[first, its] = ['', undefined], ...others] = Object.entries(people)
  expect(typeof its === 'object' ? its.role : its, 'the first one is the admin').toBe(desk.policy.adminRole)
  const created = await desk.hall.organizations.create({
    actor: system,
    name: slug,
    slug,
    ...(settings && { settings }),
    admin: { userId: first, email: emailOf(first), name: first },
  })
  const scene = new Scene(desk, created.id, slug)
  scene.knows(first, { memberId: created.admin.id })
  for (const [name, person] of others) {
    const { role, status = 'active', department } = typeof person === 'object' ? person : { role: person }
    if (status === 'pending') await scene.invite(name, { by: first, role })
    else await scene.add(name, { role, status, ...(department !== undefined && { department }) })
  }
  if (seatLimit !== undefined) await desk.hall.organizations.setSeatLimit({ ...scene.system, seatLimit })
  return scene
}

export function emailOf(name: string): string {
  return `${name}@example.test`
}

interface Known {
  readonly memberId: string
  readonly invitationId?: string
  readonly token?: string
}

/** An organization and its people, by name. */
export class Scene<P extends Policy> {
  readonly desk: Desk<P>
  readonly organizationId: string
  readonly slug: string
  readonly #known = new Map<string, Known>()

  constructor(desk: Desk<P>, organizationId: string, slug: string) {
    this.desk = desk
    this.organizationId = organizationId
    this.slug = slug
  }

  get hall() {
    return this.desk.hall
  }

  get clock() {
    return this.desk.clock
  }

  /** The user of this name, with their address verified. */
  actor(name: string): Actor & { readonly userId: string } {
    return { userId: name, email: emailOf(name), emailVerified: true }
  }

  /** Where and who, for an input. */
  as(name: string): { readonly organizationId: string; readonly actor: Actor } {
    return { organizationId: this.organizationId, actor: this.actor(name) }
  }

  get system(): { readonly organizationId: string; readonly actor: Actor } {
    return { organizationId: this.organizationId, actor: system }
  }

  /** The member id of this person. */
  id(name: string): string {
    return this.#of(name).memberId
  }

  /** The last invitation of this person. */
  invitation(name: string): { readonly invitationId: string; readonly token: string } {
    const { invitationId, token } = this.#of(name)
    return invitationId === undefined || token === undefined
      ? expect.fail(`\`${name}\` was not invited`)
      : { invitationId, token }
  }

  knows(name: string, known: Known): void {
    this.#known.set(name, known)
  }

  /** The member as they are now. */
  member(name: string): Promise<Member> {
    return this.hall.members.get({ ...this.system, memberId: this.id(name) })
  }

  async statusOf(name: string): Promise<MemberStatus> {
    return (await this.member(name)).status
  }

  /** Everybody's role, and status where it is not `active`; without those who were removed. */
  async people(): Promise<Record<string, string>> {
    const { items } = await this.hall.members.list({
      ...this.system,
      status: ['pending', 'active', 'deactivated'],
      limit: 1_000,
    })
    return Object.fromEntries(
      items.map(({ email, userId, role, status }) => [
        userId ?? email?.split('@')[0] ?? '',
        status === 'active' ? role : `${status} ${role}`,
      ]),
    )
  }

  async seats(): Promise<number> {
    return (await this.hall.organizations.dashboard(this.system)).seats.taken
  }

  /** The revision that it stands at. */
  async revision(): Promise<number> {
    return (await this.hall.organizations.get(this.system)).revision
  }

  async add(
    name: string,
    facts: { readonly role?: RoleOf<P>; readonly status?: 'active' | 'deactivated'; readonly department?: string } = {},
  ): Promise<Member> {
    const member = await this.hall.members.add({
      ...this.system,
      ...facts,
      userId: name,
      email: emailOf(name),
      name,
    })
    this.knows(name, { memberId: member.id })
    return member
  }

  async invite(
    name: string,
    {
      by,
      ...offer
    }: { readonly by?: string; readonly role?: RoleOf<P>; readonly statusOnAcceptance?: 'active' | 'deactivated' } = {},
  ): Promise<{ readonly invitationId: string; readonly memberId: string; readonly token: string }> {
    const { secrets, outcomes } = await this.hall.invitations.invite({
      ...(by === undefined ? this.system : this.as(by)),
      ...offer,
      emails: emailOf(name),
    })
    const [secret] = secrets
    if (secret === undefined) return expect.fail(`\`${name}\` could not be invited: ${JSON.stringify(outcomes)}`)
    const { invitationId, memberId, token } = secret
    this.knows(name, { invitationId, memberId, token })
    return { invitationId, memberId, token }
  }

  accept(name: string) {
    return this.hall.invitations.accept({ token: this.invitation(name).token, actor: this.actor(name) })
  }

  #of(name: string): Known {
    return this.#known.get(name) ?? expect.fail(`nobody here is called \`${name}\``)
  }
}
