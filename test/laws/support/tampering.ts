/** An organization with a past, and what somebody with a hand in the database could do to it. */
import { createHash } from 'node:crypto'
import { memoryStorage } from '../../../adapters/memory/index.js'
import type { AuditReport } from '../../../src/index.js'
import type { StoredOrganization } from './stored.js'
import { take } from './walk.js'
import { actorOf, addressOf, day, reopened, system, userActor, type World, worldOf } from './world.js'

type Open<T> = { -readonly [K in keyof T]: T[K] }
type Row = StoredOrganization['revisions'][number]
type Event = Row['events'][number]
type Part = Event['personal'][number]

type List = Exclude<keyof StoredOrganization, 'head' | 'revisions' | 'claims'>
type Lists = { [L in List]: Open<StoredOrganization[L][number]>[] }

/** A stored organization that can be written to. */
export interface Tampered extends Lists {
  head: Open<StoredOrganization['head']>
  revisions: (Open<Omit<Row, 'events'>> & { events: (Open<Omit<Event, 'personal'>> & { personal: Open<Part>[] })[] })[]
}

/** Every kind of record and event, with reasons: accepted, declined, revoked, expired and pending invitations among them. */
export async function worldWithAPast(): Promise<World> {
  const world = await worldOf({ policy: 0, seatLimit: 12, staffed: true })
  const { hall, organizationId } = world
  const given = { organizationId, actor: system }
  const invite = async (email: string) => {
    const { secrets } = await hall.invitations.invite({ ...given, emails: email, reason: 'new here' })
    return secrets[0] ?? { token: '', invitationId: '', memberId: '', email: '' }
  }
  const accepted = await invite(addressOf(4))
  await hall.invitations.accept({ token: accepted.token, actor: userActor(4) })
  const declined = await invite('declines@acme.test')
  await hall.invitations.decline({ token: declined.token, reason: 'no time' })
  const revoked = await invite('revoked@acme.test')
  await hall.invitations.revoke({ ...given, invitationId: revoked.invitationId, reason: 'a mistake' })
  await invite('expires@acme.test')
  await take(world, { command: 'time', by: 6, pass: 8 * day })
  await hall.maintain()
  const pending = await invite('pending@acme.test')
  await hall.invitations.resend({ ...given, invitationId: pending.invitationId })
  await hall.invitations.changeRole({ ...given, invitationId: pending.invitationId, role: 'manager' })
  const gone = await hall.members.add({ ...given, userId: 'gone', name: 'Gone', reason: 'for a while' })
  await hall.members.update({ ...given, memberId: gone.id, name: 'Long Gone', jobTitle: 'Temp' })
  await hall.members.remove({ ...given, memberId: gone.id, reason: 'the while is over' })
  const idle = await hall.members.add({ ...given, userId: 'idle', email: 'idle@acme.test', role: 'guest' })
  await hall.members.deactivate({ ...given, memberId: idle.id })
  await hall.organizations.update({ ...given, name: 'Acme & Sons', settings: { invitationLifetimeDays: 14 } })
  await hall.organizations.setSeatLimit({ ...given, seatLimit: 10, reason: 'cheaper' })
  await hall.members.changeRole({ ...given, actor: actorOf(0), memberId: accepted.memberId, role: 'manager' })
  await furnished(world, accepted.memberId)
  return world
}

