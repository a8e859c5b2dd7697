import { type Edge, edges, type Follow, type Kind, kinds, type Need, type Stored } from '../../src/storage.js'
import type { Area, Check } from './area.js'
import { added, changed, created } from './builders.js'
import { readGives } from './reading.js'
import { altered, goneStatus, naming, specimen } from './records.js'

const needOf = (kind: Kind, ids: readonly string[], follow: object): Need => ({ get: kind, ids, follow }) as Need // the table of edges says that they fit

/** From a record to one of each kind that the edge may lead to, whatever its status; and nowhere else. */
function leads(kind: Kind, name: string, { to, field }: Extract<Edge, { to: unknown }>): Check {
  return async (storage) => {
    const ways = to.flatMap((target) => {
      const status = goneStatus(target)
      const ends = [
        specimen(target, `${target}_end`),
        ...(status ? [specimen(target, `${target}_gone`, { status })] : []),
      ]
      return ends.map((end) => ({ end, from: specimen(kind, `from_${end.record.id}`, naming(field, end.record.id)) }))
    })
    const wrong = kinds.filter((other) => !to.includes(other)).map((other) => specimen(other, `${other}_wrong`))
    const lost = [specimen(kind, 'nowhere', naming(field, 'never_there')), specimen(kind, 'default')]
    const astray = wrong.map(({ record }) => specimen(kind, `astray_${record.id}`, naming(field, record.id)))
    const all = [...ways.flatMap(({ end, from }) => [end, from]), ...wrong, ...lost, ...astray]
    await created(storage, 'org_a', { puts: all.map(added) })
    const ids = (...froms: readonly Stored[]) => froms.map(({ record }) => record.id)
    for (const { from, end } of ways) {
      await readGives(storage, 'org_a', [needOf(kind, ids(from), { [name]: {} })], [from, end])
      await readGives(storage, 'org_a', [needOf(kind, ids(from), {})], [from])
    }
    const froms = [...ways.map(({ from }) => from), ...lost, ...astray]
    const expected = [...froms, ...ways.map(({ end }) => end)]
    await readGives(storage, 'org_a', [needOf(kind, ids(...froms), { [name]: {} })], expected)
  }
}

/** From a record to all that name it and are not gone; of now. */
function collects(kind: Kind, name: string, { from, by }: Extract<Edge, { from: unknown }>): Check {
  return async (storage) => {
    const roots = ['one', 'two', 'alone'].map((id) => specimen(kind, id))
    const edge = (id: string, root: string, fields: object = {}) => specimen(from, id, { [by]: root, ...fields })
    const ofOne = ['c', 'B', '_'].map((id) => edge(id, 'one'))
    const ofTwo = [edge('x', 'two')]
    const status = goneStatus(from)
    const gone = status === undefined ? [] : [edge('gone', 'one', { status })]
    const others = [...gone, edge('z', 'never_there'), specimen(from, 'default')]
    const puts = [...others, ...roots, ...ofOne, ...ofTwo].map(added)
    const author = await created(storage, 'org_a', { puts })
    const gives = (ids: readonly string[], ...expected: readonly Stored[]) =>
      readGives(storage, 'org_a', [needOf(kind, ids, { [name]: {} })], expected)
    const [one, two, alone] = roots as [Stored, Stored, Stored] // three were made
    await gives(['one'], one, ...ofOne)
    await gives(['two', 'alone'], two, alone, ...ofTwo)
    await gives(['one', 'two'], one, two, ...ofOne, ...ofTwo)
    await readGives(storage, 'org_a', [needOf(kind, ['one'], {})], [one])
    const moved = ofTwo.map((stored) => altered(stored, { [by]: 'one' }))
    await author.commit(storage, { puts: ofTwo.map((stored, at) => changed(stored, moved[at] ?? stored)) })
    await gives(['two'], two)
    await gives(['one'], one, ...ofOne, ...moved)
  }
}

function checkOf(kind: Kind, name: string, edge: Edge): [sentence: string, check: Check] {
  if ('from' in edge)
    return [`${kind}.${name}: leads to every ${edge.from} that names it and is not gone`, collects(kind, name, edge)]
  return [`${kind}.${name}: leads to the ${edge.to.join(' or ')}, whatever its status`, leads(kind, name, edge)]
}

/*
 * ann --in--> devs (team) --parent--> tech --parent--> firm       ann --holds--> x1 on app (resource) --in--> lab (workspace)
 * ann --in--> crew (group) --in--> lab                            crew --holds, shared--> x2 on app; app is owned by devs
 */
