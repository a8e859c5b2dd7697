/** Storages that break what the contract says of teams, groups, workspaces, resources, roles and edges. */
import { canonicalJson } from '../../../src/input/canonical-json.js'
import type { Need, Snapshot, Stored } from '../../../src/storage.js'
import {
  answering,
  committing,
  eachPut,
  followingOnly,
  later,
  lookingUp,
  type Mutant,
  many,
  reading,
  refitted,
} from './breaking.js'

const lookUps: { readonly [name: string]: Mutant } = {
  'limits each key by itself': {
    caughtBy: 'look-ups by field: ',
    breaks: lookingUp(async (need, ask) =>
      (await Promise.all(need.keys.map((key) => ask({ ...need, keys: [key] } as Need)))).flat(),
    ),
  },
  'ignores the limit of a look-up': {
    caughtBy: 'look-ups by field: membership by containerId',
    breaks: reading((needs) => needs.map((need) => (need.get === 'records' ? { ...need, limit: many } : need))),
  },
  'gives the largest ids up to the limit': {
    caughtBy: 'look-ups by field: member by role',
    breaks: lookingUp(async (need, ask) => {
      const all = await ask({ ...need, limit: many, follow: {} } as Need)
      return all.toSorted(byId).slice(-need.limit)
    }),
  },
  'takes look-ups of one field for one look-up': {
    caughtBy: 'look-ups by field: ',
    breaks: reading((needs) => {
      const [first, ...others] = needs.filter((need) => need.get === 'records')
      if (first === undefined || others.length === 0) return needs
      const keys = [...first.keys, ...others.flatMap((need) => need.keys)]
      return [...needs.filter((need) => need.get !== 'records'), { ...first, keys } as Need]
    }),
  },
  'finds by a key of another case': {
    caughtBy: 'look-ups by field: resource by ref',
    breaks: lookingUp((need, ask) => ask({ ...need, keys: need.keys.map((key) => key.toLowerCase()) } as Need)),
  },
  'finds only active members by their role': {
    caughtBy: 'look-ups by field: member by role',
    breaks: lookingUp(async (need, ask) =>
      (await ask(need)).filter((one) => one.kind !== 'member' || one.record.status === 'active'),
    ),
  },
  'finds what is gone by a field': {
    caughtBy: 'look-ups by field: team by key',
    breaks: eachPut((put) => (put.kind === 'team' ? { ...put, record: { ...put.record, status: 'active' } } : put)),
  },
}

const byId = (a: Stored, b: Stored) => (a.record.id < b.record.id ? -1 : 1)

const edges: { readonly [name: string]: Mutant } = {
  'takes every owner for a member': {
    caughtBy: 'edges: resource.owner',
    breaks: answering(async (need, ask) => {
      const found = await ask(need)
      const isOwned = need.get === 'resource' && need.follow !== undefined && 'owner' in need.follow
      return isOwned ? found.filter(({ kind }) => kind !== 'team') : found
    }),
  },
  'takes every container for a team': {
    caughtBy: 'edges: membership.container',
    breaks: answering(async (need, ask) => {
      const found = await ask(need)
      return need.get === 'membership' ? found.filter(({ kind }) => kind !== 'group' && kind !== 'workspace') : found
    }),
  },
  'follows no edges backward': {
    caughtBy: 'edges: team.children',
    breaks: followingOnly((edge) => edge !== 'children'),
  },
  'follows edges from members only': {
    caughtBy: 'edges: group.memberships',
    breaks: reading((needs) => needs.map((need) => (need.get === 'group' ? { ...need, follow: {} } : need))),
  },
  'leads to nothing that is gone': {
    caughtBy: 'edges: team.parent',
    breaks: answering(async (need, ask) => {
      const found = await ask(need)
      return need.get === 'team' ? found.filter((one) => one.kind !== 'team' || one.record.status === 'active') : found
    }),
  },
  'follows from what the limit left out': {
    caughtBy: 'edges: lead on from what is found by a field',
    breaks: lookingUp(async (need, ask) => {
      const [found, all] = [await ask(need), await ask({ ...need, limit: many } as Need)]
      return [...found, ...all.filter(({ kind }) => kind !== need.kind)]
    }),
  },
  'leaves out an edge in a hundred': {
    caughtBy: 'size: commits 500 edges',
    breaks: answering(async (need, ask) => (await ask(need)).filter(({ record }) => !record.id.endsWith('99'))),
  },
}

