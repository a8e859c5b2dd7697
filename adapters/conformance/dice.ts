/** Random numbers that come out the same for the same seed, everywhere (mulberry32). */
export class Dice {
  private state: number

  constructor(seed: number) {
    this.state = seed
  }

  /** A whole number from 0, below `count`. */
  below(count: number): number {
    this.state = (this.state + 0x6d2b79f5) | 0
    let mixed = Math.imul(this.state ^ (this.state >>> 15), 1 | this.state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296) * count)
  }

  /** True once in so many times. */
  onceIn(times: number): boolean {
    return this.below(times) === 0
  }

  pick<const T extends readonly unknown[]>(things: T): T[number] {
    return things[this.below(things.length)]
  }

  /** Up to so many of `things`, perhaps some of them twice. */
  some<const T extends readonly unknown[]>(most: number, things: T): T[number][] {
    return Array.from({ length: this.below(most + 1) }, () => this.pick(things))
  }

  /** Those fields, or nothing. */
  maybe<F extends object>(fields: () => F): F | Record<never, never> {
    return this.onceIn(2) ? fields() : {}
  }
}
