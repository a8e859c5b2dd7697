import type { MemberRecord } from '../../src/member/member.js'
import type { MembershipRecord } from '../../src/membership/membership.js'
import type { Area } from './area.js'
import {
  type Author,
  added,
  changed,
  changedInvitation,
  changedMember,
  created,
  event,
  newInvitation,
  newMember,
} from './builders.js'
import { asInvitation, asMember, pageGives, read, readGives } from './reading.js'
import { altered, invitation, member, specimen } from './records.js'
import { same } from './same.js'

const numbered = (at: number) => String(at).padStart(4, '0')
const people = (count: number, fields: (at: number) => Partial<MemberRecord> = () => ({})) =>
  Array.from({ length: count }, (_, at) => member(`m${numbered(at)}`, fields(at)))

const edge = (at: number, fields: Partial<MembershipRecord>) =>
  specimen('membership', `e${numbered(at)}`, { sortKey: numbered(at), ...fields })

export const size: Area = {
  name: 'size',
  checks: {
    'commits 500 new records, then changes them all': async (storage) => {
      const members = people(500, (at) => ({ userId: `user_${at}`, name: `Person ${at}`, metadata: { at } }))
      const events = members.map(({ id }) => event('member.added', { memberId: id }))
      const author = await created(storage, 'org_a', { puts: members.map(newMember), events })
      await pageGives(storage, 'org_a', { kind: 'member', where: {}, limit: 1_000 }, members.map(asMember), false)
      const changed = members.map((one, at) => ({ ...one, role: at % 2 ? 'admin' : 'guest', metadata: { at: -at } }))
      await author.commit(storage, { puts: members.map((one, at) => changedMember(one, changed[at] ?? one)) })
      await pageGives(storage, 'org_a', { kind: 'member', where: {}, limit: 1_000 }, changed.map(asMember), false)
      same(
        (await storage.history('org_a', { order: 'oldest-first', limit: 499 }))?.more,
        true,
        '`more` behind 499 events',
      )
    },

    'commits 1,000 operations of every sort at once': async (storage) => {
      const members = people(250)
      const offers = members.map(({ id }, at) =>
        invitation(`i${numbered(at)}`, { memberId: id, tokenHash: `hash_${at}` }),
      )
      const author = await created(storage, 'org_a', {
        puts: [...members.map(newMember), ...offers.map(newInvitation)],
      })
      const joined = members.map((one, at) => ({ ...one, userId: `user_${at}`, status: 'deactivated' as const }))
      const accepted = offers.map((offer) => ({ ...offer, status: 'accepted' as const }))
      const more = people(500).slice(250)
      const moreOffers = more.map(({ id }, at) => invitation(`i${numbered(at + 250)}`, { memberId: id }))
      await author.commit(storage, {
        puts: [
          ...members.map((one, at) => changedMember(one, joined[at] ?? one)),
          ...offers.map((offer, at) => changedInvitation(offer, accepted[at] ?? offer)),
          ...more.map(newMember),
          ...moreOffers.map(newInvitation),
        ],
        events: [...joined, ...more].map(({ id }) => event('member.changed', { memberId: id })),
      })
      const expected = [...joined, ...more].map(asMember)
      await pageGives(storage, 'org_a', { kind: 'member', where: {}, limit: 1_000 }, expected, false)
      const invitations = await storage.page('org_a', {
        kind: 'invitation',
        where: { status: ['accepted'] },
        limit: 1_000,
      })
      same(invitations?.records.length, 250, 'the number of invitations accepted')
      const needs = [{ get: 'invitation-by-token', hashes: ['hash_7'], follow: { member: {} } }] as const
      const [offer, person] = [accepted[7], joined[7]]
      await readGives(storage, 'org_a', needs, offer && person ? [asInvitation(offer), asMember(person)] : [])
      same((await storage.revisions('org_a', { after: 1, limit: 1 }))[0]?.events.length, 500, 'the number of events')
    },

    'commits 500 edges, then deletes and changes them, and reads the 400 of one member': async (storage) => {
      const crowd = Array.from({ length: 400 }, (_, at) => edge(at, { containerId: `team_${at}`, principalId: 'ann' }))
      const others = Array.from({ length: 100 }, (_, at) =>
        edge(400 + at, { containerId: 'team_7', principalId: `m${at}` }),
      )
      const ann = specimen('member', 'ann')
      const author = await created(storage, 'org_a', { puts: [ann, ...crowd, ...others].map(added) })
      const follow = { memberships: {} }
      await readGives(storage, 'org_a', [{ get: 'member', ids: ['ann'], follow }], [ann, ...crowd])
      const team = { get: 'records', kind: 'membership', by: 'containerId', keys: ['team_7'] } as const
      await readGives(storage, 'org_a', [{ ...team, limit: 101 }], [...crowd.slice(7, 8), ...others])
      await readGives(storage, 'org_a', [{ ...team, limit: 50 }], [...crowd.slice(7, 8), ...others.slice(0, 49)])
      const later = others.map((one) => altered(one, { role: 'lead' }))
      await author.commit(storage, {
        puts: others.map((one, at) => changed(one, later[at] ?? one)),
        deletes: crowd.map(({ record: { id } }) => ({ kind: 'membership', id })),
      })
      await pageGives(storage, 'org_a', { kind: 'membership', where: {}, limit: 1_000 }, later, false)
      await readGives(storage, 'org_a', [{ get: 'member', ids: ['ann'], follow }], [ann])
    },

    'commits 2,000 records of the catalogue, and sends them all': async (storage) => {
      const flags = { catalogue: true, principalKind: 'group', scopeKind: 'workspace' }
      const all = Array.from({ length: 2_000 }, (_, at) => specimen('assignment', `x${numbered(at)}`, flags))
      const author = await created(storage, 'org_a', { puts: all.slice(0, 1_000).map(added) })
      await author.commit(storage, { puts: all.slice(1_000).map(added), head: { catalogueId: 'commit_2' } })
      await readGives(storage, 'org_a', [{ get: 'catalogue', known: 'commit_1' }], all)
      await readGives(storage, 'org_a', [{ get: 'catalogue', known: 'commit_2' }], [])
    },

    'keeps up over many revisions': async (storage) => {
      const author: Author = await created(storage, 'org_a', { puts: [newMember(member('m'))] })
      for (let revision = 2; revision <= 120; revision++) await author.commit(storage, { events: [event('a.b')] })
      same((await read(storage, 'org_a')).head.revision, 120, 'the revision')
      same(await storage.revisions('org_a', { after: 0, limit: 1_000 }), author.revisions, 'the revisions')
    },
  },
}
