import { describe, expect, test } from 'vitest'
import { explored, sceneOf } from './schedules.js'

const schedules = Number(process.env.GUILDHALL_SCHEDULES ?? 1_000)
const seed = Number(process.env.GUILDHALL_SEED) || Date.now() % 1_000_000

const scene = await sceneOf()
const names = [...scene.shots.keys()]

describe(`every pair of commands at once, under ${schedules} schedules each (seed ${seed})`, () => {
  test.each(names)('%s, beside every command', async (first) => {
    let lost = 0
    for (const second of names) {
      const found = await explored(scene, [first, second], { schedules, seed })
      expect(found.wrong, second).toBeUndefined()
      lost += found.lost
    }
    console.log(`${first}: ${names.length * schedules} schedules, ${lost} commits came too late, 0 wrong endings`)
  })
})
