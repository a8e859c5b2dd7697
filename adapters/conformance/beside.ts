import type { HistoryQuery, Need, PageQuery, Snapshot, Storage, Stored } from '../../src/storage.js'
import type { Area, Check } from './area.js'
import { type Author, changedMember, created, event, newInvitation, newMember } from './builders.js'
import { asInvitation, asMember, placed, unordered } from './reading.js'
import { invitation, member, now } from './records.js'
import { same, sorted } from './same.js'

type Beside = { readonly snapshot: Snapshot } | undefined
type Ask = (storage: Storage, organizationId: string, needs?: readonly Need[]) => Promise<Beside>

const paging =
  (query: PageQuery): Ask =>
  (storage, organizationId, needs) =>
    storage.page(organizationId, query, needs)

const lookingBack =
  (query: HistoryQuery): Ask =>
  (storage, organizationId, needs) =>
    storage.history(organizationId, query, needs)

const before = { sortKey: 'dan', id: 'dan' }

/** Lists of every sort: with and without sets to filter by, in both directions, and empty. */
const lists: { readonly [name: string]: Ask } = {
  'a page of members': paging({ kind: 'member', where: { status: ['active'] }, limit: 2 }),
  'a backward page of members': paging({ kind: 'member', where: {}, before, limit: 2 }),
  'a page of invitations': paging({ kind: 'invitation', where: { role: ['member', 'guest'] }, limit: 1 }),
  'a page of teams': paging({ kind: 'team', where: { by: { field: 'parentId', key: 'x' } }, limit: 2 }),
  'an empty page': paging({ kind: 'member', where: { role: [] }, limit: 2 }),
  'the history': lookingBack({ order: 'oldest-first', limit: 2 }),
  'the history by type, newest first': lookingBack({ types: ['member.added', 'a.b'], order: 'newest-first', limit: 1 }),
  'an empty history': lookingBack({ memberId: 'nobody', order: 'newest-first', limit: 2 }),
}

/** What comes beside a list of every sort. */
export async function besides(storage: Storage, organizationId: string, needs?: readonly Need[]) {
  const found: { readonly name: string; readonly snapshot: Snapshot | undefined }[] = []
  for (const [name, ask] of Object.entries(lists))
    found.push({ name, snapshot: (await ask(storage, organizationId, needs))?.snapshot })
  return found
}

/** Fails unless these needs bring exactly these records and revisions, beside a list of every sort. */
async function gives(
  storage: Storage,
  author: Author,
  needs: readonly Need[],
  records: readonly Stored[],
  revisions: Snapshot['revisions'] = [],
): Promise<void> {
  const expected = { head: author.head, records: sorted(records), revisions: sorted(revisions) }
  for (const { name, snapshot } of await besides(storage, author.organizationId, needs)) {
    same(snapshot && unordered(snapshot), expected, `read beside ${name} for ${JSON.stringify(needs)}`)
  }
}

/* inv_eve -> eve -> (granter) dan -> (granter) ben -> (granter) ann -> system; dan -> inv_dan */
const email = 'eve@example.com'
const ann = member('ann', { userId: 'user_ann', role: 'admin' })
const ben = member('ben', { userId: 'user_ben', roleGranter: { memberId: 'ann' } })
const dan = member('dan', { roleGranter: { memberId: 'ben' }, invitationId: 'inv_dan' })
const eve = member('eve', {
  ...{ status: 'pending', email, emailKey: email },
  ...{ invitationId: 'inv_eve', roleGranter: { memberId: 'dan' } },
})
const gone = member('gone', { userId: 'user_ann', email, emailKey: email, status: 'removed' })
const invDan = invitation('inv_dan', { memberId: 'dan', status: 'accepted' })
const invEve = invitation('inv_eve', { memberId: 'eve', tokenHash: 'hash_eve', expiresAt: now })

/** All of these, with four events in two revisions. */
async function furnished(storage: Storage): Promise<Author> {
  const author = await created(storage, 'org_a', {
    puts: [...[ann, ben, dan, eve, gone].map(newMember), ...[invDan, invEve].map(newInvitation)],
    events: [event('organization.created'), event('member.added', { memberId: 'ann' }), event('member.added')],
    commitId: 'commit_furnished',
    revision: { request: { id: 'request_1', digest: 'digest', ids: ['ann'] } },
  })
  await author.commit(storage, { events: [event('a.b', { memberId: 'ben' })] })
  return author
}

const answers =
  (need: Need, ...records: readonly Stored[]): Check =>
  async (storage) =>
    gives(storage, await furnished(storage), [need], records)

const deep = { granter: { granter: { granter: {} }, invitation: { member: {} } }, invitation: {} } as const
const behindEve = [...[eve, dan, ben, ann].map(asMember), ...[invEve, invDan].map(asInvitation)]

