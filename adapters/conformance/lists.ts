import {
  type Edge,
  edges,
  type Follow,
  type Kind,
  kinds,
  type ListField,
  listFields,
  type Need,
  type PageQuery,
  type Storage,
  type Stored,
} from '../../src/storage.js'
import type { Area, Check } from './area.js'
import { type Author, added, changed, created } from './builders.js'
import { walks } from './page.js'
import { pageGives, unordered } from './reading.js'
import { altered, goneStatus, naming, specimen } from './records.js'
import { same, sorted } from './same.js'

const hasStatus = ({ record }: Stored): boolean => 'status' in record
const fieldOf = ({ record }: Stored, field: string): unknown =>
  new Map<string, unknown>(Object.entries(record)).get(field)

/** Records of a kind that differ in all that a list looks at, in the order of their pages. */
function mixed(kind: Kind): readonly Stored[] {
  return Array.from({ length: 18 }, (_, at) => {
    const id = `r${String(at).padStart(2, '0')}`
    const plain = specimen(kind, id)
    const gone = goneStatus(kind)
    return specimen(kind, id, {
      sortKey: `k${String(at >> 1).padStart(2, '0')}`,
      ...(gone !== undefined && at % 3 === 0 ? { status: gone } : {}),
      ...('role' in plain.record ? { role: ['admin', 'member'][at % 2] } : {}),
      ...Object.fromEntries(listFields[kind].map((field, place) => [field, `${field}_${(at >> place) % 3}`])),
    })
  })
}

type Filter = readonly [where: PageQuery['where'], matches: (stored: Stored) => boolean]

/** What every kind can be filtered by; what must be there is said by a plain filter over all. */
function filtersOf(kind: Kind): Filter[] {
  const gone = goneStatus(kind) ?? 'pending'
  const isGone = (stored: Stored) => fieldOf(stored, 'status') === gone
  const hasRole = (stored: Stored) => fieldOf(stored, 'role') === 'admin'
  const general: Filter[] = [
    [{}, () => true],
    [{ status: [gone] }, isGone],
    [{ status: ['active', gone] }, hasStatus],
    [{ role: ['admin'] }, hasRole],
    [{ role: ['admin', 'nothing'], status: [gone] }, (stored) => hasRole(stored) && isGone(stored)],
  ]
  return [...general, ...listFields[kind].flatMap((field) => narrowed(field, general))]
}

/** The same by a list field besides. */
function narrowed(field: ListField, filters: readonly Filter[]): Filter[] {
  return filters.map(([where, matches]) => [
    { ...where, by: { field, key: `${field}_1` } },
    (stored) => fieldOf(stored, field) === `${field}_1` && matches(stored),
  ])
}

const listed =
  (kind: Kind): Check =>
  async (storage) => {
    const all = mixed(kind)
    await created(storage, 'org_a', {
      puts: [...all, ...kinds.map((other) => specimen(other, `zz_${other}`))].reverse().map(added),
    })
    const last = specimen(kind, `zz_${kind}`)
    for (const [where, matches] of filtersOf(kind)) {
      const expected = [...all, last].filter(matches)
      for (const limit of [2, 50]) await walks(storage, { kind, where }, expected, limit)
    }
  }

/** A record of the kind, with what stands at the other end of each of its edges. */
function surrounded(kind: Kind, id: string): { readonly root: Stored; readonly ends: ReadonlyMap<string, Stored> } {
  const known: readonly [name: string, edge: Edge][] = Object.entries(edges[kind])
  const ends = new Map<string, Stored>()
  let fields: object = {}
  for (const [name, edge] of known) {
    const end = `${name}_of_${id}`
    if ('from' in edge) ends.set(name, specimen(edge.from, end, { [edge.by]: id }))
    else {
      ends.set(name, specimen(edge.to[0] ?? kind, end))
      fields = { ...fields, ...naming(edge.field, end) }
    }
  }
  return { root: specimen(kind, id, { ...fields, sortKey: `0 ${id}` }), ends }
}

/** What the page brings along with its records, edge by edge: of those on it, and of no other. */
const brings =
  (kind: Kind): Check =>
  async (storage) => {
    const all = ['a', 'b', 'c'].map((id) => surrounded(kind, id))
    const puts = all.flatMap(({ root, ends }) => [root, ...ends.values()]).map(added)
    const author = await created(storage, 'org_a', { puts })
    const [a, b, c] = all.map(({ root }) => root) as [Stored, Stored, Stored] // three were made
    const place = ({ record: { sortKey, id } }: Stored) => ({ sortKey, id })
    for (const follow of followings(kind)) {
      const page = { storage, author, kind, follow }
      const behind = (...shown: readonly Stored[]) =>
        all.flatMap(({ root, ends }) => (shown.includes(root) ? Object.keys(follow).map((name) => ends.get(name)) : []))
      await bringsAlong({ ...page, limit: 2 }, [a, b], behind(a, b))
      await bringsAlong({ ...page, limit: 1, after: place(a) }, [b], behind(b))
      await bringsAlong({ ...page, limit: 2, before: { sortKey: '0 z', id: '' } }, [b, c], behind(b, c))
      await bringsAlong({ ...page, limit: 1, before: place(c) }, [b], behind(b))
      await bringsAlong({ ...page, limit: 1, before: place(a) }, [], [])
    }
  }

