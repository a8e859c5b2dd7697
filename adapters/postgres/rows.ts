/**
 * Records and their columns. One table per kind says which field is which column, in the order in which rows are read
 * and written; a record gets a new field by a line here and a migration.
 */
import type { InvitationRecord } from '../../src/invitation/invitation.js'
import type { MemberRecord } from '../../src/member/member.js'
import type { OrganizationRecord } from '../../src/organization/organization.js'
import type {
  HistoryActor,
  HistoryEvent,
  Kind,
  RecordsByKind,
  RevisionRow,
  Stored,
  StoredEvent,
} from '../../src/storage.js'
import type { SqlValue } from './sql-client.js'

/** Field by field: the column and its type. */
export type Columns = { readonly [field: string]: string }

export const organizationColumns = {
  id: 'org_id text',
  revision: 'revision bigint',
  commitId: 'commit_id text',
  hash: 'hash text',
  slug: 'slug text',
  name: 'name text',
  status: 'status text',
  seatLimit: 'seat_limit bigint',
  settings: 'settings jsonb',
  metadata: 'metadata jsonb',
  counts: 'counts jsonb',
  createdAt: 'created_at bigint',
  updatedAt: 'updated_at bigint',
  archivedAt: 'archived_at bigint',
  deletedAt: 'deleted_at bigint',
} as const satisfies Record<keyof OrganizationRecord, string>

const memberColumns = {
  id: 'id text',
  userId: 'user_id text',
  email: 'email text',
  emailKey: 'email_key text',
  name: 'name text',
  phone: 'phone text',
  department: 'department text',
  jobTitle: 'job_title text',
  metadata: 'metadata jsonb',
  role: 'role text',
  roleGranter: 'role_granter text',
  status: 'status text',
  invitationId: 'invitation_id text',
  sortKey: 'sort_key text',
  createdAt: 'created_at bigint',
  updatedAt: 'updated_at bigint',
  joinedAt: 'joined_at bigint',
  deactivatedAt: 'deactivated_at bigint',
  removedAt: 'removed_at bigint',
} as const satisfies Record<keyof MemberRecord, string>

const invitationColumns = {
  id: 'id text',
  memberId: 'member_id text',
  email: 'email text',
  emailKey: 'email_key text',
  role: 'role text',
  status: 'status text',
  tokenHash: 'token_hash text',
  message: 'message text',
  metadata: 'metadata jsonb',
  statusOnAcceptance: 'status_on_acceptance text',
  sortKey: 'sort_key text',
  createdAt: 'created_at bigint',
  updatedAt: 'updated_at bigint',
  expiresAt: 'expires_at bigint',
  sentAt: 'sent_at bigint',
  sentCount: 'sent_count bigint',
  answeredAt: 'answered_at bigint',
} as const satisfies Record<keyof InvitationRecord, string>

export const recordColumns = { member: memberColumns, invitation: invitationColumns } as const satisfies {
  [K in Kind]: Record<keyof RecordsByKind[K], string>
}

/** Without what every statement knows and what has a table of its own; `request` is laid flat. */
type FlatRevision = Omit<RevisionRow, 'organizationId' | 'events' | 'request'> & {
  readonly requestId?: string
  readonly requestDigest?: string
  readonly requestIds?: readonly string[]
}

export const revisionColumns = {
  revision: 'revision bigint',
  commitId: 'commit_id text',
  at: 'at bigint',
  actor: 'actor text',
  command: 'command text',
  seats: 'seats bigint',
  previousHash: 'previous_hash text',
  hash: 'hash text',
  requestId: 'request_id text',
  requestDigest: 'request_digest text',
  requestIds: 'request_ids jsonb',
} as const satisfies Record<keyof FlatRevision, string>

/** Where, when and by whom an event was: every event says so too, so that histories need but one table. */
export const placeColumns = {
  revision: 'revision bigint',
  index: 'seq bigint',
  at: 'at bigint',
  actor: 'actor text',
  command: 'command text',
} as const satisfies Record<keyof Omit<HistoryEvent, 'event'>, string>

