import type { OrganizationRecord } from '../../src/organization/organization.js'
import type { FindQuery, Storage } from '../../src/storage.js'
import type { Area } from './area.js'
import { changedInvitation, changedMember, created, newInvitation, newMember } from './builders.js'
import { asInvitation, asMember, findGives } from './reading.js'
import { invitation, member, now } from './records.js'
import { same } from './same.js'

const deleted: Partial<OrganizationRecord> = { status: 'deleted', deletedAt: now }
const archived: Partial<OrganizationRecord> = { status: 'archived', archivedAt: now }

/** Organization ids in the order of their code points. */
const organizations = ['org-a', 'org0', 'org10', 'org2', 'orgA', 'orgB', 'org_a', 'orga', 'orgb']

type Entry = readonly [organizationId: string, recordId?: string]

/** Walks along all that is found, page by page. */
async function walks(storage: Storage, query: Exclude<FindQuery, { by: 'slug' }>, all: readonly Entry[]) {
  for (const limit of [1, 2, 4, Math.max(1, all.length), 50]) {
    for (let at = 0; at < all.length || at === 0; at += limit) {
      const [organizationId, recordId] = all[at - 1] ?? []
      const last = query.by === 'email' ? recordId : organizationId
      const after = last === undefined ? {} : { after: last }
      await findGives(storage, { ...query, ...after, limit }, all.slice(at, at + limit), at + limit < all.length)
    }
  }
}