const ann = specimen('member', 'ann', { userId: 'user_ann' })
const firm = specimen('team', 'firm')
const tech = specimen('team', 'tech', { parentId: 'firm' })
const devs = specimen('team', 'devs', { parentId: 'tech', key: 'devs' })
const crew = specimen('group', 'crew')
const lab = specimen('workspace', 'lab', { ownerId: 'ann' })
const app = specimen('resource', 'app', { workspaceId: 'lab', ownerId: 'devs' })
const edge = (id: string, containerId: string, principalId: string) =>
  specimen('membership', id, { containerId, principalId })
const [inDevs, inCrew, inLab] = [edge('e1', 'devs', 'ann'), edge('e2', 'crew', 'ann'), edge('e3', 'lab', 'crew')]
const holds = (id: string, principalId: string, fields: object = {}) =>
  specimen('assignment', id, { principalId, scopeId: 'app', ...fields })
const [x1, x2] = [holds('x1', 'ann'), holds('x2', 'crew', { sharedScopeId: 'app' })]
const everything = [ann, firm, tech, devs, crew, lab, app, inDevs, inCrew, inLab, x1, x2]

const walked: readonly [kind: Kind, id: string, follow: object, expected: readonly Stored[]][] = [
  ['member', 'ann', { memberships: { container: { parent: {} } } }, [ann, inDevs, inCrew, devs, crew, tech]],
  ['member', 'ann', { memberships: { container: { memberships: {} } } }, [ann, inDevs, inCrew, devs, crew, inLab]],
  ['member', 'ann', { assignments: { scope: { workspace: {} } } }, [ann, x1, app, lab]],
  ['member', 'ann', { assignments: { scope: { shared: {}, owner: {} } } }, [ann, x1, app, x2, devs]],
  [
    'member',
    'ann',
    { memberships: { container: {} }, assignments: { scope: {} }, granter: {} },
    [ann, inDevs, inCrew, devs, crew, x1, app],
  ],
  ['team', 'devs', { parent: { parent: { parent: {} } } }, [devs, tech, firm]],
  ['team', 'firm', { children: { children: { children: {} } } }, [firm, tech, devs]],
  ['team', 'tech', { parent: { children: { parent: {} } } }, [tech, firm]],
  ['resource', 'app', { shared: { principal: { memberships: {} } } }, [app, x2, crew, inLab]],
  ['resource', 'app', { workspace: { owner: { memberships: {} } } }, [app, lab, ann, inDevs, inCrew]],
  ['membership', 'e2', { principal: { assignments: { scope: {} } }, container: {} }, [inCrew, ann, x1, app, crew]],
  ['assignment', 'x2', { principal: { memberships: { container: {} } } }, [x2, crew, inLab, lab]],
]

export const edgesOf: Area = {
  name: 'edges',
  checks: {
    ...Object.fromEntries(
      kinds.flatMap((kind) => Object.entries<Edge>(edges[kind]).map(([name, edge]) => checkOf(kind, name, edge))),
    ),

    'lead on from edge to edge, three deep, through every kind': async (storage) => {
      await created(storage, 'org_a', { puts: everything.map(added) })
      for (const [kind, id, follow, expected] of walked)
        await readGives(storage, 'org_a', [needOf(kind, [id], follow)], expected)
      const needs = walked.map(([kind, id, follow]) => needOf(kind, [id], follow))
      await readGives(storage, 'org_a', needs, everything)
    },

    'lead on from what is found by a field, and from nothing that the limit left out': async (storage) => {
      await created(storage, 'org_a', { puts: everything.map(added) })
      const records = (
        kind: Kind,
        by: string,
        keys: readonly string[],
        limit: number,
        follow: object,
        ...expected: readonly Stored[]
      ) => readGives(storage, 'org_a', [{ get: 'records', kind, by, keys, limit, follow } as Need], expected)
      await records('team', 'key', ['devs'], 9, { parent: {} }, devs, tech)
      await records('membership', 'principalId', ['ann'], 1, { container: {} }, inDevs, devs)
      await records('membership', 'principalId', ['ann', 'crew'], 2, { container: {} }, inDevs, devs, inCrew, crew)
      await records('resource', 'ref', ['app app'], 1, { shared: { principal: {} }, workspace: {} }, app, x2, crew, lab)
      const follow: Follow<'member'> = { memberships: { container: {} } }
      const byUser: Need = { get: 'member-by-user', keys: ['user_ann'], follow }
      await readGives(storage, 'org_a', [byUser], [ann, inDevs, inCrew, devs, crew])
    },
  },
}
