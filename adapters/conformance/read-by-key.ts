import type { MemberRecord } from '../../src/member/member.js'
import type { Storage } from '../../src/storage.js'
import type { Check } from './area.js'
import { changedMember, created, newMember, without } from './builders.js'
import { asMember, readGives } from './reading.js'
import { member, now } from './records.js'

/** The two needs that look members up by a key that is not their id, and how a member gets such a key. */
const keyed = {
  'member-by-user': (key: string) => ({ userId: key }),
  'member-by-email': (key: string) => ({ email: key.toUpperCase(), emailKey: key }),
} satisfies Record<string, (key: string) => Partial<MemberRecord>>

type Keyed = keyof typeof keyed

/** What holds for members by user and by e-mail alike. */
export function byKey(get: Keyed): { readonly [sentence: string]: Check } {
  const give = keyed[get]
  const removed = (id: string, key: string) => member(id, { ...give(key), status: 'removed', removedAt: now })
  const gives = (storage: Storage, need: { keys: string[]; removed?: boolean }, expected: readonly MemberRecord[]) =>
    readGives(storage, 'org_a', [{ get, ...need }], expected.map(asMember))

  return {
    [`${get}: gives members of every status but removed, and only those of these keys`]: async (storage) => {
      const statuses = ['pending', 'active', 'deactivated'] as const
      const members = statuses.map((status) => member(`member_${status}`, { ...give(`key_${status}`), status }))
      const others = [removed('member_gone', 'key_gone'), member('member_without'), member('member_b', give('key_b'))]
      await created(storage, 'org_a', { puts: [...members, ...others].map(newMember) })
      for (const one of members) await gives(storage, { keys: [`key_${one.status}`] }, [one])
      await gives(storage, { keys: statuses.map((status) => `key_${status}`) }, members)
      await gives(storage, { keys: ['key_gone', 'key_unknown', ''] }, [])
      await gives(storage, { keys: [] }, [])
    },

    [`${get}: gives all members of one key, and each once`]: async (storage) => {
      const members = ['member_1', 'member_2', 'member_3'].map((id) => member(id, give('key')))
      await created(storage, 'org_a', { puts: members.map(newMember) })
      await gives(storage, { keys: ['key', 'key'] }, members)
    },

    [`${get}: with \`removed\`, gives also the removed member of the smallest id`]: async (storage) => {
      const gone = ['member_c', 'member_B', 'member_d'].map((id) => removed(id, 'key'))
      const smallest = gone.filter(({ id }) => id === 'member_B')
      const live = member('member_z', give('key'))
      const author = await created(storage, 'org_a', { puts: gone.map(newMember) })
      await gives(storage, { keys: ['key'] }, [])
      await gives(storage, { keys: ['key'], removed: false }, [])
      await gives(storage, { keys: ['key'], removed: true }, smallest)
      await author.commit(storage, { puts: [newMember(live)] })
      await gives(storage, { keys: ['key'], removed: true }, [live, ...smallest])
      await gives(storage, { keys: ['key'] }, [live])
    },

    [`${get}: with \`removed\`, gives one removed member for each key`]: async (storage) => {
      const one = [removed('member_2', 'key_1'), removed('member_1', 'key_1')]
      const two = [removed('member_0', 'key_2'), removed('member_3', 'key_2')]
      const live = [member('member_4', give('key_3')), member('member_5', give('key_2'))]
      await created(storage, 'org_a', { puts: [...one, ...two, ...live].map(newMember) })
      const keys = ['key_1', 'key_2', 'key_3', 'key_4']
      const expected = [...one, ...two, ...live].filter(({ id }) => id !== 'member_2' && id !== 'member_3')
      await gives(storage, { keys, removed: true }, expected)
    },

    [`${get}: compares keys exactly`]: async (storage) => {
      const keys = ['key', 'Key', 'key ', ' key', 'k\u00e9y', 'ke\u0301y', 'key%', 'key_', "key'", 'key\\', '\u{1f511}']
      const members = keys.map((key, at) => member(`member_${at}`, give(key)))
      await created(storage, 'org_a', { puts: members.map(newMember) })
      for (const [at, key] of keys.entries()) await gives(storage, { keys: [key] }, members.slice(at, at + 1))
      await gives(storage, { keys }, members)
    },

    [`${get}: goes by the key of now`]: async (storage) => {
      const before = member('member_1', give('key_old'))
      const after = { ...before, ...give('key_new') }
      const gone = { ...after, status: 'removed' as const }
      const author = await created(storage, 'org_a', { puts: [newMember(before)] })
      await author.commit(storage, { puts: [changedMember(before, after)] })
      await gives(storage, { keys: ['key_old'], removed: true }, [])
      await gives(storage, { keys: ['key_new'], removed: true }, [after])
      await author.commit(storage, { puts: [changedMember(after, gone)] })
      await gives(storage, { keys: ['key_new'] }, [])
      await gives(storage, { keys: ['key_new'], removed: true }, [gone])
      const forgotten = without(gone, 'userId', 'email', 'emailKey')
      await author.commit(storage, { puts: [changedMember(gone, forgotten)] })
      await gives(storage, { keys: ['key_new', ''], removed: true }, [])
    },
  }
}
