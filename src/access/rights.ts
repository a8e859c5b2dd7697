/** Sets of permissions as bits, one bit per permission of the policy. Only rights of one policy can be compared. */

export type Rights = Readonly<ArrayLike<number>>

export const noRights = (permissions: number): Uint32Array => new Uint32Array(Math.ceil(permissions / 32))

export const addBit = (words: Uint32Array, bit: number): void => {
  words[bit >>> 5] = (words[bit >>> 5] ?? 0) | (1 << (bit & 31))
}

export const addAll = (words: Uint32Array, more: Rights): void => {
  for (let i = 0; i < words.length; i++) words[i] = (words[i] ?? 0) | (more[i] ?? 0)
}

export const holds = (rights: Rights, bit: number): boolean => (((rights[bit >>> 5] ?? 0) >>> (bit & 31)) & 1) === 1

/** What is in `a` and not in `b`. */
export const minus = (a: Rights, b: Rights): Rights => {
  const rest = new Uint32Array(a.length)
  for (let i = 0; i < a.length; i++) rest[i] = (a[i] ?? 0) & ~(b[i] ?? 0)
  return rest
}

export const isEmpty = (a: Rights): boolean => {
  for (let i = 0; i < a.length; i++) if (a[i] !== 0) return false
  return true
}

/** Whether everything in `b` is in `a` as well. */
export const covers = (a: Rights, b: Rights): boolean => isEmpty(minus(b, a))

/** What `after` has over `before` and `held` does not cover: the part of a growth that somebody may not give. */
export const beyond = (after: Rights, before: Rights, held: Rights): Rights => minus(minus(after, before), held)
