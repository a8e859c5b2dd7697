/**
 * A deep copy of plain JSON that nobody can change. The store keeps only such copies, and hands them out as they are:
 * what a caller does to an object that it gave, or was given, never reaches the store.
 */
export function frozen<T>(value: T): T {
  if (typeof value !== 'object' || value === null) return value
  if (Array.isArray(value)) return Object.freeze(value.map((part) => frozen(part))) as T
  const copy: { [key: string]: unknown } = {}
  for (const [key, part] of Object.entries(value)) {
    if (part === undefined) continue // JSON knows no undefined
    // by assignment, this one key would set the prototype instead
    if (key === '__proto__') Object.defineProperty(copy, key, { value: frozen(part), enumerable: true })
    else copy[key] = frozen(part)
  }
  return Object.freeze(copy) as T
}
