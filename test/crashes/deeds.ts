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

/** Named after the stage, since stages can share an organization. */
const modelOf = ({ tag }: Stage) => ({ type: 'model', key: `one-${tag}` }) as const

/** An organization with a viewer, a pending member and a workspace, in which the viewer is. */
async function withWorkspace(stage: Stage) {
  const { organizationId, actor, memberId } = await withViewer(stage)
  const place = { organizationId, actor }
  const { memberId: guestId } = single(
    await invite(stage.hall, { organizationId, ada: actor }, [userOf('guest', stage.tag)]),
  )
  const { id: workspaceId } = await stage.hall.workspaces.create({ ...place, name: 'Lab' })
  await stage.hall.workspaces.addMembers({ ...place, workspaceId, memberIds: [memberId] })
  return { place, workspaceId, memberId, guestId }
}

/** An organization with a viewer, a pending member and a team, in which the viewer is. */
async function withTeam(stage: Stage) {
  const { organizationId, actor, memberId } = await withViewer(stage)
  const place = { organizationId, actor }
  const { memberId: guestId } = single(
    await invite(stage.hall, { organizationId, ada: actor }, [userOf('guest', stage.tag)]),
  )
  const { id: teamId } = await stage.hall.teams.create({ ...place, name: 'Crew', key: `crew-${stage.tag}` })
  await stage.hall.teams.addMembers({ ...place, teamId, memberIds: [memberId] })
  return { place, teamId, memberId, guestId }
}

/** The same with a group, which is in a workspace. */
async function withGroup(stage: Stage) {
  const { place, workspaceId, memberId, guestId } = await withWorkspace(stage)
  const { id: groupId } = await stage.hall.groups.create({ ...place, name: 'All', key: `all-${stage.tag}` })
  await stage.hall.groups.addMembers({ ...place, groupId, memberIds: [memberId] })
  await stage.hall.workspaces.addMembers({ ...place, workspaceId, groupIds: [groupId] })
  return { place, groupId, memberId, guestId }
}

/** An organization with a viewer and a model. */
async function withModel(stage: Stage) {
  const { organizationId, actor, memberId } = await withViewer(stage)
  const place = { organizationId, actor }
  await stage.hall.resources.create({ ...place, ...modelOf(stage) })
  return { place, memberId }
}

/** An organization with a custom role that somebody holds. */
async function withRole(stage: Stage) {
  const { organizationId, actor, memberId } = await withViewer(stage)
  const place = { organizationId, actor }
  const { id: roleId } = await stage.hall.roles.create({
    ...place,
    name: `Reviewer ${stage.tag}`,
    permissions: ['model:read'],
  })
  await stage.hall.members.changeRole({ ...place, memberId, role: roleId })
  return { place, roleId }
}