const catalogue: { readonly [name: string]: Mutant } = {
  'sends the catalogue always': {
    caughtBy: 'catalogue: is not sent',
    breaks: reading((needs) => needs.map((need) => (need.get === 'catalogue' ? { get: 'catalogue' } : need))),
  },
  'sends the catalogue to those who know none': {
    caughtBy: 'catalogue: is sent where another one is known',
    breaks: answering(async (need, ask) => (need.get === 'catalogue' && need.known !== undefined ? [] : ask(need))),
  },
  'takes a head without a catalogue for one that is known': {
    caughtBy: 'catalogue: is sent where one is known, and the head names none',
    breaks: (memory) => ({
      read: async (organizationId, needs) => {
        const head = (await memory.read(organizationId, []))?.head
        const isSent = (need: Need) =>
          need.get !== 'catalogue' || need.known === undefined || head?.catalogueId !== undefined
        return memory.read(organizationId, needs.filter(isSent))
      },
    }),
  },
  'hides what the catalogue would have sent': {
    caughtBy: 'catalogue: hides nothing from other needs',
    breaks: (memory) => ({
      read: async (organizationId, needs) => {
        const snapshot = await memory.read(organizationId, needs)
        const known = needs.some((need) => need.get === 'catalogue' && need.known === snapshot?.head.catalogueId)
        return snapshot && known ? withoutFlagged(snapshot) : snapshot
      },
    }),
  },
  'forgets that roles are part of the catalogue': {
    caughtBy: 'catalogue: is all records that carry the flag',
    breaks: answering(async (need, ask) =>
      need.get === 'catalogue' ? (await ask(need)).filter(({ kind }) => kind !== 'role') : ask(need),
    ),
  },
  'keeps the flag of a record that drops it': {
    caughtBy: 'catalogue: goes by the flags of now',
    breaks: eachPut((put) =>
      put.change === 'changed' && put.fields.includes('catalogue')
        ? ({ ...put, record: { ...put.record, catalogue: true } } as typeof put)
        : put,
    ),
  },
  'sends a thousand records of the catalogue': {
    caughtBy: 'size: commits 2,000 records of the catalogue',
    breaks: answering(async (need, ask) => (need.get === 'catalogue' ? (await ask(need)).slice(0, 1_000) : ask(need))),
  },
  'knows nothing of the catalogue beside a list': {
    caughtBy: 'catalogue: is all records that carry the flag',
    breaks: (memory) => ({
      page: (organizationId, query, needs = []) =>
        memory.page(
          organizationId,
          query,
          needs.filter(({ get }) => get !== 'catalogue'),
        ),
    }),
  },
}

const withoutFlagged = (snapshot: Snapshot): Snapshot => ({
  ...snapshot,
  records: snapshot.records.filter(({ record }) => !('catalogue' in record)),
})

const deletes: { readonly [name: string]: Mutant } = {
  'deletes nothing': {
    caughtBy: 'deletes: take edges out',
    breaks: committing((changeSet) => ({ ...changeSet, deletes: [] })),
  },
  'deletes memberships only': {
    caughtBy: 'deletes: take edges out',
    breaks: committing((changeSet) => ({
      ...changeSet,
      deletes: changeSet.deletes.filter(({ kind }) => kind === 'membership'),
    })),
  },
  'deletes before it compares': {
    caughtBy: 'deletes: happen with their commit',
    breaks: (memory) => ({
      commit: async (changeSet) => {
        const outcome = await memory.commit(changeSet)
        if (outcome === 'committed') return outcome
        const head = (await memory.read(changeSet.organizationId, []))?.head
        if (head !== undefined && changeSet.deletes.length > 0) {
          const base = { revision: head.revision, commitId: head.commitId }
          const { revision } = changeSet
          await memory.commit({ ...changeSet, base, head, puts: [], claims: { release: [] }, revision })
        }
        return outcome
      },
    }),
  },
  'deletes in every organization': {
    caughtBy: 'deletes: reach no edge',
    breaks: (memory) => ({
      commit: async (changeSet) => {
        const outcome = await memory.commit(changeSet)
        const other = await memory.read('org_b', [])
        if (outcome !== 'committed' || other === undefined || changeSet.deletes.length === 0) return outcome
        const { head } = other
        const base = { revision: head.revision, commitId: head.commitId }
        const [revision] = await memory.revisions('org_b', { after: 0, limit: 1 })
        if (revision === undefined) return outcome
        const { deletes } = changeSet
        await memory.commit({
          organizationId: 'org_b',
          base,
          head,
          puts: [],
          deletes,
          revision,
          claims: { release: [] },
        })
        return outcome
      },
    }),
  },
}

