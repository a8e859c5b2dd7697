import type { InvitationRecord } from '../../src/invitation/invitation.js'
import type { MemberRecord } from '../../src/member/member.js'
import type { PageKey, PageQuery, Storage, Stored } from '../../src/storage.js'
import type { Area, Check } from './area.js'
import { changedInvitation, changedMember, created, newInvitation, newMember } from './builders.js'
import { asInvitation, asMember, pageGives } from './reading.js'
import { invitation, member } from './records.js'
import { same } from './same.js'

/**
 * Sort keys in the order of their code points. Other orders differ: by UTF-16 unit (the last four), by language (case,
 * accents, punctuation), by number, and by a normal form (the two ways to write an accented letter).
 */
const sortKeys = [
  ...['', ' ', ' a', '!', '"', '%', "'", '-', '-a', '10', '2', '9', 'A', 'Ab', 'B', 'Z', '\\', '_', 'a', 'a ', 'a-b'],
  ...['a_b', 'aa', 'ab', 'b', 'e\u0301', 'z', 'zz', '~', '\u00df', '\u00e4', '\u00e9', '\u00f8', '\u0436', '\u4e2d'],
  ...['\ud7ff', '\ue000', '\uf8ff', '\ufb00', '\uff5e', '\ufffd', '\u{10000}', '\u{1f600}', '\u{1f600}a', '\u{10ffff}'],
]

const keyed = (sortKey: string) => member(`m_${sortKey}`, { sortKey })

/** Ids in the order of their code points, for members of one sort key. */
const ids = ['-', '0', '10', '2', 'A', 'B', 'Za', '_', 'a', 'aB', 'a_', 'ab', 'b']

/** Members that differ in all that a filter looks at, in the order of their pages. */
const mixed: readonly MemberRecord[] = Array.from({ length: 36 }, (_, at) =>
  member(`m${String(at).padStart(2, '0')}`, {
    sortKey: `k${String(at >> 1).padStart(2, '0')}`,
    status: (['active', 'active', 'pending', 'deactivated', 'removed'] as const)[at % 5] ?? 'active',
    role: ['admin', 'member', 'guest'][at % 3] ?? 'member',
    roleGranter: at % 4 === 0 ? { system: 'm00' } : { memberId: at % 4 === 1 ? 'm01' : 'm00' },
  }),
)

const invitations: readonly InvitationRecord[] = Array.from({ length: 20 }, (_, at) =>
  invitation(`i${String(at).padStart(2, '0')}`, {
    sortKey: `k${String(at >> 1).padStart(2, '0')}`,
    status: (['pending', 'accepted', 'declined', 'revoked', 'expired'] as const)[at % 5] ?? 'pending',
    role: ['admin', 'member'][at % 2] ?? 'member',
  }),
)

const keyOf = ({ record: { sortKey, id } }: Stored): PageKey => ({ sortKey, id })

/** Walks page by page, forward and backward, and compares every page with what it must be. */
export async function walks(storage: Storage, query: Omit<PageQuery, 'limit'>, all: readonly Stored[], limit: number) {
  let at = 0
  do {
    const behind = all[at - 1]
    const after = behind === undefined ? {} : { after: keyOf(behind) }
    await pageGives(storage, 'org_a', { ...query, ...after, limit }, all.slice(at, at + limit), at + limit < all.length)
    at += limit
  } while (at < all.length)
  const end = { sortKey: '\u{10ffff}\u{10ffff}', id: '~' }
  at = all.length
  do {
    const following = all[at]
    const before = following === undefined ? end : keyOf(following)
    await pageGives(storage, 'org_a', { ...query, before, limit }, all.slice(Math.max(0, at - limit), at), at > limit)
    at -= limit
  } while (at > 0)
}

/** Checks the pages of members for some filters; what they must hold is said by a plain filter over all. */
function filtered(filters: readonly [where: PageQuery['where'], matches: (member: MemberRecord) => boolean][]): Check {
  return async (storage) => {
    await created(storage, 'org_a', { puts: mixed.map(newMember) })
    for (const [where, matches] of filters) {
      const all = mixed.filter(matches).map(asMember)
      for (const limit of [1, 4, 50]) await walks(storage, { kind: 'member', where }, all, limit)
    }
  }
}

