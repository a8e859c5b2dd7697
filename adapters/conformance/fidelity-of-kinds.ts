import {
  type Kind,
  kinds,
  lookUpFields,
  type Need,
  type RecordsByKind,
  type Storage,
  type Stored,
} from '../../src/storage.js'
import type { Area, Check } from './area.js'
import { added, changed, created } from './builders.js'
import { hostileStrings, hostileMetadata as metadata } from './hostile.js'
import { read, readGives } from './reading.js'
import { altered, now, specimen } from './records.js'
import { same } from './same.js'

/** A record of each kind with all the fields that it can have, and a word for every text. */
const whole: { readonly [K in Kind]: Required<RecordsByKind[K]> } = {
  member: {
    ...{ id: 'm', userId: 'text', email: 'text', emailKey: 'text', name: 'text', phone: 'text', department: 'text' },
    ...{ jobTitle: 'text', metadata: {}, role: 'text', roleGranter: { memberId: 'm' }, permissions: ['text'] },
    ...{ permissionsGranter: { system: 'text' }, status: 'removed', invitationId: 'i', sortKey: 'text' },
    ...{ createdAt: now, updatedAt: now, joinedAt: now, deactivatedAt: now, removedAt: now },
  },
  invitation: {
    ...{ id: 'i', memberId: 'm', email: 'text', emailKey: 'text', role: 'text', status: 'accepted', tokenHash: 'text' },
    ...{ message: 'text', metadata: {}, statusOnAcceptance: 'deactivated', sortKey: 'text', createdAt: now },
    ...{ updatedAt: now, expiresAt: now, sentAt: now, sentCount: 3, answeredAt: now },
  },
  team: {
    ...{
      id: 't',
      key: 'text',
      name: 'text',
      description: 'text',
      parentId: 't0',
      ancestors: ['t0', 't1'],
      capacity: 9,
    },
    ...{
      memberCount: 8,
      metadata: {},
      status: 'active',
      sortKey: 'text',
      createdAt: now,
      updatedAt: now,
      deletedAt: now,
    },
  },
  group: {
    ...{ id: 'g', key: 'text', name: 'text', description: 'text', memberCount: 8, metadata: {}, status: 'active' },
    ...{ sortKey: 'text', createdAt: now, updatedAt: now, deletedAt: now },
  },
  workspace: {
    ...{ id: 'w', key: 'text', name: 'text', description: 'text', type: 'personal', ownerId: 'm', memberCount: 8 },
    ...{
      metadata: {},
      status: 'active',
      catalogue: true,
      sortKey: 'text',
      createdAt: now,
      updatedAt: now,
      deletedAt: now,
    },
  },
  resource: {
    ...{ id: 'r', type: 'text', key: 'text', ref: 'text', name: 'text', workspaceId: 'w', ownerId: 'm', metadata: {} },
    ...{ status: 'active', sortKey: 'text', createdAt: now, updatedAt: now, deletedAt: now },
  },
  role: {
    ...{ id: 'role_1', name: 'text', nameKey: 'text', description: 'text', scope: 'workspace', permissions: ['text'] },
    ...{ status: 'active', catalogue: true, sortKey: 'text', createdAt: now, updatedAt: now, deletedAt: now },
  },
  membership: {
    ...{
      id: 'e',
      containerKind: 'workspace',
      containerId: 'w',
      principalKind: 'group',
      principalId: 'g',
      pair: 'text',
    },
    ...{ role: 'text', granter: { system: 'text' }, catalogue: true, sortKey: 'text', createdAt: now, updatedAt: now },
  },
  assignment: {
    ...{
      id: 'x',
      principalKind: 'everyone',
      principalId: 'everyone',
      role: 'text',
      scopeKind: 'resource',
      scopeId: 'r',
    },
    ...{ pair: 'text', sharedScopeId: 'r', startsAt: now, expiresAt: now, reason: 'text', granter: { memberId: 'm' } },
    ...{ catalogue: true, sortKey: 'text', createdAt: now, updatedAt: now },
  },
}

const storedWhole = (kind: Kind): Stored => ({ kind, record: whole[kind] }) as Stored // by the table

/** The record of another id, with another value in every field of which `replace` has one. */
function like(kind: Kind, id: string, replace: (value: unknown, field: string) => unknown): Stored {
  const fields = Object.entries(whole[kind]).map(([field, value]) => [field, replace(value, field)])
  return specimen(kind, id, { ...Object.fromEntries(fields), id })
}

/** With another text for `text`, wherever it stands. */
const withText = (kind: Kind, id: string, text: string): Stored =>
  like(kind, id, (value) => {
    if (value === 'text') return text
    if (Array.isArray(value)) return [text, ...value, text]
    return typeof value === 'object' && value !== null && 'system' in value ? { system: text } : value
  })

const readsBack = (storage: Storage, all: readonly Stored[]) =>
  readGives(
    storage,
    'org_a',
    [
      needOf(
        all[0]?.kind ?? 'member',
        all.map(({ record }) => record.id),
      ),
    ],
    all,
  )