const lists: { readonly [name: string]: Mutant } = {
  'takes a list by a field for a list of all': {
    caughtBy: 'lists of every kind: team',
    breaks: (memory) => ({
      page: (organizationId, { where: { by: _, ...where }, ...query }, needs) =>
        memory.page(organizationId, { ...query, where }, needs),
    }),
  },
  'forgets the status in a list by a field': {
    caughtBy: 'lists of every kind: resource',
    breaks: (memory) => ({
      page: (organizationId, { where: { status, ...where }, ...query }, needs) =>
        memory.page(
          organizationId,
          { ...query, where: { ...where, ...(where.by === undefined && status && { status }) } },
          needs,
        ),
    }),
  },
  'lists edges of every status': {
    caughtBy: 'lists of every kind: are empty where',
    breaks: (memory) => ({
      page: (organizationId, query, needs) => {
        const { status: _, ...where } = query.where
        const isEdge = query.kind === 'membership' || query.kind === 'assignment'
        return memory.page(organizationId, isEdge ? { ...query, where } : query, needs)
      },
    }),
  },
  'takes what a kind lacks for no filter': {
    caughtBy: 'lists of every kind: are empty where',
    breaks: (memory) => ({
      page: (organizationId, query, needs) => {
        const { role: _, ...where } = query.where
        return memory.page(organizationId, query.kind === 'team' ? { ...query, where } : query, needs)
      },
    }),
  },
  'brings nothing along with a page': {
    caughtBy: 'lists of every kind: membership: brings along',
    breaks: (memory) => ({
      page: (organizationId, { follow: _, ...query }, needs) => memory.page(organizationId, query, needs),
    }),
  },
  'brings nothing along with a backward page': {
    caughtBy: 'lists of every kind: resource: brings along',
    breaks: (memory) => ({
      page: (organizationId, { follow, ...query }, needs) =>
        memory.page(organizationId, { ...query, ...(query.before === undefined && follow && { follow }) }, needs),
    }),
  },
  'brings along what the next page begins with': {
    caughtBy: 'lists of every kind: member: brings along',
    breaks: (memory) => ({
      page: async (organizationId, query, needs) => {
        const page = await memory.page(organizationId, query, needs)
        const further = await memory.page(organizationId, { ...query, limit: query.limit + 1 }, needs)
        return page && further && { ...page, snapshot: further.snapshot }
      },
    }),
  },
  'takes the page into what it brings along': {
    caughtBy: 'lists of every kind: team: brings along',
    breaks: (memory) => ({
      page: async (organizationId, query, needs) => {
        const page = await memory.page(organizationId, query, needs)
        if (page === undefined || query.follow === undefined) return page
        const records = [...new Set([...page.snapshot.records, ...page.records])]
        return { ...page, snapshot: { ...page.snapshot, records } }
      },
    }),
  },
  'follows one edge from a page, and not two': {
    caughtBy: 'lists of every kind: bring along two edges deep',
    breaks: (memory) => ({
      page: (organizationId, { follow, ...query }, needs) => {
        const shallow = Object.fromEntries(Object.keys(follow ?? {}).map((edge) => [edge, {}]))
        return memory.page(organizationId, { ...query, ...(follow && { follow: shallow }) }, needs)
      },
    }),
  },
  'lists what is in another organization by a field': {
    caughtBy: 'walls between organizations, for every kind: stand in every list',
    breaks: (memory) => ({
      page: async (organizationId, query, needs) => {
        const page = await memory.page(organizationId, query, needs)
        const foreign = query.where.by && (await memory.page('org_a', query, needs))
        return page && { ...page, records: [...new Set([...page.records, ...(foreign?.records ?? [])])] }
      },
    }),
  },
  'forgets the record that events are about': {
    caughtBy: 'history: filters by the record',
    breaks: (memory) => ({
      history: (organizationId, { recordId: _, ...query }, needs) => memory.history(organizationId, query, needs),
    }),
  },
}

