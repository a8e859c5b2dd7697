/** A storage whose calls pass a gate one by one, in an order that dice decide: reads come between others' commits. */
import { setImmediate } from 'node:timers'
import type { Storage } from 'guildhall'
import type { Dice } from '../../adapters/conformance/dice.js'

export type Gate = (call: 'read' | 'commit') => Promise<void>

/**
 * Lets through one of those who wait, whichever, each time the event loop comes round; mostly one who reads, so that
 * many have read before one of them commits.
 */
export function gateWith(dice: Dice): Gate {
  const waiting = { read: [] as (() => void)[], commit: [] as (() => void)[] }
  const open = () => {
    const reading = waiting.read.length > 0 && (waiting.commit.length === 0 || !dice.onceIn(20))
    const queue = reading ? waiting.read : waiting.commit
    const [next] = queue.splice(dice.below(queue.length), 1)
    next?.()
    if (waiting.read.length + waiting.commit.length > 0) setImmediate(open)
  }
  return (call) =>
    new Promise((pass) => {
      waiting[call].push(pass)
      if (waiting.read.length + waiting.commit.length === 1) setImmediate(open)
    })
}

/** A new object each time, so that whoever queues by storage does not queue with others. */
export function gated(storage: Storage, gate: Gate): Storage {
  return {
    ...storage,
    read: async (...given) => {
      await gate('read')
      return storage.read(...given)
    },
    commit: async (changeSet) => {
      await gate('commit')
      return storage.commit(changeSet)
    },
    find: async (query) => {
      await gate('read')
      return storage.find(query)
    },
  }
}