export const eventColumns = {
  type: 'type text',
  memberId: 'member_id text',
  invitationId: 'invitation_id text',
  before: 'before jsonb',
  after: 'after jsonb',
  personal: 'personal jsonb',
} as const satisfies Record<keyof StoredEvent, string>

// ------------------------------------------------------------------------------------------------------------- writing

/** The fields of a record as an object by column, for `jsonb_to_recordset`. */
export function toRow(columns: Columns, record: object): Record<string, unknown> {
  return Object.fromEntries(fieldsOf(columns, record).map(([column, value]) => [column.split(' ')[0], value]))
}

/** The fields of a record as parameters, one per column. */
export function toValues(columns: Columns, record: object): SqlValue[] {
  return fieldsOf(columns, record).map(([column, value]) => {
    if (value === undefined) return null
    return column.endsWith(' jsonb') ? JSON.stringify(value) : (value as string | number)
  })
}

function fieldsOf(columns: Columns, record: object): [column: string, value: unknown][] {
  const values = new Map<string, unknown>(Object.entries(record))
  return Object.entries(columns).map(([field, column]) => {
    const value = values.get(field)
    return [column, field === 'roleGranter' || field === 'actor' ? fromPrincipal(value as HistoryActor) : value]
  })
}

/** What of a revision stands in its own row. */
export function flatRevision({ organizationId: _, events: __, request, ...row }: RevisionRow): object {
  return { ...row, requestId: request?.id, requestDigest: request?.digest, requestIds: request?.ids }
}

/** A member's id, or `system:` and the system's name; ids have no colon. */
const fromPrincipal = (principal: HistoryActor): string =>
  'memberId' in principal ? principal.memberId : `system:${principal.system}`

// ------------------------------------------------------------------------------------------------------------- reading

export const toOrganization = (values: readonly unknown[]): OrganizationRecord =>
  toRecord<OrganizationRecord>(organizationColumns, values)

/** A row of `[kind, column, ...]`. */
export const toStored = ([kind, ...values]: readonly unknown[]): Stored =>
  // the kind decides the columns, which TypeScript cannot follow
  ({ kind, record: toRecord(recordColumns[kind as Kind], values) }) as Stored

/** A row of `[column, ..., events]`, each event `[column, ...]`. */
export function toRevision(organizationId: string, values: readonly unknown[]): RevisionRow {
  const { requestId, requestDigest, requestIds, ...row } = toRecord<FlatRevision>(revisionColumns, values)
  const events = (values.at(-1) ?? []) as unknown[][]
  return {
    organizationId,
    ...row,
    events: events.map(toEvent),
    ...(requestId !== undefined && { request: { id: requestId, digest: requestDigest ?? '', ids: requestIds ?? [] } }),
  }
}

/** A row of `[place, ..., column, ...]`. */
export function toHistoryEvent(values: readonly unknown[]): HistoryEvent {
  const width = Object.keys(placeColumns).length
  return { ...toRecord<Omit<HistoryEvent, 'event'>>(placeColumns, values), event: toEvent(values.slice(width)) }
}

const toEvent = (values: readonly unknown[]): StoredEvent => toRecord<StoredEvent>(eventColumns, values)

/** What was written from a `T` is read as a `T`: an absent field is NULL in the table and missing in the record. */
function toRecord<T>(columns: Columns, values: readonly unknown[]): T {
  const fields = Object.keys(columns).flatMap((field, place) => {
    const value = values[place]
    if (value === null || value === undefined) return []
    return [[field, field === 'roleGranter' || field === 'actor' ? toPrincipal(value as string) : value]]
  })
  return Object.fromEntries(fields) as T
}

const toPrincipal = (text: string): HistoryActor =>
  text.startsWith('system:') ? { system: text.slice('system:'.length) } : { memberId: text }
