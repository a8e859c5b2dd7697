import { describe, expect, test } from 'vitest'
import { careless } from './careless.js'
import { explored, sceneOf } from './schedules.js'

const schedules = Number(process.env.GUILDHALL_SCHEDULES ?? 4)
const seed = Number(process.env.GUILDHALL_SEED) || 20261124

const scene = await sceneOf()
const names = [...scene.shots.keys()]

describe(`every pair of commands at once, under ${schedules} schedules each (seed ${seed})`, () => {
  let lost = 0

  test.each(names)('%s, beside every command', async (first) => {
    for (const second of names) {
      const found = await explored(scene, [first, second], { schedules, seed })
      expect(found.wrong, second).toBeUndefined()
      lost += found.lost
    }
  })

  test('has made commits come too late, or nothing was tried', () => {
    expect(lost).toBeGreaterThan(names.length)
  })

  test('finds a storage that commits wherever the organization stands', async () => {
    const found = await explored(scene, ['member.leave', 'member.leave'], { schedules: 40, seed, built: careless })
    expect(found.wrong).toMatchObject({ said: ['ok', 'ok'], sound: false })
  })
})
