import { type Kind, kinds, type Need, type Snapshot, type Storage, type Stored } from '../../src/storage.js'
import type { Area } from './area.js'
import { besides } from './beside.js'
import { type Author, added, changed, created } from './builders.js'
import { unordered } from './reading.js'
import { altered, specimen } from './records.js'
import { same, sorted } from './same.js'

/** The kinds whose records may carry the flag. */
const flaggable: readonly Kind[] = ['workspace', 'role', 'membership', 'assignment']
const flagged: readonly Stored[] = flaggable.flatMap((kind) =>
  ['a', 'b'].map((id) => specimen(kind, `${kind}_${id}`, { catalogue: true })),
)
const plain: readonly Stored[] = kinds.map((kind) => specimen(kind, `${kind}_plain`))

function furnished(storage: Storage, catalogueId: string | undefined = 'commit_1'): Promise<Author> {
  const head = catalogueId === undefined ? {} : { catalogueId }
  return created(storage, 'org_a', { puts: [...plain, ...flagged].reverse().map(added), head })
}

/** Fails unless these needs bring exactly these records, read alone and beside lists of every sort. */
async function gives(storage: Storage, { head }: Author, needs: readonly Need[], expected: readonly Stored[]) {
  const snapshot = { head, records: sorted(expected), revisions: [] }
  const check = (seen: Snapshot | undefined, where: string) =>
    same(seen && unordered(seen), snapshot, `what is read ${where} for ${JSON.stringify(needs)}`)
  check(await storage.read('org_a', needs), 'alone')
  for (const { name, snapshot } of await besides(storage, 'org_a', needs)) check(snapshot, `beside ${name}`)
}

export const catalogue: Area = {
  name: 'catalogue',
  checks: {
    'is all records that carry the flag, of every kind, where nothing of it is known': async (storage) => {
      await gives(storage, await furnished(storage), [{ get: 'catalogue' }], flagged)
    },

    'is not sent where the known one still stands': async (storage) => {
      await gives(storage, await furnished(storage), [{ get: 'catalogue', known: 'commit_1' }], [])
    },

    'is sent where another one is known': async (storage) => {
      const author = await furnished(storage)
      for (const known of ['commit_0', '', 'COMMIT_1', 'commit_10'])
        await gives(storage, author, [{ get: 'catalogue', known }], flagged)
    },

    'is sent where one is known, and the head names none': async (storage) => {
      const author = await furnished(storage, undefined)
      await author.commit(storage, { dropFromHead: ['catalogueId'] })
      await gives(storage, author, [{ get: 'catalogue', known: 'commit_1' }], flagged)
      await gives(storage, author, [{ get: 'catalogue' }], flagged)
    },

    'is empty where no record carries the flag': async (storage) => {
      const author = await created(storage, 'org_a', { puts: plain.map(added) })
      for (const known of [{}, { known: 'commit_1' }])
        await gives(storage, author, [{ get: 'catalogue', ...known }], [])
    },

    'goes by the flags of now': async (storage) => {
      const author = await furnished(storage)
      const [without, ...kept] = flagged.slice(0, 4) as [Stored, ...Stored[]] // there are eight
      const { catalogue: _, ...record } = { catalogue: true, ...without.record }
      const dropped = { kind: without.kind, record } as Stored // the same without its flag
      const before = specimen('role', 'role_plain')
      const raised = altered(before, { catalogue: true })
      await author.commit(storage, {
        head: { catalogueId: 'commit_2' },
        puts: [changed(without, dropped), changed(before, raised)],
        deletes: flagged.slice(4).flatMap(({ kind, record: { id } }) => (isEdge(kind) ? [{ kind, id }] : [])),
      })
      await gives(storage, author, [{ get: 'catalogue', known: 'commit_1' }], [...kept, raised])
      await gives(storage, author, [{ get: 'catalogue', known: 'commit_2' }], [])
    },

    'hides nothing from other needs, sent or not, and gives nothing twice': async (storage) => {
      const author = await furnished(storage)
      const own: Need[] = [
        { get: 'role', ids: ['role_a', 'role_plain'] },
        { get: 'records', kind: 'workspace', by: 'key', keys: ['nothing'], limit: 9 },
      ]
      const found = [...flagged, ...plain].filter(({ record: { id } }) => id === 'role_a' || id === 'role_plain')
      await gives(storage, author, [{ get: 'catalogue', known: 'commit_1' }, ...own], found)
      const roles = plain.filter(({ kind }) => kind === 'role')
      await gives(storage, author, [...own, { get: 'catalogue' }], [...flagged, ...roles])
      await gives(storage, author, [{ get: 'catalogue', known: 'commit_1' }, { get: 'catalogue' }], flagged)
    },
  },
}

const isEdge = (kind: Kind): kind is 'membership' | 'assignment' => kind === 'membership' || kind === 'assignment'
