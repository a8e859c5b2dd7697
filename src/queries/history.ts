/** The history of an organization, as people read it. */

import { compact, isoTime } from '../decision/compact.js'
import type { Actor } from '../decision/context.js'
import type { Engine } from '../execute.js'
import * as fields from '../input/fields.js'
import type { EventPosition, HistoryActor, HistoryEvent, Json, RevisionRow } from '../storage.js'
import { allowed, asker } from './ask.js'
import { asking } from './asking.js'
import { inOrganization } from './organizations.js'
import { decode, encode, pageFields } from './paging.js'

/** One fact: who did what to whom, before and after, why, and when. */
export interface HistoryEntry {
  readonly revision: number
  /** The place of the fact within its revision, from 0. */
  readonly index: number
  readonly at: string
  readonly actor: HistoryActor
  /** The command that it came by, for example `member.changeRole`. */
  readonly command: string
  /** For example `member.role_changed`. */
  readonly type: string
  readonly memberId?: string
  readonly invitationId?: string
  /** The team, group, workspace, resource, role or assignment that it is about. */
  readonly recordId?: string
  /** Roles, statuses, limits. */
  readonly before?: { readonly [key: string]: Json }
  readonly after?: { readonly [key: string]: Json }
  readonly reason?: string
  /** What it says of people: names, addresses, profiles, before and after. Absent where there is nothing, or it was forgotten. */
  readonly details?: { readonly [key: string]: Json }
}

export function historyEntry({ revision, index, at, actor, command, event }: HistoryEvent): HistoryEntry {
  const { personal, ...said } = event
  const { reason, ...details } = Object.assign({}, ...personal.map(({ content = {} }) => content)) as {
    [key: string]: Json
  }
  return {
    revision,
    index,
    at: isoTime(at),
    actor,
    command,
    ...said,
    ...(typeof reason === 'string' ? { reason } : {}),
    ...(Object.keys(details).length > 0 ? { details } : {}),
  }
}

/** The entries of one revision. */
export function entriesOf({ revision, at, actor, command, events }: RevisionRow): HistoryEntry[] {
  return events.map((event, index) => historyEntry({ revision, index, at, actor, command, event }))
}

export const listHistoryInput = fields.input({
  ...inOrganization,
  memberId: fields.optional(fields.id),
  by: fields.optional(fields.historyActor),
  recordId: fields.optional(fields.id),
  types: fields.optional(fields.list(fields.eventType, 50)),
  from: fields.optional(fields.time),
  until: fields.optional(fields.time),
  afterRevision: fields.optional(fields.whole(0, Number.MAX_SAFE_INTEGER)),
  order: fields.optional(fields.oneOf(['newest-first', 'oldest-first'])),
  limit: pageFields.limit,
  after: pageFields.after,
})

export interface HistoryFilter {
  readonly memberId?: string
  readonly recordId?: string
  /** Who acted: a member, or the system by name. */
  readonly by?: HistoryActor
  readonly types?: readonly string[]
  readonly from?: number
  readonly until?: number
  readonly afterRevision?: number
  /** `newest-first` where absent; a consumer of the outbox reads `oldest-first`. */
  readonly order?: 'newest-first' | 'oldest-first'
  readonly limit?: number
  readonly after?: string
}

export interface HistoryPage {
  readonly items: readonly HistoryEntry[]
  readonly next?: string
}

/** Events, filtered; every filter given must hold. */
export async function listHistory(
  engine: Engine,
  {
    organizationId,
    actor,
    by,
    limit = 100,
    order = 'newest-first',
    after,
    ...filters
  }: { organizationId: string; actor: Actor } & HistoryFilter,
): Promise<HistoryPage> {
  const query = {
    ...filters,
    order,
    limit,
    ...compact({
      actor: by === undefined ? undefined : 'memberId' in by ? by.memberId : `system:${by.system}`,
      after: after === undefined ? undefined : positionOf(after),
    }),
  }
  const { needs, sliceOf } = engine.catalogues.asking(organizationId, asker(actor))
  const page = await asking(engine, () => engine.storage.history(organizationId, query, needs))
  allowed(engine, { organizationId, actor }, 'history:read', sliceOf(page?.snapshot))
  const { events = [], more = false } = page ?? {}
  const items = events.map(historyEntry)
  const last = items.at(-1)
  return more && last !== undefined ? { items, next: encode([last.revision, last.index]) } : { items }
}

function positionOf(cursor: string): EventPosition {
  return decode(cursor, 'after', ([revision, index]) =>
    Number.isSafeInteger(revision) && Number.isSafeInteger(index)
      ? { revision: Number(revision), index: Number(index) }
      : undefined,
  )
}