const fidelity: { readonly [name: string]: Mutant } = {
  'writes a flag as a number': {
    caughtBy: 'fidelity of every kind: workspace',
    breaks: refitted('workspace', (fields) => fields.map(([name, value]) => [name, value === true ? 1 : value])),
  },
  'writes an absent flag as false': {
    caughtBy: 'fidelity of every kind: role: adds and drops',
    breaks: refitted('role', (fields) => [['catalogue', false], ...fields]),
  },
  'sorts the permissions of a role': {
    caughtBy: 'fidelity of every kind: gives back lists',
    breaks: eachPut((put) =>
      put.kind === 'role' ? { ...put, record: { ...put.record, permissions: put.record.permissions.toSorted() } } : put,
    ),
  },
  'takes an empty list for nothing': {
    caughtBy: 'fidelity of every kind: tells empty lists',
    breaks: refitted('member', (fields) => fields.filter(([, value]) => canonicalJson(value as never) !== '[]')),
  },
  'forgets who vouches for direct permissions': {
    caughtBy: 'fidelity of every kind: member',
    breaks: refitted('member', (fields) => fields.filter(([name]) => name !== 'permissionsGranter')),
  },
  'takes a system for a member where it vouches for an edge': {
    caughtBy: 'fidelity of every kind: membership',
    breaks: refitted('membership', (fields) =>
      fields.map(([name, value]) => [name, name === 'granter' ? { memberId: 'x' } : value]),
    ),
  },
  'writes large numbers as single floats': {
    caughtBy: 'fidelity of every kind: gives back whole numbers',
    breaks: refitted('assignment', (fields) =>
      fields.map(([name, value]) => [name, typeof value === 'number' ? Math.fround(value) : value]),
    ),
  },
  'adds to the totals of a head': {
    caughtBy: 'fidelity of every kind: gives back totals',
    breaks: (memory) => ({
      commit: async (changeSet) => {
        const totals = (await memory.read(changeSet.organizationId, []))?.head.totals
        return memory.commit({
          ...changeSet,
          head: { ...changeSet.head, totals: { ...totals, ...changeSet.head.totals } },
        })
      },
    }),
  },
}

const others: { readonly [name: string]: Mutant } = {
  'leaves the edges of what it sweeps behind': {
    caughtBy: 'sweep: leaves nothing behind',
    breaks: (memory) => {
      const left: Stored[] = []
      return {
        sweep: async (query) => {
          const page = await memory.page('org_a', { kind: 'membership', where: {}, limit: many })
          left.push(...(page?.records ?? []))
          return memory.sweep(query)
        },
        page: async (organizationId, query, needs) => {
          const page = await memory.page(organizationId, query, needs)
          return page && query.kind === 'membership' ? { ...page, records: [...page.records, ...left] } : page
        },
      }
    },
  },
  'reads a team, waits, and reads its members': {
    caughtBy: 'concurrency: never shows a reader a team',
    breaks: (memory) => ({
      read: async (organizationId, needs) => {
        const [first, ...rest] = needs
        const team = await memory.read(organizationId, first === undefined ? [] : [first])
        await later()
        const further = await memory.read(organizationId, rest)
        return team && further && { ...team, records: [...new Set([...team.records, ...further.records])] }
      },
    }),
  },
  'follows edges wrong once in a while': {
    caughtBy: 'random walk: ',
    breaks: (memory) => {
      let calls = 0
      return {
        read: (organizationId, needs) => {
          const isWrong = ++calls % 10 === 0
          const cut = (need: Need) => ('follow' in need ? { ...need, follow: {} } : need)
          return memory.read(organizationId, isWrong ? needs.map(cut) : needs)
        },
      }
    },
  },
}

export const mutantsOfTheWholeModel = {
  ...lookUps,
  ...edges,
  ...catalogue,
  ...deletes,
  ...lists,
  ...fidelity,
  ...others,
}
