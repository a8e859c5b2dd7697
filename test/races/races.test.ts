import { memoryStorage } from 'guildhall/memory'
import { describe, expect, test } from 'vitest'
import { Dice } from '../../adapters/conformance/dice.js'
import { careless } from './careless.js'
import { gated, gateWith } from './gate.js'
import { fewMostly, race } from './race.js'
import { scenarios } from './scenarios.js'
import { localSide } from './side.js'

const trials = 200
const seed = Number(process.env.GUILDHALL_SEED ?? Date.now() % 1_000_000)

/** Two sides that share a memory and a gate, and no queue. */
function sidesOn(storage = memoryStorage()) {
  const gate = gateWith(new Dice(seed))
  const side = () => localSide(storage, (one) => gated(one, gate))
  return [side(), side()] as const
}

describe(`races on memory, ${trials} trials each (GUILDHALL_SEED=${seed})`, () => {
  test.each(scenarios)('$name', async (scenario) => {
    const report = await race(scenario, { sides: sidesOn(), trials, lanes: 32, contenders: fewMostly })
    expect(report.violations).toEqual([])
    expect(report.collisions).toBeGreaterThan(trials / 20)
  })
})

describe('races on a storage that commits whatever the base', () => {
  test.each(scenarios)('are found out: $name', async (scenario) => {
    const storage = memoryStorage()
    const gate = gateWith(new Dice(seed))
    const side = () => localSide(careless(storage), (one) => gated(one, gate))
    const { violations } = await race(scenario, {
      sides: [side(), side()],
      trials: 100,
      lanes: 32,
      contenders: fewMostly,
    })
    expect(new Set(violations.map(({ by }) => by))).toContain('expectation')
  })
})
