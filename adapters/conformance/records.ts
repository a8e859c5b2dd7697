/** Builds records of every kind as the library makes them: as few fields as a record can have, and those that a check gives. */
import type { AssignmentRecord } from '../../src/assignment/assignment.js'
import type { GroupRecord } from '../../src/group/group.js'
import type { InvitationRecord } from '../../src/invitation/invitation.js'
import type { MemberRecord } from '../../src/member/member.js'
import type { MembershipRecord } from '../../src/membership/membership.js'
import type { ResourceRecord } from '../../src/resource/resource.js'
import type { RoleRecord } from '../../src/role/role.js'
import type { Kind, RecordsByKind, Stored } from '../../src/storage.js'
import type { TeamRecord } from '../../src/team/team.js'
import type { WorkspaceRecord } from '../../src/workspace/workspace.js'

/** When everything happens, unless a check says otherwise. */
export const now = 1_750_000_000_000
export const day = 86_400_000

const times = { createdAt: now, updatedAt: now }
const granter = { system: 'conformance' }

export function member(id: string, fields: Partial<MemberRecord> = {}): MemberRecord {
  return { id, metadata: {}, role: 'member', roleGranter: granter, status: 'active', sortKey: id, ...times, ...fields }
}

export function invitation(id: string, fields: Partial<InvitationRecord> = {}): InvitationRecord {
  const emailKey = fields.emailKey ?? `${id}@example.com`
  return {
    id,
    memberId: `member_of_${id}`,
    email: emailKey,
    emailKey,
    role: 'member',
    status: 'pending',
    metadata: {},
    statusOnAcceptance: 'active',
    sortKey: emailKey,
    ...times,
    expiresAt: now + 7 * day,
    sentAt: now,
    sentCount: 1,
    ...fields,
  }
}

export function team(id: string, fields: Partial<TeamRecord> = {}): TeamRecord {
  return { ...container(id), ancestors: [], memberCount: 0, ...fields }
}

export function group(id: string, fields: Partial<GroupRecord> = {}): GroupRecord {
  return { ...container(id), memberCount: 0, ...fields }
}

export function workspace(id: string, fields: Partial<WorkspaceRecord> = {}): WorkspaceRecord {
  return { ...container(id), type: 'shared', memberCount: 0, ...fields }
}

export function resource(id: string, fields: Partial<ResourceRecord> = {}): ResourceRecord {
  const { name: _, ...rest } = container(id)
  return { ...rest, type: 'app', key: id, ref: `app ${id}`, ...fields }
}

export function role(id: string, fields: Partial<RoleRecord> = {}): RoleRecord {
  const { metadata: _, ...rest } = container(id)
  return { ...rest, nameKey: id, scope: 'organization', permissions: [], ...fields }
}

export function membership(id: string, fields: Partial<MembershipRecord> = {}): MembershipRecord {
  const ends = { containerKind: 'team', containerId: `team_of_${id}`, principalKind: 'member' } as const
  return { id, ...ends, principalId: `member_of_${id}`, pair: id, granter, sortKey: id, ...times, ...fields }
}

export function assignment(id: string, fields: Partial<AssignmentRecord> = {}): AssignmentRecord {
  const ends = { principalKind: 'member', scopeKind: 'resource', scopeId: `resource_of_${id}` } as const
  const principalId = `member_of_${id}`
  return { id, ...ends, principalId, role: 'viewer', pair: id, granter, sortKey: id, ...times, ...fields }
}

function container(id: string) {
  return { id, name: id, metadata: {}, status: 'active' as const, sortKey: id, ...times }
}

const builders = { member, invitation, team, group, workspace, resource, role, membership, assignment }

/** A record of any kind, with its kind, for checks that hold for all of them. */
export function specimen(kind: Kind, id: string, fields: object = {}): Stored {
  // Whoever calls it gives fields that the kind has, which no signature over all kinds can say.
  const build = builders[kind] as (id: string, fields: object) => RecordsByKind[Kind]
  return { kind, record: build(id, fields) } as Stored
}

/** The record with other fields. */
export function altered(stored: Stored, fields: object): Stored {
  return { kind: stored.kind, record: { ...stored.record, ...fields } } as Stored // likewise
}

/** Fields by which a record names another. Who vouches has the id inside, and for direct permissions stands beside them. */
export function naming(field: string, id: string): object {
  if (field === 'permissionsGranter') return { permissions: ['member:read'], permissionsGranter: { memberId: id } }
  return { [field]: field === 'roleGranter' ? { memberId: id } : id }
}

/** The status of a record that no look-up finds any more; edges have none. */
export function goneStatus(kind: Kind): 'removed' | 'deleted' | undefined {
  if (kind === 'member') return 'removed'
  return kind === 'invitation' || kind === 'membership' || kind === 'assignment' ? undefined : 'deleted'
}
