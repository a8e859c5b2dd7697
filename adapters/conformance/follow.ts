import type { MemberRecord } from '../../src/member/member.js'
import type { Follow, Need, Stored } from '../../src/storage.js'
import type { Area, Check } from './area.js'
import { type Author, created, newInvitation, newMember } from './builders.js'
import { asInvitation, asMember, readGives } from './reading.js'
import { invitation, member } from './records.js'

/*
 * inv_eve -> eve -> (granter) dan -> (granter) cat -> (granter) ben -> (granter) ann -> system
 *            eve -> inv_eve      dan -> inv_dan      cat -> nothing
 */
const granted = (id: string, granter: string, fields: Partial<MemberRecord> = {}) =>
  member(id, { roleGranter: { memberId: granter }, ...fields })
const ann = member('ann')
const ben = granted('ben', 'ann')
const cat = granted('cat', 'ben')
const dan = granted('dan', 'cat', { invitationId: 'inv_dan', userId: 'user_dan' })
const email = 'eve@example.com'
const eve = granted('eve', 'dan', { status: 'pending', invitationId: 'inv_eve', email, emailKey: email })
const invDan = invitation('inv_dan', { memberId: 'dan', status: 'accepted' })
const invEve = invitation('inv_eve', { memberId: 'eve', tokenHash: 'hash_eve', expiresAt: 10 })

type Storage = Parameters<Check>[0]

function chain(storage: Storage): Promise<Author> {
  const puts = [...[ann, ben, cat, dan, eve].map(newMember), ...[invDan, invEve].map(newInvitation)]
  return created(storage, 'org_a', { puts })
}

const all: readonly [follow: Follow<'member'>, Stored[]][] = [
  [{}, []],
  [{ granter: {} }, [asMember(dan)]],
  [{ granter: { granter: {} } }, [dan, cat].map(asMember)],
  [{ granter: { granter: { granter: {} } } }, [dan, cat, ben].map(asMember)],
  [{ invitation: {} }, [asInvitation(invEve)]],
  [{ invitation: { member: {} } }, [asInvitation(invEve)]],
  [{ invitation: { member: { granter: {} } } }, [asInvitation(invEve), asMember(dan)]],
  [{ granter: { invitation: {} } }, [asMember(dan), asInvitation(invDan)]],
  [{ granter: { invitation: { member: {} } } }, [asMember(dan), asInvitation(invDan)]],
  [{ granter: { granter: { invitation: {} } } }, [dan, cat].map(asMember)],
  [
    { invitation: {}, granter: { invitation: {}, granter: { granter: {} } } },
    [asInvitation(invEve), asInvitation(invDan), ...[dan, cat, ben].map(asMember)],
  ],
]

function followed(root: Stored, need: (follow: Follow<'member'>) => Need): Check {
  return async (storage) => {
    await chain(storage)
    for (const [follow, expected] of all) await readGives(storage, 'org_a', [need(follow)], [root, ...expected])
  }
}

/** The same, from an invitation: its member is the first of at most three edges. */
function followedFromInvitation(need: (follow: Follow<'invitation'>) => Need): Check {
  return async (storage) => {
    await chain(storage)
    const root = asInvitation(invEve)
    await readGives(storage, 'org_a', [need({})], [root])
    await readGives(storage, 'org_a', [need({ member: {} })], [root, asMember(eve)])
    await readGives(storage, 'org_a', [need({ member: { granter: {} } })], [root, ...[eve, dan].map(asMember)])
    await readGives(storage, 'org_a', [need({ member: { invitation: {} } })], [root, asMember(eve)])
    const deep = { member: { granter: { granter: {}, invitation: {} }, invitation: { member: {} } } }
    const expected = [root, ...[eve, dan, cat].map(asMember), asInvitation(invDan)]
    await readGives(storage, 'org_a', [need(deep)], expected)
  }
}

