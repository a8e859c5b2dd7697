import type { Storage } from 'guildhall'
import { memoryStorage } from 'guildhall/memory'
import { describe, expect, test } from 'vitest'
import { commands } from '../../src/commands.js'
import { accountOf, idOf } from './account.js'
import { type Crash, crashing } from './crashing.js'
import { type Deed, deeds } from './deeds.js'
import { alwaysFaster, arrivingLate, movedOnMeanwhile } from './lost-answers.js'
import { crashesAround, fateOf, problemsOf, type Smooth, sceneOf, smoothly, struck } from './matrix.js'
import { ofEachKind } from './of-each-kind.js'

test('every command is in the matrix', () => {
  const names = Object.entries(commands).flatMap(([group, all]) => Object.keys(all).map((name) => `${group}.${name}`))
  expect(deeds.map(({ name }) => name)).toEqual([...names, 'batch', 'apply'])
  expect(names).toEqual(expect.arrayContaining([...ofEachKind]))
})

describe('a crash before and after every call of the storage, on memory', () => {
  test.concurrent.each(deeds)('$name', async (deed) => {
    const storage = memoryStorage()
    const smooth = await smoothly(storage, deed, 't-smooth')
    const problems = await Promise.all(
      crashesAround(smooth.calls).map((crash, at) => {
        const fate = fateOf(smooth.calls[crash.call] ?? 'read', crash)
        return problemsOf(storage, deed, smooth, `t${at}`, [crash], fate)
      }),
    )
    expect(problems.flat()).toEqual([])
  })
})

describe('an answer that is lost, on memory', () => {
  test.concurrent.each(deeds)('is found by its commit id, also where the storage stutters: $name', async (deed) => {
    const storage = memoryStorage()
    const smooth = await smoothly(storage, deed, 't-smooth')
    const lost: Crash = { ...commitOf(smooth), moment: 'after', fault: 'a plain error', lasts: 'once' }
    const stutter: Crash = { ...lost, call: lost.call + 1, moment: 'before', fault: 'it did not happen, try again' }
    const fate = { hears: 'answer', done: true } as const
    expect(await problemsOf(storage, deed, smooth, 't1', [lost, stutter], fate)).toEqual([])
  })

  test.concurrent.each(deeds)('is found although others have moved the organization on: $name', async (deed) => {
    const storage = memoryStorage()
    const smooth = await smoothly(storage, deed, 't-smooth')
    const scene = await sceneOf(storage, deed, 't1')
    const [before] = await standing(storage, scene.deed.place)
    const { ended, notices } = await struck(movedOnMeanwhile(storage), scene)
    expect(ended).toEqual({ answer: smooth.answer })
    expect(notices).toBe(smooth.notices)
    const [now, last] = await standing(storage, scene.deed.place)
    expect([now, last]).toEqual([before + 2, 'test.moved-on'])
  })

  test.concurrent.each(deeds)('is found where the commit arrives only when it is tried again: $name', async (deed) => {
    const storage = memoryStorage()
    const smooth = await smoothly(storage, deed, 't-smooth')
    const scene = await sceneOf(storage, deed, 't1')
    const { ended, notices } = await struck(arrivingLate(storage), scene)
    expect(ended).toEqual({ answer: smooth.answer })
    expect(notices).toBe(smooth.notices)
    expect(await accountOf(storage, scene.deed.place, 't1')).toBe(smooth.account)
  })
})

describe('an idempotency key across a crash, on memory', () => {
  const moments = [
    { crash: 'before the commit', moment: 'before', repeated: false },
    { crash: 'after it', moment: 'after', repeated: true },
  ] as const
  describe.each(moments)('$crash', ({ moment, repeated }) => {
    test.concurrent.each(deeds)('$name', async (deed) => {
      const storage = memoryStorage()
      const smooth = await smoothly(storage, deed, 't-smooth', 'key')
      const scene = await sceneOf(storage, deed, 't1')
      const crash: Crash = { ...commitOf(smooth), moment, fault: 'a plain error', lasts: 'for good' }
      const { ended } = await struck(crashing(storage, [crash]).storage, scene, 'key')
      expect(ended).toMatchObject({ kind: 'storage', outcome: 'unknown' })

      const answer = await scene.deed.act(scene.hall, 'key')
      expect(answer).toMatchObject({ repeated, changed: true })
      expect(await accountOf(storage, scene.deed.place, 't1')).toBe(smooth.account)
      expect(await scene.deed.act(scene.hall, 'key')).toMatchObject({ repeated: true })
      expect(await accountOf(storage, scene.deed.place, 't1')).toBe(smooth.account)
    })
  })
})

describe('an organization that others move on for ever, on memory', () => {
  test.concurrent.each(deeds)('$name', async (deed) => {
    const storage = memoryStorage()
    const scene = await sceneOf(storage, deed, 't1')
    const [before] = await standing(storage, scene.deed.place)
    const busy = alwaysFaster(storage)
    const { ended, notices } = await struck(busy, scene)
    // a plan is not decided anew
    const [code, attempts] = deed.name === 'apply' ? ['plan/stale', 1] : ['organization/stale', 8]
    expect(ended).toMatchObject({ kind: 'stale', code })
    expect(busy.commits()).toBe(attempts)
    expect(notices).toBe(0)
    const [now, last] = await standing(storage, scene.deed.place)
    expect([now, last]).toEqual(before === 0 ? [0, undefined] : [before + attempts, 'test.moved-on'])
  })
})

describe('in a transaction of the caller’s, on memory', () => {
  test.concurrent.each(deeds)('nothing is tried again: $name', async (deed) => {
    const storage = memoryStorage()
    const smooth = await smoothly(storage, deed, 't-smooth')
    const crash: Crash = { ...commitOf(smooth), moment: 'before', fault: 'it did not happen, try again', lasts: 'once' }
    const scene = await sceneOf(storage, deed, 't1')
    const { storage: crashed, calls } = crashing({ ...storage, enlisted: true }, [crash])
    const { ended, notices } = await struck(crashed, scene)
    expect(ended).toMatchObject({ kind: 'storage', outcome: 'not-committed' })
    expect(calls).toEqual(smooth.calls)
    expect(notices).toBe(0)
    expect(await accountOf(storage, scene.deed.place, 't1')).toBe(scene.before)
  })
})

/** The last revision, and the command that made it. */
async function standing(storage: Storage, place: Deed['place']): Promise<[number, string | undefined]> {
  const organizationId = (await idOf(storage, place)) ?? 'org_none'
  const rows = await storage.revisions(organizationId, { after: 0, limit: 100 })
  return [rows.length, rows.at(-1)?.command]
}

function commitOf({ calls }: Smooth): { call: number } {
  return { call: calls.indexOf('commit') }
}
