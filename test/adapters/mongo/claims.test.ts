import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { Author, created } from '../../../adapters/conformance/builders.js'
import { contests, lateContests, runContest } from './claim-schedule.js'
import { holding, shared } from './stalling.js'

const schedules = Number(process.env.GUILDHALL_SCHEDULES ?? 300)
const counterExamples = 60

describe('names that are unique across organizations, step by step', () => {
  test(`are held by one at a time, and none is left to the dead, in ${schedules} schedules`, async () => {
    await fc.assert(
      fc.asyncProperty(contests, async (contest) => {
        expect(await runContest(contest)).toEqual([])
      }),
      { numRuns: schedules },
    )
  })

  test('also where all stall around their commit points, by which a commit that is blind to refusals goes wrong', async () => {
    let wrong = 0
    await fc.assert(
      fc.asyncProperty(lateContests, async (contest) => {
        expect(await runContest(contest)).toEqual([])
        if ((await runContest(contest, { heedsRefusals: false })).length > 0) wrong++
      }),
      { numRuns: counterExamples },
    )
    console.log(`blind to refusals, a commit goes wrong in ${wrong} of ${counterExamples} schedules`)
    expect(wrong).toBeGreaterThan(0)
  })
})

describe('a claim whose commit stalls before its commit point', () => {
  const wanted = { take: 'wanted' } as const

  test.each([
    ['a new organization', false],
    ['one that is there', true],
  ])('goes to another, and the stalled commit of %s is refused when it wakes up', async (_, exists) => {
    const { calm, open, claims } = shared()
    const slow = exists ? await created(calm, 'org_slow') : new Author('org_slow')
    const stalled = holding('update org_slow/head')
    const asleep = slow.attempt(open(stalled.gate), wanted)
    await stalled.reached
    const quick = new Author('org_quick')
    expect(await quick.attempt(calm, wanted)).toBe('committed')
    stalled.open()
    expect(await asleep).toBe('taken')
    expect(claims.documents.get('slug:wanted')).toMatchObject({ org_id: 'org_quick', state: 'held' })
    expect((await calm.read('org_slow', []))?.head.revision).toBe(exists ? 1 : undefined)
    // what was refused was that commit, not the organization
    expect(await slow.attempt(calm, { take: 'another' })).toBe('committed')
  })

  test('is given up by a sweep, if the commit never comes', async () => {
    const { calm, open, claims } = shared()
    const stalled = holding('update org_slow/head')
    void new Author('org_slow').attempt(open(stalled.gate), wanted)
    await stalled.reached
    expect(claims.documents.size).toBe(1)
    await calm.sweep({ deletedBefore: 0, limit: 9 })
    expect(claims.documents.size).toBe(0)
  })

  test('stays where its commit has happened, however late it is confirmed', async () => {
    const { calm, open, claims } = shared()
    const stalled = holding('update slug:wanted')
    void new Author('org_slow').attempt(open(stalled.gate), wanted)
    await stalled.reached
    expect(await new Author('org_quick').attempt(calm, wanted)).toBe('taken')
    expect(claims.documents.get('slug:wanted')).toMatchObject({ org_id: 'org_slow', state: 'held' })
  })
})

describe('a claim that is seen before the head of its holder', () => {
  test('may have been released since, and is then taken anew, not held beside whoever comes next', async () => {
    const { calm, open, claims } = shared()
    const author = await created(calm, 'org_a', { take: 'wanted' })
    const releasing = holding('delete slug:wanted')
    const release = author.changeSet({ release: ['wanted'] })
    const released = open(releasing.gate).commit(release)
    await releasing.reached
    author.accept(release)

    const looking = holding('find', 2) // the head, after the claim
    const again = author.attempt(open(looking.gate), { take: 'wanted' })
    await looking.reached
    releasing.open()
    expect(await released).toBe('committed')
    looking.open()
    expect(await again).toBe('committed')

    expect(claims.documents.get('slug:wanted')).toMatchObject({ org_id: 'org_a', state: 'held', rev: 3 })
    expect(await new Author('org_b').attempt(calm, { take: 'wanted' })).toBe('taken')
  })
})