export const follow: Area = {
  name: 'follow',
  checks: {
    'goes from members by id, up to three edges': followed(asMember(eve), (follow) => ({
      get: 'member',
      ids: ['eve'],
      follow,
    })),
    'goes from members by e-mail, up to three edges': followed(asMember(eve), (follow) => ({
      get: 'member-by-email',
      keys: [email],
      follow,
    })),
    'goes from invitations by id, up to three edges': followedFromInvitation((follow) => ({
      get: 'invitation',
      ids: ['inv_eve'],
      follow,
    })),
    'goes from invitations by token, up to three edges': followedFromInvitation((follow) => ({
      get: 'invitation-by-token',
      hashes: ['hash_eve'],
      follow,
    })),
    'goes from expired invitations, up to three edges': followedFromInvitation((follow) => ({
      get: 'expired-invitations',
      at: 10,
      limit: 1,
      follow,
    })),

    'goes from members by user': async (storage) => {
      await chain(storage)
      const follow = { granter: { granter: {} }, invitation: {} }
      const expected = [...[dan, cat, ben].map(asMember), asInvitation(invDan)]
      await readGives(storage, 'org_a', [{ get: 'member-by-user', keys: ['user_dan'], follow }], expected)
    },

    'goes from the removed member, too': async (storage) => {
      const fields = { userId: 'user_x', email: 'x@example.com', emailKey: 'x@example.com', status: 'removed' as const }
      const [first, second] = [granted('gone_1', 'ann', fields), granted('gone_2', 'ben', fields)]
      await created(storage, 'org_a', { puts: [ann, ben, first, second].map(newMember) })
      const ask = { removed: true, follow: { granter: {} } }
      const expected = [first, ann].map(asMember)
      await readGives(storage, 'org_a', [{ get: 'member-by-user', keys: ['user_x'], ...ask }], expected)
      await readGives(storage, 'org_a', [{ get: 'member-by-email', keys: ['x@example.com'], ...ask }], expected)
    },

    'goes from every root of a need': async (storage) => {
      await chain(storage)
      const follow = { granter: {} }
      const ids = ['ben', 'dan', 'nobody']
      await readGives(storage, 'org_a', [{ get: 'member', ids, follow }], [ben, ann, dan, cat].map(asMember))
    },

    'goes to records whatever their status': async (storage) => {
      const gone = member('gone', { status: 'removed' })
      const spent = invitation('spent', { status: 'revoked', memberId: 'gone' })
      const left = granted('left', 'gone', { invitationId: 'spent' })
      await created(storage, 'org_a', { puts: [...[gone, left].map(newMember), newInvitation(spent)] })
      const follow = { granter: {}, invitation: {} }
      const expected = [...[left, gone].map(asMember), asInvitation(spent)]
      await readGives(storage, 'org_a', [{ get: 'member', ids: ['left'], follow }], expected)
    },

    'ends where an edge leads nowhere': async (storage) => {
      const lost = granted('lost', 'never_there', { invitationId: 'never_there' })
      const orphan = invitation('orphan', { memberId: 'never_there' })
      await created(storage, 'org_a', { puts: [...[ann, lost].map(newMember), newInvitation(orphan)] })
      const member = { granter: { granter: {} }, invitation: { member: {} } }
      const ids = ['ann', 'lost']
      await readGives(storage, 'org_a', [{ get: 'member', ids, follow: member }], [ann, lost].map(asMember))
      await readGives(
        storage,
        'org_a',
        [{ get: 'invitation', ids: ['orphan'], follow: { member } }],
        [asInvitation(orphan)],
      )
    },

    'ends where a member vouches for itself': async (storage) => {
      const self = granted('self', 'self')
      await created(storage, 'org_a', { puts: [newMember(self)] })
      const follow = { granter: { granter: { granter: {} } } }
      await readGives(storage, 'org_a', [{ get: 'member', ids: ['self'], follow }], [asMember(self)])
    },

    'takes a system that is named like a member for a system': async (storage) => {
      const given = member('given', { roleGranter: { system: 'ann' } })
      await created(storage, 'org_a', { puts: [ann, given].map(newMember) })
      await readGives(storage, 'org_a', [{ get: 'member', ids: ['given'], follow: { granter: {} } }], [asMember(given)])
    },
  },
}
