/** The history, event by event. */
import type {
  EventPage,
  EventPosition,
  HistoryActor,
  HistoryEvent,
  HistoryQuery,
  Need,
  RevisionRow,
} from '../../src/storage.js'
import { read } from './read.js'
import type { Order } from './sorted-list.js'
import type { Organization } from './state.js'
import { upTo } from './up-to.js'

const byPosition: Order<EventPosition> = (a, b) => a.revision - b.revision || a.index - b.index

export function history(organization: Organization, query: HistoryQuery, needs: readonly Need[]): EventPage {
  const { taken, more } = upTo(query.limit, events(organization, query))
  return { events: taken, more, snapshot: read(organization, needs) }
}

function* events(organization: Organization, query: HistoryQuery): Generator<HistoryEvent, void> {
  for (const row of rows(organization, query)) {
    if (!isAsked(row, query)) continue
    for (const event of query.order === 'oldest-first' ? eventsOf(row) : eventsOf(row).reverse())
      if (isAskedEvent(event, query)) yield event
  }
}

/** Begins with the revision of the last event seen, which may hold more of them. */
function* rows(organization: Organization, query: HistoryQuery): Generator<RevisionRow, void> {
  const { after, afterRevision = 0 } = query
  const { list } = organization.revisionsInOrder
  if (query.order === 'oldest-first') {
    yield* list.ascending({ revision: Math.max(afterRevision, (after?.revision ?? 0) - 1) })
    return
  }
  for (const row of list.descending(after && { revision: after.revision + 1 })) {
    if (row.revision <= afterRevision) return
    yield row
  }
}

function isAsked({ at, actor }: RevisionRow, query: HistoryQuery): boolean {
  if (query.actor !== undefined && query.actor !== nameOf(actor)) return false
  return at >= (query.from ?? at) && (query.until === undefined || at < query.until)
}

function eventsOf({ events, revision, at, actor, command }: RevisionRow): HistoryEvent[] {
  return events.map((event, index) => ({ revision, index, at, actor, command, event }))
}

function isAskedEvent(event: HistoryEvent, { order, after, memberId, recordId, types }: HistoryQuery): boolean {
  if (memberId !== undefined && memberId !== event.event.memberId) return false
  if (recordId !== undefined && recordId !== event.event.recordId) return false
  if (types !== undefined && !types.includes(event.event.type)) return false
  if (after === undefined) return true
  return order === 'oldest-first' ? byPosition(event, after) > 0 : byPosition(event, after) < 0
}

function nameOf(actor: HistoryActor): string {
  return 'memberId' in actor ? actor.memberId : `system:${actor.system}`
}
