/** The question itself: a look-up by name and the test of a bit. */
import type { CompiledPolicy } from './compile.js'
import { holds, type Rights } from './rights.js'

/** Whether the rights hold a permission by name; an unknown name is answered with no. */
export const can = (policy: CompiledPolicy, rights: Rights, permission: string): boolean => {
  const bit = policy.index.get(permission)
  return bit !== undefined && holds(rights, bit)
}
