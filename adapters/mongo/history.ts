/** The history in documents: one for each revision and one for each event, in lists like all else. */
import type { HistoryEvent, RevisionRow, StoredEvent } from '../../src/storage.js'
import type { Document } from './database.js'
import { documentId, fromFields, type RecordDocument, toFields, toPrincipal } from './documents.js'

/** Lists of events. */
export const eventList = {
  all: 'event',
  by: (field: 'memberId' | 'recordId' | 'actor' | 'type', value: string): string => `event.${field}=${value}`,
}
export const revisionList = 'revision'
export const commitKey = (commitId: string): string => `revision.commitId=${commitId}`
export const requestKey = (requestId: string): string => `revision.request=${requestId}`

/** Numbers as texts of one length, so that their order is that of the numbers. */
export const revisionPosition = (revision: number): string => String(revision).padStart(16, '0')
export const eventPosition = (index: number): string => String(index).padStart(6, '0')

/** The documents of one revision. */
export function toHistory({ organizationId, events, ...row }: RevisionRow, token: string): Document[] {
  const sortKey = revisionPosition(row.revision)
  const keys = [commitKey(row.commitId), ...(row.request === undefined ? [] : [requestKey(row.request.id)])]
  const place = { revision: row.revision, at: row.at, actor: row.actor, command: row.command }
  return [
    {
      _id: documentId(organizationId, 'revision', sortKey),
      kind: 'revision',
      ...toFields(row),
      ...{ id: '', sortKey, keys, lists: [revisionList], token },
    },
    ...events.map((event, index) => ({
      _id: documentId(organizationId, 'event', `${sortKey}/${eventPosition(index)}`),
      kind: 'event',
      ...toFields({ ...place, index, ...event }),
      ...{ id: eventPosition(index), sortKey, lists: listsOf(event, toPrincipal(row.actor)) },
    })),
  ]
}

function listsOf({ memberId, recordId, type }: StoredEvent, actor: string): string[] {
  return [
    eventList.all,
    eventList.by('type', type),
    eventList.by('actor', actor),
    ...(memberId === undefined ? [] : [eventList.by('memberId', memberId)]),
    ...(recordId === undefined ? [] : [eventList.by('recordId', recordId)]),
  ]
}

export function toHistoryEvent(document: RecordDocument): HistoryEvent {
  const {
    id: _,
    sortKey: __,
    revision,
    index,
    at,
    actor,
    command,
    ...event
  } = fromFields<HistoryEvent & Document>(document)
  // what is left are the fields of the event
  return { revision, index, at, actor, command, event: event as unknown as StoredEvent }
}

/** Whole revisions, in order, from their documents in any order. */
export function toRevisions(documents: readonly RecordDocument[]): RevisionRow[] {
  const rows = documents.filter(({ kind }) => kind === 'revision')
  const events = documents.filter(({ kind }) => kind === 'event').map(toHistoryEvent)
  return rows
    .map((document): RevisionRow => {
      const { id: _, sortKey: __, token: ___, ...row } = fromFields<RevisionRow & Document>(document)
      const own = events.filter(({ revision }) => revision === row.revision).sort((a, b) => a.index - b.index)
      // the fields of the row, but for those that are filled in here
      return {
        ...(row as unknown as RevisionRow),
        organizationId: document.org_id,
        events: own.map(({ event }) => event),
      }
    })
    .sort((a, b) => a.revision - b.revision)
}
