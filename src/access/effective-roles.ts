/** Inheritance between roles: which roles a role is made of. */

interface Inheriting {
  readonly key: string
  readonly inherits: readonly string[]
}

/** One of the roles that a role is made of, with the shortest way from there to it. */
export interface Ancestor {
  readonly role: string
  /** The roles on the way, `role` last; empty for the role itself. */
  readonly inheritedFrom: readonly string[]
}

/** The role itself, then all that it inherits, each once, the nearest first. */
export const lineage = (roles: ReadonlyMap<string, Inheriting>, key: string): readonly Ancestor[] => {
  const seen = new Set([key])
  const found: Ancestor[] = [{ role: key, inheritedFrom: [] }]
  // `found` grows while it is walked: breadth first
  for (const { role, inheritedFrom } of found) {
    for (const name of roles.get(role)?.inherits ?? []) {
      if (seen.has(name)) continue
      seen.add(name)
      found.push({ role: name, inheritedFrom: [...inheritedFrom, name] })
    }
  }
  return found
}

/** A circle of inheritance, its first role also its last; undefined where there is none. */
export const inheritanceCircle = (roles: ReadonlyMap<string, Inheriting>): readonly string[] | undefined => {
  const settled = new Set<string>()
  const walk = (key: string, path: readonly string[]): readonly string[] | undefined => {
    if (settled.has(key)) return undefined
    const start = path.indexOf(key)
    if (start >= 0) return [...path.slice(start), key]
    for (const name of roles.get(key)?.inherits ?? []) {
      const circle = walk(name, [...path, key])
      if (circle !== undefined) return circle
    }
    settled.add(key)
    return undefined
  }
  for (const key of roles.keys()) {
    const circle = walk(key, [])
    if (circle !== undefined) return circle
  }
  return undefined
}