export const beside: Area = {
  name: 'beside a page and the history',
  checks: {
    'knows no organization that has not been created, whatever is needed': async (storage) => {
      await furnished(storage)
      const needs: Need[] = [
        { get: 'member', ids: ['ann'] },
        { get: 'expired-invitations', at: now, limit: 9 },
      ]
      for (const organizationId of ['org_b', ''])
        for (const { name, snapshot } of await besides(storage, organizationId, needs))
          same(snapshot, undefined, `what is read beside ${name}`)
    },

    'gives the head and nothing else where nothing is needed': async (storage) => {
      const { head } = await furnished(storage)
      for (const needs of [undefined, []])
        for (const { name, snapshot } of await besides(storage, 'org_a', needs))
          same(snapshot, { head, records: [], revisions: [] }, `the snapshot beside ${name}`)
    },

    'gives members by id': answers({ get: 'member', ids: ['ann', 'gone', 'nobody'] }, ...[ann, gone].map(asMember)),
    'gives members by user': answers({ get: 'member-by-user', keys: ['user_ann', 'user_x'] }, asMember(ann)),
    'gives members by user, and a removed one': answers(
      { get: 'member-by-user', keys: ['user_ann'], removed: true },
      ...[ann, gone].map(asMember),
    ),
    'gives members by e-mail': answers({ get: 'member-by-email', keys: [email] }, asMember(eve)),
    'gives invitations by id': answers({ get: 'invitation', ids: ['inv_dan'] }, asInvitation(invDan)),
    'gives invitations by token': answers({ get: 'invitation-by-token', hashes: ['hash_eve'] }, asInvitation(invEve)),
    'gives expired invitations': answers({ get: 'expired-invitations', at: now, limit: 1 }, asInvitation(invEve)),

    'gives revisions by request and by commit': async (storage) => {
      const author = await furnished(storage)
      const [first, second] = author.revisions.map((row) => [row])
      await gives(storage, author, [{ get: 'revision-by-request', requestId: 'request_1' }], [], first)
      await gives(storage, author, [{ get: 'revision-by-commit', commitId: author.base.commitId }], [], second)
    },

    'follows edges from members': answers({ get: 'member', ids: ['eve'], follow: deep }, ...behindEve),
    'follows edges from invitations': answers(
      { get: 'invitation-by-token', hashes: ['hash_eve'], follow: { member: { granter: { granter: {} } } } },
      asInvitation(invEve),
      ...[eve, dan, ben].map(asMember),
    ),

    'answers many needs at once, and gives no record twice': async (storage) => {
      const author = await furnished(storage)
      const needs: Need[] = [
        { get: 'member-by-user', keys: ['user_ann'] },
        { get: 'member', ids: ['eve'], follow: deep },
        { get: 'invitation', ids: ['inv_eve', 'inv_dan'], follow: { member: {} } },
        { get: 'revision-by-request', requestId: 'request_1' },
        { get: 'revision-by-commit', commitId: 'commit_furnished' },
      ]
      await gives(storage, author, needs, behindEve, author.revisions.slice(0, 1))
    },

    'leaves what is needed out of a page': async (storage) => {
      const author = await furnished(storage)
      // of what is on the page, of what is behind it, and of what its filter leaves out
      const needs: Need[] = [{ get: 'member', ids: ['ann', 'dan', 'gone'], follow: { granter: {} } }]
      const { head } = author
      const snapshot = { head, records: sorted([ann, dan, gone, ben].map(asMember)), revisions: [] }
      const where = { status: ['active'] }
      const page = await storage.page('org_a', { kind: 'member', where, limit: 2 }, needs)
      const expected = { records: [ann, ben].map(asMember), more: true, snapshot }
      same(page && { ...page, snapshot: unordered(page.snapshot) }, expected, 'the page')
      const after = { sortKey: 'ben', id: 'ben' }
      const last = await storage.page('org_a', { kind: 'member', where, after, limit: 3 }, needs)
      const expectedLast = { records: [asMember(dan)], more: false, snapshot }
      same(last && { ...last, snapshot: unordered(last.snapshot) }, expectedLast, 'the last page')
    },

    'leaves what is needed out of the history': async (storage) => {
      const author = await furnished(storage)
      const needs: Need[] = [
        { get: 'revision-by-commit', commitId: 'commit_furnished' },
        { get: 'member', ids: ['ann'] },
      ]
      const { head, revisions } = author
      const snapshot = { head, records: [asMember(ann)], revisions: revisions.slice(0, 1) }
      for (const [query, events, more] of [
        [{ order: 'newest-first', limit: 1 }, ['2.0 a.b'], true],
        [{ order: 'newest-first', memberId: 'ben', limit: 1 }, ['2.0 a.b'], false],
        [{ order: 'oldest-first', limit: 2 }, ['1.0 organization.created', '1.1 member.added'], true],
        [{ order: 'oldest-first', afterRevision: 1, limit: 4 }, ['2.0 a.b'], false],
      ] as const) {
        const history = await storage.history('org_a', query, needs)
        const seen = history && { ...history, events: history.events.map(placed) }
        same(seen, { events, more, snapshot }, `the history ${JSON.stringify(query)}`)
      }
    },

    'gives what was committed last': async (storage) => {
      const author = await furnished(storage)
      let before = ann
      for (let round = 1; round <= 3; round++) {
        const after = { ...before, name: `round ${round}` }
        await author.commit(storage, { puts: [changedMember(before, after)], events: [event('a.b')] })
        await gives(storage, author, [{ get: 'member-by-user', keys: ['user_ann'] }], [asMember(after)])
        before = after
      }
    },

    'takes a thousand keys in one need': async (storage) => {
      const author = await furnished(storage)
      const keys = ['user_ann', 'user_ben', ...Array.from({ length: 998 }, (_, at) => `user_${at}`)]
      await gives(storage, author, [{ get: 'member-by-user', keys }], [ann, ben].map(asMember))
    },

    'reads a deleted organization like any other': async (storage) => {
      const author = await furnished(storage)
      await author.commit(storage, { head: { status: 'deleted', deletedAt: now } })
      await gives(storage, author, [{ get: 'member', ids: ['ann'] }], [asMember(ann)])
    },
  },
}
