/** Every SQL text that the adapter can emit, with parameters that fit an organization such as `plans.test.ts` makes. */
import { Author, added, changed, event } from '../../../adapters/conformance/builders.js'
import { specimen } from '../../../adapters/conformance/records.js'
import type { Statement } from '../../../adapters/postgres/sql-client.js'
import { findStatement, sweepStatement } from '../../../adapters/postgres/statements/across.js'
import { commitStatement, giveBackStatement } from '../../../adapters/postgres/statements/commit.js'
import { historyStatement, pageStatement, revisionsStatement } from '../../../adapters/postgres/statements/lists.js'
import { readStatement } from '../../../adapters/postgres/statements/read.js'
import { tablesIn } from '../../../adapters/postgres/statements/sql.js'
import {
  type Delete,
  edges,
  type Follow,
  type HistoryQuery,
  type Kind,
  kinds,
  listFields,
  type Need,
  type PageQuery,
  type Put,
} from '../../../src/storage.js'
import { everyNeed, nameOf, oneOfEach, type World } from './every-need.js'

export interface Named {
  readonly name: string
  readonly statement: Statement
}

const tables = tablesIn('guildhall')

export function everyStatement(world: World): Named[] {
  const lists = [...pages(world), ...histories(world), ...besideEverything(world)]
  return [...reads(world), ...commits(world), ...lists, ...others(world)]
}

/** All ways to give each of these or leave it out. */
function subsets<T extends object>(optional: T): Partial<T>[] {
  return Object.entries(optional).reduce<Partial<T>[]>(
    (known, [key, value]) => known.flatMap((some) => [some, { ...some, [key]: value }]),
    [{}],
  )
}

/** A list alone and, as the library asks for it, with who asks. */
function aloneAndBeside({ users }: World, name: string, list: (needs: readonly Need[]) => Statement): Named[] {
  return [
    { name, statement: list([]) },
    { name: `${name} with who asks`, statement: list([{ get: 'member-by-user', keys: users }]) },
  ]
}

function reads(world: World): Named[] {
  const { organizationId } = world
  const needs = everyNeed(world)
  const read = (name: string, needs: readonly Need[]) => ({
    name: `read ${name}`,
    statement: readStatement(tables, organizationId, needs),
  })
  return [read('nothing', []), ...needs.map((need) => read(nameOf(need), [need])), read('everything', needs)]
}

function commits(world: World): Named[] {
  const others = subsets({ creation: true, take: 'another-slug', release: [world.slug], enlisted: true })
  const [nothing, everything, ...single] = writesOf(world)
  const inFull = [nothing, everything].flatMap((writes) => others.map((some) => commitOf(world, writes, some)))
  return [
    ...inFull,
    ...single.flatMap((writes) => [{}, { creation: true }].map((some) => commitOf(world, writes, some))),
  ]
}

interface Writes {
  readonly name: string
  readonly puts: readonly Put[]
  readonly deletes: readonly Delete[]
}

/** Nothing, and everything; then a record of each kind, new or changed, by itself, and an edge of each kind that goes. */
function writesOf({ ids }: World): [nothing: Writes, everything: Writes, ...single: Writes[]] {
  const puts = kinds.flatMap((kind): Writes[] => {
    const [id = ''] = ids[kind]
    const [fresh, known] = [specimen(kind, `${kind}_new`), specimen(kind, id)]
    return [
      { name: `new ${kind}`, puts: [added(fresh)], deletes: [] },
      { name: `changed ${kind}`, puts: [changed(known, known)], deletes: [] },
    ]
  })
  const deletes = (['membership', 'assignment'] as const).map((kind): Writes => {
    return { name: `deleted ${kind}`, puts: [], deletes: [{ kind, id: ids[kind][1] ?? '' }] }
  })
  const all = [...puts, ...deletes]
  const everything = { puts: all.flatMap(({ puts }) => puts), deletes: all.flatMap(({ deletes }) => deletes) }
  return [{ name: 'nothing', puts: [], deletes: [] }, { name: 'everything', ...everything }, ...all]
}

interface Options {
  readonly creation?: boolean
  readonly take?: string
  readonly release?: readonly string[]
  readonly enlisted?: boolean
}

function commitOf({ organizationId, base }: World, { name, puts, deletes }: Writes, options: Options): Named {
  const { creation, enlisted, ...claims } = options
  const changeSet = new Author(organizationId).changeSet({
    ...claims,
    ...(creation === undefined && { base }),
    puts,
    deletes,
    events: [event('member.added', { memberId: 'member_7' })],
  })
  return {
    name: `commit ${[...Object.keys(options), name].join(' ')}`,
    statement: commitStatement(tables, changeSet, enlisted === undefined),
  }
}

