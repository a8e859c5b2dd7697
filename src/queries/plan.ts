/** A plan: what was foreseen, as plain JSON without secrets. */
import { changedFields } from '../decision/change-set.js'
import type { ImpactQuery } from '../decision/command.js'
import { compact } from '../decision/compact.js'
import type { Engine, Foreseen, Request } from '../execute.js'
import type { AcceptedPlan, Impact, PlannedChange } from '../front-door.js'
import { type MemberRecord, memberView } from '../member/member.js'
import { organizationView, seatsOf } from '../organization/organization.js'
import type { Slice } from '../organization/slice.js'
import type { Delete, Json, Put } from '../storage.js'
import { readPage } from './paging.js'
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
      ...chunks.flatMap(({ puts, deletes }, index) => {
        const then = chunks[index - 1]?.after ?? before
        return [
          ...puts.flatMap((put) => changeOf(request.organizationId, then, put, now)),
          ...deletes.flatMap((gone) => goneOf(request.organizationId, then, gone, now)),
        ]
      }),
    ],
    events: chunks.flatMap(({ events }) => events.map(({ personal: _, ...event }) => event)),
    seats: {
      before: before.head === undefined ? 0 : seatsOf(before.head, engine.policy),
      after: seatsOf(after.organization, engine.policy),
      ...(limit === undefined ? {} : { limit }),
    },
    impact: await impactOf(engine, request, before),
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

/** So many of each list are shown. */
const shown = 20

type Other = NonNullable<Impact['others']>[number]

/** What the lists of one name come to. */
interface Gathered {
  readonly members: Map<string, MemberRecord>
  readonly others: Map<string, Other>
  readonly shift: Pick<Impact, 'gains' | 'loses'>
  more: boolean
}

async function impactOf(engine: Engine, { organizationId, orders, actor }: Request, before: Slice): Promise<Impact[]> {
  if (before.head === undefined) return []
  const gathered = new Map<string, Gathered>()
  for (const { command, input } of orders) {
    for (const list of command.impact?.(before, input, actor, engine.policy) ?? []) {
      const { name, gains, loses } = list
      const impact = gathered.get(name) ?? {
        ...{ members: new Map(), others: new Map(), shift: compact({ gains, loses }), more: false },
      }
      gathered.set(name, impact)
      await gather(engine, organizationId, list, impact)
    }
  }
  return [...gathered].flatMap(([name, impact]) => impactShown(organizationId, name, impact))
}

async function gather(engine: Engine, organizationId: string, list: ImpactQuery, impact: Gathered): Promise<void> {
  const { members, others } = impact
  if ('members' in list) {
    for (const member of list.members) members.set(member.id, member)
    return
  }
  const { query, concerns = () => true } = list
  const { records, more, slice } = await readPage(engine, organizationId, query)
  impact.more ||= more
  for (const { kind, record } of records) {
    const principal = kind === 'membership' || kind === 'assignment' ? record : undefined
    const member = kind === 'member' ? record : principal && memberOf(slice, principal)
    if (member !== undefined && concerns(member, slice)) members.set(member.id, member)
    if (principal !== undefined && principal.principalKind !== 'member')
      others.set(principal.principalId, { kind: principal.principalKind, id: principal.principalId })
  }
}

function memberOf(
  slice: Slice,
  { principalKind, principalId }: { readonly principalKind: string; readonly principalId: string },
): MemberRecord | undefined {
  return principalKind === 'member' ? slice.member(principalId) : undefined
}

function impactShown(organizationId: string, name: string, { members, others, shift, more }: Gathered): Impact[] {
  if (members.size === 0 && others.size === 0 && !more) return []
  const first = [...members.values()].slice(0, shown).map((member) => memberView(organizationId, member))
  return [
    {
      name,
      members: first,
      ...(others.size === 0 ? {} : { others: [...others.values()].slice(0, shown) }),
      ...shift,
      more: more || members.size > shown || others.size > shown,
    },
  ]
}
