/**
 * The questions the other way round: who can do this here, and what can this member reach. Each call looks at one page of
 * records in one round trip and answers with those of them that the check answers with yes: a page may come out short, or
 * empty, while more follow.
 */
import { answer } from '../access/decide.js'
import type { Place } from '../access/place.js'
import type { Where } from '../access/standing.js'
import { compact } from '../decision/compact.js'
import type { Actor } from '../decision/context.js'
import { refuse } from '../decision/refusal.js'
import type { Engine } from '../execute.js'
import * as fields from '../input/fields.js'
import { type PlaceInput, permission, placeFields } from '../input/place-fields.js'
import { type Member, memberView } from '../member/member.js'
import { factsOfMember, withEdges } from '../organization/facts-of.js'
import type { Slice } from '../organization/slice.js'
import { type Resource, resourceRef, resourceView } from '../resource/resource.js'
import type { Need, Stored } from '../storage.js'
import { type Team, teamView } from '../team/team.js'
import { type Workspace, workspaceView } from '../workspace/workspace.js'
import { onePlace, placeNeeds, withScope } from './access.js'
import { allowed, asker, refused } from './ask.js'
import { asking } from './asking.js'
import { inOrganization } from './organizations.js'
import { cursorOf, type Page, pageKey } from './paging.js'

/** A part of a list: what of one page the check answers with yes. */
export type FilteredPage<T> = Omit<Page<T>, 'previous'>

const pageFields = { limit: fields.optional(fields.limit(1_000)), after: fields.optional(fields.cursor) }

export const whoCanInput = fields.input({ ...inOrganization, permission, ...placeFields, ...pageFields })

interface Asking extends PlaceInput {
  readonly organizationId: string
  readonly actor: Actor
  readonly permission: string
  readonly limit?: number
  readonly after?: string
}

/** The active members who may do something here, by name. */
export async function whoCan(engine: Engine, input: Asking): Promise<FilteredPage<Member>> {
  const place = onePlace(input)
  const scanned = await scan(engine, input, 'member', placeNeeds(place), (slice) => whereOf(slice, place))
  const { slice, records, ...rest } = scanned
  const now = engine.clock()
  const items = records.flatMap(({ kind, record }) => {
    if (kind !== 'member') return []
    const may = answer(engine.policy, factsOfMember(slice, record), input.permission, place, now)
    return may ? [memberView(input.organizationId, record)] : []
  })
  return { items, ...rest }
}

export const reachableKinds = ['workspace', 'team', 'resource'] as const
export type ReachableKind = (typeof reachableKinds)[number]

export const reachInput = fields.input({
  ...inOrganization,
  memberId: fields.id,
  permission,
  kind: fields.oneOf(reachableKinds),
  ...pageFields,
})

/** What a member may do something in: workspaces, teams or resources, by name. */
export async function reach(
  engine: Engine,
  input: Omit<Asking, keyof PlaceInput> & { readonly memberId: string; readonly kind: ReachableKind },
): Promise<FilteredPage<Workspace | Team | Resource>> {
  const { organizationId, memberId, kind, permission } = input
  const member: Need = { get: 'member', ids: [memberId], follow: withEdges }
  const { slice, records, ...rest } = await scan(engine, input, kind, [member], () => ({ organization: true }))
  const found = slice.member(memberId)
  if (found === undefined) throw refused(refuse('member/not-found', { memberId }))
  const facts = factsOfMember(slice, found)
  const now = engine.clock()
  const items = records.flatMap((stored) => {
    const place = placeOfRecord(stored)
    if (place === undefined || !answer(engine.policy, facts, permission, place, now)) return []
    return viewOf(organizationId, stored)
  })
  return { items, ...rest }
}

interface Scanned {
  readonly slice: Slice
  readonly records: readonly Stored[]
  readonly revision: number
  readonly next?: string
}

/** One page of live records with all that decides on them, for whoever may ask about others. */
async function scan(
  engine: Engine,
  { organizationId, actor, limit = 100, after }: Pick<Asking, 'organizationId' | 'actor' | 'limit' | 'after'>,
  kind: 'member' | ReachableKind,
  wanted: readonly Need[],
  where: (slice: Slice) => Where,
): Promise<Scanned> {
  const asked = engine.catalogues.asking(organizationId, [...asker(actor), ...wanted])
  const follow = kind === 'member' ? withEdges : kind === 'resource' ? withScope : undefined
  const query = { kind, where: { status: ['active'] }, limit, ...compact({ follow, after: pageKey(after, 'after') }) }
  const page = await asking(engine, () => engine.storage.page(organizationId, query, asked.needs))
  const records = page?.records ?? []
  const ids = records.map(({ record }) => record.id)
  const also: Need = { get: kind, ids, ...compact({ follow }) } as Need
  const all = page && { head: page.snapshot.head, records: [...page.snapshot.records, ...records] }
  const slice = asked.sliceOf(all, [also])
  const { revision } = allowed(engine, { organizationId, actor }, 'assignment:read', slice, where(slice)).organization
  const last = records.at(-1)?.record
  return { slice, records, revision, ...(page?.more && last !== undefined ? { next: cursorOf(last) } : {}) }
}

/** By the id of the record; a resource that is not there is nowhere. */
function whereOf(slice: Slice, place: Place): Where {
  if (!('resource' in place) || typeof place.resource === 'string') return place as Where
  const [found] = slice.by('resource', 'ref', resourceRef(place.resource.type, place.resource.key))
  return { resource: found?.id ?? '' }
}

function placeOfRecord({ kind, record }: Stored): Place | undefined {
  if (kind === 'workspace') return { workspace: record.id }
  if (kind === 'team') return { team: record.id }
  return kind === 'resource' ? { resource: record.id } : undefined
}

function viewOf(organizationId: string, { kind, record }: Stored): (Workspace | Team | Resource)[] {
  if (kind === 'workspace') return [workspaceView(organizationId, record)]
  if (kind === 'team') return [teamView(organizationId, record)]
  return kind === 'resource' ? [resourceView(organizationId, record)] : []
}
