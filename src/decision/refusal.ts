/** The answer no: a code from the closed list, its typed details, and what to tell a person. */
import { type DetailsOf, messageOf, type RefusalCode } from '../errors.js'

/** A refusal with one of the codes `C`; narrowing on `code` narrows `details`. */
export type Refusal<C extends RefusalCode = RefusalCode> = {
  [K in C]: { readonly code: K; readonly details: DetailsOf<K>; readonly message: string }
}[C]

/** Says no. A rule of an application's own brings its message along; Guildhall's codes have theirs. */
export function refuse<C extends RefusalCode>(
  code: C,
  details: DetailsOf<C>,
  ...message: C extends `app/${string}` ? [message?: string] : []
): Refusal<C> {
  // The mapped type above is distributive over C; for one code it is exactly this object.
  return { code, details, message: message[0] ?? messageOf(code, details) } as unknown as Refusal<C>
}

export function isRefusal(value: object): value is Refusal {
  return 'code' in value && 'message' in value
}
