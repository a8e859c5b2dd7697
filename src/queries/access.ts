/** Questions about one user: the facts that answer them, and single answers. */
import * as z from 'zod/mini'
import { type Access, accessOver } from '../access/access.js'
import { answer } from '../access/decide.js'
import type { Place, ResourceRef } from '../access/place.js'
import type { Policy } from '../access/policy.js'
import { refuse } from '../decision/refusal.js'
import type { Engine } from '../execute.js'
import * as fields from '../input/fields.js'
import { invalidInput } from '../input/parse.js'
import { type PlaceInput, permission, placeFields, placeOf, resource } from '../input/place-fields.js'
import { accessNeeds, factsOf } from '../organization/facts-of.js'
import type { Slice } from '../organization/slice.js'
import { resourceRef } from '../resource/resource.js'
import type { Need } from '../storage.js'
import { refused } from './ask.js'
import { asking } from './asking.js'

const most = 100

export const accessInput = fields.input({
  organizationId: fields.id,
  userId: fields.userId,
  workspaces: fields.optional(fields.list(fields.id, most)),
  teams: fields.optional(fields.list(fields.id, most)),
  resources: fields.optional(fields.list(resource, most)),
})

export interface AccessInput {
  readonly organizationId: string
  readonly userId: string
  /** Workspaces to know besides the shared ones and those that the member is in. */
  readonly workspaces?: readonly string[]
  /** Teams to know besides those that the member is in. */
  readonly teams?: readonly string[]
  /** Resources to know. */
  readonly resources?: readonly (string | ResourceRef)[]
}

/**
 * Loads what one user may do in one organization, once; questions are then synchronous. The one read that needs no actor.
 * @throws `organization/not-found` where there is no such organization
 */
export async function accessOf<P extends Policy>(engine: Engine, policy: P, input: AccessInput): Promise<Access<P>> {
  const { organizationId, userId } = input
  const slice = await readFor(engine, organizationId, [...accessNeeds(userId), ...scopeNeeds(input)])
  if (slice === undefined) throw refused(refuse('organization/not-found', { organizationId }))
  return accessOver(policy, factsOf(slice, userId), { clock: engine.clock })
}

export const checkInput = fields.input({
  organizationId: fields.id,
  userId: fields.userId,
  permission,
  ...placeFields,
  on: fields.optional(z.unknown()),
})

/**
 * One question, for which no more is read than it needs; in one round trip. What cannot be decided is denied: of an
 * organization that is not there nobody may do anything, as nobody may of one that they are not in.
 */
export async function check(
  engine: Engine,
  input: { organizationId: string; userId: string; permission: string; on?: unknown } & PlaceInput,
): Promise<boolean> {
  const { organizationId, userId, permission } = input
  const place = onePlace(input)
  const slice = await readFor(engine, organizationId, [...accessNeeds(userId), ...placeNeeds(place)])
  if (slice === undefined) return false
  const asked = 'on' in input ? { ...place, on: input.on } : place
  return answer(engine.policy, factsOf(slice, userId), permission, asked, engine.clock())
}

async function readFor(engine: Engine, organizationId: string, wanted: readonly Need[]): Promise<Slice | undefined> {
  const { needs, sliceOf } = engine.catalogues.asking(organizationId, wanted)
  const snapshot = await asking(engine, () => engine.storage.read(organizationId, needs))
  return snapshot === undefined || snapshot.head.status === 'deleted' ? undefined : sliceOf(snapshot)
}

/** The one place that an input names. */
export function onePlace(input: PlaceInput): Place {
  const place = placeOf(input)
  if (place !== undefined) return place
  const path = input.team === undefined || input.resource === undefined ? 'workspace' : 'team'
  throw invalidInput([{ path, problem: 'goes without another scope: a question is asked in one' }])
}

/** What must be read for a question in a place, beside what is read of the member. */
export function placeNeeds(place: Place): Need[] {
  if ('workspace' in place) return scopeNeeds({ workspaces: [place.workspace] })
  if ('team' in place) return scopeNeeds({ teams: [place.team] })
  return 'resource' in place ? scopeNeeds({ resources: [place.resource] }) : []
}

/** With a resource comes its workspace, and what others than members hold on it. */
export const withScope = { workspace: {}, shared: {} } as const

function scopeNeeds({
  workspaces = [],
  teams = [],
  resources = [],
}: Pick<AccessInput, 'workspaces' | 'teams' | 'resources'>): Need[] {
  const ids = resources.flatMap((named) => (typeof named === 'string' ? [named] : []))
  const keys = resources.flatMap((named) => (typeof named === 'string' ? [] : [resourceRef(named.type, named.key)]))
  const needs: Need[] = []
  if (workspaces.length > 0) needs.push({ get: 'workspace', ids: workspaces })
  if (teams.length > 0) needs.push({ get: 'team', ids: teams })
  if (ids.length > 0) needs.push({ get: 'resource', ids, follow: withScope })
  if (keys.length > 0)
    needs.push({ get: 'records', kind: 'resource', by: 'ref', keys, limit: keys.length, follow: withScope })
  return needs
}
