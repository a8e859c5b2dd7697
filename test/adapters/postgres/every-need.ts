/** Every shape of need, with keys that stand in an organization such as `plans.test.ts` makes. */
import {
  type Base,
  type Edge,
  edges,
  type Follow,
  type Kind,
  kinds,
  lookUpFields,
  type Need,
} from '../../../src/storage.js'

/** Names that stand in the organization. */
export interface World {
  readonly organizationId: string
  readonly base: Base
  readonly slug: string
  readonly ids: { readonly [K in Kind]: readonly string[] }
  /** What stands in look-up fields and list fields. */
  readonly values: { readonly [field: string]: readonly string[] }
  readonly users: readonly string[]
  readonly emails: readonly string[]
  readonly tokens: readonly string[]
  readonly requestId: string
  readonly commitId: string
  readonly catalogueId: string
  readonly now: number
}

type AnyFollow = { readonly [edge: string]: AnyFollow }

/** Each way along edges, so deep at most, and all edges at once. */
function ways(kind: Kind, depth: number): AnyFollow[] {
  const known: readonly [name: string, edge: Edge][] = Object.entries(edges[kind])
  if (depth === 0) return [{}]
  const single = known.flatMap(([name, edge]) =>
    ('from' in edge ? [edge.from] : edge.to)
      .flatMap((next) => ways(next, depth - 1))
      .map((further) => ({ [name]: further })),
  )
  return [{}, ...single, Object.fromEntries(known.map(([name]) => [name, {}]))]
}

/** The same, without what comes twice. */
function everyWay<K extends Kind>(kind: K, depth: number): Follow<K>[] {
  const byText = new Map(ways(kind, depth).map((follow) => [JSON.stringify(follow), follow]))
  return [...byText.values()] as Follow<K>[] // by the table of edges
}

export function everyNeed(world: World): Need[] {
  const { ids, values, users, emails, tokens, requestId, commitId, catalogueId, now } = world
  const byId = kinds.flatMap((kind) =>
    everyWay(kind, kind === 'member' ? 3 : 2).map((follow): Need => ({ get: kind, ids: ids[kind], follow }) as Need),
  )
  const byField = kinds.flatMap((kind) =>
    lookUpFields[kind].flatMap((by) => {
      const keys = values[by] ?? []
      const records = { get: 'records', kind, by, limit: 501 } as const
      const all = [keys.slice(0, 1), keys.slice(1, 2)].map((keys) => ({ ...records, keys }))
      return [...all, ...everyWay(kind, 1).map((follow) => ({ ...records, keys, follow }))] as Need[] // by the table
    }),
  )
  return [
    ...byId,
    ...byField,
    ...everyWay('member', 1).flatMap((follow): Need[] => [
      { get: 'member-by-user', keys: users, follow },
      { get: 'member-by-user', keys: users, removed: true, follow },
      { get: 'member-by-email', keys: emails, follow },
      { get: 'member-by-email', keys: emails, removed: true, follow },
    ]),
    ...everyWay('invitation', 1).flatMap((follow): Need[] => [
      { get: 'invitation-by-token', hashes: tokens, follow },
      { get: 'expired-invitations', at: now, limit: 5, follow },
    ]),
    { get: 'catalogue' },
    { get: 'catalogue', known: catalogueId },
    { get: 'revision-by-request', requestId },
    { get: 'revision-by-commit', commitId },
  ]
}

/** One need of each sort; of each kind, all its edges. */
export function oneOfEach(world: World): Need[] {
  const sorts = new Map(
    everyNeed(world).map((need) => [need.get === 'records' ? `${need.kind} ${need.by}` : need.get, need]),
  )
  return [...sorts.values()]
}

export function nameOf(need: Need): string {
  const field = need.get === 'records' ? ` ${need.kind} by ${need.by}, ${need.keys.length} keys` : ''
  return `${need.get}${field} ${JSON.stringify('follow' in need ? need.follow : {})}`
}
