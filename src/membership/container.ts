/** What teams, groups and workspaces have in common: a key of the caller's own, events, and edges that go with them. */
import { changedFields, type DomainEvent, deleted, type Gone } from '../decision/change-set.js'
import { compact } from '../decision/compact.js'
import type { GroupRecord } from '../group/group.js'
import type { Slice } from '../organization/slice.js'
import type { Json, Need } from '../storage.js'
import type { TeamRecord } from '../team/team.js'
import type { WorkspaceRecord } from '../workspace/workspace.js'
import type { ContainerKind } from './membership.js'

type Container = TeamRecord | GroupRecord | WorkspaceRecord

/** Whatever has this key now. */
export function byKey(kind: ContainerKind, key: string | null | undefined): Need[] {
  return key == null ? [] : [{ get: 'records', kind, by: 'key', keys: [key], limit: 1 }]
}

/** Another one that has the key, if a key is given. */
export function holderOfKey(
  slice: Slice,
  kind: ContainerKind,
  key: string | null | undefined,
  exceptId?: string,
): Container | undefined {
  return key == null ? undefined : slice.by(kind, 'key', key).find(({ id }) => id !== exceptId)
}

const named = ['name', 'description', 'metadata']

type Facts = { readonly [key: string]: Json }

/** An event about one of them; its names are a personal part about nobody. */
export function containerEvent(
  type: `${ContainerKind}.${string}`,
  before: Container | undefined,
  after: Container,
  { reason, ...facts }: { readonly before?: Facts; readonly after?: Facts; readonly reason?: string | undefined },
): DomainEvent {
  const changed: readonly string[] = changedFields(before ?? { metadata: {} }, after).filter((field) =>
    named.includes(field),
  )
  const pick = (record: Container) =>
    Object.fromEntries(Object.entries(record).filter(([field]) => changed.includes(field)))
  const content = {
    ...(changed.length > 0 && before !== undefined ? { before: pick(before) } : {}),
    ...(changed.length > 0 ? { after: pick(after) } : {}),
    ...compact({ reason }),
  }
  return { type, recordId: after.id, ...facts, personal: Object.keys(content).length === 0 ? [] : [{ content }] }
}

/** Fields of a container as an event tells them, as far as they move; null is for what is absent. */
export function movedFacts<F extends string>(
  fields: readonly F[],
  before: { readonly [K in F]?: Json },
  after: { readonly [K in F]?: Json },
): { before?: Facts; after?: Facts } {
  const moved = fields.filter((field) => before[field] !== after[field])
  if (moved.length === 0) return {}
  const told = (from: { readonly [K in F]?: Json }) =>
    Object.fromEntries(moved.map((field) => [field, from[field] ?? null]))
  return { before: told(before), after: told(after) }
}

/** So many edges go with a container at once; the others are dead, and count for nothing. */
export const edgesAtOnce = 500

/** Edges that go with a container, those first that everybody's access would have to step over. */
export function edgesGone(
  ...edges: readonly (readonly ['membership' | 'assignment', readonly { readonly id: string }[]])[]
): Gone[] {
  const all = edges.flatMap(([kind, records]) => records.map((edge) => deleted(kind, edge, 'system')))
  return [...new Map(all.map((gone) => [gone.id, gone])).values()].slice(0, edgesAtOnce)
}
