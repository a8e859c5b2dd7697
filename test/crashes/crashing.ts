/** A storage that fails where it is told to: before or after a call, by one of the ways in which storages fail. */
import { type Storage, StorageFault } from 'guildhall'

export const faults = {
  'it did not happen': () => new StorageFault('it did not happen', { outcome: 'not-committed' }),
  'it did not happen, try again': () =>
    new StorageFault('it did not happen', { outcome: 'not-committed', retryable: true }),
  'whether it happened is not known': () => new StorageFault('the connection broke', { outcome: 'unknown' }),
  'a plain error': () => new Error('something broke'),
} as const
export type Fault = keyof typeof faults

export interface Crash {
  /** Which call of the storage, from 0. */
  readonly call: number
  readonly moment: 'before' | 'after'
  readonly fault: Fault
  /** The database may come back at once, or stay away. */
  readonly lasts: 'once' | 'for good'
}

export type Call = 'read' | 'commit' | 'page' | 'history' | 'revisions' | 'find' | 'sweep'

export interface Crashing {
  readonly storage: Storage
  /** The calls that there were. */
  readonly calls: readonly Call[]
}

export function crashing(storage: Storage, crashes: readonly Crash[]): Crashing {
  const calls: Call[] = []
  const around =
    <Given extends readonly unknown[], T>(call: Call, ask: (...given: Given) => Promise<T>) =>
    async (...given: Given): Promise<T> => {
      const number = calls.push(call) - 1
      const due = (moment: Crash['moment']) =>
        crashes.find((crash) =>
          crash.call === number ? crash.moment === moment : crash.lasts === 'for good' && number > crash.call,
        )
      const before = due('before')
      if (before !== undefined) throw faults[before.fault]()
      const answer = await ask(...given)
      const after = due('after')
      if (after !== undefined) throw faults[after.fault]()
      return answer
    }
  const { read, commit, page, history, revisions, find, sweep } = storage
  return {
    calls,
    storage: {
      ...storage,
      read: around('read', read),
      commit: around('commit', commit),
      page: around('page', page),
      history: around('history', history),
      revisions: around('revisions', revisions),
      find: around('find', find),
      sweep: around('sweep', sweep),
    },
  }
}
