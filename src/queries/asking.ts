/** Asking the storage: again where it may answer the next time, and its faults in the library's own words. */
import { GuildhallError } from '../guildhall-error.js'
import type { Storage, StorageFault } from '../storage.js'

/** So often a storage is asked, and a command decided, at most. */
export const maxAttempts = 8

interface Asker {
  readonly storage: Pick<Storage, 'enlisted'>
  /** Waits before another attempt; the number of attempts made so far decides how long. */
  readonly pause: (attempt: number) => Promise<void>
}

/**
 * Something that the storage is asked and that changes nothing, or nothing the second time. Inside a transaction of the
 * caller's own it is asked once, since a fault has ended that.
 * @throws GuildhallError `storage/failed`
 */
export async function asking<T>({ storage, pause }: Asker, ask: () => Promise<T>): Promise<T> {
  const attempts = storage.enlisted === true ? 1 : maxAttempts
  for (let attempt = 1; ; attempt++) {
    try {
      return await ask()
    } catch (cause) {
      if (cause instanceof GuildhallError) throw cause
      if (attempt === attempts || faultOf(cause)?.retryable !== true) throw failed(cause)
    }
    await pause(attempt)
  }
}

/** The fault that an adapter told of; undefined for whatever else it threw. */
export function faultOf(error: unknown): StorageFault | undefined {
  // Recognised by its name, since an adapter may come from another bundle.
  return error instanceof Error && error.name === 'StorageFault' ? (error as StorageFault) : undefined
}

function failed(cause: unknown): GuildhallError {
  const problem = cause instanceof Error ? cause.message : 'the storage did not answer'
  return new GuildhallError('storage/failed', { outcome: 'not-committed', problem }, { cause })
}
