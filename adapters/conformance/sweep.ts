import { kinds, type Need, type Storage } from '../../src/storage.js'
import type { Area } from './area.js'
import { type Author, added, changedMember, created, event, newInvitation, newMember } from './builders.js'
import { everything, findGives, holderOf, placed } from './reading.js'
import { invitation, member, now, specimen } from './records.js'
import { holds, same } from './same.js'

const offer = invitation('inv', { emailKey: 'ann@example.com', tokenHash: 'hash', expiresAt: 1 })

const further = kinds
  .filter((kind) => kind !== 'member' && kind !== 'invitation')
  .map((kind) => specimen(kind, `the_${kind}`))

/** Everything of an organization that is not there. */
const absent = {
  head: null,
  pages: Object.fromEntries(kinds.map((kind) => [kind, null])),
  history: null,
  revisions: [],
}

/** An organization with some of everything: 20 members, an invitation, a record of every other kind, 4 revisions with events, and a claim. */
async function furnished(storage: Storage, id: string, deletedAt?: number): Promise<Author> {
  const first = member('m0', { userId: 'user_0' })
  const others = Array.from({ length: 19 }, (_, at) => member(`m${at + 1}`, { userId: `user_${at + 1}` }))
  const author = await created(storage, id, {
    puts: [...[first, ...others].map(newMember), newInvitation(offer), ...further.map(added)],
    events: [event('organization.created', { recordId: 'the_team' })],
    take: `slug-of-${id}`,
  })
  await author.commit(storage, { events: [event('a.b')], revision: { request: { id: 'r', digest: 'd', ids: [] } } })
  await author.commit(storage, { puts: [changedMember(first, { ...first, name: 'First' })], events: [event('c.d')] })
  if (deletedAt !== undefined)
    await author.commit(storage, { head: { status: 'deleted', deletedAt }, events: [event('organization.deleted')] })
  return author
}

/** Sweeps until nothing is left; answers how many records went. */
export async function sweepAll(storage: Storage, query: Parameters<Storage['sweep']>[0]): Promise<number> {
  let erased = 0
  for (let call = 0; call < 1_000; call++) {
    const swept = await storage.sweep(query)
    erased += swept.erased
    if (!swept.more) return erased
    holds(swept.erased > 0, 'a sweep that says that more is left erases something')
  }
  holds(false, 'sweeping comes to an end')
  return erased
}

async function isGone(storage: Storage, id: string): Promise<void> {
  same(await storage.read(id, [{ get: 'member', ids: ['m1'] }]), undefined, `\`read\` of ${id}`)
  same(await everything(storage, id), { ...absent, holders: [] }, id)
}

export const sweep: Area = {
  name: 'sweep',
  checks: {
    'erases nothing where nothing has been deleted': async (storage) => {
      same(await storage.sweep({ deletedBefore: now, limit: 9 }), { erased: 0, more: false }, 'an empty storage')
      await furnished(storage, 'org_a')
      await created(storage, 'org_b', { head: { status: 'archived', archivedAt: 1 } })
      const before = [await everything(storage, 'org_a', ['slug-of-org_a']), await everything(storage, 'org_b')]
      same(await storage.sweep({ deletedBefore: now, limit: 9 }), { erased: 0, more: false }, 'the sweep')
      const after = [await everything(storage, 'org_a', ['slug-of-org_a']), await everything(storage, 'org_b')]
      same(after, before, 'the organizations')
    },

    'erases deleted organizations wholly: head, records, history and claims': async (storage) => {
      await furnished(storage, 'org_a', now)
      holds(
        (await sweepAll(storage, { deletedBefore: now + 1, limit: 1_000 })) >= 28,
        'at least the 28 records were counted',
      )
      await isGone(storage, 'org_a')
      await created(storage, 'org_b', { take: 'slug-of-org_a' })
      same(await holderOf(storage, 'slug-of-org_a'), 'org_b', 'the holder of its slug')
    },

    'leaves nothing behind that would show in an organization of the same id': async (storage) => {
      await furnished(storage, 'org_a', now)
      await sweepAll(storage, { deletedBefore: now + 1, limit: 1_000 })
      const author = await created(storage, 'org_a', { events: [event('x.y')] })
      const snapshot = { head: author.head, records: [], revisions: [] }
      const needs: Need[] = [
        { get: 'member', ids: ['m0', 'm1'] },
        { get: 'invitation-by-token', hashes: ['hash'] },
        { get: 'revision-by-request', requestId: 'r' },
        { get: 'catalogue' },
        ...kinds.map((kind) => ({ get: kind, ids: [`the_${kind}`] }) as Need),
        { get: 'records', kind: 'membership', by: 'principalId', keys: ['member_of_the_membership'], limit: 9 },
      ]
      same(await storage.read('org_a', needs), snapshot, 'what was needed')
      const { head: _, history, ...seen } = await everything(storage, 'org_a', ['slug-of-org_a'])
      const nothing = { records: [], more: false, snapshot }
      const revisions = author.revisions
      const pages = Object.fromEntries(kinds.map((kind) => [kind, nothing]))
      same(seen, { pages, revisions, holders: [null] }, 'the organization')
      same(history?.events.map(placed), ['1.0 x.y'], 'its history')
    },

    'erases only what was deleted before the time given': async (storage) => {
      await furnished(storage, 'org_early', now - 1)
      const late = await furnished(storage, 'org_late', now)
      const before = await everything(storage, 'org_late')
      await sweepAll(storage, { deletedBefore: now, limit: 1_000 })
      await isGone(storage, 'org_early')
      same(await everything(storage, 'org_late'), before, 'what was deleted at that time')
      await late.commit(storage)
      await sweepAll(storage, { deletedBefore: now + 1, limit: 1_000 })
      await isGone(storage, 'org_late')
    },

    'leaves other organizations alone, even where their records have the same ids': async (storage) => {
      await furnished(storage, 'org_a', now)
      await furnished(storage, 'org_b')
      const before = await everything(storage, 'org_b', ['slug-of-org_b'])
      await sweepAll(storage, { deletedBefore: now + 1, limit: 7 })
      await isGone(storage, 'org_a')
      same(await everything(storage, 'org_b', ['slug-of-org_b']), before, 'the other organization')
      await findGives(storage, { by: 'user', userId: 'user_3', limit: 9 }, [['org_b', 'm3']], false)
      await findGives(storage, { by: 'email', emailKey: 'ann@example.com', limit: 9 }, [['org_b', 'inv']], false)
      await findGives(storage, { by: 'expired-invitations', at: 1, limit: 9 }, [['org_b']], false)
    },

    'goes in bounded steps': async (storage) => {
      for (const id of ['org_a', 'org_b']) await furnished(storage, id, now)
      const first = await storage.sweep({ deletedBefore: now + 1, limit: 5 })
      same(first.more, true, '`more` of a first small step')
      holds(first.erased > 0 && first.erased <= 15, `about 5 records in a step of 5, not ${first.erased}`)
      await sweepAll(storage, { deletedBefore: now + 1, limit: 5 })
      for (const id of ['org_a', 'org_b']) await isGone(storage, id)
    },

    'is done when it is done': async (storage) => {
      await furnished(storage, 'org_a', now)
      await sweepAll(storage, { deletedBefore: now + 1, limit: 3 })
      const nothing = { erased: 0, more: false }
      same(await storage.sweep({ deletedBefore: now + 1, limit: 3 }), nothing, 'a sweep after the last one')
    },
  },
}
