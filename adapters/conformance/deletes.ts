import { type Delete, kinds, type Storage, type Stored } from '../../src/storage.js'
import type { Area } from './area.js'
import { type Author, added, changed, created } from './builders.js'
import { everything, pageGives, readGives } from './reading.js'
import { altered, specimen } from './records.js'
import { same } from './same.js'

const ann = specimen('member', 'ann')
const joined = ['e1', 'e2', 'e3'].map((id) =>
  specimen('membership', id, { containerId: 'team', principalId: 'ann', pair: `pair ${id}`, catalogue: true }),
)
const given = ['x1', 'x2', 'x3'].map((id) =>
  specimen('assignment', id, { scopeId: 'app', principalId: 'ann', sharedScopeId: 'app', pair: `pair ${id}` }),
)
const others = kinds.map((kind) => specimen(kind, `${kind}_other`))
const gone: readonly Delete[] = [
  { kind: 'membership', id: 'e2' },
  { kind: 'assignment', id: 'x1' },
  { kind: 'assignment', id: 'x3' },
]

function furnished(storage: Storage): Promise<Author> {
  return created(storage, 'org_a', { puts: [ann, ...joined, ...given, ...others].map(added), take: 'acme' })
}

const isLeft = ({ record }: Stored) => !gone.some(({ id }) => id === record.id)

export const deletes: Area = {
  name: 'deletes',
  checks: {
    'take edges out of every answer, and leave all else': async (storage) => {
      const author = await furnished(storage)
      await author.commit(storage, { deletes: gone })
      const edges = [...joined, ...given].filter(isLeft)
      const ids = [...joined, ...given].map(({ record }) => record.id)
      const byId = (['membership', 'assignment'] as const).map((get) => ({ get, ids }))
      await readGives(storage, 'org_a', byId, edges)
      const follow = { memberships: {}, assignments: {} }
      await readGives(storage, 'org_a', [{ get: 'member', ids: ['ann'], follow }], [ann, ...edges])
      await readGives(storage, 'org_a', [{ get: 'catalogue' }], joined.filter(isLeft))
      const listed = (kind: 'membership' | 'assignment') => [
        ...edges.filter((edge) => edge.kind === kind),
        ...others.filter((other) => other.kind === kind),
      ]
      for (const kind of ['membership', 'assignment'] as const) {
        const inOrder = listed(kind).sort((a, b) => (a.record.sortKey < b.record.sortKey ? -1 : 1))
        await pageGives(storage, 'org_a', { kind, where: {}, limit: 9 }, inOrder, false)
        const by = { field: 'principalId', key: 'ann' } as const
        await pageGives(
          storage,
          'org_a',
          { kind, where: { by }, limit: 9 },
          edges.filter((edge) => edge.kind === kind),
          false,
        )
      }
      for (const kind of kinds.filter((kind) => kind !== 'membership' && kind !== 'assignment'))
        await readGives(
          storage,
          'org_a',
          [{ get: kind, ids: [`${kind}_other`] }],
          others.filter((other) => other.kind === kind),
        )
    },

    'happen with their commit, or not at all': async (storage) => {
      const author = await furnished(storage)
      await created(storage, 'org_b', { take: 'other' })
      const before = await everything(storage, 'org_a')
      const base = { ...author.base, commitId: 'commit_of_nobody' }
      same(await author.attempt(storage, { deletes: gone, base }), 'stale', 'a commit on another base')
      same(
        await author.attempt(storage, { deletes: gone, take: 'other' }),
        'taken',
        'a commit that wants what is taken',
      )
      same(await everything(storage, 'org_a'), before, 'the organization')
    },

    'go with puts of all sorts: a new edge stands where another stood': async (storage) => {
      const author = await furnished(storage)
      const [first, second] = joined as [Stored, Stored] // there are three
      const successor = specimen('membership', 'e4', { ...second.record, id: 'e4', role: 'lead' })
      const after = altered(first, { role: 'lead' })
      const puts = [added(successor), changed(first, after), changed(ann, altered(ann, { role: 'admin' }))]
      await author.commit(storage, { puts, deletes: gone })
      const byPair = (...keys: string[]) =>
        ({ get: 'records', kind: 'membership', by: 'pair', keys, limit: 9 }) as const
      await readGives(storage, 'org_a', [byPair('pair e2')], [successor])
      await readGives(storage, 'org_a', [byPair('pair e1', 'pair e2')], [after, successor])
    },

    'reach no edge of the same id in another organization': async (storage) => {
      const author = await furnished(storage)
      await created(storage, 'org_b', { puts: [ann, ...joined, ...given].map(added) })
      const before = await everything(storage, 'org_b')
      await author.commit(storage, { deletes: gone })
      same(await everything(storage, 'org_b'), before, 'the other organization')
    },
  },
}