export const find: Area = {
  name: 'find',
  checks: {
    'by slug: gives the head, and nothing where nobody holds the slug': async (storage) => {
      const author = await created(storage, 'org_a', { take: 'acme' })
      const expected = { found: [{ head: author.head }], more: false }
      same(await storage.find({ by: 'slug', slug: 'acme' }), expected, 'what is found')
      same(await storage.find({ by: 'slug', slug: 'other' }), { found: [], more: false }, 'what is not')
      await author.commit(storage, { head: { name: 'Renamed' } })
      const { found } = await storage.find({ by: 'slug', slug: 'acme' })
      same(found, [{ head: author.head }], 'what is found after a change')
    },

    'by slug: shows archived organizations, and hides deleted ones': async (storage) => {
      const author = await created(storage, 'org_a', { take: 'acme', head: archived })
      await findGives(storage, { by: 'slug', slug: 'acme' }, [['org_a']], false)
      await author.commit(storage, { head: deleted })
      await findGives(storage, { by: 'slug', slug: 'acme' }, [], false)
    },

    'by user: gives head and member, by organization id': async (storage) => {
      for (const id of organizations.toReversed()) {
        const one = member(`member_of_${id}`, { userId: 'user_1' })
        const author = await created(storage, id, {
          puts: [newMember(one), newMember(member('other', { userId: 'user_2' })), newMember(member('without'))],
        })
        const { found } = await storage.find({ by: 'user', userId: 'user_1', limit: 50 })
        const own = found.find(({ head }) => head.id === id)
        same(own, { head: author.head, record: asMember(one) }, `what is found in ${id}`)
      }
      const all = organizations.map((id): Entry => [id, `member_of_${id}`])
      await walks(storage, { by: 'user', userId: 'user_1', limit: 0 }, all)
      await walks(storage, { by: 'user', userId: 'user_3', limit: 0 }, [])
      await walks(storage, { by: 'user', userId: 'User_1', limit: 0 }, [])
    },

    'by user: hides removed members and deleted organizations, and does not count them as more': async (storage) => {
      const one = member('m', { userId: 'user_1' })
      const heads = { a: {}, b: deleted, c: archived, d: {}, e: deleted, f: {}, g: deleted }
      for (const [id, head] of Object.entries(heads)) {
        const status = id === 'd' ? 'removed' : id === 'f' ? 'deactivated' : 'active'
        await created(storage, `org_${id}`, { head, puts: [newMember({ ...one, status })] })
      }
      await walks(storage, { by: 'user', userId: 'user_1', limit: 0 }, [
        ['org_a', 'm'],
        ['org_c', 'm'],
        ['org_f', 'm'],
      ])
    },

    'by user: goes by what members and organizations are now': async (storage) => {
      const before = member('m', { userId: 'user_1' })
      const author = await created(storage, 'org_a', { puts: [newMember(before)] })
      const after = { ...before, userId: 'user_2' }
      await author.commit(storage, { puts: [changedMember(before, after)] })
      await findGives(storage, { by: 'user', userId: 'user_1', limit: 9 }, [], false)
      await findGives(storage, { by: 'user', userId: 'user_2', limit: 9 }, [['org_a', 'm']], false)
      await author.commit(storage, { head: deleted })
      await findGives(storage, { by: 'user', userId: 'user_2', limit: 9 }, [], false)
    },

    'by e-mail: gives head and pending invitation, by invitation id': async (storage) => {
      const invited: Entry[] = []
      for (const [at, id] of organizations.entries()) {
        // ids of invitations in another order than those of their organizations
        const offer = invitation(organizations.at(-1 - at) ?? '', { emailKey: 'ann@example.com' })
        const answered = invitation(`answered_${id}`, { emailKey: 'ann@example.com', status: 'accepted' })
        const other = invitation(`other_${id}`, { emailKey: 'bob@example.com' })
        const author = await created(storage, id, { puts: [offer, answered, other].map(newInvitation) })
        const { found } = await storage.find({ by: 'email', emailKey: 'ann@example.com', limit: 50 })
        const own = found.find(({ head }) => head.id === id)
        same(own, { head: author.head, record: asInvitation(offer) }, `what is found in ${id}`)
        invited.unshift([id, offer.id])
      }
      await walks(storage, { by: 'email', emailKey: 'ann@example.com', limit: 0 }, invited)
      await walks(storage, { by: 'email', emailKey: 'Ann@example.com', limit: 0 }, [])
    },

    'by e-mail: hides answered invitations and deleted organizations, and does not count them as more': async (
      storage,
    ) => {
      const emailKey = 'ann@example.com'
      const heads = { a: {}, b: deleted, c: archived, d: {}, e: deleted }
      for (const [id, head] of Object.entries(heads))
        await created(storage, `org_${id}`, { head, puts: [newInvitation(invitation(`inv_${id}`, { emailKey }))] })
      await walks(storage, { by: 'email', emailKey, limit: 0 }, [
        ['org_a', 'inv_a'],
        ['org_c', 'inv_c'],
        ['org_d', 'inv_d'],
      ])
      const statuses = ['accepted', 'declined', 'revoked', 'expired'] as const
      const answered = statuses.map((status) => invitation(`inv_${status}`, { emailKey, status }))
      await created(storage, 'org_z', { puts: answered.map(newInvitation) })
      await findGives(
        storage,
        { by: 'email', emailKey, limit: 3 },
        [
          ['org_a', 'inv_a'],
          ['org_c', 'inv_c'],
          ['org_d', 'inv_d'],
        ],
        false,
      )
    },

    'by e-mail: gives several invitations of one organization': async (storage) => {
      const first = invitation('inv_1', { emailKey: 'ann@example.com' })
      const offers = [first, { ...first, id: 'inv_2' }, { ...first, id: 'inv_3' }]
      const author = await created(storage, 'org_a', { puts: offers.map(newInvitation) })
      const entries = offers.map(({ id }): Entry => ['org_a', id])
      await walks(storage, { by: 'email', emailKey: 'ann@example.com', limit: 0 }, entries)
      await author.commit(storage, { puts: [changedInvitation(first, { ...first, status: 'declined' })] })
      await walks(storage, { by: 'email', emailKey: 'ann@example.com', limit: 0 }, entries.slice(1))
    },

    'by expired invitations: gives each organization once, by id': async (storage) => {
      for (const id of organizations.toReversed()) {
        const offers = [invitation('inv_1', { expiresAt: 100 }), invitation('inv_2', { expiresAt: 50 })]
        await created(storage, id, { puts: offers.map(newInvitation) })
      }
      await walks(
        storage,
        { by: 'expired-invitations', at: 200, limit: 0 },
        organizations.map((id): Entry => [id]),
      )
    },

    'by expired invitations: gives the head and no record': async (storage) => {
      const author = await created(storage, 'org_a', { puts: [newInvitation(invitation('i', { expiresAt: 1 }))] })
      const expected = { found: [{ head: author.head }], more: false }
      same(await storage.find({ by: 'expired-invitations', at: 1, limit: 9 }), expected, 'what is found')
    },

    'by expired invitations: `expiresAt <= at`, pending, in active organizations only': async (storage) => {
      const offer = (expiresAt: number) => ({ puts: [newInvitation(invitation('i', { expiresAt }))] })
      await created(storage, 'org_1', offer(100))
      await created(storage, 'org_2', offer(200))
      await created(storage, 'org_3', { ...offer(100), head: archived })
      await created(storage, 'org_4', { ...offer(100), head: deleted })
      const answered = invitation('i', { expiresAt: 100, status: 'expired' })
      await created(storage, 'org_5', { puts: [newInvitation(answered), newMember(member('m'))] })
      const gives = (at: number, ...ids: string[]) =>
        walks(
          storage,
          { by: 'expired-invitations', at, limit: 0 },
          ids.map((id): Entry => [id]),
        )
      await gives(99)
      await gives(100, 'org_1')
      await gives(199, 'org_1')
      await gives(200, 'org_1', 'org_2')
      await gives(now, 'org_1', 'org_2')
    },

    'by expired invitations: goes by what invitations and organizations are now': async (storage) => {
      const before = invitation('i', { expiresAt: 100 })
      const resent = { ...before, expiresAt: 200 }
      const author = await created(storage, 'org_a', { puts: [newInvitation(before)] })
      await author.commit(storage, { puts: [changedInvitation(before, resent)] })
      await findGives(storage, { by: 'expired-invitations', at: 150, limit: 9 }, [], false)
      await findGives(storage, { by: 'expired-invitations', at: 250, limit: 9 }, [['org_a']], false)
      await author.commit(storage, { puts: [changedInvitation(resent, { ...resent, status: 'accepted' })] })
      await findGives(storage, { by: 'expired-invitations', at: 250, limit: 9 }, [], false)
    },
  },
}
