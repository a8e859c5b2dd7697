import type { MemberRecord } from '../../src/member/member.js'
import type { Need } from '../../src/storage.js'
import type { Area } from './area.js'
import { changedInvitation, changedMember, created, event, newInvitation, newMember, without } from './builders.js'
import { byKey } from './read-by-key.js'
import { asInvitation, asMember, read, readGives } from './reading.js'
import { invitation, member, now } from './records.js'
import { same, sameSet } from './same.js'

const ann = member('member_ann', { userId: 'user_ann' })
const bob = member('member_bob', { userId: 'user_bob' })

export const reading: Area = {
  name: 'read',
  checks: {
    'knows no organization that has not been created': async (storage) => {
      await created(storage, 'org_a')
      same(await storage.read('org_b', []), undefined, '`read` without needs')
      same(await storage.read('org_b', [{ get: 'member', ids: ['member_ann'] }]), undefined, '`read` with a need')
      same(await storage.read('', []), undefined, '`read` of the empty id')
    },

    'gives the head and nothing else where nothing else is needed': async (storage) => {
      const author = await created(storage, 'org_a', { puts: [newMember(ann)] })
      same(await storage.read('org_a', []), { head: author.head, records: [], revisions: [] }, 'the snapshot')
    },

    'gives what was committed last': async (storage) => {
      const author = await created(storage, 'org_a', { puts: [newMember(ann)] })
      let before = ann
      for (let round = 1; round <= 5; round++) {
        const after = { ...before, name: `round ${round}` }
        await author.commit(storage, { puts: [changedMember(before, after)] })
        const { head, records } = await read(storage, 'org_a', [{ get: 'member', ids: [ann.id] }])
        same(head, author.head, 'the head')
        same(records, [asMember(after)], 'the records')
        before = after
      }
    },

    'member: gives members of these ids, each once, and unknown ids as absent': async (storage) => {
      const gone = member('member_gone', { status: 'removed', removedAt: now })
      await created(storage, 'org_a', { puts: [ann, bob, gone].map(newMember) })
      const gives = (ids: readonly string[], expected: readonly MemberRecord[]) =>
        readGives(storage, 'org_a', [{ get: 'member', ids }], expected.map(asMember))
      await gives([], [])
      await gives(['member_bob'], [bob])
      await gives(['member_gone', 'member_ann', 'member_gone', 'member_nobody', ''], [gone, ann])
      await gives(['MEMBER_ANN', 'member_an', 'member_ann ', 'invitation_1'], [])
    },

    'invitation: gives invitations of these ids, whatever their status': async (storage) => {
      const statuses = ['pending', 'accepted', 'declined', 'revoked', 'expired'] as const
      const invitations = statuses.map((status) => invitation(`invitation_${status}`, { status }))
      await created(storage, 'org_a', { puts: [...invitations.map(newInvitation), newMember(ann)] })
      const ids = [...invitations.map(({ id }) => id), 'invitation_unknown', 'member_ann']
      await readGives(storage, 'org_a', [{ get: 'invitation', ids }], invitations.map(asInvitation))
      await readGives(
        storage,
        'org_a',
        [{ get: 'invitation', ids: ids.slice(1, 2) }],
        invitations.slice(1, 2).map(asInvitation),
      )
    },

    ...byKey('member-by-user'),
    ...byKey('member-by-email'),

    'member-by-email: goes by the canonical address, not by the one given': async (storage) => {
      const one = member('member_1', { email: 'One@Example.com', emailKey: 'one@example.com' })
      await created(storage, 'org_a', { puts: [newMember(one)] })
      await readGives(storage, 'org_a', [{ get: 'member-by-email', keys: ['One@Example.com'] }], [])
      await readGives(storage, 'org_a', [{ get: 'member-by-email', keys: ['one@example.com'] }], [asMember(one)])
    },

    'invitation-by-token: gives invitations by the hash of now, whatever their status': async (storage) => {
      const before = invitation('invitation_1', { tokenHash: 'hash_1' })
      const answered = invitation('invitation_2', { tokenHash: 'hash_2', status: 'revoked' })
      const author = await created(storage, 'org_a', {
        puts: [newInvitation(before), newInvitation(answered), newInvitation(invitation('invitation_3'))],
      })
      const needs = (...hashes: string[]): Need[] => [{ get: 'invitation-by-token', hashes }]
      await readGives(storage, 'org_a', needs('hash_1'), [asInvitation(before)])
      await readGives(
        storage,
        'org_a',
        needs('hash_2', 'hash_1', 'hash_2', 'hash_3', ''),
        [before, answered].map(asInvitation),
      )
      await readGives(storage, 'org_a', needs('HASH_1', 'hash'), [])
      const resent = { ...before, tokenHash: 'hash_1b' }
      await author.commit(storage, { puts: [changedInvitation(before, resent)] })
      await readGives(storage, 'org_a', needs('hash_1'), [])
      await readGives(storage, 'org_a', needs('hash_1b'), [asInvitation(resent)])
      await author.commit(storage, { puts: [changedInvitation(resent, without(resent, 'tokenHash'))] })
      await readGives(storage, 'org_a', needs('hash_1', 'hash_1b', ''), [])
    },

    'expired-invitations: gives pending ones with `expiresAt <= at`, the earliest first, up to the limit': async (
      storage,
    ) => {
      const at = (id: string, expiresAt: number) => invitation(id, { expiresAt })
      // in the order asked for, which is neither the order of ids nor the one of writing
      const ordered = [at('inv_d', 100), at('inv_B', 200), at('inv_a', 200), at('inv_b', 200), at('inv_c', 300)]
      const answered = (['accepted', 'declined', 'revoked', 'expired'] as const).map((status) =>
        invitation(`inv_${status}`, { status, expiresAt: 50 }),
      )
      await created(storage, 'org_a', { puts: [...ordered, ...answered].reverse().map(newInvitation) })
      const gives = (at: number, limit: number, count: number) =>
        readGives(
          storage,
          'org_a',
          [{ get: 'expired-invitations', at, limit }],
          ordered.slice(0, count).map(asInvitation),
        )
      await gives(99, 9, 0)
      await gives(100, 9, 1)
      await gives(199, 9, 1)
      await gives(200, 9, 4)
      await gives(1000, 9, 5)
      for (const limit of [1, 2, 3, 4, 5]) await gives(1000, limit, limit)
      await gives(200, 3, 3)
    },

    'expired-invitations: goes by expiry and status of now': async (storage) => {
      const one = invitation('inv_1', { expiresAt: 100 })
      const two = invitation('inv_2', { expiresAt: 200 })
      const needs: Need[] = [{ get: 'expired-invitations', at: 250, limit: 1 }]
      const author = await created(storage, 'org_a', { puts: [one, two].map(newInvitation) })
      await readGives(storage, 'org_a', needs, [asInvitation(one)])
      const resent = { ...one, expiresAt: 300 }
      await author.commit(storage, { puts: [changedInvitation(one, resent)] })
      await readGives(storage, 'org_a', needs, [asInvitation(two)])
      await author.commit(storage, { puts: [changedInvitation(two, { ...two, status: 'expired', answeredAt: 250 })] })
      await readGives(storage, 'org_a', needs, [])
    },

    'revision-by-request: gives the revision that keeps the request id': async (storage) => {
      const author = await created(storage, 'org_a')
      const request = { id: 'request_1', digest: 'digest_1', ids: ['member_1', 'member_2'] }
      const { revision } = await author.commit(storage, { revision: { request }, events: [event('a.b')] })
      await author.commit(storage, { revision: { request: { id: 'request_2', digest: '', ids: [] } } })
      const revisions = async (requestId: string) =>
        (await read(storage, 'org_a', [{ get: 'revision-by-request', requestId }])).revisions
      same(await revisions('request_1'), [revision], 'the revision of the request')
      same(await revisions('request_2'), author.revisions.slice(2), 'the revision of another request')
      same(await revisions('request_3'), [], 'the revision of an unknown request')
      same(await revisions(''), [], 'the revision of the empty request')
    },

    'revision-by-commit: gives the revision that the commit id made': async (storage) => {
      const author = await created(storage, 'org_a', { commitId: 'commit_first' })
      await author.commit(storage, { commitId: 'commit_second', events: [event('a.b'), event('c.d')] })
      await author.commit(storage, { commitId: 'commit_third' })
      for (const [at, commitId] of ['commit_first', 'commit_second', 'commit_third'].entries()) {
        const { revisions, records } = await read(storage, 'org_a', [{ get: 'revision-by-commit', commitId }])
        same(revisions, author.revisions.slice(at, at + 1), `the revision of ${commitId}`)
        same(records, [], 'the records')
      }
      const unknown = await read(storage, 'org_a', [{ get: 'revision-by-commit', commitId: 'commit_fourth' }])
      same(unknown.revisions, [], 'the revision of an unknown commit id')
    },

    'revision-by-commit: knows nothing of a commit that was stale': async (storage) => {
      const author = await created(storage, 'org_a')
      const base = author.base
      await author.commit(storage)
      await author.attempt(storage, { base, commitId: 'commit_stale' })
      const { revisions } = await read(storage, 'org_a', [{ get: 'revision-by-commit', commitId: 'commit_stale' }])
      same(revisions, [], 'the revision')
    },

    'answers many needs at once, and gives no record twice': async (storage) => {
      const offer = invitation('invitation_1', { memberId: 'member_eve', tokenHash: 'hash', expiresAt: 1 })
      const eve = member('member_eve', {
        userId: 'user_eve',
        email: 'eve@example.com',
        emailKey: 'eve@example.com',
        invitationId: 'invitation_1',
        roleGranter: { memberId: 'member_ann' },
      })
      const request = { id: 'request_1', digest: 'd', ids: [] }
      const author = await created(storage, 'org_a', {
        puts: [...[ann, bob, eve].map(newMember), newInvitation(offer)],
        commitId: 'commit_many_needs',
        revision: { request },
      })
      const snapshot = await read(storage, 'org_a', [
        { get: 'member', ids: ['member_eve', 'member_ann'] },
        { get: 'member', ids: ['member_eve'], follow: { invitation: { member: {} }, granter: {} } },
        { get: 'member-by-user', keys: ['user_eve', 'user_ann'], removed: true },
        { get: 'member-by-email', keys: ['eve@example.com'], removed: true, follow: { granter: {} } },
        { get: 'invitation', ids: ['invitation_1'], follow: { member: {} } },
        { get: 'invitation-by-token', hashes: ['hash'], follow: { member: { invitation: {} } } },
        { get: 'expired-invitations', at: 1, limit: 5 },
        { get: 'revision-by-request', requestId: 'request_1' },
      ])
      sameSet(snapshot.records, [...[ann, eve].map(asMember), asInvitation(offer)], 'the records')
      same(snapshot.revisions, author.revisions, 'the revisions')
    },

    'answers needs of one kind that ask for different things': async (storage) => {
      const eve = member('member_eve', { roleGranter: { memberId: 'member_ann' } })
      const early = invitation('inv_early', { expiresAt: 1 })
      const late = invitation('inv_late', { expiresAt: 2 })
      const author = await created(storage, 'org_a', {
        puts: [...[ann, bob, eve].map(newMember), ...[early, late].map(newInvitation)],
        revision: { request: { id: 'request_1', digest: 'd', ids: [] } },
      })
      await author.commit(storage, {
        commitId: 'commit_x',
        revision: { request: { id: 'request_2', digest: 'd', ids: [] } },
      })
      await author.commit(storage)
      const { records, revisions } = await read(storage, 'org_a', [
        { get: 'member', ids: ['member_bob'] },
        { get: 'member', ids: ['member_eve'], follow: { granter: {} } },
        { get: 'expired-invitations', at: 1, limit: 9 },
        { get: 'expired-invitations', at: 9, limit: 1 },
        { get: 'revision-by-request', requestId: 'request_1' },
        { get: 'revision-by-commit', commitId: 'commit_x' },
      ])
      sameSet(records, [...[ann, bob, eve].map(asMember), asInvitation(early)], 'the records')
      sameSet(revisions, author.revisions.slice(0, 2), 'the revisions')
    },

    'takes a thousand keys in one need': async (storage) => {
      const members = Array.from({ length: 20 }, (_, at) => member(`member_${at}`, { userId: `user_${at}` }))
      await created(storage, 'org_a', { puts: members.map(newMember) })
      const ids = Array.from({ length: 1_000 }, (_, at) => `member_${at}`)
      await readGives(storage, 'org_a', [{ get: 'member', ids }], members.map(asMember))
      const keys = Array.from({ length: 1_000 }, (_, at) => `user_${at}`)
      await readGives(storage, 'org_a', [{ get: 'member-by-user', keys, removed: true }], members.map(asMember))
    },
  },
}
