import type { Area } from './area.js'
import {
  Author,
  changedInvitation,
  changedMember,
  created,
  event,
  newInvitation,
  newMember,
  without,
} from './builders.js'
import { asInvitation, asMember, everything, pageGives, read, readGives } from './reading.js'
import { invitation, member, now } from './records.js'
import { same } from './same.js'

const ann = member('member_ann', { userId: 'user_ann', email: 'Ann@example.com', emailKey: 'ann@example.com' })
const bob = member('member_bob', { userId: 'user_bob', name: 'Bob' })
const offer = invitation('invitation_1', { tokenHash: 'token_1' })

export const commit: Area = {
  name: 'commit',
  checks: {
    'creates an organization at revision 1, with head, records and history': async (storage) => {
      const author = new Author('org_a')
      const events = [event('organization.created'), event('member.added', { memberId: ann.id })]
      const changeSet = await author.commit(storage, { puts: [newMember(ann), newInvitation(offer)], events })
      same((await read(storage, 'org_a')).head, changeSet.head, 'the head')
      await readGives(storage, 'org_a', [{ get: 'member', ids: [ann.id] }], [asMember(ann)])
      await readGives(storage, 'org_a', [{ get: 'invitation', ids: [offer.id] }], [asInvitation(offer)])
      same(await storage.revisions('org_a', { after: 0, limit: 9 }), [changeSet.revision], 'the revisions')
    },

    'replaces the head wholly, counts and all: what it is given is absolute': async (storage) => {
      const author = await created(storage, 'org_a', {
        head: {
          seatLimit: 0,
          archivedAt: now,
          counts: { admin: { active: 3 }, member: { pending: 2 } },
          settings: { defaultRole: 'member', invitationLifetimeDays: 3 },
          metadata: { plan: { name: 'team', seats: 5 }, old: true },
        },
      })
      same((await read(storage, 'org_a')).head, author.head, 'the head at first')
      await author.commit(storage, {
        dropFromHead: ['seatLimit', 'archivedAt'],
        head: { name: 'Renamed', counts: { admin: { active: 1 } }, settings: {}, metadata: { plan: { name: 'solo' } } },
      })
      same((await read(storage, 'org_a')).head, author.head, 'the head after the change')
    },

    'commits a revision that changes nothing but the head': async (storage) => {
      const author = await created(storage, 'org_a', { puts: [newMember(ann)] })
      await author.commit(storage)
      same((await read(storage, 'org_a')).head, author.head, 'the head')
      await readGives(storage, 'org_a', [{ get: 'member', ids: [ann.id] }], [asMember(ann)])
      same(await storage.revisions('org_a', { after: 0, limit: 9 }), author.revisions, 'the revisions')
    },

    'writes new and changed records of every kind in one commit, and leaves the others alone': async (storage) => {
      const author = await created(storage, 'org_a', { puts: [newMember(ann), newMember(bob), newInvitation(offer)] })
      const admin = { ...ann, role: 'admin', updatedAt: now + 1 }
      const accepted = { ...offer, status: 'accepted' as const, answeredAt: now + 1 }
      const next = [member('member_next'), invitation('invitation_2')] as const
      await author.commit(storage, {
        puts: [
          changedMember(ann, admin),
          newMember(next[0]),
          changedInvitation(offer, accepted),
          newInvitation(next[1]),
        ],
      })
      const members = [admin, bob, next[0]].map(asMember)
      await pageGives(storage, 'org_a', { kind: 'member', where: {}, limit: 9 }, members, false)
      const invitations = [accepted, next[1]].map(asInvitation)
      await pageGives(storage, 'org_a', { kind: 'invitation', where: {}, limit: 9 }, invitations, false)
    },

    'adds and drops optional fields of a member': async (storage) => {
      const bare = member('member_1')
      const full = member('member_1', {
        userId: 'user_1',
        email: 'One@example.com',
        emailKey: 'one@example.com',
        name: 'One',
        phone: '+49 30 1',
        department: 'Tests',
        jobTitle: 'First',
        invitationId: 'invitation_1',
        joinedAt: now + 1,
        deactivatedAt: now + 2,
        removedAt: now + 3,
      })
      const author = await created(storage, 'org_a', { puts: [newMember(bare)] })
      for (const [before, after] of [
        [bare, full],
        [full, without(full, 'name', 'phone', 'deactivatedAt')],
        [without(full, 'name', 'phone', 'deactivatedAt'), bare],
      ] as const) {
        await author.commit(storage, { puts: [changedMember(before, after)] })
        await readGives(storage, 'org_a', [{ get: 'member', ids: ['member_1'] }], [asMember(after)])
      }
    },

    'adds and drops optional fields of an invitation': async (storage) => {
      const bare = invitation('invitation_1')
      const full = { ...bare, tokenHash: 'token_1', message: 'welcome', answeredAt: now + 1 }
      const author = await created(storage, 'org_a', { puts: [newInvitation(bare)] })
      for (const [before, after] of [
        [bare, full],
        [full, without(full, 'message')],
        [without(full, 'message'), bare],
      ] as const) {
        await author.commit(storage, { puts: [changedInvitation(before, after)] })
        await readGives(storage, 'org_a', [{ get: 'invitation', ids: ['invitation_1'] }], [asInvitation(after)])
      }
    },

    'replaces nested values wholly, and merges nothing into them': async (storage) => {
      const before = { ...ann, metadata: { a: { x: 1, y: 2 }, b: [1, 2, 3] }, roleGranter: { system: 'import' } }
      const after = { ...ann, metadata: { a: { z: 3 } }, roleGranter: { memberId: bob.id } }
      const author = await created(storage, 'org_a', { puts: [newMember(before)] })
      await author.commit(storage, { puts: [changedMember(before, after)] })
      await readGives(storage, 'org_a', [{ get: 'member', ids: [ann.id] }], [asMember(after)])
    },

    'changes every field of a record, one commit after the other': async (storage) => {
      const author = await created(storage, 'org_a', { puts: [newMember(ann)] })
      let record = ann
      for (const fields of [
        { status: 'deactivated' as const, deactivatedAt: now + 1 },
        { role: 'guest' },
        { roleGranter: { memberId: 'member_bob' } },
        { email: 'Ann@example.org', emailKey: 'ann@example.org' },
        { userId: 'user_other' },
        { sortKey: 'zoe' },
        { metadata: { changed: true } },
        { createdAt: now - 1, updatedAt: now + 1, joinedAt: now },
      ]) {
        const after = { ...record, ...fields }
        await author.commit(storage, { puts: [changedMember(record, after)] })
        await readGives(storage, 'org_a', [{ get: 'member', ids: [ann.id] }], [asMember(after)])
        record = after
      }
    },

    'takes a record that is changed in nothing': async (storage) => {
      const author = await created(storage, 'org_a', { puts: [newMember(ann)] })
      await author.commit(storage, { puts: [changedMember(ann, ann)] })
      await readGives(storage, 'org_a', [{ get: 'member', ids: [ann.id] }], [asMember(ann)])
    },

    'hands user, address and token on from one record to another': async (storage) => {
      const held = { ...offer, memberId: ann.id }
      const author = await created(storage, 'org_a', { puts: [newMember(ann), newInvitation(held)] })
      const left = { ...ann, status: 'removed' as const, removedAt: now + 1 }
      const back = member('member_ann_again', {
        userId: 'user_ann',
        email: 'ann@example.com',
        emailKey: 'ann@example.com',
      })
      const spent = without(held, 'tokenHash')
      const again = invitation('invitation_2', { tokenHash: 'token_1' })
      await author.commit(storage, {
        puts: [newMember(back), changedMember(ann, left), newInvitation(again), changedInvitation(held, spent)],
      })
      await readGives(storage, 'org_a', [{ get: 'member-by-user', keys: ['user_ann'] }], [asMember(back)])
      await readGives(storage, 'org_a', [{ get: 'member-by-email', keys: ['ann@example.com'] }], [asMember(back)])
      await readGives(storage, 'org_a', [{ get: 'invitation-by-token', hashes: ['token_1'] }], [asInvitation(again)])
    },

    'goes on with an organization that is archived or deleted like with any other': async (storage) => {
      const author = await created(storage, 'org_a', { puts: [newMember(ann)] })
      await author.commit(storage, { head: { status: 'archived', archivedAt: now } })
      await author.commit(storage, { head: { status: 'deleted', deletedAt: now + 1 } })
      await author.commit(storage, { head: { name: 'Gone' } })
      same((await read(storage, 'org_a')).head, author.head, 'the head')
      await readGives(storage, 'org_a', [{ get: 'member', ids: [ann.id] }], [asMember(ann)])
      await pageGives(storage, 'org_a', { kind: 'member', where: {}, limit: 9 }, [asMember(ann)], false)
      same(await storage.revisions('org_a', { after: 0, limit: 9 }), author.revisions, 'the revisions')
    },

    'leaves every other organization alone': async (storage) => {
      await created(storage, 'org_b', { puts: [newMember(bob)], events: [event('organization.created')], take: 'b' })
      const before = await everything(storage, 'org_b', ['b'])
      const author = await created(storage, 'org_a', { puts: [newMember(ann)], take: 'a' })
      await author.commit(storage, { puts: [changedMember(ann, { ...ann, role: 'admin' })], events: [event('x.y')] })
      same(await everything(storage, 'org_b', ['b']), before, 'the other organization')
    },
  },
}
