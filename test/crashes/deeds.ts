/** Every command of the front door with something to do: what must be there before, and what it is then told. */
import type { Command, Commands } from 'guildhall'
import { enrol, type Founded, found, type Hall, invite, single, type TestPolicy, userOf } from '../races/stage.js'

type Doors = Commands<TestPolicy>
type InputOf<T> = T extends Command<infer Input, infer _Result, infer _Codes> ? Input : never

export interface Stage {
  readonly hall: Hall
  /** In every name that is made. */
  readonly tag: string
  /** An organization for it, perhaps of many members. */
  readonly found: () => Promise<Founded>
}

/** One set-up for each command: TypeScript finds the one that is missing. */
type SetUps = {
  readonly [G in keyof Doors]: { readonly [K in keyof Doors[G]]: (stage: Stage) => Promise<InputOf<Doors[G][K]>> }
}

/** An organization with a viewer. */
async function withViewer(stage: Stage) {
  const founded = await stage.found()
  const bo = userOf('bo', stage.tag)
  const memberId = single(await enrol(stage.hall, founded.organizationId, [{ user: bo, role: 'viewer' }]))
  return { organizationId: founded.organizationId, actor: founded.ada, bo, memberId }
}

/** An organization with a viewer in a workspace, and a resource outside of it. */
async function withWorkspace(stage: Stage) {
  const { organizationId, actor, bo, memberId } = await withViewer(stage)
  const { id: workspaceId } = await stage.hall.workspaces.create({ organizationId, actor, name: `Lab ${stage.tag}` })
  await stage.hall.workspaces.addMembers({ organizationId, actor, workspaceId, memberIds: [memberId] })
  const resource = { type: 'app', key: `one-${stage.tag}` }
  await stage.hall.resources.create({ organizationId, actor, ...resource, ownerId: memberId })
  return { organizationId, actor, bo, memberId, workspaceId, resource }
}

/** An organization with a pending member. */
async function withGuest(stage: Stage) {
  const founded = await stage.found()
  const guest = userOf('guest', stage.tag)
  return {
    organizationId: founded.organizationId,
    actor: founded.ada,
    guest,
    ...single(await invite(stage.hall, founded, [guest])),
  }
}

export const setUps: SetUps = {
  organizations: {
    create: async ({ tag }) => ({ actor: userOf('eve', tag), name: 'Eve’s', slug: `eve-${tag}`, seatLimit: 5 }),
    async update({ found, tag }) {
      const { organizationId, ada } = await found()
      return { organizationId, actor: ada, name: 'Acme and Sons', slug: `sons-${tag}`, metadata: { plan: 'pro' } }
    },
    async setSeatLimit({ found }) {
      const { organizationId, ada } = await found()
      return { organizationId, actor: ada, seatLimit: 20_000, reason: 'growth' }
    },
    async archive({ found }) {
      const { organizationId, ada } = await found()
      return { organizationId, actor: ada }
    },
    async restore({ hall, found }) {
      const { organizationId, ada } = await found()
      await hall.organizations.archive({ organizationId, actor: ada })
      return { organizationId, actor: ada }
    },
    async delete({ found }) {
      const { organizationId, ada } = await found()
      return { organizationId, actor: ada }
    },
  },
  members: {
    async add({ found, tag }) {
      const { organizationId, ada } = await found()
      const { userId, email } = userOf('new', tag)
      return { organizationId, actor: ada, userId, email, name: 'New', role: 'manager' }
    },
    async update(stage) {
      const { organizationId, actor, memberId } = await withGuest(stage)
      return { organizationId, actor, memberId, email: userOf('moved', stage.tag).email, name: 'Moved' }
    },
    async changeRole(stage) {
      const { organizationId, actor, memberId } = await withGuest(stage)
      return { organizationId, actor, memberId, role: 'manager' }
    },
    async deactivate(stage) {
      const { organizationId, actor, memberId } = await withViewer(stage)
      return { organizationId, actor, memberId }
    },
    async reactivate(stage) {
      const { organizationId, actor, memberId } = await withViewer(stage)
      await stage.hall.members.deactivate({ organizationId, actor, memberId })
      return { organizationId, actor, memberId }
    },
    async remove(stage) {
      const { organizationId, actor, memberId } = await withGuest(stage)
      return { organizationId, actor, memberId, reason: 'no longer here' }
    },
    async leave(stage) {
      const { organizationId, bo } = await withViewer(stage)
      return { organizationId, actor: bo }
    },
    async transferAdmin(stage) {
      const { organizationId, actor, memberId } = await withViewer(stage)
      return { organizationId, actor, memberId, role: 'viewer' }
    },
  },
  invitations: {
    async invite({ found, tag }) {
      const { organizationId, ada } = await found()
      const emails = ['one', 'two', 'three'].map((name) => userOf(name, tag).email)
      return { organizationId, actor: ada, emails, role: 'viewer', message: 'Come in' }
    },
    async resend(stage) {
      const { organizationId, actor, invitationId } = await withGuest(stage)
      return { organizationId, actor, invitationId }
    },
    async changeRole(stage) {
      const { organizationId, actor, invitationId } = await withGuest(stage)
      return { organizationId, actor, invitationId, role: 'manager' }
    },
    async revoke(stage) {
      const { organizationId, actor, invitationId } = await withGuest(stage)
      return { organizationId, actor, invitationId }
    },
    async accept(stage) {
      const { guest, token } = await withGuest(stage)
      return { actor: guest, token }
    },
    async decline(stage) {
      const { token } = await withGuest(stage)
      return { token, reason: 'no, thanks' }
    },
  },
  workspaces: {
    async create({ found, tag }) {
      const { organizationId, ada } = await found()
      return { organizationId, actor: ada, name: `Attic ${tag}`, key: `attic-${tag}`, role: 'steward' }
    },
    async update(stage) {
      const { organizationId, actor, workspaceId } = await withWorkspace(stage)
      return { organizationId, actor, workspaceId, name: 'Renamed', key: `renamed-${stage.tag}` }
    },
    async delete(stage) {
      const { organizationId, actor, workspaceId } = await withWorkspace(stage)
      return { organizationId, actor, workspaceId }
    },
    async addMembers(stage) {
      const { organizationId, actor, workspaceId } = await withWorkspace(stage)
      const other = userOf('cy', stage.tag)
      const memberIds = await enrol(stage.hall, organizationId, [{ user: other, role: 'viewer' }])
      return { organizationId, actor, workspaceId, memberIds, role: 'steward' }
    },
    async removeMembers(stage) {
      const { organizationId, actor, workspaceId, memberId } = await withWorkspace(stage)
      return { organizationId, actor, workspaceId, memberIds: [memberId] }
    },
    async changeRole(stage) {
      const { organizationId, actor, workspaceId, memberId } = await withWorkspace(stage)
      return { organizationId, actor, workspaceId, memberId, role: 'steward' }
    },
  },
  resources: {
    async create(stage) {
      const { organizationId, actor, workspaceId, memberId } = await withWorkspace(stage)
      return { organizationId, actor, type: 'app', key: `new-${stage.tag}`, workspaceId, ownerId: memberId }
    },
    async createMany(stage) {
      const { organizationId, actor, workspaceId } = await withWorkspace(stage)
      const resources = ['a', 'b', 'c'].map((key) => ({ type: 'model', key: `${key}-${stage.tag}`, workspaceId }))
      return { organizationId, actor, resources }
    },
    async update(stage) {
      const { organizationId, actor, resource } = await withWorkspace(stage)
      return { organizationId, actor, resource, name: 'Named' }
    },
    async move(stage) {
      const { organizationId, actor, resource, workspaceId } = await withWorkspace(stage)
      return { organizationId, actor, resource, workspaceId }
    },
    async transfer(stage) {
      const { organizationId, actor, resource } = await withWorkspace(stage)
      return { organizationId, actor, resource, to: 'organization' }
    },
    async delete(stage) {
      const { organizationId, actor, resource } = await withWorkspace(stage)
      return { organizationId, actor, resource }
    },
  },
}

