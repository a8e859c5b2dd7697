/** Interleaved rounds: everything is measured in every round, so that what disturbs one disturbs all. */

export interface Measured {
  /** Milliseconds for one, in the middle of all rounds. */
  readonly median: number
  /** The middle half of the rounds. */
  readonly low: number
  readonly high: number
}

/** Milliseconds of CPU that this process has taken: what waits for nothing but a processor is measured by it. */
export function cpu(): number {
  const { user, system } = process.cpuUsage()
  return (user + system) / 1_000
}

/** Milliseconds by the clock on the wall: for what waits for others. */
export const wall = (): number => performance.now()

interface Rounds {
  /** How many one run does. */
  readonly each: number
  readonly milliseconds: number
  readonly clock?: () => number
}

/** Runs each of these again and again until the time is up, at least three times. */
export async function inRounds<Name extends string>(
  runs: ReadonlyMap<Name, (times: number) => Promise<unknown>>,
  { each, milliseconds, clock = wall }: Rounds,
): Promise<ReadonlyMap<Name, Measured>> {
  const taken = new Map<Name, number[]>([...runs.keys()].map((name) => [name, []]))
  for (const run of runs.values()) await run(each) // warm
  const end = performance.now() + milliseconds
  for (let round = 0; round < 3 || performance.now() < end; round++) {
    for (const [name, run] of runs) {
      const start = clock()
      await run(each)
      taken.get(name)?.push((clock() - start) / each)
    }
  }
  return new Map([...taken].map(([name, times]) => [name, summed(times)]))
}

export function summed(times: readonly number[]): Measured {
  const sorted = [...times].sort((a, b) => a - b)
  const at = (part: number) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))] ?? Number.NaN
  return { median: at(0.5), low: at(0.25), high: at(0.75) }
}

/** A table of text, the first column to the left and the others to the right. */
export function printTable(rows: readonly (readonly string[])[]): void {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)))
  for (const row of rows) {
    const cells = row.map((cell, column) =>
      column === 0 ? cell.padEnd(widths[0] ?? 0) : cell.padStart(widths[column] ?? 0),
    )
    console.log(`  ${cells.join('   ')}`.trimEnd())
  }
}
