/** Records as storage keeps them: absent is a missing key. */

export type Compact<T> = { [K in keyof T as undefined extends T[K] ? never : K]: T[K] } & {
  [K in keyof T as undefined extends T[K] ? K : never]?: Exclude<T[K], undefined>
}

/** The same object without the keys whose value is undefined. */
export function compact<T extends object>(object: T): Compact<T> {
  const kept: { [key: string]: unknown } = {}
  for (const [key, value] of Object.entries(object)) if (value !== undefined) kept[key] = value
  // Exactly the undefined values are left out, which is what the type says.
  return kept as Compact<T>
}

/** A change of an optional field: undefined leaves it, null clears it. */
export function patched<T>(old: T | undefined, change: T | null | undefined): T | undefined {
  return change === undefined ? old : (change ?? undefined)
}

/** A time as people see it. */
export function isoTime(milliseconds: number): string {
  return new Date(milliseconds).toISOString()
}

export function isoTimeOrAbsent(milliseconds: number | undefined): string | undefined {
  return milliseconds === undefined ? undefined : isoTime(milliseconds)
}
