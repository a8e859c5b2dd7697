/** Which needs are one look-up, so that the text of a read depends on what is asked and not on how often. */
import type { Follow, Kind, Need } from '../../../src/storage.js'

export type OfGet<G extends Need['get']> = Extract<Need, { readonly get: G }>

export interface LookUp {
  readonly need: Need
  readonly keys: readonly string[]
}

/**
 * Needs of one shape are one look-up for the keys of all, in an order that does not depend on theirs. Where a limit
 * counts over the keys of one need, that need stays by itself.
 */
export function byShape(needs: readonly Need[]): LookUp[] {
  const shapes = new Map<string, { readonly need: Need; readonly keys: string[] }>()
  for (const need of needs) {
    const keys = 'limit' in need ? undefined : keysOf(need)
    const shape = keys === undefined ? `${shapeOf(need)} ${shapes.size}` : shapeOf(need)
    const known = shapes.get(shape)
    if (known === undefined) shapes.set(shape, { need, keys: [...(keys ?? [])] })
    else known.keys.push(...(keys ?? []))
  }
  return [...shapes].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, lookUp]) => lookUp)
}

function keysOf(need: Need): readonly string[] | undefined {
  if ('ids' in need) return need.ids
  if ('keys' in need) return need.keys
  if ('hashes' in need) return need.hashes
  if ('requestId' in need) return [need.requestId]
  return 'commitId' in need ? [need.commitId] : undefined
}

function shapeOf(need: Need): string {
  const removed = 'removed' in need && need.removed ? ' removed' : ''
  const field = need.get === 'records' ? ` ${need.kind} ${need.by}` : ''
  return need.get + field + removed + ('follow' in need ? shapeOfEdges(need.follow) : '')
}

const shapeOfEdges = (follow: Follow<Kind> = {}): string =>
  Object.entries<Follow<Kind>>(follow)
    .map(([edge, further]) => `(${edge}${shapeOfEdges(further)})`)
    .sort()
    .join('')
