/** How two things stand to each other: negative, zero or positive, as `Array.sort` wants it. */
export type Order<T> = (a: T, b: T) => number

/** By Unicode code point. Plain `<` compares UTF-16 units, which puts what lies beyond U+FFFF before U+E000 to U+FFFF. */
export const byCodePoint: Order<string> = (a, b) => {
  const length = Math.min(a.length, b.length)
  for (let index = 0; index < length; index++) {
    const left = a.charCodeAt(index)
    const right = b.charCodeAt(index)
    if (left !== right) return rank(left) - rank(right)
  }
  return a.length - b.length
}

/** Surrogates, the halves of what lies beyond U+FFFF, go behind all other units. */
function rank(unit: number): number {
  if (unit < 0xd800) return unit
  return unit < 0xe000 ? unit + 0x2000 : unit - 0x800
}

/** The index of the first element of a sorted array that does not stand before `key`. */
export function placeIn<K>(sorted: readonly K[], key: K, order: Order<K>): number {
  let low = 0
  let high = sorted.length
  while (low < high) {
    const middle = (low + high) >>> 1
    if (order(at(sorted, middle), key) < 0) low = middle + 1
    else high = middle
  }
  return low
}

/** What stands at an index that is known to be in the list. */
function at<T>(list: readonly T[], index: number): T {
  return list[index] as T // the compiler does not know
}

const chunkSize = 512

/**
 * Things in order, kept so by binary insertion. They lie in chunks, so that an insertion among a million moves a few
 * hundred. No two of them may be equal in the order; `Key` is the part of a thing that the order looks at.
 */
export class SortedList<T extends Key, Key = T> {
  private readonly order: Order<Key>
  /** None is empty. */
  private readonly chunks: T[][] = []

  constructor(order: Order<Key>) {
    this.order = order
  }

  add(thing: T): void {
    const index = Math.min(this.chunkOf(thing), this.chunks.length - 1)
    const chunk = this.chunks[index]
    if (chunk === undefined) {
      this.chunks.push([thing])
      return
    }
    chunk.splice(placeIn<Key>(chunk, thing, this.order), 0, thing)
    if (chunk.length > chunkSize) this.chunks.splice(index + 1, 0, chunk.splice(chunkSize / 2))
  }

  remove(key: Key): void {
    const index = this.chunkOf(key)
    const chunk = this.chunks[index]
    if (chunk === undefined) return
    const place = placeIn<Key>(chunk, key, this.order)
    if (this.order(at(chunk, place), key) !== 0) return
    chunk.splice(place, 1)
    if (chunk.length === 0) this.chunks.splice(index, 1)
  }

  get isEmpty(): boolean {
    return this.chunks.length === 0
  }

  /** Those behind `after`, or all, in order. */
  *ascending(after?: Key): Generator<T, void> {
    let index = after === undefined ? 0 : this.chunkOf(after)
    let place = after === undefined ? 0 : this.placeBehind(index, after)
    for (; index < this.chunks.length; index++, place = 0) {
      const chunk = at(this.chunks, index)
      while (place < chunk.length) yield at(chunk, place++)
    }
  }

  /** Those in front of `before`, or all, backward. */
  *descending(before?: Key): Generator<T, void> {
    let index = before === undefined ? this.chunks.length : this.chunkOf(before)
    const first = this.chunks[index]
    let place = before === undefined || first === undefined ? 0 : placeIn<Key>(first, before, this.order)
    for (;;) {
      while (place > 0) yield at(at(this.chunks, index), --place)
      if (index === 0) return
      place = at(this.chunks, --index).length
    }
  }

  private placeBehind(index: number, key: Key): number {
    const chunk = this.chunks[index]
    if (chunk === undefined) return 0
    const place = placeIn<Key>(chunk, key, this.order)
    return this.order(at(chunk, place), key) === 0 ? place + 1 : place
  }

  /** The index of the first chunk that does not end before `key`; the number of chunks where there is none. */
  private chunkOf(key: Key): number {
    let low = 0
    let high = this.chunks.length
    while (low < high) {
      const middle = (low + high) >>> 1
      const chunk = at(this.chunks, middle)
      if (this.order(at(chunk, chunk.length - 1), key) < 0) low = middle + 1
      else high = middle
    }
    return low
  }
}
