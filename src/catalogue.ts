/**
 * The catalogue of an organization (custom roles, shared workspaces, what groups, teams and everyone hold) is needed by
 * every decision and rarely moves: the storage sends it only where the head names another commit than the one known.
 */
import { compact } from './decision/compact.js'
import { Slice } from './organization/slice.js'
import type { Need, Snapshot } from './storage.js'

interface Known {
  /** The commit that last moved it; a commit id is never made twice, so that what is known can only be right or old. */
  readonly id: string
  readonly slice: Slice
}

/** Of so many organizations at most, those that were used last. */
const most = 1_000

export class Catalogues {
  readonly #known = new Map<string, Known>()

  /** The needs with the catalogue among them, and how to make a slice of the answer. */
  asking(organizationId: string, needs: readonly Need[]): Asking {
    const known = this.#known.get(organizationId)
    const all: Need[] = [...needs, { get: 'catalogue', ...compact({ known: known?.id }) }]
    return {
      needs: all,
      sliceOf: (snapshot, also = []) =>
        Slice.of(organizationId, snapshot, [...all, ...also], snapshot && this.#base(organizationId, snapshot, known)),
    }
  }

  #base(organizationId: string, { head, records }: Pick<Snapshot, 'head' | 'records'>, known: Known | undefined) {
    const id = head.catalogueId
    if (id === undefined) return undefined
    const slice =
      known?.id === id
        ? known.slice
        : Slice.ofCatalogue(
            organizationId,
            records.filter(({ record }) => 'catalogue' in record),
          )
    this.#known.delete(organizationId)
    this.#known.set(organizationId, { id, slice })
    const [oldest] = this.#known.keys()
    if (this.#known.size > most && oldest !== undefined) this.#known.delete(oldest)
    return slice
  }
}

export interface Asking {
  readonly needs: readonly Need[]
  /** `also`: what came beside the needs, as that of a page and what was followed from it. */
  readonly sliceOf: (snapshot: Pick<Snapshot, 'head' | 'records'> | undefined, also?: readonly Need[]) => Slice
}
