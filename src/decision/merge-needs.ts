/** The needs of many steps as few: those that differ in nothing but their keys are one look-up. */
import type { Need } from '../storage.js'
import { revisionLimits } from './change-set.js'

/** The same needs, one of each shape. */
export function mergedNeeds(needs: readonly Need[]): Need[] {
  const shapes = new Map<string, Need[]>()
  for (const need of needs) {
    const shape = JSON.stringify(isList(need) ? need : { ...need, ids: 0, keys: 0, hashes: 0, limit: 0 })
    const alike = shapes.get(shape)
    if (alike === undefined) shapes.set(shape, [need])
    else alike.push(need)
  }
  return [...shapes.values()].flatMap(merged)
}

/** Look-up fields of which no two live records have the same. */
const unique: ReadonlySet<string> = new Set(['key', 'ref', 'nameKey', 'pair'])

/** Records of which many may have the same key, as far as a limit reaches: two such lists in one could crowd each other out. */
function isList(need: Need): boolean {
  return need.get === 'records' && !unique.has(need.by)
}

function merged(alike: readonly Need[]): Need[] {
  const [first] = alike
  if (first === undefined || alike.length === 1) return [...alike]
  if (isList(first)) return [first]
  const union = (keysOf: (need: Need) => readonly string[]) => [...new Set(alike.flatMap(keysOf))]
  if ('ids' in first) return [{ ...first, ids: union((need) => ('ids' in need ? need.ids : [])) }]
  if ('keys' in first) {
    const keys = union((need) => ('keys' in need ? need.keys : []))
    return 'limit' in first ? [{ ...first, keys, limit: keys.length }] : [{ ...first, keys }]
  }
  if ('hashes' in first) return [{ ...first, hashes: union((need) => ('hashes' in need ? need.hashes : [])) }]
  if (!('limit' in first)) return [first]
  const limit = alike.reduce((sum, need) => sum + ('limit' in need ? need.limit : 0), 0)
  // One revision writes no more records than that anyway.
  return [{ ...first, limit: Math.min(limit, revisionLimits.operations) }]
}
