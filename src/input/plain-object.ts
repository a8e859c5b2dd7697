/**
 * Whether a value is a plain object: `{}` of this or another realm, or one without a prototype. Instances of classes,
 * arrays, and literals that set `__proto__` are not.
 */
export const isPlainObject = (value: unknown): value is { readonly [key: string]: unknown } => {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false
  const prototype: unknown = Object.getPrototypeOf(value)
  return prototype === null || Object.getPrototypeOf(prototype) === null
}
