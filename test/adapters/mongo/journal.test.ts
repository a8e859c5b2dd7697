import fc from 'fast-check'
import { memoryStorage } from 'guildhall/memory'
import { describe, expect, test } from 'vitest'
import { Author, changedMember, created, newMember } from '../../../adapters/conformance/builders.js'
import { member } from '../../../adapters/conformance/records.js'
import { courses, runCourse, stalls } from './schedule.js'
import { holding, shared } from './stalling.js'

const schedules = Number(process.env.GUILDHALL_SCHEDULES ?? 1_000)
const counterExamples = 100

describe('the journal, step by step, over a collection that is atomic per document', () => {
  test(`nobody ever reads half a commit, and none is lost or undone, in ${schedules} schedules`, async () => {
    await fc.assert(
      fc.asyncProperty(courses, async (course) => {
        expect(await runCourse(course)).toEqual([])
      }),
      { numRuns: schedules },
    )
  })

  test('nor where all stall while they write, by which the naive form, without fence and tombstones, goes wrong', async () => {
    let wrong = 0
    await fc.assert(
      fc.asyncProperty(stalls, async (course) => {
        expect(await runCourse(course)).toEqual([])
        if ((await runCourse(course, { fenced: false })).length > 0) wrong++
      }),
      { numRuns: counterExamples },
    )
    console.log(`the naive form goes wrong in ${wrong} of ${counterExamples} schedules`)
    expect(wrong).toBeGreaterThan(0)
  })
})

const ann = member('ann', { name: 'First' })
const needs = [{ get: 'member', ids: ['ann', 'bob'] }] as const

/** A committer stalls before it applies; another one carries its entry out and goes on; then the first wakes up. */
async function wokenUp(fenced: boolean): Promise<readonly unknown[]> {
  const { calm, open } = shared(fenced)
  const author = await created(calm, 'org_a', { puts: [newMember(ann)] })
  const stalled = holding('update org_a/member/ann')
  const second = { ...ann, name: 'Second' }
  const late = author.changeSet({ puts: [changedMember(ann, second), newMember(member('bob'))] })
  const asleep = open(stalled.gate).commit(late)
  await stalled.reached
  author.accept(late)
  await author.commit(calm, { puts: [changedMember(second, { ...second, name: 'Third' })] })
  stalled.open()
  expect(await asleep).toBe('committed')
  const { records = [] } = (await calm.read('org_a', needs)) ?? {}
  return records.map(({ record }) => ('name' in record ? record.name : record.id))
}

describe('a committer that stalls after its commit point', () => {
  test('changes nothing when it wakes up after others went on', async () => {
    expect(await wokenUp(true)).toEqual(['Third', 'bob'])
  })

  test('would write old values over new ones without the fence', async () => {
    expect(await wokenUp(false)).toEqual(['Second', 'bob'])
  })

  test('is read as committed at once, by a reader that writes nothing', async () => {
    const { calm, open } = shared()
    const author = await created(calm, 'org_a', { puts: [newMember(ann)], take: 'ann' })
    const stalled = holding('update org_a/member/ann')
    const changeSet = author.changeSet({
      puts: [changedMember(ann, { ...ann, name: 'Second' }), newMember(member('bob', { userId: 'user_bob' }))],
      take: 'bob',
      release: ['ann'],
    })
    void open(stalled.gate).commit(changeSet)
    await stalled.reached

    const readOnly = open(async (step) => {
      if (!step.startsWith('find')) throw new Error(`a reader would ${step}`)
    })
    const oracle = memoryStorage()
    const first = new Author('org_a')
    await first.commit(oracle, { puts: [newMember(ann)], take: 'ann', commitId: author.base.commitId })
    await oracle.commit(changeSet)
    const page = { kind: 'member', where: { status: ['active'] }, limit: 9 } as const
    expect(await readOnly.read('org_a', needs)).toEqual(await oracle.read('org_a', needs))
    expect(await readOnly.page('org_a', page)).toEqual(await oracle.page('org_a', page))
    expect(await readOnly.revisions('org_a', { after: 0, limit: 9 })).toEqual(
      await oracle.revisions('org_a', { after: 0, limit: 9 }),
    )
    for (const slug of ['ann', 'bob'])
      expect(await readOnly.find({ by: 'slug', slug })).toEqual(await oracle.find({ by: 'slug', slug }))
  })

  test('is finished by a sweep, so that look-ups across organizations see it', async () => {
    const { calm, open } = shared()
    const author = await created(calm, 'org_a', { puts: [newMember(ann)] })
    const stalled = holding('update org_a/member/bob')
    void open(stalled.gate).commit(author.changeSet({ puts: [newMember(member('bob', { userId: 'user_bob' }))] }))
    await stalled.reached
    const find = { by: 'user', userId: 'user_bob', limit: 9 } as const
    expect((await calm.find(find)).found).toHaveLength(0)
    await calm.sweep({ deletedBefore: 0, limit: 9 })
    expect((await calm.find(find)).found).toHaveLength(1)
  })
})