const needOf = (kind: Kind, ids: readonly string[]): Need => ({ get: kind, ids })

const texts =
  (kind: Kind): Check =>
  async (storage) => {
    const all = hostileStrings.map((text, at) => withText(kind, `r${at}`, text))
    await created(storage, 'org_a', { puts: all.map(added) })
    await readsBack(storage, all)
    const page = await storage.page('org_a', { kind, where: {}, limit: 1_000 })
    same(page?.records.length, all.length, 'the number of records in a page')
    // A removed member is found by no field.
    const fields = kind === 'member' ? [] : lookUpFields[kind].filter((by) => isText(kind, by))
    for (const [at, text] of hostileStrings.entries())
      for (const by of fields) {
        const need = { get: 'records', kind, by, keys: [text], limit: 9 } as Need // by the table of look-up fields
        await readGives(storage, 'org_a', [need], all.slice(at, at + 1))
      }
  }

const isText = (kind: Kind, field: string) =>
  new Map<string, unknown>(Object.entries(whole[kind])).get(field) === 'text'

/** Every optional field by itself and all at once: there, gone, and there again. */
const optional =
  (kind: Kind): Check =>
  async (storage) => {
    const full = storedWhole(kind)
    const bare = specimen(kind, full.record.id)
    const fields = Object.entries(full.record).filter(([field]) => !Object.hasOwn(bare.record, field))
    const steps = [full, bare, ...fields.map(([field, value]) => altered(bare, { [field]: value })), full]
    const author = await created(storage, 'org_a', { puts: [added(bare)] })
    let before = bare
    for (const after of steps) {
      await author.commit(storage, { puts: [changed(before, after)] })
      await readsBack(storage, [after])
      before = after
    }
  }

const numbersOf = (kind: Kind, number: number): Stored =>
  like(kind, `${kind}_${number}`, (value) => (typeof value === 'number' ? number : value))

export const fidelityOfKinds: Area = {
  name: 'fidelity of every kind',
  checks: {
    ...Object.fromEntries(
      kinds.flatMap((kind) => [
        [`${kind}: gives back hostile strings in every text, and finds by them`, texts(kind)],
        [`${kind}: adds and drops every optional field`, optional(kind)],
      ]),
    ),

    'gives back whole numbers up to 2^53, and zero': async (storage) => {
      const author = await created(storage, 'org_a')
      for (const kind of kinds) {
        const all = [0, 1, 2 ** 31, 2 ** 32, 2 ** 53 - 1].map((number) => numbersOf(kind, number))
        await author.commit(storage, { puts: all.map(added) })
        await readsBack(storage, all)
      }
    },

    'tells empty lists and texts from what is absent': async (storage) => {
      const empty = (value: unknown) => (value === 'text' ? '' : Array.isArray(value) ? [] : value)
      const all = kinds.map((kind) => like(kind, `empty_${kind}`, empty))
      await created(storage, 'org_a', { puts: all.map(added) })
      for (const stored of all) await readsBack(storage, [stored])
    },

    'gives back lists of hundreds of names, in their order': async (storage) => {
      const names = Array.from({ length: 600 }, (_, at) => `${hostileStrings[at % hostileStrings.length]}:${-at}`)
      const all = [
        specimen('role', 'role_1', { permissions: names }),
        specimen('member', 'm', { permissions: names.toReversed(), permissionsGranter: { memberId: 'm' } }),
        specimen('team', 't', { ancestors: names.slice(0, 5) }),
      ]
      await created(storage, 'org_a', { puts: all.map(added) })
      for (const stored of all) await readsBack(storage, [stored])
    },

    'gives back any JSON as metadata': async (storage) => {
      const all = (['team', 'group', 'workspace', 'resource'] as const).map((kind) =>
        specimen(kind, kind, { metadata }),
      )
      await created(storage, 'org_a', { puts: all.map(added) })
      for (const stored of all) await readsBack(storage, [stored])
    },

    'gives back totals and the catalogue id of a head, and drops them': async (storage) => {
      const totals = { team: 2 ** 53 - 1, group: 0, workspace: 1, resource: 2, role: 3, catalogue: 4 }
      const author = await created(storage, 'org_a', { head: { totals, catalogueId: 'commit_1' } })
      same((await read(storage, 'org_a')).head, author.head, 'the head')
      await author.commit(storage, { head: { totals: { team: 1 } }, dropFromHead: ['catalogueId'] })
      same((await read(storage, 'org_a')).head, author.head, 'the head, with less')
    },

    'takes ids of 64 characters in every field that names another record': async (storage) => {
      const long = (at: number) => `${'x-_9'.repeat(16)}`.slice(0, 63) + at
      const all = kinds.map((kind, at) =>
        like(kind, long(at), (value, field) => (field.endsWith('Id') ? long(at) : value)),
      )
      await created(storage, 'org_a', { puts: all.map(added) })
      for (const stored of all) await readsBack(storage, [stored])
    },
  },
}
