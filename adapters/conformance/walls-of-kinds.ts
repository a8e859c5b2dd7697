import {
  type Edge,
  edges,
  type Follow,
  type Kind,
  kinds,
  listFields,
  lookUpFields,
  type Need,
  type Storage,
  type Stored,
} from '../../src/storage.js'
import type { Area } from './area.js'
import { added, created, event } from './builders.js'
import { read } from './reading.js'
import { naming, specimen } from './records.js'
import { holds, same, sameSet } from './same.js'

const idOf = (kind: Kind): string => `the_${kind}`
const valueIn = ({ record }: Stored, field: string) =>
  String(new Map<string, unknown>(Object.entries(record)).get(field))
const edgesFrom = (kind: Kind): readonly [name: string, edge: Edge][] => Object.entries(edges[kind])

/** One record of every kind, which name each other: the same ids and keys on every side, at other times. */
function furniture(createdAt: number): readonly Stored[] {
  const one = kinds.map((kind) => {
    const keys = lookUpFields[kind].map((field) => [field, field === 'sharedScopeId' ? idOf('resource') : 'same'])
    const named = edgesFrom(kind).map(([, edge]) =>
      'from' in edge ? {} : naming(edge.field, idOf(edge.to[0] ?? kind)),
    )
    const flag = ['workspace', 'role', 'membership', 'assignment'].includes(kind) ? { catalogue: true } : {}
    return specimen(kind, idOf(kind), {
      createdAt,
      ...Object.fromEntries(keys),
      ...Object.assign({}, ...named),
      ...flag,
    })
  })
  const ends = { containerId: idOf('workspace'), principalId: idOf('group') }
  return [...one, specimen('membership', 'zz_group_in_it', { createdAt, ...ends })]
}

const sides = { org_a: furniture(1), org_b: furniture(2) } as const

async function furnished(storage: Storage): Promise<void> {
  for (const [organizationId, all] of Object.entries(sides))
    await created(storage, organizationId, {
      puts: all.map(added),
      events: [event('a.b', { recordId: 'the_team', after: { of: organizationId } })],
    })
}

/** Every way to ask for records: by id, by each look-up field, along each edge, and the catalogue. */
const everyNeed: readonly Need[] = kinds.flatMap((kind) => {
  const [own] = sides.org_a.filter((stored) => stored.kind === kind)
  const byFields = lookUpFields[kind].map((by) => {
    const keys = own === undefined ? [] : [valueIn(own, by)]
    return { get: 'records', kind, by, keys, limit: 9 } as Need // by the table of look-up fields
  })
  const byEdges = edgesFrom(kind).map(
    ([name]): Need => ({ get: kind, ids: [idOf(kind)], follow: { [name]: {} } }) as Need,
  ) // likewise
  return [{ get: kind, ids: [idOf(kind)] }, ...byFields, ...byEdges]
})

/** Fails unless there is something, and all of it is the organization's own. */
function areOwn(records: readonly Stored[], all: readonly Stored[], what: string): void {
  holds(records.length > 0, `${what}: nothing`)
  const ids = records.map(({ record }) => record.id)
  sameSet(
    records,
    all.filter(({ record }) => ids.includes(record.id)),
    what,
  )
}

export const wallsOfKinds: Area = {
  name: 'walls between organizations, for every kind',
  checks: {
    'stand in every look-up, along every edge and in the catalogue': async (storage) => {
      await furnished(storage)
      for (const [organizationId, all] of Object.entries(sides))
        for (const need of [...everyNeed, { get: 'catalogue' } satisfies Need]) {
          const { records } = await read(storage, organizationId, [need])
          areOwn(records, all, `read of ${organizationId} for ${JSON.stringify(need)}`)
        }
    },

    'stand in every list, and in what it brings along': async (storage) => {
      await furnished(storage)
      for (const [organizationId, all] of Object.entries(sides))
        for (const kind of kinds) {
          const own = all.filter((stored) => stored.kind === kind)
          const [one] = own
          const bys = listFields[kind].map((field) => ({ field, key: one ? valueIn(one, field) : '' }))
          const follow = Object.fromEntries(edgesFrom(kind).map(([name]) => [name, {}])) as Follow<Kind> // by the table of edges
          for (const by of [undefined, ...bys]) {
            const where = by === undefined ? {} : { by }
            const page = await storage.page(organizationId, { kind, where, follow, limit: 9 })
            const expected = own.filter((stored) => by === undefined || valueIn(stored, by.field) === by.key)
            same(page?.records, expected, `the page of ${kind} in ${organizationId} where ${JSON.stringify(where)}`)
            const behind = page?.snapshot.records ?? []
            if (edgesFrom(kind).length > 0) areOwn(behind, all, `what comes with the page of ${kind}`)
          }
        }
    },

    'stand in the history of a record': async (storage) => {
      await furnished(storage)
      for (const organizationId of Object.keys(sides)) {
        const history = await storage.history(organizationId, { recordId: 'the_team', order: 'newest-first', limit: 9 })
        same(
          history?.events.map((one) => one.event.after),
          [{ of: organizationId }],
          'the events',
        )
      }
    },

    'make what is foreign the same as what is absent': async (storage) => {
      await furnished(storage)
      const author = await created(storage, 'org_c')
      const nothing = { head: author.head, records: [], revisions: [] }
      for (const need of [...everyNeed, { get: 'catalogue' } satisfies Need])
        same(await storage.read('org_c', [need]), nothing, `the snapshot for ${JSON.stringify(need)}`)
      // The same records under other ids, so that all they name is elsewhere.
      const lonely = sides.org_a.map(({ kind, record }) => {
        const id = `lonely_${record.id}`
        return specimen(kind, id, { ...record, id })
      })
      await author.commit(storage, { puts: lonely.map(added) })
      for (const one of lonely) {
        const follow = Object.fromEntries(edgesFrom(one.kind).map(([name]) => [name, {}]))
        const need = { get: one.kind, ids: [one.record.id], follow } as Need // likewise
        same((await read(storage, 'org_c', [need])).records, [one], `the records behind a ${one.kind}`)
      }
    },
  },
}