/** The rest of the model: teams in teams, a group in a workspace, resources, custom roles, assignments; some of it deleted. */
async function furnished({ hall, organizationId }: World, memberId: string): Promise<void> {
  const given = { organizationId, actor: system }
  const above = await hall.teams.create({ ...given, name: 'Research', key: 'research' })
  const team = await hall.teams.create({ ...given, name: 'Vision', key: 'vision', parentId: above.id, capacity: 4 })
  await hall.teams.addMembers({
    ...given,
    teamId: team.id,
    memberIds: [memberId],
    role: 'lead',
    reason: 'knows it best',
  })
  const over = await hall.teams.create({ ...given, name: 'Over' })
  await hall.teams.addMembers({ ...given, teamId: over.id, memberIds: [memberId] })
  await hall.teams.delete({ ...given, teamId: over.id, reason: 'nobody came' })
  const group = await hall.groups.create({ ...given, name: 'Reviewers', key: 'reviewers' })
  await hall.groups.create({ ...given, name: 'Others', key: 'others' })
  await hall.groups.addMembers({ ...given, groupId: group.id, memberIds: [memberId] })
  const lab = await hall.workspaces.create({ ...given, name: 'Lab', key: 'lab' })
  await hall.workspaces.create({ ...given, name: 'Desk', key: 'desk', type: 'personal', ownerId: memberId })
  const inLab = { ...given, workspaceId: lab.id }
  await hall.workspaces.addMembers({ ...inLab, memberIds: [memberId], groupIds: [group.id], role: 'labeler' })
  await hall.workspaces.changeRole({ ...inLab, memberId, role: 'curator' })
  const owned = [team.id, memberId].map((ownerId, index) => ({ type: 'model', key: `m${index}`, ownerId }))
  await hall.resources.createMany({ ...given, resources: owned.map((one) => ({ ...one, workspaceId: lab.id })) })
  const trainer = await hall.roles.create({ ...given, name: 'Trainer', scope: 'team', permissions: ['model:train'] })
  await hall.roles.create({ ...given, name: 'Tester', scope: 'team', permissions: [] })
  await hall.teams.changeRole({ ...given, teamId: team.id, memberId, role: trainer.id })
  await hall.members.setPermissions({ ...given, memberId, permissions: ['model:train'] })
  const resource = { type: 'model', key: 'm0' }
  const principals = [{ teamId: above.id }, { groupId: group.id }, 'everyone' as const]
  const expiresAt = new Date(4_000_000_000_000).toISOString()
  await hall.assignments.assign({
    ...given,
    principals,
    role: 'reader',
    scope: 'organization',
    expiresAt,
    reason: 'for a start',
  })
  await hall.assignments.assign({ ...given, principals: [{ memberId }], role: 'writer', scope: { resource } })
}

/** What the auditor says after somebody had a hand in the database. */
export async function auditAfter(world: World, tamper: (organization: Tampered) => unknown): Promise<AuditReport> {
  const organizations = JSON.parse(world.storage.snapshot()) as Tampered[]
  const own = organizations.find(({ head }) => head.id === world.organizationId)
  if (own === undefined) throw new Error('the organization is gone')
  tamper(own)
  const storage = memoryStorage()
  storage.restore(JSON.stringify(organizations))
  let readings = 0
  const patient = {
    ...storage,
    // an auditor that reads on and on must end some time
    revisions: async (...asked: Parameters<typeof storage.revisions>) => {
      if (++readings > 1_000) throw new Error('the auditor reads on and on')
      return storage.revisions(...asked)
    },
  }
  const { hall } = reopened(world, { storage: patient })
  return hall.verify({ organizationId: world.organizationId, actor: system })
}

/** The record that is meant, or the test means nothing. */
export function found<T>(records: readonly T[], is: (record: T) => boolean): T {
  const record = records.find(is)
  if (record === undefined) throw new Error('there is no such record')
  return record
}

// --------------------------------------------------------------------------------------------------------- the chain

/** SHA-256, base64url. */
export const sha256 = (text: string): string => createHash('sha256').update(text, 'utf8').digest('base64url')

/** Canonical JSON, written again: members in the order of their names, nothing undefined. */
export function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`
  if (typeof value !== 'object' || value === null) return JSON.stringify(value)
  const members = Object.entries(value)
    .filter(([, part]) => part !== undefined)
    .sort(([a], [b]) => (a < b ? -1 : 1))
  return `{${members.map(([key, part]) => `${JSON.stringify(key)}:${canonical(part)}`).join(',')}}`
}

/** What a revision's hash is of: all but the hash, the idempotency request, and the personal parts but for their digests. */
export function hashOf({ hash: _, request: __, events, ...core }: Row): string {
  const hashed = events.map(({ personal, ...event }) => ({
    ...event,
    personal: personal.map(({ subject, digest }) => ({ subject, digest })),
  }))
  return sha256(canonical({ ...core, events: hashed }))
}

export function digestOf({ salt, content }: Part): string {
  return sha256(canonical({ salt, content }))
}

/** Makes the chain whole again, as a thorough forger would: every revision from the first, and the head. */
export function forged(organization: Tampered): void {
  let previousHash = ''
  for (const row of organization.revisions) {
    row.previousHash = previousHash
    row.hash = hashOf(row)
    previousHash = row.hash
  }
  organization.head.hash = previousHash
}
