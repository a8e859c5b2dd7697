/** Lists to their end. */

interface Page<T> {
  readonly items: readonly T[]
  readonly next?: string
}

/** As much as a page can hold, and what goes with it: where the last one ended. */
type Bounds = { readonly limit: number; readonly after?: string }

export async function allOf<T>(page: (bounds: Bounds) => Promise<Page<T>>): Promise<readonly T[]> {
  const items: T[] = []
  for (let after: string | undefined; ; ) {
    const { items: some, next } = await page({ limit: 1_000, ...(after === undefined ? {} : { after }) })
    items.push(...some)
    if (next === undefined) return items
    after = next
  }
}