function pages(world: World): Named[] {
  const [id = ''] = world.ids.member
  const key = { sortKey: 'm050', id }
  const from: Partial<PageQuery>[] = [{}, { after: key }, { before: key }]
  return kinds.flatMap((kind) =>
    filtersOf(world, kind).flatMap((where) =>
      from.flatMap((from) => {
        const field = where.by === undefined ? [] : [where.by.field]
        const name = `page of ${kind}s ${[...Object.keys(where), ...field, ...Object.keys(from)].join(' ')}`
        return listed(world, name, { kind, where, limit: 50, ...from })
      }),
    ),
  )
}

/** A page alone, with who asks, and with what its edges lead to. */
function listed(world: World, name: string, query: PageQuery): Named[] {
  const { organizationId } = world
  const { kind } = query
  const follow = Object.fromEntries(Object.keys(edges[kind]).map((edge) => [edge, {}])) as Follow<Kind> // by the table
  return [
    ...aloneAndBeside(world, name, (needs) => pageStatement(tables, organizationId, query, needs)),
    { name: `${name} with edges`, statement: pageStatement(tables, organizationId, { ...query, follow }, []) },
  ]
}

/** What lists of the kind can be narrowed by, in all combinations. */
function filtersOf({ ids, values }: World, kind: Kind): PageQuery['where'][] {
  const { record } = specimen(kind, 'any')
  const status = kind === 'member' ? ['deactivated', 'removed'] : ['pending', 'deleted']
  const general = subsets({
    ...('status' in record && { status }),
    ...('role' in record && { role: ['rare', 'guest'] }),
    ...(kind === 'member' && { roleGranter: ids.member[1] ?? '' }),
  })
  const narrowed = listFields[kind].map((field) => ({ by: { field, key: values[field]?.[0] ?? '' } }))
  return [...general, ...narrowed.flatMap((by) => general.map((where) => ({ ...where, ...by })))]
}

function histories(world: World): Named[] {
  const { organizationId, ids, base, now } = world
  const optional = {
    memberId: ids.member[0] ?? '',
    actor: 'system:rare',
    types: ['member.rare', 'member.removed'],
    from: now - 100,
    until: now,
    afterRevision: 1,
    after: { revision: Math.ceil(base.revision / 2), index: 0 },
  } satisfies Partial<HistoryQuery>
  const ofRecord = [{ recordId: 'team_7' }, { ...optional, recordId: 'team_7' }]
  return [...subsets(optional), ...ofRecord].flatMap((some) =>
    (['oldest-first', 'newest-first'] as const).flatMap((order) => {
      const name = `history ${order} ${Object.keys(some).join(' ')}`
      return aloneAndBeside(world, name, (needs) =>
        historyStatement(tables, organizationId, { ...some, order, limit: 50 }, needs),
      )
    }),
  )
}

/** Lists that one need of each sort is answered beside. */
function besideEverything(world: World): Named[] {
  const { organizationId } = world
  const where = { status: ['active'], role: ['admin', 'guest'] }
  const page = { kind: 'member', where, limit: 50 } as const
  const history = { types: ['member.rare'], order: 'newest-first', limit: 50 } as const
  const needs = oneOfEach(world)
  return [
    { name: 'page with everything', statement: pageStatement(tables, organizationId, page, needs) },
    { name: 'history with everything', statement: historyStatement(tables, organizationId, history, needs) },
  ]
}

function others(world: World): Named[] {
  const { organizationId, slug, users, emails, now } = world
  const changeSet = new Author(organizationId).changeSet({ take: slug })
  const [userId = '', emailKey = ''] = [users[0], emails[0]]
  return [
    { name: 'revisions', statement: revisionsStatement(tables, organizationId, { after: 10, limit: 50 }) },
    { name: 'give back', statement: giveBackStatement(tables, changeSet, { kind: 'slug', key: slug }) },
    { name: 'find by slug', statement: findStatement(tables, { by: 'slug', slug }) },
    { name: 'find by user', statement: findStatement(tables, { by: 'user', userId, limit: 50 }) },
    { name: 'find by email', statement: findStatement(tables, { by: 'email', emailKey, limit: 50 }) },
    { name: 'find expired', statement: findStatement(tables, { by: 'expired-invitations', at: now, limit: 50 }) },
    { name: 'sweep', statement: sweepStatement(tables, { deletedBefore: now, limit: 100 }) },
  ]
}
