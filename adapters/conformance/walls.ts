import type { Need, Storage } from '../../src/storage.js'
import type { Area } from './area.js'
import { besides } from './beside.js'
import { type Author, changedInvitation, changedMember, created, event, newInvitation, newMember } from './builders.js'
import { asInvitation, asMember, everything, findGives, read, readGives, unordered } from './reading.js'
import { invitation, member, now } from './records.js'
import { same, sameSet, sorted } from './same.js'

/** What stands in one of two organizations that agree in every id and key, and in nothing else. */
function furniture(name: string) {
  const person = { email: 'ann@example.com', emailKey: 'ann@example.com', metadata: { of: name } }
  const ann = member('ann', { userId: 'user_ann', ...person, name: `${name} ann` })
  const email = 'gone@example.com'
  const gone = member('gone', { userId: 'user_gone', email, emailKey: email, status: 'removed', name: `${name} gone` })
  const eve = member('eve', { invitationId: 'inv', roleGranter: { memberId: 'ann' }, name: `${name} eve` })
  const inv = invitation('inv', { memberId: 'eve', tokenHash: 'hash', expiresAt: 1, ...person, message: name })
  return { ann, gone, eve, inv }
}

interface Side {
  readonly author: Author
  readonly things: ReturnType<typeof furniture>
}

async function side(storage: Storage, id: string): Promise<Side> {
  const things = furniture(id)
  const { ann, gone, eve, inv } = things
  const author = await created(storage, id, {
    puts: [...[ann, gone, eve].map(newMember), newInvitation(inv)],
    events: [event('member.added', { memberId: 'ann', after: { of: id } })],
    commitId: 'commit_same',
    revision: { actor: { memberId: 'ann' }, request: { id: 'request_same', digest: id, ids: [id] } },
  })
  return { author, things }
}

async function sides(storage: Storage): Promise<[Side, Side]> {
  return [await side(storage, 'org_a'), await side(storage, 'org_b')]
}

