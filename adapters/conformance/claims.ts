import type { Area } from './area.js'
import { Author, changedMember, created, event, newMember } from './builders.js'
import { everything, holderOf } from './reading.js'
import { member } from './records.js'
import { same } from './same.js'

const ann = member('member_ann', { name: 'Ann' })

export const claims: Area = {
  name: 'claims',
  checks: {
    'leads from a claimed slug to the organization that took it': async (storage) => {
      await created(storage, 'org_a', { take: 'acme' })
      await created(storage, 'org_b', { take: 'acme-2' })
      same(await holderOf(storage, 'acme'), 'org_a', 'the holder of `acme`')
      same(await holderOf(storage, 'acme-2'), 'org_b', 'the holder of `acme-2`')
      same(await holderOf(storage, 'acm'), null, 'the holder of `acm`')
      same(await holderOf(storage, 'ACME'), null, 'the holder of `ACME`: keys are normalised by the library')
    },

    'takes a claim by a later commit as well': async (storage) => {
      const author = await created(storage, 'org_a')
      same(await holderOf(storage, 'acme'), null, 'the holder at first')
      await author.commit(storage, { take: 'acme' })
      same(await holderOf(storage, 'acme'), 'org_a', 'the holder')
    },

    'goes by claims, not by the slug in the head': async (storage) => {
      await created(storage, 'org_a', { take: 'acme', head: { slug: 'something-else' } })
      same(await holderOf(storage, 'acme'), 'org_a', 'the holder of what was taken')
      same(await holderOf(storage, 'something-else'), null, 'the holder of what was not')
    },

    'creates nothing where another organization holds the claim': async (storage) => {
      await created(storage, 'org_a', { take: 'acme' })
      const late = new Author('org_b')
      const before = await everything(storage, 'org_b', ['acme'])
      const draft = { puts: [newMember(ann)], events: [event('organization.created')], take: 'acme' }
      same(await late.attempt(storage, draft), 'taken', 'what became of it')
      same(await everything(storage, 'org_b', ['acme']), before, 'the organization that was not created')
      same(await storage.read('org_b', []), undefined, '`read` of it')
      await late.commit(storage, { ...draft, take: 'acme-2' })
    },

    'changes nothing where another organization holds the claim': async (storage) => {
      await created(storage, 'org_a', { take: 'acme' })
      const author = await created(storage, 'org_b', { puts: [newMember(ann)], take: 'old' })
      const before = await everything(storage, 'org_b', ['acme', 'old', 'older'])
      const outcome = await author.attempt(storage, {
        head: { name: 'Never' },
        puts: [changedMember(ann, { ...ann, name: 'Never' }), newMember(member('member_never'))],
        events: [event('organization.renamed')],
        take: 'acme',
        release: ['old'],
      })
      same(outcome, 'taken', 'what became of it')
      same(await everything(storage, 'org_b', ['acme', 'old', 'older']), before, 'the organization')
      await author.commit(storage)
    },

    'finds a claim free that the organization holds itself': async (storage) => {
      const author = await created(storage, 'org_a', { take: 'acme' })
      await author.commit(storage, { take: 'acme' })
      same(await holderOf(storage, 'acme'), 'org_a', 'the holder')
    },

    'takes and releases in one commit': async (storage) => {
      const author = await created(storage, 'org_a', { take: 'old' })
      await author.commit(storage, { take: 'new', release: ['old'] })
      same(await holderOf(storage, 'old'), null, 'the holder of what was released')
      same(await holderOf(storage, 'new'), 'org_a', 'the holder of what was taken')
    },

    'gives a released claim to whoever comes next, and back again': async (storage) => {
      const first = await created(storage, 'org_a', { take: 'acme' })
      const second = await created(storage, 'org_b')
      same(await second.attempt(storage, { take: 'acme' }), 'taken', 'a claim that is held')
      await first.commit(storage, { release: ['acme'] })
      same(await holderOf(storage, 'acme'), null, 'the holder in between')
      await second.commit(storage, { take: 'acme' })
      same(await holderOf(storage, 'acme'), 'org_b', 'the second holder')
      same(await first.attempt(storage, { take: 'acme' }), 'taken', 'a claim that is held again')
      await second.commit(storage, { release: ['acme'] })
      await first.commit(storage, { take: 'acme' })
      same(await holderOf(storage, 'acme'), 'org_a', 'the third holder')
    },

    'holds several claims for one organization, and releases several at once': async (storage) => {
      const author = await created(storage, 'org_a', { take: 'one' })
      await author.commit(storage, { take: 'two' })
      await author.commit(storage, { take: 'three' })
      await author.commit(storage, { release: ['one', 'three'] })
      const holders = [await holderOf(storage, 'one'), await holderOf(storage, 'two'), await holderOf(storage, 'three')]
      same(holders, [null, 'org_a', null], 'the holders')
    },

    'releases nothing that is not its own': async (storage) => {
      await created(storage, 'org_a', { take: 'acme' })
      const author = await created(storage, 'org_b')
      await author.commit(storage, { release: ['acme', 'never-taken'] })
      same(await holderOf(storage, 'acme'), 'org_a', 'the holder')
      same(await new Author('org_c').attempt(storage, { take: 'acme' }), 'taken', 'a claim that is still held')
    },

    'answers stale where a commit is both stale and taken': async (storage) => {
      await created(storage, 'org_a', { take: 'acme' })
      const author = await created(storage, 'org_b')
      const late = { base: author.base, take: 'acme' }
      await author.commit(storage)
      same(await author.attempt(storage, late), 'stale', 'a change')
      same(await new Author('org_b').attempt(storage, { take: 'acme' }), 'stale', 'a creation of what exists')
    },

    'takes and releases nothing where a commit is stale': async (storage) => {
      const author = await created(storage, 'org_a', { take: 'held' })
      const late = { base: author.base, take: 'free', release: ['held'] }
      await author.commit(storage)
      same(await author.attempt(storage, late), 'stale', 'what became of it')
      same(await holderOf(storage, 'held'), 'org_a', 'the holder of what it would have released')
      await created(storage, 'org_b', { take: 'free' })
    },
  },
}
