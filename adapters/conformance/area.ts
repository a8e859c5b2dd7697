import type { Storage } from '../../src/storage.js'

/** One thing that a storage must do. It is given an empty storage of its own, and throws where that falls short. */
export type Check = (storage: Storage) => Promise<void>

/** A part of the contract: its checks, each under the sentence that it holds the storage to. */
export interface Area {
  readonly name: string
  readonly checks: { readonly [sentence: string]: Check }
}