/** What one of them does, whatever its input. */
export interface Deed {
  /** Where the organization is found: by its id, or by the slug where it is only made. */
  readonly place: { readonly organizationId: string } | { readonly slug: string }
  /** Does it, by this hall, under this idempotency key. */
  readonly act: (hall: Hall, idempotencyKey?: string) => Promise<unknown>
}

export interface Rehearsed {
  readonly name: string
  readonly prepare: (stage: Stage) => Promise<Deed>
}

/** Places at the front door, `members.add` and so on, that write and take an idempotency key. */
export const deeds: readonly Rehearsed[] = [
  ...Object.entries(setUps).flatMap(([group, commands]) =>
    Object.entries(commands).map(([name, setUp]) => ({
      name: `${group}.${name}`,
      prepare: async (stage: Stage) => deedOf(group, name, await setUp(stage)),
    })),
  ),
  {
    name: 'batch',
    async prepare(stage) {
      const { organizationId, actor, memberId } = await withViewer(stage)
      const { userId } = userOf('new', stage.tag)
      const input = {
        organizationId,
        actor,
        mode: 'all-or-nothing',
        commands: [
          { command: 'member.deactivate', input: { memberId } },
          { command: 'member.add', input: { userId, role: 'viewer' } },
          { command: 'organization.update', input: { name: 'Acme, batched' } },
        ],
      } as const
      return { place: { organizationId }, act: (hall, key) => hall.batch({ ...input, ...keyed(key) }) }
    },
  },
  {
    name: 'apply',
    async prepare(stage) {
      const { organizationId, actor, memberId } = await withGuest(stage)
      const plan = await stage.hall.plan.members.remove({ organizationId, actor, memberId })
      if (!plan.ok) throw new Error(plan.refusal.message)
      return { place: { organizationId }, act: (hall, key) => hall.apply({ plan, actor, ...keyed(key) }) }
    },
  },
]

function keyed(idempotencyKey: string | undefined): { idempotencyKey?: string } {
  return idempotencyKey === undefined ? {} : { idempotencyKey }
}

function deedOf(group: string, name: string, input: object): Deed {
  return {
    place: placeOf(input),
    act(hall, key) {
      // the set-ups are typed by the command that they are for; a name at run time cannot carry that
      const doors = hall as unknown as { [group: string]: { [name: string]: (input: object) => Promise<unknown> } }
      const door = doors[group]?.[name]
      return door === undefined ? Promise.reject(new Error(`no ${group}.${name}`)) : door({ ...input, ...keyed(key) })
    },
  }
}

function placeOf(input: object): Deed['place'] {
  const { organizationId, token, slug } = input as { organizationId?: string; token?: string; slug?: string }
  const id = organizationId ?? token?.split('.')[0]
  return id === undefined ? { slug: slug ?? '' } : { organizationId: id }
}

/** A stage with an organization of one admin. */
export function plainStage(hall: Hall, tag: string): Stage {
  return { hall, tag, found: () => found(hall, tag) }
}
