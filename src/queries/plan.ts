/** A plan: what was foreseen, as plain JSON without secrets. */
import { changedFields } from '../decision/change-set.js'
import { compact } from '../decision/compact.js'
import type { Engine, Foreseen, Request } from '../execute.js'
import type { AcceptedPlan, PlannedChange } from '../front-door.js'
import { organizationView, seatsOf } from '../organization/organization.js'
import type { Slice } from '../organization/slice.js'
import type { Delete, Json, Put } from '../storage.js'
import { impactOf } from './impact.js'
import { viewOf } from './view.js'

type Accepted = Extract<Foreseen, { ok: true }>

/** The plan of a request that would go through; reads, for its impact, lists that the commands name. */
export async function acceptedPlan(
  engine: Engine,
  request: Request,
  foreseen: Accepted,
  input: { readonly [key: string]: Json },
): Promise<AcceptedPlan> {
  const { base, before, chunks, digest } = foreseen
  const after = chunks.at(-1)?.after ?? before
  const now = engine.clock()
  const { seatLimit: limit } = after.organization
  return {
    ok: true,
    command: request.name,
    input,
    organizationId: request.organizationId,
    actor: request.actor,
    revision: base.revision,
    commitId: base.commitId,
    policy: await engine.policyFingerprint(),
    digest,
    revisions: chunks.filter(({ puts, deletes, headFields }) => puts.length + deletes.length + headFields.length > 0)
      .length,
    changes: [
      ...headChange(before, after),
      ...altogether(
        chunks.flatMap(({ puts, deletes }, index) => {
          const then = chunks[index - 1]?.after ?? before
          return [
            ...puts.flatMap((put) => changeOf(request.organizationId, then, put, now)),
            ...deletes.flatMap((gone) => goneOf(request.organizationId, then, gone, now)),
          ]
        }),
      ),
    ],
    events: chunks.flatMap(({ events }) => events.map(({ personal: _, ...event }) => event)),
    seats: {
      before: before.head === undefined ? 0 : seatsOf(before.head, engine.policy),
      after: seatsOf(after.organization, engine.policy),
      ...(limit === undefined ? {} : { limit }),
    },
    impact: await impactOf(engine, request, before),
    ...(await itemsOf(engine, request, before)),
    outcomes: chunks.flatMap(({ outcomes }) =>
      outcomes.map((outcome) => (outcome.ok ? { ok: true as const } : outcome)),
    ),
  }
}

function headChange(before: Slice, after: Slice): PlannedChange[] {
  const now = organizationView(after.organization)
  if (before.head === undefined) return [{ kind: 'organization', id: now.id, after: now }]
  const then = organizationView(before.head)
  // The revision rises by any change, and a time alone is none.
  const same = changedFields(then, now).every((field) => field === 'updatedAt' || field === 'revision')
  return same ? [] : [{ kind: 'organization', id: now.id, before: then, after: now }]
}

/** What several revisions do to one record is one change: from what it was before the first to what it is after the last. */
function altogether(changes: readonly PlannedChange[]): PlannedChange[] {
  const byId = new Map<string, PlannedChange>()
  for (const change of changes) {
    const earlier = byId.get(change.id)
    const { before: _, ...now } = change
    // Both are of the one record, and so of one kind.
    const both = { ...now, ...compact({ before: earlier?.before }) } as PlannedChange
    byId.set(change.id, earlier === undefined ? change : both)
  }
  // What comes with one revision and goes with another has not changed.
  return [...byId.values()].filter((change) => 'before' in change || 'after' in change)
}

/** A record that is written; none where people see no difference, for example in the place that it has in lists. */
function changeOf(organizationId: string, before: Slice, put: Put, now: number): PlannedChange[] {
  const { id } = put.record
  const old = put.change === 'new' ? undefined : before.stored(put.kind, id)
  const view = { kind: put.kind, id, after: viewOf(organizationId, put, now) }
  // What a record becomes is of its kind.
  if (old === undefined) return [view as PlannedChange]
  const then = viewOf(organizationId, old, now)
  return changedFields(then, view.after).length === 0 ? [] : [{ ...view, before: then } as PlannedChange]
}

/** An edge that is taken away. */
function goneOf(organizationId: string, before: Slice, { kind, id }: Delete, now: number): PlannedChange[] {
  const old = before.stored(kind, id)
  // Likewise.
  return old === undefined ? [] : [{ kind, id, before: viewOf(organizationId, old, now) } as PlannedChange]
}

/** What the application keeps for those who leave, as of now; that it could not say is said, too. */
async function itemsOf(
  engine: Engine,
  { organizationId, orders, actor }: Request,
  before: Slice,
): Promise<Pick<AcceptedPlan, 'items'>> {
  const { ownedItems } = engine
  const leavers = orders.flatMap(({ command, input }) => command.leaver?.(before, input, actor) ?? [])
  if (ownedItems === undefined || leavers.length === 0) return {}
  try {
    const counted = leavers.map(async (memberId) => {
      const userId = before.member(memberId)?.userId
      const items = await ownedItems({ organizationId, memberId, ...compact({ userId }) })
      return items.map(({ type, count }) => ({ memberId, type, count }))
    })
    return { items: (await Promise.all(counted)).flat() }
  } catch {
    return { items: 'unknown' }
  }
}
