import type { Base, Storage } from '../../src/storage.js'
import type { Area, Check } from './area.js'
import {
  Author,
  changedInvitation,
  changedMember,
  created,
  type Draft,
  event,
  newInvitation,
  newMember,
} from './builders.js'
import { everything } from './reading.js'
import { invitation, member } from './records.js'
import { same } from './same.js'

const ann = member('member_ann', { name: 'Ann' })
const offer = invitation('invitation_1')

/** A commit that would change everything that a commit can. */
const everythingElse: Draft = {
  head: { name: 'Never', counts: { admin: { active: 99 } }, metadata: { never: true } },
  puts: [
    changedMember(ann, { ...ann, name: 'Never' }),
    newMember(member('member_never')),
    changedInvitation(offer, { ...offer, status: 'revoked' }),
    newInvitation(invitation('invitation_never')),
  ],
  events: [event('member.never_added', { memberId: 'member_never' })],
  take: 'never',
  release: ['held'],
}

/** An organization at revision 3, after `away` has moved it on twice. */
async function movedOn(storage: Storage): Promise<Author> {
  const author = await created(storage, 'org_a', {
    puts: [newMember(ann), newInvitation(offer)],
    events: [event('organization.created')],
    take: 'held',
  })
  await author.commit(storage, { events: [event('organization.updated')] })
  await author.commit(storage, { events: [event('organization.updated')] })
  return author
}

function staleFrom(base: (author: Author) => Base): Check {
  return async (storage) => {
    const author = await movedOn(storage)
    const before = await everything(storage, 'org_a', ['held', 'never'])
    const draft = { ...everythingElse, base: base(author) }
    same(await storage.commit(author.changeSet(draft)), 'stale', 'what became of it')
    same(await everything(storage, 'org_a', ['held', 'never']), before, 'the organization')
    await author.commit(storage, { events: [event('organization.updated')] })
  }
}

const commitIdOf = ({ revisions }: Author, revision: number) => revisions[revision - 1]?.commitId ?? ''

export const stale: Area = {
  name: 'stale',
  checks: {
    'refuses an older revision, and writes nothing': staleFrom((author) => ({
      revision: 2,
      commitId: commitIdOf(author, 2),
    })),
    'refuses an older revision under the commit id of now': staleFrom((author) => ({
      revision: 2,
      commitId: commitIdOf(author, 3),
    })),
    'refuses the revision of now under another commit id': staleFrom(() => ({
      revision: 3,
      commitId: 'commit_of_a_rolled_back_transaction',
    })),
    'refuses the revision of now under an older commit id': staleFrom((author) => ({
      revision: 3,
      commitId: commitIdOf(author, 2),
    })),
    'refuses the revision of now without a commit id': staleFrom(() => ({ revision: 3, commitId: '' })),
    'refuses a revision that is not reached yet': staleFrom((author) => ({
      revision: 4,
      commitId: commitIdOf(author, 3),
    })),
    'refuses to create what exists': staleFrom(() => ({ revision: 0, commitId: '' })),

    'refuses to create what exists and is deleted': async (storage) => {
      const author = await created(storage, 'org_a', { head: { status: 'deleted', deletedAt: 1 } })
      const before = await everything(storage, 'org_a')
      same(await new Author('org_a').attempt(storage, { head: { name: 'Second' } }), 'stale', 'what became of it')
      same(await everything(storage, 'org_a'), before, 'the organization')
      await author.commit(storage)
    },

    'refuses to change what does not exist, and creates nothing': async (storage) => {
      const author = new Author('org_a')
      const before = await everything(storage, 'org_a', ['never'])
      const draft = { puts: [newMember(ann)], events: [event('x.y')], take: 'never' }
      same(await author.attempt(storage, { ...draft, base: { revision: 1, commitId: 'commit_x' } }), 'stale', 'it')
      same(await everything(storage, 'org_a', ['never']), before, 'the organization')
      same(before.head, null, 'the head')
    },

    'refuses the same change set a second time': async (storage) => {
      const author = await created(storage, 'org_a')
      const changeSet = await author.commit(storage, { puts: [newMember(ann)], events: [event('member.added')] })
      const before = await everything(storage, 'org_a')
      same(await storage.commit(changeSet), 'stale', 'what became of the second')
      same(await everything(storage, 'org_a'), before, 'the organization')
    },

    'refuses the same creation a second time': async (storage) => {
      const changeSet = await new Author('org_a').commit(storage, {
        take: 'a',
        events: [event('organization.created')],
      })
      const before = await everything(storage, 'org_a', ['a'])
      same(await storage.commit(changeSet), 'stale', 'what became of the second')
      same(await everything(storage, 'org_a', ['a']), before, 'the organization')
    },

    'lets one of two go through that were decided on the same revision': async (storage) => {
      const author = await created(storage, 'org_a', { puts: [newMember(ann)] })
      const first = author.changeSet({ puts: [changedMember(ann, { ...ann, name: 'First' })], events: [event('a.b')] })
      const second = author.changeSet({
        puts: [changedMember(ann, { ...ann, name: 'Second' })],
        events: [event('c.d')],
      })
      same(await storage.commit(first), 'committed', 'what became of the first')
      const before = await everything(storage, 'org_a')
      same(await storage.commit(second), 'stale', 'what became of the second')
      same(await everything(storage, 'org_a'), before, 'the organization')
    },
  },
}
