/** Committers that stall where a test wants them to. */
import type { Storage } from 'guildhall'
import { storageOn } from '../../../adapters/mongo/port.js'
import { calmly, DocumentStore, type Gate } from './document-store.js'

/** One collection, and storages over it, each with a gate of its own. */
export function shared(fenced = true) {
  const [records, claims] = [new DocumentStore(), new DocumentStore()]
  const open = (gate: Gate): Storage => {
    const behaviour = { ...calmly(gate), fenced }
    const collections = { records: records.as(behaviour), claims: claims.as(behaviour) }
    return storageOn(async () => collections, { scanBudget: 100, wait: async () => {} })
  }
  return { records, claims, open, calm: open(async () => {}) }
}

/** A gate that holds whoever comes to a step of this name, for the first or a later time, until it is opened. */
export function holding(name: string, time = 1): { gate: Gate; reached: Promise<void>; open: () => void } {
  let [arrive, open] = [() => {}, () => {}]
  const reached = new Promise<void>((resolve) => {
    arrive = resolve
  })
  const opened = new Promise<void>((resolve) => {
    open = resolve
  })
  let times = 0
  const gate: Gate = async (step) => {
    if (step !== name || ++times !== time) return
    arrive()
    await opened
  }
  return { gate, reached, open: () => open() }
}
