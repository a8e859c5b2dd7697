/** The first `limit` of `things`, and whether there are more. Takes no more of them than it must. */
export function upTo<T>(limit: number, things: Iterable<T>): { readonly taken: T[]; readonly more: boolean } {
  const taken: T[] = []
  for (const thing of things) {
    if (taken.length >= limit) return { taken, more: true }
    taken.push(thing)
  }
  return { taken, more: false }
}