async function withAssignment(stage: Stage) {
  const { place, memberId } = await withModel(stage)
  const principals = [{ memberId }]
  const { assignments } = await stage.hall.assignments.assign({ ...place, principals, role: 'manager' })
  return { place, assignmentId: assignments[0]?.id ?? '' }
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
    async setPermissions(stage) {
      const { organizationId, actor, memberId } = await withViewer(stage)
      return { organizationId, actor, memberId, permissions: ['model:train'] }
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
  teams: {
    async create(stage) {
      const { place, teamId } = await withTeam(stage)
      return { ...place, name: 'Below', key: `below-${stage.tag}`, parentId: teamId, capacity: 3 }
    },
    async update(stage) {
      const { place, teamId } = await withTeam(stage)
      return { ...place, teamId, name: 'Renamed', key: null }
    },
    async move(stage) {
      const { place, teamId } = await withTeam(stage)
      const { id: parentId } = await stage.hall.teams.create({ ...place, name: 'Above' })
      return { ...place, teamId, parentId }
    },
    async delete(stage) {
      const { place, teamId } = await withTeam(stage)
      return { ...place, teamId }
    },
    async addMembers(stage) {
      const { place, teamId, guestId } = await withTeam(stage)
      return { ...place, teamId, memberIds: [guestId], role: 'captain' }
    },
    async removeMembers(stage) {
      const { place, teamId, memberId } = await withTeam(stage)
      return { ...place, teamId, memberIds: [memberId] }
    },
    async changeRole(stage) {
      const { place, teamId, memberId } = await withTeam(stage)
      return { ...place, teamId, memberId, role: 'captain' }
    },
  },
  groups: {
    async create({ found, tag }) {
      const { organizationId, ada } = await found()
      return { organizationId, actor: ada, name: 'All', key: `all-${tag}` }
    },
    async update(stage) {
      const { place, groupId } = await withGroup(stage)
      return { ...place, groupId, name: 'Renamed', key: null }
    },
    async delete(stage) {
      const { place, groupId } = await withGroup(stage)
      return { ...place, groupId }
    },
    async addMembers(stage) {
      const { place, groupId, guestId } = await withGroup(stage)
      return { ...place, groupId, memberIds: [guestId] }
    },
    async removeMembers(stage) {
      const { place, groupId, memberId } = await withGroup(stage)
      return { ...place, groupId, memberIds: [memberId] }
    },
  },
  workspaces: {
    async create({ found, tag }) {
      const { organizationId, ada } = await found()
      return { organizationId, actor: ada, name: 'Lab', key: `lab-${tag}`, role: 'guide' }
    },
    async update(stage) {
      const { place, workspaceId } = await withWorkspace(stage)
      return { ...place, workspaceId, name: 'Laboratory', key: null }
    },
    async delete(stage) {
      const { place, workspaceId } = await withWorkspace(stage)
      return { ...place, workspaceId }
    },
    async addMembers(stage) {
      const { place, workspaceId, guestId } = await withWorkspace(stage)
      return { ...place, workspaceId, memberIds: [guestId], role: 'guide' }
    },
    async removeMembers(stage) {
      const { place, workspaceId, memberId } = await withWorkspace(stage)
      return { ...place, workspaceId, memberIds: [memberId] }
    },
    async changeRole(stage) {
      const { place, workspaceId, memberId } = await withWorkspace(stage)
      return { ...place, workspaceId, memberId, role: 'guide' }
    },
  },
  resources: {
    async create(stage) {
      const { organizationId, ada } = await stage.found()
      return { organizationId, actor: ada, ...modelOf(stage), name: 'One' }
    },
    async createMany(stage) {
      const { place, memberId } = await withModel(stage)
      const resources = ['two', 'three'].map((key) => ({
        type: 'model',
        key: `${key}-${stage.tag}`,
        ownerId: memberId,
      }))
      return { ...place, resources }
    },
    async update(stage) {
      const { place } = await withModel(stage)
      return { ...place, resource: modelOf(stage), name: 'The first' }
    },
    async move(stage) {
      const { place } = await withModel(stage)
      const { id: workspaceId } = await stage.hall.workspaces.create({ ...place, name: 'Lab' })
      return { ...place, resource: modelOf(stage), workspaceId }
    },
    async transfer(stage) {
      const { place, memberId } = await withModel(stage)
      return { ...place, resource: modelOf(stage), to: { memberId } }
    },
    async delete(stage) {
      const { place } = await withModel(stage)
      return { ...place, resource: modelOf(stage) }
    },
  },
  roles: {
    async create({ found, tag }) {
      const { organizationId, ada } = await found()
      return { organizationId, actor: ada, name: `Reviewer ${tag}`, permissions: ['model:read'] }
    },
    async update(stage) {
      const { place, roleId } = await withRole(stage)
      return { ...place, roleId, name: `Chief reviewer ${stage.tag}`, permissions: ['model:read', 'model:train'] }
    },
    async delete(stage) {
      const { place, roleId } = await withRole(stage)
      return { ...place, roleId, replaceWith: 'viewer' }
    },
  },
  assignments: {
    async assign(stage) {
      const { place, memberId } = await withModel(stage)
      return { ...place, principals: [{ memberId }, 'everyone'], role: 'trainer', scope: { resource: modelOf(stage) } }
    },
    async change(stage) {
      const { place, assignmentId } = await withAssignment(stage)
      return { ...place, assignmentId, reason: 'to be sure' }
    },
    async unassign(stage) {
      const { place, assignmentId } = await withAssignment(stage)
      return { ...place, assignmentIds: [assignmentId] }
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