export const page: Area = {
  name: 'page',
  checks: {
    'knows no organization that has not been created': async (storage) => {
      await created(storage, 'org_a')
      same(await storage.page('org_b', { kind: 'member', where: {}, limit: 9 }), undefined, 'the page')
    },

    'is empty where there is nothing': async (storage) => {
      const author = await created(storage, 'org_a')
      for (const kind of ['member', 'invitation'] as const) {
        const expected = { records: [], more: false, snapshot: { head: author.head, records: [], revisions: [] } }
        same(await storage.page('org_a', { kind, where: {}, limit: 9 }), expected, `the page of kind ${kind}`)
        const after = { sortKey: 'a', id: 'a' }
        same(await storage.page('org_a', { kind, where: {}, limit: 9, after }), expected, 'the page behind a key')
        same(
          await storage.page('org_a', { kind, where: {}, limit: 9, before: after }),
          expected,
          'the page before a key',
        )
      }
    },

    'says which head it is exact at': async (storage) => {
      const author = await created(storage, 'org_a', { puts: [newMember(member('m1'))] })
      for (let round = 0; round < 3; round++) {
        await author.commit(storage)
        const page = await storage.page('org_a', { kind: 'member', where: {}, limit: 1 })
        same(page?.snapshot.head, author.head, 'the head')
      }
    },

    'orders by the code points of sort keys': async (storage) => {
      const records = sortKeys.map((sortKey, at) => member(`m${(at * 37) % 101}`, { sortKey }))
      await created(storage, 'org_a', { puts: records.map(newMember).reverse() })
      const all = records.map(asMember)
      await pageGives(storage, 'org_a', { kind: 'member', where: {}, limit: 100 }, all, false)
      await walks(storage, { kind: 'member', where: {} }, all, 1)
      await walks(storage, { kind: 'member', where: { status: ['active'] } }, all, 4)
    },

    'orders invitations the same way': async (storage) => {
      const records = sortKeys.map((sortKey, at) => invitation(`i${(at * 37) % 101}`, { sortKey }))
      await created(storage, 'org_a', { puts: records.map(newInvitation).reverse() })
      await walks(storage, { kind: 'invitation', where: {} }, records.map(asInvitation), 4)
      await walks(storage, { kind: 'invitation', where: { status: ['pending'] } }, records.map(asInvitation), 5)
    },

    'orders by the code points of ids where sort keys are equal': async (storage) => {
      const records = ids.map((id) => member(id, { sortKey: 'same' }))
      await created(storage, 'org_a', { puts: records.map(newMember).reverse() })
      for (const limit of [1, 2, 5, 20])
        await walks(storage, { kind: 'member', where: {} }, records.map(asMember), limit)
    },

    'gives every record once, page by page, forward and backward': async (storage) => {
      await created(storage, 'org_a', { puts: [...mixed.map(newMember), ...invitations.map(newInvitation)].reverse() })
      for (const limit of [1, 2, 3, 7, 12, 18, 35, 36, 37, 1_000]) {
        await walks(storage, { kind: 'member', where: {} }, mixed.map(asMember), limit)
        await walks(storage, { kind: 'invitation', where: {} }, invitations.map(asInvitation), limit)
      }
    },

    'starts behind or before a key that no record has': async (storage) => {
      const [one, two, three] = [keyed('b'), keyed('d'), keyed('f')]
      const [b, d, f] = [asMember(one), asMember(two), asMember(three)]
      await created(storage, 'org_a', { puts: [one, two, three].map(newMember) })
      const gives = (query: Pick<PageQuery, 'after' | 'before' | 'limit'>, expected: Stored[], more: boolean) =>
        pageGives(storage, 'org_a', { kind: 'member', where: {}, ...query }, expected, more)
      await gives({ after: { sortKey: 'a', id: '' }, limit: 9 }, [b, d, f], false)
      await gives({ after: { sortKey: 'c', id: 'z' }, limit: 1 }, [d], true)
      await gives({ after: { sortKey: 'd', id: 'a' }, limit: 9 }, [d, f], false)
      await gives({ after: { sortKey: 'd', id: 'z' }, limit: 9 }, [f], false)
      await gives({ after: { sortKey: 'g', id: '' }, limit: 9 }, [], false)
      await gives({ before: { sortKey: 'a', id: '' }, limit: 9 }, [], false)
      await gives({ before: { sortKey: 'd', id: 'a' }, limit: 9 }, [b], false)
      await gives({ before: { sortKey: 'd', id: 'z' }, limit: 9 }, [b, d], false)
      await gives({ before: { sortKey: 'e', id: '' }, limit: 1 }, [d], true)
      await gives({ before: { sortKey: 'g', id: '' }, limit: 9 }, [b, d, f], false)
    },

    'filters by status': filtered([
      [{ status: ['active'] }, ({ status }) => status === 'active'],
      [{ status: ['removed'] }, ({ status }) => status === 'removed'],
      [{ status: ['removed', 'pending'] }, ({ status }) => status === 'removed' || status === 'pending'],
      [{ status: ['pending', 'active', 'deactivated', 'removed'] }, () => true],
      [{ status: ['unheard-of'] }, () => false],
      [{ status: [] }, () => false],
    ]),

    'filters by role': filtered([
      [{ role: ['admin'] }, ({ role }) => role === 'admin'],
      [{ role: ['guest', 'admin'] }, ({ role }) => role !== 'member'],
      [{ role: ['Admin', 'unheard-of'] }, () => false],
      [{ role: [] }, () => false],
    ]),

    'filters by who vouches for the role': filtered([
      [{ roleGranter: 'm00' }, ({ roleGranter }) => 'memberId' in roleGranter && roleGranter.memberId === 'm00'],
      [{ roleGranter: 'm01' }, ({ roleGranter }) => 'memberId' in roleGranter && roleGranter.memberId === 'm01'],
      [{ roleGranter: 'm02' }, () => false],
    ]),

    'filters by several at once': filtered([
      [{ status: ['active'], role: ['admin'] }, ({ status, role }) => status === 'active' && role === 'admin'],
      [
        { status: ['active', 'pending'], role: ['member', 'guest'], roleGranter: 'm00' },
        ({ status, role, roleGranter }) =>
          (status === 'active' || status === 'pending') &&
          role !== 'admin' &&
          'memberId' in roleGranter &&
          roleGranter.memberId === 'm00',
      ],
      [
        { status: ['removed'], roleGranter: 'm01' },
        ({ status, roleGranter }) =>
          status === 'removed' && 'memberId' in roleGranter && roleGranter.memberId === 'm01',
      ],
      [{ status: ['active'], role: [] }, () => false],
    ]),

    'filters invitations by status and role': async (storage) => {
      await created(storage, 'org_a', { puts: invitations.map(newInvitation) })
      for (const [where, matches] of [
        [{ status: ['pending'] }, ({ status }) => status === 'pending'],
        [{ status: ['expired', 'revoked'] }, ({ status }) => status === 'expired' || status === 'revoked'],
        [{ role: ['admin'] }, ({ role }) => role === 'admin'],
        [
          { role: ['admin'], status: ['accepted', 'pending'] },
          ({ role, status }) => role === 'admin' && /p/.test(status),
        ],
        [{ status: [] }, () => false],
      ] satisfies [PageQuery['where'], (invitation: InvitationRecord) => boolean][]) {
        const all = invitations.filter(matches).filter((one) => where.status?.includes(one.status) ?? true)
        for (const limit of [1, 3, 50])
          await walks(storage, { kind: 'invitation', where }, all.map(asInvitation), limit)
      }
    },

    'goes by what records are now': async (storage) => {
      const before = member('m1', { sortKey: 'b', roleGranter: { memberId: 'm2' } })
      const other = member('m2', { sortKey: 'c', role: 'admin' })
      const author = await created(storage, 'org_a', { puts: [before, other].map(newMember) })
      const gives = (where: PageQuery['where'], ...expected: MemberRecord[]) =>
        pageGives(storage, 'org_a', { kind: 'member', where, limit: 9 }, expected.map(asMember), false)
      await gives({}, before, other)
      const after = {
        ...before,
        sortKey: 'd',
        role: 'guest',
        status: 'removed' as const,
        roleGranter: { memberId: 'm1' },
      }
      await author.commit(storage, { puts: [changedMember(before, after)] })
      await gives({}, other, after)
      await gives({ status: ['active'] }, other)
      await gives({ status: ['removed'] }, after)
      await gives({ role: ['member'] })
      await gives({ role: ['guest'] }, after)
      await gives({ roleGranter: 'm2' })
      await gives({ roleGranter: 'm1' }, after)
    },

    'goes by what invitations are now': async (storage) => {
      const [before, other] = [invitation('i1', { sortKey: 'a' }), invitation('i2', { sortKey: 'b' })]
      const author = await created(storage, 'org_a', { puts: [before, other].map(newInvitation) })
      const after = { ...before, sortKey: 'c', status: 'accepted' as const, role: 'guest' }
      await author.commit(storage, { puts: [changedInvitation(before, after)] })
      const gives = (where: PageQuery['where'], ...expected: InvitationRecord[]) =>
        pageGives(storage, 'org_a', { kind: 'invitation', where, limit: 9 }, expected.map(asInvitation), false)
      await gives({}, other, after)
      await gives({ status: ['pending'] }, other)
      await gives({ status: ['accepted'], role: ['guest'] }, after)
    },

    'keeps its place while records come, go and move': async (storage) => {
      const [a, b, c, d, e] = [keyed('a'), keyed('b'), keyed('c'), keyed('d'), keyed('e')]
      const author = await created(storage, 'org_a', { puts: [a, b, c, d, e].map(newMember) })
      const query = { kind: 'member', where: { status: ['active'] }, limit: 2 } as const
      await pageGives(storage, 'org_a', query, [a, b].map(asMember), true)
      const moved = { ...b, sortKey: 'zz' }
      const early = keyed('aa')
      await author.commit(storage, {
        puts: [changedMember(b, moved), newMember(early), changedMember(c, { ...c, status: 'removed' })],
      })
      const after = { sortKey: b.sortKey, id: b.id }
      await pageGives(storage, 'org_a', { ...query, after }, [d, e].map(asMember), true)
      await pageGives(storage, 'org_a', { ...query, before: after }, [a, early].map(asMember), false)
    },
  },
}