/** Each edge of the kind alone, all at once, and none. */
function followings(kind: Kind): readonly { readonly [edge: string]: object }[] {
  const names = Object.keys(edges[kind])
  return [{}, ...names.map((name) => ({ [name]: {} })), Object.fromEntries(names.map((name) => [name, {}]))]
}

interface Along extends Pick<PageQuery, 'kind' | 'limit' | 'after' | 'before'> {
  readonly storage: Storage
  readonly author: Author
  readonly follow: object
}

async function bringsAlong(
  { storage, author, follow, ...query }: Along,
  records: readonly Stored[],
  behind: readonly (Stored | undefined)[],
): Promise<void> {
  const page = await storage.page('org_a', { ...query, where: {}, follow: follow as Follow<Kind> }) // by the table of edges
  const what = `${JSON.stringify(query)} with ${JSON.stringify(follow)}`
  same(page?.records, records, `the page ${what}`)
  const snapshot = { head: author.head, records: sorted(behind), revisions: [] }
  same(page && unordered(page.snapshot), snapshot, `what comes with the page ${what}`)
}

/* e1, e2, e3 -> devs (team) -> firm, in the order of their members' names */
const firm = specimen('team', 'firm')
const devs = specimen('team', 'devs', { parentId: 'firm' })
const people = ['ann', 'ben', 'cat'].map((id) => specimen('member', id))
const joined = people.map(({ record: { id } }) =>
  specimen('membership', `e_${id}`, { containerId: 'devs', principalId: id, sortKey: id }),
)
const byTeam = { kind: 'membership', where: { by: { field: 'containerId', key: 'devs' } } } as const

export const lists: Area = {
  name: 'lists of every kind',
  checks: {
    ...Object.fromEntries(
      kinds.map((kind) => [`${kind}: in order, by status, role and list field, forward and backward`, listed(kind)]),
    ),
    ...Object.fromEntries(
      kinds
        .filter((kind) => Object.keys(edges[kind]).length > 0)
        .map((kind) => [`${kind}: brings along what its edges lead to, of the page's own records`, brings(kind)]),
    ),

    'are empty where the kind lacks what it is filtered by': async (storage) => {
      await created(storage, 'org_a', { puts: kinds.map((kind) => added(specimen(kind, `the_${kind}`))) })
      const gives = (kind: Kind, where: PageQuery['where']) =>
        pageGives(storage, 'org_a', { kind, where, limit: 9 }, [], false)
      for (const kind of ['membership', 'assignment'] as const)
        for (const status of [['active'], ['pending', 'active', 'deleted', 'removed'], []])
          await gives(kind, { status })
      for (const kind of ['team', 'group', 'workspace', 'resource', 'role'] as const) {
        await gives(kind, { role: ['member', 'viewer'] })
        await gives(kind, { roleGranter: 'conformance' })
      }
      await gives('member', { by: { field: 'principalId', key: 'the_member' } })
      await gives('team', { by: { field: 'ownerId', key: 'the_member' } })
      await gives('workspace', { by: { field: 'ownerId', key: 'the_member' } })
      await gives('membership', { by: { field: 'scopeId', key: 'team_of_the_membership' } })
    },

    'go by what the records are now': async (storage) => {
      const author = await created(storage, 'org_a', { puts: [...people, ...joined, firm, devs].map(added) })
      const [ann, ben, cat] = joined as [Stored, Stored, Stored] // three were made
      const away = altered(ann, { containerId: 'firm' })
      const renamed = altered(ben, { sortKey: 'zoe' })
      await author.commit(storage, { puts: [changed(ann, away), changed(ben, renamed)] })
      await walks(storage, byTeam, [cat, renamed], 1)
      await author.commit(storage, { deletes: [{ kind: 'membership', id: cat.record.id }] })
      await walks(storage, byTeam, [renamed], 1)
      await pageGives(storage, 'org_a', { kind: 'membership', where: {}, limit: 9 }, [away, renamed], false)
    },

    'bring along two edges deep, and beside it what is needed': async (storage) => {
      const author = await created(storage, 'org_a', { puts: [...people, ...joined, firm, devs].map(added) })
      const follow: Follow<'membership'> = { principal: { memberships: {} }, container: { parent: {} } }
      const needs: Need[] = [{ get: 'member', ids: ['cat', 'ann'] }]
      const page = await storage.page('org_a', { ...byTeam, follow, limit: 2 }, needs)
      same(page?.records, joined.slice(0, 2), 'the page')
      // The memberships of the page stand in the snapshot as well: an edge leads to them.
      const expected = sorted([...people, devs, firm, ...joined.slice(0, 2)])
      same(page && unordered(page.snapshot), { head: author.head, records: expected, revisions: [] }, 'the snapshot')
    },
  },
}
