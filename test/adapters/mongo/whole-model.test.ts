import type { Need, PageQuery, Storage } from 'guildhall'
import { memoryStorage } from 'guildhall/memory'
import { expect, test } from 'vitest'
import { Author, event, newMember } from '../../../adapters/conformance/builders.js'
import { unordered } from '../../../adapters/conformance/reading.js'
import { member, now } from '../../../adapters/conformance/records.js'
import { storageOn } from '../../../adapters/mongo/port.js'
import type { Put } from '../../../src/storage.js'
import { calmly, DocumentStore } from './document-store.js'

/** Every kind of record, in relation to each other; the fields that an adapter looks at, and those it must keep. */
const times = { createdAt: now, updatedAt: now }
const container = { memberCount: 0, metadata: { any: { $set: 'x' } }, status: 'active', ...times } as const
const granter = { memberId: 'mem_a' }
const edge = { granter, ...times }
const assigned = { ...edge, role: 'editor', principalKind: 'team', principalId: 'team_a' } as const
const records: readonly Omit<Put, 'change' | 'fields'>[] = [
  { kind: 'team', record: { id: 'team_a', key: 'a', name: 'A', ancestors: [], sortKey: 'b', ...container } },
  {
    kind: 'team',
    record: { id: 'team_b', name: 'B', parentId: 'team_a', ancestors: ['team_a'], sortKey: 'a', ...container },
  },
  { kind: 'group', record: { id: 'grp_a', name: 'G', sortKey: 'g', ...container } },
  {
    kind: 'workspace',
    record: { id: 'wsp_a', name: 'W', type: 'shared', catalogue: true, sortKey: 'w', ...container },
  },
  {
    kind: 'resource',
    record: {
      ...{ id: 'res_a', type: 'model', key: 'm', ref: 'model m', workspaceId: 'wsp_a', ownerId: 'team_a' },
      ...{ sortKey: 'r', metadata: {}, status: 'active', ...times },
    },
  },
  {
    kind: 'role',
    record: {
      ...{ id: 'role_a', name: 'R', nameKey: 'r', scope: 'team', permissions: ['model:read'], catalogue: true },
      ...{ sortKey: 'r', status: 'active', ...times },
    },
  },
  {
    kind: 'membership',
    record: {
      ...{ id: 'mbs_a', containerKind: 'team', containerId: 'team_b', principalKind: 'member', principalId: 'mem_a' },
      ...{ pair: 'team_b mem_a', role: 'lead', sortKey: 'm', ...edge },
    },
  },
  {
    kind: 'assignment',
    record: {
      ...{ id: 'asg_a', scopeKind: 'resource', scopeId: 'res_a', sharedScopeId: 'res_a', pair: 'a', sortKey: 's' },
      ...assigned,
    },
  },
  {
    kind: 'assignment',
    record: {
      id: 'asg_b',
      scopeKind: 'workspace',
      scopeId: 'wsp_a',
      pair: 'b',
      sortKey: 't',
      catalogue: true,
      ...assigned,
    },
  },
] as readonly Omit<Put, 'change' | 'fields'>[] // spread fields lose the link between kind and record

const needs: readonly Need[] = [
  { get: 'member-by-user', keys: ['user_a'], follow: { memberships: { container: { parent: {} } }, owned: {} } },
  {
    get: 'records',
    kind: 'team',
    by: 'parentId',
    keys: ['team_a'],
    limit: 9,
    follow: { parent: { assignments: { scope: {} } } },
  },
  {
    get: 'records',
    kind: 'resource',
    by: 'ref',
    keys: ['model m'],
    limit: 9,
    follow: { owner: {}, workspace: {}, shared: {} },
  },
  { get: 'records', kind: 'assignment', by: 'role', keys: ['editor'], limit: 1 },
  { get: 'catalogue' },
]

const pages: readonly PageQuery[] = [
  { kind: 'team', where: { status: ['active'] }, limit: 1 },
  { kind: 'membership', where: { by: { field: 'containerId', key: 'team_b' } }, follow: { principal: {} }, limit: 9 },
  { kind: 'assignment', where: { role: ['editor'], by: { field: 'scopeId', key: 'wsp_a' } }, limit: 9 },
  { kind: 'assignment', where: { status: ['active'] }, limit: 9 },
  { kind: 'resource', where: {}, follow: { shared: { principal: {} } }, limit: 9 },
]

async function seen(storage: Storage): Promise<unknown> {
  const shown = []
  const snapshot = await storage.read('org_a', needs)
  shown.push(snapshot && unordered(snapshot))
  for (const query of pages) {
    const page = await storage.page('org_a', query)
    shown.push(page && { ...page, snapshot: unordered(page.snapshot) })
  }
  const { catalogueId = '' } = snapshot?.head ?? {}
  shown.push(await storage.read('org_a', [{ get: 'catalogue', known: catalogueId }]))
  shown.push(await storage.history('org_a', { recordId: 'team_a', order: 'newest-first', limit: 9 }))
  return shown
}

test('every kind of record, edges, the catalogue, pages by edge and deletions, as the memory storage answers', async () => {
  const [stored, claims] = [new DocumentStore(), new DocumentStore()]
  const behaviour = calmly(async () => {})
  const mongo = storageOn(async () => ({ records: stored.as(behaviour), claims: claims.as(behaviour) }), {
    scanBudget: 100,
  })
  const memory = memoryStorage()
  const author = new Author('org_a')
  const both = async (draft: Parameters<Author['changeSet']>[0]) => {
    const changeSet = author.changeSet(draft)
    expect(await mongo.commit(changeSet)).toBe('committed')
    expect(await memory.commit(changeSet)).toBe('committed')
    author.accept(changeSet)
    expect(await seen(mongo)).toEqual(await seen(memory))
  }
  const puts = records.map((one) => ({ ...one, change: 'new', fields: [] }) as Put)
  const ada = newMember(member('mem_a', { userId: 'user_a', permissions: ['model:read'], permissionsGranter: granter }))
  await both({
    puts: [ada, ...puts],
    head: { catalogueId: 'com_1', totals: { team: 2 } },
    events: [event('team.created', { recordId: 'team_a' })],
  })
  const [team] = puts
  const gone = {
    ...team,
    change: 'changed',
    fields: ['status', 'deletedAt'],
    record: { ...team?.record, status: 'deleted', deletedAt: now },
  }
  await both({ puts: [gone as Put], events: [event('team.deleted', { recordId: 'team_a' })] })
  await both({
    deletes: [
      { kind: 'membership', id: 'mbs_a' },
      { kind: 'assignment', id: 'asg_b' },
    ],
  })
  expect(stored.documents.get('org_a/membership/mbs_a')).toEqual({
    ...{ _id: 'org_a/membership/mbs_a', org_id: 'org_a', kind: 'membership', rev: 3, id: 'mbs_a', deleted: true },
    ...{ containerId: 'team_b', principalId: 'mem_a', pair: 'team_b mem_a', gone_at: now },
  })
  // tombstones go after the grace period
  expect(await mongo.sweep({ deletedBefore: now, limit: 9 })).toEqual({ erased: 0, more: false })
  expect(await mongo.sweep({ deletedBefore: now + 1, limit: 1 })).toEqual({ erased: 1, more: true })
  expect(await mongo.sweep({ deletedBefore: now + 1, limit: 9 })).toEqual({ erased: 1, more: false })
  expect(await seen(mongo)).toEqual(await seen(memory))
})