export const walls: Area = {
  name: 'walls between organizations',
  checks: {
    'stand in `read`, for every need and edge': async (storage) => {
      for (const { author, things } of await sides(storage)) {
        const { ann, gone, eve, inv } = things
        const gives = async (need: Need, ...members: (typeof ann)[]) =>
          readGives(storage, author.organizationId, [need], members.map(asMember))
        await gives({ get: 'member', ids: ['ann', 'eve'] }, ann, eve)
        await gives({ get: 'member-by-user', keys: ['user_ann', 'user_gone'], removed: true }, ann, gone)
        await gives({ get: 'member-by-email', keys: ['ann@example.com', 'gone@example.com'], removed: true }, ann, gone)
        for (const need of [
          { get: 'invitation', ids: ['inv'], follow: { member: { granter: {} } } },
          { get: 'invitation-by-token', hashes: ['hash'], follow: { member: { granter: {} } } },
          { get: 'expired-invitations', at: 1, limit: 9, follow: { member: { granter: {} } } },
          { get: 'member', ids: ['eve'], follow: { granter: {}, invitation: {} } },
        ] satisfies Need[])
          await readGives(storage, author.organizationId, [need], [asInvitation(inv), ...[eve, ann].map(asMember)])
        const { head, revisions } = await read(storage, author.organizationId, [
          { get: 'revision-by-commit', commitId: 'commit_same' },
          { get: 'revision-by-request', requestId: 'request_same' },
        ])
        same(head, author.head, 'the head')
        same(revisions, author.revisions, 'the revisions')
      }
    },

    'make what is foreign the same as what is absent': async (storage) => {
      await side(storage, 'org_a')
      const author = await created(storage, 'org_b', {
        puts: [newMember(member('bob', { roleGranter: { memberId: 'ann' } }))],
      })
      for (const need of [
        { get: 'member', ids: ['ann', 'eve', 'gone'] },
        { get: 'member-by-user', keys: ['user_ann', 'user_gone'], removed: true },
        { get: 'member-by-email', keys: ['ann@example.com', 'gone@example.com'], removed: true },
        { get: 'invitation', ids: ['inv'] },
        { get: 'invitation-by-token', hashes: ['hash'] },
        { get: 'expired-invitations', at: now, limit: 9 },
        { get: 'revision-by-commit', commitId: 'commit_same' },
        { get: 'revision-by-request', requestId: 'request_same' },
      ] satisfies Need[]) {
        const snapshot = await read(storage, 'org_b', [need])
        same(snapshot, { head: author.head, records: [], revisions: [] }, `the snapshot for ${need.get}`)
      }
      const followed: Need = { get: 'member', ids: ['bob'], follow: { granter: {} } }
      same((await read(storage, 'org_b', [followed])).records.length, 1, 'records behind an edge to a foreign id')
    },

    'stand in `page`, `history` and `revisions`': async (storage) => {
      for (const { author, things } of await sides(storage)) {
        const id = author.organizationId
        const where = { status: ['active'], role: ['member'] }
        const members = await storage.page(id, { kind: 'member', where, limit: 9 })
        const snapshot = { head: author.head, records: [], revisions: [] }
        same(members, { records: [things.ann, things.eve].map(asMember), more: false, snapshot }, 'the members')
        const granted = await storage.page(id, { kind: 'member', where: { roleGranter: 'ann' }, limit: 9 })
        same(granted?.records, [asMember(things.eve)], 'the members whom ann vouches for')
        const invitations = await storage.page(id, { kind: 'invitation', where: {}, limit: 1 })
        same(invitations?.records, [asInvitation(things.inv)], 'the invitations')
        same(invitations?.more, false, '`more` of the invitations')
        for (const order of ['oldest-first', 'newest-first'] as const) {
          const history = await storage.history(id, { memberId: 'ann', actor: 'ann', order, limit: 1 })
          same(
            history?.events.map(({ event }) => event.after),
            [{ of: id }],
            'the events',
          )
          same(history?.more, false, '`more` of the events')
        }
        same(await storage.revisions(id, { after: 0, limit: 9 }), author.revisions, 'the revisions')
      }
    },

    'stand in what is needed beside a page and beside the history': async (storage) => {
      for (const { author, things } of await sides(storage)) {
        const { ann, gone, eve, inv } = things
        const expected = {
          head: author.head,
          records: sorted([...[ann, gone, eve].map(asMember), asInvitation(inv)]),
          revisions: author.revisions,
        }
        const needs: Need[] = [
          { get: 'member-by-user', keys: ['user_ann', 'user_gone'], removed: true },
          { get: 'invitation-by-token', hashes: ['hash'], follow: { member: { granter: {} } } },
          { get: 'revision-by-request', requestId: 'request_same' },
        ]
        for (const { name, snapshot } of await besides(storage, author.organizationId, needs))
          same(snapshot && unordered(snapshot), expected, `the snapshot beside ${name}`)
      }
    },

    'stand in `find`: every record comes with its own organization': async (storage) => {
      const both = await sides(storage)
      const byUser = await storage.find({ by: 'user', userId: 'user_ann', limit: 9 })
      same(
        byUser.found,
        both.map(({ author, things }) => ({ head: author.head, record: asMember(things.ann) })),
        'by user',
      )
      const byEmail = await storage.find({ by: 'email', emailKey: 'ann@example.com', limit: 9 })
      sameSet(
        byEmail.found,
        both.map(({ author, things }) => ({ head: author.head, record: asInvitation(things.inv) })),
        'by e-mail',
      )
    },

    'stand in `commit`: a change reaches one of two records of the same id': async (storage) => {
      const [a, b] = await sides(storage)
      const before = await everything(storage, 'org_b')
      const { ann, inv } = a.things
      await a.author.commit(storage, {
        puts: [
          changedMember(ann, { ...ann, status: 'removed', userId: 'user_other', role: 'guest' }),
          changedInvitation(inv, { ...inv, status: 'revoked', tokenHash: 'hash_other' }),
          newMember(member('new')),
        ],
        commitId: 'commit_same_2',
        events: [event('member.removed', { memberId: 'ann' })],
      })
      same(await everything(storage, 'org_b'), before, 'the other organization')
      await readGives(storage, 'org_b', [{ get: 'member-by-user', keys: ['user_ann'] }], [asMember(b.things.ann)])
      await readGives(
        storage,
        'org_b',
        [{ get: 'invitation-by-token', hashes: ['hash'] }],
        [asInvitation(b.things.inv)],
      )
      await readGives(storage, 'org_b', [{ get: 'member', ids: ['new'] }], [])
      await b.author.commit(storage, { puts: [newMember(member('new'))], commitId: 'commit_same_2' })
      await findGives(storage, { by: 'user', userId: 'user_ann', limit: 9 }, [['org_b', 'ann']], false)
    },

    'stand in `commit`: the base of one organization is none of the other': async (storage) => {
      const [a, b] = await sides(storage)
      await a.author.commit(storage, { commitId: 'commit_only_a' })
      await b.author.commit(storage, { commitId: 'commit_only_b' })
      same(await b.author.attempt(storage, { base: a.author.base }), 'stale', 'a commit on the base of the other')
    },
  },
}
