/** Records as rows, and rows as records: what `columns.ts` says, in both directions. */
import type { OrganizationRecord } from '../../src/organization/organization.js'
import type { HistoryActor, HistoryEvent, Kind, RevisionRow, Stored, StoredEvent } from '../../src/storage.js'
import {
  type Columns,
  eventColumns,
  type FlatRevision,
  organizationColumns,
  placeColumns,
  principalFields,
  recordColumns,
  revisionColumns,
} from './columns.js'
import type { SqlValue } from './sql-client.js'

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
    const isPrincipal = value !== undefined && principalFields.includes(field)
    return [column, isPrincipal ? fromPrincipal(value as HistoryActor) : value]
  })
}

/** What of a revision stands in its own row. */
export function flatRevision({ organizationId: _, events: __, request, ...row }: RevisionRow): object {
  return { ...row, requestId: request?.id, requestDigest: request?.digest, requestIds: request?.ids }
}

/** Ids have no colon. */
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
    return [[field, principalFields.includes(field) ? toPrincipal(value as string) : value]]
  })
  return Object.fromEntries(fields) as T
}

const toPrincipal = (text: string): HistoryActor =>
  text.startsWith('system:') ? { system: text.slice('system:'.length) } : { memberId: text }
